"""The family's page: what is possible, in plain words, by a link alone; and how a colleague makes and revokes one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from time import monotonic
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.dateparse import parse_date, parse_time
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodgrace.errors import GraceError, InputError, Missing
from goodgrace.playbook.clock import ends_at
from goodgrace.playbook.rows import step_of
from goodgrace.playbook.shape import PERSON
from goodgrace.playbook.words import best, fill, placeholders_in
from goodgrace.promises import states
from goodgrace.promises.links import (
    Expired,
    FamilyLink,
    choose,
    hours_for,
    link_of,
    link_with,
    make_link,
    promise_now,
    revoke_link,
    wish_a_call,
)
from goodgrace.promises.models import Promise, Step
from goodgrace.promises.queries import has_letter, newest, promise_of
from goodgrace.web.ahead import ahead_of, list_on_paper
from goodgrace.web.calls import calls_ahead, hours_in_words, moment_of, why_moved
from goodgrace.web.days import in_words
from goodgrace.web.guesses import Guesses
from goodgrace.web.own import is_spoken
from goodgrace.web.promises import promise_page
from goodgrace.web.refusals import status_of
from goodgrace.web.rooms import open_door, person_of, room
from goodgrace.web.said import said

MOST_SENT = 4_000
LONGEST_SECRET = 200
GUESSES = Guesses()
QUIET = {"X-Robots-Tag": "noindex, nofollow, noarchive", "Referrer-Policy": "no-referrer"}
FOR_THEM = ("family", "customer")
OTHERWISE = "otherwise"
"""What a call can be about, once something was chosen: to have it otherwise."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the family may choose: the words, the options with what each means, until when, and what they chose."""

    step: Step
    title: str
    words: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    until: str
    chosen: str
    is_open: bool
    person_after: bool


View = Callable[..., HttpResponse]


def by_link(view: View) -> Callable[..., HttpResponseBase]:
    """Open the door to whoever has a link that holds, in the family's language and time; others are told whom to call.

    No form needs a token beside it: the secret in the address is one that no other site knows, and there is no cookie.
    """

    @wraps(view)
    def opened(request: HttpRequest, secret: str, **kwargs: Any) -> HttpResponse:
        place = request.META.get("REMOTE_ADDR", "")
        if _length(request) > MOST_SENT:
            answer = _refusal(request, 413)
        else:
            answer = _entered(view, request, secret, place, **kwargs)
        for name, value in QUIET.items():
            answer.headers[name] = value
        return answer

    return open_door(csrf_exempt(opened))


def _length(request: HttpRequest) -> int:
    told = request.META.get("CONTENT_LENGTH") or "0"
    return int(told) if told.isdecimal() and len(told) < 16 else MOST_SENT + 1


def _entered(view: View, request: HttpRequest, secret: str, place: str, **kwargs: Any) -> HttpResponse:
    try:
        link = link_with(secret[:LONGEST_SECRET], now())
    except Missing:
        # a right link is no guess: whoever has one gets in, whatever others behind the same address have tried
        if GUESSES.too_many(place, monotonic()):
            return _refusal(request, 429)
        GUESSES.note(place, monotonic())
        return _refusal(request, 404)
    except Expired as over:
        stands = newest(over.promise)
        with _as_theirs(stands):
            return _refusal(request, 410, stands)
    promise = promise_now(link)
    with _as_theirs(promise), timezone.override(promise.her_clock):
        return view(request, link, promise, **kwargs)


def _as_theirs(promise: Promise) -> Any:
    language = promise.customer.language.partition("-")[0]
    return translation.override(language if is_spoken(language) else "en")


def _refusal(request: HttpRequest, status: int, promise: Promise | None = None) -> HttpResponse:
    person = promise.owner.name if promise else ""
    shown = {"status": status, "person": person, **_whom_to_ask(promise)}
    return render(request, "family/refusal.html", shown, status=status)


