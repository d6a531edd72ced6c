"""Rows of entries, read a chunk at a time, as they stand in the database; what cannot be read is told, not raised."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DatabaseError
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from goodgrace.ledger.canonical import moment, parsed
from goodgrace.ledger.models import Entry

CHUNK = 2_000
COLUMNS = ("id", "position", "leaf", "at", "by", "role", "what", "about", "policy", "text")
UNREADABLE = (ValueError, TypeError, AttributeError, OverflowError, DatabaseError)
"""What reading raises where somebody wrote into the database by hand."""


@dataclass(frozen=True, slots=True)
class Row:
    """One entry: where it stands, its leaf as it was sealed, and what it says; None where that cannot be read."""

    id: int
    position: int | None
    leaf: bytes | None
    told: dict[str, Any] | None


def unsealed(most: int) -> Iterator[list[Row]]:
    """The entries that wait to be sealed, at most so many, in the order of their ids."""
    waiting = Entry.objects.filter(position=None).order_by("id")
    after = -(1 << 63)
    while most > 0 and (rows := _read(waiting.filter(id__gt=after)[: min(CHUNK, most)])):
        yield rows
        after = rows[-1].id
        most -= len(rows)


def sealed(below: int, about: str = "") -> Iterator[list[Row]]:
    """The entries at positions below this one in their order; with `about`, only those about that."""
    entries = Entry.objects.filter(position__lt=below).order_by("position", "id")
    if about:
        entries = entries.filter(about=about)
    rest = entries
    while rows := _read(rest[:CHUNK]):
        yield rows
        place, last = rows[-1].position, rows[-1].id
        rest = entries.filter(Q(position__gt=place) | Q(id__gt=last), position__gte=place)


def _read(entries: QuerySet[Entry]) -> list[Row]:
    """These entries; one by one where some of them cannot be read."""
    whole = entries.annotate(text=Cast("data", TextField())).values_list(*COLUMNS)
    try:
        return [_row(*fields) for fields in whole]
    except UNREADABLE:
        places = list(entries.values_list("id", "position"))
        return [_alone(entry, position) for entry, position in places]


def _alone(entry: int, position: int | None) -> Row:
    found = Entry.objects.filter(id=entry).annotate(text=Cast("data", TextField())).values_list(*COLUMNS)
    try:
        return _row(*found.get())
    except UNREADABLE:
        return Row(entry, position, None, None)


def _row(entry: int, position: int | None, leaf: bytes | None, at: datetime, *words_and_data: str) -> Row:
    by, role, what, about, policy, text = words_and_data
    told = {
        "id": entry,
        "position": position,
        "at": moment(at),
        "by": by,
        "role": role,
        "what": what,
        "about": about,
        "policy": policy,
        "data": parsed(text),
    }
    return Row(entry, position, None if leaf is None else bytes(leaf), told)
