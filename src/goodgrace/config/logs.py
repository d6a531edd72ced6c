"""What a line of the log may hold: the route of an address, never what somebody searched, named or said, nor a number."""

import logging
import re
import traceback
from typing import Any, Final

from django.http import HttpRequest

from goodgrace.listening.redacting import redact

REQUEST_LINE: Final = re.compile(r"(?P<method>[A-Z]+) \S+ (?P<version>HTTP/[\d.]+)")


class Routes(logging.Filter):
    """In lines about a request, puts the route in place of the address, and of a fault its place and kind without its message.

    `/api/customers/C-17?q=ada` is told as `api/customers/<path:reference>`: a reference names a customer, a search does too,
    and what a database or a parser complains of may quote what she said.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Every line goes on, as far as it may."""
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            record.args = tuple(_route(request) if part == request.path else part for part in _args(record))
            _without_message(record)
        elif record.name == "django.server":
            record.args = tuple(_without_address(part) for part in _args(record))
        return True


class Redacting(logging.Formatter):
    """A line as it is written, without the numbers, emails and addresses that somebody's message may have brought into it."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # the name that logging calls
        """What the line says, redacted; its time and its logger stay as they are."""
        record.message = redact(record.message).text
        return super().formatMessage(record)

    def formatException(self, ei: Any) -> str:  # noqa: N802  # as above
        """Where a fault was and what it complains of, redacted."""
        return redact(super().formatException(ei)).text


def _args(record: logging.LogRecord) -> tuple[object, ...]:
    return record.args if isinstance(record.args, tuple) else ()


def _route(request: HttpRequest) -> str:
    return request.resolver_match.route if request.resolver_match else "(no such address)"


def _without_address(part: object) -> object:
    return REQUEST_LINE.sub(r"\g<method> … \g<version>", part) if isinstance(part, str) else part


def _without_message(record: logging.LogRecord) -> None:
    if record.exc_info and record.exc_info[1] is not None:
        kind, _error, place = record.exc_info
        record.exc_text = "".join(traceback.format_tb(place)) + (kind.__name__ if kind else "")
        record.exc_info = None
