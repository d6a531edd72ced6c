"""Where programs come in: past what only browsers need, such as sessions, forms and languages."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import resolve

OURS: Final = "/api/"


class Entrance:
    """Answers what is asked of /api/ at once: whoever asks shows a token, so nothing of a session or a form is looked at."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a program; let everybody else pass on."""
        if not request.path_info.startswith(OURS):
            return self.get_response(request)
        request.resolver_match = match = resolve(request.path_info)
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        response["X-Frame-Options"] = "DENY"
        if not response.streaming:
            response["Content-Length"] = len(response.content)
        return response
