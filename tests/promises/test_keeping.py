"""Workers keep promises: what they do when all goes well, and when it does not."""

from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from random import Random

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from goodgrace.ledger.models import Entry
from goodgrace.promises import states
from goodgrace.promises.actions import answer, approve, confirm, do_task
from goodgrace.promises.channels.fake import Behaviour, Fake
from goodgrace.promises.channels.shape import Channel, Errand, Outcome
from goodgrace.promises.keeping import Keeper, claim, keep_on, note, turn
from goodgrace.promises.keeping import carry_all as carried_by
from goodgrace.promises.models import Step, Task
from goodgrace.promises.ways import tasks
from tests.people import NOW, Cast
from tests.promises.keeping import Watch, begun, held_back

pytestmark = pytest.mark.django_db


def a_keeper(watch: Watch, name: str = "w1", **channels: Channel) -> Keeper:
    """A worker with the shipped fake for everything, and real tasks."""
    ways: dict[str, Channel] = {"billing": Fake(), "email": Fake(), "letter": Fake(), "task": tasks(watch)}
    return Keeper(name, watch, Random(7), ways | channels)


def until_idle(keeper: Keeper) -> None:
    """Work as long as there is something to do at this moment."""
    for _ in range(100):
        if turn(keeper).idle:
            return
    raise AssertionError("it never rests")


def step(name: str) -> Step:
    return Step.objects.get(
        name=name,
        state__in=[*states.STEP_WAITS, states.OPEN, states.KEPT, states.RELEASED, states.BROKEN, states.SKIPPED],
    )


def test_a_step_is_kept_and_the_next_one_comes_to_the_department(cast: Cast) -> None:
    promise, watch = begun(cast), Watch()
    billing = Fake()
    until_idle(a_keeper(watch, billing=billing))
    assert billing.asked[0].about["amount"] == "25.00 EUR"
    assert step("waive_it").state == states.KEPT
    task = Task.objects.get(step__name="tell")
    assert (task.department, task.title) == ("customer-care", "Call and say so")
    do_task(task=task, by=cast.mia, now=watch.pass_by(hours=1))
    promise.refresh_from_db()
    assert (promise.state, promise.ended_at, promise.wake_at) == (states.KEPT, watch(), None)


def test_a_worker_that_finds_nothing_to_do_asks_once_and_writes_nothing(cast: Cast) -> None:
    begun(cast)
    watch = Watch()
    keeper = a_keeper(watch)
    until_idle(keeper)
    with CaptureQueriesContext(connection) as asked:
        assert turn(keeper).idle
    assert [each["sql"].split()[0] for each in asked.captured_queries] == ["SELECT"]


@pytest.mark.parametrize("goes", ["fail", "act_and_vanish", "busy"])
def test_what_fails_is_tried_again_later_and_done_once(cast: Cast, goes: Behaviour) -> None:
    begun(cast)
    watch, billing = Watch(), Fake([goes])
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    waiting = step("waive_it")
    assert (waiting.state, waiting.attempts) == (states.PROMISED, 1)
    assert waiting.next_try_at
    assert waiting.next_try_at > watch()
    watch.pass_by(minutes=2)
    until_idle(keeper)
    assert step("waive_it").state == states.KEPT
    assert list(billing.done) == [waiting.key]


def test_what_was_taken_on_is_unconfirmed_until_the_callback_comes(cast: Cast) -> None:
    promise, watch = begun(cast), Watch()
    until_idle(a_keeper(watch, billing=Fake(["later"])))
    taken = step("waive_it")
    promise.refresh_from_db()
    assert taken.state == promise.state == states.UNCONFIRMED
    assert confirm(key=taken.key, outcome=Outcome("kept", "It is done."), now=watch())
    assert not confirm(key=taken.key, outcome=Outcome("kept", "It is done."), now=watch())
    assert step("waive_it").state == states.KEPT


