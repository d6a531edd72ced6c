"""The quick way to ask whether something may go out: one statement; what is not plain goes the long way."""

from collections.abc import Callable
from time import monotonic
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now

from goodgrace.api.door import PACE
from goodgrace.api.problems import answer
from goodgrace.api.shapes import as_answer
from goodgrace.people.authority import DUTIES
from goodgrace.people.tokens import PREFIX, note_last
from goodgrace.promises.guarding.shape import KINDS
from goodgrace.promises.guarding.shape import answer as told_of
from goodgrace.promises.guarding.standing import Shown, shown_for

SCOPE: Final = "ask_guards"
BEARER: Final = f"Bearer {PREFIX}"
View = Callable[..., HttpResponse]


def quickly(long_way: View) -> View:
    """A view that answers what is plain at once, and leaves the rest, and every refusal, to the long way.

    Nothing is remembered between two questions: whether the token still holds is asked in the same statement, so that one
    revoked a moment ago opens nothing.
    """

    def asked(request: HttpRequest, customer: str, **more: Any) -> HttpResponse:
        kinds = request.GET.getlist("kind")
        if not _is_plain(request, customer) or len(kinds) != 1 or kinds[0] not in KINDS:
            return long_way(request, customer=customer, **more)
        moment = now()
        try:
            shown = shown_for(request.META["HTTP_AUTHORIZATION"].removeprefix("Bearer "), customer, moment)
            if shown is None or not _may_ask(shown):
                return long_way(request, customer=customer, **more)
            PACE.take(shown.token, settings.API_PER_MINUTE, monotonic())
            note_last(shown.token, shown.used_at, moment)
        except Exception as error:  # noqa: BLE001  # told as a problem, as the long way does
            return answer(request, error)
        told = told_of(shown.guards, kinds[0], moment)
        return as_answer({"may": told.may, "until": told.until, "because": told.because})

    return asked


def _may_ask(shown: Shown) -> bool:
    return SCOPE in shown.scopes and shown.role in DUTIES[SCOPE]


def _is_plain(request: HttpRequest, customer: str) -> bool:
    """Whether it is a question as every program asks it: a token, no body, nothing that no database takes."""
    sent = request.META
    bare = sent.get("CONTENT_LENGTH") in (None, "", "0") and "HTTP_TRANSFER_ENCODING" not in sent
    plain = request.method == "GET" and bare and "\0" not in customer and "%00" not in sent.get("QUERY_STRING", "")
    return plain and sent.get("HTTP_AUTHORIZATION", "").startswith(BEARER)
