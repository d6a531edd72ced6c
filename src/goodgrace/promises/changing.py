"""Promises that change: renegotiated with the customer told first, released, given up; a call that moves at her wish."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from goodgrace.errors import InputError, NotAllowed, Refused
from goodgrace.people.authority import may, must
from goodgrace.people.models import Person
from goodgrace.playbook.clock import late_at
from goodgrace.playbook.rows import step_of
from goodgrace.playbook.shape import QUESTIONS
from goodgrace.promises import states, titles
from goodgrace.promises.actions import at_step, changing, reason_locked
from goodgrace.promises.before import broken_before
from goodgrace.promises.begun import TELLS
from goodgrace.promises.heard import heard_of
from goodgrace.promises.holding import THEIR_MOMENT, Held, call_at, needs_eyes
from goodgrace.promises.learning import facts_told
from goodgrace.promises.locking import hold, hold_step, write
from goodgrace.promises.making import facts_locked, refuse_ended
from goodgrace.promises.models import Promise, Step, Task
from goodgrace.promises.rows import pour_promises, row_of
from goodgrace.promises.wording import carry_words
from goodgrace.sentences import sentence
from goodgrace.store.numbers import new_number

FARTHEST = timedelta(days=731)
CARRIED = (
    "customer_id", "source", "playbook", "digest", "title", "moment", "department", "owner_id", "started_at", "zone"
)  # fmt: skip


def renegotiate(*, step: Step, due_at: datetime, reason: str, told_at: datetime, by: Person, now: datetime) -> Promise:
    """Promise a step for another day, after the customer was told (`told_at`); the old promise stays visible.

    The new promise takes over all that was not changed, with its keys: nothing is done twice. Raises Refused where another
    system may have done the step already, or nothing is promised yet.
    """
    with transaction.atomic():
        held, row = hold_step(step.pk, now, by)
        check_may_change(held.promise, by)
        _check_told(told_at, due_at, now, reason)
        if why := _why_not_anew(row, held.rows):
            raise Refused(why)
        old = held.promise
        fresh = _copy(old, by, now, told_at)
        old.reason = _reason(old, reason)
        held.move(row, states.RENEGOTIATED)
        held.tell("promise renegotiated", step=row.name, new=fresh.mark, due=due_at.isoformat())
        moving = [each for each in held.rows if each is not row]
        held.rows = [row]
        _end(held, states.RENEGOTIATED)
        if known := facts_told(held.promise):
            fresh.facts = facts_locked(fresh, known)
        pour_promises([fresh])
        new = Held(fresh, moving, now, by)
        for each in moving:
            each.promise = fresh
        _promise_again(new, row, due_at)
        new.advance()
        write([held, new])
    return fresh


def check_may_change(promise: Promise, by: Person) -> None:
    """Go on only with a promise on its way, for whoever looks after it, a lead, a manager or the advocate. Raises NotAllowed or Refused."""
    refuse_ended(promise)
    if not may(by, "keep_promises") or (promise.owner_id != by.pk and not may(by, "change_promises")):
        raise NotAllowed(
            sentence("{name} looks after this promise. They, a lead, a manager or the advocate can change it.", name=promise.owner.name)
        )  # fmt: skip


def _check_told(told_at: datetime, due_at: datetime, now: datetime, reason: str) -> None:
    if told_at > now:
        raise Refused(sentence("Tell the customer first; then write down here what you agreed."))
    check_to_come(due_at, now)
    if not reason.strip():
        raise Refused(sentence("Say why it changes, in the words you told the customer."))


def check_to_come(moment: datetime, now: datetime) -> None:
    """Go on only with a moment that is to come, and that somebody will live to keep. Raises InputError."""
    if moment <= now:
        raise InputError(sentence("Choose a moment to come."))
    if moment > now + FARTHEST:
        raise InputError(sentence("Choose a moment within the next two years."))


def may_promise_anew(row: Step, rows: Sequence[Step]) -> bool:
    """Whether a step can be promised for another day."""
    return _why_not_anew(row, rows) is None


def _why_not_anew(row: Step, rows: Sequence[Step]) -> str | None:
    """Why a step cannot be promised for another day: its time must have come or be known, and nobody may have done it already."""
    title = row.data["title"]
    if row.state not in states.STEP_WAITS:
        return sentence("{title} is {state}: there is nothing left to promise.", title=title, state=row.state)
    if row.due_at is None:
        return sentence("{title}: its time has not come yet, so nothing has to be changed.", title=title)
    if row.may_be_done:
        return sentence(
            "{title}: another system may have done this already. Wait for its answer, or ask there.", title=title
        )
    broken = broken_before(row, rows)
    if broken is not None and row.kind in (*TELLS, *QUESTIONS):  # its words would go to nobody
        return sentence(
            "This comes after what is broken: {title}. A call can be moved; for anything else, begin something new for her.",
            title=titles.title_of(broken),
        )
    return None


def _copy(old: Promise, by: Person, now: datetime, told_at: datetime) -> Promise:
    fresh = Promise(id=new_number(now), replaces=old, made_at=now, told_at=told_at, by=by)
    for name in CARRIED:
        setattr(fresh, name, getattr(old, name))
    fresh.customer = old.customer
    return fresh


def _reason(promise: Promise, reason: str) -> bytes:
    return reason_locked(promise.customer, f"promise.reason:{promise.pk}", reason)


def _end(held: Held, state: str) -> None:
    promise = held.promise
    states.check_move(promise.title, promise.state, state, states.PROMISE_MOVES)
    promise.state, promise.ended_at, promise.wake_at = state, held.now, None


def _promise_again(held: Held, old: Step, due_at: datetime) -> None:
    """The changed step as a new row, due at the moment that was agreed."""
    plan = step_of(old.data)
    row = row_of(held.promise, plan, old.position)
    row.department, row.due_at, row.next_try_at = old.department, due_at, due_at
    row.late_at = late_at(plan, due_at, started=held.promise.started_at, zone=held.zone)
    row.approved_by_id, row.approved_at = old.approved_by_id, old.approved_at
    row.was_late = old.was_late  # promised anew, it still was late
    row.said = THEIR_MOMENT if row.kind == "call" else ""
    carry_words(old, row, held.promise)
    held.rows.append(row)
    held.end_by_hand(row)
    held.new.append(row)
    held.plans[row.name] = plan
    if needs_eyes(row):
        row.next_try_at = None
        held.ask_for(row, Task.What.APPROVE, titles.to_read(row))


def release(*, promise: Promise, reason: str, by: Person, now: datetime) -> None:
    """Nobody needs this any more, as agreed with the customer: what is left of it is let go, and nothing stays suspended."""
    if not reason.strip():
        raise Refused(sentence("Say why the promise is let go, as you agreed with the customer."))
    with changing(promise.pk, now, by) as held:
        check_may_change(held.promise, by)
        held.promise.reason = _reason(held.promise, reason)
        _let_go(held)


def release_for(source: str, by: Person, now: datetime) -> None:
    """What a source decided does not stand any more. Raises Refused once the customer knows of it: it is looked at under lock."""
    with transaction.atomic():
        standing = Promise.objects.filter(source=source, ended_at=None).values_list("pk", flat=True)
        held = [each for each in hold([*standing], now, by) if each.promise.ended_at is None]
        if heard_of([source]):
            raise Refused(
                sentence(
                    "She has heard of it, or word of it is on its way to her, so the decision stands. A further remedy is possible; taking it back is not."
                )
            )
        for each in held:
            _let_go(each)
            each.advance()
        write(held)


def _let_go(held: Held) -> None:
    for row in [*held.rows]:
        if row.state in (*states.STEP_WAITS, states.OPEN) and not row.is_end_of_ours:
            _leave_off(held, row, states.RELEASED)
    held.closed |= {
        row.pk for row in held.rows if row.pk and row.state == states.BROKEN
    }  # it was agreed with her, so she knows
    held.end_all()
    _end(held, states.RELEASED)
    held.tell("promise released")


def _leave_off(held: Held, row: Step, state: str) -> None:
    """Nothing comes of a step any more. A suspension that may stand somewhere is ended there, once it has arrived.

    It has at the latest with the worker's lease or, where it was taken on there, when it would be late: the row keeps that
    moment. One that lay on a list may have been done without being ticked off.
    """
    stands = row.kind == "suspend" and (row.may_be_done or row.is_handed_out)
    arrives = row.late_at if row.state == states.UNCONFIRMED and not row.is_by_hand else row.lease_until
    held.move(row, state)
    if stands:
        row.lease_until = arrives
    if stands and state != states.BROKEN:  # of what is broken she hears first
        held.end_there(row)


def give_up(*, step: Step, reason: str, by: Person, now: datetime) -> None:
    """A step that we cannot keep at all: broken, for everybody to see, and what follows it does not go on by itself."""
    must(by, "change_promises")
    if not reason.strip():
        raise Refused(sentence("Say why this promise is broken. It stays visible."))
    with at_step(step.pk, now, by) as (held, row):
        refuse_ended(held.promise)
        if not may_break(row):
            raise Refused(
                sentence("This ends what rests for the customer, so it is not given up. Have it ended there, or promise it for another day.")
            )  # fmt: skip
        held.promise.reason = _reason(held.promise, reason)
        _leave_off(held, row, states.BROKEN)
        says = sentence(
            "This is broken: {title}. Tell the customer, and see what is left of the promise; what rests for it rests until you say here that it is done.",
            title=titles.title_of(row),
        )
        held.ask_for(row, Task.What.CANNOT, says, held.promise.owner, again=True)


def may_break(row: Step) -> bool:
    """Whether a step may be given up: all but what we added ourselves so that nothing rests for good."""
    return not row.is_end_of_ours


def move_call(*, step: Step, to: datetime, by: Person | None, now: datetime) -> datetime:
    """Call her at another time, because she wishes it: it costs her nothing. The moment it will be, inside her hours."""
    if by is not None:
        must(by, "keep_promises")
    if step.kind != "call":
        raise Refused(sentence("Only a call is moved like this."))
    check_to_come(to, now)
    with at_step(step.pk, now, by) as (held, row):
        if row.state not in states.STEP_WAITS or row.due_at is None:
            raise Refused(sentence("This call does not wait to be made: it is {state}.", state=row.state))
        row.due_at = due = call_at(row, held.promise, to)
        row.late_at = held.lateness(row)
        if row.state == states.LATE and not row.refused:  # it is not late any more; that it was stays counted
            held.move(row, states.UNCONFIRMED if row.intent_at else states.PROMISED)
            Task.objects.filter(step=row, what=Task.What.LATE, done_at=None).exclude(key__startswith="call:").update(
                done_at=now
            )
        Task.objects.filter(key=row.key, cannot=True).update(done_at=None, done_by=None, cannot=False, reason=b"")
        Task.objects.filter(step=row, what=Task.What.CANNOT, done_at=None).update(done_at=now)
        Task.objects.filter(key=row.key, done_at=None).update(due_at=due)
        if row.intent_at is None:
            row.next_try_at, row.said = None, THEIR_MOMENT
        held.tell("call moved", step=row.name, to=due.isoformat())
    return due
