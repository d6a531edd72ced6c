"""Many rows of one table at once."""

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection

from goodgrace.store.asking import Asking, ask_all, kept

Row = Sequence[Any]
Pouring = tuple[str, Sequence[str], Sequence[Row]]
"""A table, its columns, and the rows that go into it."""
Full = tuple[str, tuple[str, ...], Sequence[Row]]
"""The same, where there are rows."""
SOME = 32
"""From so many rows on, COPY is worth its two more messages."""


def pour(table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Insert rows of a table, with COPY where they are many: a fifth of the work of INSERT. Data is given as JSON text.

    Raises IntegrityError as an INSERT does.
    """
    pour_all((table, columns, rows))


def pour_all(*poured: Pouring) -> None:
    """Insert rows of several tables, in their order.

    Keys that point from one table to another are compared when the transaction ends. Raises IntegrityError.
    """
    ask_all(*pour_or_say(*poured))


def pour_or_say(*poured: Pouring) -> list[Asking]:
    """The same; where the rows are few, in PostgreSQL, what inserts all of them, for whoever has more to say in the same message."""
    full = [(table, (*columns,), rows) for table, columns, rows in poured if rows]
    if connection.vendor != "postgresql":
        _one_by_one(full)
    elif any(len(rows) >= SOME for _, _, rows in full):
        _copied(full)
    elif full:
        said = _inserting_all(tuple((table, columns, len(rows)) for table, columns, rows in full))
        return [(said, tuple(value for _, _, rows in full for row in rows for value in row))]
    return []


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


@lru_cache
def _copying(table: str, columns: tuple[str, ...]) -> str:
    return f"COPY {table} ({_named(columns)}) FROM STDIN"


@lru_cache
def _inserting(table: str, columns: tuple[str, ...]) -> str:
    return f"INSERT INTO {table} ({_named(columns)}) VALUES ({', '.join(['%s'] * len(columns))})"  # noqa: S608  # our own names


@lru_cache
def _inserting_all(wanted: tuple[tuple[str, tuple[str, ...], int], ...]) -> str:
    """One statement that inserts so many rows of each table, with these columns."""
    said = []
    for table, columns, many in wanted:
        rows = ", ".join([f"({', '.join(['%s'] * len(columns))})"] * many)
        said.append(f"INSERT INTO {table} ({_named(columns)}) VALUES {rows}")  # noqa: S608  # our own names
    *before, last = said
    named = ", ".join(f"poured{number} AS ({each})" for number, each in enumerate(before))
    return f"WITH {named} {last}" if before else last


def _named(columns: Iterable[str]) -> str:
    return ", ".join(map(connection.ops.quote_name, columns))
