"""Lists ask the database as often for many as for one: letters in the print room, those who left, tasks and words."""

from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from goodgrace.people.models import Person, Role
from goodgrace.promises.keeping import Keeper
from goodgrace.promises.models import PrintItem, Promise, Step
from goodgrace.promises.outside.channels import channels
from goodgrace.promises.outside.connections import connections_of
from tests.people import NOW, Cast
from tests.promises.keeping import begun
from tests.promises.test_keeping import until_idle
from tests.web.browsing import signed_in

pytestmark = pytest.mark.django_db
MOST = 30
LETTER = (
    "waive_it: {title: Nothing is charged, waive: fee, what: the fee, within: 1 day}\n"
    'told: {title: A letter, send: letter, words: {en: "{amount} is not charged. {colleague}, {team}"}, within: 1 day}\n'
)


def queries(person: Person, address: str) -> int:
    """How often a page asks, with signing in behind it."""
    client = signed_in(person)
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    assert len(asked) <= MOST, f"{address}: {len(asked)}"
    return len(asked)


def worked(settings: Any, **known: str) -> None:
    """A worker went by."""
    settings.CONNECTED = connections_of(known, {})
    until_idle(Keeper("w", timezone.now, Random(1), channels(settings.CONNECTED, timezone.now)))


def test_the_print_room_asks_as_often_for_many_letters_as_for_one(cast: Cast, settings: Any) -> None:
    begun(cast, LETTER, now=timezone.now())
    worked(settings, GOODGRACE_COMPANY="Northlight")
    one = queries(cast.mia, "/prints/")
    for _ in range(4):
        begun(cast, LETTER, now=timezone.now())
    worked(settings, GOODGRACE_COMPANY="Northlight")
    for item in PrintItem.objects.all()[:2]:
        signed_in(cast.bob).post(f"/prints/{item.pk}/words", {"step": item.step_id, "words": "All is well."})
    assert PrintItem.objects.count() == 5
    assert queries(cast.mia, "/prints/") == one


def test_what_we_owe_asks_as_often_for_many_who_left_as_for_one(cast: Cast) -> None:
    for place in range(5):
        gone = Person.objects.create_user(
            f"gone{place}@example.org", name=f"Gone {place}", role=Role.AGENT, joined_at=NOW
        )
        Person.objects.filter(pk=gone.pk).update(is_active=False)
        for _ in range(2):
            Promise.objects.filter(pk=begun(cast).pk).update(owner=gone)
        if place == 0:
            one = queries(cast.tom, "/promises/")
    assert queries(cast.tom, "/promises/") == one
    told = signed_in(cast.tom).get("/promises/").content.decode()
    assert told.count("looks after 2 promises that are on their way") == 5


def test_today_and_what_we_owe_ask_as_often_for_many_tasks_as_for_one(cast: Cast, settings: Any) -> None:
    steps = LETTER + "asked: {title: Is it paid?, check: paid, by: 10 days, without_an_answer: person}\n"
    pages = ("/", "/promises/")
    begun(cast, steps, now=timezone.now())
    worked(settings)
    one = [queries(cast.mia, at) for at in pages]
    for _ in range(4):
        begun(cast, steps, now=timezone.now())
    worked(settings)
    assert [queries(cast.mia, at) for at in pages] == one


def test_a_promise_with_many_words_to_send_asks_few_times(cast: Cast, settings: Any) -> None:
    steps = "".join(
        f'mail{place}: {{title: Mail {place}, send: email, routine: {how}, words: {{en: "Until {{until}}, {{amount}}"}}, within: 1 day}}\n'
        for place in range(12)
        for how in ("yes" if place % 2 else "no",)
    )
    promise = begun(cast, steps + LETTER, now=timezone.now())
    worked(settings)
    assert Step.objects.filter(promise=promise).count() == 14
    queries(cast.mia, f"/promises/{promise.pk}/")
