"""Promises: what happened and what we can do, one promise with its clock, and what changes one."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, localtime, make_aware, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from goodgrace.cases.facts import known_of
from goodgrace.cases.models import Case
from goodgrace.customers.models import Customer
from goodgrace.customers.queries import contact
from goodgrace.errors import FactError, GraceError, InputError, Missing
from goodgrace.people.authority import may
from goodgrace.people.models import Person
from goodgrace.people.places import day_of
from goodgrace.playbook.plan import asked_at_start
from goodgrace.playbook.shape import QUESTIONS, Playbook
from goodgrace.playbook.words import best, fill
from goodgrace.promises import actions, changing, handing, states, wording
from goodgrace.promises.handing import who_may
from goodgrace.promises.links import links_to
from goodgrace.promises.making import HasIt, begun_already, start, zone_for
from goodgrace.promises.models import Promise, Step
from goodgrace.promises.outside.drafting import words_to_change
from goodgrace.promises.queries import handed_back, print_room, promise_of, steps_of
from goodgrace.promises.wording import written_of
from goodgrace.rulebook.models import PlaybookVersion
from goodgrace.rulebook.planned import playbook_in_force, playbook_of, playbooks_held_at, starting_role
from goodgrace.web.clocks import clock_beside
from goodgrace.web.days import in_words
from goodgrace.web.numbers import canonical
from goodgrace.web.promised import case_of, line_of
from goodgrace.web.questions import question_of
from goodgrace.web.refusals import status_of
from goodgrace.web.rooms import person_of, room
from goodgrace.web.said import said, told
from goodgrace.web.whom import speaks_to_family
from goodgrace.web.worded import goes_by_hand, looked_at, undone, wants_eyes


def customer_with(pk: int) -> Customer:
    """A customer by number. Raises Missing."""
    found = Customer.objects.filter(pk=pk, forgotten_at=None).first()
    if found is None:
        raise Missing(_("There is no such customer."))
    return found


@room("start_promise")
@require_GET
def happened(request: HttpRequest, pk: int) -> HttpResponse:
    """What happened? The playbooks in force that this person may start, by moment."""
    person, customer = person_of(request), customer_with(pk)
    held = [version for version in playbooks_held_at(now()) if playbook_of(version).everyone is None]
    shown = {
        "customer": customer,
        "contact": contact(customer),
        "mine": [version for version in held if starting_role(person, version)],
        "others": [version for version in held if not starting_role(person, version)],
    }
    return render(request, "promises/happened.html", shown)


@room("start_promise")
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The first words to say, what has to be known, and one press that starts it all."""
    person, customer, version = person_of(request), customer_with(pk), playbook_in_force(name, now())
    playbook = playbook_of(version)
    typed = {each: request.POST.get(f"fact.{each}", "").strip() for each in asked_at_start(playbook)}
    if request.method == "GET":
        known = _known(customer, person)
        typed = {each: known.get(each, "") for each in typed}
        return _begin_page(request, customer, version, typed, is_known=any(typed.values()))
    try:
        promise = start(
            playbook=_acting(playbook, person, version), digest=version.digest, customer=customer,
            facts=_facts(playbook, typed), by=person, now=now(), beside=request.POST.get("beside"),
        )  # fmt: skip
    except FactError as error:
        problems = {each: told(what) for each, what in error.problems.items()}
        return _begin_page(request, customer, version, typed, 422, problems=problems)
    except HasIt as error:
        return _begin_page(
            request, customer, version, typed, status_of(error), problem=said(error), has_it=error.promise
        )
    except GraceError as error:
        return _begin_page(request, customer, version, typed, status_of(error), problem=said(error))
    messages.success(request, _("It has begun. What could be done at once is done; the rest keeps its clock here."))
    for pause in promise.steps.filter(kind="pause", state=states.KEPT):
        words = best(pause.parameters.get("words") or {}, person.language)
        messages.info(request, fill(words, values_for(customer, person)) or pause.data["title"])
    return redirect("promise", pk=promise.pk)


