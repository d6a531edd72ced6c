"""Marks on a story: raw words cut at their places, so that each piece is escaped by itself, and a note for each mark."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from goodgrace.web.hearing.words import NOT_RAISED, WHOSE, called, how_sure

if TYPE_CHECKING:
    from goodgrace.listening.hearing import Heard
    from goodgrace.listening.moments.shape import Found

KINDS: Final = ("moment", "stake", "feeling", "note")
"""What is noticed, the weightiest first: where two marks share words, the weightier one's line is drawn."""

REST_OF_A_WORD: Final = re.compile(r"(?<=\w)(?:['’-]?\w)*")
"""What still belongs to a word that a mark ends in: no number stands in the middle of “baby's”."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something noticed in a turn: `text[start:end]`, what it is, and what the note says of it."""

    number: int
    kind: str
    name: str
    title: str
    says: str
    start: int
    end: int
    who: str = ""
    whether: str = ""

    @property
    def noticed(self) -> str:
        """How it is counted."""
        return f"{self.kind}:{self.name}"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text with the weightiest kind of mark on it (empty for none), and the marks that end with it."""

    text: str
    kind: str
    title: str
    ends: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """One turn with its marks, and those that were set aside. `quiet` says why nothing was raised where nothing was heard at all."""

    pieces: tuple[Piece, ...]
    marks: tuple[Mark, ...]
    unraised: tuple[str, ...]
    quiet: str
    aside: tuple[Mark, ...] = ()


def marked(text: str, heard: "Heard", aside: Iterable[tuple[str, int, int]] = ()) -> Marked:
    """A turn's words with the marks on them, but for those that were set aside."""
    away = set(aside)
    every = marks_of(text, heard)
    marks = tuple(mark for mark in every if (mark.noticed, mark.start, mark.end) not in away)
    raised = set(heard.moments_to_act_on)
    unraised = dict.fromkeys(_unraised(text, found) for found in heard.moments if found not in raised)
    return Marked(
        tuple(pieces(text, marks)),
        marks,
        tuple(unraised),
        _quiet(heard),
        tuple(mark for mark in every if mark not in marks),
    )


def marks_of(text: str, heard: "Heard") -> tuple[Mark, ...]:
    """What is shown of what was heard, in the order of the words, numbered: moments to act on, what is at stake, feelings."""
    found = [
        *(("moment", each.moment, _of(each), each.start, each.end, each.who, each.whether) for each in heard.moments_to_act_on),
        *(("stake", each.name, _("much may be at stake"), each.start, each.end, "", "") for each in heard.stakes.reasons),
        *(("feeling", each.name, how_sure(each.confidence), each.start, each.end, "", "") for each in heard.emotions if each.name != "neutral"),
    ]  # fmt: skip
    whole = [mark for mark in found if 0 <= mark[3] < mark[4] <= len(text)]
    order = sorted(whole, key=lambda mark: (mark[4], mark[3], KINDS.index(mark[0]), mark[1]))
    return tuple(
        Mark(number, kind, name, called(name), says, start, end, who, whether)
        for number, (kind, name, says, start, end, who, whether) in enumerate(order, 1)
    )


def _of(found: "Found") -> str:
    return f"{WHOSE[found.who, found.whether]}, {how_sure(found.confidence)}"


def _unraised(text: str, found: "Found") -> str:
    words = " ".join(text[found.start : found.end].split())
    told = {"what": called(found.moment), "words": words, "why": NOT_RAISED[found.whether]}
    return _("%(what)s, “%(words)s”: %(why)s") % told


def _quiet(heard: "Heard") -> str:
    if not heard.abstained:
        return ""
    from goodgrace.listening.hearing import OTHER_LANGUAGE, TOO_SHORT

    why = {
        OTHER_LANGUAGE: _("The listener understands only English, so it says nothing about this."),
        TOO_SHORT: _("There are no words to hear."),
    }
    return why.get(heard.why, _("The listener is not sure enough to say anything."))


def pieces(text: str, marks: Sequence[Mark]) -> Iterable[Piece]:
    """The text cut wherever a mark begins or ends, its number after the whole word; put together again it is the text."""
    after = {mark: _word_ends(text, mark.end) for mark in marks}
    cuts = sorted({0, len(text), *(mark.start for mark in marks), *(mark.end for mark in marks), *after.values()})
    for start, end in pairwise(cuts):
        over = sorted(
            (mark for mark in marks if mark.start <= start and end <= mark.end),
            key=lambda mark: KINDS.index(mark.kind),
        )
        ends = tuple(mark for mark in marks if after[mark] == end)
        yield Piece(text[start:end], over[0].kind if over else "", "; ".join(mark.title for mark in over), ends)


def _word_ends(text: str, end: int) -> int:
    """Where the word ends that something ended in; the place itself where it was no word's middle."""
    rest = REST_OF_A_WORD.match(text, end)
    return rest.end() if rest else end
