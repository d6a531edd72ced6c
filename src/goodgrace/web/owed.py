"""What is owed: late and due, a department's list, tasks that people do, the print room, and how well we kept our word."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime, now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from goodgrace.customers.queries import contact
from goodgrace.errors import GraceError, Missing, Refused
from goodgrace.people.authority import may
from goodgrace.people.models import Person
from goodgrace.playbook.shape import QUESTIONS
from goodgrace.playbook.words import best
from goodgrace.promises import actions
from goodgrace.promises.changing import may_break
from goodgrace.promises.links import WISHED
from goodgrace.promises.models import PrintItem, Step, Task
from goodgrace.promises.outside.drafting import addressed
from goodgrace.promises.outside.rewording import address_anew, print_anew
from goodgrace.promises.queries import departments, due_steps, kept_since, late_steps, pdf_of, print_room, tasks_for
from goodgrace.promises.states import ON_PAPER, STEP_WAITS
from goodgrace.promises.titles import GIVE, title_of
from goodgrace.promises.undoing import just_done, undo_task
from goodgrace.promises.wording import Written, may_be_reworded, written_of
from goodgrace.rulebook.planned import owners_of
from goodgrace.web.caselines import CaseLine, Meaning
from goodgrace.web.days import in_words
from goodgrace.web.differences import late_lines
from goodgrace.web.handing import left_lines
from goodgrace.web.promised import because_of, titled, what_of
from goodgrace.web.promises import only_yes, told_outcome
from goodgrace.web.refusals import status_of
from goodgrace.web.rooms import person_of, room
from goodgrace.web.said import said
from goodgrace.web.whom import called, for_whom, is_to_family, tasks_for_families
from goodgrace.web.worded import goes_by_hand, looked_at

LONGEST = 50
COUNTED = timedelta(days=30)


def lines_of(steps: Iterable[Step], meaning: Meaning) -> list[CaseLine]:
    """Steps that are owed, as lines."""
    return [
        CaseLine(
            reverse("promise", kwargs={"pk": step.promise_id}), called(step.promise.customer, family=is_to_family(step)),
            titled(title_of(step)), meaning, _until(step), step.promise.title,
        )
        for step in steps
    ]  # fmt: skip


def _until(step: Step) -> str:
    ends = step.late_at or step.due_at
    if ends is None:
        return ""
    told = {"moment": in_words(localtime(ends), "j F, H:i")}
    if step.state == "late":  # also before its time, where somebody said that it cannot be done
        return _("late since %(moment)s") % told if ends <= now() else _("late")
    return _("by %(moment)s") % told


def owed_today(person: Person, moment: datetime) -> dict[str, object]:
    """For the first page: what is late and what is due today of the promises that somebody looks after, and their tasks."""
    if not may(person, "see_promises"):
        return {}
    ends = localtime(moment).replace(hour=23, minute=59, second=59)
    late, due, of_all = late_steps(), due_steps(ends), may(person, "change_promises")
    if not of_all:
        late, due = late.filter(promise__owner=person), due.filter(promise__owner=person)
    return {
        "late": [*(late_lines() if of_all else []), *lines_of(late[:LONGEST], "late")],
        "due": lines_of(due.filter(late_at__lte=ends).exclude(channel="task")[:LONGEST], "soon"),
        **_whose(list(_mine(person)[:LONGEST]), moment),
        "just_done": just_done(person, moment)[:LONGEST],
    }


def _mine(person: Person) -> QuerySet[Task]:
    """What is mine to do, and what departments have to do for promises that I look after."""
    return tasks_for().filter(Q(person=person) | Q(person=None, step__promise__owner=person))


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task as a page shows it, by its title; `what` says what is given and how much of it, `outcomes` are what a question can come to, where the task
    is about one, and `only_yes` why that is only a yes for now.
    """

    task: Task
    title: str
    for_whom: str
    meaning: Meaning
    outcomes: tuple[tuple[str, str], ...]
    because: str
    is_to_promise: bool
    """Whether it is done only by promising something else, or by saying that it is broken."""
    has_words: bool
    """Whether words go with it that a person sends: they stand on the promise's page."""
    what: str
    only_yes: str


def task_lines(tasks: Iterable[Task], moment: datetime) -> list[TaskLine]:
    """Tasks as lines, late ones marked so."""
    tasks = list(tasks)
    families = tasks_for_families(tasks)
    return [
        TaskLine(
            task,
            titled(task.says),
            for_whom(task.customer, family=task.pk in families),
            "late" if task.due_at <= moment else "soon",
            outcomes,
            because_of(task.step),
            task.what == Task.What.CANNOT and task.step.state in STEP_WAITS and may_break(task.step),
            _has_words(task),
            _what(task),
            only_yes(task.step, moment) if outcomes else "",
        )
        for task, outcomes in ((task, _outcomes(task, moment)) for task in tasks)
    ]


