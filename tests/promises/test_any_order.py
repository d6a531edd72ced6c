"""Whatever people, workers and other systems do, and in whichever order: no step is lost, done twice, or forgotten."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import timedelta
from functools import partial
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from goodgrace.errors import GraceError, Refused
from goodgrace.promises import states
from goodgrace.promises.actions import answer, approve, cannot_do, do_task
from goodgrace.promises.changing import give_up, release, renegotiate
from goodgrace.promises.channels.fake import Behaviour, Fake
from goodgrace.promises.keeping import Keeper, carry_all, claim, note, turn
from goodgrace.promises.models import PrintItem, Promise, Step, Task
from goodgrace.promises.ways import tasks
from tests.people import Cast
from tests.promises.keeping import Watch, begun

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MOMENT = """
quiet:
  title: No dunning
  guard: [dunning]
  until: the end
rest:
  title: Fees rest
  suspend: fees
  until: [gone, given]
  within: 4 hours
choose:
  title: Which of the two
  ask: customer
  words: {en: Two ways}
  options: {leave: {en: It ends}, stay: {en: It goes on}}
  answer_within: 10 days
  without_an_answer: stay
  within: 4 hours
gone:
  title: Collect it
  do: Collect it
  if: choose is leave
  within: 2 days
given:
  title: The fee is not charged
  waive: fee
  what: the fee
  if: choose is stay
  within: 1 day
word:
  title: A line to say that all is settled
  send: email
  after: [gone, given]
  within: 2 days
  words: {en: All is settled.}
