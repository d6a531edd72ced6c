"""Done, written or wished, and then something else came: nothing of it is lost, and nothing comes back that is over."""

from datetime import timedelta

import pytest

from goodgrace.cases.afterwards import overrule
from goodgrace.cases.deciding import decide
from goodgrace.cases.models import Decision
from goodgrace.errors import Refused
from goodgrace.promises.actions import do_task
from goodgrace.promises.links import make_link, wish_a_call
from goodgrace.promises.models import Promise, Step, Task
from goodgrace.promises.undoing import undo_task
from tests.cases.stories import a_case, a_wish, in_force
from tests.people import NOW, Cast

pytestmark = pytest.mark.django_db


def a_plain_task(cast: Cast) -> tuple[Decision, Task]:
    in_force(cast)
    decision = decide(case=a_case(cast.mia), wish=a_wish(50), by=cast.mia, now=NOW)
    return decision, Task.objects.select_related("step").get(what=Task.What.DO)


def test_a_task_of_a_promise_that_was_let_go_does_not_come_back(cast: Cast) -> None:
    decision, task = a_plain_task(cast)
    do_task(task=task, by=cast.mia, now=NOW)
    overrule(decision=decision, by=cast.tom, reason="It was given yesterday.", now=NOW + timedelta(seconds=20))
    with pytest.raises(Refused, match="nothing left to change"):
        undo_task(task=task, by=cast.mia, now=NOW + timedelta(seconds=40))
    assert (Promise.objects.get().state, Step.objects.get().state) == ("released", "kept")


def test_a_wish_to_be_called_outlives_the_step_that_it_hangs_on(cast: Cast) -> None:
    _, task = a_plain_task(cast)
    promise = Promise.objects.get()
    link, _ = make_link(promise=promise, days=30, by=cast.mia, now=NOW)
    wish_a_call(link=link, promise=promise, at=NOW + timedelta(days=2), now=NOW)
    do_task(task=task, by=cast.mia, now=NOW)
    assert Task.objects.filter(key__startswith="call:", done_at=None).count() == 1