def _has_words(task: Task) -> bool:
    to_send = task.what in (Task.What.DO, Task.What.REFUSED) and task.customer.forgotten_at is None
    return to_send and goes_by_hand(task.step)


def _what(task: Task) -> str:
    """What is given, or done; nothing of a call for which they wished, which is about no step."""
    if task.key.startswith(WISHED):
        return ""
    return task.step.promise.title if task.step.data["title"] == GIVE else what_of(task.step)


def _whose(tasks: list[Task], moment: datetime) -> dict[str, list[TaskLine]]:
    """Tasks apart: those of whoever looks after the promise, and what a department of its own does, of which they only hear."""
    owners = owners_of(task.step.promise.digest for task in tasks)
    theirs = {task.pk for task in tasks if _is_at_a_department(task, owners.get(task.step.promise.digest))}
    return {
        "tasks": task_lines([task for task in tasks if task.pk not in theirs], moment),
        "with_departments": task_lines([task for task in tasks if task.pk in theirs], moment),
    }


def _is_at_a_department(task: Task, owner: str | None) -> bool:
    does = task.what == Task.What.DO and task.person_id is None
    return does and owner is not None and task.department not in ("", owner)


def _outcomes(task: Task, moment: datetime) -> tuple[tuple[str, str], ...]:
    asks = task.what == Task.What.TAKE_ON or (
        task.what == Task.What.DO and task.step.kind in QUESTIONS and task.step.is_put
    )
    if not asks:
        return ()
    options = {
        each["name"]: best(each["words"], get_language() or "en") for each in task.step.parameters.get("options", ())
    }
    return tuple(
        (name, options.get(name) or told_outcome(name))
        for name in actions.answers(task.step.promise, task.step, moment)
    )


@room("see_promises")
@require_safe
def owed(request: HttpRequest) -> HttpResponse:
    """What is late, what is due and what is to be done, of a department or of all; and how well we kept our word."""
    return _owed_page(request)


def _owed_page(request: HttpRequest, status: int = 200, **more: object) -> HttpResponse:
    moment, department = now(), request.GET.get("department", "")[:60]
    ends = localtime(moment + timedelta(days=1)).replace(hour=23, minute=59, second=59)
    shown = {
        "department": department,
        "departments": _departments(),
        "late": [*([] if department else late_lines()), *lines_of(late_steps(department)[:LONGEST], "late")],
        "due": lines_of(due_steps(ends, department).filter(late_at__lte=ends)[:LONGEST], "soon"),
        "tasks": task_lines(tasks_for(department=department)[:LONGEST], moment),
        "just_done": just_done(person_of(request), moment)[:LONGEST],
        "kept": kept_since(moment - COUNTED, department),
        "may_keep": may(person_of(request), "keep_promises"),
        "may_start": may(person_of(request), "start_promise"),
        "left_behind": list(left_lines()) if may(person_of(request), "change_promises") else [],
        **more,
    }
    return render(request, "promises/owed.html", shown, status=status)


def _departments() -> list[tuple[str, str]]:
    return [(name, name.replace("-", " ")) for name in departments()[:LONGEST]]


def _task(pk: int) -> Task:
    found = Task.objects.select_related("step__promise", "customer").filter(pk=pk).first()
    if found is None:
        raise Missing(_("There is no such task."))
    return found


@room("keep_promises")
@require_POST
def task_done(request: HttpRequest, pk: int) -> HttpResponse:
    """It is done."""
    task = _task(pk)
    try:
        actions.do_task(task=task, by=person_of(request), now=now(), outcome=request.POST.get("outcome", ""))
    except GraceError as error:
        return _owed_page(request, status_of(error), problem=said(error))
    messages.success(request, _("Done: %(title)s") % {"title": titled(task.says)})
    return redirect(_back(request))


@room("keep_promises")
@require_POST
def task_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """It is not done after all."""
    task = _task(pk)
    try:
        undo_task(task=task, by=person_of(request), now=now())
    except GraceError as error:
        return _owed_page(request, status_of(error), problem=said(error))
    messages.success(request, _("Taken back. It is on the list again: %(title)s") % {"title": titled(task.says)})
    return redirect(_back(request))


@room("keep_promises")
@require_POST
def task_cannot(request: HttpRequest, pk: int) -> HttpResponse:
    """It cannot be done as promised: whoever looks after the promise speaks with the customer."""
    task, reason = _task(pk), request.POST.get("reason", "")
    try:
        actions.cannot_do(task=task, reason=reason, by=person_of(request), now=now())
    except GraceError as error:
        return _owed_page(request, status_of(error), problem=said(error), typed_for=pk, typed=reason)
    told = (
        _("Noted. Whoever looks after the promise takes it on.")
        if task.step.kind in QUESTIONS
        else _("Noted. Whoever looks after the promise tells the customer and promises something else.")
    )
    messages.success(request, told)
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    return reverse("today") if request.POST.get("from") == "today" else reverse("owed")


