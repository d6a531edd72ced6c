"""The decision sheets of a case: one for each policy that holds at its counter, for the person in front of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from goodgrace.cases.counting import Counts, Question, count
from goodgrace.cases.facts import Known, facts_for, known_of, sheet_for
from goodgrace.cases.models import Case
from goodgrace.people.models import Person
from goodgrace.people.places import day_of
from goodgrace.policy.decision import DecisionSheet, keys_of
from goodgrace.policy.shape import Policy
from goodgrace.rulebook.models import Version
from goodgrace.rulebook.queries import acting_role, held_at, policy_of


@dataclass(frozen=True, slots=True)
class Open:
    """One policy's sheet in a case: the version that holds, the role that the person acts as (empty: none), the sheet.

    `counts` is what was given before, in this case and to these people.
    """

    version: Version
    policy: Policy
    role: str
    sheet: DecisionSheet
    facts: Mapping[str, object]
    counts: Counts


def sheets_of(case: Case, by: Person, now: datetime, known: Mapping[str, Known] | None = None) -> list[Open]:
    """What may be given in a case, by every policy that holds for its counter now; `known` saves reading it again."""
    on = day_of(by, now)
    known = known_of(case, on) if known is None else known
    found = [(version, policy_of(version)) for version in held_at(now, case.counter)]
    facts = [facts_for(policy, known, case, by, on) for _, policy in found]
    asked = [
        Question(policy, case, by, keys_of(policy, told), on) for (_, policy), told in zip(found, facts, strict=True)
    ]
    counts = count(asked)
    return [
        Open(version, question.policy, acting_role(by, version), _sheet(question, told, counts, on), told, counts)
        for (version, _), question, told in zip(found, asked, facts, strict=True)
    ]


def _sheet(question: Question, facts: Mapping[str, object], counts: Counts, on: date) -> DecisionSheet:
    return sheet_for(question.policy, facts, counts.lines(question.policy, question.keys, on))
