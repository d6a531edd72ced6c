"""All that somebody looks after is handed over: on the page of a person, and on the list of what we owe."""

from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from goodgrace.people.models import Person
from goodgrace.people.queries import person_with
from goodgrace.promises.handing import (
    first_of_each,
    hand_over_all,
    left_behind,
    looked_after_by,
    promises_of_each,
    tasks_of_each,
    tasks_on_the_list_of,
    who_may,
)
from goodgrace.promises.models import Promise
from goodgrace.web.promises import taker
from goodgrace.web.rooms import person_of, room

MOST = 50


def handing_of(person: Person) -> dict[str, object]:
    """What somebody looks after, in numbers, and who else could; nothing where there is nothing to hand over."""
    many, on_list = looked_after_by(person).count(), tasks_on_the_list_of(person).count()
    others = who_may().exclude(pk=person.pk) if many or on_list else ()
    return {"many": many, "on_list": on_list, "others": others}


def left_lines() -> Iterator[tuple[dict[str, object], list[Promise]]]:
    """Those who have left, each with the promises that are still theirs, for a lead to hand over."""
    people = list(left_behind()[:MOST])
    if not people:
        return
    many = promises_of_each(people)
    promises, on_list, others = first_of_each(people, MOST), tasks_of_each(people), list(who_may())
    for person in people:
        told = {
            "person": person,
            "many": many.get(person.pk, 0),
            "on_list": on_list.get(person.pk, 0),
            "others": others,
        }
        yield told, promises.get(person.pk, [])


def _handed(request: HttpRequest, pk: int, back: str, *args: int) -> HttpResponse:
    to = taker(request)
    many = hand_over_all(person=person_with(pk), to=to, by=person_of(request), now=now())
    told = ngettext(
        "%(name)s looks after %(n)d promise more from now on.",
        "%(name)s looks after %(n)d promises more from now on.",
        many,
    )
    messages.success(request, told % {"name": to.name, "n": many})
    return redirect(back, *args)


@room("change_promises")
@require_POST
def left_over(request: HttpRequest, pk: int) -> HttpResponse:
    """All that somebody left behind, from the list of what we owe."""
    return _handed(request, pk, "owed")


@room("keep_people")
@require_POST
def before_out(request: HttpRequest, pk: int) -> HttpResponse:
    """All that somebody looks after, from their page."""
    return _handed(request, pk, "person", pk)
