"""What was given before, as the caps count it: day by day for decision sheets, and kept up while more is decided."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from goodgrace.cases.facts import CaseNow
from goodgrace.cases.models import Case
from goodgrace.customers.search import keyed_digest
from goodgrace.people.models import Person
from goodgrace.policy.shape import IDENTITIES, Cap, Given, Policy, Remedy
from goodgrace.policy.sheet.caps import CapLeft, earlier, left_after
from goodgrace.store.asking import ask, day_in

Keys = Mapping[str, str]
Series = tuple[str, str, str, str]
"""What a sum is of: an identity's name or `pool`, its value, and the policy and remedy (empty for a pool)."""
POOL, DECIDER = "pool", "decider"
GIVEN = """
SELECT CAST(d.customer_id AS varchar(64)), '', d.case_id, d.policy, d.remedy, d.amount, d."on", d.by_id
FROM cases_decision d WHERE d.customer_id {among} AND d.stands AND (d."on" > %s OR d.case_id {among})
UNION ALL
SELECT k.digest, k.name, d.case_id, d.policy, d.remedy, d.amount, d."on", d.by_id
FROM cases_countedkey k JOIN cases_decision d ON d.id = k.decision_id WHERE k.digest {among} AND d.stands
"""
DAYS = """
SELECT kind, name, policy, remedy, "on", times, amount, cost FROM cases_tally WHERE kind = %s AND name {among} AND "on" > %s
"""
Window = tuple[str, date]
"""What is counted, such as `pool`, and the last day before those that some cap looks at."""
Shared = Mapping[Window, Collection[str]]


def key_digest(name: str, value: str) -> str:
    """How an identity such as a vehicle's number is kept: as a digest that can be compared and not read."""
    return keyed_digest(f"{name}\0{value}")


@dataclass(slots=True)
class Use:
    """What was given in a series on one day: how often, how much in smallest units, and at what cost in minor units."""

    times: int = 0
    amount: int = 0
    cost: int = 0

    def add(self, more: "Use") -> None:
        """Count something more."""
        self.times, self.amount, self.cost = self.times + more.times, self.amount + more.amount, self.cost + more.cost


@dataclass(frozen=True, slots=True)
class Question:
    """What is counted for: one case under one policy, by somebody, with the identities that it carries.

    `digests` are those of things, worked out once: their name, their digest, and what it stands for.
    """

    policy: Policy
    case: Case | CaseNow
    by: Person
    keys: Keys
    on: date
    digests: tuple[tuple[str, str, str], ...] = field(init=False)

    def __post_init__(self) -> None:
        """Work the digests out."""
        things = {name: value for name, value in self.keys.items() if name not in IDENTITIES}
        found = tuple((name, key_digest(name, value), value) for name, value in things.items())
        object.__setattr__(self, "digests", found)

    @property
    def since(self) -> date:
        """The last day before those that some cap counts one by one."""
        return min((after(cap, self.on) for cap in counted_by(self.policy).one_by_one), default=date.max)


@dataclass(frozen=True, slots=True)
class Standing:
    """A decision that holds in a case: of which policy and remedy, how much in smallest units (0: a reasoned no), by whom."""

    policy: str
    remedy: str
    amount: int
    by: int


