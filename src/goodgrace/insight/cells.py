"""Cells of a table to exact facts: the SQL that reads each column as its fact's type, and never guesses."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from goodgrace.money import as_text
from goodgrace.policy.expressions import LARGEST, Type, write_value
from goodgrace.policy.shape import Fact
from goodgrace.policy.values import NO, PLAIN_DAY, SPACES, YES, Value

DIGITS = {
    "TINYINT": 3, "UTINYINT": 3, "SMALLINT": 5, "USMALLINT": 5, "INTEGER": 10, "UINTEGER": 10,
    "BIGINT": 19, "UBIGINT": 20, "HUGEINT": 39, "UHUGEINT": 39,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """How one column becomes one fact: SQL for its value (NULL: unknown), and for "it holds something unreadable".

    `odd` is empty where every value of the column's type can be read.
    """

    value: str
    odd: str = ""


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def select(columns: Iterable[str], source: str) -> str:
    """A query for so many expressions over a relation, a query in brackets, or a table function."""
    return f"SELECT {', '.join(columns)} FROM {source}"  # noqa: S608  # every name and text in it is quoted by us


def counted(condition: str) -> str:
    """SQL that counts the rows in which a condition holds; an unknown does not."""
    return f"count(*) FILTER (WHERE {condition})"


def sql_type(type: Type) -> str:
    """The type of the column that holds a fact. A choice is an ENUM: DuckDB then reads each of its words only once."""
    if type.counts:
        return f"DECIMAL(18,{type.places})"
    if type.kind == "choice":
        return f"ENUM({', '.join(literal(word) for word in type.of)})"
    return {"yes_no": "BOOLEAN", "date": "DATE"}.get(type.kind, "VARCHAR")


def constant(type: Type, value: Value | None) -> str:
    """One value of a type as SQL writes it; NULL for the unknown."""
    if value is None:
        return f"CAST(NULL AS {sql_type(type)})"
    if type.counts:
        return f"CAST({literal(as_text(int(value), type.places))} AS {sql_type(type)})"
    if type.kind == "yes_no":
        return "TRUE" if value else "FALSE"
    text = write_value(value, type)[1:-1] if type.kind == "date" else str(value)
    return f"CAST({literal(text)} AS {sql_type(type)})"


def cell(fact: Fact, column: str, column_type: str) -> Cell:
    """How a column of a DuckDB type becomes a fact; `column` is SQL. A blank cell takes the fact's default."""
    filled = _filled(column, column_type)
    read = _plain(fact, column, column_type)
    total = read is not None
    value = read if read is not None else _checked(fact, column, column_type)
    if fact.default is not None:
        value = f"CASE WHEN {filled} THEN {value} ELSE {constant(fact.type, fact.default)} END"
    return Cell(value, "" if total else f"({value} IS NULL AND {filled})")


def _filled(column: str, column_type: str) -> str:
    """That a cell is not blank: true or false, never unknown."""
    if column_type in ("FLOAT", "DOUBLE"):
        return f"{column} IS NOT NULL AND NOT isnan({column})"
    if column_type == "VARCHAR":
        return f"{column} IS NOT NULL AND {_trimmed(column)} <> ''"
    return f"{column} IS NOT NULL"


def _trimmed(column: str) -> str:
    return f"trim({column}, {' || '.join(f'chr({ord(space)})' for space in SPACES)})"


def _plain(fact: Fact, column: str, column_type: str) -> str | None:
    """The column itself, where its type alone says that every value of it can be read; else None."""
    if fact.least is not None or fact.most is not None:
        return None
    kind = fact.type.kind
    if fact.type.counts:
        whole, places = _digits(column_type)
        fits = whole > 0 and places <= fact.type.places and 10 ** (whole + fact.type.places) <= LARGEST
        return column if fits else None  # widening each cell would cost as much as reading it
    if kind == "yes_no" and column_type == "BOOLEAN":
        return column
    if kind == "date" and _is_day(column_type):
        return _day(column, column_type)
    if kind == "key":
        return f"NULLIF({_trimmed(f'CAST({column} AS VARCHAR)')}, '')"
    return None


