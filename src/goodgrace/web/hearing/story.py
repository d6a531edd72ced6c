"""The story as the desk shows it: each turn with its marks, what the moments offer, and a summary to confirm."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from goodgrace.cases.listened import count_raised, dismissed_in
from goodgrace.cases.models import Case, Turn
from goodgrace.cases.words import turn_text
from goodgrace.web.hearing.listener import hear_turns, is_here
from goodgrace.web.hearing.marks import Mark, Marked, marked, marks_of
from goodgrace.web.hearing.offers import Offers, every_offer

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from goodgrace.listening.hearing import Heard


@dataclass(frozen=True, slots=True)
class Told:
    """One turn: who spoke, the words, when; what was heard in it where the customer spoke; what it was written as."""

    turn: Turn
    text: str
    marked: Marked | None
    written_as: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Story:
    """A case's story. `listening` says whether the listener was there at all, `all_heard` whether it understood all she said."""

    turns: tuple[Told, ...]
    offers: tuple[Offers, ...]
    summary: str
    listening: bool
    all_heard: bool

    @property
    def marks(self) -> tuple[Mark, ...]:
        """All that was noticed and not set aside."""
        return tuple(mark for told in self.turns if told.marked for mark in told.marked.marks)


def story_of(case: Case, now: datetime) -> Story:
    """The turns of a case as they are shown. What is noticed for the first time is counted. Nothing forgotten is heard."""
    turns = [(turn, turn_text(turn, case.customer)) for turn in case.turns.select_related("kept").order_by("number")]
    hers = [(turn, text) for turn, text in turns if turn.speaker == Turn.Speaker.CUSTOMER]
    heard = {} if case.customer.forgotten_at else hear_turns((str(turn.pk), text) for turn, text in hers)
    aside = dismissed_in(case) if heard else set()
    if heard:
        count_raised(case=case, by_turn=_names(hers, heard))
    told = tuple(_told(turn, text, heard.get(str(turn.pk)), aside) for turn, text in turns)
    marks = [mark for each in told if each.marked for mark in each.marked.marks]
    offers = every_offer((mark.name for mark in marks if mark.kind == "moment"), now)
    all_heard = all(str(turn.pk) in heard and heard[str(turn.pk)].understood for turn, _text in hers)
    return Story(told, tuple(offers), summary_of(marks), is_here(), all_heard)


def _names(turns: Iterable[tuple[Turn, str]], heard: Mapping[str, "Heard"]) -> dict[int, list[str]]:
    """What was noticed in each turn, by its number."""
    return {turn.number: [mark.noticed for mark in marks_of(text, heard[str(turn.pk)])] for turn, text in turns}


def _told(turn: Turn, text: str, heard: "Heard | None", aside: set[tuple[str, str, int, int]]) -> Told:
    here = [(name, start, end) for pk, name, start, end in aside if pk == str(turn.pk)]
    kept = getattr(turn, "kept", None)
    shown = marked(text, heard, here) if heard else None
    return Told(turn, text, shown, kept.written_as if kept else "", bool(kept and kept.confirmed))


SAID: "Final[Mapping[tuple[str, str], StrPromise]]" = {
    ("bereavement", "relative"): _("Somebody close to her has died."),
    ("illness", "self"): _("She is seriously ill."),
    ("illness", "relative"): _("Somebody close to her is seriously ill."),
    ("job_loss", "self"): _("She has lost her work."),
    ("job_loss", "relative"): _("Somebody close to her has lost their work."),
    ("hardship", "self"): _("Money is short for her."),
    ("hardship", "relative"): _("Money is short in her family."),
    ("disaster", "self"): _("A disaster struck her home."),
    ("disaster", "relative"): _("A disaster struck somebody close to her."),
    ("fraud", "self"): _("Somebody deceived her or stole from her."),
    ("fraud", "relative"): _("Somebody close to her was deceived or stolen from."),
    ("caring", "self"): _("She cares for somebody."),
    ("access_need", "self"): _("She needs to be reached in another way."),
    ("separation", "self"): _("She lives apart now."),
}
"""What happened, by moment and whose it is. Of abuse and of distress nothing is written down by itself."""

FEARED: "Final[Mapping[str, StrPromise]]" = {
    "bereavement": _("She fears that somebody will die."),
    "illness": _("She fears an illness."),
    "job_loss": _("She fears for work."),
    "hardship": _("She fears that money will not be enough."),
    "disaster": _("She fears a disaster."),
    "fraud": _("She fears that somebody deceived her."),
    "separation": _("She fears a separation."),
}

AT_STAKE: "Final[Mapping[str, StrPromise]]" = {
    "deadline": _("There is a deadline."),
    "money": _("Her home, her savings or her living may be at risk."),
    "third contact": _("She has asked before."),
    "dependants": _("Others depend on her."),
}


def summary_of(marks: Sequence[Mark]) -> str:
    """What was noticed, in plain sentences for her to confirm; each said once. Nothing that was not heard is added."""
    return " ".join(dict.fromkeys(str(line) for line in _lines(marks)))


def _lines(marks: Sequence[Mark]) -> "Iterator[StrPromise]":
    for mark in marks:
        by = FEARED if mark.whether == "feared" else {}
        line = by.get(mark.name) or (SAID.get((mark.name, mark.who)) if mark.whether == "happened" else None)
        if mark.kind == "moment" and line:
            yield line
    yield from (AT_STAKE[mark.name] for mark in marks if mark.kind == "stake" and mark.name in AT_STAKE)
