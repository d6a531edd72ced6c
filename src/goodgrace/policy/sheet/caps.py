"""What the caps on a remedy leave, counted in the ledger that is handed in."""

import calendar
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from goodgrace.policy.limits import Range
from goodgrace.policy.shape import DAY, STANDARD, Cap, Given, Period, Policy, Remedy, Unit

LONGEST: dict[Unit, int] = {"day": 1, "week": 7, "month": 31, "year": 366}
"""The most days that a unit of a period can have."""


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


@dataclass(frozen=True, slots=True)
class Tally:
    """What the ledger holds of a cap, ready to be asked for one day after another.

    `days` are the days on which something counts, in order, and `sums` what was used before each of them and at last.
    """

    remedy: Remedy
    cap: Cap
    missing: tuple[str, ...]
    days: tuple[int, ...] = ()
    sums: tuple[int, ...] = (0,)

    def left(self, on: date | None) -> CapLeft:
        """What the cap leaves on a day."""
        missing = (*self.missing, DAY) if self.cap.within is not None and on is None else self.missing
        if missing:
            return CapLeft(self.cap, 0, 0, _remaining(self.remedy, self.cap, 0), missing)
        return left_after(self.remedy, self.cap, self._used(on))

    def _used(self, on: date | None) -> int:
        """All of it for ever; in a window, from the day after it begins to the day of the decision."""
        if self.cap.within is None or on is None:
            return self.sums[-1]
        before = bisect_right(self.days, earlier(on, self.cap.within).toordinal())
        return self.sums[bisect_right(self.days, on.toordinal())] - self.sums[before]

    def turns(self) -> Iterator[int]:
        """The days from which the cap leaves something else: where a line begins to count, and where it no longer does."""
        if self.cap.within is not None:
            for day in dict.fromkeys(self.days):
                yield day
                yield _outlived(day, self.cap.within)


def left_of(
    policy: Policy, remedy: Remedy, ledger: Iterable[Given] | None, keys: Mapping[str, str], on: date | None
) -> tuple[CapLeft, ...]:
    """What each cap of a remedy leaves. Without a ledger (None) the caps are whole."""
    if ledger is None:
        return tuple(left_after(remedy, cap, 0) for cap in remedy.caps)
    return tuple(tally.left(on) for tally in tallies_of(policy, remedy, ledger, keys))


def left_after(remedy: Remedy, cap: Cap, used: int) -> CapLeft:
    """What a cap leaves of a remedy once so much of it is used."""
    left = _remaining(remedy, cap, used)
    return CapLeft(cap, used, left, left)


def tallies_of(policy: Policy, remedy: Remedy, ledger: Iterable[Given], keys: Mapping[str, str]) -> tuple[Tally, ...]:
    """What the ledger holds of each cap of a remedy."""
    lines = tuple(ledger)
    return tuple(_tally(policy, remedy, cap, lines, keys) for cap in remedy.caps)


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


def _tally(policy: Policy, remedy: Remedy, cap: Cap, ledger: tuple[Given, ...], keys: Mapping[str, str]) -> Tally:
    if cap.per is not None and cap.per not in keys:
        return Tally(remedy, cap, (cap.per,))
    lines = [(line.on.toordinal(), _use(cap, line)) for line in ledger if _counts(policy, remedy, cap, line, keys)]
    lines.sort()
    return Tally(remedy, cap, (), tuple(day for day, _ in lines), (0, *accumulate(use for _, use in lines)))


def _use(cap: Cap, line: Given) -> int:
    """How much a line uses up; what gave nothing is not one of the times."""
    if cap.times is not None:
        return line.times if line.amount > 0 else 0
    return line.amount if cap.pool is None else line.cost or 0


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


def _outlived(day: int, period: Period) -> int:
    """The first day on which a window no longer holds a day; the end of time where there is none."""
    longest = period.count * LONGEST[period.unit] + 1
    later = range(day, min(day + longest, date.max.toordinal()))
    return day + bisect_left(later, day, key=lambda on: earlier(date.fromordinal(on), period).toordinal())


def earlier(day: date, period: Period) -> date:
    """The day that lies a period before another, kept inside its month: a month before 31 March is the end of February."""
    if period.unit in ("day", "week"):
        return date.fromordinal(max(1, day.toordinal() - period.count * (7 if period.unit == "week" else 1)))
    months = day.year * 12 + day.month - 1 - period.count * (12 if period.unit == "year" else 1)
    if months < 12:
        return date.min
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
