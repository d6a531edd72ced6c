"""Tokens: one's own, and those of services; each is shown once, ends on a day, and can be revoked at any time."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from goodgrace.errors import GraceError, InputError, NotAllowed
from goodgrace.people import actions
from goodgrace.people.models import Person
from goodgrace.people.queries import token_for, tokens_of
from goodgrace.web.duties import duties_of
from goodgrace.web.refusals import status_of
from goodgrace.web.rooms import person_of, room
from goodgrace.web.said import said
from goodgrace.web.services import service_page, service_with

DAYS = 90


@room("see_today")
@require_http_methods(["GET", "POST"])
def my_tokens(request: HttpRequest) -> HttpResponse:
    """My tokens: what acts in my name, until when, and when it was last used."""
    person = person_of(request)
    if request.method != "POST":
        return _mine(request, person)
    try:
        secret = _made(request, person)
    except (InputError, NotAllowed) as refusal:
        return _mine(request, person, status_of(refusal), problem=said(refusal), typed=_typed(request))
    return _mine(request, person, secret=secret)


def _mine(request: HttpRequest, person: Person, status: int = 200, **more: object) -> HttpResponse:
    shown = {"tokens": tokens_of(person), "duties": duties_of(person), "now": now(), **more}
    return render(request, "people/my_tokens.html", shown, status=status)


def _made(request: HttpRequest, person: Person) -> str:
    """A new token's secret, for this answer only."""
    days = request.POST.get("days", "")
    _token, secret = actions.make_token(
        person=person, name=request.POST.get("name", ""), scopes=request.POST.getlist("scope"),
        days=int(days) if days.isdecimal() and len(days) < 6 else 0, by=person_of(request), now=now(),
    )  # fmt: skip
    return secret


def _typed(request: HttpRequest) -> dict[str, object]:
    return {
        "name": request.POST.get("name", ""),
        "days": request.POST.get("days", ""),
        "scopes": request.POST.getlist("scope"),
    }


@room("keep_people")
@require_POST
def token_of_service(request: HttpRequest, pk: int) -> HttpResponse:
    """A token for a service, shown once."""
    service = service_with(pk)
    try:
        secret = _made(request, service)
    except GraceError as refusal:
        return service_page(request, service, status_of(refusal), problem=said(refusal), typed=_typed(request))
    return service_page(request, service, secret=secret)


@room("see_today")
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody gets in with it any more: one of mine, or, for an administrator, anybody's."""
    by = person_of(request)
    token = actions.revoke_token(token=token_for(pk, by), by=by, now=now())
    messages.success(request, _("Revoked. Nobody gets in with “%(name)s” any more.") % {"name": token.name})
    if token.person_id == by.pk:
        return redirect("my_tokens")
    return redirect("service" if token.person.is_service else "person", pk=token.person_id)
