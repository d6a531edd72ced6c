"""What people and other systems say of promises: answers, tasks done, letters posted, confirmations."""

from base64 import b64encode
from collections.abc import Callable, Collection, Container, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import transaction

from goodgrace.customers.models import Customer
from goodgrace.customers.vault import lock
from goodgrace.errors import InputError, Missing, NotAllowed, Refused
from goodgrace.ledger.actions import record
from goodgrace.people.authority import must
from goodgrace.people.models import Person
from goodgrace.playbook.clock import ends_at
from goodgrace.playbook.rows import step_of
from goodgrace.playbook.shape import PERSON, QUESTIONS
from goodgrace.promises import states, titles
from goodgrace.promises.before import broken_before, undone_before
from goodgrace.promises.channels.shape import Outcome
from goodgrace.promises.holding import Held
from goodgrace.promises.locking import hold, hold_step, write
from goodgrace.promises.models import PrintItem, Promise, Step, Task
from goodgrace.promises.queries import promise_now
from goodgrace.promises.settling import disagree, take
from goodgrace.sentences import listed, sentence

LONGEST_REASON = 2_000
NOT_NEEDED = sentence(
    "This letter is not to be posted any more: what it is about was changed, let go, or done in another way."
)


@contextmanager
def changing(number: UUID, now: datetime, by: Person | None) -> Iterator[Held]:
    """One promise, held in a transaction: what is done to it here has its consequences, and is written. Raises Missing."""
    with transaction.atomic():
        found = hold([number], now, by)
        if not found:
            raise Missing(sentence("There is no such promise, or it is not yours to see."))
        yield found[0]
        found[0].advance()
        write(found)


@contextmanager
def at_step(step: int, now: datetime, by: Person | None) -> Iterator[tuple[Held, Step]]:
    """A step by its number, with the promise that it belongs to now, held as in `changing`. Raises Missing or Refused."""
    with transaction.atomic():
        held, row = hold_step(step, now, by)
        yield held, row
        held.advance()
        write([held])


def answer(*, step: Step, outcome: str, by: Person | None, now: datetime) -> None:
    """A question was answered: by the family through their link (`by` None), or by a colleague for them.

    Raises InputError for an answer that is none of the options, Refused where it was answered already.
    """
    if by is not None:
        must(by, "keep_promises")
    with at_step(step.pk, now, by) as (held, row):
        _answer(held, row, outcome)


def _answer(held: Held, row: Step, outcome: str) -> None:
    outcomes = held.plans[row.name].outcomes
    if outcome not in outcomes:
        raise InputError(sentence("Choose one of these: {outcomes}.", outcomes=listed(outcomes)))
    if outcome not in answers(held.promise, row, held.now):
        until = f"{_runs_until(held.promise, row):%Y-%m-%d}"
        raise Refused(sentence("There is time until {until}. Until then only a yes is noted.", until=until))
    if outcome == PERSON and held.by is None:
        raise NotAllowed(sentence("A colleague settles this together with you. Ask to be called."))
    # its words may still lie here: with its time it was put all the same
    if row.state in states.STEP_WAITS and row.due_at is not None:
        held.move(row, states.OPEN)
        held.leave(row)
    if row.state != states.OPEN:
        raise Refused(sentence("This question is not open: it is {state}.", state=row.state))
    held.move(row, states.KEPT, outcome=outcome)


def answers(promise: Promise, row: Step, now: datetime) -> Collection[str]:
    """What a question of a promise can come to now: a check whose time is not over yet only to a yes."""
    outcomes = step_of(row.data).outcomes
    return [each for each in outcomes if each == "yes" or time_until(promise, row, now) is None]


def time_until(promise: Promise, row: Step, now: datetime) -> datetime | None:
    """Until when a check has time, so that only a yes can be noted of it; None where its time is over, and of any other question."""
    until = _runs_until(promise, row) if row.kind == "check" else None
    return until if until is not None and now < until else None


