"""Rows to facts: what is known of a case, as a policy asks for it, and how we know it."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from uuid import UUID

from goodgrace.cases.models import Case, CaseFact
from goodgrace.cases.words import fact_text
from goodgrace.customers.queries import Kept, newest_of
from goodgrace.customers.words import fact_text as known_text
from goodgrace.customers.worth import tenure_years
from goodgrace.errors import FactError
from goodgrace.people.models import Person
from goodgrace.policy.decision import DecisionSheet, decide
from goodgrace.policy.plan import plan_of
from goodgrace.policy.shape import DAY, Given, Policy
from goodgrace.store.asking import Row, ask_all, number_of

TENURE = "tenure_years"


@dataclass(frozen=True, slots=True)
class Known:
    """One thing known of a case: its value as text, and how we know it (asked, told, guessed, record)."""

    value: str
    how: str


HELD = "SELECT case_id, id, name, value, how FROM cases_casefact WHERE case_id {among}"
KNOWN = """
SELECT f.customer_id, f.name, f.id, f.value, f.source, f.seen_at
FROM customers_knownfact f WHERE f.customer_id IN (SELECT c.customer_id FROM cases_case c WHERE c.id {among})
ORDER BY f.seen_at
"""


class Held(NamedTuple):
    """A fact of a case as it is kept: its number, its name, its value still locked, and how we know it."""

    pk: UUID
    name: str
    value: bytes | memoryview
    how: str


@dataclass(frozen=True, slots=True)
class Noted:
    """What was noted of some cases and their customers, locked as it is, read at once."""

    of_customers: Mapping[int, Mapping[str, Kept]]
    of_cases: Mapping[int, list[Held]] = field(default_factory=lambda: defaultdict(list))

    def known(self, case: Case, on: date, wanted: Container[str] | None = None) -> dict[str, Known]:
        """Everything known of a case: from our records first, then what was asked, told or guessed, which counts more.

        `wanted` names the facts that are opened; without it all are.
        """
        known: dict[str, Known] = {}
        years = tenure_years(case.customer.since, on)
        if years is not None:
            known[TENURE] = Known(f"{years:f}", CaseFact.How.RECORD)
        for name, fact in self.of_customers.get(case.customer_id, {}).items():
            if wanted is None or name in wanted:
                known[name] = Known(known_text(case.customer, fact.pk, fact.value), CaseFact.How.RECORD)
        for held in self.of_cases.get(case.pk, ()):
            if wanted is None or held.name in wanted:
                value = fact_text(case.customer, held.pk, held.value)
                if value:
                    known[held.name] = Known(value, held.how)
        return known


def noted_of(cases: Iterable[Case]) -> Noted:
    """What was noted of cases and their customers."""
    numbers = [case.pk for case in cases]
    return noted_in(*ask_all((HELD, (numbers,)), (KNOWN, (numbers,))))


def noted_in(held: Iterable[Row], known: Iterable[Row]) -> Noted:
    """The same from the rows that HELD and KNOWN find."""
    noted = Noted(newest_of(known))
    for case, pk, name, value, how in held:
        noted.of_cases[case].append(Held(number_of(pk), name, value, how))
    return noted


def known_of(case: Case, on: date) -> dict[str, Known]:
    """Everything known of one case."""
    return noted_of([case]).known(case, on)


def facts_for(policy: Policy, known: Mapping[str, Known], case: Case, by: Person, on: date) -> dict[str, object]:
    """The facts of a case as a policy wants them, with who it is about, who decides, and the day."""
    facts: dict[str, object] = {name: told.value for name, told in known.items() if name in policy.facts}
    return {**facts, "customer": case.customer.reference, "decider": by.mark, "case": case.mark, DAY: on}


def limits_for(policy: Policy, facts: Mapping[str, object]) -> DecisionSheet:
    """The sheet of a case without what was given before, from the facts that a rule asks for and no others."""
    return sheet_for(policy, {name: facts[name] for name in plan_of(policy).used if name in facts})


def sheet_for(policy: Policy, facts: Mapping[str, object], given: Iterable[Given] | None = None) -> DecisionSheet:
    """The sheet of a case.

    What was noted under an older version and does not fit this one is unknown again, so that it is asked anew.
    """
    lines = None if given is None else tuple(given)
    try:
        return decide(policy, facts, given=lines)
    except FactError as strange:
        fitting = {name: value for name, value in facts.items() if name not in strange.problems}
        return decide(policy, fitting, given=lines)
