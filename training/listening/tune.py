"""Tuning the upper layers on GoEmotions and our own sentences, with a checkpoint at each quarter of an epoch."""

import math
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from training.listening.inputs import EKMAN, GROUPS, SEED, Comments, Targets
from training.listening.network import Listener

EPOCHS, BATCH = 2, 32
TUNED_RATE, HEAD_RATE, DECAY, WARM = 1.5e-4, 1e-3, 0.01, 0.06
STEPS_A_CHECKPOINT = 100
UNKNOWN_HEADS = 28 + len(EKMAN)
"""How many outputs stand before the groups'."""


def targets(comments: Comments) -> Targets:
    """All heads side by side: 28 fine labels, Ekman's seven, our eight and neutral."""
    return np.hstack([comments.fine, comments.ekman(), comments.groups()])


def own_targets(groups: list[str]) -> Targets:
    """The same for our own sentences, of which only the group is known; -1 where we do not know.

    A sentence of anger may be one of disappointment too, but not of thanks, unless that is its group.
    """
    names = [*GROUPS, "neutral"]
    wanted = np.full((len(groups), UNKNOWN_HEADS + len(names)), -1, np.float32)
    for row, group in enumerate(groups):
        surely_not = names if group == "neutral" else ["gratitude", "relief", "neutral"]
        wanted[row, [UNKNOWN_HEADS + names.index(name) for name in surely_not]] = 0
        wanted[row, UNKNOWN_HEADS + names.index(group)] = 1
    return wanted


def batch(rows: list[list[int]]) -> tuple[Tensor, Tensor]:
    """Tokens side by side, filled up to the longest, and where there is a token."""
    longest = max(map(len, rows))
    tokens = torch.tensor([[*row, *[0] * (longest - len(row))] for row in rows])
    return tokens, tokens != 0


def tune(network: Listener, rows: list[list[int]], wanted: Targets, folder: Path) -> None:
    """Tune the network in place; taken up again from the last checkpoint in the folder, where there is one."""
    truth = torch.tensor(wanted)

    def loss(chosen: list[int]) -> Tensor:
        return far_off(network(*batch([rows[place] for place in chosen])), truth[chosen])

    rates = [
        {"params": network.tuned.parameters(), "lr": TUNED_RATE},
        {"params": network.head.parameters(), "lr": HEAD_RATE},
    ]
    network.train()
    teach(network, rates, loss, [len(row) for row in rows], folder / "checkpoint.pt")
    network.eval()


def teach(
    network: Listener,
    rates: list[dict[str, Any]],
    loss: Callable[[list[int]], Tensor],
    lengths: list[int],
    saved: Path,
    *,
    epochs: int = EPOCHS,
) -> None:
    """Step by step towards a smaller loss, at these rates; `loss` is that of some texts, of which `lengths` are known.

    It is taken up again from what was saved, where there is something.
    """
    torch.manual_seed(SEED)
    steps = math.ceil(len(lengths) / BATCH) * epochs
    optimizer = torch.optim.AdamW(rates, weight_decay=DECAY, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step / steps))
    done, smooth, began = 0, 0.0, time.monotonic()
    if saved.exists():
        kept = torch.load(saved, weights_only=False)
        network.load_state_dict(kept["network"])
        optimizer.load_state_dict(kept["optimizer"])
        schedule.load_state_dict(kept["schedule"])
        done = kept["done"]
    for step, chosen in enumerate(_batches(lengths, epochs)):
        if step < done:
            continue
        torch.manual_seed(SEED + step)
        far = loss(chosen)
        optimizer.zero_grad()
        far.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        smooth = far.item() if not smooth else 0.99 * smooth + 0.01 * far.item()
        if (step + 1) % STEPS_A_CHECKPOINT == 0 or step + 1 == steps:
            minutes = (time.monotonic() - began) / 60
            print(f"step {step + 1} of {steps}, loss {smooth:.4f}, {minutes:.1f} minutes", flush=True)
            state = {"network": network.state_dict(), "optimizer": optimizer.state_dict()}
            save({**state, "schedule": schedule.state_dict(), "done": step + 1}, saved)


def save(state: dict[str, Any], path: Path) -> None:
    """Write it whole or not at all: a run can be interrupted here too."""
    unfinished = path.with_suffix(".unfinished")
    torch.save(state, unfinished)
    unfinished.replace(path)


def far_off(logits: Tensor, truth: Tensor) -> Tensor:
    """How far the logits are from the truth (cross-entropy), where that is known."""
    known = truth >= 0
    each = functional.binary_cross_entropy_with_logits(logits, truth.clamp(min=0), reduction="none")
    return (each * known).sum() / known.sum()


def _rate(done: float) -> float:
    return done / WARM if done < WARM else max(0.0, (1 - done) / (1 - WARM))


def _batches(lengths: list[int], epochs: int) -> Iterator[list[int]]:
    """Batches of about the same length, in an order that the seed says; once through all for each epoch."""
    random = np.random.default_rng(SEED)
    for _ in range(epochs):
        order = random.permutation(len(lengths))
        pools = [order[start : start + BATCH * 50] for start in range(0, len(order), BATCH * 50)]
        batches = [
            chosen.tolist()
            for pool in pools
            for by_length in [pool[np.argsort([lengths[place] for place in pool], kind="stable")]]
            for chosen in np.split(by_length, range(BATCH, len(by_length), BATCH))
        ]
        yield from (batches[place] for place in random.permutation(len(batches)))
