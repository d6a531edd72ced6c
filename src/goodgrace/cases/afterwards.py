"""After a decision: she is told, a slip is taken back, or somebody above sets it aside, with a reason, before she is told."""

from datetime import datetime
from hashlib import sha256

from django.db import transaction

from goodgrace.cases.actions import changed, locked
from goodgrace.cases.models import Decision, Overrule
from goodgrace.cases.promising import source_of
from goodgrace.cases.settling import take_back
from goodgrace.cases.words import locked_in
from goodgrace.errors import NotAllowed, Refused
from goodgrace.ledger.actions import record
from goodgrace.people.authority import must
from goodgrace.people.models import LADDER, Person, Role
from goodgrace.promises.actions import tell_for
from goodgrace.promises.changing import release_for
from goodgrace.promises.holding import SLIP
from goodgrace.rulebook.queries import policy_of
from goodgrace.sentences import sentence


def tell_customer(*, decision: Decision, by: Person, now: datetime) -> Decision:
    """The customer has been told: from here on nothing takes it back."""
    must(by, "decide")
    with transaction.atomic():
        decision = _standing(decision)
        if decision.told_at is None:
            decision.told_at = now
            decision.save(update_fields=["told_at"])
            tell_for(source_of(decision.pk), by, now)
            record(
                by=by.mark,
                role=by.role,
                what="customer told",
                about=decision.case.mark,
                now=now,
                data={"decision": str(decision.pk)},
            )
    return decision


def undo(*, decision: Decision, by: Person, now: datetime) -> Decision:
    """Take back a slip of one's own, within a minute and before the customer was told."""
    must(by, "decide")
    with transaction.atomic():
        decision = _standing(decision)
        if decision.by_id != by.pk:
            raise NotAllowed(
                sentence(
                    "{name} decided this. Only they can take back a slip; a lead or manager can overrule it, with a reason.",
                    name=decision.by.name,
                )
            )
        if decision.told_at is not None:
            raise Refused(sentence("She has been told, so it stands. You can give more, never less."))
        if now - decision.at > SLIP:
            raise Refused(
                sentence(
                    "A slip can be taken back for a minute. After that the decision stands; a lead or manager can overrule it, with a reason."
                )
            )
        changed(decision.case)
        decision.undone_at, decision.stands = now, False
        decision.save(update_fields=["undone_at", "stands"])
        take_back(decision, policy_of(decision.version))
        release_for(source_of(decision.pk), by, now)
        record(
            by=by.mark,
            role=by.role,
            what="slip undone",
            about=decision.case.mark,
            now=now,
            data={"decision": str(decision.pk)},
        )
    return decision


def overrule(*, decision: Decision, by: Person, reason: str, now: datetime) -> Overrule:
    """Set a decision aside: another role, with a reason, and never after the customer was told. The decider hears of it."""
    must(by, "overrule")
    if not reason.strip():
        raise Refused(
            sentence("An overrule needs a reason. Your colleague will read it, and it counts on the honour page.")
        )
    with transaction.atomic():
        decision = _standing(decision)
        if decision.told_at is not None:
            raise Refused(
                sentence(
                    "She has been told, so the decision stands. A further remedy is possible; taking it back is not."
                )
            )
        if by.pk == decision.by_id or not _above(by, decision):
            raise NotAllowed(
                sentence(
                    "Only a role above {role} can overrule this, and never one's own decision.",
                    role=Role(decision.by.role).label,
                )
            )
        changed(decision.case)
        found = Overrule(decision=decision, by=by, at=now, reason=locked_in(decision, "overrule", reason.strip()))
        found.save(force_insert=True)
        Decision.objects.filter(pk=decision.pk).update(stands=False)
        take_back(decision, policy_of(decision.version))
        release_for(source_of(decision.pk), by, now)
        record(
            by=by.mark,
            role=by.role,
            what="overruled",
            about=decision.case.mark,
            now=now,
            data={
                "decision": str(decision.pk),
                "decided_by": decision.by.mark,
                "reason": sha256(bytes(found.reason)).hexdigest(),
            },
        )
    return found


def _above(person: Person, decision: Decision) -> bool:
    """Whether somebody stands above the decider, as they are now and as they were when they decided."""
    order: list[str] = [*LADDER]
    below = [order.index(role) for role in (decision.by.role, decision.role) if role in order]
    return person.role in order and all(order.index(person.role) > rung for rung in below)


def _standing(decision: Decision) -> Decision:
    """The decision, locked after its case, if it still holds."""
    locked(decision.case)
    found = (
        Decision.objects.select_for_update(of=("self",))
        .select_related("case", "customer", "by", "version")
        .get(pk=decision.pk)
    )
    if found.undone_at is not None:
        raise Refused(sentence("This was taken back as a slip. There is nothing left to change."))
    if not found.stands:
        raise Refused(sentence("This was overruled already."))
    return found
