"""The locks under which it is counted, and the tallies: what many share is locked last, and only while it changes."""

from collections.abc import Iterable, Sequence
from datetime import date
from hashlib import blake2b

from django.db import connection

from goodgrace.cases.counting import (
    DECIDER,
    Counts,
    Question,
    Series,
    Use,
    after,
    counted_by,
    series_of,
    uses_of,
    what_counts,
)
from goodgrace.cases.gathering import Gathered, Made
from goodgrace.cases.models import Decision
from goodgrace.cases.summing import Since, Sums
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


def settle(gathered: Gathered, before: Sequence[Asking], *, locked: bool) -> None:
    """Add to the tallies what was just given, at the very end of the transaction that gives it; in one message with what comes `before`.

    Deciders and pools are locked only now, unless they were `locked` from the beginning: so that nobody waits for long for a
    pool that all draw from. Raises Overtaken where somebody else drew so much meanwhile that a cap does not hold any more.
    """
    made = [each for each in gathered.made if each.amount]
    uses = _uses(made)
    if not uses:
        ask_all(*before)
        return
    values = ", ".join(["(%s, %s, %s, %s, %s, %s, %s, %s)"] * len(uses))
    given = [part for (series, on), use in uses.items() for part in (*series, on, use.times, use.amount, use.cost)]
    again = [] if locked or connection.vendor != "postgresql" else [each.ready.question for each in made]
    since = Since(gathered.counts.recent, again)
    *_, rows = ask_all(*before, *locks_of_many(again), (UPSERT.format(values=values), tuple(given)), *since.asked)
    if since.asked:
        now = since.sums(rows)
        if not all(_holds(each, gathered.counts, now) for each in made):
            raise Overtaken


def _uses(made: Iterable[Made]) -> dict[tuple[Series, date], Use]:
    uses: dict[tuple[Series, date], Use] = {}
    for each in made:
        wanted, ready = each.wanted, each.ready
        for series, use in uses_of(ready.policy, wanted.wish.remedy, wanted.by.mark, each.amount, each.cost):
            uses.setdefault((series, ready.on), Use()).add(use)
    return uses


def _holds(made: Made, counts: Counts, now: Sums) -> bool:
    """Whether the caps that many share still hold, with all that is given here and what others gave meanwhile."""
    policy, question = made.ready.policy, made.ready.question
    remedy = policy.remedies[made.wanted.wish.remedy]
    for cap in remedy.caps:
        if (cap.pool is None and cap.per != DECIDER) or not binds(cap, made.ready.role, policy):
            continue
        series = series_of(policy, remedy, cap, question.keys)
        since = after(cap, question.on)
        lately = max(since, counts.recent)
        ours, recent = counts.used(series, since), counts.used(series, lately)
        total = now.get(series, {}).get(lately, Use())
        most = cap.times if cap.times is not None else cap.amount or 0
        if what_counts(cap, ours) + what_counts(cap, total) - what_counts(cap, recent) > most:
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
