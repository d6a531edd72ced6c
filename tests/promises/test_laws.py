"""Whatever happens, in whatever order: the states hold together, and nothing is done twice."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodgrace.errors import GraceError
from goodgrace.ledger.models import Entry
from goodgrace.promises import states
from goodgrace.promises.actions import answer, cannot_do, confirm, differ, do_task
from goodgrace.promises.changing import give_up, move_call, release, renegotiate
from goodgrace.promises.channels.fake import Fake
from goodgrace.promises.channels.shape import Outcome
from goodgrace.promises.keeping import Keeper, turn
from goodgrace.promises.models import Promise, Step, Task
from goodgrace.promises.undoing import undo_task
from tests.people import Cast
from tests.promises.keeping import Watch, begun
from tests.promises.test_keeping import a_keeper

STEPS = """
rest:
  title: Fees rest until it is settled
  suspend: fees
  until: [talk]
  within: 4 hours
choose:
  title: Which of the two
  ask: customer
  words: {en: Two ways}
  options: {a: {en: The first}, b: {en: The second}}
  answer_within: 10 days
  without_an_answer: person
  within: 4 hours
waive_it:
  title: The fee is not charged
  waive: fee
  what: the fee
  if: choose is a
  within: 1 day
talk:
  title: A call
  call: customer
  between: 09:00 and 18:00
  after: choose
  within: 2 days
"""
Act = Callable[[Cast, Keeper, Watch, Fake, int], object]


def _a_step(n: int) -> Step:
    rows = list(Step.objects.order_by("pk"))
    return rows[n % len(rows)]


def _a_task(n: int) -> Task:
    rows = list(Task.objects.order_by("pk"))
    if not rows:
        raise GraceError("There is no task.")
    return rows[n % len(rows)]


def _renegotiate(cast: Cast, _: Keeper, watch: Watch, __: Fake, n: int) -> object:
    day = watch() + timedelta(hours=n + 1)
    return renegotiate(step=_a_step(n), due_at=day, reason="r", told_at=watch(), by=cast.tom, now=watch())


ACTS: dict[str, Act] = {
    "turn": lambda cast, keeper, watch, fake, n: turn(keeper),
    "hours": lambda cast, keeper, watch, fake, n: watch.pass_by(hours=n),
    "days": lambda cast, keeper, watch, fake, n: watch.pass_by(days=n),
    "answer": lambda cast, keeper, watch, fake, n: answer(step=_a_step(n), outcome="ab"[n % 2], by=cast.mia, now=watch()),
    "do": lambda cast, keeper, watch, fake, n: do_task(task=_a_task(n), by=cast.mia, now=watch(), outcome="ab"[n % 2]),
    "undo": lambda cast, keeper, watch, fake, n: undo_task(task=_a_task(n), by=cast.mia, now=watch()),
    "cannot": lambda cast, keeper, watch, fake, n: cannot_do(task=_a_task(n), reason="r", by=cast.mia, now=watch()),
    "confirm": lambda cast, keeper, watch, fake, n: confirm(key=_a_step(n).key, outcome=fake.confirm(_a_step(n).key), now=watch()),
    "refuse": lambda cast, keeper, watch, fake, n: confirm(key=_a_step(n).key, outcome=Outcome("refused", "No."), now=watch()),
    "differ": lambda cast, keeper, watch, fake, n: differ(key=_a_step(n).key, said="They say no.", now=watch()),
    "renegotiate": _renegotiate,
    "give_up": lambda cast, keeper, watch, fake, n: give_up(step=_a_step(n), reason="r", by=cast.tom, now=watch()),
    "move": lambda cast, keeper, watch, fake, n: move_call(step=_a_step(n), to=watch() + timedelta(days=n + 1), by=None, now=watch()),
    "release": lambda cast, keeper, watch, fake, n: release(promise=Promise.objects.get(replaced_by=None), reason="r", by=cast.tom, now=watch()),
}  # fmt: skip
OFTEN = ["turn"] * 8 + ["hours", "days", "do", "do", "undo", "answer"] * 2 + ["confirm", "renegotiate"]


@pytest.mark.slow
@pytest.mark.django_db
@settings(max_examples=40, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    acts=st.lists(st.tuples(st.sampled_from([*OFTEN, *ACTS]), st.integers(0, 12)), max_size=40),
    script=st.lists(st.sampled_from(["keep", "later", "fail", "act_and_vanish", "refuse", "busy"]), max_size=12),
)
def test_whatever_happens_the_states_hold_together(cast: Cast, acts: list[tuple[str, int]], script: list[str]) -> None:
    with transaction.atomic():
        watch, fake = Watch(), Fake(script)  # type: ignore[arg-type]  # drawn from its own words
        begun(cast, STEPS)
        keeper = a_keeper(watch, billing=fake, email=fake)
        for name, n in acts:
            with suppress(GraceError, KeyError, StopIteration), transaction.atomic():
                ACTS[name](cast, keeper, watch, fake, n)
            _hold_together(fake)
        transaction.set_rollback(True)


def _hold_together(fake: Fake) -> None:
    promises = list(Promise.objects.prefetch_related("steps"))
    assert sum(promise.state in states.ON_ITS_WAY for promise in promises) <= 1
    for promise in promises:
        rows = list(promise.steps.all())
        by_state = {row.state for row in rows}
        if promise.state in states.PROMISE_ENDED:
            loose = [row for row in rows if row.state not in states.STEP_SETTLED and not row.name.endswith("--ends")]
            assert not loose, f"{promise.state} with {[(row.name, row.state) for row in loose]}"
        if promise.state in states.ON_ITS_WAY:
            assert (promise.state == "late") == ("late" in by_state)
            assert by_state - set(states.STEP_SETTLED), "something is left"
            assert promise.wake_at or _somebody_has_it(rows), "nobody would ever look again"
    done = [
        row.key
        for row in Step.objects.filter(state="kept", kind__in=["suspend", "waive"]).exclude(
            tasks__done_by__isnull=False
        )
    ]
    assert set(done) <= set(fake.done)
    left = Task.objects.filter(done_at=None, step__state__in=["kept", "released", "broken"])
    told = left.exclude(what__in=["differs", "cannot"])
    assert not told.exists(), "only what another system says otherwise, or somebody is to be told, outlives its step"
    assert Entry.objects.filter(what="step late").count() >= Step.objects.filter(was_late=True).count()


def _somebody_has_it(rows: list[Step]) -> bool:
    tried = any(row.next_try_at for row in rows)
    return (
        tried
        or Task.objects.filter(step__in=rows, done_at=None).exists()
        or any(row.state in ("unconfirmed", "broken") for row in rows)
    )
