"""Statements that are written once, not built anew each time: for the few that every decision waits for."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

Row = tuple[Any, ...]
Asking = tuple[str, tuple[object, ...]]
"""A statement and what is given for it."""
Kind = TypeVar("Kind", bound=Model)
AS_SQLITE_KEEPS: Mapping[type, Callable[[Any], Any]] = {
    UUID: lambda value: value.hex,
    datetime: lambda value: value.astimezone(UTC).replace(tzinfo=None).isoformat(" "),
    date: lambda value: value.isoformat(),
}
LISTS = (list, set, tuple)
WORDS = {
    "postgresql": {"{among}": "= ANY(%s)", "{locked}": "FOR UPDATE OF"},
    "sqlite": {"{among}": "IN (SELECT value FROM json_each(%s))", "{locked}": "--"},
}
"""What differs: a column `{among}` a list; `{locked} alias` at the end, where writers do not take turns anyway."""


def ask(statement: str, *given: object) -> list[Row]:
    """The rows that a statement finds; a list is given for each `{among}`. Texts, numbers and dates come as they are."""
    return ask_all((statement, given))[0]


def change(statement: str, *given: object) -> None:
    """Change rows by a statement."""
    ask_all((statement, given))


def change_many(statement: str, rows: Sequence[Sequence[object]]) -> None:
    """Change rows by one statement, said once for each of many."""
    ask_all(*((statement, tuple(row)) for row in rows))


def ask_all(*asked: Asking) -> list[list[Row]]:
    """The rows that each of some statements finds, in their order, and none for those that change rows; to PostgreSQL in one message.

    None of them waits for an answer of another one.
    """
    if not asked:
        return []
    database: Any = connections[DEFAULT_DB_ALIAS]
    vendor = database.vendor
    if vendor == "postgresql" and not (database.execute_wrappers or database.queries_logged):
        from goodgrace.store.message import answers  # psycopg is there where PostgreSQL is

        return answers(database, [(_in_our_words(statement, vendor), given) for statement, given in asked])
    return [_asked(database, vendor, *each) for each in asked]


def _asked(database: BaseDatabaseWrapper, vendor: str, statement: str, given: Sequence[object]) -> list[Row]:
    with database.cursor() as cursor:
        cursor.execute(_in_our_words(statement, vendor), _written(given, vendor))
        return cursor.fetchall() if cursor.description else []


def plan_once() -> list[Asking]:
    """Until the transaction ends, PostgreSQL plans a statement once, not anew for each list: for those that know their indexes."""
    return [("SET LOCAL plan_cache_mode = force_generic_plan", ())] if connection.vendor == "postgresql" else []


@lru_cache
def _in_our_words(statement: str, vendor: str) -> str:
    for word, written in WORDS[vendor].items():
        statement = statement.replace(word, written)
    return statement


def _written(given: Sequence[object], vendor: str) -> list[Any]:
    """What is given for a statement as the database takes it."""
    if vendor == "postgresql":
        return [[*value] if isinstance(value, LISTS) else value for value in given]
    return [json.dumps([*value]) if isinstance(value, LISTS) else kept(value) for value in given]


def made_of(kind: type[Kind], names: Sequence[str], row: Sequence[object]) -> Kind:
    """A model's instance from some of its columns; what is missing is read when it is asked for."""
    return kind.from_db(connection.alias, names, [with_zone(value) for value in row])


def number_of(value: object) -> UUID:
    """A UUID from a row: SQLite keeps it as text."""
    return value if isinstance(value, UUID) else UUID(str(value))


def day_in(value: Any) -> date:
    """A day from a row: SQLite gives text where it is not told that a column holds days."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def with_zone(value: Any) -> Any:
    """A value from a row: SQLite keeps moments without their zone, in UTC."""
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value


def kept(value: Any) -> Any:
    """A value as SQLite keeps it: numbers without dashes, days and moments as text, moments in UTC."""
    keep = AS_SQLITE_KEEPS.get(type(value))
    return value if keep is None else keep(value)
