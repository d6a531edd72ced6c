"""What a guard is, and the answer to "may I send dunning to her now?"."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from goodgrace.errors import InputError
from goodgrace.playbook.shape import GUARDED

CHARGE: Final = "charge"
"""What a suspension guards against: that what is suspended is charged."""
KINDS: Final = (*GUARDED, CHARGE)
"""What may be asked about."""
ASK_A_PERSON: Final = "Ask a person before anything goes out."


@dataclass(frozen=True, slots=True)
class Guard:
    """What may not go out to one customer meanwhile. `until` is by the clock; None where it ends with something else.

    `department` answers for it. Why it stands is nobody's business who sends: the moment is not told.
    """

    customer: str
    kinds: tuple[str, ...]
    until: datetime | None
    department: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether something may go out now, until when it may not, and why, in a sentence."""

    may: bool
    until: datetime | None = None
    because: str = ""


def answer(guards: Iterable[Guard], kind: str, now: datetime) -> Answer:
    """The answer from the guards of one customer. Raises InputError for a kind that nobody knows: a slip must not be a yes."""
    known_kind(kind)
    standing = [guard for guard in guards if kind in guard.kinds and not (guard.until and guard.until <= now)]
    if not standing:
        return Answer(may=True, because="Nothing stands against it.")
    last = max(standing, key=lambda guard: guard.until or datetime.max.replace(tzinfo=UTC))
    return Answer(may=False, until=last.until, because=_because(last, kind))


def known_kind(kind: str) -> str:
    """A kind that may be asked about. Raises InputError for another."""
    if kind not in KINDS:
        raise InputError(f"`{kind[:40]}` is nothing that is guarded against. Ask about one of {', '.join(KINDS)}.")
    return kind


def _because(guard: Guard, kind: str) -> str:
    said = kind.replace("_", " ")
    until = f"until {guard.until:%Y-%m-%d %H:%M} UTC" if guard.until else "until we tell"
    who = f" {guard.department} answers for it." if guard.department else ""
    return f"We promised this customer: no {said} {until}.{who}"
