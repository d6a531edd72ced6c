"""When steps are due, late and over: functions of rows, states and the customer's zone; nobody looks at a clock here."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from goodgrace.playbook.happened import asked_in, open_in
from goodgrace.playbook.hours import fitting, hours_of
from goodgrace.playbook.rows import State, States, Step
from goodgrace.playbook.spans import Span, earlier, later, on_the_wall, span_of


def zone_named(name: str) -> ZoneInfo:
    """The time zone with a name; UTC where this machine does not know it: a promise goes on all the same."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def due_at(step: Step, states: States, *, started: datetime, zone: tzinfo) -> datetime | None:
    """When a step is to be done, in UTC; None while something that it follows is not settled yet.

    It is never before the start, nor before anything it follows was settled.
    """
    base = _base(step, states, started)
    if base is None:
        return None
    found = max(base, _wanted(step, base, states, started, zone))
    hours = step.due.get("hours")
    return fitting(found, hours_of(hours), zone) if hours else found


def late_at(step: Step, due: datetime, *, started: datetime, zone: tzinfo) -> datetime | None:
    """When a step that is due then counts as late, in UTC; None where it never does by itself."""
    if step.late is None:
        return None
    if "within" in step.late:
        return later(due, span_of(step.late["within"]), zone)
    return max(due.astimezone(UTC), later(started, span_of(step.late["by"]), zone))


def ends_at(ends: Mapping[str, Any] | None, began: datetime, *, started: datetime, zone: tzinfo) -> datetime | None:
    """When something that began then is over by the clock, in UTC; None where it ends with other steps, or not at all."""
    if ends is None or not {"in", "by"} & set(ends):
        return None
    if "in" in ends:
        return later(began, span_of(ends["in"]), zone)
    return max(began.astimezone(UTC), later(started, span_of(ends["by"]), zone))


def settled_for(state: State) -> bool:
    """Whether what follows a step need not wait for it any more; a broken one holds everything."""
    return state.status in ("kept", "skipped", "released")


def follows(step: Step) -> set[str]:
    """The steps that have to be settled before one comes: what it is after, what it asks about, and what it ends."""
    return {*step.after, *asked_in(step.condition), *([step.suspension] if step.suspension else [])}


def _base(step: Step, states: States, started: datetime) -> datetime | None:
    """The moment at which everything that a step follows had come that far."""
    moments = [started.astimezone(UTC)]
    for name in follows(step):
        state = states[name]
        if not settled_for(state) or state.at is None:
            return None
        moments.append(state.at.astimezone(UTC))
    for name in (*open_in(step.condition), *([step.due["of"]] if "of" in step.due else [])):
        state = states[name]
        if state.status in ("waiting", "begun") or state.at is None:
            return None
        moments.append(state.at.astimezone(UTC))
    return max(moments)


def _wanted(step: Step, base: datetime, states: States, started: datetime, zone: tzinfo) -> datetime:
    """The moment that the rule of a step names."""
    due = step.due
    if "in" in due:
        return later(base, span_of(due["in"]), zone)
    if "day" in due:
        return _on_day(int(due["day"]), due.get("at"), started, zone)
    if "before" in due:
        began = states[due["of"]].at
        over = ends_at(due["ends"], began, started=started, zone=zone) if began is not None else None
        return base if over is None else earlier(over, span_of(due["before"]), zone)
    return base


def _on_day(day: int, at: str | None, started: datetime, zone: tzinfo) -> datetime:
    same = later(started, Span(day, "day"), zone)
    return on_the_wall(same.astimezone(zone).date(), time.fromisoformat(at), zone) if at else same
