"""Ada's case, and what is around it: a customer, the policies in force, a story, the facts."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path

from goodgrace.cases.actions import note_facts, open_case
from goodgrace.cases.deciding import Wish
from goodgrace.cases.models import Case
from goodgrace.customers.models import Customer
from goodgrace.customers.vault import new_key
from goodgrace.people.models import Person
from goodgrace.rulebook.actions import draft, publish
from goodgrace.rulebook.models import Counter, Version
from tests.people import NOW, Cast

POLICIES = Path(__file__).parents[2] / "policies"
STORY = (
    "My washing machine stopped on Saturday with all the baby's things inside. The warranty ended on Friday a week "
    "ago, I only saw that now. I have bought everything from you since I moved here."
)
FACTS = {"days_out": "3", "repair_cost": "186.50", "own_fault": "no"}
_numbers = count(1)


def in_force(
    cast: Cast,
    name: str = "warranty-tolerance",
    *,
    at: datetime = NOW,
    counters: tuple[str, ...] = ("repair",),
    **more: dict[str, str],
) -> Version:
    """One of the example policies, published."""
    text = (POLICIES / f"{name}.yaml").read_text(encoding="utf-8")
    for counter in counters:
        Counter.objects.get_or_create(slug=counter, defaults={"title": counter})
    version = draft(text=text, by=cast.olga, now=at, name=f"{name}.yaml")
    return publish(version=version, by=cast.olga, now=at, counters=counters, **more)


def a_customer(reference: str = "", *, since: date | None = date(2017, 3, 1)) -> Customer:
    """A customer with a key, nine years with us."""
    reference = reference or f"C-{next(_numbers)}"
    return Customer.objects.create(reference=reference, wrapped_key=new_key(reference), since=since, made_at=NOW)


def a_case(
    owner: Person, customer: Customer | None = None, *, now: datetime = NOW, story: str = STORY, **facts: str
) -> Case:
    """Ada's case at the repair counter, with its facts noted; others where the test is about them, blank for unknown."""
    Counter.objects.get_or_create(slug="repair", defaults={"title": "Appliance repair"})
    case = open_case(
        customer=customer or a_customer(), counter="repair", story=[("customer", story)], by=owner, now=now
    )
    known = {name: value for name, value in (FACTS | {"appliance": f"WM-{next(_numbers)}"} | facts).items() if value}
    if known:
        note_facts(case=case, facts=known, how={}, by=owner, now=now)
    case.refresh_from_db()
    return case


def a_wish(amount: object = "186.50", **more: object) -> Wish:
    """A wish to repair it as if the warranty still held."""
    wish = {
        "policy": "warranty-tolerance",
        "remedy": "free_repair",
        "amount": Decimal(str(amount)),
        "key": f"key-{next(_numbers):06}",
    }
    return Wish(**(wish | more))  # type: ignore[arg-type]  # a maker takes what the test is about


def later(**delta: float) -> datetime:
    """A moment after now."""
    return NOW + timedelta(**delta)
