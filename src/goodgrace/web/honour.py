"""The honour page: how far decisions stand. It counts decisions, never people."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from goodgrace.cases.queries import honour_since, overrules_since
from goodgrace.people.authority import may
from goodgrace.web.rooms import person_of, room

PERIOD = timedelta(days=90)


@room("see_honour")
@require_GET
def honour(request: HttpRequest) -> HttpResponse:
    """The last ninety days: how many decisions, how many stood, and why the others did not."""
    since = timezone.now() - PERIOD
    return render(
        request,
        "honour.html",
        {
            "honour": honour_since(since),
            "overrules": overrules_since(since)[:100],
            "may_read": may(person_of(request), "see_cases"),
            "days": PERIOD.days,
        },
    )
