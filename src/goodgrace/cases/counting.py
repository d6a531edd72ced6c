"""What was given before, as the caps count it; and the locks under which it is counted."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b

from django.db import connection
from django.db.models import QuerySet

from goodgrace.cases.models import Case, Decision
from goodgrace.customers.search import keyed_digest
from goodgrace.people.models import Person
from goodgrace.policy.shape import IDENTITIES, Cap, Given, Policy, Remedy
from goodgrace.policy.sheet.caps import CapLeft, earlier, left_after
from goodgrace.store.asking import Asking, Row, ask, ask_all

Keys = Mapping[str, str]
Series = tuple[str, str, str, str]
"""What a sum is of: an identity's name or `pool`, its value, and the policy and remedy (empty for a pool)."""
POOL, DECIDER = "pool", "decider"
UPSERT = """
INSERT INTO cases_tally (kind, name, policy, remedy, "on", times, amount, cost) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (kind, name, policy, remedy, "on") DO UPDATE SET
times = cases_tally.times + excluded.times, amount = cases_tally.amount + excluded.amount, cost = cases_tally.cost + excluded.cost
"""
TAKE_BACK = """
UPDATE cases_tally SET times = times - %s, amount = amount - %s, cost = cost - %s
WHERE kind = %s AND name = %s AND policy = %s AND remedy = %s AND "on" = %s
"""
GIVEN = """
SELECT d.customer_id, d.case_id, v.policy, d.remedy, d.amount, d."on", d.by_id, p.name
FROM cases_decision d JOIN rulebook_version v ON v.id = d.version_id JOIN people_person p ON p.id = d.by_id
LEFT JOIN cases_overrule o ON o.decision_id = d.id
WHERE d.customer_id {among} AND d.undone_at IS NULL AND o.id IS NULL
"""
COUNTED = """
SELECT k.name, k.digest, v.policy, d.remedy, d.amount, d."on"
FROM cases_countedkey k JOIN cases_decision d ON d.id = k.decision_id JOIN rulebook_version v ON v.id = d.version_id
LEFT JOIN cases_overrule o ON o.decision_id = d.id
WHERE k.digest {among} AND d.undone_at IS NULL AND o.id IS NULL AND d.amount > 0
"""
DAYS = """
SELECT name, policy, remedy, "on", times, amount, cost FROM cases_tally WHERE kind = %s AND name {among} AND "on" > %s
"""
SUMS = """
SELECT name, policy, remedy, SUM(times), SUM(amount), SUM(cost) FROM cases_tally
WHERE kind = %s AND name {among} AND "on" > %s GROUP BY name, policy, remedy
"""
NOTHING: Mapping[tuple[str, date], Collection[str]] = {}
LOCKS = "SELECT pg_advisory_xact_lock(number) FROM (SELECT unnest(%s::bigint[]) AS number ORDER BY number) AS numbers"


def key_digest(name: str, value: str) -> str:
    """How an identity such as a vehicle's number is kept: as a digest that can be compared and not read."""
    return keyed_digest(f"{name}\0{value}")


def standing() -> QuerySet[Decision]:
    """Decisions that hold: neither undone nor overruled."""
    return Decision.objects.filter(undone_at=None, overrule=None)


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
    """What is counted for: one case under one policy, by somebody, with the identities that it carries."""

    policy: Policy
    case: Case
    by: Person
    keys: Keys
    on: date

    @property
    def caps(self) -> Iterator[Cap]:
        """Every cap of the policy."""
        return (cap for remedy in self.policy.remedies.values() for cap in remedy.caps)


@dataclass(frozen=True, slots=True)
class Standing:
    """A decision that holds in a case: of which policy and remedy, how much in smallest units (0: a reasoned no), by whom."""

    policy: str
    remedy: str
    amount: int
    by: int
    name: str


