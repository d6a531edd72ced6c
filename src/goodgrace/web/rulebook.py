"""The rulebook: what holds, what will hold, what is drafted; looking at a draft, and publishing it."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from goodgrace.errors import InputError, PolicyError, Refused
from goodgrace.people.authority import may
from goodgrace.people.models import LADDER, Role
from goodgrace.playbook.reading import is_playbook
from goodgrace.policy.aloud import Spoken, aloud, grounds_aloud
from goodgrace.policy.reading import read_text
from goodgrace.policy.reasons import words
from goodgrace.policy.shape import DAY, Fact
from goodgrace.rulebook.actions import draft, publish
from goodgrace.rulebook.models import Counter, PlaybookVersion, Version
from goodgrace.rulebook.planned import kept_by_hand, notes_on, playbooks_held_at
from goodgrace.rulebook.playbooks import draft_playbook
from goodgrace.rulebook.queries import held_at, in_force, policy_of, with_digest
from goodgrace.web.desk import called
from goodgrace.web.refusals import status_of
from goodgrace.web.rooms import person_of, room
from goodgrace.web.said import said, told
from goodgrace.web.verdicts import Fault, Judged, faults_in, judged, judged_playbook

LARGEST = 2_000_000
NAME = "policy.yaml"


@room("see_rulebook")
@require_GET
def rulebook(request: HttpRequest) -> HttpResponse:
    """Every policy and playbook that holds now, those that will, and the drafts."""
    now = timezone.now()
    shown = {
        "held": held_at(now),
        "later": Version.objects.filter(in_force_from__gt=now).order_by("in_force_from", "id")[:50],
        "drafts": Version.objects.filter(published_at=None).order_by("-drafted_at")[:50],
        "playbooks": playbooks_held_at(now),
        "playbooks_to_be": PlaybookVersion.objects.filter(Q(in_force_from__gt=now) | Q(published_at=None)).order_by(
            "-drafted_at", "id"
        )[:50],
        "may_draft": may(person_of(request), "draft"),
        "may_keep_wordings": may(person_of(request), "keep_wordings"),
    }
    return render(request, "rulebook/list.html", shown)


@room("see_rulebook")
@require_GET
def version(request: HttpRequest, digest: str) -> HttpResponse:
    """One version: its text as it is, since when it holds, what came before and after; of a draft, what was found."""
    found = with_digest(digest)
    if "download" in request.GET:
        name = re.sub(r"[^A-Za-z0-9._-]+", "-", f"{found.policy}-{found.version}") + ".yaml"
        return HttpResponse(
            found.text,
            content_type="application/yaml",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
    return _page(request, found)


def _page(request: HttpRequest, found: Version, status: int = 200, **more: Any) -> HttpResponse:
    person, now = person_of(request), timezone.now()
    is_draft = found.published_at is None
    shown = {
        "version": found,
        "is_draft": is_draft,
        "is_later": found.in_force_from is not None and found.in_force_from > now,
        "others": Version.objects.filter(policy=found.policy).exclude(pk=found.pk).order_by("-drafted_at")[:50],
        "counters": Counter.objects.order_by("title"),
        "may_publish": may(person, "publish"),
        **_aloud(found),
        "judged": _judged(found.text, now) if is_draft and may(person, "draft") else None,
        "acting": acting_of(policy_of(found).roles, more.get("chosen")) if is_draft else (),
        "acts": acts_as(found.acting),
        "today": timezone.localdate(),
        **more,
    }
    return render(request, "rulebook/version.html", shown, status=status)


@dataclass(frozen=True, slots=True)
class Said:
    """One remedy of a policy in the page's language: for whom what is given, what bounds it, and who keeps it."""

    title: str
    given: tuple[tuple[str, tuple[str, ...]], ...]
    bounds: tuple[str, ...]
    kept_by: str


def _aloud(found: Version) -> dict[str, object]:
    """The policy read aloud, in the page's language."""
    policy = policy_of(found)
    return {
        "mother": policy.mother,
        "asked": asked_of(policy.facts),
        "grounds": [(name, told(condition)) for name, condition in grounds_aloud(policy)],
        "remedies": [_said(spoken) for spoken in aloud(policy)],
    }


def asked_of(facts: Mapping[str, Fact]) -> list[str]:
    """What a policy or a playbook asks, in its own words; the day is known."""
    return [fact.ask for fact in facts.values() if fact.ask and fact.name != DAY]


def _said(spoken: Spoken) -> Said:
    everybody = ((_("everybody"), spoken.everybody),) if spoken.everybody else ()
    given = (*everybody, *((called(role), sentences) for role, sentences in spoken.roles))
    told_of = tuple((whom, tuple(map(told, sentences))) for whom, sentences in given)
    return Said(spoken.title, told_of, tuple(map(told, spoken.bounds)), words(spoken.promise))


