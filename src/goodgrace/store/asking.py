"""Statements that are written once, not built anew each time: for the few that every decision waits for."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Model

from goodgrace.store.pouring import kept

Row = tuple[Any, ...]
Kind = TypeVar("Kind", bound=Model)
WORDS = {
    "postgresql": {"{among}": "= ANY(%s)", "{locked}": "FOR UPDATE OF"},
    "sqlite": {"{among}": "IN (SELECT value FROM json_each(%s))", "{locked}": "--"},
}
"""What differs: a column `{among}` a list; `{locked} alias` at the end, where writers do not take turns anyway."""


def ask(statement: str, *given: object) -> list[Row]:
    """The rows that a statement finds; a list is given for each `{among}`. Texts, numbers and dates come as they are."""
    for word, written in WORDS[connection.vendor].items():
        statement = statement.replace(word, written)
    with connection.cursor() as cursor:
        cursor.execute(statement, [_written(value) for value in given])
        found: list[Row] = cursor.fetchall()
    return found


def _written(value: Any) -> Any:
    is_list, on_postgres = isinstance(value, list | set | tuple), connection.vendor == "postgresql"
    if not is_list:
        return value if on_postgres else kept(value)
    return [*value] if on_postgres else json.dumps([*value])


def made_of(kind: type[Kind], names: Sequence[str], row: Sequence[object]) -> Kind:
    """A model's instance from some of its columns; what is missing is read when it is asked for."""
    return kind.from_db(connection.alias, names, [with_zone(value) for value in row])


def number_of(value: object) -> UUID:
    """A UUID from a row: SQLite keeps it as text."""
    return value if isinstance(value, UUID) else UUID(str(value))


def with_zone(value: Any) -> Any:
    """A value from a row: SQLite keeps moments without their zone, in UTC."""
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value
