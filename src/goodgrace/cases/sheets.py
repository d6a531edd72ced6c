"""The decision sheets of a case: one for each policy that holds at its counter, for the person in front of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from goodgrace.cases.counting import given_before
from goodgrace.cases.facts import Known, facts_for, known_of
from goodgrace.cases.models import Case
from goodgrace.people.models import Person
from goodgrace.policy.decision import DecisionSheet, decide, keys_of
from goodgrace.policy.shape import Policy
from goodgrace.rulebook.models import Version
from goodgrace.rulebook.queries import acting_role, held_at, policy_of


@dataclass(frozen=True, slots=True)
class Open:
    """One policy's sheet in a case: the version that holds, the role that the person acts as (empty: none), the sheet."""

    version: Version
    policy: Policy
    role: str
    sheet: DecisionSheet
    facts: Mapping[str, object]


def day_of(person: Person, now: datetime) -> date:
    """The day it is where somebody works."""
    zone = ZoneInfo(person.team.site.time_zone) if person.team else now.tzinfo
    return now.astimezone(zone).date()


def sheets_of(case: Case, by: Person, now: datetime, known: Mapping[str, Known] | None = None) -> list[Open]:
    """What may be given in a case, by every policy that holds for its counter now; `known` saves reading it again."""
    on = day_of(by, now)
    known = known_of(case, on) if known is None else known
    return [sheet_under(version, case, by, known, on) for version in held_at(now, case.counter)]


def sheet_under(version: Version, case: Case, by: Person, known: Mapping[str, Known], on: date) -> Open:
    """The sheet of a case under one version, with all that was given before."""
    policy = policy_of(version)
    facts = facts_for(policy, known, case, by, on)
    given = given_before(policy, case, by, keys_of(policy, facts), on)
    return Open(version, policy, acting_role(by, version), decide(policy, facts, given=given), facts)
