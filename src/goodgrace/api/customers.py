"""Customers, for programs: added, found, and what is known of them."""

from datetime import date
from typing import Any

from django.utils.timezone import now
from ninja import Router, Status
from pydantic import AwareDatetime, BaseModel, Field

from goodgrace.api.door import Asked, Token
from goodgrace.api.shapes import Cursor, Limit, Line, Page, Sent, Words, number_in, page_of
from goodgrace.customers import actions
from goodgrace.customers.cells import LONGEST_ADDRESS
from goodgrace.customers.models import Customer
from goodgrace.customers.queries import contact, found, known_facts, remembered, with_reference

router = Router(tags=["customers"])


class NewCustomer(Sent):
    """Somebody we serve from now on. `reference` is how your system calls them."""

    reference: Line
    name: Line = ""
    email: Line = ""
    phone: Line = ""
    address: str = Field("", max_length=LONGEST_ADDRESS, description="Street and town, a line each, without the name.")
    since: date | None = Field(None, description="The day they became a customer.")
    language: Line = ""
    time_zone: Line = Field("", description="By whose clock they live: `America/New_York`; empty: not known.")


class CustomerShown(BaseModel):
    """A customer."""

    reference: str
    name: str
    email: str
    phone: str
    address: str
    since: date | None
    language: str
    time_zone: str


class FactShown(BaseModel):
    """A fact about a customer: its value, where it came from, and when it was so."""

    value: str
    source: str
    seen_at: AwareDatetime


class CustomerInFull(CustomerShown):
    """A customer with the facts we know of them."""

    facts: dict[str, FactShown]


class NewFact(Sent):
    """A fact about a customer. Told again of the same moment, it replaces."""

    name: Line
    value: Words
    source: Line = Field(description="Where it came from: `crm`, `loyalty import`.")
    seen_at: AwareDatetime | None = Field(None, description="When it was so; without it, now.")


def shown(customer: Customer) -> dict[str, Any]:
    """A customer as they are told of."""
    told = contact(customer)
    return {
        "reference": customer.reference,
        "name": told.name,
        "email": told.email,
        "phone": told.phone,
        "address": told.address,
        "since": customer.since,
        "language": customer.language,
        "time_zone": customer.time_zone,
    }


def in_full(customer: Customer) -> dict[str, Any]:
    """A customer with the facts we know of them."""
    facts = {
        name: {"value": told.value, "source": told.source, "seen_at": told.seen_at}
        for name, told in known_facts(customer).items()
    }
    return {**shown(customer), "facts": facts}


@router.post("/customers", auth=Token("keep_customers"), response={201: CustomerShown}, summary="Add a customer")
def add(request: Asked, sent: NewCustomer) -> Status[dict[str, Any]]:
    """Add somebody we serve. A reference that is taken is a 409."""
    return Status(201, shown(actions.add_customer(**sent.model_dump(), by=request.auth, now=now())))


@router.get("/customers", auth=Token("see_customers"), response=Page[CustomerShown], summary="List or find customers")
def every(request: Asked, q: Line = "", after: Cursor = "", limit: Limit = 50) -> dict[str, Any]:
    """All customers, in the order they came; or, with `q`, the few whom a reference, an address or words of a name may mean."""
    if q:
        return {"items": [shown(customer) for customer in found(q)], "next": None}
    return page_of(request, remembered(number_in(after)), limit, shown)


@router.post(
    "/customers/{path:reference}/facts",
    auth=Token("keep_customers", tells="see_customers"),
    response={201: CustomerInFull},
    summary="Note a fact about a customer",
)
def note_fact(request: Asked, reference: str, sent: NewFact) -> Status[dict[str, Any]]:
    """Note what a customer told us or another system knows."""
    customer = with_reference(reference)
    actions.note_fact(customer=customer, **sent.model_dump(), by=request.auth, now=now())
    return Status(201, in_full(customer))


@router.get(
    "/customers/{path:reference}", auth=Token("see_customers"), response=CustomerInFull, summary="Read a customer"
)
def one(request: Asked, reference: str) -> dict[str, Any]:  # noqa: ARG001  # ninja hands the request to every operation
    """A customer, with the newest of each fact we know."""
    return in_full(with_reference(reference))
