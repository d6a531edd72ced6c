"""Making promises: from a playbook by a person, and plainly for a decision."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goodgrace.ledger.models import Entry
from goodgrace.promises import states
from goodgrace.promises.making import Wanted, make_many
from goodgrace.promises.models import Promise, Step, Task
from tests.cases.stories import a_customer, later
from tests.people import NOW, Cast
from tests.promises.keeping import begun


@pytest.mark.django_db
def test_a_promise_holds_its_steps_and_the_first_is_due_at_once(cast: Cast) -> None:
    promise = begun(cast)
    first, second = promise.steps.order_by("position")
    assert (first.name, first.due_at, first.late_at, first.next_try_at) == ("waive_it", NOW, later(hours=4), NOW)
    assert first.parameters["amount"] == {"minor": 2500, "currency": "EUR"}
    assert second.due_at is None
    assert Entry.objects.filter(what="promise made", about=promise.mark).count() == 1


@pytest.mark.django_db
def test_what_the_case_told_is_locked(cast: Cast) -> None:
    promise = begun(cast, fee="31.41")
    assert b"31.41" not in bytes(promise.facts)


@pytest.mark.django_db
def test_a_hundred_plain_promises_are_on_their_owners_lists_with_three_inserts(cast: Cast) -> None:
    ada = a_customer()
    wanted = [Wanted(ada.pk, ada, f"decision:{number}", cast.mia.pk, "Repair it") for number in range(100)]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        numbers = make_many(wanted, NOW)
    assert len(asked) in (1, 3)  # COPY is not captured
    assert Promise.objects.count() == len(set(numbers)) == 100
    step = Step.objects.get(promise=numbers[7])
    assert (step.state, step.due_at, step.late_at) == (states.UNCONFIRMED, NOW, later(days=1))
    task = Task.objects.get(step=step)
    assert (task.what, task.person, task.due_at, task.customer) == ("do", cast.mia, later(days=1), ada)