@dataclass(frozen=True, slots=True)
class Counts:
    """What was given before, by day, in every series that the caps of some cases look at; kept up as more is decided.

    `standing` is what holds in each case, by its number. `sums` are series that the database summed up already, by the last
    day before they begin: there the days are not needed. Those of deciders and pools also begin after `recent`, where a
    cap looks as far back: what others give in the same moment is found there.
    """

    days: dict[Series, dict[date, Use]] = field(default_factory=lambda: defaultdict(dict))
    sums: dict[Series, dict[date, Use]] = field(default_factory=lambda: defaultdict(dict))
    standing: dict[int, list[Standing]] = field(default_factory=lambda: defaultdict(list))
    recent: date = date.min

    def add(self, series: Series, on: date, use: Use) -> None:
        """Count something more."""
        days = self.days[series]
        if (found := days.get(on)) is None:
            days[on] = Use(use.times, use.amount, use.cost)
        else:
            found.add(use)

    def note(self, question: Question, remedy: str, amount: int, cost: int | None) -> None:
        """Count a decision that was just made."""
        policy, by, keys = question.policy, question.by, question.keys
        self.standing[question.case.pk].append(Standing(policy.name, remedy, amount, by.pk))
        if not amount:
            return
        own = counted_by(policy).per & keys.keys() - {DECIDER}
        uses = [((name, keys[name], policy.name, remedy), Use(1, amount)) for name in own]
        for series, use in (*uses, *uses_of(policy, remedy, by.mark, amount, cost)):
            self.add(series, question.on, use)
            for since, summed in self.sums.get(series, {}).items():
                if question.on > since:
                    summed.add(use)

    def left(self, policy: Policy, remedy: Remedy, keys: Keys, on: date) -> tuple[CapLeft, ...]:
        """What each cap of a remedy leaves on a day. It says the same as the sheet does for `lines`."""
        return tuple(self._left(policy, remedy, cap, keys, on) for cap in remedy.caps)

    def _left(self, policy: Policy, remedy: Remedy, cap: Cap, keys: Keys, on: date) -> CapLeft:
        if cap.per is not None and cap.per not in keys:
            return CapLeft(cap, 0, 0, left_after(remedy, cap, 0).most, (cap.per,))
        use = self.used(series_of(policy, remedy, cap, keys), after(cap, on))
        return left_after(remedy, cap, what_counts(cap, use))

    def used(self, series: Series, after: date) -> Use:
        """What was given in a series after a day."""
        if (summed := self.sums.get(series, {}).get(after)) is not None:
            return summed
        use = Use()
        for day, used in self.days.get(series, {}).items():
            if day > after:
                use.add(used)
        return use

    def lines(self, policy: Policy, keys: Keys, on: date) -> Iterator[Given]:
        """The same as lines that a decision sheet counts. Where it is tomorrow already, it was given today."""
        for series in self._of(policy, keys):
            kind, value, _, remedy = series
            for day, use in self.days.get(series, {}).items():
                if kind == POOL:
                    yield Given("", 0, use.cost, min(day, on), value, {})
                else:
                    yield Given(remedy, use.amount, 0, min(day, on), "", {kind: value}, use.times)

    def _of(self, policy: Policy, keys: Keys) -> Iterable[Series]:
        """Each series that some cap of a policy looks at, once."""
        return dict.fromkeys(
            series_of(policy, remedy, cap, keys)
            for remedy in policy.remedies.values()
            for cap in remedy.caps
            if cap.per is None or cap.per in keys
        )


def series_of(policy: Policy, remedy: Remedy, cap: Cap, keys: Keys) -> Series:
    """What a cap of a remedy counts in a case."""
    if cap.pool is not None:
        return POOL, cap.pool, "", ""
    return cap.per or "", keys[cap.per or ""], policy.name, remedy.name


def what_counts(cap: Cap, use: Use) -> int:
    """What a cap counts of what was given: how often, at what cost, or how much."""
    return use.times if cap.times is not None else use.cost if cap.pool else use.amount


def after(cap: Cap, on: date) -> date:
    """The last day before those that a cap looks at."""
    return date.min if cap.within is None else _earlier(on, cap.within)


_earlier = lru_cache(maxsize=1024)(earlier)


@dataclass(frozen=True, slots=True)
class Counted:
    """What the caps of a policy count: identities, decisions one by one, sums of deciders, and pools; over which time."""

    per: frozenset[str]
    one_by_one: tuple[Cap, ...]
    deciders: tuple[Cap, ...]
    pools: tuple[Cap, ...]


