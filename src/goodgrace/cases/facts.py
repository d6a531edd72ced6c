"""Rows to facts: what is known of a case, as a policy asks for it, and how we know it."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from goodgrace.cases.models import Case, CaseFact
from goodgrace.cases.words import fact_text
from goodgrace.customers.words import fact_text as known_text
from goodgrace.customers.worth import tenure_years
from goodgrace.errors import FactError
from goodgrace.people.models import Person
from goodgrace.policy.decision import DecisionSheet, decide
from goodgrace.policy.plan import plan_of
from goodgrace.policy.shape import DAY, IDENTITIES, Given, Policy
from goodgrace.policy.values import read_keys
from goodgrace.store.asking import Row, ask, number_of

TENURE = "tenure_years"


@dataclass(frozen=True, slots=True)
class Known:
    """One thing known of a case: its value as text, and how we know it (asked, told, guessed, record)."""

    value: str
    how: str


NOTED = """
SELECT kind, whose, id, name, value, how FROM (
  SELECT 'case' AS kind, f.case_id AS whose, f.id, f.name, f.value, f.how, f.at
  FROM cases_casefact f WHERE f.case_id {among}
  UNION ALL
  SELECT 'customer', k.customer_id, k.id, k.name, k.value, 'record', k.seen_at
  FROM customers_knownfact k WHERE k.customer_id IN (SELECT c.customer_id FROM cases_case c WHERE c.id {among})
) AS noted ORDER BY at
"""


class Held(NamedTuple):
    """A fact as it is kept: its number, its value still locked, and how we know it."""

    pk: UUID
    value: bytes | memoryview
    how: str


@dataclass(frozen=True, slots=True)
class CustomerNow:
    """Whose case it is, with no more than deciding needs: our number, how other systems call them, their key, since when, and their time zone."""

    pk: int
    reference: str
    wrapped_key: bytes | None
    since: date | None
    time_zone: str


@dataclass(slots=True)
class CaseNow:
    """A case as it is in this transaction, with no more than deciding needs."""

    pk: int
    counter: str
    closed: bool
    revision: int
    owner_id: int
    customer: CustomerNow

    @property
    def customer_id(self) -> int:
        """The number of the customer."""
        return self.customer.pk

    @property
    def mark(self) -> str:
        """How the ledger names it: `case:12`."""
        return f"case:{self.pk}"


@dataclass(frozen=True, slots=True)
class Noted:
    """What was noted of some cases and their customers, locked as it is, read at once."""

    of_customers: Mapping[int, dict[str, Held]] = field(default_factory=lambda: defaultdict(dict))
    of_cases: Mapping[int, dict[str, Held]] = field(default_factory=lambda: defaultdict(dict))

    def known(self, case: Case | CaseNow, on: date, wanted: Container[str] | None = None) -> dict[str, Known]:
        """Everything known of a case: from our records first, then what was asked, told or guessed, which counts more.

        `wanted` names the facts that are opened; without it all are.
        """
        known: dict[str, Known] = {}
        years = tenure_years(case.customer.since, on)
        if years is not None:
            known[TENURE] = Known(f"{years:f}", CaseFact.How.RECORD)
        for name, held in self.of_customers.get(case.customer_id, {}).items():
            if wanted is None or name in wanted:
                known[name] = Known(known_text(case.customer, held.pk, held.value), CaseFact.How.RECORD)
        for name, held in self.of_cases.get(case.pk, {}).items():
            if wanted is None or name in wanted:
                value = fact_text(case.customer, held.pk, held.value)
                if value:
                    known[name] = Known(value, held.how)
        return known


def noted_of(cases: Iterable[Case]) -> Noted:
    """What was noted of cases and their customers."""
    numbers = [case.pk for case in cases]
    return noted_in(ask(NOTED, numbers, numbers))


def noted_in(rows: Iterable[Row]) -> Noted:
    """The same from the rows that NOTED finds: the newest of a name counts."""
    noted = Noted()
    for kind, whose, pk, name, value, how in rows:
        of = noted.of_cases if kind == "case" else noted.of_customers
        of[whose][name] = Held(number_of(pk), value, how)
    return noted


def known_of(case: Case, on: date) -> dict[str, Known]:
    """Everything known of one case."""
    return noted_of([case]).known(case, on)


def facts_for(
    policy: Policy, known: Mapping[str, Known], case: Case | CaseNow, by: Person, on: date
) -> dict[str, object]:
    """The facts of a case as a policy wants them, with who it is about, who decides, and the day."""
    facts: dict[str, object] = {name: told.value for name, told in known.items() if name in policy.facts}
    return {**facts, "customer": case.customer.reference, "decider": by.mark, "case": case.mark, DAY: on}


def our_keys(policy: Policy, facts: Mapping[str, object]) -> dict[str, str]:
    """The identities of a case: whose it is, who decides and which it is are ours; those of things are read from its facts."""
    known = {name: str(facts[name]) for name in IDENTITIES}
    return {**known, **read_keys({name: facts[name] for name in things_in(policy) if name in facts})}


@lru_cache(maxsize=256)
def things_in(policy: Policy) -> tuple[str, ...]:
    """The facts of a policy that identify a thing."""
    return tuple(name for name, fact in policy.facts.items() if fact.type.kind == "key")


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
