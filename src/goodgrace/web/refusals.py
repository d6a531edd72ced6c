"""Whatever the house refuses, told as a page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

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
        return render(request, "refusal.html", {"error": error}, status=status_of(error))
