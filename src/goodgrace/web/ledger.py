"""The ledger, for those who audit: what happened, in its order."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from goodgrace.ledger.models import Entry, Head
from goodgrace.web.rooms import room

PAGE = 100


@room("see_ledger")
@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    """Entries, the newest first, all or about one thing; a hundred at a time from a number on."""
    about, before = request.GET.get("about", "").strip(), request.GET.get("before", "")
    entries = Entry.objects.order_by("-id")
    if about:
        entries = entries.filter(about=about)
    if before.isdecimal() and len(before) < 19:
        entries = entries.filter(id__lt=int(before))
    found = list(entries[: PAGE + 1])
    shown = {
        "entries": found[:PAGE],
        "more": found[PAGE - 1].pk if len(found) > PAGE else None,
        "about": about,
        "head": Head.objects.order_by("size").last(),
    }
    return render(request, "ledger.html", shown)
