"""The engines that a statement is tried on, each asked the same way: make a table, ask a question, get rows."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb
import psycopg

from goodgrace.policy.expressions import Type
from goodgrace.policy.shape import Policy
from goodgrace.policy.sql import Dialect
from tests.policy.strategies import Raw

STYLES = ("natural", "text", "loose")
"""How a table's columns are typed: as the facts are; all as text; as numbers and words come out of other systems."""
EXACT = ("natural", "narrow")
"""The styles that are typed as the facts are, the second no wider than needed."""
_SPELLINGS = {"natural": ("true", "false"), "text": (" Yes", "FALSE"), "loose": ("1", "0"), "narrow": ("1", "0")}
_SPARK_NAMES = {"TEXT": "STRING", "DOUBLE PRECISION": "DOUBLE"}


@dataclass(frozen=True)
class Engine:
    """One engine: its dialect, and how to run a statement in it."""

    dialect: Dialect
    ask: Callable[[str], list[tuple[Any, ...]]]

    def name(self, word: str) -> str:
        """A name, quoted."""
        return f"`{word}`" if self.dialect == "spark" else f'"{word}"'

    def word(self, text: str | None) -> str:
        """A text, quoted; NULL for none."""
        if text is None:
            return "NULL"
        escaped = text.replace("\\", "\\\\").replace("'", "\\'") if self.dialect == "spark" else text.replace("'", "''")
        return f"'{escaped}'"

    def table(self, name: str, columns: Mapping[str, str], rows: Sequence[Sequence[str | None]]) -> None:
        """Make a table of typed columns from texts, in place of one of the same name."""
        names = ", ".join(self.name(column) for column in columns)
        typed = ", ".join(
            f"CAST({self.name(column)} AS {self._type(type)}) AS {self.name(column)}"
            for column, type in columns.items()
        )
        values = ", ".join(f"({', '.join(self.word(value) for value in row)})" for row in rows)
        select = f"SELECT {typed} FROM (VALUES {values}) AS t({names})"
        if self.dialect == "spark":
            self.ask(f"CREATE OR REPLACE TEMP VIEW {self.name(name)} AS {select}")
            return
        self.ask(f"DROP TABLE IF EXISTS {self.name(name)}")
        self.ask(f"CREATE TEMP TABLE {self.name(name)} AS {select}")

    def _type(self, type: str) -> str:
        return _SPARK_NAMES.get(type, type) if self.dialect == "spark" else type

    def cases(self, name: str, policy: Policy, rows: Sequence[Raw], style: str) -> None:
        """Make a table of cases, numbered in a column `case`."""
        columns = {"case": "INTEGER"} | {fact: column_type(policy.facts[fact].type, style) for fact in policy.facts}
        spelled = [[str(number), *spell(policy, row, style)] for number, row in enumerate(rows)]
        self.table(name, columns, spelled)


def column_type(type: Type, style: str) -> str:
    """The type of a column for a fact."""
    if style == "text" or type.kind in ("choice", "key"):
        return "TEXT"
    loose = style == "loose"
    if type.counts:
        narrow = "BIGINT" if type.places == 0 else f"DECIMAL(13, {type.places})"
        return {"loose": "DOUBLE PRECISION", "narrow": narrow}.get(style, f"DECIMAL(18, {type.places})")
    if type.kind == "yes_no":
        return "INTEGER" if loose else "BOOLEAN"
    return "TIMESTAMP" if loose else "DATE"


def spell(policy: Policy, row: Raw, style: str) -> Iterator[str | None]:
    """A case's values as texts that can be cast to the column types of a style."""
    yes, no = _SPELLINGS[style]
    for name, fact in policy.facts.items():
        value = row.get(name)
        yield (yes if value == "yes" else no) if fact.type.kind == "yes_no" and value is not None else value


@contextmanager
def duckdb_engine() -> Iterator[Engine]:
    """DuckDB in this process."""
    with duckdb.connect() as connection:
        yield Engine("duckdb", lambda statement: connection.execute(statement).fetchall())


@contextmanager
def postgres_engine(url: str) -> Iterator[Engine]:
    """A PostgreSQL server."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET client_min_messages = error")
        connection.prepare_threshold = None  # the same text is asked of tables of other types

        def ask(statement: str) -> list[tuple[Any, ...]]:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

        yield Engine("postgres", ask)


@contextmanager
def spark_engine() -> Iterator[Engine]:
    """Spark in a process of its own on this machine, with one thread and no pages."""
    from pyspark.sql import SparkSession  # an extra: only the tests marked `spark` have it

    os.environ["PYSPARK_PYTHON"] = sys.executable
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.log.level": "ERROR",
    }
    builder = SparkSession.builder.master("local[1]").appName("goodgrace")
    for key, value in settings.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    try:
        yield Engine("spark", lambda statement: [tuple(row) for row in session.sql(statement).collect()])
    finally:
        session.stop()
