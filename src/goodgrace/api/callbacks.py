"""What other systems tell later: `POST /api/callbacks/billing`, signed as Standard Webhooks says; the signature is who."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from goodgrace.api.problems import TooLarge, Unreadable, answer
from goodgrace.errors import GraceError
from goodgrace.promises.channels.webhook import MOST_CALLBACK
from goodgrace.promises.outside.hearing import hear as take_in

LONGEST_CHANNEL: Final = 20


@require_POST
def hear(request: HttpRequest, channel: str) -> HttpResponse:
    """Take in a callback. One that comes twice is answered as the first was, and changes nothing."""
    try:
        _check_size(request)
        changed = take_in(channel[:LONGEST_CHANNEL], dict(request.headers), request.body, settings.CONNECTED, now())
    except GraceError as error:
        return answer(request, error)
    return JsonResponse({"heard": True, "changed": changed})


def _check_size(request: HttpRequest) -> None:
    """Before anything is read: nobody who is not known yet fills our memory."""
    sent = request.META.get("CONTENT_LENGTH") or "0"
    if "Transfer-Encoding" in request.headers or not sent.isdecimal():
        raise Unreadable("Send the body whole, with its Content-Length; not in chunks.")
    if int(sent[:20]) > MOST_CALLBACK:
        raise TooLarge(
            f"A callback has at most {MOST_CALLBACK // 1024} KB. Send only the key, the state and a reference."
        )
