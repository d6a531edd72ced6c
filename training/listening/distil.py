"""A small branch of its own that learns to say what the tuned network says (Hinton 2015): three thin layers for six."""

import copy
import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from training.listening.inputs import SEED, Targets
from training.listening.network import HEAD_WIDTH, WIDTH, Layer, Listener
from training.listening.tune import batch, far_off, teach

KEPT = (0, 2, 5)
"""From which of the tuned network's six layers the small ones begin."""
INNER, HEADS = 512, 6
"""How wide they are inside, and in how many ways they attend: the third and the half of the others' that count most."""
EPOCHS, RATE = 4, 5e-4
"""Once through all lessons is twice through the texts: as they are, and changed."""
HOLES = 0.2
"""How many of a text's pieces are left out where it has holes."""
LABELLED = 0.3
"""How much the labels count beside what the tuned network says of a text as it is."""
SAID = 10.0
"""How much what is said counts beside the meaning behind it."""
AT_ONCE, LOOKED_AT = 64, 800
QUICK = torch.autocast("cpu", torch.bfloat16, enabled=torch.backends.cpu.get_cpu_capability() == "AVX512")
"""Products in sixteen bits, on processors that can; on others these are slower than in full."""

Rows = list[list[int]]


@dataclass(frozen=True, slots=True)
class Lessons:
    """Of each text: its pieces, the tuned network's mean of it, and what should be said."""

    rows: Rows
    means: Tensor
    wanted: Tensor


def smaller(tuned: Listener, rows: Rows, wanted: Targets, folder: Path) -> Listener:
    """The network with the small branch instead, taught by the tuned one; taken up again from the last checkpoint."""
    lessons = _lessons(tuned, rows, torch.tensor(wanted))
    small = copy.deepcopy(tuned)
    small.shared, small.tuned = nn.ModuleList([]), nn.ModuleList(_thinned(tuned, rows[:LOOKED_AT]))

    def loss(chosen: list[int]) -> Tensor:
        tokens, seen = batch([lessons.rows[place] for place in chosen])
        with QUICK:
            mean = small.mean(small.lower(tokens, seen), seen).float()
        said = far_off(small.head(mean), lessons.wanted[chosen])
        return SAID * said + functional.mse_loss(mean, lessons.means[chosen])

    rates = [{"params": part.parameters(), "lr": RATE} for part in (small.tuned, small.head)]
    saved = folder / f"smaller-{_of_what(tuned, rows, wanted)}.pt"
    teach(small, rates, loss, [len(row) for row in lessons.rows], saved, epochs=EPOCHS)
    return small


def _of_what(tuned: Listener, rows: Rows, wanted: Targets) -> str:
    """Who teaches what to whom, as a few letters: what another network, shape or lesson left is not taken up again."""
    shape = (KEPT, INNER, HEADS, EPOCHS, RATE, HOLES, LABELLED, SAID)
    mark = hashlib.sha256(repr((shape, rows)).encode() + wanted.tobytes())
    for values in tuned.state_dict().values():
        mark.update(values.numpy().tobytes())
    return mark.hexdigest()[:12]


def _lessons(tuned: Listener, rows: Rows, labelled: Tensor) -> Lessons:
    """The texts as they are and changed, with holes or spliced: of these nobody labelled anything, so the tuned one is believed."""
    random = np.random.default_rng(SEED)
    changed = [
        _with_holes(row, random) if random.random() < 0.5 else _spliced(row, rows[random.integers(len(rows))], random)
        for row in rows
    ]
    every = [*rows, *changed]
    order = sorted(range(len(every)), key=lambda place: len(every[place]))
    means = torch.empty(len(every), WIDTH)
    with torch.no_grad():
        for start in range(0, len(order), AT_ONCE):
            chosen = order[start : start + AT_ONCE]
            tokens, seen = batch([every[place] for place in chosen])
            with QUICK:
                means[chosen] = tuned.mean(tuned.lower(tokens, seen), seen).float()
        wanted = torch.sigmoid(tuned.head(means))
    as_they_are = wanted[: len(rows)]
    wanted[: len(rows)] = torch.where(labelled >= 0, torch.lerp(as_they_are, labelled, LABELLED), as_they_are)
    return Lessons(every, means, wanted)


def _with_holes(row: list[int], random: np.random.Generator) -> list[int]:
    """A text without some of its pieces; its ends stay."""
    kept = random.random(len(row)) >= HOLES
    kept[[0, -1]] = True
    return [piece for piece, stays in zip(row, kept, strict=True) if stays]


def _spliced(row: list[int], other: list[int], random: np.random.Generator) -> list[int]:
    """The beginning of one text and the end of another."""
    return [*row[: random.integers(1, len(row))], *other[random.integers(1, len(other)) :]]


def _thinned(tuned: Listener, rows: Rows) -> list[Layer]:
    """The kept layers, each with the ways of attending and the part of its inside that reach furthest in some texts."""
    layers = [*tuned.shared, *tuned.tuned]
    attended, inside = torch.zeros(len(layers), WIDTH), torch.zeros(len(layers), layers[0].widen.out_features)
    with torch.no_grad():
        for start in range(0, len(rows), AT_ONCE):
            tokens, seen = batch(rows[start : start + AT_ONCE])
            hidden = tuned.read(tokens)
            for number, layer in enumerate(layers):
                attended[number] += layer.mixed(hidden, seen)[seen].square().sum(0)
                inside[number] += layer.widened(layer.attended(hidden, seen))[seen].square().sum(0)
                hidden = layer(hidden, seen)
    return [_thin(layers[number], attended[number].sqrt(), inside[number].sqrt()) for number in KEPT]


def _thin(old: Layer, attended: Tensor, inside: Tensor) -> Layer:
    """One layer with fewer ways of attending and less inside, by how far each channel reaches."""
    ways = (
        (attended * old.out.weight.norm(dim=0)).view(-1, HEAD_WIDTH).square().sum(1).topk(HEADS).indices.sort().values
    )
    channels = (ways[:, None] * HEAD_WIDTH + torch.arange(HEAD_WIDTH)).flatten()
    kept = (inside * old.narrow.weight.norm(dim=0)).topk(INNER).indices.sort().values
    weights = old.state_dict()
    for part in ("query", "key", "value"):
        weights |= {f"{part}.{kind}": weights[f"{part}.{kind}"][channels] for kind in ("weight", "bias")}
    weights |= {f"widen.{kind}": weights[f"widen.{kind}"][kept] for kind in ("weight", "bias")}
    weights |= {"out.weight": weights["out.weight"][:, channels], "narrow.weight": weights["narrow.weight"][:, kept]}
    new = Layer(INNER, HEADS)
    new.load_state_dict(weights)
    return new.eval()
