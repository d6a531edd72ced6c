"""Keeping promises: a worker claims what is due, carries it out outside any transaction, and writes what came of it."""

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Final

from django.db import DatabaseError, transaction
from django.db.models import Q

from goodgrace.errors import GraceError
from goodgrace.playbook.shape import QUESTIONS
from goodgrace.promises.channels.shape import Channel, Errand, Outcome
from goodgrace.promises.channels.task import Tasks
from goodgrace.promises.errands import errand_of
from goodgrace.promises.holding import Held
from goodgrace.promises.locking import MOST_MOVES, hold, write
from goodgrace.promises.models import FAULT, Promise, Step, Task
from goodgrace.promises.settling import take
from goodgrace.promises.states import ELSEWHERE, KEPT, OPEN, STEP_SETTLED, STEP_WAITS
from goodgrace.promises.titles import written
from goodgrace.sentences import sentence
from goodgrace.store.asking import ask

BATCH: Final = 40
LATER: Final = timedelta(hours=1)
"""So much later a promise is looked at again that could not go on."""
TOLD_AGAIN: Final = timedelta(days=1)
"""So long after somebody saw to a fault it comes on the list again, while it holds a promise up."""
LEASE: Final = timedelta(minutes=2)
"""So long nobody else takes a step that a worker claimed; longer than a batch of requests that all run out of time."""
AT_ONCE: Final = 8
BEAT: Final = 1.0
"""Seconds between two looks when there was nothing to do."""
DUE = """
SELECT (SELECT wake_at FROM promises_promise WHERE wake_at <= %s ORDER BY wake_at LIMIT 1) IS NOT NULL
    OR (SELECT next_try_at FROM promises_step WHERE next_try_at <= %s ORDER BY next_try_at LIMIT 1) IS NOT NULL
"""
"""Whether anything is due. In order, for the index: where something is to exist, PostgreSQL expects it soon and reads the table."""
CLAIM = """
WITH due AS MATERIALIZED (
    SELECT s.id FROM promises_step s WHERE s.next_try_at <= %s ORDER BY s.next_try_at LIMIT %s
    {locked} s SKIP LOCKED
)
UPDATE promises_step SET worker = %s, lease_until = %s, next_try_at = %s, fence = fence + 1, attempts = attempts + 1,
    intent_at = COALESCE(intent_at, %s)
WHERE id IN (SELECT id FROM due) RETURNING id
"""
ASKING: Final = "Another system is being asked."
MAYBE_THERE: Final = sentence(
    "Another system was asked for this, may have done it, and is not connected any more. Ask there before you do it by hand."
)
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Keeper:
    """What a worker works with: its name, the clock, chance, and the channels by their names."""

    worker: str
    clock: Callable[[], datetime]
    chance: Random
    channels: Mapping[str, Channel]
    batch: int = BATCH
    lease: timedelta = LEASE


@dataclass(frozen=True, slots=True)
class Turn:
    """What one turn did: promises woken, steps carried out, and outcomes that came too late to count."""

    woken: int = 0
    carried: int = 0
    stale: int = 0

    @property
    def idle(self) -> bool:
        """Whether there was nothing to do."""
        return not (self.woken or self.carried)


@dataclass(frozen=True, slots=True)
class Carried:
    """What came of a step that was claimed with a fence."""

    step: int
    fence: int
    outcome: Outcome


def keep_on(
    keeper: Keeper,
    *,
    sleep: Callable[[float], object],
    ends: Callable[[bool], bool],
    between: Callable[[], object] = lambda: None,
    within: Callable[[], AbstractContextManager[object]] = nullcontext,
    beat: float = BEAT,
) -> None:
    """Work until it ends: turn after turn, what else is done `between` them, and a pause where there was nothing to do.

    `ends` is told after each turn whether there was nothing to do. Each turn goes on `within` a block, which may swallow what
    the database refuses: that counts as nothing done. `beat` is in seconds.
    """
    with ThreadPoolExecutor(AT_ONCE, "keeping") as pool:
        while True:
            idle = True
            with within():
                idle = turn(keeper, pool).idle
            between()
            if ends(idle):
                return
            if idle:
                sleep(beat)


def turn(keeper: Keeper, pool: Executor | None = None) -> Turn:
    """One turn: wake promises whose moment has come, claim steps, carry them out, write what came of them.

    A worker may die anywhere in it: what was claimed is taken over when its lease is over, and the channel is asked first
    what became of it. With a `pool`, other systems are asked several things at once. A turn that finds nothing due asks once
    and writes nothing: on SQLite it holds nobody up.
    """
    now = keeper.clock()
    [[is_due]] = ask(DUE, now, now)
    if not is_due:
        return Turn()
    woken = wake(keeper)
    claimed = claim(keeper)
    if not claimed:
        return Turn(woken)
    carried = carry_all(keeper, claimed, pool)
    return Turn(woken, len(claimed), len(carried) - note(keeper, carried))