def test_what_nobody_confirms_is_late_once_and_loudly_and_may_be_kept_after_all(cast: Cast) -> None:
    promise, watch = begun(cast), Watch()
    keeper = a_keeper(watch, billing=Fake(["later"]))
    until_idle(keeper)
    watch.pass_by(hours=4)
    until_idle(keeper)
    watch.pass_by(hours=9)
    until_idle(keeper)
    late = step("waive_it")
    promise.refresh_from_db()
    assert late.state == promise.state == states.LATE
    assert Task.objects.filter(what="late").count() == 1
    assert Entry.objects.filter(what="step late").count() == 1
    confirm(key=late.key, outcome=Outcome("kept", "It is done."), now=watch())
    assert (step("waive_it").state, step("waive_it").was_late) == (states.KEPT, True)
    assert not Task.objects.filter(what="late", done_at=None)


def test_what_another_system_will_never_do_lands_on_a_list(cast: Cast) -> None:
    begun(cast)
    watch = Watch()
    until_idle(a_keeper(watch, billing=Fake(["refuse"])))
    assert (step("waive_it").state, step("waive_it").refused) == (states.LATE, True)
    do_task(task=Task.objects.get(what="refused"), by=cast.mia, now=watch())
    assert step("waive_it").state == states.KEPT


def test_without_a_way_to_carry_it_out_a_step_is_not_lost(cast: Cast) -> None:
    begun(cast)
    watch = Watch()
    turn(Keeper("w1", watch, Random(1), {}))
    assert step("waive_it").state == states.LATE
    assert Task.objects.get(what="refused").step.name == "waive_it"


class Dies:
    """A channel whose other side acts, while our worker dies before it can write so."""

    def __init__(self, behind: Fake) -> None:
        self.behind = behind

    def carry(self, errand: Errand) -> Outcome:
        self.behind.carry(errand)
        raise KeyboardInterrupt

    def ask(self, errand: Errand) -> Outcome | None:
        return self.behind.ask(errand)


def test_a_worker_that_dies_between_intent_and_result_is_followed_by_one_that_asks_first(cast: Cast) -> None:
    begun(cast)
    watch, billing = Watch(), Fake()
    with pytest.raises(KeyboardInterrupt):
        turn(a_keeper(watch, "dying", billing=Dies(billing)))
    left = step("waive_it")
    assert (left.state, left.worker, left.intent_at) == (states.PROMISED, "dying", watch())
    second = a_keeper(watch, "second", billing=billing)
    until_idle(second)
    assert step("waive_it").state == states.PROMISED, "its lease still runs"
    watch.pass_by(minutes=2)
    until_idle(second)
    assert step("waive_it").state == states.KEPT
    assert billing.times()[left.key] == 1


def test_a_worker_whose_lease_ran_out_writes_nothing(cast: Cast) -> None:
    begun(cast)
    watch, billing = Watch(), Fake(["fail"])
    slow, quick = a_keeper(watch, "slow", billing=billing), a_keeper(watch, "quick", billing=billing)
    claimed = claim(slow)
    outcome = carried_by(slow, claimed, None)
    watch.pass_by(minutes=2)
    until_idle(quick)
    assert step("waive_it").state == states.KEPT
    before = Step.objects.values().get(name="waive_it")
    assert note(slow, outcome) == 0
    assert Step.objects.values().get(name="waive_it") == before


def test_a_worker_does_not_begin_what_its_lease_no_longer_covers(cast: Cast) -> None:
    begun(cast)
    watch, billing = Watch(), Fake()
    keeper = a_keeper(watch, billing=billing)
    claimed = claim(keeper)
    watch.pass_by(minutes=3)
    assert carried_by(keeper, claimed, None) == []
    assert not billing.asked


