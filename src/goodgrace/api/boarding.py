"""The quick way to decide: what is plain goes aboard with whoever decides in the same moment."""

import re
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from typing import Any, Final, NamedTuple

from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now

from goodgrace.api.deciding import FERRY, LONGEST_KEY, SHORTEST_KEY, SIGN, NewDecision, own, shown_answer, wish_of
from goodgrace.api.door import LATELY, MEGABYTE, admit
from goodgrace.api.problems import answer
from goodgrace.api.quick import BEARER, View
from goodgrace.api.shapes import StrictJson, as_answer
from goodgrace.cases.deciding import Wanted
from goodgrace.cases.together import Shown, Stranger
from goodgrace.people.models import Token
from goodgrace.people.tokens import note_use

SCOPE: Final = "decide"
KEY: Final = re.compile(f"{SIGN}{{{SHORTEST_KEY},{LONGEST_KEY}}}")


class Plain(NamedTuple):
    """What was sent, as every program sends it: a secret, a key, and a decision."""

    secret: str
    key: str
    sent: NewDecision


def boarding(long_way: View) -> View:
    """A view that decides what is plain together with others, and leaves the rest, and everybody it does not know, to the long way."""

    def decided(request: HttpRequest, number: int, **more: Any) -> HttpResponse:
        plain = _plain(request)
        if plain is None:
            return long_way(request, number=number, **more)
        admitted: list[Token] = []
        try:
            made = FERRY.decide(Shown(plain.secret, partial(_wanted, number, plain, admitted)), now)
            told = as_answer(shown_answer(made))
        except Stranger:
            LATELY.forget(plain.secret)
            return long_way(request, number=number, **more)
        except Exception as error:  # noqa: BLE001  # told as a problem, as the long way does
            told = answer(request, error)
        _note(admitted)
        return told

    return decided


def _note(admitted: Iterable[Token]) -> None:
    """Keep when a token was used. It is decided by now, and told even where this cannot be written."""
    with suppress(Error):
        for token in admitted:
            note_use(token, now())


def _wanted(number: int, plain: Plain, admitted: list[Token], token: Token) -> Wanted:
    """What a token asks for, noted as `admitted`. Raises what it cannot pass with."""
    admit(token, (SCOPE,))
    admitted.append(token)
    return Wanted(number, wish_of(plain.sent, own(plain.key, token.person)), token.person)


def _plain(request: HttpRequest) -> Plain | None:
    """What was sent, where it is plain: a token that held lately, a key, and a decision that can be read.

    Nobody else's body is read here: a stranger who sends it slowly would hold up a thread.
    """
    meta = request.META
    key, secret = meta.get("HTTP_IDEMPOTENCY_KEY", ""), meta.get("HTTP_AUTHORIZATION", "")
    if request.method != "POST" or meta.get("QUERY_STRING") or "HTTP_TRANSFER_ENCODING" in meta:
        return None
    length = meta.get("CONTENT_LENGTH") or ""
    if not (length.isdecimal() and int(length[:20]) <= MEGABYTE and KEY.fullmatch(key) and secret.startswith(BEARER)):
        return None
    secret = secret.removeprefix("Bearer ")
    if not LATELY.knows(secret):
        return None
    try:
        return Plain(secret, key, NewDecision.model_validate(StrictJson().parse_body(request)))
    except (ValueError, RecursionError):
        return None
