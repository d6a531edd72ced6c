"""What a note on a draft is, and what a phrase book is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "policy_speak",
    "blame",
    "passive_refusal",
    "jargon",
    "acronym",
    "reading_level",
    "solution_first",
    "not_mentioned",
    "hard_news",
]

KINDS: tuple[Kind, ...] = (
    "policy_speak",
    "blame",
    "passive_refusal",
    "jargon",
    "acronym",
    "reading_level",
    "solution_first",
    "not_mentioned",
    "hard_news",
)

PhraseBook = Mapping[str, Mapping[str, Sequence[str]]]
"""Two wordings for a moment and a kind of note: `book["bereavement"]["not_mentioned"]`; the moment `any` is for every message."""


@dataclass(frozen=True, slots=True)
class Note:
    """One thing a colleague may want to look at again: `draft[start:end]`, why, and two other ways to say it.

    Where something is missing, start and end are the same: the place where it could stand.
    """

    kind: Kind
    start: int
    end: int
    why: str
    alternatives: tuple[str, str]
