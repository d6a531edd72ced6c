"""A customer who asks to be forgotten: first what is owed to her is kept or let go, then nothing about her stays in words."""

import re
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from goodgrace.customers.models import Customer
from goodgrace.errors import Refused
from goodgrace.promises import states
from goodgrace.promises.models import Promise, Step, Task
from goodgrace.promises.outside.models import Difference
from goodgrace.promises.titles import title_of, written
from goodgrace.promises.wording import OwnWords
from goodgrace.sentences import as_data, retold, sentence

Row = TypeVar("Row", bound=Model)


def still_owed(customer: Customer) -> QuerySet[Promise]:
    """What is promised to a customer and on its way, or still to be ended elsewhere though it was let go: it names her to others."""
    in_hand = Step.objects.filter(promise=OuterRef("pk"), state__in=states.STEP_WAITS)
    return Promise.objects.filter(Q(ended_at=None) | Exists(in_hand), customer=customer).order_by("made_at")


def forget_words(customer: Customer) -> None:
    """What was written for her, and by what name another system speaks of her; inside the caller's transaction.

    Raises Refused while something promised to her is on its way: nobody could write to her, or end what rests for her.
    """
    if owed := still_owed(customer).first():
        raise Refused(
            sentence("{title} is promised to this customer and on its way. Keep it, or let it go as agreed with her; then she can be forgotten.", title=owed.title)
        )  # fmt: skip
    OwnWords.objects.filter(customer=customer).delete()
    _forget_what_others_said(customer)
    Difference.objects.filter(step=None, reference=customer.reference).update(reference="")


def _forget_what_others_said(customer: Customer) -> None:
    """Sentences about steps to her name her no more, and why another system refused one, in its own words, goes."""
    steps, asked = Step.objects.filter(promise__customer=customer), Task.objects.filter(customer=customer)
    steps.filter(refused=True).update(said="")
    for task in asked.filter(what=Task.What.REFUSED).select_related("step"):
        Task.objects.filter(pk=task.pk).update(**written(title_of(task.step)))
    for task in asked.filter(what=Task.What.DIFFERS):
        Task.objects.filter(pk=task.pk).update(**written(retold(task.says, _unnamed(customer.reference))))
    stray = Q(step=None, reference=customer.reference)
    _name_no_more(customer.reference, steps.filter(tasks__what=Task.What.DIFFERS).distinct(), "said")
    differences = Difference.objects.filter(stray | Q(step__promise__customer=customer))
    for difference in differences.exclude(words=None):
        unnamed = retold(difference.says, _unnamed(customer.reference))
        Difference.objects.filter(pk=difference.pk).update(words=as_data(unnamed))
    _name_no_more(customer.reference, differences, "said")


def _name_no_more(reference: str, rows: QuerySet[Row], name: str) -> None:
    unnamed = _unnamed(reference)
    for row in rows.filter(**{f"{name}__contains": reference}):
        setattr(row, name, unnamed(getattr(row, name)))
        row.save(update_fields=[name])


def _unnamed(reference: str) -> Callable[[str], str]:
    """A text without a customer's reference where it stands by itself."""
    return partial(re.compile(rf"(?<![\w-]){re.escape(reference)}(?![\w-])").sub, "…")
