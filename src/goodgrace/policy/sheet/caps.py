"""What the caps on a remedy leave, counted in the ledger that is handed in."""

import calendar
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from goodgrace.policy.limits import Range
from goodgrace.policy.shape import DAY, STANDARD, Cap, Given, Period, Policy, Remedy


@dataclass(frozen=True, slots=True)
class CapLeft:
    """A cap in one case: what was used of it, and what it leaves.

    `left` is in the remedy's smallest unit; None where the cap counts times and is not used up. `missing` names the
    identity and the day without which the cap cannot be counted: then nothing is left until they are known, and `most`
    is what it can leave at most; elsewhere the two are the same.
    """

    cap: Cap
    used: int
    left: int | None
    most: int | None
    missing: tuple[str, ...] = ()


def left_of(
    policy: Policy, remedy: Remedy, ledger: Iterable[Given] | None, keys: Mapping[str, str], on: date | None
) -> tuple[CapLeft, ...]:
    """What each cap of a remedy leaves. Without a ledger (None) the caps are whole."""
    lines = None if ledger is None else tuple(ledger)
    return tuple(_left(policy, remedy, cap, lines, keys, on) for cap in remedy.caps)


def bound_for(role: str, policy: Policy, caps: Iterable[CapLeft]) -> int | None:
    """The least that the caps which bind a role leave it; None where none holds it back."""
    lefts = [cap.left for cap in caps if cap.left is not None and binds(cap.cap, role, policy)]
    return min(lefts, default=None)


def most_for(role: str, policy: Policy, caps: Iterable[CapLeft]) -> int | None:
    """The least that the caps which bind a role can leave it once they can be counted; None where none holds it back."""
    mosts = [cap.most for cap in caps if cap.most is not None and binds(cap.cap, role, policy)]
    return min(mosts, default=None)


def binds(cap: Cap, role: str, policy: Policy) -> bool:
    """Whether a cap holds back a role."""
    return cap.binds is None or policy.roles.index(role) <= policy.roles.index(cap.binds)


def capped(limit: int, standard: int, bound: int | None) -> int:
    """A limit under a cap: a cap holds back discretion, never the standard."""
    if bound is None or limit <= bound:
        return limit
    return bound if bound > standard else standard  # noqa: FURB136  # max() is three times slower, on the hot path


def after_caps(targets: Mapping[str, Range], policy: Policy, caps: Collection[CapLeft]) -> dict[str, Range]:
    """What is sure and what is open of a remedy after caps, for each target.

    A cap that cannot be counted yet leaves nothing sure, and is whole for what is open.
    """
    standard = targets[STANDARD]
    found = {STANDARD: standard}
    for role in policy.roles:
        sure = capped(targets[role].sure, standard.sure, bound_for(role, policy, caps))
        found[role] = Range(sure, capped(targets[role].open, standard.open, most_for(role, policy, caps)))
    return found


def _left(
    policy: Policy, remedy: Remedy, cap: Cap, ledger: tuple[Given, ...] | None, keys: Mapping[str, str], on: date | None
) -> CapLeft:
    if ledger is None:
        return _counted(cap, 0, _remaining(remedy, cap, 0))
    missing = tuple(_missing(cap, keys, on))
    if missing:
        return CapLeft(cap, 0, 0, _remaining(remedy, cap, 0), missing)
    lines = [line for line in ledger if _counts(policy, remedy, cap, line, keys) and _within(cap.within, line.on, on)]
    if cap.times is not None:
        used = len(lines)
    elif cap.pool is not None:
        used = sum(line.cost or 0 for line in lines)
    else:
        used = sum(line.amount for line in lines)
    return _counted(cap, used, _remaining(remedy, cap, used))


def _counted(cap: Cap, used: int, left: int | None) -> CapLeft:
    return CapLeft(cap, used, left, left)


def _missing(cap: Cap, keys: Mapping[str, str], on: date | None) -> Iterator[str]:
    if cap.per is not None and cap.per not in keys:
        yield cap.per
    if cap.within is not None and on is None:
        yield DAY


def _remaining(remedy: Remedy, cap: Cap, used: int) -> int | None:
    """What a cap leaves of a remedy, in its smallest unit; None where it does not bound the amount."""
    if cap.times is not None:
        return None if used < cap.times else 0
    left = max((cap.amount or 0) - used, 0)
    if cap.pool is not None and remedy.gives != "money":
        each = remedy.costs or 0
        return left * int(10**remedy.places) // each if each else None
    return left


def _counts(policy: Policy, remedy: Remedy, cap: Cap, line: Given, keys: Mapping[str, str]) -> bool:
    if cap.pool is None:
        return line.remedy == remedy.name and line.keys.get(cap.per or "") == keys[cap.per or ""]
    if line.pool:
        return line.pool == cap.pool
    source = policy.remedies.get(line.remedy)
    return source is not None and any(other.pool == cap.pool for other in source.caps)


def _within(period: Period | None, day: date, on: date | None) -> bool:
    """Whether a line counts: all of them for ever, and those that a window holds which ends on the day of the decision."""
    return period is None or (on is not None and earlier(on, period) < day <= on)


def earlier(day: date, period: Period) -> date:
    """The day that lies a period before another, kept inside its month: a month before 31 March is the end of February."""
    if period.unit in ("day", "week"):
        return date.fromordinal(max(1, day.toordinal() - period.count * (7 if period.unit == "week" else 1)))
    months = day.year * 12 + day.month - 1 - period.count * (12 if period.unit == "year" else 1)
    if months < 12:
        return date.min
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
