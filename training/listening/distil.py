"""A smaller branch that learns to say what the tuned one says (Hinton 2015): two layers for four, half as wide inside."""

import copy
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.listening.inputs import Targets
from training.listening.network import WIDTH, Layer, Listener
from training.listening.tune import batch, far_off, teach

KEPT = (0, 3)
"""From which of the tuned layers the smaller ones begin: its first and its last."""
INNER = 768
"""How wide they are inside: the half of the tuned layers' that counts most."""
RATE = 5e-4
LABELLED = 0.3
"""How much the labels count beside what the tuned branch says of a text."""
SAID = 10.0
"""How much what is said counts beside the meaning behind it."""
AT_ONCE, LOOKED_AT = 64, 800
QUICK = torch.autocast("cpu", torch.bfloat16, enabled=torch.backends.cpu.get_cpu_capability() == "AVX512")
"""Products in sixteen bits, on processors that can; on others these are slower than in full."""


@dataclass(frozen=True, slots=True)
class Lessons:
    """Of each text: what the lower layers make of it, the tuned layers' mean of that, and what should be said."""

    lower: list[Tensor]
    means: Tensor
    wanted: Tensor


def smaller(tuned: Listener, rows: list[list[int]], wanted: Targets, folder: Path) -> Listener:
    """The smaller network, taught by the tuned one; taken up again from the last checkpoint in the folder."""
    lessons = _lessons(tuned, rows, torch.tensor(wanted))
    small = copy.deepcopy(tuned)
    small.tuned = nn.ModuleList([_narrowed(tuned, place, lessons.lower[:LOOKED_AT]) for place in KEPT])

    def loss(chosen: list[int]) -> Tensor:
        with QUICK:
            mean = small.mean(*_side_by_side([lessons.lower[place] for place in chosen])).float()
        said = far_off(small.head(mean), lessons.wanted[chosen])
        return SAID * said + functional.mse_loss(mean, lessons.means[chosen])

    rates = [{"params": part.parameters(), "lr": RATE} for part in (small.tuned, small.head)]
    teach(small, rates, loss, [len(row) for row in rows], folder / "smaller-checkpoint.pt")
    return small


def _lessons(tuned: Listener, rows: list[list[int]], labelled: Tensor) -> Lessons:
    order = sorted(range(len(rows)), key=lambda place: len(rows[place]))
    lower, means = [torch.empty(0)] * len(rows), torch.empty(len(rows), WIDTH)
    with torch.no_grad():
        for start in range(0, len(order), AT_ONCE):
            chosen = order[start : start + AT_ONCE]
            tokens, seen = batch([rows[place] for place in chosen])
            with QUICK:
                hidden = tuned.lower(tokens, seen)
                means[chosen] = tuned.mean(hidden, seen).float()
            for place, each in zip(chosen, hidden, strict=True):
                lower[place] = each[: len(rows[place])].half()
        said = torch.sigmoid(tuned.head(means))
    wanted = torch.where(labelled >= 0, torch.lerp(said, labelled, LABELLED), said)
    return Lessons(lower, means, wanted)


def _side_by_side(lower: list[Tensor]) -> tuple[Tensor, Tensor]:
    """What the lower layers made of some texts, filled up to the longest, and where there is a token."""
    hidden = nn.utils.rnn.pad_sequence([each.float() for each in lower], batch_first=True)
    lengths = torch.tensor([len(each) for each in lower])
    return hidden, torch.arange(hidden.shape[1])[None] < lengths[:, None]


def _narrowed(tuned: Listener, number: int, lower: list[Tensor]) -> Layer:
    """A tuned layer with the part of its inside that reaches furthest in some texts."""
    old, new = tuned.tuned[number], Layer(INNER)
    reach = torch.zeros(old.widen.out_features)
    with torch.no_grad():
        for start in range(0, len(lower), AT_ONCE):
            hidden, seen = _side_by_side(lower[start : start + AT_ONCE])
            for layer in tuned.tuned[:number]:
                hidden = layer(hidden, seen)
            reach += old.widened(old.attended(hidden, seen))[seen].square().sum(0)
    kept = (reach.sqrt() * old.narrow.weight.norm(dim=0)).topk(INNER).indices.sort().values
    weights = old.state_dict()
    for name in ("widen.weight", "widen.bias"):
        weights[name] = weights[name][kept]
    weights["narrow.weight"] = weights["narrow.weight"][:, kept]
    new.load_state_dict(weights)
    return new.eval()
