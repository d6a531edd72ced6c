"""What a file would change: its rows beside what we know already. Nothing is written here."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Generic, Protocol, TypeVar

from goodgrace.customers.models import Customer, Purchase
from goodgrace.customers.queries import newest_facts
from goodgrace.customers.reading import CustomerRow
from goodgrace.customers.receipts import PurchaseRow
from goodgrace.customers.search import forgotten_among
from goodgrace.customers.words import CONTACT, contact_text, fact_text

AT_ONCE = 2000
"""So many rows are looked up together; a database takes only so many values in one question."""
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Change:
    """What a row would change: a new customer, or other columns and facts of one we know."""

    row: CustomerRow
    customer: Customer | None
    columns: Collection[str]
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The rows that would change something, and how many would not: the same as before, or of somebody forgotten."""

    changes: Sequence[Change]
    same: int
    forgotten: int


def compare(rows: Sequence[CustomerRow]) -> Comparison:
    """Rows of customers beside what we know of them."""
    references = [row.reference for row in rows]
    known = {customer.reference: customer for customer in Customer.objects.filter(reference__in=references)}
    gone = forgotten_among(reference for reference in references if reference not in known)
    told = _facts_told(known.values())
    changes = [
        _change(row, known.get(row.reference), told.get(row.reference, {})) for row in rows if row.reference not in gone
    ]
    real = [change for change in changes if change.customer is None or change.columns or change.facts]
    return Comparison(real, len(changes) - len(real), len(gone))


def _facts_told(customers: Collection[Customer]) -> dict[str, dict[str, str]]:
    newest = newest_facts(customers)
    return {
        customer.reference: {
            name: fact_text(customer, fact.pk, fact.value) for name, fact in newest.get(customer.pk, {}).items()
        }
        for customer in customers
    }


def _change(row: CustomerRow, customer: Customer | None, told: Mapping[str, str]) -> Change:
    facts = {name: value for name, value in row.facts.items() if told.get(name) != value}
    if customer is None:
        return Change(row, None, (), facts)
    now = {part: contact_text(customer, part) for part in CONTACT}
    now |= {"language": customer.language, "time_zone": customer.time_zone}
    columns = [column for column, value in now.items() if getattr(row, column) not in ("", value)]
    columns += ["since"] if row.since not in (None, customer.since) else []
    return Change(row, customer, columns, facts)


class Dated(Protocol):
    """A row of a file about a customer on a day; two that say the same are equal."""

    @property
    def reference(self) -> str:
        """Whose it is."""

    @property
    def on(self) -> date:
        """Its day."""


Told = TypeVar("Told", bound=Dated)


@dataclass(frozen=True, slots=True)
class NewRows(Generic[Told]):
    """The rows that we do not have yet, whose they are, and who of them is new, with their first day."""

    rows: Sequence[Told]
    customers: Mapping[str, int]
    strangers: Mapping[str, date]
    same: int
    forgotten: int


def compare_rows(
    rows: Sequence[Told], had: Callable[[Sequence[Told], Mapping[str, int]], Counter[Told]]
) -> NewRows[Told]:
    """Rows beside those that we have: of the same row twice in the file and once with us, one is new.

    So the same file again changes nothing, and a longer one adds what is new in it. `had` is how often we have each row of
    these customers, told by reference.
    """
    references = list({row.reference: None for row in rows})
    known = dict(known_among(references))
    gone = {one for some in batches(references, AT_ONCE) for one in forgotten_among(set(some) - known.keys())}
    told = Counter(row for row in rows if row.reference not in gone)
    fresh = list((told - had(rows, known)).elements())
    strangers: dict[str, date] = {}
    for row in fresh:
        if row.reference not in known:
            strangers[row.reference] = min(row.on, strangers.get(row.reference, row.on))
    return NewRows(fresh, known, strangers, told.total() - len(fresh), len(rows) - told.total())


def known_among(references: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Which of these references we know, each with its customer's number."""
    for some in batches(references, AT_ONCE):
        yield from Customer.objects.filter(reference__in=some).values_list("reference", "pk")


def had_purchases(rows: Sequence[PurchaseRow], known: Mapping[str, int]) -> Counter[PurchaseRow]:
    """How often we have each purchase of these customers in the days of the file."""
    had: Counter[PurchaseRow] = Counter()
    if not rows or not known:
        return had
    days = (min(row.on for row in rows), max(row.on for row in rows))
    names = {key: reference for reference, key in known.items()}
    found = Purchase.objects.filter(on__range=days).values_list("customer_id", "on", "amount", "currency", "count")
    for key, on, amount, currency, count in found.iterator(chunk_size=10_000):
        if key in names:
            had[PurchaseRow(names[key], on, amount, currency, count)] += 1
    return had


def batches(items: Sequence[Item], size: int) -> Iterator[list[Item]]:
    """The same items, so many at a time."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
