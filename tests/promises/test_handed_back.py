"""What nobody could find out goes to whoever looks after it; what a fault of ours holds up comes again once seen to."""

from random import Random

import pytest

from goodgrace.customers.actions import note_fact
from goodgrace.ledger.models import Entry
from goodgrace.promises import states
from goodgrace.promises.actions import cannot_do, do_task
from goodgrace.promises.keeping import Keeper
from goodgrace.promises.models import Step, Task
from goodgrace.promises.queries import handed_back, tasks_for
from tests.people import Cast
from tests.promises.keeping import Watch, begun
from tests.promises.test_keeping import a_keeper, step, until_idle
from tests.web.browsing import signed_in

pytestmark = pytest.mark.django_db
ASKED = (
    "choose: {title: What suits you?, ask: customer, channel: task, words: {en: Two ways.}, options: {a: {en: A}, b: {en: B}},"
    " answer_within: 3 days, without_an_answer: a, within: 1 day}\n"
)
CHECKED = "arrived: {title: Has it arrived?, check: paid, by: 3 days, without_an_answer: person}\n"
THEN = "then: {title: Go on, do: it, if: choose is a, within: 1 day}"


def test_a_question_that_nobody_could_ask_is_taken_on_and_silence_says_nothing(cast: Cast) -> None:
    promise, watch = begun(cast, ASKED + THEN), Watch()
    keeper = a_keeper(watch)
    until_idle(keeper)
    task = Task.objects.get(step__name="choose")
    signed_in(cast.bob).post(f"/tasks/{task.pk}/cannot", {"reason": "Her line is dead."})
    (handed,) = [each for each in tasks_for(person=cast.mia) if each.what == Task.What.TAKE_ON]
    assert handed.title.startswith("They could not be asked: What suits you?")
    assert [why for _, why in handed_back(promise)] == ["Her line is dead."]
    for _ in range(5):
        watch.pass_by(days=1)
        until_idle(keeper)
    assert step("choose").state == states.OPEN, "nobody asked, so nothing was answered"
    do_task(task=handed, by=cast.mia, now=watch(), outcome="b")
    assert (step("choose").state, step("choose").outcome) == (states.KEPT, "b")
    assert not Task.objects.filter(step__name="choose", done_at=None)


def test_a_check_that_nobody_could_make_is_taken_on_and_the_records_may_still_say_it(cast: Cast) -> None:
    promise, watch = begun(cast, CHECKED + "after: {title: Go on, do: it, if: arrived is yes, within: 1 day}"), Watch()
    keeper = a_keeper(watch)
    until_idle(keeper)
    cannot_do(task=Task.objects.get(step__name="arrived"), reason="The bank is shut.", by=cast.bob, now=watch())
    assert [each.what for each in tasks_for(person=cast.mia)] == [Task.What.TAKE_ON]
    note_fact(customer=promise.customer, name="paid", value="yes", source="books", by=cast.mia, now=watch())
    watch.pass_by(days=1)
    until_idle(keeper)
    assert (step("arrived").outcome, step("after").state) == ("yes", states.UNCONFIRMED)
    assert not Task.objects.filter(step__name="arrived", done_at=None)


def a_fault(cast: Cast, watch: Watch) -> Keeper:
    """A promise that cannot be read, and a worker that has noticed it."""
    begun(cast, "tell: {title: T, do: it, within: 2 days}\nthen: {title: U, do: more, on: day 9, within: 1 day}")
    until_idle(a_keeper(watch))
    Step.objects.filter(name="then").update(data={"format": 2, "title": "?", "parameters": {}})
    keeper = Keeper("w", watch, Random(1), {})
    watch.pass_by(days=3)
    until_idle(keeper)
    return keeper


def faults() -> list[Task]:
    return list(Task.objects.filter(key__endswith=":fault", done_at=None))


def test_that_a_fault_was_seen_to_is_ticked_off_and_it_comes_again_a_day_after(cast: Cast) -> None:
    watch = Watch()
    keeper = a_fault(cast, watch)
    (task,) = faults()
    assert (task.person, task.title.partition(":")[0]) == (cast.mia, "A fault of ours holds this up")
    do_task(task=task, by=cast.mia, now=watch())
    entry = Entry.objects.filter(what="task done").latest("id")
    assert (entry.by, entry.about) == (cast.mia.mark, f"promise:{task.step.promise_id}")
    came = []
    for _ in range(27):
        watch.pass_by(hours=1)
        until_idle(keeper)
        came.append(len(faults()))
    assert came == [0] * 23 + [1] * 4