def _digits(column_type: str) -> tuple[int, int]:
    """The most digits before the point, and the digits behind it, of an exact column type; (0, 0) of any other."""
    if found := re.fullmatch(r"DECIMAL\((\d+),(\d+)\)", column_type):
        return max(int(found[1]) - int(found[2]), 1), int(found[2])
    return DIGITS.get(column_type, 0), 0


def _is_day(column_type: str) -> bool:
    return column_type == "DATE" or column_type.startswith("TIMESTAMP")


def _day(column: str, column_type: str) -> str:
    if column_type == "DATE":
        return column
    if "WITH TIME ZONE" in column_type:  # the day in UTC, wherever this runs
        return f"CAST(make_timestamp(epoch_us({column})) AS DATE)"
    return f"CAST({column} AS DATE)"


def _checked(fact: Fact, column: str, column_type: str) -> str:
    """The value where it can be read, NULL where it cannot."""
    match fact.type.kind:
        case "money" | "number":
            value = _number(fact.type, column, column_type)
        case "date":
            value = _day(column, column_type) if _is_day(column_type) else _date_in_text(f"CAST({column} AS VARCHAR)")
        case "yes_no":
            value = _words(
                f"lower({_trimmed(f'CAST({column} AS VARCHAR)')})",
                dict.fromkeys(YES, "TRUE") | dict.fromkeys(NO, "FALSE"),
            )
        case _:
            text = column if column_type == "VARCHAR" else f"CAST({column} AS VARCHAR)"
            value = f"TRY_CAST({_trimmed(text)} AS {sql_type(fact.type)})"
    return _within(fact, value)


def _number(type: Type, column: str, column_type: str) -> str:
    target = sql_type(type)
    whole, places = _digits(column_type)
    if column_type == "BOOLEAN":
        return f"CAST(NULL AS {target})"
    if whole and places <= type.places:
        return f"TRY_CAST({column} AS {target})"
    if whole:
        return f"CASE WHEN {column} = TRY_CAST({column} AS {target}) THEN TRY_CAST({column} AS {target}) END"
    if column_type == "DOUBLE":
        power = f"1e{type.places}"
        return f"CASE WHEN round({column} * {power}) / {power} = {column} THEN TRY_CAST({column} AS {target}) END"
    return _number_in_text(type, f"CAST({column} AS VARCHAR)")


def _number_in_text(type: Type, text: str) -> str:
    """The same texts as values.PLAIN_NUMBER, with no more decimals than the type has (zeros at the end are none)."""
    places = type.places
    behind = rf"\d{{1,{places}}}0*" if places else "0+"
    pattern = rf"[+-]?(\d+(\.\d{{0,{places}}}0*)?|\.{behind})"
    text = _trimmed(text)
    fits = f"length({text}) <= 40 AND regexp_full_match({text}, {literal(pattern)})"
    return f"CASE WHEN {fits} THEN TRY_CAST({text} AS {sql_type(type)}) END"


def _date_in_text(text: str) -> str:
    text = _trimmed(text)
    written = f"regexp_full_match({text}, {literal(PLAIN_DAY)})"
    day = f"CASE WHEN {written} THEN TRY_CAST({text}[1:10] AS DATE) END"
    return f"CASE WHEN {day} >= DATE '0001-01-01' THEN {day} END"


def _words(text: str, meanings: Mapping[str, str]) -> str:
    branches = " ".join(f"WHEN {literal(word)} THEN {meaning}" for word, meaning in meanings.items())
    return f"CASE {text} {branches} END"


def _within(fact: Fact, value: str) -> str:
    low, high = (-LARGEST, LARGEST) if fact.type.counts else (None, None)
    low = fact.least if fact.least is not None else low
    high = fact.most if fact.most is not None else high
    bounds = [f"{value} >= {constant(fact.type, low)}"] if low is not None else []
    bounds += [f"{value} <= {constant(fact.type, high)}"] if high is not None else []
    return f"CASE WHEN {' AND '.join(bounds)} THEN {value} END" if bounds else value
