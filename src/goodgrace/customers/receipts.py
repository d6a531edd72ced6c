"""Purchases as a file tells of them: a CSV (reference, on, amount, currency, count), or the master text of CDNOW."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from goodgrace.customers.cells import read_amount, read_count, read_currency, read_day, read_reference, shown
from goodgrace.customers.table import MOST_BAD, BadCells, BadRow, Table, digest_of, header_of, read_rows, text_of
from goodgrace.errors import InputError

NEEDED = ("reference", "on", "amount", "currency")
COLUMNS = (*NEEDED, "count")
CDNOW = re.compile(r"\s*([0-9]{1,9})\s+([0-9]{8})\s+([0-9]{1,9})\s+([0-9.]{1,12})\s*")
CDNOW_HEADER = ("customer_id", "date", "number_of_cds", "dollar_value")


@dataclass(frozen=True, slots=True)
class PurchaseRow:
    """One purchase: whose, on which day, for how much in minor units (below zero for what came back), how many things."""

    reference: str
    on: date
    amount: int
    currency: str
    count: int = 1


def read_purchases(data: bytes, file: str, today: date) -> Table[PurchaseRow]:
    """The purchases of a file, and its bad rows. Raises InputError for a file that is neither of the two."""
    text = text_of(data, file)
    first = text.lstrip("\r\n").partition("\n")[0]
    if CDNOW.fullmatch(first) or tuple(first.split()) == CDNOW_HEADER:
        rows, bad = _cdnow(text, today)
    else:
        headings, mark = header_of(text, file)
        columns = _columns(headings, file)
        rows, bad = read_rows(
            text, mark, len(columns), lambda _, cells: _purchase(dict(zip(columns, cells, strict=True)), today)
        )
    return Table(rows, bad, digest_of(data))


def _columns(headings: list[str], file: str) -> list[str]:
    columns = [heading.strip().lower() for heading in headings]
    missing = [name for name in NEEDED if name not in columns]
    unknown = [heading for heading in columns if heading not in COLUMNS]
    if missing:
        raise InputError(f"{file}:1: there is no column `{missing[0]}`. Purchases have {', '.join(COLUMNS)}.")
    if unknown or len(set(columns)) < len(columns):
        odd = unknown[0] if unknown else next(name for name in columns if columns.count(name) > 1)
        raise InputError(f"{file}:1: the column `{shown(odd)}` is one too many. Purchases have {', '.join(COLUMNS)}.")
    return columns


def _purchase(cells: Mapping[str, str], today: date) -> PurchaseRow:
    reasons: list[str] = []

    def cell(name: str, read: Callable[[str], object]) -> object:
        try:
            return read(cells.get(name, ""))
        except ValueError as error:
            reasons.append(f"{name}: {error}")
            return None

    currency = str(cell("currency", read_currency))
    values = {
        "reference": cell("reference", read_reference),
        "on": cell("on", lambda text: day_of(text, today)),
        "amount": cell("amount", lambda text: read_amount(text, currency)),
        "count": cell("count", read_count),
    }
    if reasons:
        raise BadCells(reasons)
    return PurchaseRow(currency=currency, **values)  # type: ignore[arg-type]  # each reader gives its column's type


def day_of(cell: str, today: date) -> date:
    """A day that has been. Raises ValueError also where there is none."""
    day = read_day(cell, today)
    if day is None:
        raise ValueError("it is empty. Write it as 2019-04-30.")
    return day


def _cdnow(text: str, today: date) -> tuple[list[PurchaseRow], list[BadRow]]:
    """The lines of CDNOW's master text: who, the day, how many CDs, and dollars."""
    rows: list[PurchaseRow] = []
    bad: list[BadRow] = []
    for line, told in enumerate(text.splitlines(), 1):
        if not told.strip() or tuple(told.split()) == CDNOW_HEADER:
            continue
        try:
            rows.append(_cdnow_line(told, today))
        except ValueError as error:
            bad.append(BadRow(line, str(error)))
        if len(bad) >= MOST_BAD:
            break
    return rows, bad


def _cdnow_line(told: str, today: date) -> PurchaseRow:
    found = CDNOW.fullmatch(told)
    if not found:
        raise ValueError(f'"{shown(told)}" is not: who, day, how many, dollars.')
    who, day, count, dollars = found.groups()
    return PurchaseRow(f"cdnow-{who}", day_of(day, today), read_amount(dollars, "USD"), "USD", int(count))
