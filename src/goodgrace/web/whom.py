"""Whom something is for, as pages say it: the customer, or the family, never named by the one who died."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from goodgrace.customers.models import Customer
from goodgrace.playbook.words import placeholders_in
from goodgrace.promises.links import WISHED
from goodgrace.promises.models import Step, Task
from goodgrace.web.caselines import name_of

FAMILY = "family"


def is_to_family(step: Step) -> bool:
    """Whether what a step says or gives is for the family."""
    return step.parameters.get("to") == FAMILY


def speaks_to_family(steps: Iterable[Step]) -> bool:
    """Whether a promise speaks to a family: by a step that is for them, or by words that lead to their page."""
    return any(is_to_family(step) or _leads(step) for step in steps)


def _leads(step: Step) -> bool:
    return any("link" in placeholders_in(words) for words in (step.parameters.get("words") or {}).values())


def for_whom(customer: Customer, *, family: bool) -> str:
    """Whom something is for."""
    if family:
        return _("For the family of %(name)s") % {"name": name_of(customer)}
    return _("For %(who)s") % {"who": name_of(customer)}


def called(customer: Customer, *, family: bool) -> str:
    """Who somebody is at the head of a line."""
    return _("The family of %(name)s") % {"name": name_of(customer)} if family else name_of(customer)


def tasks_for_families(tasks: Collection[Task]) -> set[int]:
    """Which of some tasks are for a family: those of a step for them, and the calls for which a family wished."""
    wishes = {task.step.promise_id for task in tasks if task.key.startswith(WISHED)}
    theirs = promises_to_families(wishes) if wishes else set()
    return {
        task.pk
        for task in tasks
        if is_to_family(task.step) or (task.key.startswith(WISHED) and task.step.promise_id in theirs)
    }


def promises_to_families(promises: Collection[UUID]) -> set[UUID]:
    """Which of some promises have a step that is for the family."""
    found = Step.objects.filter(promise__in=promises, data__parameters__to=FAMILY)
    return set(found.values_list("promise_id", flat=True))
