"""Lengths of time on a customer's own calendar, exact over daylight-saving changes.

Days and longer keep the time on the wall; hours and minutes are counted as they pass. Every moment given back is in UTC.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, Literal, cast

Unit = Literal["minute", "hour", "day", "week", "month", "year"]

UNITS: tuple[Unit, ...] = ("minute", "hour", "day", "week", "month", "year")
UNIT = "minute|hour|day|week|month|year"
LONGEST: dict[Unit, int] = {"minute": 10_000, "hour": 10_000, "day": 3_660, "week": 520, "month": 120, "year": 10}
"""No length in a playbook is longer than ten years."""
SPAN = rf"([0-9]{{1,5}}) +({UNIT})s?"
_CLOCKED: dict[str, timedelta] = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1)}
_IN_DAYS = {"day": 1, "week": 7}
_IN_MONTHS = {"month": 1, "year": 12}


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time as people say it: 4 hours, 10 days, 12 months."""

    count: int
    unit: Unit

    def __str__(self) -> str:
        """In words: "1 day", "12 months"."""
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"

    def as_data(self) -> dict[str, Any]:
        """For a row: {"count": 10, "unit": "day"}."""
        return {"count": self.count, "unit": self.unit}


def read_span(text: str) -> Span:
    """The length that a text says, as in "10 days". Raises ValueError: what is wrong, then what would mend it."""
    found = re.fullmatch(SPAN, text.strip())
    if found is None:
        raise ValueError(f"`{text[:40]}` is not a length of time. Write a number and a unit, as 4 hours or 10 days.")
    span = Span(int(found[1]), cast(Unit, found[2]))
    if span.count > LONGEST[span.unit]:
        raise ValueError(
            f"`{text[:40]}` is longer than ten years. Write at most {Span(LONGEST[span.unit], span.unit)}."
        )
    return span


def span_of(data: dict[str, Any]) -> Span:
    """The length that a row holds."""
    return Span(int(data["count"]), cast(Unit, data["unit"]))


def later(moment: datetime, span: Span, zone: tzinfo) -> datetime:
    """The moment that is a length of time after another, on the calendar of a zone."""
    return _moved(moment, span.count, span.unit, zone)


def earlier(moment: datetime, span: Span, zone: tzinfo) -> datetime:
    """The moment that is a length of time before another, on the calendar of a zone."""
    return _moved(moment, -span.count, span.unit, zone)


def _moved(moment: datetime, count: int, unit: Unit, zone: tzinfo) -> datetime:
    if unit in _CLOCKED:
        return moment.astimezone(UTC) + count * _CLOCKED[unit]
    if count == 0:
        return moment.astimezone(UTC)
    local = moment.astimezone(zone)
    return on_the_wall(_moved_date(local.date(), count, unit), local.time(), zone)


def _moved_date(day: date, count: int, unit: Unit) -> date:
    if unit in _IN_DAYS:
        return day + timedelta(days=count * _IN_DAYS[unit])
    year, month = divmod(day.year * 12 + day.month - 1 + count * _IN_MONTHS[unit], 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def on_the_wall(day: date, at: time, zone: tzinfo) -> datetime:
    """The moment at which the clocks of a zone show a day and a time, in UTC.

    Where clocks show it twice, the first; where they leap over it, the moment to which they leap.
    """
    shown = datetime.combine(day, at.replace(tzinfo=None, fold=0), zone)
    first = shown.astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) == shown.replace(tzinfo=None):
        return first
    return _leap(shown.replace(fold=1).astimezone(UTC), first, zone)


def _leap(before: datetime, after: datetime, zone: tzinfo) -> datetime:
    """The moment between two at which a zone's clocks leap, to the second."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


def days_since(started: datetime, moment: datetime, zone: tzinfo) -> int:
    """How many days a moment is after another on the calendar of a zone: the day it starts is day 0."""
    return (moment.astimezone(zone).date() - started.astimezone(zone).date()).days