def _known(customer: Customer, person: Person) -> dict[str, str]:
    """What the customer's newest open case knows already, so that nobody is asked again."""
    case = (
        Case.objects.filter(customer=customer, closed_at=None).select_related("customer").order_by("-opened_at").first()
    )
    return {name: each.value for name, each in known_of(case, day_of(person, now())).items()} if case else {}


def _acting(playbook: Playbook, person: Person, version: PlaybookVersion) -> Playbook:
    """The playbook with our own name for the role as which this person may start it."""
    return (
        replace(playbook, may_start=(*playbook.may_start, person.role)) if starting_role(person, version) else playbook
    )


def _facts(playbook: Playbook, typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed, as the core reads it. Raises FactError where a number can be read in two ways."""
    read, problems = {}, {}
    for name, text in typed.items():
        fact = playbook.facts[name]
        try:
            if text:
                read[name] = canonical(text, fact.type.places) if fact.type.counts else text
        except InputError as error:
            problems[name] = str(error)
    if problems:
        raise FactError(problems)
    return read


def _begin_page(
    request: HttpRequest, customer: Customer, version: PlaybookVersion, typed: dict[str, str], status: int = 200, **more: object
) -> HttpResponse:  # fmt: skip
    playbook, person = playbook_of(version), person_of(request)
    values, zone = values_for(customer, person), zone_for(customer, person)
    shown = {
        "customer": customer,
        "contact": contact(customer),
        "version": version,
        "words": fill(best(playbook.words, customer.language), values),
        "questions": [question_of(fact) for name, fact in playbook.facts.items() if name in typed and name != "on"],
        "steps": [line.title for line in playbook.steps.values()],
        "typed": typed,
        "problems": {},
        "has_it": begun_already(customer, playbook),
        "clock": clock_beside(customer, zone, now()),
        **more,
    }
    with timezone.override(zone):
        return render(request, "promises/begin.html", shown, status=status)


def values_for(customer: Customer, person: Person) -> dict[str, str]:
    """What fills the places in words to a customer, as far as it is known here."""
    name = contact(customer).name or customer.reference
    family = name.rsplit(" ", 1)[-1]
    values = {"customer": name, "family": family, "colleague": person.name, "company": settings.COMPANY,
              "phone": settings.PHONE, "team": person.team.name if person.team else ""}  # fmt: skip
    return {place: value for place, value in values.items() if value}


@room("see_promises")
@require_GET
def promise(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One promise: where each step stands, as a timeline and as a table."""
    return promise_page(request, promise_of(pk))


def promise_page(request: HttpRequest, found: Promise, status: int = 200, **more: object) -> HttpResponse:
    """The page of a promise by the clock of the customer, with what is wrong or what is shown once."""
    clock = clock_beside(found.customer, found.her_clock, now())
    with timezone.override(found.her_clock):
        return _promise_page(request, found, status, clock=clock, **more)


def _promise_page(request: HttpRequest, found: Promise, status: int, **more: object) -> HttpResponse:
    person, moment = person_of(request), now()
    prefetch_related_objects([found], Prefetch("steps", steps_of(found)))  # read once, for every word that is filled in
    steps = list(found.steps.all())
    waits = [row for row in steps if row.state in states.STEP_WAITS and row.due_at is not None]
    replaced_by, known = Promise.objects.filter(replaces=found).first(), found.customer.forgotten_at is None
    to_look_at = [row for row in waits if known and wants_eyes(row)]
    by_hand = [row for row in waits if known and goes_by_hand(row)]
    stands = written_of([*to_look_at, *by_hand])
    shown = {
        "line": line_of(found, moment),
        "promise": found,
        "contact": contact(found.customer),
        "case": case_of(found) if may(person, "see_cases") else None,
        "replaced_by": replaced_by,
        "handed_back": handed_back(found),
        "questions": [_question(row) for row in steps if _is_put(row)],
        "to_look_at": [
            looked_at(row, request.POST, stands[row.key]) | {"undone": undone(row, steps)} for row in to_look_at
        ],
        "by_hand": [looked_at(row, {}, stands[row.key]) for row in by_hand],
        "in_print": print_room().filter(step__promise=found).exists(),
        "waits": waits,
        "links": links_to(found)[:20],
        "of_family": speaks_to_family(steps),
        "may_revoke": may(person, "keep_promises"),
        "now": moment,
        "calls": [row for row in waits if row.kind == "call"],
        "may_keep": may(person, "keep_promises") and found.ended_at is None,
        "may_change": _may_change(found, person),
        "to_promise_anew": [row for row in waits if changing.may_promise_anew(row, steps)],
        "may_break": _breakable(found, waits, person),
        "tomorrow": localtime(moment + timedelta(days=1)),
        "typed": request.POST,
        "others": _others(found, person),
        **more,
    }
    return render(request, "promises/promise.html", shown, status=status)


def _may_change(found: Promise, person: Person) -> bool:
    return found.ended_at is None and (may(person, "change_promises") or found.owner_id == person.pk)


def _breakable(found: Promise, waits: Iterable[Step], person: Person) -> list[Step]:
    """The steps that a person may say cannot be kept at all."""
    may_say = found.ended_at is None and may(person, "change_promises")
    return [row for row in waits if changing.may_break(row)] if may_say else []


def _others(found: Promise, person: Person) -> list[Person]:
    """Who else could look after it, where this person may hand it over."""
    return [each for each in who_may() if each.pk != found.owner_id] if _may_change(found, person) else []


def _is_put(row: Step) -> bool:
    """Whether a question can be answered: by what they say on the phone, also before its words have gone."""
    waits = row.state in states.STEP_WAITS and row.due_at is not None
    return row.kind in QUESTIONS and (row.state == states.OPEN or waits)


def _question(row: Step) -> dict[str, object]:
    options = [(each["name"], best(each["words"], "en")) for each in row.parameters.get("options", [])]
    rest = [
        (name, told_outcome(name)) for name in actions.answers(row.promise, row, now()) if name not in dict(options)
    ]
    return {"step": row, "options": [*options, *rest], "only_yes": only_yes(row, now())}


def only_yes(row: Step, moment: datetime) -> str:
    """Why a check can come only to a yes for now, and until when; nothing where it can come to anything."""
    until = actions.time_until(row.promise, row, moment)
    if until is None:
        return ""
    day = in_words(localtime(until), "l, j F, H:i")
    return _("There is time until %(moment)s, and it may still come to a yes. What follows from a no would begin at once, so a no is noted only then.") % {"moment": day}  # fmt: skip


def told_outcome(name: str) -> str:
    """An outcome that is no option of the playbook, in words."""
    return {"yes": _("yes"), "no": _("no"), "person": _("settled together, otherwise")}.get(
        name, name.replace("_", " ")
    )


def _done(request: HttpRequest, pk: UUID, act: Callable[[], object], done: str) -> HttpResponse:
    """Do it and show the promise; what cannot be is said there, and what was typed stays."""
    try:
        result = act()
    except GraceError as error:
        return promise_page(request, promise_of(pk), status_of(error), problem=said(error))
    messages.success(request, done)
    return redirect("promise", pk=result.pk if isinstance(result, Promise) else pk)


def _step(promise: UUID, pk: str) -> Step:
    number = int(pk) if pk.isascii() and pk.isdecimal() and len(pk) < 16 else 0
    found = Step.objects.filter(pk=number, promise=promise).select_related("promise__customer").first()
    if found is None:
        raise Missing(_("There is no such step in this promise."))
    return found


def moment_in(text: str, zone: tzinfo) -> datetime:
    """A day and a time as a form sends them, by the clock of the page that it stood on. Raises InputError."""
    try:
        found = parse_datetime(text.strip())
    except ValueError:
        found = None
    if found is None:
        raise InputError(_("Say a day and a time."))
    return make_aware(found, zone) if is_naive(found) else found


@room("keep_promises")
@require_POST
def tell(request: HttpRequest, pk: UUID) -> HttpResponse:
    """She has heard of it."""
    act = lambda: actions.tell(promise=promise_of(pk), by=person_of(request), now=now())  # noqa: E731  # one call
    return _done(request, pk, act, _("Noted: she knows what we promised."))


@room("keep_promises")
@require_POST
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """They told a colleague what they choose."""
    post = request.POST

    def act() -> None:
        step = _step(pk, post.get("step", ""))
        actions.answer(step=step, outcome=post.get("outcome", ""), by=person_of(request), now=now())

    return _done(request, pk, act, _("Noted. What follows from it has begun."))


@room("keep_promises")
@require_POST
def approve(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Somebody has read the words, and they may go out as they stand before her."""

    def act() -> None:
        post, by = request.POST, person_of(request)
        step = _step(pk, post.get("step", ""))
        drafted = words_to_change(step, settings.CONNECTED.company, now())
        text = post.get("words", drafted)
        wording.let_go(step=step, text=text, drafted=drafted, seen=post.get("seen", ""), by=by, now=now())

    by_mail = settings.CONNECTED.mail is not None
    gone = (
        _("The words go out now.")
        if by_mail
        else _("No mail server is connected: the words come on your list, to be sent by hand.")
    )
    return _done(request, pk, act, gone)


@room("keep_promises")
@require_POST
def reword(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Other words in place of those drafted, or again those drafted."""
    post = request.POST

    def act() -> None:
        step, seen, by = _step(pk, post.get("step", "")), post.get("seen", ""), person_of(request)
        if "again" in post:
            wording.words_again(step=step, seen=seen, by=by, now=now())
        else:
            wording.change_words(step=step, text=post.get("words", ""), seen=seen, by=by, now=now())

    again = _("These are the words as they were drafted.")
    return _done(request, pk, act, again if "again" in post else _("Your words are kept. They go when you say so."))


@room("keep_promises")
@require_POST
def move_call(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Call her when it suits her."""

    def act() -> None:
        step = _step(pk, request.POST.get("step", ""))
        to = moment_in(request.POST.get("to", ""), step.promise.her_clock)
        changing.move_call(step=step, to=to, by=person_of(request), now=now())

    return _done(request, pk, act, _("The call is moved. It costs her nothing."))


@room("keep_promises")
@require_POST
def renegotiate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Promise a step for another day, once the customer was told; the old promise stays visible."""
    post = request.POST

    def act() -> Promise:
        if "told" not in post:
            raise InputError(_("Tell the customer first; then write down here what you agreed."))
        step = _step(pk, post.get("step", ""))
        return changing.renegotiate(
            step=step, due_at=moment_in(post.get("due_at", ""), step.promise.her_clock), reason=post.get("reason", ""),
            told_at=now(), by=person_of(request), now=now(),
        )  # fmt: skip

    return _done(request, pk, act, _("Promised anew. The old promise stays visible."))


@room("keep_promises")
@require_POST
def release(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Nobody needs it any more."""

    def act() -> None:
        changing.release(
            promise=promise_of(pk), reason=request.POST.get("reason", ""), by=person_of(request), now=now()
        )

    return _done(request, pk, act, _("Let go. What was suspended is ended, and the promise stays visible."))


@room("change_promises")
@require_POST
def give_up(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A step cannot be kept at all: it is broken, for everybody to see."""
    post, by = request.POST, person_of(request)

    def act() -> None:
        step = _step(pk, post.get("step", ""))
        changing.give_up(step=step, reason=post.get("reason", ""), by=by, now=now())

    return _done(request, pk, act, _("Noted as broken. Whoever looks after it speaks with the customer."))


@room("keep_promises")
@require_POST
def hand_over(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Somebody else looks after it from now on."""

    def act() -> None:
        to = taker(request)
        handing.hand_over(promise=promise_of(pk), to=to, by=person_of(request), now=now())

    return _done(
        request,
        pk,
        act,
        _("Handed over, with what was to be done about it. The customer's page names them from now on."),
    )


def taker(request: HttpRequest) -> Person:
    """Whom a form says to hand over to. Raises InputError."""
    number = request.POST.get("to", "")
    found = who_may().filter(pk=int(number)).first() if number.isdecimal() and len(number) < 16 else None
    if found is None:
        raise InputError(_("Choose a colleague who works here and keeps promises."))
    return found
