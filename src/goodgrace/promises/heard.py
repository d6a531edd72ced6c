"""What a customer knows of a decision: she was told, has opened its page, or words or money have gone or may have."""

from collections.abc import Collection
from typing import Final

from django.db.models import Exists, OuterRef

from goodgrace.playbook.shape import MONEY_KINDS, OUTSIDE
from goodgrace.promises import states
from goodgrace.promises.models import PrintItem, Promise, Step, Task

REACHES: Final = ("send", "remind", "ask", "call", "gift")
"""Kinds of steps by which a word of the promise, or a sign of it, comes to her."""


def heard_of(sources: Collection[str]) -> set[str]:
    """Those of some sources of which the customer knows, in one query. What lies on a list or in the print room has not reached her."""
    step = OuterRef("pk")
    listed = Task.objects.filter(step=step, what=Task.What.DO, done_at=None)
    printed = PrintItem.objects.filter(step=step, signed_and_posted_at=None)
    opened = Promise.objects.filter(pk=OuterRef("promise"), links__opened_at__isnull=False)
    rows = Step.objects.filter(promise__source__in=sources).select_related("promise")
    rows = rows.annotate(lies=Exists(listed) | Exists(printed), opened=Exists(opened))
    return {row.promise.source for row in rows if row.promise.told_at or row.opened or _has_gone(row, lies=row.lies)}


def _has_gone(row: Step, *, lies: bool) -> bool:
    """Whether words or money of a step have reached her, or may have: nobody knows what becomes of a mail that a worker is at."""
    if row.kind in MONEY_KINDS:
        return row.state == states.KEPT or row.may_be_done
    if row.kind not in REACHES or row.parameters.get("to", OUTSIDE[0]) not in OUTSIDE:
        return False
    return row.state == states.KEPT or (row.state == states.OPEN and not lies) or row.may_be_done
