"""Bringing in rows of accounts: all of a file in one transaction, or nothing of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from goodgrace.customers.accounts import AccountTold
from goodgrace.customers.bringing import BroughtRows, alone, counted_rows, keys_of, refuse_bad
from goodgrace.customers.comparing import AT_ONCE, batches, compare_rows
from goodgrace.customers.models import AccountRow
from goodgrace.customers.table import Table
from goodgrace.ledger.actions import record
from goodgrace.people.authority import must
from goodgrace.people.models import Person


def foresee_accounts(*, table: Table[AccountTold], by: Person) -> BroughtRows:
    """What rows of accounts would change; nothing is written."""
    must(by, "bring_in_customers")
    return counted_rows(compare_rows(table.rows, _had))


def bring_in_accounts(*, table: Table[AccountTold], by: Person, now: datetime) -> BroughtRows:
    """Write rows of accounts, and the customers that are not known yet. Raises Refused while there are bad rows.

    Of the same row twice in the file and once with us, one is new: the same file again changes nothing.
    """
    must(by, "bring_in_customers")
    refuse_bad(table.bad)
    with transaction.atomic():
        alone()
        found = compare_rows(table.rows, _had)
        if found.rows:
            keys = keys_of(found, now)
            for rows in batches(found.rows, AT_ONCE):
                AccountRow.objects.bulk_create(_row(row, keys[row.reference]) for row in rows)
            data = {"new": len(found.rows), "new_customers": len(found.strangers), "file": table.digest}
            record(by=by.mark, role=by.role, what="accounts brought in", about="customers", now=now, data=data)
    return counted_rows(found)


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


def _row(told: AccountTold, key: int) -> AccountRow:
    return AccountRow(
        customer_id=key,
        account=told.account,
        on=told.on,
        kind=told.kind,
        amount=told.amount,
        currency=told.currency,
    )
