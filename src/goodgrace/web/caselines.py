"""A case as one line of a list: whose it is, her first words, and how it stands in a word."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from goodgrace.cases.models import Case, Turn
from goodgrace.cases.words import turn_text
from goodgrace.customers.models import Customer
from goodgrace.customers.queries import contact
from goodgrace.web.days import in_words

Meaning = Literal["open", "kept", "soon", "late"]
FIRST_WORDS = 140


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One line of a list of cases or of promises: where it leads, whose it is, a few words, and how it stands in a word."""

    at: str
    who: str
    words: str
    meaning: Meaning
    stands: str
    aside: str = ""


def lines_of(cases: Iterable[Case]) -> Iterator[CaseLine]:
    """Cases as lines: open since a day, or closed on one; with their number and whose they are."""
    found = list(cases)
    words = first_words(found)
    for case in found:
        meaning: Meaning = "open" if case.closed_at is None else "kept"
        aside = _("Case %(number)s, with %(name)s") % {"number": case.pk, "name": case.owner.name}
        yield CaseLine(at(case), who(case), words.get(case.pk, ""), meaning, _stands(case), aside)


def _stands(case: Case) -> str:
    if case.closed_at is None:
        return open_since(case)
    return _("closed on %(day)s") % {"day": in_words(timezone.localtime(case.closed_at), "j F Y")}


def open_since(case: Case) -> str:
    """Since when a case is open, in words."""
    return _("since %(day)s") % {"day": in_words(timezone.localtime(case.opened_at), "j F")}


def first_words(cases: list[Case]) -> dict[int, str]:
    """How each story begins."""
    turns = Turn.objects.filter(case__in=cases, number=1).select_related("case__customer")
    found = {turn.case_id: turn_text(turn, turn.case.customer) for turn in turns}
    return {
        pk: text if len(text) <= FIRST_WORDS else text[:FIRST_WORDS].rsplit(" ", 1)[0] + " …"
        for pk, text in found.items()
    }


def who(case: Case) -> str:
    """Whose case it is."""
    return name_of(case.customer)


def name_of(customer: Customer) -> str:
    """What we call a customer: a name, or the number where we know no name."""
    return contact(customer).name or customer.reference


def at(case: Case) -> str:
    """Where a case is."""
    return reverse("case", kwargs={"pk": case.pk})
