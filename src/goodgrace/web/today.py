"""The first page: what waits for me, what was overruled, what I am at."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from goodgrace.cases.models import Case, Escalation, Overrule, Turn
from goodgrace.cases.queries import calls_for, my_cases, unseen_overrules
from goodgrace.cases.words import turn_text
from goodgrace.customers.queries import contact
from goodgrace.people.authority import may
from goodgrace.people.models import Person
from goodgrace.web.days import in_words
from goodgrace.web.rooms import person_of, room

Meaning = Literal["open", "kept", "soon", "late"]
LONGEST = 30
FIRST_WORDS = 140


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One line of a list of cases: where it leads, whose it is, her first words, and how it stands in a word."""

    at: str
    who: str
    words: str
    meaning: Meaning
    stands: str
    aside: str = ""


@require_safe
@room("see_today")
def today(request: HttpRequest) -> HttpResponse:
    """My day."""
    person = person_of(request)
    shown = {
        "day": timezone.localdate(),
        "promises": [],
        "waiting": list(_waiting(person)),
        "overruled": unseen_overrules(person)[:LONGEST],
        "mine": list(_mine(person)),
        "may_open": may(person, "open_case"),
    }
    return render(request, "today.html", shown)


def _waiting(person: Person) -> Iterator[CaseLine]:
    """Calls for help that I may answer, the most urgent first."""
    now = timezone.now()
    calls = list(calls_for(person)[:LONGEST]) if may(person, "accept") else []
    words = _first_words([call.case for call in calls])
    for call in calls:
        yield CaseLine(
            _at(call.case),
            _who(call.case),
            words.get(call.case_id, ""),
            *_clock(call, now),
            aside=_("from %(name)s") % {"name": call.asked_by.name},
        )


def _clock(call: Escalation, now: datetime) -> tuple[Meaning, str]:
    if call.due_at <= now:
        return "late", _("waits since %(span)s") % {"span": timesince(call.asked_at, now)}
    return "soon", _("answer within %(span)s") % {"span": timeuntil(call.due_at, now)}


def _mine(person: Person) -> Iterator[CaseLine]:
    """My open cases, the oldest first."""
    cases = list(my_cases(person)[:LONGEST])
    words = _first_words(cases)
    for case in cases:
        day = in_words(timezone.localtime(case.opened_at), "j F")
        yield CaseLine(_at(case), _who(case), words.get(case.pk, ""), "open", _("since %(day)s") % {"day": day})


def _first_words(cases: list[Case]) -> dict[int, str]:
    """How each story begins."""
    turns = Turn.objects.filter(case__in=cases, number=1).select_related("case__customer")
    found = {turn.case_id: turn_text(turn, turn.case.customer) for turn in turns}
    return {
        pk: text if len(text) <= FIRST_WORDS else text[:FIRST_WORDS].rsplit(" ", 1)[0] + " …"
        for pk, text in found.items()
    }


def _who(case: Case) -> str:
    return contact(case.customer).name or case.customer.reference


def _at(case: Case) -> str:
    return reverse("case", kwargs={"pk": case.pk})


@require_POST
@room("see_today")
def overrule_seen(request: HttpRequest, pk: int) -> HttpResponse:
    """I have read why my decision was overruled."""
    Overrule.objects.filter(pk=pk, decision__by=person_of(request), seen_at=None).update(seen_at=timezone.now())
    return redirect("today")
