"""People, for the administrator: letting somebody in, their role and team, and letting them out."""

import secrets
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodgrace.errors import GraceError, InputError, Refused
from goodgrace.people import actions
from goodgrace.people.models import Person, Role, Team
from goodgrace.people.queries import colleagues, person_with
from goodgrace.web.handing import handing_of
from goodgrace.web.refusals import status_of
from goodgrace.web.rooms import person_of, room
from goodgrace.web.said import said
from goodgrace.web.services import service_page

PAGE = 50
PASSWORD_BYTES = 12


@room("keep_people")
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Who works here, by name; or who was let out."""
    asked, gone = request.GET.get("q", "").strip(), request.GET.get("stand", "") == "out"
    after = request.GET.get("after", "")
    found = colleagues(asked, here=not gone)
    some = list((found.filter(name__gte=after) if after else found)[: PAGE + 1])
    shown = {"people": some[:PAGE], "asked": asked, "gone": gone, "more": some[PAGE].name if len(some) > PAGE else None}
    return render(request, "people/list.html", shown)


@room("keep_people")
@require_http_methods(["GET", "POST"])
def new_person(request: HttpRequest) -> HttpResponse:
    """Let somebody in. Their first password is shown once, on the answer itself, and kept nowhere."""
    typed = {name: request.POST.get(name, "") for name in ("email", "name", "role", "team", "language")}
    problem, status = "", 200
    if request.method == "POST":
        password = secrets.token_urlsafe(PASSWORD_BYTES)
        try:
            person = actions.add_person(
                email=typed["email"].strip(), name=typed["name"].strip(), role=typed["role"], password=password,
                by=person_of(request), now=now(), team=_team(typed["team"]), language=_language(typed["language"]),
            )  # fmt: skip
        except InputError as error:
            problem, status = said(error), 422
        else:
            return _once(request, person, password)
    shown = {"typed": typed, "problem": problem, **_choices()}
    return render(request, "people/new.html", shown, status=status)


def _once(request: HttpRequest, person: Person, password: str) -> HttpResponse:
    return render(request, "people/once.html", {"person": person, "password": password})


def _choices() -> dict[str, object]:
    return {"roles": Role.choices, "teams": Team.objects.order_by("name"), "languages": settings.LANGUAGES}


def _team(number: str) -> Team | None:
    return Team.objects.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 19 else None


def _language(code: str) -> str:
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


@room("keep_people")
@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: role, team, and whether they are let in."""
    found = person_with(pk)
    return redirect("service", pk=pk) if found.is_service else _page(request, found)


def _refused(request: HttpRequest, person: Person, refusal: GraceError) -> HttpResponse:
    if person.is_service:
        return service_page(request, person, status_of(refusal), problem=said(refusal))
    return _page(request, person, said(refusal), status_of(refusal))


def _page(request: HttpRequest, person: Person, problem: str = "", status: int = 200) -> HttpResponse:
    shown = {"person": person, "problem": problem, **_choices(), **handing_of(person)}
    return render(request, "people/person.html", shown, status=status)


def _changed(request: HttpRequest, pk: int, change: Callable[[Person], object], done: str) -> HttpResponse:
    """Change something about somebody, and go back to their page; what cannot be is said there."""
    person = person_with(pk)
    try:
        change(person)
    except (InputError, Refused) as refusal:
        return _refused(request, person_with(pk), refusal)
    messages.success(request, done)
    return redirect("service" if person.is_service else "person", pk=pk)


@room("keep_people")
@require_POST
def role(request: HttpRequest, pk: int) -> HttpResponse:
    """Another role, from now on."""
    wanted = request.POST.get("role", "")
    return _changed(
        request,
        pk,
        lambda person: actions.change_role(person=person, role=wanted, by=person_of(request), now=now()),
        _("Changed. It holds from now on; what was decided before stays as it was."),
    )


@room("keep_people")
@require_POST
def team(request: HttpRequest, pk: int) -> HttpResponse:
    """Another team, or none."""
    wanted = _team(request.POST.get("team", ""))
    return _changed(
        request,
        pk,
        lambda person: actions.change_team(person=person, team=wanted, by=person_of(request), now=now()),
        _("Changed. Their counter and their time are those of the team now."),
    )


@room("keep_people")
@require_POST
def let_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody signs in as them any more; it can be taken back."""
    return _changed(
        request,
        pk,
        lambda person: actions.let_out(person=person, by=person_of(request), now=now()),
        _("Let out. Nobody signs in as them, and their tokens open nothing. What they decided stays."),
    )


@room("keep_people")
@require_POST
def let_in_again(request: HttpRequest, pk: int) -> HttpResponse:
    """They are back."""
    return _changed(
        request,
        pk,
        lambda person: actions.let_in_again(person=person, by=person_of(request), now=now()),
        _("Let in again."),
    )


@room("keep_people")
@require_POST
def password(request: HttpRequest, pk: int) -> HttpResponse:
    """A new password for somebody who cannot get in, shown once."""
    found, secret = person_with(pk), secrets.token_urlsafe(PASSWORD_BYTES)
    try:
        actions.give_password(person=found, password=secret, by=person_of(request), now=now())
    except GraceError as refusal:
        return _refused(request, found, refusal)
    return _once(request, found, secret)
