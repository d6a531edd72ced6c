"""Bringing in rows of accounts: all of a file in one transaction, or nothing of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from goodgrace.customers.accounts import AccountTold
from goodgrace.customers.bringing import alone, new_customer, refuse_bad
from goodgrace.customers.comparing import AT_ONCE, batches, known_among
from goodgrace.customers.models import AccountRow, Customer
from goodgrace.customers.reading import CustomerRow
from goodgrace.customers.search import forgotten_among
from goodgrace.customers.table import Table
from goodgrace.ledger.actions import record
from goodgrace.people.authority import must
from goodgrace.people.models import Person


@dataclass(frozen=True, slots=True)
class BroughtAccounts:
    """What rows of accounts changed, or would change: rows new and as before, those of the forgotten, new customers."""

    new: int
    same: int
    forgotten: int
    new_customers: int


@dataclass(frozen=True, slots=True)
class _NewRows:
    rows: Sequence[AccountTold]
    customers: Mapping[str, int]
    strangers: Mapping[str, date]
    counted: BroughtAccounts


def foresee_accounts(*, table: Table[AccountTold], by: Person) -> BroughtAccounts:
    """What rows of accounts would change; nothing is written."""
    must(by, "bring_in_customers")
    return _compared(table.rows).counted


def bring_in_accounts(*, table: Table[AccountTold], by: Person, now: datetime) -> BroughtAccounts:
    """Write rows of accounts, and the customers that are not known yet. Raises Refused while there are bad rows.

    Of the same row twice in the file and once with us, one is new: the same file again changes nothing.
    """
    must(by, "bring_in_customers")
    refuse_bad(table.bad)
    with transaction.atomic():
        alone()
        found = _compared(table.rows)
        if found.rows:
            _write(found, now)
            data = {"new": found.counted.new, "new_customers": found.counted.new_customers, "file": table.digest}
            record(by=by.mark, role=by.role, what="accounts brought in", about="customers", now=now, data=data)
    return found.counted


def _compared(rows: Sequence[AccountTold]) -> _NewRows:
    references = list({row.reference: None for row in rows})
    known = dict(known_among(references))
    gone = {one for some in batches(references, AT_ONCE) for one in forgotten_among(set(some) - known.keys())}
    told = Counter(row for row in rows if row.reference not in gone)
    fresh = list((told - _had(rows, known)).elements())
    strangers: dict[str, date] = {}
    for row in fresh:
        if row.reference not in known:
            strangers[row.reference] = min(row.on, strangers.get(row.reference, row.on))
    left = len(rows) - told.total()
    counted = BroughtAccounts(len(fresh), told.total() - len(fresh), left, len(strangers))
    return _NewRows(fresh, known, strangers, counted)


def _had(rows: Sequence[AccountTold], known: Mapping[str, int]) -> Counter[AccountTold]:
    """How often we have each row of these customers already, in the days of the file."""
    had: Counter[AccountTold] = Counter()
    if not rows or not known:
        return had
    days = (min(row.on for row in rows), max(row.on for row in rows))
    names = {key: reference for reference, key in known.items()}
    for some in batches(list(names), AT_ONCE):
        found = AccountRow.objects.filter(customer__in=some, on__range=days)
        columns = ("customer_id", "account", "on", "kind", "amount", "currency")
        for key, *cells in found.values_list(*columns).iterator(chunk_size=10_000):
            had[AccountTold(names[key], *cells)] += 1
    return had


def _write(found: _NewRows, now: datetime) -> None:
    keys = dict(found.customers)
    for some in batches(list(found.strangers.items()), AT_ONCE):
        made = [new_customer(CustomerRow(reference, since=first), now) for reference, first in some]
        keys |= {customer.reference: customer.pk for customer in Customer.objects.bulk_create(made)}
    for rows in batches(found.rows, AT_ONCE):
        AccountRow.objects.bulk_create(_row(row, keys[row.reference]) for row in rows)


def _row(told: AccountTold, key: int) -> AccountRow:
    return AccountRow(
        customer_id=key,
        account=told.account,
        on=told.on,
        kind=told.kind,
        amount=told.amount,
        currency=told.currency,
    )
