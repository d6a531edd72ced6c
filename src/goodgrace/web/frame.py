"""What every page has around it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from goodgrace.cases.queries import my_cases
from goodgrace.people.authority import may
from goodgrace.people.models import Person

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True, slots=True)
class Way:
    """A way to a room: its address by name, the duty one needs, what it is called, and the letter after `g`."""

    name: str
    duty: str
    title: "StrPromise"
    letter: str


WAYS: Final = (
    Way("today", "see_today", _("Today"), "t"),
    Way("my_cases", "see_cases", _("My open cases"), "m"),
    Way("owed", "see_promises", _("Promises"), "o"),
    Way("customers", "see_customers", _("Customers"), "c"),
    Way("rulebook", "see_rulebook", _("Rulebook"), "r"),
    Way("honour", "see_honour", _("Honour"), "h"),
    Way("ledger", "see_ledger", _("Ledger"), "l"),
    Way("people", "keep_people", _("People"), "p"),
)
"""The rooms of the top bar, in their order. One that has no address yet, or is not for this person, is not shown."""


def frame(request: HttpRequest) -> dict[str, object]:
    """For the top bar: the language of the page, the ways that this person may go, and where to search."""
    person = getattr(request, "user", None)
    found: dict[str, object] = {"language": getattr(request, "LANGUAGE_CODE", "en"), "ways": [], "search_at": None}
    found["mail_goes"] = settings.MAIL_GOES
    if isinstance(person, Person):
        found["ways"] = [
            {
                "title": way.title,
                "letter": way.letter,
                "at": at,
                "here": at == request.path,
                "count": _waiting(way, person),
            }
            for way in WAYS
            if (at := address_of(way.name)) and may(person, way.duty)
        ]
        found["search_at"] = address_of("search") if may(person, "see_customers") else None
    return found


def _waiting(way: Way, person: Person) -> int:
    """How many things wait in a room for somebody; only one's own open cases are counted."""
    return my_cases(person).count() if way.name == "my_cases" else 0


def address_of(name: str) -> str | None:
    """The address of a room, where there is one."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return None
