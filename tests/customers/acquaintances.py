"""Customers of the tests: Ada, and whatever a CSV tells."""

from datetime import date, timedelta
from typing import Any

from goodgrace.customers.actions import add_customer, note_need
from goodgrace.customers.bringing import Brought, BroughtRows, bring_in_customers, bring_in_purchases
from goodgrace.customers.models import Customer, Need
from goodgrace.customers.reading import read_customers
from goodgrace.customers.receipts import read_purchases
from goodgrace.people.models import Person
from tests.people import NOW, Cast

TODAY = NOW.date()
SUPPORT = "letters in large print"


def ada(cast: Cast, reference: str = "C-1") -> Customer:
    """Ada Lovelace, who has been with us for a while."""
    return add_customer(
        reference=reference,
        name="Ada Lovelace",
        email="ada@example.org",
        phone="+44 20 7946 0000",
        since=date(2019, 4, 30),
        by=cast.mia,
        now=NOW,
    )


def a_need(customer: Customer, by: Person, **more: Any) -> Need:
    """Ada needs large print; she said yes in a call, and agents and advocates may read it."""
    told: dict[str, Any] = {
        "support": SUPPORT,
        "basis": "consent",
        "readers": ["agent", "advocate"],
        "review_on": TODAY + timedelta(days=180),
        "thanked": True,
        "explained": True,
        "consent_how": "call",
        "consent_at": NOW,
    }
    return note_need(**{"customer": customer, "by": by, "now": NOW, **told, **more})


def brought(text: str | bytes, by: Person, source: str = "crm") -> Brought:
    """A CSV of customers, brought in."""
    data = text.encode() if isinstance(text, str) else text
    table = read_customers(data, "customers.csv", TODAY)
    return bring_in_customers(table=table, source=source, by=by, now=NOW)


def bought(text: str, by: Person) -> BroughtRows:
    """A file of purchases, brought in."""
    return bring_in_purchases(table=read_purchases(text.encode(), "purchases.csv", TODAY), by=by, now=NOW)


def bad_rows(text: str | bytes) -> list[tuple[int, str]]:
    """The lines of a CSV of customers that cannot be read, and why."""
    data = text.encode() if isinstance(text, str) else text
    return [(bad.line, bad.reason) for bad in read_customers(data, "customers.csv", TODAY).bad]
