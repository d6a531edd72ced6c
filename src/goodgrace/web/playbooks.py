"""One playbook of the rulebook: its text as it is, what was found in a draft, and publishing it."""

import re
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from goodgrace.errors import InputError, Refused
from goodgrace.people.authority import may
from goodgrace.playbook.aloud import Spoken, aloud
from goodgrace.playbook.shape import Words
from goodgrace.playbook.words import best
from goodgrace.policy.reasons import phrase, words
from goodgrace.rulebook.models import PlaybookVersion
from goodgrace.rulebook.planned import playbook_of, playbook_with_digest
from goodgrace.rulebook.playbooks import publish_playbook
from goodgrace.web.refusals import status_of
from goodgrace.web.rooms import person_of, room
from goodgrace.web.rulebook import acted, acting_of, acts_as, asked_of, begins_on, renamed
from goodgrace.web.said import said, told
from goodgrace.web.verdicts import judged_playbook


@room("see_rulebook")
@require_GET
def playbook(request: HttpRequest, digest: str) -> HttpResponse:
    """One version of a playbook: its text as it is, since when it holds; of a draft, what was found."""
    found = playbook_with_digest(digest)
    if "download" in request.GET:
        name = re.sub(r"[^A-Za-z0-9._-]+", "-", f"{found.playbook}-{found.version}") + ".yaml"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(found.text, content_type="application/yaml", headers=headers)
    return _page(request, found)


@room("publish")
@require_POST
def publish(request: HttpRequest, digest: str) -> HttpResponse:
    """Let a draft hold, from now or from a day on. What stands in the way is said, and what was chosen stays."""
    found, now, post = playbook_with_digest(digest), timezone.now(), request.POST
    roles = acted(post)
    chosen = {"begins": post.get("begins", ""), "acting": roles}
    try:
        begins = begins_on(post.get("begins", ""), now)
        publish_playbook(
            version=found,
            by=person_of(request),
            now=now,
            in_force_from=begins,
            acting=renamed(roles, playbook_of(found).may_start),
        )
    except (InputError, Refused) as refusal:
        return _page(request, found, status_of(refusal), problem=said(refusal), chosen=chosen)
    messages.success(request, _("%(title)s is published.") % {"title": found.title})
    return redirect("playbook", digest=digest)


@dataclass(frozen=True, slots=True)
class Said:
    """One step in the page's language: what it is and does, when, by whom, in which words, and the ways to answer."""

    title: str
    does: str
    when: str
    by: str
    words: str
    options: tuple[str, ...]


def _said(spoken: Spoken) -> Said:
    when = "; ".join(map(told, spoken.when))
    options = tuple(map(_in_language, spoken.options))
    return Said(spoken.title, told(spoken.does), when, words(spoken.by), _in_language(spoken.words), options)


def _in_language(said: Words) -> str:
    """The words in the page's language, where they were written in it."""
    return best(said, get_language() or "en")


def _page(request: HttpRequest, found: PlaybookVersion, status: int = 200, **more: Any) -> HttpResponse:
    person, is_draft = person_of(request), found.published_at is None
    book = playbook_of(found)
    shown = {
        "version": found,
        "mother": book.mother,
        "steps": [_said(spoken) for spoken in aloud(book)],
        "requires": [(told(phrase(each.that, book)), each.otherwise) for each in book.requires],
        "asked": asked_of(book.facts),
        "is_draft": is_draft,
        "is_later": found.in_force_from is not None and found.in_force_from > timezone.now(),
        "others": PlaybookVersion.objects.filter(playbook=found.playbook)
        .exclude(pk=found.pk)
        .order_by("-drafted_at")[:50],
        "may_publish": may(person, "publish"),
        "judged": judged_playbook(found.text) if is_draft and may(person, "draft") else None,
        "acting": acting_of(book.may_start, more.get("chosen")) if is_draft else (),
        "acts": acts_as(found.acting),
        "today": timezone.localdate(),
        **more,
    }
    return render(request, "rulebook/playbook.html", shown, status=status)
