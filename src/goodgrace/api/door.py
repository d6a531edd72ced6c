"""Who comes in: a token, for the scope that an operation needs, with no more in hand than it takes."""

from collections.abc import Iterable
from time import monotonic
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.utils.timezone import now
from ninja.security import HttpBearer

from goodgrace.api.pace import Lately, Pace
from goodgrace.api.problems import NotYours, TooLarge, Unreadable
from goodgrace.people.authority import DUTIES, must
from goodgrace.people.models import Person
from goodgrace.people.models import Token as PersonsToken
from goodgrace.people.tokens import note_use, token_with

MEGABYTE: Final = 1_000_000
PACE: Final = Pace()
LATELY: Final = Lately()
"""Tokens that held lately, in this process."""


class Asked(HttpRequest):
    """A request that came in: `auth` is the person whose token it showed."""

    auth: Person


class Token(HttpBearer):
    """`Authorization: Bearer gg_…`: for operations that need this scope. Scopes are named as duties are.

    `tells` is the scope of what the operation answers, where that is more than what it was sent.
    """

    def __init__(self, scope: str, largest: int = MEGABYTE, tells: str | None = None) -> None:
        super().__init__()
        self.scope, self.largest, self.tells = scope, largest, tells or scope
        assert {self.scope, self.tells} <= set(DUTIES), f"there is no duty `{scope}` or `{tells}`"

    def authenticate(self, request: HttpRequest, token: str) -> Person | None:
        """The person behind a token; None where it does not hold. Raises what the request cannot pass with."""
        moment = now()
        found = token_with(token, moment)
        if found is None:
            return None
        admit(found, dict.fromkeys((self.scope, self.tells)))
        self._check_size(request)
        _check_address(request)
        note_use(found, moment)
        LATELY.note(token)
        return found.person

    def _check_size(self, request: HttpRequest) -> None:
        if "Transfer-Encoding" in request.headers:
            raise Unreadable("Send the body whole, with its Content-Length; not in chunks.")
        sent = request.META.get("CONTENT_LENGTH") or "0"
        if not sent.isdecimal() or int(sent[:20]) > self.largest:
            raise TooLarge(f"This takes at most {self.largest // MEGABYTE} MB at once. Send it in parts.")


def admit(token: PersonsToken, scopes: Iterable[str]) -> None:
    """Let a token pass that is for some scopes, and whose person has these duties. Raises what it cannot pass with."""
    for scope in scopes:
        if scope not in token.scopes:
            raise NotYours(scope)
        must(token.person, scope)
    PACE.take(token.pk, settings.API_PER_MINUTE, monotonic())


def _check_address(request: HttpRequest) -> None:
    """No database takes a NUL, so that none gets as far."""
    if "\0" in request.path or any("\0" in value for values in request.GET.lists() for value in values[1]):
        raise Unreadable("There is a NUL in the address.")


def nobody(request: HttpRequest) -> None:
    """An operation that says no scope lets nobody in; a test finds it before anybody meets it."""
