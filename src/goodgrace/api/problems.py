"""Whatever is refused, told to a program: problem details (RFC 9457), with a type that never changes."""

import json
import logging
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja.errors import AuthenticationError, HttpError, ValidationError

from goodgrace.api.pace import TooMany
from goodgrace.errors import FactError, GraceError, InputError, Missing, NotAllowed, PolicyError, Refused

log = logging.getLogger(__name__)
URN: Final = "urn:goodgrace:problem:"
CONTENT_TYPE: Final = "application/problem+json"


class TooLarge(GraceError):
    """More was sent than this operation takes."""


class Unreadable(GraceError):
    """What was sent cannot be read at all."""


class NotYours(GraceError):
    """The token is not for this: it lacks a scope."""

    def __init__(self, scope: str) -> None:
        self.scope = scope
        super().__init__(f"This token is not for `{scope}`. Use one that has this scope, or have one made.")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem: its HTTP status, its name for programs and for people, and what is said where an error says nothing."""

    status: int
    name: str
    title: str
    detail: str = ""


NO_SUCH_ADDRESS = Kind(
    404, "no-such-address", "No such address", "There is nothing here. /api/docs lists what there is."
)
NO_SUCH_METHOD = Kind(405, "no-such-method", "Not like this", "This address does not take this method. See /api/docs.")
OUR_FAULT = Kind(500, "our-fault", "Our fault", "Something went wrong on our side. Sending the same again is safe.")
KINDS: Final[tuple[tuple[type[Exception], Kind], ...]] = (
    (AuthenticationError, Kind(401, "no-token", "Who are you?", "Send a token that holds: `Authorization: Bearer gg_…`.")),
    (NotYours, Kind(403, "scope-missing", "The token is not for this")),
    (NotAllowed, Kind(403, "not-allowed", "Not yours to do")),
    (Missing, Kind(404, "missing", "No such thing")),
    (Http404, NO_SUCH_ADDRESS),
    (Refused, Kind(409, "refused", "Not as things stand")),
    (TooLarge, Kind(413, "too-large", "Too large")),
    (TooMany, Kind(429, "too-many", "Too many at once")),
    (RequestDataTooBig, Kind(413, "too-large", "Too large", "More was sent than is taken at once.")),
    (SuspiciousOperation, Kind(400, "unreadable", "Cannot be read", "This request is not one we can read.")),
    (Unreadable, Kind(400, "unreadable", "Cannot be read")),
    (HttpError, Kind(400, "unreadable", "Cannot be read", "The body is no JSON that we can read: UTF-8, plain numbers, no NUL.")),
    (FactError, Kind(422, "facts", "Facts cannot be read", "Some facts cannot be read; nothing was noted.")),
    (PolicyError, Kind(422, "policy", "The policy has faults", "The policy cannot be read; each fault is told with its place.")),
    (InputError, Kind(422, "malformed", "Malformed")),
    (ValidationError, Kind(422, "malformed", "Malformed", "Something sent is not as it should be.")),
    (OperationalError, Kind(503, "busy", "Busy", "The database is busy. Send the same again, with the same key.")),
)  # fmt: skip
"""Each error with its kind; the first that fits counts."""


def answer(request: HttpRequest, error: Any) -> HttpResponse:
    """The problem that an error is, as an answer."""
    kind = next((kind for wanted, kind in KINDS if isinstance(error, wanted)), OUR_FAULT)
    if kind.status >= 500:
        note(request, error)
    detail = kind.detail or str(error)
    response = problem(kind, detail, faults_of(error))
    match error:
        case AuthenticationError():
            response["WWW-Authenticate"] = 'Bearer realm="goodgrace"'
        case NotYours():
            response["WWW-Authenticate"] = f'Bearer error="insufficient_scope", scope="{error.scope}"'
        case OperationalError():
            response["Retry-After"] = "2"
        case TooMany():
            response["Retry-After"] = str(error.seconds)
    return response


def problem(kind: Kind, detail: str = "", faults: Sequence[dict[str, str]] = ()) -> HttpResponse:
    """A problem as an answer."""
    return HttpResponse(
        json.dumps(as_data(kind, detail, faults), ensure_ascii=False), status=kind.status, content_type=CONTENT_TYPE
    )


def as_data(kind: Kind, detail: str = "", faults: Sequence[dict[str, str]] = ()) -> dict[str, Any]:
    """A problem as plain data."""
    told: dict[str, Any] = {"type": URN + kind.name, "title": kind.title, "status": kind.status}
    told["detail"] = detail or kind.detail
    if faults:
        told["problems"] = list(faults)
    return told


def told_of(error: GraceError) -> dict[str, Any]:
    """A refusal inside an answer to many, as plain data."""
    kind = next(kind for wanted, kind in KINDS if isinstance(error, wanted))
    return as_data(kind, kind.detail or str(error), faults_of(error))


def faults_of(error: object) -> list[dict[str, str]]:
    """What exactly is wrong, one by one: where, what, and a likely fix."""
    match error:
        case FactError():
            return [{"where": name, "what": what} for name, what in error.problems.items()]
        case PolicyError():
            return [{"where": str(each.place), "what": each.message, "fix": each.fix} for each in error.problems]
        case ValidationError():
            return [{"where": _where(each["loc"]), "what": each["msg"]} for each in error.errors[:100]]
        case _:
            return []


def _where(place: Sequence[object]) -> str:
    """`body.wishes.3.amount`: without the name that our own code has for a body."""
    first, *rest = [str(part)[:80] for part in place]
    return ".".join([first, *(rest[1:] if first == "body" else rest)])


def note(request: HttpRequest, error: BaseException) -> None:
    """Log a fault of ours: where it happened and of what kind, never its message, which may hold what a customer said."""
    where = "".join(traceback.format_tb(error.__traceback__))
    route = request.resolver_match.route if request.resolver_match else "?"
    log.error("%s %s: %s\n%s", request.method, route, type(error).__name__, where)


SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "description": "A problem (RFC 9457). `type` never changes for one kind; `detail` is for people, and says what to do next.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "examples": [URN + "not-allowed"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "problems": {
            "type": "array",
            "description": "What exactly is wrong, one by one.",
            "items": {
                "type": "object",
                "required": ["where", "what"],
                "properties": {"where": {"type": "string"}, "what": {"type": "string"}, "fix": {"type": "string"}},
            },
        },
    },
}
"""The problem as the description of the API tells it."""