"""
BEHAVIOURS: tuple[Behaviour, ...] = ("keep", "later", "fail", "act_and_vanish", "refuse", "busy")
PAUSES = (timedelta(seconds=40), timedelta(minutes=3), timedelta(hours=5), timedelta(days=2), timedelta(days=11))


def reachable() -> Mapping[str, frozenset[str]]:
    """Each state with all that can ever follow it, in any number of moves; by people and workers, not by a nightly compare."""
    moves = {**states.STEP_MOVES, states.KEPT: frozenset[str]()}

    def after(state: str, seen: frozenset[str]) -> Iterator[str]:
        yield state
        for following in moves[state] - seen:
            yield from after(following, seen | {state})

    return {state: frozenset(after(state, frozenset())) for state in moves}


REACHABLE = reachable()


class Kept(RuleBasedStateMachine):
    """One promise, and everything that can happen to it; `cast` is given by the test."""

    cast: Cast

    def __init__(self) -> None:
        super().__init__()
        self.point = transaction.savepoint()
        self.watch, self.billing, self.chance = Watch(), Scripted(), Random(3)
        self.first = begun(self.cast, MOMENT)
        self.by_hand: set[str] = set()
        self.stood: dict[int, str] = {}
        self.slow: list[tuple[Keeper, list[Step]]] = []

    def teardown(self) -> None:
        """In the end everybody does what is asked of them, and then nothing is left."""
        try:
            self.ends_well()
        finally:
            transaction.savepoint_rollback(self.point)

    @property
    def promise(self) -> Promise:
        """What holds now: the promise, or what it was renegotiated to."""
        return Promise.objects.filter(customer_id=self.first.customer_id).latest("made_at")

    @property
    def rows(self) -> list[Step]:
        return list(Step.objects.filter(promise__customer_id=self.first.customer_id).order_by("pk"))

    def keeper(self, name: str = "w1") -> Keeper:
        ways = {"billing": self.billing, "email": self.billing, "letter": self.billing, "task": tasks(self.watch)}
        return Keeper(name, self.watch, self.chance, ways)

    @rule(behaviour=st.sampled_from(BEHAVIOURS))
    def work(self, behaviour: Behaviour) -> None:
        self.billing.next = behaviour
        turn(self.keeper())
        self.billing.next = "keep"

    @rule(pause=st.sampled_from(PAUSES))
    def wait(self, pause: timedelta) -> None:
        self.watch.shows += pause

    @rule(acts=st.booleans())
    def die_at_work(self, acts: bool) -> None:
        """A worker claims and is gone, before or after it asked."""
        keeper = self.keeper("dead")
        claimed = claim(keeper)
        if acts:
            carry_all(keeper, claimed, None)

    @rule()
    def hold_on(self) -> None:
        """A worker claims and is slow."""
        keeper = self.keeper("slow")
        self.slow.append((keeper, claim(keeper)))

    @precondition(lambda self: self.slow)
    @rule()
    def come_back(self) -> None:
        keeper, claimed = self.slow.pop()
        note(keeper, carry_all(keeper, claimed, None))

    @rule(outcome=st.sampled_from(["leave", "stay", "neither"]))
    def choose(self, outcome: str) -> None:
        self.tried(lambda: answer(step=self.step("choose"), outcome=outcome, by=None, now=self.watch()))

    @rule(place=st.integers(0, 3))
    def do(self, place: int) -> None:
        for task in self.open_tasks()[place : place + 1]:
            self.tried(partial(self.finish, task))

    @rule()
    def hand_back(self) -> None:
        for task in self.open_tasks()[:1]:
            self.tried(partial(cannot_do, task=task, reason="The road is closed.", by=self.cast.mia, now=self.watch()))

    @rule(name=st.sampled_from(["rest", "choose", "gone", "given", "word"]))
    def agree_anew(self, name: str) -> None:
        due, now = self.watch() + timedelta(days=3), self.watch()
        self.tried(
            lambda: renegotiate(
                step=self.step(name), due_at=due, reason="It takes longer.", told_at=now, by=self.cast.mia, now=now
            )
        )

    @rule(name=st.sampled_from(["gone", "given", "word"]))
    def give_up(self, name: str) -> None:
        self.tried(lambda: give_up(step=self.step(name), reason="We cannot.", by=self.cast.tom, now=self.watch()))

    @rule()
    def let_go(self) -> None:
        promise = self.promise
        self.tried(lambda: release(promise=promise, reason="She said so.", by=self.cast.mia, now=self.watch()))

    @invariant()
    def moves_only_as_it_may(self) -> None:
        for row in self.rows:
            before = self.stood.get(row.pk, states.PROMISED)
            assert row.state in REACHABLE[before], f"{row.name} went from {before} to {row.state}"
            self.stood[row.pk] = row.state

    @invariant()
    def what_is_kept_was_done_and_what_was_left_was_not(self) -> None:
        for row in self.rows:
            if row.channel in ("billing", "email") and row.kind != "ask" and row.key not in self.by_hand:
                assert row.state != states.KEPT or row.key in self.billing.done, row.name
            if row.state == states.SKIPPED:
                assert row.key not in self.billing.done, row.name

    @invariant()
    def nothing_is_forgotten(self) -> None:
        """Whatever is not settled is in somebody's hands: a worker's, a colleague's, the customer's, or the clock's."""
        for row in self.rows:
            if row.state in states.STEP_SETTLED or row.state == states.OPEN:
                continue
            promise = Promise.objects.get(pk=row.promise_id)
            in_hand = row.next_try_at or Task.objects.filter(step=row, done_at=None).exists()
            in_hand = in_hand or PrintItem.objects.filter(step=row, signed_and_posted_at=None).exists()
            later = row.due_at is None and self.others_stand(row)
            assert in_hand or later or promise.wake_at, f"nobody looks after {row.name}, which is {row.state}"

    @invariant()
    def a_promise_is_over_when_nothing_of_it_is_left(self) -> None:
        for promise in Promise.objects.filter(customer_id=self.first.customer_id):
            left = [row for row in promise.steps.all() if row.state not in states.STEP_SETTLED]
            if promise.ended_at and promise.state != states.RELEASED:
                assert not left, f"{promise.state}, and {[row.name for row in left]} are left"

    def others_stand(self, row: Step) -> bool:
        return any(each.pk != row.pk and each.state not in states.STEP_SETTLED for each in self.rows)

    def step(self, name: str) -> Step:
        return Step.objects.filter(promise__customer_id=self.first.customer_id, name=name).latest("pk")

    def open_tasks(self) -> list[Task]:
        found = Task.objects.filter(customer_id=self.first.customer_id, done_at=None)
        return list(found.select_related("step").order_by("pk"))

    def finish(self, task: Task) -> None:
        do_task(task=task, by=self.cast.mia, now=self.watch(), outcome="stay" if task.step.kind == "ask" else "")
        if task.what in (Task.What.REFUSED, Task.What.DIFFERS):
            self.by_hand.add(task.step.key)

    def tried(self, what: Callable[[], object]) -> None:
        """Do it, or be refused: then nothing of it stays."""
        before = [(row.pk, row.state) for row in self.rows]
        try:
            with transaction.atomic():
                what()
        except GraceError:
            assert [(row.pk, row.state) for row in self.rows] == before

    def ends_well(self) -> None:
        """From here on everything works, everybody answers, and time goes by."""
        self.billing.next = "keep"
        for _ in range(40):
            if all(row.state in states.STEP_SETTLED for row in self.rows):
                break
            for key in [row.key for row in self.rows if row.state == states.UNCONFIRMED and row.channel == "billing"]:
                self.billing.told(key)
            while not turn(self.keeper()).idle:
                pass
            for task in self.open_tasks():
                if task.what == Task.What.CANNOT:
                    self.agree_anew(task.step.name)
                self.tried(partial(self.finish, task))
            for row in self.rows:
                if row.channel == "email" and row.kind in ("send", "ask") and row.approved_at is None:
                    self.tried(partial(approve, step=row, by=self.cast.mia, now=self.watch()))
            self.watch.shows += timedelta(days=1)
        left = {row.name: row.state for row in self.rows if row.state not in states.STEP_SETTLED}
        assert not left, f"this never ends: {left}"
        assert all(each.ended_at for each in Promise.objects.filter(customer_id=self.first.customer_id))
        self.nobody_is_left_with_a_suspension()

    def nobody_is_left_with_a_suspension(self) -> None:
        begun_there = [errand for errand in self.billing.done.values() if errand.kind == "suspend"]
        ended_there = [errand for errand in self.billing.done.values() if errand.kind == "resume"]
        handed = {key.partition(":")[2].partition("--")[0] for key in self.by_hand}
        assert not begun_there or ended_there or "rest" in handed


