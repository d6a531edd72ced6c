"""What each duty is called, for people: on the pages of tokens and of who may do what."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from goodgrace.people.authority import DUTIES, may
from goodgrace.people.models import Person

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

CALLED: "Final[Mapping[str, StrPromise]]" = {
    "see_cases": _("see cases"),
    "open_case": _("open cases and let them go on"),
    "decide": _("decide"),
    "escalate": _("ask for help"),
    "accept": _("take over a case"),
    "overrule": _("overrule, with a reason"),
    "see_customers": _("see customers"),
    "keep_customers": _("add customers and facts about them"),
    "bring_in_customers": _("bring in customers from a file"),
    "forget_customer": _("forget a customer who asks for it"),
    "read_needs": _("read what helps a customer"),
    "note_needs": _("note what helps a customer"),
    "see_rulebook": _("read the rulebook"),
    "draft": _("draft a policy"),
    "publish": _("publish a policy"),
    "keep_wordings": _("keep the company's own words for replies"),
    "see_honour": _("see how far decisions stand"),
    "see_ledger": _("read the ledger"),
    "keep_people": _("let people in and out"),
    "see_today": _("see one's own day"),
    "see_promises": _("see what was promised"),
    "start_promise": _("begin a playbook"),
    "keep_promises": _("do what was promised"),
    "change_promises": _("change or release a promise"),
}
"""A duty that is not here yet is shown by its name."""


def duties_of(person: Person) -> list[tuple[str, str]]:
    """What somebody may do, as names and in words."""
    return [(duty, called(duty)) for duty in DUTIES if may(person, duty)]


def called(duty: str) -> str:
    """A duty in words."""
    return str(CALLED.get(duty, duty))
