"""Whatever the house refuses, told as a page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from goodgrace.errors import FactError, GraceError, InputError, Missing, NotAllowed, PolicyError, Refused

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
        if not isinstance(error, GraceError):
            return None
        status = status_of(error)
        told = {"error": error, "status": status, "back": way_back(request)}
        return render(request, "refusal.html", told, status=status)


def way_back(request: HttpRequest) -> str | None:
    """The page of ours that somebody came from; none where they came from elsewhere or from this very page."""
    came_from = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    return came_from if ours and came_from != request.build_absolute_uri() else None
