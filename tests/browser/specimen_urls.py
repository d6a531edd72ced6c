"""The site with one page more: Ada's desk as a specimen, so that every component can be looked at and tested."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from goodgrace.config.urls import urlpatterns as site
from goodgrace.errors import Refused
from goodgrace.web.caselines import CaseLine
from goodgrace.web.pictures import Step, room_bar
from goodgrace.web.rooms import room

DAY = date(2026, 11, 24)
TEMPLATES = Path(__file__).parent / "templates"
ADA = CaseLine(
    "/desk/",
    "Ada Okafor",
    "My washing machine stopped three days after the warranty ended, with all the baby's things inside.",
    "soon",
    "answer by 16:00",
    "Repairs, opened 20 minutes ago",
)
LINES = {
    "due": [
        CaseLine("/desk/", "Jonas Brandt", "", "late", "two days too late", "We promised him a call back on Sunday."),
        CaseLine("/desk/", "Leyla Demir", "", "kept", "kept this morning", "The loan refrigerator is with her."),
    ],
    "waiting": [ADA],
    "mine": [
        CaseLine("/desk/", "Piet de Vries", "The oven door closes, but it does not stay closed.", "open", "open"),
        CaseLine("/desk/", "Carmen Ruiz", "You wrote that the part would be here by now.", "soon", "by tomorrow"),
    ],
}


def shown(request: HttpRequest, name: str, **context: object) -> HttpResponse:
    """A template of the tests, or of the site."""
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    return HttpResponse(engines["django"].from_string(text).render(context, request))


@room("see_cases")
def desk(request: HttpRequest) -> HttpResponse:
    """Ada's case."""
    cost = Decimal("186.50")
    repair = room_bar(
        [
            Step("everybody", "Everybody", Decimal(0), "nothing"),
            Step("you", "You", Decimal(250), "up to €250"),
            Step("above", "Tom, lead", Decimal(500), "up to €500"),
        ],
        place=cost,
        place_words="her repair: €186.50",
    )
    loan = room_bar(
        [
            Step("everybody", "Everybody", Decimal(3), "3 days"),
            Step("you", "You", Decimal(7), "up to 7 days"),
            Step("above", "If she says yes", Decimal(21), "up to 21 days"),
        ]
    )
    laundry = room_bar(
        [
            Step("everybody", "Everybody", Decimal(0), "nothing"),
            Step("you", "You", Decimal(40), "up to €40"),
            Step("above", "Tom, lead", Decimal(60), "up to €60"),
        ],
        place=Decimal(24),
        place_words="four washes: €24",
    )
    return shown(request, "desk.html", repair=repair, loan=loan, laundry=laundry)


@room("see_today")
def full_today(request: HttpRequest) -> HttpResponse:
    """A day with something in it."""
    return shown(request, "full_today.html", day=DAY, **LINES)


@room("see_today")
def parts(request: HttpRequest) -> HttpResponse:
    """Every other component once."""
    return shown(request, "parts.html", moment=datetime(2026, 11, 26, 16, tzinfo=UTC))


@room("publish")
def publish(request: HttpRequest) -> HttpResponse:
    """A door for the policy owner."""
    raise AssertionError("nobody else comes this far")


@room("see_today")
def refused(request: HttpRequest) -> HttpResponse:
    """Something that cannot be done as things stand."""
    raise Refused("The repair desk has €40 left this month, and this repair costs €186.50. A lead can open more.")


urlpatterns = [
    *site,
    path("desk/", desk, name="desk"),
    path("full/", full_today, name="my_cases"),
    path("customers/", full_today, name="customers"),
    path("rulebook/", full_today, name="rulebook"),
    path("honour/", full_today, name="honour"),
    path("parts/", parts, name="parts"),
    path("publish/", publish, name="publish"),
    path("refused/", refused, name="refused"),
]
