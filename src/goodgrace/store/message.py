"""Several statements in one message to PostgreSQL, and its answers: a pipeline of psycopg sends and waits for each."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from psycopg import Connection, OperationalError, pq
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.generators import fetch_many, send

from goodgrace.store.asking import LISTS, Asking, Row

if TYPE_CHECKING:
    from collections.abc import Generator

    from django.db.backends.postgresql.base import DatabaseWrapper
    from psycopg.abc import Buffer
    from psycopg.pq.abc import PGconn, PGresult

MOST_PREPARED: Final = 500
"""So many statements of a connection are planned once; those that come later are planned each time."""
Prepared = dict[str, bytes]
Written = tuple["Sequence[Buffer | None]", Sequence[int]]
PREPARED: "Final[WeakKeyDictionary[Connection[Any], Prepared]]" = WeakKeyDictionary()
"""What each connection has prepared, by the statement."""
NUMBERS: Final = count()
BYTES: Final = (bytes, memoryview)
STALE: Final = (b"26000", b"0A000")
"""PostgreSQL knows no such prepared statement, or its columns are others since."""
SPECIAL: Final = re.compile(r'[\\"]')


def answers(database: "DatabaseWrapper", said: Sequence[Asking]) -> list[list[Row]]:
    """The rows that each statement finds, in their order; none where it changes rows. What one refuses is raised as Django does.

    A statement has %s for each thing that is given with it; a list is an array.

    Where the transaction has not begun, it begins with them. PostgreSQL reads what is given as the statement needs it: where
    that could be several things, the statement says which.
    """
    database.validate_no_broken_transaction()
    database.ensure_connection()
    connection: Connection[Any] = database.connection
    with database.wrap_database_errors, connection.lock:
        return connection.wait(_talk(connection, said))


def _talk(connection: "Connection[Any]", said: Sequence[Asking]) -> "Generator[Any, Any, list[list[Row]]]":
    line, known = connection.pgconn, PREPARED.setdefault(connection, {})
    begins = not connection.autocommit and line.transaction_status == pq.TransactionStatus.IDLE
    written = [_written(connection, given) for _, given in said]  # what cannot be written harms no connection
    fresh: Prepared = {}
    line.enter_pipeline_mode()
    try:
        if begins:
            line.send_query_params(b"BEGIN", None)
        prepares = [
            _say(line, known, fresh, statement, *each) for (statement, _), each in zip(said, written, strict=True)
        ]
        line.pipeline_sync()
        yield from send(line)
        results: list[PGresult] = []
        # What the commit refuses is told just before the end.
        while not results or results[-1].status != pq.ExecStatus.PIPELINE_SYNC:
            found = yield from fetch_many(line)
            if not found:
                raise OperationalError("PostgreSQL hung up.")
            results += found
        line.exit_pipeline_mode()
    except BaseException:
        connection.close()  # half an answer may be on its way: nobody goes on with this connection
        raise
    told = iter(results[begins:])
    pairs = [(next(told) if prepared else None, next(told)) for prepared in prepares]
    for (statement, _), (prepared, _) in zip(said, pairs, strict=True):
        if prepared is not None and prepared.status == pq.ExecStatus.COMMAND_OK:
            known[statement] = fresh[statement]
    _check(known, results, connection.info.encoding)
    return [_rows(connection, result) for _, result in pairs]


def _written(connection: "Connection[Any]", given: Sequence[object]) -> Written:
    """What is given for a statement, as it goes over the line."""
    formats = [PyFormat.BINARY if isinstance(value, BYTES) else PyFormat.TEXT for value in given]
    writer = Transformer(connection)
    values = writer.dump_sequence([_array(value) if isinstance(value, LISTS) else value for value in given], formats)
    return values, writer.formats or ()


def _say(
    line: "PGconn", known: Prepared, fresh: Prepared, statement: str, values: "Sequence[Buffer | None]", formats: Sequence[int]
) -> bool:  # fmt: skip
    """Put a statement into the message; whether it is prepared with it."""
    name = known.get(statement) or fresh.get(statement)
    if name is not None:
        line.send_query_prepared(name, values, formats)
        return False
    words = _in_postgres_words(statement)
    if len(known) + len(fresh) >= MOST_PREPARED:
        line.send_query_params(words, values, param_formats=formats)
        return False
    fresh[statement] = name = b"goodgrace_%d" % next(NUMBERS)
    line.send_prepare(name, words)
    line.send_query_prepared(name, values, formats)
    return True


def _check(known: Prepared, results: "Iterable[PGresult]", encoding: str) -> None:
    """Raise what was refused; where what was prepared is gone or fits no more, everything is prepared anew."""
    for result in results:
        if result.status == pq.ExecStatus.FATAL_ERROR:
            if result.error_field(pq.DiagnosticField.SQLSTATE) in STALE:
                known.clear()
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
    assert value is not None, "an array of nothing finds nothing"
    return '"' + SPECIAL.sub(r"\\\g<0>", value) + '"' if isinstance(value, str) else str(value)


@lru_cache(maxsize=MOST_PREPARED)
def _in_postgres_words(statement: str) -> bytes:
    """Numbers for what is given: $1, $2."""
    numbers = count(1)
    return re.sub("%s|%%", lambda found: f"${next(numbers)}" if found[0] == "%s" else "%", statement).encode()
