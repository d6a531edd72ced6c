"""When a person may be called: hours of the day in her own zone, and the days on which we stay quiet."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from goodgrace.playbook.spans import on_the_wall

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
QUIET = r"[a-z]+|[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9]{2}-[0-9]{2}"
CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]"
BETWEEN = rf"(?P<first>{CLOCK}) +and +(?P<last>{CLOCK})"
MOST_QUIET = 60


@dataclass(frozen=True, slots=True)
class Hours:
    """From when to when, and not on which days: weekdays, days of every year (12-24), or dates (2026-12-24)."""

    first: time = time(9)
    last: time = time(18)
    quiet: tuple[str, ...] = ("sunday",)

    def as_data(self) -> dict[str, Any]:
        """For a row: {"from": "09:00", "to": "18:00", "quiet": ["sunday"]}."""
        return {"from": f"{self.first:%H:%M}", "to": f"{self.last:%H:%M}", "quiet": list(self.quiet)}


def hours_of(data: dict[str, Any]) -> Hours:
    """The hours that a row holds."""
    return Hours(time.fromisoformat(data["from"]), time.fromisoformat(data["to"]), tuple(data["quiet"]))


def read_between(text: str) -> tuple[time, time]:
    """Two times of a day, as in "09:00 and 18:00". Raises ValueError: what is wrong, then what would mend it."""
    found = re.fullmatch(BETWEEN, text.strip())
    if found is None:
        raise ValueError(f"`{text[:40]}` does not say from when to when. Write it as 09:00 and 18:00.")
    first, last = time.fromisoformat(found["first"]), time.fromisoformat(found["last"])
    if first >= last:
        raise ValueError(f"`{text[:40]}` ends before it begins. Exchange the two.")
    return first, last


def read_quiet(text: str) -> str:
    """A quiet day: a weekday, a day of every year, or a date. Raises ValueError as `read_between` does."""
    if text in WEEKDAYS:
        return text
    try:
        if re.fullmatch(r"[0-9]{2}-[0-9]{2}", text):
            date.fromisoformat(f"2000-{text}")  # a leap year: 02-29 is a day
            return text
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise ValueError(f"`{text[:40]}` is not a day. Write sunday, 12-24 for every year, or 2026-12-24.")


def is_quiet(day: date, hours: Hours) -> bool:
    """Whether nobody is called on this day."""
    return bool({WEEKDAYS[day.weekday()], f"{day:%m-%d}", day.isoformat()} & set(hours.quiet))


def fitting(moment: datetime, hours: Hours, zone: tzinfo) -> datetime:
    """The first moment from this one on at which she may be called, in UTC.

    A call that she wishes to move is moved with this function as well; moving it costs her nothing.
    """
    wished = moment.astimezone(UTC)
    day = wished.astimezone(zone).date()
    for _ in range(
        7 * (MOST_QUIET + 1)
    ):  # each quiet date takes at most one day away, and one weekday at least is left
        opens, closes = on_the_wall(day, hours.first, zone), on_the_wall(day, hours.last, zone)
        if not is_quiet(day, hours) and max(wished, opens) < closes:
            return max(wished, opens)
        day += timedelta(days=1)
    raise ValueError("No day is left on which she may be called. Take a quiet day out.")
