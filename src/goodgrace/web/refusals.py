"""Whatever the house refuses, told as a page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from goodgrace.errors import FactError, GraceError, InputError, Missing, NotAllowed, PolicyError, Refused
from goodgrace.web.said import said

STATUS: tuple[tuple[type[GraceError], int], ...] = (
    (NotAllowed, 403),
    (Missing, 404),
    (Refused, 409),
    (FactError, 422),
    (InputError, 422),
    (PolicyError, 422),
)


def status_of(error: GraceError) -> int:
    """The HTTP status of an error of ours; 500 for one that is our own fault."""
    return next((status for kind, status in STATUS if isinstance(error, kind)), 500)


class Refusals:
    """Turns errors of ours into a calm page with their own words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A page for an error of ours; others go on."""
        return self.page(request, error) if isinstance(error, GraceError) else None

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """What nobody types and no database takes is left out before a view sees it."""
        if request.path.startswith("/api/"):
            return None  # has a door of its own
        if request.path.startswith("/family/"):
            return None  # measures what is sent before it reads it
        if "\0" in request.path:
            return self.page(request, Missing(_("There is no such page.")))
        if request.method in ("GET", "HEAD", "POST"):
            request.GET = without_nul(request.GET)  # type: ignore[assignment]  # a copy is a QueryDict too
            request.POST = without_nul(request.POST)  # type: ignore[assignment]  # as above
        return None

    def page(self, request: HttpRequest, error: GraceError) -> HttpResponse:
        """The page that says an error of ours."""
        status = status_of(error)
        told = {"error": said(error), "status": status, "back": way_back(request)}
        return render(request, "refusal.html", told, status=status)


def without_nul(sent: QueryDict) -> QueryDict:
    """What was sent, without the characters that mean nothing in a text."""
    if not any("\0" in value for _name, values in sent.lists() for value in values):
        return sent
    clean = QueryDict(mutable=True)
    for name, values in sent.lists():
        clean.setlist(name.replace("\0", ""), [value.replace("\0", "") for value in values])
    return clean


def way_back(request: HttpRequest) -> str | None:
    """The page of ours that somebody came from; none where they came from elsewhere or from this very page."""
    came_from = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    return came_from if ours and came_from != request.build_absolute_uri() else None
