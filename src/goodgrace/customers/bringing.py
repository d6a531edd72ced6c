"""Bringing in many customers, or their purchases: all of a file in one transaction, or nothing of it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from goodgrace.customers.cells import LONGEST_SOURCE
from goodgrace.customers.comparing import AT_ONCE, Change, NewRows, Told, batches, compare, compare_rows, had_purchases
from goodgrace.customers.models import Customer, KnownFact, Purchase, SearchMark
from goodgrace.customers.reading import CustomerRow
from goodgrace.customers.receipts import PurchaseRow
from goodgrace.customers.search import marks_of
from goodgrace.customers.table import Table
from goodgrace.customers.vault import new_key
from goodgrace.customers.words import CONTACT, contact_text, locked_contact, locked_fact
from goodgrace.customers.worth import count_spreads
from goodgrace.errors import InputError, Refused
from goodgrace.ledger.actions import record
from goodgrace.people.authority import must
from goodgrace.people.models import Person

Tell = Callable[[float, str], None]
CHANGED_COLUMNS = (*CONTACT, "since", "language", "time_zone")


@dataclass(frozen=True, slots=True)
class Brought:
    """What a file of customers changed, or would change: customers new, changed and as before; those forgotten are left alone."""

    new: int = 0
    changed: int = 0
    same: int = 0
    forgotten: int = 0
    facts: int = 0

    def __add__(self, more: "Brought") -> "Brought":
        """Both together."""
        return Brought(
            self.new + more.new,
            self.changed + more.changed,
            self.same + more.same,
            self.forgotten + more.forgotten,
            self.facts + more.facts,
        )


@dataclass(frozen=True, slots=True)
class BroughtRows:
    """What a file of purchases or accounts changed, or would: rows new and as before, those of the forgotten, new customers."""

    new: int
    same: int
    forgotten: int
    new_customers: int


def quiet(fraction: float, text: str) -> None:  # as whoever shows progress is called
    """Tell nobody how far it is."""


def foresee_customers(*, table: Table[CustomerRow], by: Person, tell: Tell = quiet) -> Brought:
    """What a file of customers would change; nothing is written."""
    must(by, "bring_in_customers")
    return _each(table.rows, tell, "Comparing", _counted)


def bring_in_customers(
    *, table: Table[CustomerRow], source: str, by: Person, now: datetime, tell: Tell = quiet
) -> Brought:
    """Write a file of customers and their facts. Raises Refused, and writes nothing, while it has bad rows."""
    must(by, "bring_in_customers")
    refuse_bad(table.bad)
    if not 0 < len(source) <= LONGEST_SOURCE or not source.isprintable():
        raise InputError(f"Say in 1 to {LONGEST_SOURCE} letters where the facts come from, for example crm.")
    with transaction.atomic():
        alone()
        brought = _each(table.rows, tell, "Writing", lambda rows: _written(rows, source, now))
        if brought.new or brought.changed:
            data = {"new": brought.new, "changed": brought.changed, "facts": brought.facts, "file": table.digest}
            record(by=by.mark, role=by.role, what="customers brought in", about="customers", now=now, data=data)
    return brought


def foresee_purchases(*, table: Table[PurchaseRow], by: Person) -> BroughtRows:
    """What a file of purchases would change; nothing is written."""
    must(by, "bring_in_customers")
    return counted_rows(compare_rows(table.rows, had_purchases))


def bring_in_purchases(*, table: Table[PurchaseRow], by: Person, now: datetime, tell: Tell = quiet) -> BroughtRows:
    """Write a file of purchases, and the customers that are not known yet. Raises Refused while it has bad rows."""
    must(by, "bring_in_customers")
    refuse_bad(table.bad)
    with transaction.atomic():
        alone()
        tell(0.0, "Comparing")
        found = compare_rows(table.rows, had_purchases)
        if found.rows:
            _write_purchases(found, now, tell)
            tell(0.95, "Counting how customers compare")
            count_spreads(now)
            data = {"new": len(found.rows), "new_customers": len(found.strangers), "file": table.digest}
            record(by=by.mark, role=by.role, what="purchases brought in", about="customers", now=now, data=data)
    return counted_rows(found)


def refuse_bad(bad: Sequence[object]) -> None:
    """Go on only with a file whose rows can all be read. Raises Refused."""
    if bad:
        raise Refused("Rows of the file cannot be read. Mend them; until then nothing of it is brought in.")


def alone() -> None:
    """Let one file in after the other: two at once would not see each other's rows. SQLite lets only one write anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "LOCK TABLE customers_customer, customers_purchase, customers_accountrow IN SHARE ROW EXCLUSIVE MODE"
            )


