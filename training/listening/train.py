"""`make train`: tune, make smaller, pack, calibrate; stages are kept in build/listening and taken up where they ended."""

import argparse
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from goodgrace.listening.model import FILE
from goodgrace.listening.moments.finding import MOMENTS
from training.listening import calibrating, distil, heads, inputs, meaning, network, packing, tune

OWN_TIMES = 8
"""How often each of our own sentences is read in one epoch, beside one reading of each comment."""

LEAST_LIKELY = 0.5
"""A feeling is never said that is less likely than not."""
RANGED = 1500
"""Over so many comments, and our own sentences of feelings, the ranges for eight bits are looked at."""


def tuned(weights: Path, work: Path) -> network.Listener:
    """The tuned network; made where it is not there yet."""
    texts, wanted = _lessons()
    how_often = torch.tensor(np.where(wanted < 0, 0, wanted).sum(0) / (wanted >= 0).sum(0), dtype=torch.float32)
    listener = network.load(inputs.pinned("model.safetensors", weights), how_often)
    kept = work / "tuned.pt"
    if kept.exists():
        listener.load_state_dict(torch.load(kept))
        listener.eval()
        return listener
    tune.tune(listener, heads.rows_of(texts), wanted, work)
    tune.save(listener.state_dict(), kept)
    return listener


def smaller(listener: network.Listener, work: Path) -> network.Listener:
    """The smaller network that says what the tuned one says."""
    texts, wanted = _lessons()
    return distil.smaller(listener, heads.rows_of(texts), wanted, work)


def _lessons() -> tuple[list[str], inputs.Targets]:
    comments = inputs.comments("train")
    texts, groups = inputs.own_sentences()
    own = np.repeat(tune.own_targets(groups), OWN_TIMES, axis=0)
    repeated = [text for text in texts for _ in range(OWN_TIMES)]
    return [*comments.texts, *repeated], np.vstack([tune.targets(comments), own])


def pack(listener: network.Listener, weights: Path, out: Path) -> None:
    """Put both branches, the heads and their calibration into the one file."""
    before = network.load(inputs.pinned("model.safetensors", weights), torch.full((listener.head.out_features,), 0.5))
    parts = heads.with_untouched(network.named(listener), network.named(before))
    emotion = (parts["head.weight"].T, parts["head.bias"])
    nothing = (np.zeros((network.WIDTH, len(MOMENTS)), np.float32), np.zeros(len(MOMENTS), np.float32))
    found = meaning.lessons()
    floats, names = packing.watched(parts, {"emotion": emotion, "moments": nothing})
    ranges = heads.ranges_of(floats, names, [*inputs.comments("train").texts[:RANGED], *inputs.own_sentences()[0]])
    draft = packing.packed(parts, {"emotion": emotion, "moments": nothing}, ranges, "{}")
    moments, heard = meaning.head(heads.said(draft, found.texts, meaning=True)[:, len(MOMENTS) :], found)
    told = {**calibrations(draft), "moments": heard.told(list(MOMENTS))}
    model = packing.packed(parts, {"emotion": emotion, "moments": moments}, ranges, json.dumps(told))
    packing.write(model, out)
    print(f"{out}: {len(model) / 1e6:.1f} MB")


def calibrations(model: bytes) -> dict[str, object]:
    """Each head of the small branch, calibrated on dev, as the eight-bit model says it."""
    dev = inputs.comments("dev")
    said = heads.said(model, dev.texts, meaning=False)
    told, start = {}, 0
    for name, names, truth, recall_weight in (
        ("fine", inputs.fine_labels(), dev.fine, 1.0),
        ("ekman", list(inputs.EKMAN), dev.ekman(), 1.0),
        ("groups", [*inputs.GROUPS, "neutral"], dev.groups(), 0.5),
    ):
        logits = said[:, start : start + len(names)]
        found = calibrating.calibrated(logits, truth, recall_weight)
        if name == "groups":
            found = replace(found, thresholds=[max(each, LEAST_LIKELY) for each in found.thresholds])
        told[name] = found.told(names)
        start += len(names)
    return told


def main() -> None:
    """Make the model."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--weights", type=Path, required=True, help="the folder of model.safetensors")
    reader.add_argument("--work", type=Path, default=Path("build/listening"))
    reader.add_argument("--out", type=Path, default=FILE)
    words = reader.parse_args()
    words.work.mkdir(parents=True, exist_ok=True)
    pack(smaller(tuned(words.weights, words.work), words.work), words.weights, words.out)


if __name__ == "__main__":
    main()
