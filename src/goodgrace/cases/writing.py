"""Writing down what was decided: the decisions, what the caps will count, and an entry in the ledger for each."""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from goodgrace.cases.counting import Series, Use, add_to_tallies, key_digest, uses_of
from goodgrace.cases.gathering import Made, Ready, Wanted
from goodgrace.cases.limits import Bounds
from goodgrace.cases.models import Case, Decision
from goodgrace.cases.words import locked_in
from goodgrace.ledger.actions import Told, record_all
from goodgrace.money import as_text, places_of
from goodgrace.policy.reader.ledger_lines import price
from goodgrace.policy.shape import IDENTITIES
from goodgrace.store.asking import change
from goodgrace.store.pouring import as_json, pour

DECISION = (
    "id", "case_id", "customer_id", "version_id", "remedy", "amount", "cost", "grounds", "reason", "sheet", "role",
    "by_id", "on", "at", "key",
)  # fmt: skip
KEY = ("decision_id", "name", "digest")


def decided(ready: Ready, asked: Wanted, case: Case, bounds: Bounds, amount: int, now: datetime) -> Decision:
    """The decision, not yet written; `amount` is in the remedy's smallest unit, 0 for a reasoned no."""
    decision = Decision(
        case=case, customer=case.customer, version=ready.version, remedy=bounds.remedy.name, amount=amount,
        cost=price(bounds.remedy, amount), grounds=list(asked.wish.grounds), role=ready.role, by=asked.by,
        on=ready.on, at=now, key=asked.wish.key,
    )  # fmt: skip
    decision.sheet = locked_in(decision, "sheet", _rests_on(ready, bounds))
    reason = asked.wish.reason.strip()
    decision.reason = locked_in(decision, "reason", reason) if reason else b""
    return decision


def _rests_on(ready: Ready, bounds: Bounds) -> str:
    """What a decision rests on: the facts as used, what was open, and what the caps left."""
    places = bounds.remedy.places
    rests_on = {
        "facts": {name: str(value) for name, value in ready.facts.items()},
        "standard": as_text(bounds.standard, places),
        "limits": {role: as_text(limit, places) for role, limit in bounds.limits.items()},
        "got": as_text(bounds.got, places),
        "caps": [None if cap.left is None else as_text(cap.left, places) for cap in bounds.caps],
    }
    return json.dumps(rests_on, sort_keys=True)


def write(made: Sequence[Made]) -> None:
    """Write decisions in the transaction that gathered what they rest on. Raises IntegrityError where a key is taken."""
    if not made:
        return
    pour("cases_decision", DECISION, [_row(each.decision) for each in made])
    _write_keys(made)
    _write_tallies(made)
    _write_revisions(made)
    record_all([_entry(each) for each in made])


def _write_keys(made: Sequence[Made]) -> None:
    keys = [
        (each.decision.pk, name, key_digest(name, value))
        for each in made
        for name, value in each.ready.keys.items()
        if name not in IDENTITIES
    ]
    pour("cases_countedkey", KEY, keys)


def _write_tallies(made: Sequence[Made]) -> None:
    uses: dict[tuple[Series, date], Use] = {}
    for each in made:
        for series, use in uses_of(each.decision, each.ready.policy).items():
            uses.setdefault((series, each.decision.on), Use()).add(use)
    add_to_tallies(uses)


def _write_revisions(made: Sequence[Made]) -> None:
    """Count each case as changed as often as something was decided in it."""
    times = Counter(each.decision.case_id for each in made)
    for count in set(times.values()):
        cases = [case for case, found in times.items() if found == count]
        change("UPDATE cases_case SET revision = revision + %s WHERE id {among}", count, cases)


def _row(decision: Decision) -> tuple[object, ...]:
    return (
        decision.pk, decision.case_id, decision.customer_id, decision.version_id, decision.remedy, decision.amount,
        decision.cost, as_json(decision.grounds), decision.reason, decision.sheet, decision.role, decision.by_id,
        decision.on, decision.at, decision.key,
    )  # fmt: skip


def _entry(made: Made) -> Told:
    decision, policy = made.decision, made.ready.policy
    what = "decided" if decision.amount else "decided: no"
    data = _data(made, places_of(policy.currency), policy.remedies[decision.remedy].places)
    by, mark = decision.by, made.ready.version.mark
    return Told(decision.at, by.mark, by.role, what, decision.case.mark, mark, as_json(data))


def _data(made: Made, money: int, places: int) -> dict[str, Any]:
    decision = made.decision
    return {
        "decision": str(decision.pk),
        "remedy": decision.remedy,
        "amount": as_text(decision.amount, places),
        "cost": None if decision.cost is None else as_text(decision.cost, money),
        "grounds": decision.grounds,
        "acting_as": decision.role,
        "revision": made.revision,
        "sheet": sha256(decision.sheet).hexdigest(),
        "reason": sha256(decision.reason).hexdigest() if decision.reason else "",
    }
