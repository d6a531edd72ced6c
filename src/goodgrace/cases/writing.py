"""Writing down what was decided: the decisions, what the caps will count, and an entry in the ledger for each."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from json import JSONEncoder
from typing import Any
from uuid import UUID

from goodgrace.cases.gathering import Gathered, Made, Ready, Wanted
from goodgrace.cases.limits import Bounds
from goodgrace.cases.models import Case, Decision
from goodgrace.cases.settling import settle
from goodgrace.customers.vault import lock
from goodgrace.ledger.actions import Told
from goodgrace.ledger.actions import poured as entries_of
from goodgrace.money import as_text, places_of
from goodgrace.policy.reader.ledger_lines import price
from goodgrace.promises.making import Prepared
from goodgrace.store.asking import Asking
from goodgrace.store.numbers import new_number
from goodgrace.store.pouring import pour_or_say

DECISION = (
    "id", "case_id", "customer_id", "version_id", "policy", "remedy", "amount", "cost", "grounds", "reason", "sheet", "role",
    "by_id", "on", "at", "key",
)  # fmt: skip
KEY = ("decision_id", "name", "digest")
_json = JSONEncoder(sort_keys=True, default=str).encode


def decided(ready: Ready, wanted: Wanted, bounds: Bounds, amount: int, now: datetime) -> Made:
    """The decision, not yet written; `amount` is in the remedy's smallest unit, 0 for a reasoned no."""
    number, holder, reason = new_number(now), ready.case.customer, wanted.wish.reason.strip()
    limits = [bounds.standard, *bounds.limits.values()]
    rests_on = _json({"facts": ready.facts, "limits": limits, "got": bounds.got})
    return Made(
        number=number,
        ready=ready,
        wanted=wanted,
        amount=amount,
        cost=price(bounds.remedy, amount),
        rests_on=lock(holder, f"decision.sheet:{number}", rests_on),
        reason=lock(holder, f"decision.reason:{number}", reason) if reason else b"",
        left=tuple(cap.left for cap in bounds.caps),
        revision=ready.case.revision + 1,
        at=now,
    )


def decision_of(made: Made, case: Case) -> Decision:
    """What was made, as the database gives it back."""
    case.revision = made.revision
    return Decision(
        id=made.number, case=case, customer=case.customer, version=made.ready.version, policy=made.wanted.wish.policy, remedy=made.wanted.wish.remedy,
        amount=made.amount, cost=made.cost, grounds=[*made.wanted.wish.grounds], reason=made.reason, sheet=made.rests_on,
        role=made.ready.role, by=made.wanted.by, on=made.ready.on, at=made.at, key=made.wanted.wish.key,
    )  # fmt: skip


def write(gathered: Gathered, promises: Mapping[UUID, UUID], promised: Prepared, *, locked: bool) -> None:
    """Write what was decided with what is promised by it, and settle it, in the transaction that gathered what it rests on.

    `promises` are their numbers by those of the decisions. Raises IntegrityError where a key is taken, and Overtaken as
    `settle` does.
    """
    made = gathered.made
    if not made:
        return
    things = [(each.number, name, digest) for each in made for name, digest, _ in each.ready.question.digests]
    entries = [_entry(each, promises.get(each.number)) for each in made]
    poured = pour_or_say(
        ("cases_decision", DECISION, [_row(each) for each in made]),
        ("cases_countedkey", KEY, things),
        *promised.rows,
        entries_of(entries),
    )
    settle(gathered, [*poured, *promised.handing_out(), *_revisions(made)], locked=locked)


def _row(made: Made) -> tuple[object, ...]:
    ready, wish, by = made.ready, made.wanted.wish, made.wanted.by
    case, grounds = ready.case, _json(wish.grounds)
    return (
        made.number, case.pk, case.customer.pk, ready.version.pk, wish.policy, wish.remedy, made.amount, made.cost, grounds,
        made.reason, made.rests_on, ready.role, by.pk, ready.on, made.at, wish.key,
    )  # fmt: skip


def _revisions(made: Sequence[Made]) -> Iterator[Asking]:
    """What counts each case as changed as often as something was decided in it."""
    times = Counter(each.ready.case.pk for each in made)
    for count in set(times.values()):
        cases = [case for case, found in times.items() if found == count]
        yield "UPDATE cases_case SET revision = revision + %s WHERE id {among}", (count, cases)


def _entry(made: Made, promise: UUID | None) -> Told:
    ready, by, what = made.ready, made.wanted.by, "decided" if made.amount else "decided: no"
    return Told(made.at, by.mark, by.role, what, ready.case.mark, ready.version.mark, _json(_data(made, promise)))


def _data(made: Made, promise: UUID | None) -> dict[str, Any]:
    """What the ledger says of a decision; `left` is what each cap of the remedy left of it, in its smallest unit."""
    policy, wish = made.ready.policy, made.wanted.wish
    return {
        "decision": made.number,
        **({"promise": promise} if promise else {}),
        "remedy": wish.remedy,
        "amount": as_text(made.amount, policy.remedies[wish.remedy].places),
        "cost": None if made.cost is None else as_text(made.cost, places_of(policy.currency)),
        "grounds": wish.grounds,
        "acting_as": made.ready.role,
        "left": made.left,
        "revision": made.revision,
        "sheet": sha256(made.rests_on).hexdigest(),
        "reason": sha256(made.reason).hexdigest() if made.reason else "",
    }