QUESTION = """
quiet:
  title: No dunning
  guard: [dunning]
  until: the end
choose:
  title: Which of the two
  ask: customer
  words: {en: Two ways}
  options: {a: {en: The first}, b: {en: The second}}
  answer_within: 10 days
  without_an_answer: b
  within: 4 hours
first:
  title: The first way
  do: Go the first way
  if: choose is a
  within: 2 days
second:
  title: The second way
  waive: fee
  what: the fee
  if: choose is b
  within: 2 days
"""


def test_a_question_is_put_answered_and_the_other_way_left_out(cast: Cast) -> None:
    promise, watch = begun(cast, QUESTION), Watch()
    keeper = a_keeper(watch)
    until_idle(keeper)
    assert step("choose").state == states.PROMISED, "a person reads it first"
    approve(step=step("choose"), by=cast.mia, now=watch())
    until_idle(keeper)
    assert step("choose").state == states.OPEN
    assert held_back(promise.customer.reference, watch()) == {"dunning"}
    answer(step=step("choose"), outcome="a", by=None, now=watch.pass_by(days=1))
    until_idle(keeper)
    assert (step("second").state, step("choose").outcome) == (states.SKIPPED, "a")
    do_task(task=Task.objects.get(step__name="first"), by=cast.mia, now=watch())
    promise.refresh_from_db()
    assert promise.state == states.KEPT
    assert held_back(promise.customer.reference, watch()) == set()


def test_a_question_that_nobody_answers_comes_to_what_was_promised(cast: Cast) -> None:
    promise, watch = begun(cast, QUESTION), Watch()
    keeper = a_keeper(watch)
    until_idle(keeper)
    approve(step=step("choose"), by=cast.mia, now=watch())
    until_idle(keeper)
    promise.refresh_from_db()
    assert promise.wake_at == watch() + timedelta(days=10)
    watch.pass_by(days=10)
    until_idle(keeper)
    promise.refresh_from_db()
    assert (step("choose").outcome, step("second").state, promise.state) == ("b", states.KEPT, states.KEPT)


def test_an_open_end_of_a_suspension_is_told_to_the_other_system(cast: Cast) -> None:
    promise, watch = begun(cast, SUSPENDED), Watch()
    billing = Fake()
    keeper = a_keeper(watch, billing=billing)
    until_idle(keeper)
    do_task(task=Task.objects.get(step__name="sort_out"), by=cast.mia, now=watch.pass_by(days=3))
    until_idle(keeper)
    assert [errand.kind for errand in billing.asked] == ["suspend", "resume"]
    promise.refresh_from_db()
    assert promise.state == states.KEPT


SUSPENDED = """
rest:
  title: Fees rest until it is sorted out
  suspend: fees
  until: [sort_out]
  within: 4 hours
sort_out:
  title: Sort it out
  do: Sort it out
  within: 5 days
"""


def test_words_that_are_not_routine_wait_for_a_person_to_look(cast: Cast) -> None:
    begun(cast, "note:\n  title: A line\n  send: email\n  to: customer\n  words: {en: Dear you}\n  within: 2 days")
    watch, mail = Watch(), Fake()
    keeper = a_keeper(watch, email=mail)
    until_idle(keeper)
    assert not mail.asked
    approve(step=step("note"), by=cast.mia, now=watch())
    until_idle(keeper)
    assert len(mail.done) == 1


def test_a_worker_goes_on_after_a_turn_that_the_database_refused(cast: Cast) -> None:
    begun(cast)
    turns: list[bool] = []
    beats, pauses = [], []
    faults = [OperationalError()]

    def clock() -> datetime:
        if faults:
            raise faults.pop()
        return NOW

    def ends(idle: bool) -> bool:
        turns.append(idle)
        return idle and len(turns) > 1

    keeper = Keeper("w1", clock, Random(7), {"billing": Fake(), "task": tasks(Watch())})
    within = partial(suppress, OperationalError)
    keep_on(keeper, sleep=pauses.append, ends=ends, between=lambda: beats.append(1), within=within, beat=7)
    assert step("waive_it").state == states.KEPT
    assert pauses == [7]
    assert len(beats) == len(turns)
