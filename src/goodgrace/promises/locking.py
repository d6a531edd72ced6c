"""Promises locked for whoever changes them, with their steps, and everything that changed written at once."""

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction

from goodgrace.errors import Missing, Refused
from goodgrace.ledger.actions import record_all
from goodgrace.people.models import Person
from goodgrace.promises import rows as written
from goodgrace.promises import states
from goodgrace.promises.holding import Held
from goodgrace.promises.models import Promise, Step, Task
from goodgrace.sentences import sentence

MOST_MOVES = 5
"""So often a step is followed from one promise to the next before we give up."""


def hold(
    numbers: Collection[UUID],
    now: datetime,
    by: Person | None = None,
    *,
    skip: bool = False,
    faulty: Callable[[Promise, Exception], object] | None = None,
) -> list[Held]:
    """Lock promises and their steps, in one order for everybody; `skip` leaves out those that somebody else holds.

    One that cannot be read, such as a newer release's, raises; with `faulty` it is handed over to that, and left out.
    """
    locked = Promise.objects.select_for_update(of=("self",), skip_locked=skip).select_related("customer")
    promises = list(locked.filter(pk__in=[*numbers]).order_by("pk"))
    rows: dict[UUID, list[Step]] = {promise.pk: [] for promise in promises}
    steps = Step.objects.select_for_update(of=("self",)).filter(promise__in=[*rows])
    for row in sorted(steps.order_by("pk"), key=lambda row: row.position):
        rows[row.promise_id].append(row)
    held = []
    for promise in promises:
        try:
            held.append(Held(promise, rows[promise.pk], now, by))
        except Exception as error:
            if faulty is None:
                raise
            faulty(promise, error)
    return held


def hold_step(step: int, now: datetime, by: Person | None = None) -> tuple[Held, Step]:
    """Lock the promise that a step, by its own number, belongs to now: renegotiating moves steps on, also while we wait.

    Raises Missing where there is no such step, Refused where it moves faster than we can follow.
    """
    for _ in range(MOST_MOVES):
        number = Step.objects.filter(pk=step).values_list("promise_id", flat=True).first()
        if number is None:
            raise Missing(sentence("There is no such promise, or it is not yours to see."))
        with suppress(_MovedOn), transaction.atomic():
            (held,) = hold([number], now, by)
            row = next((row for row in held.rows if row.pk == step), None)
            if row is None:
                raise _MovedOn  # and the locks on the promise that it has left are gone
            return held, row
    raise Refused(sentence("A colleague changes this promise at this very moment. Look again, then say it once more."))


class _MovedOn(Exception):  # no error: somebody was here a moment before
    """The step belongs to another promise by now."""


def write(held: Sequence[Held]) -> None:
    """Write everything that changed in promises that are held, and an entry in the ledger for each thing that happened."""
    written.write_promises([each.promise for each in held])
    written.write_steps([row for each in held for row in each.changed()])
    written.pour_steps([row for each in held for row in each.new])
    written.close_tasks([pk for each in held for pk in each.closed], _now(held))
    _lay_tasks(held)
    record_all([told for each in held for told in each.told])


def _lay_tasks(held: Sequence[Held]) -> None:
    tasks = [task for each in held for task in each.tasks if _still_asked(task)]
    if fresh := [task.step.key for task in tasks if not task.step.pk]:
        found = dict(Step.objects.filter(key__in=fresh).values_list("key", "pk"))
        for task in tasks:
            task.step_id = task.step.pk or found[task.step.key]
    written.lay_tasks(tasks)


def _still_asked(task: Task) -> bool:
    """Whether something is to be done although its step may be settled by now: somebody has to speak, or to look."""
    return task.what in (Task.What.CANNOT, Task.What.DIFFERS) or task.step.state not in states.STEP_SETTLED


def _now(held: Sequence[Held]) -> datetime:
    return held[0].now if held else datetime.min.replace(tzinfo=UTC)
