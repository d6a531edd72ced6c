"""Words about a customer, locked under the customer's key, each in its place."""

from uuid import UUID

from goodgrace.customers.models import Customer, KnownFact, Need
from goodgrace.customers.vault import KeyHolder, lock, unlock

CONTACT = ("name", "email", "phone", "address")
"""What we call and reach somebody by."""
OF_A_NEED = ("support", "impact", "signpost")
"""What is written of a need."""


def locked_contact(customer: Customer, part: str, text: str) -> bytes:
    """A name, an address or a number, locked; nothing stays nothing."""
    return lock(customer, f"customer.{part}:{customer.reference}", text) if text else b""


def contact_text(customer: Customer, part: str) -> str:
    """A name, an address or a number. Raises Missing where it was forgotten or moved."""
    locked = getattr(customer, part)
    return unlock(customer, f"customer.{part}:{customer.reference}", locked) if locked else ""


def locked_fact(customer: Customer, fact: KnownFact, value: str) -> bytes:
    """A fact's value, locked."""
    return lock(customer, f"known_fact.value:{fact.pk}", value)


def fact_text(customer: KeyHolder, fact: UUID, value: bytes | memoryview) -> str:
    """The value of a fact with a number, as it was told. Raises Missing where it was forgotten or moved."""
    return unlock(customer, f"known_fact.value:{fact}", value)


def locked_need(customer: Customer, need: Need, part: str, text: str) -> bytes:
    """What is written of a need, locked; nothing stays nothing."""
    return lock(customer, f"need.{part}:{need.pk}", text) if text else b""


def need_text(customer: Customer, need: Need, part: str) -> str:
    """What is written of a need. Raises Missing where it was forgotten or moved."""
    locked = getattr(need, part)
    return unlock(customer, f"need.{part}:{need.pk}", locked) if locked else ""