def _phone() -> str:
    """How to reach us: the number of the pages, else the line that stands on our letters."""
    company = settings.CONNECTED.company
    return settings.PHONE or (company.contact if company else "")


def _whom_to_ask(promise: Promise | None) -> dict[str, object]:
    """How they reach us, as far as it is known here; a number in a letter only where they have one from us."""
    return {
        "company": settings.COMPANY,
        "phone": _phone(),
        "has_letter": promise is not None and has_letter(promise),
    }


@by_link
@require_http_methods(["GET", "POST"])
def family(request: HttpRequest, link: FamilyLink, promise: Promise) -> HttpResponse:
    """What is possible, side by side; choosing shows first what it means, and asks once more."""
    if request.method == "GET":
        FamilyLink.objects.filter(pk=link.pk, opened_at=None).update(opened_at=now())
        return _family_page(request, link, promise)
    wanted = request.POST.get("choice", "")
    asked = next((each for each in _asked(promise) if str(each.step.pk) == request.POST.get("step", "")), None)
    if asked is None or wanted not in dict(asked.options):
        return _family_page(request, link, promise, 422, problem=_("Choose one of the ways, or ask to be called."))
    if not asked.is_open:
        return _family_page(request, link, promise, 409, problem=_("Something was chosen here already, and others have begun to act on it. To have it otherwise, ask to be called: below it is filled in."))  # fmt: skip
    if "sure" not in request.POST:
        shown = _shared(link, promise) | {"asked": asked, "choice": wanted, "means": dict(asked.options)[wanted]}
        return render(request, "family/sure.html", shown)
    try:
        choose(step=asked.step, outcome=wanted, now=now())
    except GraceError as error:
        return _family_page(request, link, promise, status_of(error), problem=said(error))
    return redirect(request.path)


@by_link
@require_safe
def family_list(_request: HttpRequest, _link: FamilyLink, promise: Promise) -> HttpResponse:
    """What may lie ahead elsewhere, as a PDF with a box to tick for each."""
    headers = {"Content-Disposition": 'inline; filename="list.pdf"'}
    return HttpResponse(list_on_paper(promise, now()), content_type="application/pdf", headers=headers)


@by_link
@require_POST
def family_call(request: HttpRequest, link: FamilyLink, promise: Promise) -> HttpResponse:
    """Please call me: on a day, at a time, by their clock."""
    post = request.POST
    try:
        at = _moment(post.get("day", ""), post.get("time", ""))
        chosen = next((each.step for each in _asked(promise) if each.chosen), None)
        otherwise = chosen if post.get("about") == OTHERWISE else None
        hours = hours_for(promise, at, now(), otherwise)
        due = wish_a_call(link=link, promise=promise, at=at, now=now(), otherwise=otherwise)
    except GraceError as error:
        return _family_page(request, link, promise, status_of(error), problem=said(error), typed=post)
    said_back = _("%(name)s calls you on %(moment)s.") % {"name": promise.owner.name, "moment": moment_of(due)}
    if due != at:
        said_back += " " + why_moved(at, hours)
    return _family_page(request, link, promise, called=said_back)


def _moment(day: str, at: str) -> datetime:
    try:
        date, time = parse_date(day), parse_time(at)
    except ValueError:
        date = time = None
    if date is None or time is None:
        raise InputError(_("Say a day and a time."))
    return timezone.make_aware(datetime.combine(date, time.replace(tzinfo=None)))


def _shared(link: FamilyLink, promise: Promise) -> dict[str, object]:
    return {
        "promise": promise,
        "link": link,
        "person": promise.owner.name,
        **_whom_to_ask(promise),
        "tomorrow": timezone.localtime(now() + timedelta(days=1)),
    }


