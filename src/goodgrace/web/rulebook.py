"""The rulebook: what holds, what is drafted, and publishing it."""

import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from goodgrace.errors import InputError, Missing, PolicyError, Refused
from goodgrace.people.authority import may
from goodgrace.rulebook.actions import draft, publish
from goodgrace.rulebook.models import Counter, Version
from goodgrace.rulebook.queries import held_at
from goodgrace.web.rooms import person_of, room

LARGEST = 2_000_000


@room("see_rulebook")
@require_GET
def rulebook(request: HttpRequest) -> HttpResponse:
    """Every policy that holds now, and the drafts."""
    drafts = Version.objects.filter(published_at=None).order_by("-drafted_at")[:50]
    shown = {"held": held_at(timezone.now()), "drafts": drafts, "may_draft": may(person_of(request), "draft")}
    return render(request, "rulebook/list.html", shown)


@room("see_rulebook")
@require_GET
def version(request: HttpRequest, digest: str) -> HttpResponse:
    """One version: its text as it is, since when it holds, what came before and after."""
    found = Version.objects.select_related("drafted_by", "published_by").filter(digest=digest).first()
    if found is None:
        raise Missing(_("There is no such version."))
    if "download" in request.GET:
        name = re.sub(r"[^A-Za-z0-9._-]+", "-", f"{found.policy}-{found.version}") + ".yaml"
        return HttpResponse(
            found.text,
            content_type="application/yaml",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
    others = Version.objects.filter(policy=found.policy).exclude(pk=found.pk).order_by("-drafted_at")
    shown = {
        "version": found,
        "others": others,
        "counters": Counter.objects.order_by("title"),
        "may_publish": may(person_of(request), "publish"),
    }
    return render(request, "rulebook/version.html", shown)


@room("draft")
@require_http_methods(["GET", "POST"])
def new_draft(request: HttpRequest) -> HttpResponse:
    """Bring a policy file, or its text; every fault is told with its place."""
    text, problems = request.POST.get("text", ""), []
    if request.method == "POST":
        try:
            found = draft(text=_text(request), by=person_of(request), now=timezone.now())
        except PolicyError as error:
            problems = [str(problem) for problem in error.problems]
        except InputError as error:
            problems = [str(error)]
        else:
            return redirect("version", digest=found.digest)
    return render(request, "rulebook/draft.html", {"text": text, "problems": problems}, status=422 if problems else 200)


def _text(request: HttpRequest) -> str:
    file = request.FILES.get("file")
    if file is None:
        return request.POST.get("text", "")
    if file.size is None or file.size > LARGEST:
        raise InputError(_("This file is too large to be a policy."))
    try:
        return str(file.read(), "utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(_("This is not UTF-8 text. Save the file as UTF-8.")) from None


@room("publish")
@require_POST
def publish_version(request: HttpRequest, digest: str) -> HttpResponse:
    """Let a draft hold, from now on."""
    found = Version.objects.filter(digest=digest).first()
    if found is None:
        raise Missing(_("There is no such version."))
    try:
        publish(version=found, by=person_of(request), now=timezone.now(), counters=request.POST.getlist("counter"))
    except (InputError, Refused) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("%(title)s holds from now on. Cases decided before stay as they were.") % {"title": found.title}
        )
    return redirect("version", digest=digest)
