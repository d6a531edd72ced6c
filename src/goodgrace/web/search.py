"""Searching from the top bar: customers and cases, by what a colleague has in hand."""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from goodgrace.cases.queries import cases_found
from goodgrace.customers.queries import contact, found
from goodgrace.web.casebook import STANDS_CALLED
from goodgrace.web.caselines import lines_of
from goodgrace.web.rooms import person_of, room

MOST = 30
NUMBERED = re.compile(r"(?:(?P<word>[^\W\d]+)\s*[:#]?\s*|#\s*)?(?P<number>[0-9]{1,18})")
"""The number of a case, alone or after its word: `12`, `#12`, `case 12`, `case:12`, `Fall 12`."""


@room("see_customers")
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Customers by name, number or address; cases by their number, and those of the customers found."""
    person, asked = person_of(request), request.GET.get("q", "").strip()
    stand = request.GET.get("stand", "")
    stand = stand if stand in STANDS_CALLED else "all"
    customers = found(asked) if asked else []
    cases = cases_found(number_in(asked), customers, person, stand)[:MOST] if asked else ()
    shown = {
        "sought": asked,
        "people": [(customer, contact(customer)) for customer in customers],
        "lines": list(lines_of(cases)),
        "stands": [(name, called, name == stand) for name, called in STANDS_CALLED.items()],
        "most": MOST,
    }
    return render(request, "search.html", shown)


def number_in(text: str) -> int | None:
    """The number of a case that a text means; none where it is about something else."""
    told = NUMBERED.fullmatch(text.strip())
    words = {None, "case", _("case").casefold()}
    if told is None or (told["word"] and told["word"].casefold()) not in words:
        return None
    return int(told["number"])
