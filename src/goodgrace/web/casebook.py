"""The cases, as a list to look through: mine, my team's or all; open or closed; at one counter or at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from goodgrace.cases.models import Case
from goodgrace.cases.queries import STANDS, WHOSE, cases_seen
from goodgrace.people.models import Person
from goodgrace.rulebook.models import Counter
from goodgrace.web.caselines import lines_of
from goodgrace.web.rooms import person_of, room
from goodgrace.web.tables import MOST_ROWS, as_csv

PAGE = 30
WHOSE_CALLED = {"mine": _("my cases"), "team": _("my team's cases"), "all": _("all cases")}
STANDS_CALLED = {"open": _("open"), "closed": _("closed"), "all": _("open and closed")}
HEAD = ("case", "counter", "channel", "opened", "closed", "owner", "customer", "decisions", "solved", "cared for")


@dataclass(frozen=True, slots=True)
class Sieve:
    """What a list is asked for; it stands in the address, so that it can be kept, sent and gone back to."""

    whose: str
    stand: str
    counter: str

    @property
    def address(self) -> str:
        """The sieve as it stands in an address."""
        return urlencode({"whose": self.whose, "stand": self.stand, "counter": self.counter})


def sieve_of(asked: Mapping[str, str]) -> Sieve:
    """What an address asks for; my open cases where it says nothing, or something that is not there."""
    whose, stand = asked.get("whose", ""), asked.get("stand", "")
    return Sieve(
        whose if whose in WHOSE else "mine", stand if stand in STANDS else "open", asked.get("counter", "")[:60]
    )


@room("see_cases")
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """Thirty cases, the newest first, from a number on; or all of them as a table."""
    person, sieve = person_of(request), sieve_of(request.GET.dict())
    found = cases_seen(person, whose=sieve.whose, stand=sieve.stand, counter=sieve.counter)
    if "csv" in request.GET:
        return as_csv("cases", HEAD, _rows(found))
    before = request.GET.get("before", "")
    here = found.filter(id__lt=int(before)) if before.isdecimal() and len(before) < 19 else found
    some = list(here[: PAGE + 1])
    shown = {
        "lines": list(lines_of(some[:PAGE])),
        "more": some[PAGE - 1].pk if len(some) > PAGE else None,
        "later": before,
        "sieve": sieve,
        "whose": _choices(WHOSE_CALLED, sieve.whose, person),
        "stands": [(name, called, name == sieve.stand) for name, called in STANDS_CALLED.items()],
        "counters": Counter.objects.order_by("title"),
    }
    return render(request, "cases/list.html", shown)


def _choices(called: Mapping[str, object], chosen: str, person: Person) -> list[tuple[str, object, bool]]:
    """Whose cases can be asked for; a team's only by who has one."""
    return [(name, said, name == chosen) for name, said in called.items() if name != "team" or person.team_id]


def _rows(found: QuerySet[Case]) -> list[tuple[object, ...]]:
    """Cases as rows: numbers, days and names of rules; nobody's story."""
    counted = found.annotate(decided=Count("decisions"))[:MOST_ROWS]
    return [
        (
            case.pk, case.counter, case.channel, case.opened_at.isoformat(), case.closed_at and case.closed_at.isoformat(),
            case.owner.name, case.customer.reference, case.decided, _yes_no(case.solved), _yes_no(case.cared_for),
        )
        for case in counted
    ]  # fmt: skip


def _yes_no(answer: bool | None) -> str:
    return {True: "yes", False: "no", None: ""}[answer]