@dataclass(frozen=True, slots=True)
class Counts:
    """What was given before, by day, in every series that the caps of some cases look at; kept up as more is decided.

    `standing` is what holds in each case, by its number. `sums` are series that the database summed up already, by the last
    day before they begin: there the days are not needed.
    """

    days: dict[Series, dict[date, Use]] = field(default_factory=lambda: defaultdict(dict))
    sums: dict[Series, dict[date, Use]] = field(default_factory=lambda: defaultdict(dict))
    standing: dict[int, list[Standing]] = field(default_factory=lambda: defaultdict(list))

    def add(self, series: Series, on: date, use: Use) -> None:
        """Count something more."""
        self.days[series].setdefault(on, Use()).add(use)

    def note(self, decision: Decision, policy: Policy, keys: Keys) -> None:
        """Count a decision that was just made."""
        self.standing[decision.case_id].append(
            Standing(policy.name, decision.remedy, decision.amount, decision.by_id, decision.by.name)
        )
        if decision.amount:
            for name in keys.keys() - {DECIDER}:
                self.add((name, keys[name], policy.name, decision.remedy), decision.on, Use(1, decision.amount))
            for series, use in uses_of(decision, policy).items():
                self.add(series, decision.on, use)
                for summed in self.sums.get(series, {}).values():
                    summed.add(use)

    def left(self, policy: Policy, remedy: Remedy, keys: Keys, on: date) -> tuple[CapLeft, ...]:
        """What each cap of a remedy leaves on a day. It says the same as the sheet does for `lines`."""
        return tuple(self._left(policy, remedy, cap, keys, on) for cap in remedy.caps)

    def _left(self, policy: Policy, remedy: Remedy, cap: Cap, keys: Keys, on: date) -> CapLeft:
        if cap.per is not None and cap.per not in keys:
            return CapLeft(cap, 0, 0, left_after(remedy, cap, 0).most, (cap.per,))
        use = self._used(_series(policy, remedy, cap, keys), _after(cap, on))
        return left_after(remedy, cap, use.times if cap.times is not None else use.cost if cap.pool else use.amount)

    def _used(self, series: Series, after: date) -> Use:
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
            _series(policy, remedy, cap, keys)
            for remedy in policy.remedies.values()
            for cap in remedy.caps
            if cap.per is None or cap.per in keys
        )


def _series(policy: Policy, remedy: Remedy, cap: Cap, keys: Keys) -> Series:
    if cap.pool is not None:
        return POOL, cap.pool, "", ""
    return cap.per or "", keys[cap.per or ""], policy.name, remedy.name


def _after(cap: Cap, on: date) -> date:
    """The last day before those that a cap looks at."""
    return date.min if cap.within is None else earlier(on, cap.within)


def count(questions: Sequence[Question]) -> Counts:
    """Count what was given before, for many cases at once, day by day: for decision sheets."""
    found, tallied = _counted(questions, ()), _tallied(questions)
    for (kind, after), names in tallied.items():
        for name, policy, remedy, day, times, amount, cost in ask(DAYS, kind, [*names], after):
            found.days[kind, name, policy, remedy][day] = Use(times, amount, cost)
    return found


def count_locked(questions: Sequence[Question]) -> Counts:
    """Count the same, summed up, while nobody else counts it until the transaction ends.

    SQLite's writers take turns anyway. On PostgreSQL these are advisory locks, taken in one order so that none waits in a circle.
    """
    if not questions:
        return Counts()
    return _counted(questions, _locks(_names(questions)), _tallied(questions))


def _counted(
    questions: Sequence[Question],
    locks: Sequence[Asking],
    tallied: Mapping[tuple[str, date], Collection[str]] = NOTHING,
) -> Counts:
    found, wanted = Counts(), _digests(questions)
    customers = {question.case.customer_id: question.case.customer.reference for question in questions}
    given, counted = (GIVEN, ([*customers],)), (COUNTED, ([digest for _, digest in wanted],))
    sums = [(SUMS, (kind, [*names], after)) for (kind, after), names in tallied.items()]
    rows = iter(ask_all(*locks, given, counted, *sums))
    for _ in locks:
        next(rows)
    _count_customers(found, next(rows), customers)
    for name, digest, policy, remedy, amount, on in next(rows):
        if (name, digest) in wanted:
            found.add((name, wanted[name, digest], policy, remedy), on, Use(1, amount))
    for kind, after in tallied:
        for name, policy, remedy, times, amount, cost in next(rows):
            found.sums[kind, name, policy, remedy][after] = Use(int(times), int(amount), int(cost))
    return found