def wake(keeper: Keeper) -> int:
    """Do what the clock alone brings in promises whose moment has come; how many there were."""
    now = keeper.clock()
    due = Promise.objects.filter(wake_at__lte=now).order_by("wake_at").values_list("pk", flat=True)
    numbers = list(due[: keeper.batch])
    if not numbers:
        return 0
    with transaction.atomic():
        found = hold(numbers, now, skip=True, faulty=_later(now))
        held = [each for each in found if each.promise.wake_at and each.promise.wake_at <= now]
        _written([each for each in held if _goes_on(each)])
    return len(held)


def _goes_on(held: Held, first: Callable[[], object] = lambda: None) -> bool:
    """Whether what happened `first` to a promise, and what follows from it, could be worked out.

    One of which it cannot is looked at later, and holds up no other.
    """
    try:
        first()
        held.advance()
    except Exception as error:  # noqa: BLE001  # a fault in one promise must not hold up all others
        _later(held.now)(held.promise, error)
        return False
    return True


def _written(held: Sequence[Held]) -> list[Held]:
    """Write promises at once; those that were written. Where one cannot be, each by itself, and that one is looked at later."""
    try:
        with transaction.atomic():
            write(held)
    except DatabaseError as error:
        if len(held) > 1:
            return [each for one in held for each in _written([one])]
        _later(held[0].now)(held[0].promise, error)
        return []
    return [*held]


def _later(now: datetime) -> Callable[[Promise, Exception], None]:
    """What becomes of a promise with a fault: it is said, by kind and number, and looked at later.

    Whoever looks after it is told once, and again a day after they saw to it, if the fault is still there or has come back.
    """

    def put_off(promise: Promise, error: Exception) -> None:
        log.error("A promise could not go on (%s): %s", promise.pk, type(error).__name__)
        Promise.objects.filter(pk=promise.pk).update(wake_at=now + LATER)
        told = Task.objects.filter(step__promise=promise, what=Task.What.LATE, key__endswith=FAULT)
        step = Step.objects.filter(promise=promise).order_by("position", "pk").first()
        if step is None or told.filter(Q(done_at=None) | Q(done_at__gt=now - TOLD_AGAIN)).exists():
            return
        says = sentence(
            "A fault of ours holds this up: {title}. Keep it by hand, and tell whoever runs Goodgrace.",
            title=promise.title,
        )
        Task.objects.create(
            key=f"{promise.pk}:{int(now.timestamp())}{FAULT}", what=Task.What.LATE, step=step, customer_id=promise.customer_id,
            **written(says), person_id=promise.owner_id, made_at=now, due_at=now,
        )  # fmt: skip

    return put_off


def claim(keeper: Keeper) -> list[Step]:
    """Take steps that are to be tried now under a lease, with the intent written; nobody else has them meanwhile."""
    now = keeper.clock()
    until = now + keeper.lease
    with transaction.atomic():
        found = ask(CLAIM, now, keeper.batch, keeper.worker[:80], until, until, now)
    if not found:
        return []
    steps = Step.objects.select_related("promise", "promise__customer").filter(pk__in=[pk for (pk,) in found])
    return list(steps.order_by("due_at", "pk"))


def carry_all(keeper: Keeper, claimed: Sequence[Step], pool: Executor | None) -> list[Carried]:
    """Carry out what was claimed, outside any transaction; those that ask other systems side by side.

    What was let go since it was claimed is left alone.
    """
    waits = Step.objects.filter(pk__in=[step.pk for step in claimed], state__in=STEP_WAITS)
    fences = dict(waits.values_list("pk", "fence"))
    claimed = [step for step in claimed if fences.get(step.pk) == step.fence]
    far = [step for step in claimed if step.channel in ELSEWHERE and not isinstance(_channel(keeper, step), Tasks)]
    near = [step for step in claimed if step not in far]
    _note_asking([step for step in far if not step.said])
    ready = [(step, _errand(step)) for step in far]
    if pool is None:
        done = [_carried(keeper, step, errand) for step, errand in ready]
    else:
        done = list(pool.map(lambda each: _carried(keeper, *each), ready))
    return [each for each in (*done, *(_carried(keeper, step, _errand(step)) for step in near)) if each]


