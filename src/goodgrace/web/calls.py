"""Calls to the family as their page shows them: those to come, and why a wish was moved."""

from dataclasses import dataclass
from datetime import datetime, time

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from goodgrace.playbook.hours import Hours, is_quiet
from goodgrace.promises.links import OTHERWISE, planned_call, wishes_of
from goodgrace.promises.models import Promise
from goodgrace.web.days import in_words

SUNDAYS = Hours().quiet


@dataclass(frozen=True, slots=True)
class Call:
    """A call to come: when, in words, and whether it is about having something otherwise than they chose."""

    moment: str
    is_otherwise: bool = False


def calls_ahead(promise: Promise, now: datetime) -> list[Call]:
    """The calls to them that are to come, the first one first: what a playbook plans, and what they wished for."""
    planned = planned_call(promise)
    found = [(planned.due_at, False)] if planned and planned.due_at else []
    wished = wishes_of(promise).filter(done_at=None).values_list("due_at", "key")
    found += [(due, OTHERWISE in key) for due, key in wished]
    return [Call(moment_of(due), otherwise) for due, otherwise in sorted(found) if due > now]


def moment_of(at: datetime) -> str:
    """A moment in words, by the clock of the page."""
    return in_words(localtime(at), "l, j F, H:i")


def hours_in_words(hours: Hours) -> str:
    """When we call, in a sentence."""
    if hours.quiet == SUNDAYS:
        return _("We call between %(first)s and %(last)s, not on Sundays.") % _ends(hours)
    if hours.quiet:
        return _("We call between %(first)s and %(last)s, but not on every day.") % _ends(hours)
    return _("We call between %(first)s and %(last)s.") % _ends(hours)


def why_moved(wished: datetime, hours: Hours) -> str:
    """That a wish was moved, and why."""
    told = {"wished": moment_of(wished), **_ends(hours)}
    if is_quiet(localtime(wished).date(), hours):
        return _("You wished for %(wished)s. On that day we call nobody, so it is the next time at which we do.") % told
    return _("You wished for %(wished)s. We call between %(first)s and %(last)s, so it is the next time at which we do.") % told  # fmt: skip


def _ends(hours: Hours) -> dict[str, str]:
    return {"first": _clock(hours.first), "last": _clock(hours.last)}


def _clock(at: time) -> str:
    return f"{at.hour}:{at:%M}"