def _runs_until(promise: Promise, row: Step) -> datetime | None:
    """When the time of a question is over, by her clock; None where that is not known."""
    began = row.at or row.due_at
    if began is None:
        return None
    over = ends_at(step_of(row.data).ends, began, started=promise.started_at, zone=promise.clock)
    return over.astimezone(promise.her_clock) if over else None


def approve(*, step: Step, by: Person, now: datetime) -> None:
    """Somebody has looked at the words of a step, and they may go out."""
    must(by, "keep_promises")
    with at_step(step.pk, now, by) as (held, row):
        approve_held(held, row)


def approve_held(held: Held, row: Step) -> None:
    """Somebody has looked at the words of a step, whose promise is held: they go out once its day has come, if it was agreed.

    Raises Refused where they wait for nobody.
    """
    if row.state not in (states.PROMISED, states.LATE) or row.approved_at or row.due_at is None or row.ended_at:
        raise Refused(sentence("These words do not wait for anybody: the step is {state}.", state=row.state))
    _refuse_untrue(held, row)
    row.approved_by, row.approved_at, row.next_try_at = held.by, held.now, max(held.now, row.due_at)
    read = Task.objects.filter(step=row.pk, what=Task.What.APPROVE, done_at=None)
    read.update(done_at=held.now, done_by=held.by)
    held.tell("words approved", step=row.name)


def _refuse_untrue(held: Held, row: Step) -> None:
    """Go on only with words that come after nothing undone. Raises Refused."""
    if undone := undone_before(row, held.rows):
        before = listed(titles.title_of(each) for each in undone)
        raise Refused(sentence("These words come after this, and it is not done yet: {titles}.", titles=before))


def do_task(*, task: Task, by: Person, now: datetime, outcome: str = "") -> None:
    """A task is done. Where it is about a question, `outcome` says what it came to.

    What this means for the step hangs on why the task was there: DONE says it for each. That a fault of ours was seen to is
    only written down: its promise may not be readable.
    """
    must(by, "keep_promises")
    if task.is_of_a_fault:
        _seen_to(task, by, now)
        return
    with at_step(task.step_id, now, by) as (held, row):
        _close(task, by, now)
        DONE[task.what](held, row, outcome)
        held.tell("task done", task=task.what, step=row.name)


def _seen_to(task: Task, by: Person, now: datetime) -> None:
    with transaction.atomic():
        _close(task, by, now)
        about = f"promise:{promise_now(task.step_id)}"
        record(
            by=by.mark, role=by.role, what="task done", about=about, now=now, data={"task": task.what, "fault": True}
        )


def _done(held: Held, row: Step, outcome: str) -> None:
    """The step itself is done, or its question has come to something; of one that is over nothing follows any more."""
    if row.state in states.STEP_SETTLED:
        return
    if row.kind in QUESTIONS and (outcome or row.is_put):
        _answer(held, row, outcome)
        return
    held.done(row)


def _by_hand(held: Held, row: Step, outcome: str) -> None:
    if row.state in states.STEP_WAITS:
        _done(held, row, outcome)


def _promised_otherwise(held: Held, row: Step, outcome: str) -> None:
    """Nothing else is left on anybody's list about this step, so that it stays until something else holds.

    What ends a suspension is not promised otherwise: whoever ticks it off has had it ended there.
    """
    if row.is_end_of_ours:
        _by_hand(held, row, outcome)
    elif row.state in states.STEP_WAITS:
        raise Refused(
            sentence(
                "Speak with the customer first, and promise another day or say that this is broken. Then it is done."
            )
        )


def _read_first(_: Held, __: Step, ___: str) -> None:
    """Who ticks something off a list has not read what a colleague may have written meanwhile."""
    raise Refused(sentence("Read the words on the promise's page, and let them go from there."))


DONE: Mapping[str, Callable[[Held, Step, str], None]] = {
    Task.What.DO: _done,
    Task.What.APPROVE: _read_first,
    Task.What.TAKE_ON: _answer,
    Task.What.LATE: lambda *_: None,
    Task.What.CANNOT: _promised_otherwise,
    Task.What.REFUSED: _by_hand,
    Task.What.DIFFERS: _by_hand,
}
"""What doing a task means for its step: done, answered, seen to, or done by hand; words are read first."""


