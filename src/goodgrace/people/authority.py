"""Who may do what: one table. Whoever is not in it may not."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _

from goodgrace.errors import NotAllowed
from goodgrace.people.models import Person, Role

AGENT, LEAD, MANAGER = Role.AGENT, Role.LEAD, Role.MANAGER
OWNER, ADVOCATE, AUDITOR, ADMINISTRATOR = Role.POLICY_OWNER, Role.ADVOCATE, Role.AUDITOR, Role.ADMINISTRATOR

DUTIES: Final[Mapping[str, frozenset[Role]]] = {
    "see_cases": frozenset({AGENT, LEAD, MANAGER, ADVOCATE}),
    "open_case": frozenset({AGENT, LEAD, MANAGER, ADVOCATE}),
    "decide": frozenset({AGENT, LEAD, MANAGER}),
    "escalate": frozenset({AGENT, LEAD, MANAGER, ADVOCATE}),
    "accept": frozenset({LEAD, MANAGER, ADVOCATE}),
    "overrule": frozenset({LEAD, MANAGER}),
    "see_customers": frozenset({AGENT, LEAD, MANAGER, ADVOCATE}),
    "keep_customers": frozenset({AGENT, LEAD, MANAGER, ADVOCATE, ADMINISTRATOR}),
    "bring_in_customers": frozenset({ADMINISTRATOR}),
    "forget_customer": frozenset({ADVOCATE, ADMINISTRATOR}),
    "read_needs": frozenset({AGENT, LEAD, MANAGER, ADVOCATE}),
    "note_needs": frozenset({AGENT, LEAD, MANAGER, ADVOCATE}),
    "see_rulebook": frozenset(Role),
    "draft": frozenset({OWNER, MANAGER, ADVOCATE}),
    "publish": frozenset({OWNER}),
    "keep_wordings": frozenset({OWNER, MANAGER}),
    "see_honour": frozenset(Role),
    "see_ledger": frozenset({AUDITOR, ADMINISTRATOR}),
    "keep_people": frozenset({ADMINISTRATOR}),
    "see_promises": frozenset({AGENT, LEAD, MANAGER, ADVOCATE}),
    "start_promise": frozenset({AGENT, LEAD, MANAGER, ADVOCATE}),
    "keep_promises": frozenset({AGENT, LEAD, MANAGER, ADVOCATE}),
    "ask_guards": frozenset({AGENT, LEAD, MANAGER, ADVOCATE, ADMINISTRATOR}),
    "change_promises": frozenset({LEAD, MANAGER, ADVOCATE}),
    "see_today": frozenset(Role),
}
"""Each duty with the roles that have it."""


def may(person: Person, duty: str) -> bool:
    """Whether somebody has a duty. Raises KeyError for one that nobody has heard of."""
    return person.is_active and person.role in DUTIES[duty]


def must(person: Person, duty: str) -> None:
    """Go on only for somebody who has a duty. Raises NotAllowed, naming who has it."""
    if not may(person, duty):
        who = _(" or ").join(str(role.label) for role in Role if role in DUTIES[duty])
        told = {"who": who, "role": Role(person.role).label}
        raise NotAllowed(_("This is for the %(who)s. You are signed in as %(role)s.") % told)
