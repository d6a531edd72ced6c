"""The honour page: how far decisions stand, by policy. It counts decisions, never people."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from goodgrace.cases.models import Overrule
from goodgrace.cases.queries import Stood, honour_since, overrules_since, stood_since
from goodgrace.people.authority import may
from goodgrace.rulebook.models import Version
from goodgrace.web.rooms import person_of, room
from goodgrace.web.tables import as_csv

PERIOD = timedelta(days=90)
MOST = 100
HEAD = ("policy", "title", "decisions", "noes", "overruled", "since", "until")


@dataclass(frozen=True, slots=True)
class Gathered:
    """One policy: what it is called, how far it stood, and its overrules, the newest first."""

    title: str
    stood: Stood
    overrules: tuple[Overrule, ...]


@room("see_honour")
@require_GET
def honour(request: HttpRequest) -> HttpResponse:
    """The last ninety days: how many decisions, how many stood, and why the others did not; or the counts as a table."""
    now = timezone.now()
    since, titles = now - PERIOD, _titles()
    if "csv" in request.GET:
        return as_csv("honour", HEAD, _rows(stood_since(since), titles, since, now))
    shown = {
        "honour": honour_since(since),
        "gathered": list(_gathered(stood_since(since), titles, overrules_since(since)[:MOST])),
        "most": MOST,
        "may_read": may(person_of(request), "see_cases"),
        "days": PERIOD.days,
    }
    return render(request, "honour.html", shown)


def _titles() -> dict[str, str]:
    """What each policy is called, by its newest version."""
    return dict(Version.objects.order_by("drafted_at", "id").values_list("policy", "title"))


def _gathered(stood: list[Stood], titles: dict[str, str], overrules: Iterable[Overrule]) -> Iterator[Gathered]:
    by_policy: dict[str, list[Overrule]] = {}
    for overrule in overrules:
        by_policy.setdefault(overrule.decision.version.policy, []).append(overrule)
    for each in stood:
        title = titles.get(each.policy, each.policy)
        yield Gathered(title, each, tuple(by_policy.get(each.policy, ())))


def _rows(stood: list[Stood], titles: dict[str, str], since: datetime, until: datetime) -> Iterator[tuple[object, ...]]:
    for each in stood:
        title = titles.get(each.policy, "")
        yield each.policy, title, each.decisions, each.noes, each.overruled, since.date(), until.date()