def cannot_do(*, task: Task, reason: str, by: Person, now: datetime) -> None:
    """A step cannot be done as promised: it is late, loudly, and whoever looks after the promise speaks with the customer.

    A question that is open stays so, and is laid before whoever looks after the promise.
    """
    must(by, "keep_promises")
    if not reason.strip():
        raise Refused(
            sentence("Say why it cannot be done, so that the customer can be told and the next one is planned better.")
        )
    if task.what != Task.What.DO:
        raise Refused(sentence("Only what a person was to do can be handed back like this."))
    with at_step(task.step_id, now, by) as (held, row):
        kept = reason_locked(held.promise.customer, f"task.reason:{task.key}", reason)
        _close(task, by, now, cannot=True, reason=kept)
        held.tell("task cannot be done", step=row.name)
        if row.state == states.OPEN:
            _hand_over(held, row)
            return
        if row.kind in ("send", "remind") and broken_before(row, held.rows):  # it goes with what it would have told
            held.move(row, states.RELEASED)
            return
        if row.state != states.LATE:
            held.move(row, states.LATE)
        says = sentence(
            "It cannot be done as promised: {title}. Tell the customer, and promise something else.",
            title=titles.title_of(row),
        )
        if row.is_end_of_ours:
            says = sentence(
                "This could not be done: {title}. Have it ended there, then tick it off: it means that it is ended.",
                title=titles.title_of(row),
            )
        held.ask_for(row, Task.What.CANNOT, says, held.promise.owner, again=True)


def _hand_over(held: Held, row: Step) -> None:
    """Somebody else takes a question on. Of one that nobody could ask, silence says nothing; a check is looked at as before."""
    title = titles.title_of(row)
    says = sentence("Nobody could find this out: {title}. Find out, and say what it came to.", title=title)
    if row.kind == "ask" and row.ended_at is None:
        row.ended_at = held.now
        held.tell("handed over", step=row.name)
        says = sentence("They could not be asked: {title}. Settle it together with them.", title=title)
    held.ask_for(row, Task.What.TAKE_ON, says, held.promise.owner)


def reason_locked(customer: Customer, place: str, reason: str) -> bytes:
    """Why something changed, as a row keeps it; nothing of a customer who was forgotten, for nothing of theirs is kept."""
    return b"" if customer.forgotten_at is not None else lock(customer, place, reason.strip()[:LONGEST_REASON])


def _close(task: Task, by: Person, now: datetime, *, cannot: bool = False, reason: bytes = b"") -> None:
    """One statement, so that nobody else closes it at the same time. Raises Refused where somebody did."""
    done = Task.objects.filter(pk=task.pk, done_at=None)
    if not done.update(done_at=now, done_by=by, cannot=cannot, reason=reason):
        raise Refused(sentence("Somebody has done this already."))


def sign_and_post(*, item: PrintItem, paper: str, by: Person, now: datetime) -> None:
    """A letter was signed and posted by somebody: its step is kept.

    `paper` is the one she had in her hands (`PrintItem.paper`). Raises Refused where it was set anew since, posted already, or
    is not needed any more.
    """
    must(by, "keep_promises")
    with at_step(item.step_id, now, by) as (held, row):
        waits = PrintItem.objects.filter(pk=item.pk, signed_and_posted_at=None).defer("pdf").select_for_update().first()
        if waits is None:
            raise Refused(sentence("This letter was signed and posted already."))
        if row.state not in states.ON_PAPER:
            raise Refused(NOT_NEEDED)
        _refuse_untrue(held, row)
        if waits.paper != paper or PrintItem.objects.filter(pk=item.pk, pdf=b"").exists():
            raise Refused(
                sentence("Its words or its address were changed since you opened this page. Print it again, and post that one.")
            )  # fmt: skip
        waits.signed_and_posted_by, waits.signed_and_posted_at = by, now
        waits.save(update_fields=["signed_and_posted_by", "signed_and_posted_at"])
        if row.state in states.STEP_WAITS:
            held.done(row)
        held.tell("letter posted", step=row.name)


