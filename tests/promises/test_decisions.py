"""Every decision is a promise: made with it, told and done, released where it does not stand."""

from decimal import Decimal

import pytest

from goodgrace.cases.afterwards import overrule, tell_customer, undo
from goodgrace.cases.deciding import Wanted, decide, decide_together, say_no
from goodgrace.cases.models import Decision
from goodgrace.people.actions import add_person
from goodgrace.promises import states
from goodgrace.promises.actions import do_task
from goodgrace.promises.models import Promise, Task
from goodgrace.promises.queries import for_source, tasks_for
from tests.cases.stories import a_case, a_wish, in_force, later
from tests.people import NOW, Cast
from tests.promises.keeping import Watch
from tests.promises.test_keeping import a_keeper, until_idle

pytestmark = pytest.mark.django_db


def a_decision(cast: Cast) -> Decision:
    in_force(cast)
    return decide(case=a_case(cast.mia), wish=a_wish(grounds=("just_missed",)), by=cast.mia, now=NOW)


def of(decision: Decision) -> Promise:
    return for_source(f"decision:{decision.pk}").get()


def test_a_decision_is_a_promise_kept_once_it_is_given_and_told(cast: Cast) -> None:
    decision = a_decision(cast)
    until_idle(a_keeper(Watch()))
    task = Task.objects.get()
    assert (task.person, of(decision).owner, task.due_at) == (cast.mia, cast.mia, later(days=1))
    do_task(task=task, by=cast.mia, now=later(hours=1))
    assert of(decision).state == states.UNCONFIRMED, "she has not been told"
    tell_customer(decision=decision, by=cast.mia, now=later(hours=2))
    assert of(decision).state == states.KEPT


def test_told_and_not_given_is_late_after_a_day(cast: Cast) -> None:
    decision, watch = a_decision(cast), Watch()
    tell_customer(decision=decision, by=cast.mia, now=NOW)
    until_idle(a_keeper(watch))
    watch.pass_by(days=1)
    until_idle(a_keeper(watch))
    assert of(decision).state == states.LATE


def test_a_reasoned_no_promises_nothing(cast: Cast) -> None:
    in_force(cast)
    say_no(case=a_case(cast.mia), wish=a_wish(0, reason="She sold it."), by=cast.mia, now=NOW)
    assert not Promise.objects.exists()


@pytest.mark.parametrize("how", ["undone", "overruled"])
def test_what_does_not_stand_is_not_owed(cast: Cast, how: str) -> None:
    decision = a_decision(cast)
    until_idle(a_keeper(Watch()))
    if how == "undone":
        undo(decision=decision, by=cast.mia, now=NOW)
    else:
        overrule(decision=decision, by=cast.ruth, reason="A second repair.", now=NOW)
    assert of(decision).state == states.RELEASED
    assert not Task.objects.filter(done_at=None)


def test_of_many_decided_at_once_each_has_a_promise(cast: Cast) -> None:
    in_force(cast)
    asked = [
        Wanted(a_case(cast.mia).pk, a_wish(Decimal(20 + n), grounds=("just_missed",)), cast.mia) for n in range(12)
    ]
    decide_together(asked=asked, now=NOW)
    sources = set(Promise.objects.values_list("source", flat=True))
    assert sources == {f"decision:{pk}" for pk in Decision.objects.values_list("pk", flat=True)}
    assert len(sources) == 12


def test_what_a_service_decided_its_counter_gives_and_the_cases_owner_looks_after(cast: Cast) -> None:
    in_force(cast)
    robin = add_person(
        email="robin@example.org", name="Robin", role="agent", password=None, by=cast.finn, now=NOW, is_service=True
    )
    decision = decide(case=a_case(cast.mia), wish=a_wish(grounds=("just_missed",)), by=robin, now=NOW)
    promise, task = of(decision), Task.objects.get()
    assert (task.department, task.person, promise.by, promise.owner) == ("repair", None, robin, cast.mia)
    assert list(tasks_for(person=cast.mia)) == []
    assert list(tasks_for(department="repair")) == [task]
