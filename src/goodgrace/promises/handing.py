"""Who looks after promises: handed over to somebody else, one or all of a person's, with what is on their list about them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from json import dumps
from typing import Final

from django.db import transaction
from django.db.models import Count, QuerySet, Window
from django.db.models.functions import RowNumber

from goodgrace.errors import InputError, Missing
from goodgrace.ledger.actions import Told, record_all
from goodgrace.people.authority import DUTIES, may, must
from goodgrace.people.models import Person
from goodgrace.promises.changing import check_may_change
from goodgrace.promises.models import Promise, Task
from goodgrace.promises.queries import UNKNOWN, with_replaced
from goodgrace.sentences import sentence

DUTY: Final = "keep_promises"


def who_may() -> QuerySet[Person]:
    """Everybody who can look after promises, by name."""
    return (
        Person.objects.filter(is_active=True, is_service=False, role__in=DUTIES[DUTY])
        .select_related("team")
        .order_by("name", "pk")
    )


def looked_after_by(person: Person) -> QuerySet[Promise]:
    """The promises on their way that somebody looks after, the oldest first."""
    return Promise.objects.filter(owner=person, ended_at=None).order_by("made_at", "pk")


def tasks_on_the_list_of(person: Person) -> QuerySet[Task]:
    """What is to be done and is for one person alone."""
    return Task.objects.filter(person=person, done_at=None)


def first_of_each(people: Collection[Person], most: int) -> dict[int, list[Promise]]:
    """The promises on their way that some people look after, by person, the oldest first; at most so many of each."""
    place = Window(RowNumber(), partition_by="owner", order_by=("made_at", "pk"))
    found = Promise.objects.filter(owner__in=people, ended_at=None).annotate(place=place).filter(place__lte=most)
    each: dict[int, list[Promise]] = {}
    for promise in found.order_by("made_at", "pk"):
        each.setdefault(promise.owner_id, []).append(promise)
    return each


def tasks_of_each(people: Collection[Person]) -> dict[int, int]:
    """How much is to be done by each of some people alone, by person; nobody with nothing."""
    found = Task.objects.filter(person__in=people, done_at=None).values("person").order_by("person")
    return dict(found.annotate(many=Count("pk")).values_list("person", "many"))


def left_behind() -> QuerySet[Person]:
    """Those who were let out, or keep promises no longer, while promises on their way are still theirs."""
    others = Person.objects.exclude(is_active=True, is_service=False, role__in=DUTIES[DUTY])
    theirs = others.filter(
        promises__isnull=False, promises__ended_at=None
    )  # joined with these alone, not with all there were
    return theirs.distinct().order_by("name", "pk")


def promises_of_each(people: Collection[Person]) -> dict[int, int]:
    """How many promises on their way some people look after, by person; nobody with nothing."""
    found = Promise.objects.filter(owner__in=people, ended_at=None).values("owner").order_by("owner")
    return dict(found.annotate(many=Count("pk")).values_list("owner", "many"))


def hand_over(*, promise: Promise, to: Person, by: Person, now: datetime) -> None:
    """Somebody else looks after a promise from now on, and does what was on the former one's list about it."""
    _check_takes_on(to)
    with transaction.atomic():
        held = Promise.objects.select_for_update(of=("self",)).filter(pk=promise.pk).first()
        if held is None:
            raise Missing(UNKNOWN)
        check_may_change(held, by)
        if held.owner_id == to.pk:
            raise InputError(sentence("{name} looks after it already.", name=to.name))
        _hand([held], to, by, now)
        tasks_on_the_list_of(held.owner).filter(step__promise__in=with_replaced(held)).update(person=to)


def hand_over_all(*, person: Person, to: Person, by: Person, now: datetime) -> int:
    """Somebody else looks after all that a person looks after, and does all that is on their list; how many promises there were.

    For leads, managers and the advocate, and for whoever lets people out.
    """
    if not may(by, "keep_people"):
        must(by, "change_promises")
    _check_takes_on(to)
    if person.pk == to.pk:
        raise InputError(sentence("Choose somebody else."))
    with transaction.atomic():
        held = list(looked_after_by(person).select_for_update(of=("self",)).order_by("pk"))
        _hand(held, to, by, now)
        tasks_on_the_list_of(person).update(person=to)
    return len(held)


def _check_takes_on(person: Person) -> None:
    if person.is_service or not may(person, DUTY):
        raise InputError(
            sentence("{name} cannot look after promises. Choose a colleague who works here and keeps them.", name=person.name)
        )  # fmt: skip


def _hand(held: Sequence[Promise], to: Person, by: Person, now: datetime) -> None:
    """The promises are locked, also those that cannot be read: nothing but their owner changes."""
    Promise.objects.filter(pk__in=[each.pk for each in held]).update(owner=to)
    record_all(
        [
            Told(now, by.mark, by.role, "promise handed over", each.mark, "",
                 dumps({"from": f"person:{each.owner_id}", "to": to.mark}))
            for each in held
        ]
    )  # fmt: skip
