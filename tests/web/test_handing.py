"""Somebody else looks after a promise: one by one, or all that somebody who goes leaves behind."""

import json

import pytest
from django.test import Client

from goodgrace.errors import NotAllowed
from goodgrace.ledger.models import Entry
from goodgrace.people.actions import let_out
from goodgrace.promises.actions import cannot_do, lay_task
from goodgrace.promises.handing import hand_over, hand_over_all
from goodgrace.promises.links import make_link
from goodgrace.promises.models import Promise, Step, Task
from goodgrace.promises.queries import tasks_for
from tests.people import NOW, Cast
from tests.promises.keeping import Watch, begun
from tests.promises.test_keeping import a_keeper, until_idle
from tests.web.browsing import signed_in
from tests.web.test_promises import page

pytestmark = pytest.mark.django_db


def held_up(cast: Cast) -> Promise:
    """A promise of Mia's with something on her own list: she is to tell the customer that it will not be."""
    promise, watch = begun(cast), Watch()
    until_idle(a_keeper(watch))
    task = Task.objects.get(step__promise=promise, step__name="tell")
    cannot_do(task=task, reason="No line.", by=cast.bob, now=watch())
    return promise


def test_who_looks_after_a_promise_hands_it_over_with_what_is_to_be_done_and_the_family_reads_the_new_name(
    cast: Cast,
) -> None:
    promise, kept = held_up(cast), held_up(cast)
    _, secret = make_link(promise=promise, days=3, by=cast.mia, now=NOW)
    assert "Somebody else looks after it" in page(cast.mia, f"/promises/{promise.pk}/")
    assert "Somebody else looks after it" not in page(cast.bob, f"/promises/{promise.pk}/")
    answer = signed_in(cast.mia).post(f"/promises/{promise.pk}/owner", {"to": cast.bob.pk})
    assert answer.status_code == 302
    assert "Bob looks after it" in page(cast.bob, f"/promises/{promise.pk}/")
    assert [task.step.promise for task in tasks_for(person=cast.bob)] == [promise]
    assert [task.step.promise for task in tasks_for(person=cast.mia)] == [kept]
    entry = Entry.objects.get(what="promise handed over")
    data = json.loads(entry.data) if isinstance(entry.data, str) else entry.data
    assert (entry.about, entry.by, data) == (promise.mark, cast.mia.mark, {"from": cast.mia.mark, "to": cast.bob.mark})
    assert "Bob is there for you" in Client().get(f"/family/{secret}/").content.decode()


def test_a_promise_is_handed_only_by_who_may_change_it_and_only_to_who_can_keep_it(cast: Cast) -> None:
    promise = begun(cast)
    with pytest.raises(NotAllowed, match="Mia looks after this promise"):
        hand_over(promise=promise, to=cast.bob, by=cast.bob, now=NOW)
    let_out(person=cast.bob, by=cast.finn, now=NOW)
    for nobody in (cast.bob, cast.max, cast.mia):
        assert signed_in(cast.tom).post(f"/promises/{promise.pk}/owner", {"to": nobody.pk}).status_code == 422
    promise.refresh_from_db()
    assert promise.owner == cast.mia
    with pytest.raises(NotAllowed):
        hand_over_all(person=cast.mia, to=cast.tom, by=cast.max, now=NOW)


def test_whoever_lets_a_person_out_reads_what_they_look_after_and_hands_all_of_it_over(cast: Cast) -> None:
    begun(cast)
    held_up(cast)
    client = signed_in(cast.finn)
    client.post(f"/people/{cast.mia.pk}/out")
    html = page(cast.finn, f"/people/{cast.mia.pk}/")
    assert "Mia looks after 2 promises that are on their way." in html
    assert "1 task is on their list." in html
    client.post(f"/people/{cast.mia.pk}/promises", {"to": cast.bob.pk})
    assert set(Promise.objects.values_list("owner__name", flat=True)) == {"Bob"}
    assert Entry.objects.filter(what="promise handed over", by=cast.finn.mark).count() == 2
    assert [task.what for task in tasks_for(person=cast.bob)] == [Task.What.CANNOT]
    assert "looks after" not in page(cast.finn, f"/people/{cast.mia.pk}/")


def test_what_somebody_left_behind_is_named_to_a_lead_who_hands_it_over_by_one_press(cast: Cast) -> None:
    promise = begun(cast)
    assert "looks after promises no longer" not in page(cast.tom, "/promises/")
    let_out(person=cast.mia, by=cast.finn, now=NOW)
    html = page(cast.tom, "/promises/")
    assert "Mia looks after promises no longer" in html
    assert f"/promises/{promise.pk}/" in html
    assert "looks after promises no longer" not in page(cast.bob, "/promises/")
    signed_in(cast.tom).post(f"/promises/of/{cast.mia.pk}/owner", {"to": cast.ruth.pk})
    promise.refresh_from_db()
    assert promise.owner == cast.ruth
    assert "looks after promises no longer" not in page(cast.tom, "/promises/")


def test_a_promise_that_a_fault_holds_up_is_handed_over_too(cast: Cast) -> None:
    promise = begun(cast)
    Step.objects.filter(name="tell").update(data={"format": 2, "title": "?", "parameters": {}})
    hand_over_all(person=cast.mia, to=cast.bob, by=cast.tom, now=NOW)
    promise.refresh_from_db()
    assert promise.owner == cast.bob


def test_a_step_that_a_worker_had_in_hand_comes_to_whoever_looks_after_it_now(cast: Cast) -> None:
    promise = begun(cast, "do_it: {title: Do it, do: it, within: 1 day}")
    Step.objects.update(department="")
    step = Step.objects.select_related("promise__owner").get()
    hand_over(promise=promise, to=cast.bob, by=cast.mia, now=NOW)
    assert lay_task(step=step, now=NOW).person == cast.bob