@room("keep_promises")
@require_safe
def prints(request: HttpRequest) -> HttpResponse:
    """The print room: letters that wait to be signed and posted, and those of the last days."""
    return _print_page(request)


def _print_page(request: HttpRequest, status: int = 200, **more: object) -> HttpResponse:
    items = list(print_room().defer("pdf").prefetch_related("step__promise__steps")[:LONGEST])
    stands = written_of([item.step for item in items if _can_change(item)])
    waiting = [_waiting(item, request, stands.get(item.step.key)) for item in items]
    posted = PrintItem.objects.filter(signed_and_posted_at__gte=now() - timedelta(days=7)).defer("pdf")
    posted = posted.select_related("signed_and_posted_by", "step", "customer").order_by("-signed_and_posted_at")
    done = [(item, for_whom(item.customer, family=is_to_family(item.step))) for item in posted[:LONGEST]]
    return render(request, "promises/prints.html", {"waiting": waiting, "posted": done, **more}, status=status)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A letter that waits: for whom it is, where it goes, as on its paper and without the name, and its words to change."""

    item: PrintItem
    for_whom: str
    envelope: tuple[str, ...]
    address: str
    look: dict[str, object] | None


def _can_change(item: PrintItem) -> bool:
    """Whether the words of a letter that waits can still be changed here."""
    is_known = bool(settings.CONNECTED.company) and item.customer.forgotten_at is None
    return is_known and may_be_reworded(item.step, is_in_print=True)


def _waiting(item: PrintItem, request: HttpRequest, stands: Written | None) -> Waiting:
    """`stands` is what was written for it; None where its words cannot be changed."""
    words = looked_at(item.step, request.POST, stands) if stands is not None else None
    address, family = contact(item.customer).address, is_to_family(item.step)
    envelope = addressed(item.step) if address else ()
    return Waiting(item, for_whom(item.customer, family=family), envelope, address, words)


@room("keep_promises")
@require_POST
def print_address(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where this customer's letters go: those that wait are set anew with it."""
    address, by = request.POST.get("address", ""), person_of(request)
    try:
        address_anew(customer=_item(pk).customer, address=address, connected=settings.CONNECTED, by=by, clock=now)
    except GraceError as error:
        more = {"problem": said(error), "homeless": pk, "typed": address}
        return _print_page(request, status_of(error), **more)
    messages.success(request, _("The address is noted, and the paper is set anew with it. Print this one."))
    return redirect("prints")


@room("keep_promises")
@require_POST
def print_words(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Other words on a letter that waits, or again those that were drafted: its paper is set anew."""
    text, seen = "" if "again" in request.POST else request.POST.get("words", "") or " ", request.POST.get("seen", "")
    item, by = _item(pk), person_of(request)
    try:
        print_anew(item=item, text=text, seen=seen, connected=settings.CONNECTED, by=by, clock=now)
    except GraceError as error:
        return _print_page(request, status_of(error), problem=said(error), wrong=pk)
    again = _("These are the words as they were drafted. The paper is set anew.")
    messages.success(request, again if not text else _("The paper is set anew with your words. Print this one."))
    return redirect("prints")


def _item(pk: UUID) -> PrintItem:
    found = PrintItem.objects.select_related("customer", "step").filter(pk=pk).first()
    if found is None:
        raise Missing(_("There is no such letter."))
    return found


@room("keep_promises")
@require_safe
def letter(_request: HttpRequest, pk: UUID) -> HttpResponse:
    """The PDF of a letter."""
    item, headers = _item(pk), {"Content-Disposition": f'attachment; filename="letter-{pk}.pdf"'}
    if item.signed_and_posted_at is None and item.step.state not in ON_PAPER:
        raise Refused(actions.NOT_NEEDED)
    return HttpResponse(pdf_of(item), content_type="application/pdf", headers=headers)


@room("keep_promises")
@require_POST
def posted(request: HttpRequest, pk: UUID) -> HttpResponse:
    """It was signed and posted by whoever is signed in."""
    paper = request.POST.get("paper", "")
    try:
        actions.sign_and_post(item=_item(pk), paper=paper, by=person_of(request), now=now())
    except GraceError as error:
        return _print_page(request, status_of(error), problem=said(error), kept_back=pk)
    messages.success(request, _("Signed and posted by you. The promise knows."))
    return redirect("prints")
