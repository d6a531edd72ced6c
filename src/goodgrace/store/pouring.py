"""Many rows of one table at once."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import count
from typing import Any
from uuid import UUID

from django.db import connection

Row = Sequence[Any]
Pouring = tuple[str, Sequence[str], Sequence[Row]]
"""A table, its columns, and the rows that go into it."""
Full = tuple[str, tuple[str, ...], Sequence[Row]]
"""The same, where there are rows."""
SOME = 8
"""From so many rows on, COPY is worth its two more messages."""
AS_SQLITE_KEEPS: Mapping[type, Callable[[Any], Any]] = {
    UUID: lambda value: value.hex,
    datetime: lambda value: value.astimezone(UTC).replace(tzinfo=None).isoformat(" "),
    date: lambda value: value.isoformat(),
}


def pour(table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Insert rows of a table, with COPY where they are many: a fifth of the work of INSERT. Data is given as JSON text.

    Raises IntegrityError as an INSERT does.
    """
    pour_all((table, columns, rows))


def pour_all(*poured: Pouring) -> None:
    """Insert rows of several tables, in their order; where they are few, with one statement for all of them.

    Keys that point from one table to another are compared when the transaction ends. Raises IntegrityError.
    """
    full = [(table, (*columns,), rows) for table, columns, rows in poured if rows]
    if connection.vendor != "postgresql":
        _one_by_one(full)
    elif any(len(rows) >= SOME for _, _, rows in full):
        _copied(full)
    elif full:
        _at_once(full)


def as_json(data: object) -> str:
    """Plain data as a row takes it."""
    return json.dumps(data)


def _one_by_one(poured: Sequence[Full]) -> None:
    with connection.cursor() as cursor:
        for table, columns, rows in poured:
            cursor.executemany(_inserting(table, columns), [[kept(each) for each in row] for row in rows])


def _copied(poured: Sequence[Full]) -> None:
    for table, columns, rows in poured:
        with (
            connection.wrap_database_errors,
            connection.cursor() as cursor,
            cursor.copy(_copying(table, columns)) as copy,
        ):
            for row in rows:
                copy.write_row(row)


def _at_once(poured: Sequence[Full]) -> None:
    """In PostgreSQL's own words: where it is said in psycopg's, a long statement is taken apart again each time."""
    from psycopg import RawCursor

    said = _inserting_all(tuple((table, columns, len(rows)) for table, columns, rows in poured))
    given = [value for _, _, rows in poured for row in rows for value in row]
    connection.ensure_connection()
    with connection.wrap_database_errors, RawCursor(connection.connection) as cursor:
        cursor.execute(said, given)


@lru_cache
def _copying(table: str, columns: tuple[str, ...]) -> str:
    return f"COPY {table} ({_named(columns)}) FROM STDIN"


@lru_cache
def _inserting(table: str, columns: tuple[str, ...]) -> str:
    return f"INSERT INTO {table} ({_named(columns)}) VALUES ({', '.join(['%s'] * len(columns))})"  # noqa: S608  # our own names


@lru_cache
def _inserting_all(wanted: tuple[tuple[str, tuple[str, ...], int], ...]) -> str:
    """One statement of PostgreSQL's own that inserts so many rows of each table, with these columns."""
    said, place = [], count(1)
    for table, columns, many in wanted:
        rows = ", ".join(f"({', '.join(f'${next(place)}' for _ in columns)})" for _ in range(many))
        said.append(f"INSERT INTO {table} ({_named(columns)}) VALUES {rows}")  # noqa: S608  # our own names
    *before, last = said
    named = ", ".join(f"poured{number} AS ({each})" for number, each in enumerate(before))
    return f"WITH {named} {last}" if before else last


def _named(columns: Iterable[str]) -> str:
    return ", ".join(map(connection.ops.quote_name, columns))


def kept(value: Any) -> Any:
    """A value as SQLite keeps it: numbers without dashes, days and moments as text, moments in UTC."""
    keep = AS_SQLITE_KEEPS.get(type(value))
    return value if keep is None else keep(value)