@lru_cache(maxsize=256)
def counted_by(policy: Policy) -> Counted:
    """What the caps of a policy count, worked out once."""
    caps = [cap for remedy in policy.remedies.values() for cap in remedy.caps]
    deciders = tuple(cap for cap in caps if cap.per == DECIDER)
    one_by_one = tuple(cap for cap in caps if cap.per and cap.per != DECIDER)
    pools = tuple(cap for cap in caps if cap.pool)
    return Counted(frozenset(cap.per for cap in caps if cap.per), one_by_one, deciders, pools)


def count(questions: Sequence[Question]) -> Counts:
    """Count what was given before, for many cases at once, day by day: for decision sheets."""
    found, wanted, asked = Counts(), digests(questions), shared(questions)
    customers = {question.case.customer_id: question.case.customer.reference for question in questions}
    cases = {question.case.pk for question in questions}
    per = {name for question in questions for name in counted_by(question.policy).per}
    since = min((question.since for question in questions), default=date.max)
    for whose, key, *rest in ask(GIVEN, [*customers], since, cases, [digest for _, digest in wanted]):
        if key:
            _count_thing(found, wanted, key, whose, *rest)
        else:
            _count_customer(found, cases, per, customers[int(whose)], *rest)
    given = [part for (kind, since), names in asked.items() for part in (kind, [*names], since)]
    for kind, name, policy, remedy, day, *use in ask(" UNION ALL ".join([DAYS] * len(asked)), *given) if asked else ():
        found.days[kind, name, policy, remedy][day_in(day)] = Use(*use)
    return found


def _count_customer(
    found: Counts, cases: Collection[int], per: Collection[str],
    reference: str, case: int, policy: str, remedy: str, amount: int, on: date, by: int,
) -> None:  # fmt: skip
    """Count a decision of a customer, where some cap looks; what holds in a case is kept for those that are asked about."""
    if case in cases:
        count_standing(found, per, case, policy, remedy, amount, on, by)
    if amount and "customer" in per:
        found.add(("customer", reference, policy, remedy), day_in(on), Use(1, amount))


def count_standing(
    found: Counts, per: Collection[str], case: int, policy: str, remedy: str, amount: int, on: date, by: int
) -> None:
    """Count what holds in a case, also for the caps of a case."""
    found.standing[case].append(Standing(policy, remedy, amount, by))
    if amount and "case" in per:
        found.add(("case", f"case:{case}", policy, remedy), day_in(on), Use(1, amount))


def _count_thing(found: Counts, wanted: Mapping[tuple[str, str], str], name: str, digest: str, *rest: Any) -> None:
    _, policy, remedy, amount, on, _ = rest
    if (name, digest) in wanted and amount:
        found.add((name, wanted[name, digest], policy, remedy), day_in(on), Use(1, amount))


def digests(questions: Iterable[Question]) -> dict[tuple[str, str], str]:
    """The identities of things that some cap counts, by name and digest."""
    return {
        (name, digest): value
        for question in questions
        for name, digest, value in question.digests
        if name in counted_by(question.policy).per
    }


def shared(questions: Iterable[Question]) -> Shared:
    """What many share: deciders and pools, by the windows of the caps that look at them."""
    found: dict[Window, set[str]] = defaultdict(set)
    for question in questions:
        counted = counted_by(question.policy)
        for cap in counted.pools:
            found[POOL, after(cap, question.on)].add(cap.pool or "")
        for cap in counted.deciders:
            found[DECIDER, after(cap, question.on)].add(question.by.mark)
    return found


def uses_of(policy: Policy, remedy: str, by: str, amount: int, cost: int | None) -> Iterator[tuple[Series, Use]]:
    """What a decision adds to the tallies: its decider's, and those of the pools that its remedy draws from."""
    yield (DECIDER, by, policy.name, remedy), Use(1, amount, cost or 0)
    if cost:
        for pool in {cap.pool for cap in policy.remedies[remedy].caps if cap.pool}:
            yield (POOL, pool, "", ""), Use(1, 0, cost)
