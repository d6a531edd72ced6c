"""Rows to facts: what is known of a case, as a policy asks for it, and how we know it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from goodgrace.cases.models import Case, CaseFact
from goodgrace.cases.words import fact_text
from goodgrace.customers.queries import known_facts
from goodgrace.customers.worth import tenure_years
from goodgrace.people.models import Person
from goodgrace.policy.shape import DAY, Policy
from goodgrace.policy.values import read_fact

TENURE = "tenure_years"


@dataclass(frozen=True, slots=True)
class Known:
    """One thing known of a case: its value as text, and how we know it (asked, told, guessed, record)."""

    value: str
    how: str


def known_of(case: Case, on: date) -> dict[str, Known]:
    """Everything known of a case: from our records first, then what was asked, told or guessed, which counts more."""
    known = dict(_from_records(case, on))
    for fact in case.facts.all():
        value = fact_text(fact, case.customer)
        if value:
            known[fact.name] = Known(value, fact.how)
    return known


def _from_records(case: Case, on: date) -> Mapping[str, Known]:
    customer = case.customer
    found: dict[str, Known] = {}
    years = tenure_years(customer.since, on)
    if years is not None:
        found[TENURE] = Known(f"{years:f}", CaseFact.How.RECORD)
    for name, told in known_facts(customer).items():
        found[name] = Known(told.value, CaseFact.How.RECORD)
    return found


def facts_for(policy: Policy, known: Mapping[str, Known], case: Case, by: Person, on: date) -> dict[str, object]:
    """The facts of a case as a policy wants them, with who it is about, who decides, and the day.

    What was noted under an older version and does not fit this one is unknown again, so that it is asked anew.
    """
    facts: dict[str, object] = {name: told.value for name, told in known.items() if fits(policy, name, told.value)}
    return {**facts, "customer": case.customer.reference, "decider": by.mark, "case": case.mark, DAY: on}


def fits(policy: Policy, name: str, value: str) -> bool:
    """Whether a policy has such a fact, and can read the value."""
    fact = policy.facts.get(name)
    if fact is None:
        return False
    try:
        read_fact(fact, value)
    except ValueError:
        return False
    return True
