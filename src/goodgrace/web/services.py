"""Services that act by themselves: programs and AI agents, each with a role, caps of its own, and tokens."""

from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodgrace.errors import InputError, Missing
from goodgrace.money import as_text, scaled
from goodgrace.people import actions
from goodgrace.people.models import Person, Role
from goodgrace.people.queries import person_with, services, tokens_of
from goodgrace.web.duties import duties_of
from goodgrace.web.refusals import status_of
from goodgrace.web.rooms import person_of, room
from goodgrace.web.said import said

CAPS = ("most_per_decision", "most_per_day")
PLACES = 2


@room("keep_people")
@require_safe
def every_service(request: HttpRequest) -> HttpResponse:
    """Every service, with its caps and when it was last here."""
    found = [(service, caps_of(service)) for service in services(now())]
    return render(request, "people/services.html", {"services": found})


def caps_of(service: Person) -> dict[str, str]:
    """A service's caps as amounts with two places; empty where it has none."""
    caps = {name: getattr(service, name) for name in CAPS}
    return {name: "" if most is None else as_text(most, PLACES) for name, most in caps.items()}


@room("keep_people")
@require_http_methods(["GET", "POST"])
def new_service(request: HttpRequest) -> HttpResponse:
    """Let a service in. It gets no password; a token is made on its page."""
    typed = {name: request.POST.get(name, "") for name in ("email", "name", "role", *CAPS)}
    problem, status = "", 200
    if request.method == "POST":
        try:
            caps, by = _caps(typed), person_of(request)
            service = actions.add_person(
                email=typed["email"].strip(), name=typed["name"].strip(), role=typed["role"],
                password=None, by=by, now=now(), is_service=True,
            )  # fmt: skip
            actions.set_envelope(person=service, **caps, by=by, now=now())
        except InputError as error:
            problem, status = said(error), 422
        else:
            messages.success(request, _("Let in. Make it a token next."))
            return redirect("service", pk=service.pk)
    shown = {"typed": typed, "problem": problem, "roles": Role.choices}
    return render(request, "people/service_new.html", shown, status=status)


def _caps(typed: dict[str, str]) -> dict[str, int | None]:
    """Caps as they were typed, in cents; blank is no bound. Raises InputError."""
    return {name: _cents(typed[name].strip()) for name in CAPS}


def _cents(text: str) -> int | None:
    if not text:
        return None
    plain = text.replace(",", ".")
    whole, _point, rest = plain.partition(".")
    fits = whole.isdecimal() and (not rest or rest.isdecimal()) and len(plain) < 16
    cents = scaled(Decimal(plain), PLACES) if fits and plain.isascii() else None
    if cents is None:
        raise InputError(
            _("“%(raw)s” is no amount. Write it as 250 or 250.00, or leave it empty.") % {"raw": text[:40]}
        )
    return cents


def service_with(pk: int) -> Person:
    """A service by its number. Raises Missing."""
    found = person_with(pk)
    if not found.is_service:
        raise Missing(_("There is no such service."))
    return found


@room("keep_people")
@require_safe
def service(request: HttpRequest, pk: int) -> HttpResponse:
    """One service: role, caps, tokens."""
    return service_page(request, service_with(pk))


def service_page(request: HttpRequest, found: Person, status: int = 200, **more: object) -> HttpResponse:
    """The page of a service, with what is wrong or what is shown once."""
    shown = {
        "service": found, "caps": caps_of(found), "tokens": tokens_of(found), "duties": duties_of(found), "now": now(),
        "roles": Role.choices, **more,
    }  # fmt: skip
    return render(request, "people/service.html", shown, status=status)


@room("keep_people")
@require_POST
def caps(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it may go by itself, from now on."""
    found, typed = service_with(pk), {name: request.POST.get(name, "") for name in CAPS}
    try:
        actions.set_envelope(person=found, **_caps(typed), by=person_of(request), now=now())
    except InputError as error:
        return service_page(request, found, status_of(error), problem=said(error), caps=typed)
    messages.success(request, _("Changed. It holds for its next decision."))
    return redirect("service", pk=pk)
