"""What a customer knows of what a source decided: she was told, has opened its page, or words of it have gone or may have."""

from collections.abc import Collection
from typing import Final

from django.db.models import Exists, OuterRef, Q

from goodgrace.playbook.shape import OUTSIDE
from goodgrace.promises import states
from goodgrace.promises.models import PrintItem, Promise, Step, Task

REACHES: Final = ("send", "remind", "ask", "call", "gift")
"""Kinds of steps by which a word of the promise, or a sign of it, comes to her."""


def heard_of(sources: Collection[str]) -> set[str]:
    """Those of some sources of which the customer knows. What lies on a list or in the print room has not reached her."""
    promises = Promise.objects.filter(source__in=sources)
    told = promises.filter(Q(told_at__isnull=False) | Q(links__opened_at__isnull=False))
    found = set(told.values_list("source", flat=True))
    lies = Exists(Task.objects.filter(step=OuterRef("pk"), what=Task.What.DO, done_at=None)) | Exists(
        PrintItem.objects.filter(step=OuterRef("pk"), signed_and_posted_at=None)
    )
    steps = Step.objects.filter(promise__source__in=set(sources) - found, kind__in=REACHES)
    for row in steps.annotate(lies=lies).select_related("promise"):
        if row.parameters.get("to", OUTSIDE[0]) in OUTSIDE and _has_gone(row, lies=row.lies):
            found.add(row.promise.source)
    return found


def _has_gone(row: Step, *, lies: bool) -> bool:
    """Whether a step has reached her, or may have: nobody knows what becomes of a mail that a worker is at."""
    return row.state == states.KEPT or (row.state == states.OPEN and not lies) or row.may_be_done
