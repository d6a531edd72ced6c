"""`make train`: tune, pack, calibrate; each stage is kept in build/listening and taken up again where it ended."""

import argparse
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from training.listening import inputs, network, tune

OWN_TIMES = 8
"""How often each of our own sentences is read in one epoch, beside one reading of each comment."""


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
    tokenizer = Tokenizer.from_file(str(inputs.pinned("tokenizer.json", weights)))
    tune.tune(listener, tune.encoded(tokenizer, texts), wanted, work)
    torch.save(listener.state_dict(), kept)
    return listener


def _lessons() -> tuple[list[str], inputs.Targets]:
    comments = inputs.comments("train")
    texts, groups = inputs.own_sentences()
    own = np.repeat(tune.own_targets(groups), OWN_TIMES, axis=0)
    repeated = [text for text in texts for _ in range(OWN_TIMES)]
    return [*comments.texts, *repeated], np.vstack([tune.targets(comments), own])


def main() -> None:
    """Make the model."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--weights", type=Path, required=True, help="the folder of model.safetensors")
    reader.add_argument("--work", type=Path, default=Path("build/listening"))
    words = reader.parse_args()
    words.work.mkdir(parents=True, exist_ok=True)
    tuned(words.weights, words.work)


if __name__ == "__main__":
    main()
