"""What we know of a customer: who they are, what we were told, and what happened, in order."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Max, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext as _

from goodgrace.customers.models import Customer, KnownFact, Need
from goodgrace.customers.search import called
from goodgrace.customers.words import CONTACT, contact_text, fact_text
from goodgrace.errors import Missing
from goodgrace.money import Money
from goodgrace.sentences import sentence
from goodgrace.store.asking import ask, number_of, with_zone

MOST_FOUND = 50


@dataclass(frozen=True, slots=True)
class Told:
    """A fact as it was told: its value, where it came from, and when it was so."""

    value: str
    source: str
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Contact:
    """What we call somebody, and how we reach them. `address` are the lines under the name in a letter's window."""

    name: str
    email: str
    phone: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened between a customer and us: the day, what kind of thing, and a sentence."""

    on: date
    kind: str
    text: str


def known_facts(customer: Customer) -> dict[str, Told]:
    """The newest value of each fact, by name; nothing for a customer who was forgotten."""
    newest = newest_facts([customer]).get(customer.pk, {})
    return {
        name: Told(fact_text(customer, fact.pk, fact.value), fact.source, fact.seen_at)
        for name, fact in sorted(newest.items())
    }


KNOWN = """
SELECT customer_id, name, id, value, source, seen_at FROM customers_knownfact WHERE customer_id {among} ORDER BY seen_at
"""


class Kept(NamedTuple):
    """A fact about a customer as it is kept: its number, its value still locked, where it came from and when it was so."""

    pk: UUID
    value: bytes | memoryview
    source: str
    seen_at: datetime


def newest_facts(customers: Iterable[Customer]) -> dict[int, dict[str, Kept]]:
    """The newest fact of each name, locked as it is, by customer."""
    newest: dict[int, dict[str, Kept]] = {}
    for customer, name, pk, value, source, seen_at in ask(KNOWN, [customer.pk for customer in customers]):
        newest.setdefault(customer, {})[name] = Kept(number_of(pk), value, source, with_zone(seen_at))
    return newest


def told_of_many(names: Iterable[str], at_once: int = 500) -> Iterator[tuple[Customer, Mapping[str, str]]]:
    """Every customer of whom a fact of one of these names is known, with the newest of all their facts, by number."""
    after = 0
    asked = list(names)
    while True:
        of = KnownFact.objects.filter(name__in=asked, customer__gt=after).values("customer")
        people = list(Customer.objects.filter(pk__in=of, forgotten_at=None).order_by("pk")[:at_once])
        newest = newest_facts(people)
        for customer in people:
            kept = newest.get(customer.pk, {})
            yield customer, {name: fact_text(customer, fact.pk, fact.value) for name, fact in kept.items()}
        if len(people) < at_once:
            return
        after = people[-1].pk


def contact(customer: Customer) -> Contact:
    """Name, address and number; of a customer who was forgotten only that."""
    if customer.forgotten_at is not None:
        return Contact(_("forgotten"), "", "")
    return Contact(*(contact_text(customer, part) for part in CONTACT))


def with_reference(reference: str) -> Customer:
    """The customer whom other systems call so. Raises Missing."""
    customer = Customer.objects.filter(reference=reference).first()
    if customer is None:
        raise Missing(
            sentence("There is no customer with this reference. Look for their name or address, or add them.")
        )
    return customer


def remembered(after: int = 0) -> QuerySet[Customer]:
    """Everybody whom we have not forgotten, in the order they came, behind the one with a number."""
    return Customer.objects.filter(forgotten_at=None, id__gt=after).order_by("id")


def found(text: str) -> list[Customer]:
    """The customers that a text may mean: a reference, an address, or words of a name; in the order they came."""
    exact = Customer.objects.filter(reference=text.strip(), forgotten_at=None)
    return [*exact, *called(text).exclude(pk__in=exact)[:MOST_FOUND]]


def due_for_review(today: date) -> QuerySet[Need]:
    """Needs that should be asked about again by now, the longest overdue first; who and when, not what."""
    return Need.objects.filter(ended_at=None, review_on__lte=today).order_by("review_on", "id").defer("support")


def reviews_for(role: str, today: date) -> QuerySet[Need]:
    """The needs due for review that a role may read, with whose they are."""
    return due_for_review(today).filter(readers__icontains=f'"{role}"').select_related("customer")


def timeline(customer: Customer) -> list[Moment]:
    """What happened, the newest first: facts noted, needs noted, purchases by month. Cases add their own."""
    moments = [*_facts(customer), *_needs(customer), *_purchases(customer)]
    return sorted(moments, key=lambda moment: moment.on, reverse=True)


def _facts(customer: Customer) -> Iterable[Moment]:
    for name, source, at in customer.facts.order_by("-seen_at").values_list("name", "source", "seen_at"):
        told = sentence("{fact} noted, from {source}", fact=name.replace("_", " "), source=source)
        yield Moment(timezone.localtime(at).date(), "fact", told)


def _needs(customer: Customer) -> Iterable[Moment]:
    for noted, ended in customer.needs.order_by("-noted_at").values_list("noted_at", "ended_at"):
        if ended is not None:
            yield Moment(timezone.localtime(ended).date(), "need", sentence("a need ended"))
        yield Moment(timezone.localtime(noted).date(), "need", sentence("a need was noted"))


def _purchases(customer: Customer) -> Iterable[Moment]:
    months = customer.purchases.annotate(month=TruncMonth("on")).values("month", "currency")
    rows = months.annotate(times=Count("id"), spent=Sum("amount"), last=Max("on")).order_by("-last", "currency")
    for row in rows:
        yield Moment(row["last"], "purchase", _bought(row["times"], Money(int(row["spent"]), row["currency"])))


def _bought(times: int, spent: Money) -> str:
    if times == 1:
        return sentence("1 purchase, {spent}", spent=spent)
    return sentence("{times} purchases, {spent}", times=times, spent=spent)
