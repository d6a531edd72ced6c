"""Customers as a CSV tells of them: who they are and how they are reached, and a fact in any further column."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from goodgrace.customers.cells import (
    LONGEST_FACT,
    LONGEST_NAME,
    read_address,
    read_day,
    read_email,
    read_fact_name,
    read_language,
    read_phone,
    read_reference,
    read_text,
    read_time_zone,
    shown,
)
from goodgrace.customers.table import BadCells, Table, digest_of, header_of, read_rows, text_of
from goodgrace.errors import InputError

COLUMNS = ("reference", "name", "email", "phone", "address", "since", "language", "time_zone")


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """What a row tells of a customer. What is empty was not told, and leaves what we know as it is."""

    reference: str
    name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    since: date | None = None
    language: str = ""
    time_zone: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


def read_customers(data: bytes, file: str, today: date) -> Table[CustomerRow]:
    """The customers of a CSV, and its bad rows. Raises InputError where the file or its header is not what it should be."""
    text = text_of(data, file)
    headings, mark = header_of(text, file)
    columns = _columns(headings, file)
    lines: dict[str, int] = {}

    def read(line: int, cells: list[str]) -> CustomerRow:
        return _once(_customer(dict(zip(columns, cells, strict=True)), today), line, lines)

    rows, bad = read_rows(text, mark, len(columns), read)
    return Table(rows, bad, digest_of(data))


def _columns(headings: list[str], file: str) -> list[str]:
    """What each column is, in order; the eight by name, all others are facts."""
    try:
        columns = [read_fact_name(heading) for heading in headings]
    except ValueError as error:
        raise InputError(f"{file}:1: a column's heading: {error}") from None
    if "reference" not in columns:
        told = ", ".join(shown(heading) for heading in headings[:10]) or "nothing"
        raise InputError(f"{file}:1: there is no column `reference`, only {told}. It names each customer.")
    twice = sorted({column for column in columns if columns.count(column) > 1})
    if twice:
        raise InputError(f"{file}:1: `{twice[0]}` stands twice. Each column has a name of its own.")
    return columns


def _customer(cells: Mapping[str, str], today: date) -> CustomerRow:
    readers: Mapping[str, Callable[[str], object]] = {
        "reference": read_reference,
        "name": lambda cell: read_text(cell, LONGEST_NAME),
        "email": read_email,
        "phone": read_phone,
        "address": read_address,
        "since": lambda cell: read_day(cell, today),
        "language": read_language,
        "time_zone": read_time_zone,
    }
    values: dict[str, object] = {}
    reasons: list[str] = []
    for column, cell in cells.items():
        try:
            values[column] = readers[column](cell) if column in readers else read_text(cell, LONGEST_FACT)
        except ValueError as error:
            reasons.append(f"{column}: {error}")
    if reasons:
        raise BadCells(reasons)
    facts = {name: str(values.pop(name)) for name in list(values) if name not in readers}
    return CustomerRow(**values, facts={name: value for name, value in facts.items() if value})  # type: ignore[arg-type]  # each reader gives its column's type


def _once(row: CustomerRow, line: int, lines: dict[str, int]) -> CustomerRow:
    first = lines.setdefault(row.reference, line)
    if first != line:
        raise BadCells([f"reference: {shown(row.reference)} stands on line {first} already."])
    return row
