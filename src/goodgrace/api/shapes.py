"""What is sent and answered, where several operations share it: words, decimal amounts, pages. Money is never a float."""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Generic, NoReturn, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from ninja.parser import Parser
from pydantic import BaseModel, ConfigDict, Field

from goodgrace.errors import InputError

Row = TypeVar("Row", bound=Model)
Item = TypeVar("Item")

Name = Annotated[str, Field(max_length=80, pattern=r"^[A-Za-z0-9_-]+$")]
Slug = Annotated[str, Field(max_length=60, pattern=r"^[A-Za-z0-9_-]+$")]
Words = Annotated[str, Field(max_length=1_000_000)]
Line = Annotated[str, Field(max_length=300)]
Amount = Annotated[str, Field(pattern=r"^[0-9]{1,30}(\.[0-9]{1,9})?$", examples=["186.50"])]
Number = Annotated[int, Field(ge=0, lt=2**31)]
Cursor = Annotated[str, Field(max_length=40, description="Where the page before ended; from its `next`.")]
Limit = Annotated[int, Field(ge=1, le=200, description="How many at most.")]


class Sent(BaseModel):
    """What a program sends: with no names but those we know, so that a misspelt one is noticed."""

    model_config = ConfigDict(extra="forbid")


class Page(BaseModel, Generic[Item]):
    """Some of many: `next` is the address of those that follow, null at the end."""

    items: list[Item]
    next: str | None


def page_of(request: HttpRequest, rows: QuerySet[Row], limit: int, shown: Callable[[Row], Item]) -> dict[str, Any]:
    """A page of rows that come in the order of their numbers, from where the cursor in the address stands."""
    found = list(rows[: limit + 1])
    query = request.GET.copy()
    query["after"] = cursor_of(found[limit - 1].pk) if len(found) > limit else ""
    following = f"{request.path}?{query.urlencode()}" if len(found) > limit else None
    return {"items": [shown(row) for row in found[:limit]], "next": following}


def cursor_of(number: int) -> str:
    """A cursor that stands behind a number."""
    return urlsafe_b64encode(f"behind {number}".encode()).decode().rstrip("=")


def number_in(cursor: str) -> int:
    """The number that a cursor stands behind; 0 for none. Raises InputError for what is no cursor of ours."""
    if not cursor:
        return 0
    try:
        told = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except ValueError:
        told = ""
    found = re.fullmatch(r"behind ([0-9]{1,18})", told)
    if found is None:
        raise InputError("`after` is no cursor of ours. Use the address in `next` as it stands.")
    return int(found[1])


def as_answer(told: Mapping[str, Any]) -> HttpResponse:
    """What is told, as ninja writes it."""
    return HttpResponse(json.dumps(told, cls=DjangoJSONEncoder), content_type="application/json; charset=utf-8")


class StrictJson(Parser):
    """Reads a body that other systems can keep: UTF-8, no NaN, no NUL, no half of a character."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body as plain data. Raises ValueError or RecursionError, which are told as a 400."""
        text = request.body.decode("utf-8")
        told = json.loads(text, parse_constant=_refuse)
        if re.search(r"\\u(0000|[dD][89a-fA-F])", text):
            _check_words(told)
        return told


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number.")


def _check_words(told: object) -> None:
    """Every text can be written as UTF-8 and holds no NUL."""
    match told:
        case str():
            if "\0" in told:
                raise ValueError("a NUL")
            told.encode()
        case dict():
            for name, value in told.items():
                _check_words(name)
                _check_words(value)
        case list():
            for value in told:
                _check_words(value)