def _each(rows: Sequence[CustomerRow], tell: Tell, doing: str, act: Callable[[list[CustomerRow]], Brought]) -> Brought:
    brought, done = Brought(), 0
    for some in batches(rows, AT_ONCE):
        tell(done / len(rows), doing)
        brought, done = brought + act(some), done + len(some)
    return brought


def _counted(rows: list[CustomerRow]) -> Brought:
    found = compare(rows)
    new = sum(change.customer is None for change in found.changes)
    facts = sum(len(change.facts) for change in found.changes)
    return Brought(new, len(found.changes) - new, found.same, found.forgotten, facts)


def _written(rows: list[CustomerRow], source: str, now: datetime) -> Brought:
    found = compare(rows)
    strangers = [change for change in found.changes if change.customer is None]
    others = [(change, change.customer) for change in found.changes if change.customer is not None]
    made = Customer.objects.bulk_create([_new_customer(change.row, now) for change in strangers])
    changed = [(change, customer) for change, customer in others if change.columns]
    for change, customer in changed:
        _overwrite(customer, change)
    Customer.objects.bulk_update([customer for _, customer in changed], CHANGED_COLUMNS, batch_size=500)
    _index([*made, *(customer for change, customer in changed if {"name", "email"} & set(change.columns))])
    pairs = [*zip(strangers, made, strict=True), *others]
    facts = [fact for change, customer in pairs for fact in _new_facts(customer, change, source, now)]
    _replace_facts(facts, now)
    return Brought(len(made), len(others), found.same, found.forgotten, len(facts))


def _new_customer(row: CustomerRow, now: datetime) -> Customer:
    """A customer as a row tells of them, with a key of their own; not saved yet."""
    customer = Customer(reference=row.reference, wrapped_key=new_key(row.reference), since=row.since, made_at=now)
    customer.language, customer.time_zone = row.language or "en", row.time_zone
    for part in CONTACT:
        setattr(customer, part, locked_contact(customer, part, getattr(row, part)))
    return customer


def _overwrite(customer: Customer, change: Change) -> None:
    for column in change.columns:
        value = getattr(change.row, column)
        setattr(customer, column, locked_contact(customer, column, value) if column in CONTACT else value)


def _index(customers: Iterable[Customer]) -> None:
    marks = [
        SearchMark(customer=customer, digest=digest)
        for customer in customers
        for digest in marks_of(contact_text(customer, "name"), contact_text(customer, "email"))
    ]
    SearchMark.objects.filter(customer__in={mark.customer_id for mark in marks}).delete()
    SearchMark.objects.bulk_create(marks)


def _new_facts(customer: Customer, change: Change, source: str, now: datetime) -> Iterable[KnownFact]:
    for name, value in change.facts.items():
        fact = KnownFact(customer=customer, name=name, source=source, seen_at=now)
        fact.value = locked_fact(customer, fact, value)
        yield fact


def _replace_facts(facts: Sequence[KnownFact], now: datetime) -> None:
    """Write facts; what was told of the very same moment before gives way."""
    told = {(fact.customer_id, fact.name) for fact in facts}
    there = KnownFact.objects.filter(customer__in={customer for customer, _ in told}, seen_at=now)
    old = [key for key, *which in there.values_list("pk", "customer_id", "name") if tuple(which) in told]
    KnownFact.objects.filter(pk__in=old).delete()
    KnownFact.objects.bulk_create(facts)


def counted_rows(found: NewRows[Told]) -> BroughtRows:
    """What the new rows come to."""
    return BroughtRows(len(found.rows), found.same, found.forgotten, len(found.strangers))


def keys_of(found: NewRows[Told], now: datetime) -> dict[str, int]:
    """The numbers of all customers of the rows, by reference; those that are not known yet are made."""
    keys = dict(found.customers)
    for some in batches(list(found.strangers.items()), AT_ONCE):
        made = [_new_customer(CustomerRow(reference, since=first), now) for reference, first in some]
        keys |= {customer.reference: customer.pk for customer in Customer.objects.bulk_create(made)}
    return keys


def _write_purchases(found: NewRows[PurchaseRow], now: datetime, tell: Tell) -> None:
    tell(0.2, "Making customers")
    keys, done = keys_of(found, now), 0
    for purchases in batches(found.rows, AT_ONCE):
        tell(0.3 + 0.6 * done / len(found.rows), "Writing purchases")
        Purchase.objects.bulk_create(_purchase(row, keys[row.reference]) for row in purchases)
        done += len(purchases)


def _purchase(row: PurchaseRow, key: int) -> Purchase:
    return Purchase(customer_id=key, on=row.on, amount=row.amount, currency=row.currency, count=row.count)
