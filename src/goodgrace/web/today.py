"""The first page: what waits for me, what was overruled, what I am at."""

from collections.abc import Iterator
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from goodgrace.cases.models import Escalation, Overrule
from goodgrace.cases.queries import calls_for, my_cases, unseen_overrules
from goodgrace.customers.queries import contact, reviews_for
from goodgrace.people.authority import may
from goodgrace.people.models import Person
from goodgrace.promises.atwork import silent_since
from goodgrace.web.caselines import CaseLine, Meaning, at, first_words, open_since, who
from goodgrace.web.days import in_words
from goodgrace.web.owed import owed_today
from goodgrace.web.rooms import person_of, room

LONGEST = 30


@require_safe
@room("see_today")
def today(request: HttpRequest) -> HttpResponse:
    """My day."""
    person = person_of(request)
    shown = {
        "day": timezone.localdate(),
        **owed_today(person, timezone.now()),
        "waiting": list(_waiting(person)),
        "overruled": unseen_overrules(person)[:LONGEST],
        "mine": list(_mine(person)),
        "reviews": list(_reviews(person)),
        "may_open": may(person, "open_case"),
        "silent": silent_since(timezone.now())
        if may(person, "change_promises") or may(person, "keep_people")
        else None,
    }
    return render(request, "today.html", shown)


def _waiting(person: Person) -> Iterator[CaseLine]:
    """Calls for help that I may answer, the most urgent first."""
    now = timezone.now()
    calls = list(calls_for(person)[:LONGEST]) if may(person, "accept") else []
    words = first_words([call.case for call in calls])
    for call in calls:
        yield CaseLine(
            at(call.case),
            who(call.case),
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
    words = first_words(cases)
    for case in cases:
        yield CaseLine(at(case), who(case), words.get(case.pk, ""), "open", open_since(case))


def _reviews(person: Person) -> Iterator[CaseLine]:
    """Whose needs are to be asked about again: who and since when, never what."""
    due = reviews_for(person.role, timezone.localdate())[:LONGEST] if may(person, "read_needs") else []
    for need in due:
        name = contact(need.customer).name or need.customer.reference
        day = in_words(need.review_on, "j F")
        at_her_page = reverse("customer", kwargs={"pk": need.customer_id})
        yield CaseLine(at_her_page, name, "", "soon", _("due since %(day)s") % {"day": day})


@require_POST
@room("see_today")
def overrule_seen(request: HttpRequest, pk: int) -> HttpResponse:
    """I have read why my decision was overruled."""
    Overrule.objects.filter(pk=pk, decision__by=person_of(request), seen_at=None).update(seen_at=timezone.now())
    return redirect("today")
