"""What other systems say otherwise than we do: each with its line and what to do about it. Nothing is mended by itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from goodgrace.customers.models import Customer
from goodgrace.errors import GraceError
from goodgrace.people.authority import may
from goodgrace.promises.outside.differences import open_differences, settle, strays
from goodgrace.promises.outside.models import Difference
from goodgrace.web.caselines import CaseLine, name_of
from goodgrace.web.days import in_words
from goodgrace.web.refusals import status_of
from goodgrace.web.rooms import person_of, room
from goodgrace.web.said import said

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

LONGEST = 50
CALLED: "Final[Mapping[str, StrPromise]]" = {
    "missing_here": gettext_lazy("It stands there, and nobody here promised it"),
    "missing_there": gettext_lazy("We hold it as done, and it is not there"),
    "twice_there": gettext_lazy("It was done more than once there"),
    "differs": gettext_lazy("It was done otherwise there"),
    "ended_early": gettext_lazy("It was ended there too early"),
    "still_there": gettext_lazy("It ended with us, and still stands there"),
}
"""Each way in which the two do not agree, in words."""


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """One difference: what it is in words, the other system's line, since when, and of whom it speaks."""

    difference: Difference
    called: str
    who: str
    customer: Customer | None


@room("see_promises")
@require_safe
def differences(request: HttpRequest) -> HttpResponse:
    """All that stands otherwise at another system, and what a person does about it."""
    return _page(request)


def _page(request: HttpRequest, status: int = 200, **more: object) -> HttpResponse:
    shown = {
        "lines": lines_of(open_differences()[:LONGEST]),
        "may_keep": may(person_of(request), "keep_promises"),
        **more,
    }
    return render(request, "promises/differences.html", shown, status=status)


def lines_of(found: Iterable[Difference]) -> list[DifferenceLine]:
    """Differences as the page shows them."""
    listed = list(found)
    names = {each.reference for each in listed if each.reference}
    known = {each.reference: each for each in Customer.objects.filter(reference__in=names, forgotten_at=None)}
    return [_line(each, each.step.promise.customer if each.step else known.get(each.reference)) for each in listed]


def _line(difference: Difference, customer: Customer | None) -> DifferenceLine:
    called = str(CALLED.get(difference.what, difference.what))
    who = name_of(customer) if customer else difference.reference
    return DifferenceLine(difference, called, who, customer)


def late_lines(most: int = LONGEST) -> list[CaseLine]:
    """Those that no promise is about, as lines among what is late."""
    at = reverse("differences")
    return [
        CaseLine(f"{at}#difference-{line.difference.pk}", line.who or _("nobody named"), line.called, "late",
                 _("since %(day)s") % {"day": in_words(localtime(line.difference.found_at), "j F")})
        for line in lines_of(strays()[:most])
    ]  # fmt: skip


@room("keep_promises")
@require_POST
def settled(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody has seen to it."""
    try:
        settle(difference=pk, how=request.POST.get("how", ""), by=person_of(request), now=now())
    except GraceError as error:
        return _page(request, status_of(error), problem=said(error))
    ended = _("Noted. Should it still stand there tonight, it is opened again.")
    messages.success(request, ended if request.POST.get("how") == "ended" else _("Noted. It may stand as it does."))
    return redirect("differences")