def _note_asking(first: Sequence[Step]) -> None:
    """Write down which steps go outside now, before they do: whoever comes after a worker that died knows that it asked."""
    if first:
        Step.objects.filter(pk__in=[step.pk for step in first], said="").update(said=ASKING)


def _errand(step: Step) -> Errand | Outcome:
    try:
        return errand_of(step)
    except GraceError as error:
        return Outcome("refused", error.says)
    except Exception as error:  # noqa: BLE001  # a fault in one step must not hold up all others
        log.warning("A step of kind %s could not be put in words: %s", step.kind, type(error).__name__)
        return Outcome(
            "refused",
            sentence(
                "Something of ours is wrong with this step ({kind}). See to it by hand.", kind=type(error).__name__
            ),
        )


def _carried(keeper: Keeper, step: Step, errand: Errand | Outcome) -> Carried | None:
    """What came of one step; nothing where its lease ran out before its turn came."""
    if step.lease_until and keeper.clock() >= step.lease_until:
        return None
    outcome = errand if isinstance(errand, Outcome) else _outcome(_channel(keeper, step), step, errand)
    return Carried(step.pk, step.fence, outcome)


def _channel(keeper: Keeper, step: Step) -> Channel | None:
    """By which way a step goes; what lies on somebody's list stays there, whatever is connected since."""
    return keeper.channels.get("task" if step.is_listed else step.channel)


def _outcome(channel: Channel | None, step: Step, errand: Errand) -> Outcome:
    if channel is None:
        return Outcome("refused", sentence("No way to carry this out is set up: {way}.", way=step.channel))
    try:
        if errand.attempt > 1 and (known := channel.ask(errand)) is not None and known.state != "again":
            return known
        if isinstance(channel, Tasks) and step.channel in ELSEWHERE and step.said and not step.is_listed:
            return Outcome("refused", MAYBE_THERE)
        return channel.carry(errand)
    except GraceError as error:
        return Outcome("refused", error.says)
    except Exception as error:  # noqa: BLE001  # a fault in one step must not hold up all others
        log.warning("A step of kind %s could not be carried out: %s", step.kind, type(error).__name__)
        went_out = step.said or not isinstance(channel, Tasks)  # only what did is looked for elsewhere later
        told = f"Something of ours went wrong ({type(error).__name__}). It is tried again."
        return Outcome("again", told if went_out else "")


def note(keeper: Keeper, carried: Sequence[Carried]) -> int:
    """Write what came of steps, each only where nobody claimed it since; how many counted."""
    counted = 0
    for _ in range(MOST_MOVES):
        if not carried:
            break
        more, carried = _note(keeper, carried)
        counted += more
    return counted


def _note(keeper: Keeper, carried: Sequence[Carried]) -> tuple[int, list[Carried]]:
    """Write what came of steps; how many counted, and those that went on to another promise while we waited for the lock."""
    now, by_step, counted = keeper.clock(), {each.step: each for each in carried}, 0

    def taken(held: Held) -> None:
        nonlocal counted
        for row in [row for row in held.rows if row.pk in by_step and row.fence == by_step[row.pk].fence]:
            counted += take(held, row, by_step[row.pk].outcome, keeper.chance.uniform(0.5, 1.5))

    with transaction.atomic():
        numbers = set(Step.objects.filter(pk__in=[*by_step]).values_list("promise_id", flat=True))
        held = hold(numbers, now, faulty=_later(now))
        going = _written([each for each in held if _goes_on(each, partial(taken, each))])
        written = {row.pk for each in going for row in each.rows}
        left = [each for each in carried if each.step not in written]
        now_of = dict(Step.objects.filter(pk__in=[each.step for each in left]).values_list("pk", "promise_id"))
        _note_plainly([each for each in left if now_of.get(each.step) in numbers], now)
    return counted, [each for each in left if now_of.get(each.step) not in numbers]


def _note_plainly(carried: Sequence[Carried], now: datetime) -> None:
    """What came of steps whose promise has a fault: what was done is done, and nothing of it goes out again meanwhile."""
    for each in carried:
        row = Step.objects.filter(pk=each.step, fence=each.fence).exclude(state__in=STEP_SETTLED)
        left: dict[str, object] = {"worker": "", "lease_until": None, "said": each.outcome.said[:300]}
        if each.outcome.state == "kept":
            row.exclude(kind__in=QUESTIONS).update(**left, state=KEPT, at=now, next_try_at=None)
            row.filter(kind__in=QUESTIONS).update(**left, state=OPEN, at=now, next_try_at=None)
        else:
            waits = None if each.outcome.state in ("unconfirmed", "refused") else now + LATER
            row.update(**left, next_try_at=waits)
