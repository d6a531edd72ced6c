"""The ledger, for those who audit: what happened, in its order; and to take along, with proofs."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from goodgrace.customers.zones import place_of
from goodgrace.errors import Missing, Refused
from goodgrace.ledger.exporting import export
from goodgrace.ledger.models import Entry, Head
from goodgrace.people.models import Person, Role
from goodgrace.web.refusals import status_of
from goodgrace.web.rooms import room
from goodgrace.web.said import said

PAGE = 100
PERSON = "person:"


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry as the page shows it: with the name of who did it, and the role they did it in, in words."""

    entry: Entry
    by: str


@room("see_ledger")
@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    """Entries, the newest first, all or about one thing; a hundred at a time from a number on."""
    return _page(request)


def _page(request: HttpRequest, status: int = 200, problem: str = "") -> HttpResponse:
    about, before = request.GET.get("about", "").strip(), request.GET.get("before", "")
    entries = Entry.objects.order_by("-id")
    if about:
        entries = entries.filter(about=about)
    if before.isdecimal() and len(before) < 19:
        entries = entries.filter(id__lt=int(before))
    found = list(entries[: PAGE + 1])
    shown = {
        "entries": list(_lines(found[:PAGE])),
        "clock": _clock(),
        "more": found[PAGE - 1].pk if len(found) > PAGE else None,
        "about": about,
        "head": Head.objects.order_by("size").last(),
        "problem": problem,
    }
    return render(request, "ledger.html", shown, status=status)


def _lines(entries: list[Entry]) -> Iterator[EntryLine]:
    """Entries with the names of those who did it: people as they are called now, a role as it was then."""
    numbers = {entry.by.removeprefix(PERSON) for entry in entries if entry.by.startswith(PERSON)}
    people = Person.objects.filter(pk__in=[int(each) for each in numbers if each.isdecimal()])
    names = {person.mark: person.name for person in people} | {"clock": _("Goodgrace itself")}
    for entry in entries:
        role = str(Role(entry.role).label) if entry.role in Role.values else entry.role
        yield EntryLine(entry, ", ".join(filter(None, (names.get(entry.by, entry.by), role))))


def _clock() -> str:
    """By whose clock the page shows its times."""
    zone = str(get_current_timezone())
    if "/" not in zone:
        return _("Times are in %(zone)s.") % {"zone": zone}
    return _("Times are as clocks in %(place)s show them.") % {"place": place_of(zone)}


@room("see_ledger")
@require_GET
def ledger_export(request: HttpRequest) -> HttpResponseBase:
    """What is sealed, all or about one thing, each entry with its proof: as `goodgrace ledger export` writes it."""
    about = request.GET.get("about", "").strip()
    with TemporaryDirectory() as folder:
        file = Path(folder) / "ledger.jsonl"
        try:
            export(file, about=about)
        except (Refused, Missing) as refusal:
            return _page(request, status_of(refusal), said(refusal))
        written = file.open("rb")  # the answer reads on after the folder is gone, and closes it
    return FileResponse(written, as_attachment=True, filename="ledger.jsonl", content_type="application/jsonl")
