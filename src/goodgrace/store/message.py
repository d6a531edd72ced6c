"""Several statements in one message to PostgreSQL, and its answers: a pipeline of psycopg sends and waits for each."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from psycopg import Connection, pq
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.generators import fetch_many, send

if TYPE_CHECKING:
    from collections.abc import Generator

    from django.db.backends.postgresql.base import DatabaseWrapper
    from psycopg.pq.abc import PGresult

Row = tuple[Any, ...]
Said = tuple[str, Sequence[object]]
"""A statement with %s for each thing that is given, and these; a list is an array."""
MOST_PREPARED: Final = 500
"""So many statements of a connection are planned once; those that come later are planned each time."""
Prepared = dict[str, bytes]
PREPARED: "Final[WeakKeyDictionary[Connection[Any], Prepared]]" = WeakKeyDictionary()
"""What each connection has prepared, by the statement."""
NUMBERS: Final = count()
LISTS: Final = (list, set, tuple)
BYTES: Final = (bytes, memoryview)
SPECIAL: Final = re.compile(r'[\\"]')


def answers(database: "DatabaseWrapper", said: Sequence[Said]) -> list[list[Row]]:
    """The rows that each statement finds, in their order; none where it changes rows. What one refuses is raised as Django does.

    Where the transaction has not begun, it begins with them. PostgreSQL reads what is given as the statement needs it: where
    that could be several things, the statement says which.
    """
    database.ensure_connection()
    connection: Connection[Any] = database.connection
    with database.wrap_database_errors, connection.lock:
        return connection.wait(_talk(connection, said))


def _talk(connection: "Connection[Any]", said: Sequence[Said]) -> "Generator[Any, Any, list[list[Row]]]":
    line, known = connection.pgconn, PREPARED.setdefault(connection, {})
    begins = not connection.autocommit and line.transaction_status == pq.TransactionStatus.IDLE
    line.enter_pipeline_mode()
    try:
        if begins:
            line.send_query_params(b"BEGIN", None)
        names = [_say(connection, known, statement, given) for statement, given in said]
        line.pipeline_sync()
        yield from send(line)
        results: list[PGresult] = []
        for _ in range(begins + len(names) + sum(map(bool, names)) + 1):
            results += yield from fetch_many(line)
    except BaseException:
        connection.close()  # half an answer may be on its way: nobody goes on with this connection
        raise
    line.exit_pipeline_mode()
    told = iter(results[begins:])
    pairs = [(next(told) if name else None, next(told)) for name in names]
    for (statement, _), name, (prepared, _) in zip(said, names, pairs, strict=True):
        if prepared is not None and prepared.status == pq.ExecStatus.COMMAND_OK:
            known[statement] = name
    _check(results, connection.info.encoding)
    return [_rows(connection, result) for _, result in pairs]


def _say(connection: "Connection[Any]", known: Prepared, statement: str, given: Sequence[object]) -> bytes:
    """Put a statement into the message; where it is prepared with it, the name under which."""
    line, name = connection.pgconn, known.get(statement)
    formats = [PyFormat.BINARY if isinstance(value, BYTES) else PyFormat.TEXT for value in given]
    writer = Transformer(connection)
    values = writer.dump_sequence([_array(value) if isinstance(value, LISTS) else value for value in given], formats)
    if name is not None:
        line.send_query_prepared(name, values, writer.formats)
        return b""
    words = _in_postgres_words(statement)
    if len(known) >= MOST_PREPARED:
        line.send_query_params(words, values, param_formats=writer.formats)
        return b""
    fresh = b"goodgrace_%d" % next(NUMBERS)
    line.send_prepare(fresh, words)
    line.send_query_prepared(fresh, values, writer.formats)
    return fresh


def _check(results: "Iterable[PGresult]", encoding: str) -> None:
    for result in results:
        if result.status == pq.ExecStatus.FATAL_ERROR:
            raise error_from_result(result, encoding)


def _rows(connection: "Connection[Any]", result: "PGresult") -> list[Row]:
    if result.status != pq.ExecStatus.TUPLES_OK:
        return []
    reader = Transformer(connection)
    reader.set_pgresult(result)
    return reader.load_rows(0, result.ntuples, tuple)


def _array(values: Iterable[object]) -> str:
    """Some values as PostgreSQL reads an array: much faster than to find out first of what kind all of them are."""
    return f"{{{','.join(_part(value) for value in values)}}}"


def _part(value: object) -> str:
    return '"' + SPECIAL.sub(r"\\\g<0>", value) + '"' if isinstance(value, str) else str(value)


@lru_cache(maxsize=MOST_PREPARED)
def _in_postgres_words(statement: str) -> bytes:
    """Numbers for what is given: $1, $2."""
    numbers = count(1)
    return re.sub("%s|%%", lambda found: f"${next(numbers)}" if found[0] == "%s" else "%", statement).encode()
