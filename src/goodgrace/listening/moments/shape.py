"""What a moment is when it is found: whose it is, whether it is so, and where the words are."""

from dataclasses import dataclass
from typing import Literal

Who = Literal["self", "relative", "other"]
Whether = Literal["happened", "feared", "hypothetical", "figurative", "denied"]

MOMENTS = (
    "bereavement",
    "illness",
    "job_loss",
    "hardship",
    "disaster",
    "fraud",
    "domestic_abuse",
    "caring",
    "access_need",
    "separation",
    "distress",
)


@dataclass(frozen=True, slots=True)
class Found:
    """A moment, whose it is (the person to whom it happened), whether it is so, and its words: `text[start:end]`."""

    moment: str
    who: Who
    whether: Whether
    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that speak of a moment.

    `keys` are words of which at least one begins in the message before the pattern is tried. `sure` is how often such
    words mean the moment. `who` and `whether` hold where the words themselves settle it; else the sentence is asked.
    After words that match `unless` (up to 60 characters before) it is too doubtful to act on.
    """

    keys: str
    pattern: str
    sure: float = 0.9
    who: Who | None = None
    whether: Whether | None = None
    unless: str = ""
