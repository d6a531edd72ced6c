"""Accounts as a file tells of them: a CSV of fees charged, principal paid back and instalments due."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from goodgrace.customers.cells import read_amount, read_currency, read_reference, read_text, shown
from goodgrace.customers.models import AccountRow
from goodgrace.customers.receipts import day_of
from goodgrace.customers.table import BadCells, Table, digest_of, header_of, read_rows, text_of
from goodgrace.errors import InputError

COLUMNS: Final = ("reference", "account", "on", "kind", "amount", "currency")
LONGEST_ACCOUNT: Final = 80


@dataclass(frozen=True, slots=True)
class AccountTold:
    """One row of an account: whose, which account, on which day, what it was, and how much in minor units."""

    reference: str
    account: str
    on: date
    kind: str
    amount: int
    currency: str


def read_accounts(data: bytes, file: str, today: date) -> Table[AccountTold]:
    """The rows of accounts in a CSV, and its bad rows. Raises InputError for a file with other columns."""
    text = text_of(data, file)
    headings, mark = header_of(text, file)
    columns = [heading.strip().lower() for heading in headings]
    if sorted(columns) != sorted(COLUMNS):
        odd = next((name for name in COLUMNS if name not in columns), None)
        why = f"there is no column `{odd}`" if odd else f"there are columns too many: {shown(', '.join(columns))}"
        raise InputError(f"{file}:1: {why}. Accounts have {', '.join(COLUMNS)}.")
    rows, bad = read_rows(
        text, mark, len(columns), lambda _, cells: account_told(dict(zip(columns, cells, strict=True)), today)
    )
    return Table(rows, bad, digest_of(data))


def account_told(cells: Mapping[str, str], today: date) -> AccountTold:
    """One row of an account, from its cells by column. Raises BadCells with every reason why it cannot be read."""
    reasons: list[str] = []

    def cell(name: str, read: Callable[[str], object]) -> object:
        try:
            return read(cells[name])
        except ValueError as error:
            reasons.append(f"{name}: {error}")
            return None

    currency = str(cell("currency", read_currency))
    values = {
        "reference": cell("reference", read_reference),
        "account": cell("account", _account),
        "on": cell("on", lambda text: day_of(text, today)),
        "kind": cell("kind", _kind),
        "amount": cell("amount", lambda text: _amount(text, currency)),
    }
    if reasons:
        raise BadCells(reasons)
    return AccountTold(currency=currency, **values)  # type: ignore[arg-type]  # each reader gives its column's type


def _account(cell: str) -> str:
    account = read_text(cell, LONGEST_ACCOUNT)
    if not account:
        raise ValueError("it is empty. Write how your system calls the account, as L-77.")
    return account


def _kind(cell: str) -> str:
    kind = read_text(cell, LONGEST_ACCOUNT).lower()
    if kind not in AccountRow.Kind.values:
        raise ValueError(f'"{shown(kind)}" is none of {", ".join(AccountRow.Kind.values)}.')
    return kind


def _amount(cell: str, currency: str) -> int:
    amount = read_amount(cell, currency)
    if amount < 0:
        raise ValueError(f"{shown(cell)} is below nothing. A fee that was given back is left out.")
    return amount