def _family_page(
    request: HttpRequest, link: FamilyLink, promise: Promise, status: int = 200, **more: object
) -> HttpResponse:
    shown = _shared(link, promise) | {
        "calls": calls_ahead(promise, now()),
        "hours": hours_in_words(hours_for(promise, now(), now())),
        "asked": (asked := _asked(promise)),
        "is_chosen": any(each.chosen for each in asked),
        "stands": promise.state,
        "tasks": _tasks(promise),
        "ahead": ahead_of(promise),
        "here": _here(request),
        **more,
    }
    return render(request, "family/family.html", shown, status=status)


def _here(request: HttpRequest) -> str:
    return request.path.removesuffix("call")


def _asked(promise: Promise) -> list[Asked]:
    """The questions to the family whose time has come, and what was chosen."""
    rows = promise.steps.filter(kind="ask").order_by("position", "pk")
    shown = [row for row in rows if row.due_at is not None or row.state in (states.OPEN, states.KEPT)]
    return [_one(row, promise) for row in shown if row.parameters.get("to") in FOR_THEM]


def _one(row: Step, promise: Promise) -> Asked:
    language, until = promise.customer.language, _until(row, promise)
    values = {"until": until, "colleague": promise.owner.name, "company": settings.COMPANY, "phone": _phone()}
    values = {place: value for place, value in values.items() if value}
    options = tuple((each["name"], best(each["words"], language)) for each in row.parameters.get("options", []))
    is_open = row.state in (states.OPEN, *states.STEP_WAITS) and row.ended_at is None and promise.ended_at is None
    sentences = _complete(fill(best(row.parameters.get("words") or {}, language), values))
    return Asked(
        row,
        row.data["title"],
        sentences,
        options,
        until,
        row.outcome if row.outcome in dict(options) else "",
        is_open,
        row.parameters.get("without_an_answer") == PERSON,
    )


def _complete(text: str) -> tuple[str, ...]:
    """The sentences in which nothing is left open: this is the page that `{link}` speaks of, so it need not be named here."""
    sentences = text.replace("\n", " ").split(". ")
    whole = [each.rstrip(".") + "." for each in sentences if each.strip() and not placeholders_in(each)]
    return tuple(whole)


def _until(row: Step, promise: Promise) -> str:
    zone = promise.clock
    ends = ends_at(
        step_of(row.data).ends, row.at or row.due_at or promise.started_at, started=promise.started_at, zone=zone
    )
    return in_words(timezone.localtime(ends), "l, j F") if ends else ""


def _tasks(promise: Promise) -> list[tuple[str, bool]]:
    """What we see to, so that the family need not: what is done by people or reaches them, and whether it is done."""
    if promise.customer.language.partition("-")[0] != "en" or promise.state == states.RELEASED:
        return []  # titles of steps stand only in the language of the playbook, and those we ship are English
    seen = ("suspend", "resume", "close", "waive", "refund", "credit", "do", "extend")
    rows = promise.steps.filter(kind__in=seen).exclude(state__in=(states.SKIPPED, states.RELEASED)).order_by("position")
    return [
        (row.data["title"], row.state == states.KEPT)
        for row in rows
        if (row.due_at is not None or row.state == states.KEPT) and not row.is_end_of_ours
    ]


@room("keep_promises")
@require_POST
def new_link(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make a link for the family; it is shown once, to be copied or written into a letter."""
    days = request.POST.get("days", "")
    try:
        number = int(days) if days.isascii() and days.isdecimal() and len(days) < 4 else 0
        _link, secret = make_link(promise=promise_of(pk), days=number, by=person_of(request), now=now())
    except GraceError as error:
        return promise_page(request, promise_of(pk), status_of(error), problem=said(error))
    return promise_page(request, promise_of(pk), link_once=request.build_absolute_uri(f"/family/{secret}/"))


@room("keep_promises")
@require_POST
def end_link(request: HttpRequest, pk: UUID, link: UUID) -> HttpResponse:
    """Revoke a link."""
    revoke_link(link=link_of(link, pk), by=person_of(request), now=now())
    messages.success(request, _("Revoked. Nobody gets in with it any more."))
    return redirect("promise", pk=pk)
