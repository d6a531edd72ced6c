"""The locks under which it is counted, and the tallies: what many share is locked last, and only while it changes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import blake2b

from django.db import connection

from goodgrace.cases.counting import (
    DECIDER,
    Question,
    Series,
    Use,
    after,
    counted_by,
    series_of,
    sums_now,
    tallied,
    uses_of,
)
from goodgrace.cases.gathering import Made
from goodgrace.cases.models import Decision
from goodgrace.policy.shape import Policy
from goodgrace.policy.sheet.caps import binds
from goodgrace.store.asking import Asking, ask_all, change

UPSERT = """
INSERT INTO cases_tally (kind, name, policy, remedy, "on", times, amount, cost) VALUES {values}
ON CONFLICT (kind, name, policy, remedy, "on") DO UPDATE SET
times = cases_tally.times + excluded.times, amount = cases_tally.amount + excluded.amount, cost = cases_tally.cost + excluded.cost
"""
TAKE_BACK = """
UPDATE cases_tally SET times = times - %s, amount = amount - %s, cost = cost - %s
WHERE kind = %s AND name = %s AND policy = %s AND remedy = %s AND "on" = %s
"""
LOCKS = "SELECT pg_advisory_xact_lock(number) FROM (SELECT unnest(%s::bigint[]) AS number ORDER BY number) AS numbers"
Uses = Mapping[tuple[Series, date], Use]


class Overtaken(Exception):
    """Somebody else gave so much in the same moment that a cap would be passed: count again, with everything locked first."""


def locks_of_own(questions: Iterable[Question]) -> list[Asking]:
    """What locks what few share, customers and things, until the transaction ends."""
    return _locks(
        name
        for question in questions
        for name in (f"customer:{question.case.customer_id}", *(f"key:{digest}" for _, digest, _ in question.digests))
    )


def locks_of_many(questions: Iterable[Question]) -> list[Asking]:
    """What locks what many share, deciders and pools, until the transaction ends."""
    return _locks(
        name
        for question in questions
        for name in (question.by.mark, *(f"pool:{cap.pool}" for cap in counted_by(question.policy).pools))
    )


def locks_of_all(questions: Sequence[Question]) -> list[Asking]:
    """What locks both: first what few share, then what many do."""
    return [*locks_of_own(questions), *locks_of_many(questions)]


def settle(made: Sequence[Made], *, locked: bool) -> None:
    """Add to the tallies what was just given, at the very end of the transaction that gives it.

    Deciders and pools are locked only now, unless they were `locked` from the beginning: so that nobody waits for long for a
    pool that all draw from. Raises Overtaken where somebody else drew so much meanwhile that a cap does not hold any more.
    """
    uses = _uses(made)
    if not uses:
        return
    if not locked and connection.vendor == "postgresql":
        _check_again([each for each in made if each.amount], uses)
    values = ", ".join(["(%s, %s, %s, %s, %s, %s, %s, %s)"] * len(uses))
    given = [part for (series, on), use in uses.items() for part in (*series, on, use.times, use.amount, use.cost)]
    change(UPSERT.format(values=values), *given)


def _uses(made: Iterable[Made]) -> dict[tuple[Series, date], Use]:
    uses: dict[tuple[Series, date], Use] = {}
    for each in made:
        if each.amount:
            wanted, ready = each.wanted, each.ready
            for series, use in uses_of(ready.policy, wanted.wish.remedy, wanted.by.mark, each.amount, each.cost):
                uses.setdefault((series, ready.on), Use()).add(use)
    return uses


def _check_again(made: Sequence[Made], uses: Uses) -> None:
    questions = [each.ready.question for each in made]
    ask_all(*locks_of_many(questions))
    sums, ours = sums_now(tallied(questions)), _by_series(uses)
    if not all(_holds(each, sums, ours) for each in made):
        raise Overtaken


def _by_series(uses: Uses) -> dict[Series, Use]:
    found: dict[Series, Use] = {}
    for (series, _), use in uses.items():
        found.setdefault(series, Use()).add(use)
    return found


def _holds(made: Made, sums: Mapping[Series, Mapping[date, Use]], ours: Mapping[Series, Use]) -> bool:
    """Whether the caps that many share still leave what was given, after what everybody gave and all that is given here."""
    policy, question = made.ready.policy, made.ready.question
    remedy = policy.remedies[made.wanted.wish.remedy]
    for cap in remedy.caps:
        if (cap.pool is None and cap.per != DECIDER) or not binds(cap, made.ready.role, policy):
            continue
        series, before = series_of(policy, remedy, cap, question.keys), after(cap, question.on)
        total = Use()
        total.add(sums.get(series, {}).get(before, Use()))
        total.add(ours.get(series, Use()))
        most = cap.times if cap.times is not None else cap.amount or 0
        used = total.times if cap.times is not None else total.cost if cap.pool else total.amount
        if used > most:
            return False
    return True


def take_back(decision: Decision, policy: Policy) -> None:
    """Take a decision out of the tallies again: it was a slip, or it was overruled."""
    if not decision.amount:
        return
    pools = {cap.pool for cap in policy.remedies[decision.remedy].caps if cap.pool}
    mark = f"person:{decision.by_id}"
    ask_all(*_locks([mark, *(f"pool:{pool}" for pool in pools)]))
    for series, use in uses_of(policy, decision.remedy, mark, decision.amount, decision.cost):
        change(TAKE_BACK, use.times, use.amount, use.cost, *series, decision.on)


def _locks(names: Iterable[str]) -> list[Asking]:
    """On PostgreSQL advisory locks, taken in one order so that none waits in a circle; SQLite's writers take turns anyway."""
    if connection.vendor != "postgresql":
        return []
    numbers = {int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), signed=True) for name in names}
    return [(LOCKS, (numbers,))] if numbers else []
