"""Words of a case, locked under the customer's key, each in its place."""

from uuid import UUID

from django.utils.translation import gettext as _

from goodgrace.cases.models import Case, CaseFact, Decision, Overrule, Turn
from goodgrace.customers.models import Customer
from goodgrace.customers.vault import KeyHolder, lock, unlock
from goodgrace.errors import Missing


def turn_text(turn: Turn, customer: Customer) -> str:
    """What was said in a turn; a plain note where it was forgotten."""
    return _opened(customer, f"turn.text:{turn.pk}", turn.text)


def fact_text(customer: KeyHolder, fact: UUID, value: bytes | memoryview) -> str:
    """The value of a fact with a number, as it was written; empty where it was forgotten."""
    try:
        return unlock(customer, f"fact.value:{fact}", value)
    except Missing:
        return ""


def reason_text(decision: Decision, customer: Customer) -> str:
    """Why somebody decided so, in their own words."""
    return _opened(customer, f"decision.reason:{decision.pk}", decision.reason) if decision.reason else ""


def overrule_text(overrule: Overrule) -> str:
    """Why a decision was set aside, in the words of whoever did it."""
    decision = overrule.decision
    return _opened(decision.customer, f"decision.overrule:{decision.pk}", overrule.reason)


def locked_turn(case: Case, turn: Turn, text: str) -> bytes:
    """A turn's words, locked."""
    return lock(case.customer, f"turn.text:{turn.pk}", text)


def locked_fact(case: Case, fact: CaseFact, text: str) -> bytes:
    """A fact's value, locked."""
    return lock(case.customer, f"fact.value:{fact.pk}", text)


def locked_in(decision: Decision, part: str, text: str) -> bytes:
    """The reason or the sheet of a decision, locked."""
    return lock(decision.customer, f"decision.{part}:{decision.pk}", text)


def _opened(customer: Customer, place: str, locked: bytes | memoryview) -> str:
    try:
        return unlock(customer, place, locked)
    except Missing:
        return _("(forgotten, as she asked)")