class Scripted(Fake):
    """The shipped fake, told before each turn how to behave next; what it takes on for later it does when it is told to."""

    def __init__(self) -> None:
        super().__init__(iter(lambda: self.next, None))
        self.next: Behaviour = "keep"

    def told(self, key: str) -> None:
        """Do now what was taken on for later."""
        with suppress(StopIteration):
            self.confirm(key)


def test_what_cannot_be_done_stays_on_the_list_until_something_else_is_promised(cast: Cast) -> None:
    begun(cast, MOMENT)
    watch = Watch()
    keeper = Keeper("w1", watch, Random(3), {"billing": Fake(), "email": Fake(), "task": tasks(watch)})

    def work() -> None:
        while not turn(keeper).idle:
            pass

    work()
    answer(step=Step.objects.get(name="choose"), outcome="leave", by=None, now=watch())
    work()
    cannot_do(task=Task.objects.get(step__name="gone"), reason="The road is closed.", by=cast.mia, now=watch())
    left = Task.objects.get(what=Task.What.CANNOT)
    with pytest.raises(Refused, match="Speak with the customer first"):
        do_task(task=left, by=cast.mia, now=watch())
    assert Task.objects.filter(pk=left.pk, done_at=None).exists()
    step, due = Step.objects.get(name="gone"), watch() + timedelta(days=3)
    renegotiate(step=step, due_at=due, reason="The road opens.", told_at=watch(), by=cast.mia, now=watch())
    assert not Task.objects.filter(pk=left.pk, done_at=None).exists()


def test_no_order_of_events_loses_a_step_does_it_twice_or_forgets_it(cast: Cast) -> None:
    machine = type("Here", (Kept,), {"cast": cast})
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=8, stateful_step_count=14, suppress_health_check=checks, derandomize=True),
    )  # fmt: skip
