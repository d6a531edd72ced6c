"""Sites, teams and counters, for the administrator: where people work, by which time, and on what."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from goodgrace.errors import InputError, Missing
from goodgrace.people import places as actions
from goodgrace.people.models import Site, Team
from goodgrace.people.queries import sites
from goodgrace.rulebook.actions import add_counter
from goodgrace.rulebook.models import Counter
from goodgrace.web.refusals import status_of
from goodgrace.web.rooms import person_of, room
from goodgrace.web.said import said


@room("keep_people")
@require_safe
def teams(request: HttpRequest) -> HttpResponse:
    """Every site with its teams, and the counters they work at."""
    return _page(request)


def _page(request: HttpRequest, status: int = 200, **more: object) -> HttpResponse:
    shown = {"sites": sites(), "counters": Counter.objects.order_by("title"), **more}
    return render(request, "people/teams.html", shown, status=status)


def _done(request: HttpRequest, act: Callable[[], object], done: str) -> HttpResponse:
    """Do it and show the page; what cannot be is said there, and what was typed stays."""
    try:
        act()
    except InputError as error:
        return _page(request, status_of(error), problem=said(error), typed=request.POST)
    messages.success(request, done)
    return redirect("teams")


def _counter(slug: str) -> str:
    """A counter that there is, or none."""
    if slug and not Counter.objects.filter(slug=slug).exists():
        raise InputError(_("There is no such counter. Choose one of the list."))
    return slug


@room("keep_people")
@require_POST
def new_team(request: HttpRequest) -> HttpResponse:
    """A new team, at a site that is there or a new one."""
    post = request.POST
    site = post.get("new_site", "").strip() or post.get("site", "")
    return _done(
        request,
        lambda: actions.add_team(
            name=post.get("name", ""), site=site, time_zone=post.get("time_zone", "").strip() or "UTC",
            counter=_counter(post.get("counter", "")), by=person_of(request), now=now(),
        ),
        _("The team is there. People are put into it on their own page."),
    )  # fmt: skip


@room("keep_people")
@require_POST
def counter_of_team(request: HttpRequest, pk: int) -> HttpResponse:
    """The counter that a team works at."""
    team = Team.objects.filter(pk=pk).first()
    if team is None:
        raise Missing(_("There is no such team."))
    return _done(
        request,
        lambda: actions.change_counter(
            team=team, counter=_counter(request.POST.get("counter", "")), by=person_of(request), now=now()
        ),
        _("Changed. New cases of the team begin at this counter."),
    )


@room("keep_people")
@require_POST
def site(request: HttpRequest, pk: int) -> HttpResponse:
    """The time that a site lives by."""
    found = Site.objects.filter(pk=pk).first()
    if found is None:
        raise Missing(_("There is no such site."))
    zone = request.POST.get("time_zone", "").strip()
    return _done(
        request,
        lambda: actions.change_site(site=found, time_zone=zone, by=person_of(request), now=now()),
        _("Changed. Times and the day of a decision there are by this clock now."),
    )


@room("keep_people")
@require_POST
def new_counter(request: HttpRequest) -> HttpResponse:
    """A counter that customers come to."""
    slug, title = (request.POST.get(name, "").strip() for name in ("slug", "title"))
    return _done(
        request,
        lambda: add_counter(slug=slug, title=title, by=person_of(request), now=now()),
        _("The counter is there. Say at publishing which policies hold at it."),
    )
