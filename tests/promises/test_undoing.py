"""A task said to be done by mistake: taken back within a minute, by whoever did it, while nothing followed."""

from datetime import timedelta
from random import Random

import pytest

from goodgrace.errors import Refused
from goodgrace.ledger.models import Entry
from goodgrace.promises.actions import do_task
from goodgrace.promises.keeping import Keeper
from goodgrace.promises.models import Promise, Step, Task
from goodgrace.promises.undoing import just_done, undo_task
from goodgrace.promises.ways import tasks
from tests.people import NOW, Cast
from tests.promises.keeping import Watch, begun, held_back
from tests.promises.test_keeping import until_idle

ALONE = "bring:\n  title: Bring it\n  do: Bring it\n  within: 2 days\n"
TWO = ALONE + "tell:\n  title: Tell her\n  do: Tell her\n  after: bring\n  within: 2 days\n"
GUARDED = ALONE + "quiet:\n  title: No dunning\n  guard: [dunning]\n  until: bring\n"


def a_task(cast: Cast, steps: str) -> Task:
    begun(cast, steps)
    until_idle(Keeper("w", Watch(NOW), Random(1), {"task": tasks(Watch(NOW))}))
    return Task.objects.select_related("step").get(step__name="bring")


@pytest.mark.parametrize("seconds", [0, 59])
def test_it_is_on_the_list_again_and_the_promise_goes_on(cast: Cast, seconds: int) -> None:
    task, then = a_task(cast, ALONE), NOW + timedelta(seconds=seconds)
    do_task(task=task, by=cast.mia, now=NOW)
    assert Promise.objects.get().state == "kept"
    assert list(just_done(cast.mia, then)) == [task]
    undo_task(task=task, by=cast.mia, now=then)
    task.refresh_from_db()
    promise, step = Promise.objects.get(), Step.objects.get()
    assert (task.done_at, step.state, promise.state, promise.ended_at) == (None, "unconfirmed", "unconfirmed", None)
    assert not just_done(cast.mia, then)
    assert Entry.objects.filter(what="task not done after all").count() == 1
    do_task(task=task, by=cast.bob, now=then + timedelta(hours=1))
    assert Promise.objects.get().state == "kept"


def test_after_a_minute_or_by_somebody_else_it_stays_done(cast: Cast) -> None:
    task = a_task(cast, ALONE)
    do_task(task=task, by=cast.mia, now=NOW)
    for by, later in ((cast.bob, 10), (cast.mia, 60)):
        with pytest.raises(Refused, match="for a minute"):
            undo_task(task=task, by=by, now=NOW + timedelta(seconds=later))
    assert Step.objects.get().state == "kept"


@pytest.mark.parametrize("steps", [TWO, GUARDED])
def test_what_has_begun_or_ended_after_it_is_not_taken_back(cast: Cast, steps: str) -> None:
    task = a_task(cast, steps)
    do_task(task=task, by=cast.mia, now=NOW)
    with pytest.raises(Refused, match="after it"):
        undo_task(task=task, by=cast.mia, now=NOW)
    assert Step.objects.get(name="bring").state == "kept"
    assert not held_back(Promise.objects.get().customer.reference, NOW)


def test_what_was_due_before_and_began_after_is_not_taken_back(cast: Cast) -> None:
    task = a_task(cast, ALONE + "write:\n  title: Tell her\n  send: email\n  routine: yes\n  words: {en: Hello.}\n")
    begins = NOW + timedelta(seconds=10)
    do_task(task=task, by=cast.mia, now=NOW)
    Step.objects.filter(name="write").update(due_at=NOW - timedelta(minutes=5), intent_at=begins)
    with pytest.raises(Refused, match="Tell her has begun after it"):
        undo_task(task=task, by=cast.mia, now=begins)
