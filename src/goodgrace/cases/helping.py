"""Asking for help: one press, and the story goes along. The case keeps its owner until somebody accepts."""

from datetime import datetime, timedelta

from django.db import transaction

from goodgrace.cases.actions import changed, locked
from goodgrace.cases.models import Case, Escalation
from goodgrace.errors import NotAllowed, Refused
from goodgrace.ledger.actions import record
from goodgrace.people.authority import must
from goodgrace.people.models import Person, Role
from goodgrace.sentences import sentence

ANSWER_WITHIN = timedelta(minutes=20)
NEXT: dict[str, Role] = {
    Role.AGENT: Role.LEAD,
    Role.LEAD: Role.MANAGER,
    Role.MANAGER: Role.ADVOCATE,
    Role.ADVOCATE: Role.MANAGER,
}
"""Whom each role asks, and who hears of a call that was not answered: it goes round until somebody does."""


def escalate(*, case: Case, by: Person, now: datetime, to: Role | None = None) -> Escalation:
    """Ask the next role for help, or the advocate. The case stays with its owner, and a clock runs."""
    must(by, "escalate")
    role = to or NEXT[by.role]
    if role not in (NEXT[by.role], Role.ADVOCATE):
        raise NotAllowed(sentence("From here you ask a {role}, or the advocate.", role=NEXT[by.role].label))
    with transaction.atomic():
        case = changed(case)
        if waiting(case) is not None:
            raise Refused(sentence("Help is on its way already: the call is open, and you can see its clock."))
        call = Escalation.objects.create(case=case, asked_by=by, to_role=role, asked_at=now, due_at=now + ANSWER_WITHIN)
        record(
            by=by.mark,
            role=by.role,
            what="asked for help",
            about=case.mark,
            now=now,
            data={"to": role.value, "due": call.due_at.isoformat()},
        )
    return call


def accept(*, call: Escalation, by: Person, now: datetime) -> Case:
    """Take a case over, with its whole story. Only now does it change hands."""
    must(by, "accept")
    with transaction.atomic():
        case = changed(call.case)
        call = Escalation.objects.select_for_update().get(pk=call.pk)
        if call.accepted_at is not None:
            raise Refused(sentence("Somebody has accepted this already."))
        if call.passed_on_at is not None:
            raise Refused(sentence("Nobody answered in time, so this went on to the next role."))
        if by.pk == call.asked_by_id:
            raise NotAllowed(sentence("You asked for this help: somebody else answers it."))
        if by.role != call.to_role and (by.role != Role.MANAGER or call.to_role == Role.ADVOCATE):
            raise NotAllowed(sentence("This call is for a {role}.", role=Role(call.to_role).label))
        call.accepted_by, call.accepted_at = by, now
        call.save(update_fields=["accepted_by", "accepted_at"])
        case.owner = by
        case.save(update_fields=["owner"])
        record(
            by=by.mark,
            role=by.role,
            what="accepted",
            about=case.mark,
            now=now,
            data={"asked_by": call.asked_by.mark, "waited_s": int((now - call.asked_at).total_seconds())},
        )
    return case


def waiting(case: Case) -> Escalation | None:
    """The call of a case that nobody has answered yet."""
    return case.escalations.filter(accepted_at=None, passed_on_at=None).first()


def pass_on_unanswered(*, now: datetime) -> int:
    """Hand every call that nobody answered in time to the next role; how many there were. Safe to run twice."""
    late = Escalation.objects.filter(accepted_at=None, passed_on_at=None, due_at__lte=now, case__closed_at=None)
    return sum(_pass_on(call.pk, call.case_id, now) for call in late.order_by("due_at"))


def _pass_on(pk: int, case: int, now: datetime) -> bool:
    with transaction.atomic():
        locked(Case(pk=case))
        call = Escalation.objects.select_for_update(of=("self",)).select_related("case").get(pk=pk)
        if call.accepted_at is not None or call.passed_on_at is not None:
            return False
        call.passed_on_at = now
        call.save(update_fields=["passed_on_at"])
        role = NEXT[call.to_role]
        Escalation.objects.create(
            case=call.case, asked_by=call.asked_by, to_role=role, asked_at=now, due_at=now + ANSWER_WITHIN
        )
        record(
            by="clock",
            role="",
            what="call passed on",
            about=call.case.mark,
            now=now,
            data={"from": call.to_role, "to": role.value},
        )
    return True