def _judged(text: str, now: datetime) -> Judged:
    """A readable draft looked at, beside the version of its policy that holds now."""
    policy = read_text(text, NAME)
    before = in_force(now).filter(policy=policy.name).last()
    against = () if before is None or before.text == text else (before.text, before.version)
    return judged(text, NAME, *against).beside(kept_by_hand(policy, now))


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts as what: one of our roles, the roles of the policy's ladder, and the one that is chosen."""

    role: str
    called: str
    theirs: tuple[str, ...]
    chosen: str


def acting_of(theirs: tuple[str, ...], chosen: Mapping[str, Any] | None = None) -> tuple[Acting, ...]:
    """What has to be said where a policy or a playbook calls roles by other names; nothing where it calls them as we do."""
    if set(theirs) <= set(LADDER):
        return ()
    said = chosen["acting"] if chosen else {role: role for role in LADDER}
    return tuple(Acting(role, str(Role(role).label), theirs, said.get(role, "")) for role in LADDER)


def acts_as(acting: Mapping[str, str]) -> list[tuple[str, str]]:
    """What was said of a published version: one of our roles, and the role of its own that it acts as, empty for none."""
    return [(str(Role(role).label), name) for role, name in acting.items()]


def acted(post: QueryDict) -> dict[str, str]:
    """Which role of theirs each of ours was chosen to act as, where the form asked; empty: as none."""
    return {str(role): str(post[f"acting.{role}"]) for role in LADDER if f"acting.{role}" in post}


def renamed(chosen: Mapping[str, str], theirs: Collection[str]) -> dict[str, str]:
    """What of a choice is not so by itself: another name, or none where theirs has the same."""
    return {role: name for role, name in chosen.items() if name != role and (name or role in theirs)}


@room("draft")
@require_http_methods(["GET", "POST"])
def new_draft(request: HttpRequest) -> HttpResponse:
    """Bring a policy file, or its text: it is looked at first, then kept as a draft; every fault is told with its place."""
    if request.method != "POST":
        return _desk_of_drafts(request, "")
    text = request.POST.get("text", "")
    try:
        text = _uploaded(request) or text
        if "keep" in request.POST:
            return _kept(text, request)
        looked = judged_playbook(text) if is_playbook(text) else _judged(text, timezone.now())
        return _desk_of_drafts(request, text, looked=looked)
    except PolicyError as error:
        return _desk_of_drafts(request, text, faults=faults_in(text, error))
    except InputError as error:
        return _desk_of_drafts(request, text, problem=said(error))


def _kept(text: str, request: HttpRequest) -> HttpResponse:
    """Keep a text as a draft of the kind that it says it is, and go there."""
    person, now = person_of(request), timezone.now()
    if is_playbook(text):
        return redirect("playbook", digest=draft_playbook(text=text, by=person, now=now).digest)
    return redirect("version", digest=draft(text=text, by=person, now=now, name=NAME).digest)


def _desk_of_drafts(
    request: HttpRequest,
    text: str,
    *,
    looked: Judged | None = None,
    faults: list[Fault] | None = None,
    problem: str = "",
) -> HttpResponse:
    shown = {"text": text, "judged": looked, "faults": faults or [], "problem": problem}
    return render(request, "rulebook/draft.html", shown, status=422 if faults or problem else 200)


def _uploaded(request: HttpRequest) -> str:
    """The text of the file that came along; empty where none did."""
    file = request.FILES.get("file")
    if file is None:
        return ""
    if file.size is None or file.size > LARGEST:
        raise InputError(_("This file is too large to be a policy."))
    try:
        return str(file.read(), "utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(_("This is not UTF-8 text. Save the file as UTF-8.")) from None


@room("publish")
@require_POST
def publish_version(request: HttpRequest, digest: str) -> HttpResponse:
    """Let a draft hold, from now or from a day on. What stands in the way is said, and what was chosen stays."""
    found, now, post = with_digest(digest), timezone.now(), request.POST
    chosen: dict[str, Any] = {
        "counters": post.getlist("counter"),
        "begins": post.get("begins", ""),
        "acting": acted(post),
    }
    try:
        begins = begins_on(chosen["begins"], now)
        published = publish(
            version=found, by=person_of(request), now=now, in_force_from=begins,
            counters=chosen["counters"], acting=renamed(chosen["acting"], policy_of(found).roles),
        )  # fmt: skip
    except (InputError, Refused) as refusal:
        return _page(request, found, status_of(refusal), problem=said(refusal), chosen=chosen)
    if begins is None:
        done = _("%(title)s holds from now on. Cases decided before stay as they were.")
    else:
        done = _("%(title)s is published, and holds from the day you chose.")
    messages.success(request, done % {"title": published.title})
    for note in notes_on(published, begins or now):
        messages.warning(request, told(note))
    return redirect("version", digest=digest)


def begins_on(text: str, now: datetime) -> datetime | None:
    """The first moment of a day to come, where the publisher lives; nothing for today or no day: from now on.

    Raises InputError for what is no day.
    """
    if not text.strip():
        return None
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise InputError(_("Say from which day it holds, as 2027-05-23, or leave it empty for now.")) from None
    if day == timezone.localtime(now).date():
        return None
    return timezone.make_aware(datetime.combine(day, time()))