def locked_pdf(customer: Customer, key: str, pdf: bytes) -> bytes:
    """A letter as the print room keeps it, under its key; `queries.pdf_of` reads it."""
    return lock(customer, f"print_item.pdf:{key}", b64encode(pdf).decode())


def lay_in_print_room(*, step: Step, customer: Customer, pdf: bytes, now: datetime) -> PrintItem:
    """A letter that waits to be signed and posted, its PDF locked under the customer's key; once for each step.

    Raises Refused where the step was let go, or made anew, meanwhile.
    """
    locked = locked_pdf(customer, step.key, pdf)
    with _still_waiting(step, states.ON_PAPER, now):
        item, _ = PrintItem.objects.get_or_create(
            key=step.key, defaults={"step": step, "customer": customer, "pdf": locked, "laid_at": now}
        )
    return item


@contextmanager
def _still_waiting(step: Step, where: Container[str], now: datetime) -> Iterator[Held]:
    """Lay something down for a step only while it waits, with its promise held. Raises Refused."""
    with transaction.atomic():
        held, row = hold_step(step.pk, now)
        if row.state not in where:
            raise Refused(
                sentence("{title} is {state}: there is nothing left to do.", title=row.data["title"], state=row.state)
            )
        yield held


def lay_task(*, step: Step, now: datetime) -> Task:
    """A step that a person does, on the list of its department, or of whoever looks after the promise; once for each step.

    Raises Refused where the step was let go, or made anew, meanwhile.
    """
    with _still_waiting(step, states.STEP_WAITS, now) as held:
        person = None if step.department else held.promise.owner  # who looks after it now: it may have been handed over
        runs_out = _runs_until(held.promise, step) if step.kind == "check" else None
        due = step.late_at or runs_out or now
        task, _ = Task.objects.get_or_create(
            key=step.key,
            defaults={
                "what": Task.What.DO, "step": step, "customer_id": held.promise.customer_id, "person": person,
                **titles.written(titles.title_of(step)), "department": step.department, "made_at": now, "due_at": due,
            },
        )  # fmt: skip
    return task


def confirm(*, key: str, outcome: Outcome, now: datetime) -> bool:
    """Another system tells later what became of a key; False where that changes nothing.

    Raises Missing for a strange key, Refused for a step that was never asked for: its time has not come.
    """
    step = Step.objects.filter(key=key).first()
    if step is None:
        raise Missing(sentence("There is no step with this key."))
    with at_step(step.pk, now, None) as (held, row):
        if row.intent_at is None:
            raise Refused(sentence("Nobody has asked for this yet: its time has not come."))
        return take(held, row, outcome)


def differ(*, key: str, said: str, now: datetime) -> bool:
    """Another system has it otherwise than we hold: late, and a person looks; nothing is mended. False where that is known."""
    step = Step.objects.filter(key=key).first()
    if step is None:
        raise Missing(sentence("There is no step with this key."))
    with at_step(step.pk, now, None) as (held, row):
        if Task.objects.filter(step=row, what=Task.What.DIFFERS, done_at=None).exists():
            return False
        disagree(held, row, said)
        return True


def tell(*, promise: Promise, by: Person, now: datetime) -> None:
    """The customer has heard of the promise. Raises Refused where it was let go meanwhile: then somebody gives her more."""
    must(by, "keep_promises")
    with changing(promise.pk, now, by) as held:
        if held.promise.state == states.RELEASED:
            raise Refused(
                sentence(
                    "This promise was let go meanwhile. If she has heard of it already, a further remedy keeps your word."
                )
            )
        _told(held)


def _told(held: Held) -> None:
    if held.promise.told_at is None:
        held.promise.told_at = held.now
        held.tell("customer told")


def tell_for(source: str, by: Person, now: datetime) -> None:
    """The customer was told of what a source decided, inside the caller's transaction."""
    for number in _standing(source):
        with changing(number, now, by) as held:
            _told(held)


def _standing(source: str) -> list[UUID]:
    return list(Promise.objects.filter(source=source, ended_at=None).order_by("pk").values_list("pk", flat=True))
