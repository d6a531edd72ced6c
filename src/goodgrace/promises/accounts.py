"""The accounts of a customer, each looked at for a penalty spiral; and those of everybody where one shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Final, cast

from django.db.models import Count, Q

from goodgrace.customers.models import AccountRow, Customer
from goodgrace.promises.spirals import LEAST_FEES, Kind, Row, Spiral, spiral

AT_ONCE: Final = 100
"""So many customers with fees are looked at together."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account of a customer in one currency, and what its rows tell."""

    customer: Customer
    name: str
    currency: str
    spiral: Spiral


@dataclass(frozen=True, slots=True)
class Looked:
    """Where a spiral shows among some accounts with fees; how many were looked at, and how many tell too little.

    `after` is the number of the customer to go on behind, None at the end.
    """

    noticed: tuple[Account, ...]
    looked_at: int
    too_little: int
    after: int | None


def accounts_of(customer: Customer) -> list[Account]:
    """The accounts of a customer by name, with fees charged against principal paid back and whether a spiral shows."""
    return _accounts([customer])


def spirals_behind(after: int = 0) -> Looked:
    """The spirals of the customers behind a number, a hundred with so many fees that anything can be told; the rest later."""
    fees = Count("account_rows", filter=Q(account_rows__kind=AccountRow.Kind.FEE))
    found = Customer.objects.filter(pk__gt=after, forgotten_at=None).annotate(fees=fees).filter(fees__gte=LEAST_FEES)
    customers = list(found.order_by("pk")[: AT_ONCE + 1])
    accounts = [each for each in _accounts(customers[:AT_ONCE]) if each.spiral.fees.minor]
    return Looked(
        tuple(each for each in accounts if each.spiral.noticed),
        len(accounts),
        sum(each.spiral.noticed is None for each in accounts),
        customers[AT_ONCE - 1].pk if len(customers) > AT_ONCE else None,
    )


def _accounts(customers: Iterable[Customer]) -> list[Account]:
    people = {customer.pk: customer for customer in customers}
    rows = AccountRow.objects.filter(customer__in=list(people)).order_by("customer", "account", "currency", "on")
    cells = rows.values_list("customer_id", "account", "currency", "on", "kind", "amount")
    return [
        Account(people[key], name, currency, spiral((Row(on, cast(Kind, kind), amount) for *_, on, kind, amount in told), currency=currency))
        for (key, name, currency), told in groupby(cells, key=lambda row: row[:3])
    ]  # fmt: skip