def _count_customers(found: Counts, rows: Iterable[Row], customers: Mapping[int, str]) -> None:
    for customer, case, policy, remedy, amount, on, by, name in rows:
        found.standing[case].append(Standing(policy, remedy, amount, by, name))
        if amount:
            found.add(("customer", customers[customer], policy, remedy), on, Use(1, amount))
            found.add(("case", f"case:{case}", policy, remedy), on, Use(1, amount))


def _digests(questions: Iterable[Question]) -> dict[tuple[str, str], str]:
    """The identities that some cap counts besides customer, decider and case, by name and digest."""
    return {
        (name, key_digest(name, question.keys[name])): question.keys[name]
        for question in questions
        for name in {cap.per or "" for cap in question.caps}
        if name in question.keys and name not in IDENTITIES
    }


def _tallied(questions: Iterable[Question]) -> dict[tuple[str, date], set[str]]:
    """The names that are tallied, by their kind and the last day before those that some cap looks at."""
    found: dict[tuple[str, date], set[str]] = defaultdict(set)
    for question in questions:
        for cap in question.caps:
            if cap.pool is not None:
                found[POOL, _after(cap, question.on)].add(cap.pool)
            elif cap.per == DECIDER:
                found[DECIDER, _after(cap, question.on)].add(question.by.mark)
    return found


def uses_of(decision: Decision, policy: Policy) -> dict[Series, Use]:
    """What a decision adds to the tallies: its decider's, and those of the pools that its remedy draws from."""
    if not decision.amount:
        return {}
    cost = decision.cost or 0
    use = Use(1, decision.amount, cost)
    pools = {cap.pool for cap in policy.remedies[decision.remedy].caps if cap.pool} if cost else ()
    return {
        (DECIDER, f"person:{decision.by_id}", policy.name, decision.remedy): use,
        **{(POOL, pool, "", ""): Use(1, 0, cost) for pool in pools},
    }


def add_to_tallies(uses: Mapping[tuple[Series, date], Use]) -> None:
    """Keep what was given, in the transaction that gives it; whoever calls holds the locks."""
    rows = [(*series, on, use.times, use.amount, use.cost) for (series, on), use in uses.items()]
    with connection.cursor() as cursor:
        cursor.executemany(UPSERT, rows)


def take_from_tallies(decision: Decision, policy: Policy) -> None:
    """Take a decision out of the tallies again: it was a slip, or it was overruled."""
    ask_all(*_locks(_names_of(decision, policy)))
    with connection.cursor() as cursor:
        for series, use in uses_of(decision, policy).items():
            cursor.execute(TAKE_BACK, [use.times, use.amount, use.cost, *series, decision.on])


def _names(questions: Iterable[Question]) -> set[str]:
    """The names of all that is counted for some cases."""
    names: set[str] = set()
    for question in questions:
        names |= {f"customer:{question.case.customer_id}", f"decider:{question.by.pk}"}
        names |= {f"pool:{cap.pool}" for cap in question.caps if cap.pool}
        names |= {f"key:{key_digest(*key)}" for key in question.keys.items() if key[0] not in IDENTITIES}
    return names


def _names_of(decision: Decision, policy: Policy) -> set[str]:
    pools = {cap.pool for cap in policy.remedies[decision.remedy].caps if cap.pool}
    digests = decision.keys.values_list("digest", flat=True)
    return {
        f"customer:{decision.customer_id}", f"decider:{decision.by_id}",
        *map("pool:{}".format, pools), *map("key:{}".format, digests),
    }  # fmt: skip


def _locks(names: Iterable[str]) -> list[Asking]:
    """What takes the locks with these names until the transaction ends."""
    if connection.vendor != "postgresql":
        return []
    numbers = [int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), signed=True) for name in names]
    return [(LOCKS, (numbers,))]
