"""Rows of promises as they are written: new ones poured in, changed ones by one statement."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any, Final
from uuid import UUID

from goodgrace.playbook.rows import State, Status
from goodgrace.playbook.rows import Step as Planned
from goodgrace.promises import states
from goodgrace.promises.models import Promise, Step, Task
from goodgrace.promises.titles import written
from goodgrace.store.asking import Asking, change, change_many
from goodgrace.store.pouring import Pouring, as_json, pour

PROMISE: Final = (
    "id", "customer_id", "source", "playbook", "digest", "title", "moment", "department", "by_id", "owner_id", "state",
    "made_at", "started_at", "zone", "wake_at", "told_at", "ended_at", "replaces_id", "facts", "reason",
)  # fmt: skip
STEP: Final = (
    "promise_id", "key", "name", "position", "data", "kind", "channel", "department", "state", "due_at", "late_at",
    "next_try_at", "worker", "fence", "attempts", "intent_at", "approved_by_id", "approved_at", "refused", "was_late", "said", "reference",
    "outcome", "at", "ended_at",
)  # fmt: skip
CHANGING: Final = (
    "promise_id", "state", "due_at", "late_at", "next_try_at", "worker", "lease_until", "approved_by_id", "approved_at",
    "refused", "was_late", "said", "reference", "outcome", "at", "ended_at", "department",
)  # fmt: skip
CHANGED = f"UPDATE promises_step SET {', '.join(f'{name} = %s' for name in CHANGING)} WHERE id = %s"  # noqa: S608  # our own names
MOVED = "UPDATE promises_promise SET state = %s, wake_at = %s, ended_at = %s, told_at = %s, facts = %s, reason = %s WHERE id = %s"
HANDED = """
INSERT INTO promises_task (key, what, step_id, customer_id, title, words, department, person_id, made_at, due_at, cannot, reason)
SELECT s.key, 'do', s.id, p.customer_id, %s, %s, s.department, CASE WHEN s.department = '' THEN p.owner_id END, %s, %s, 1 = 0, %s
FROM promises_step s JOIN promises_promise p ON p.id = s.promise_id WHERE s.key {among}
"""
CLOSED = "UPDATE promises_task SET done_at = %s WHERE done_at IS NULL AND key NOT LIKE 'call:%%' AND step_id {among}"
"""That somebody wishes to be called hangs on a step only by chance: it stays until somebody has called."""
TO_STATUS: Final[Mapping[str, Status]] = {
    states.PROMISED: "waiting",
    states.UNCONFIRMED: "waiting",
    states.LATE: "waiting",
    states.OPEN: "open",
    states.KEPT: "kept",
    states.SKIPPED: "skipped",
    states.RELEASED: "released",
    states.RENEGOTIATED: "released",
    states.BROKEN: "broken",
}
"""What the playbook calls a step that stands here."""
Seen = tuple[Any, ...]
Columns = Mapping[str, Any]
"""Columns of a row by their names."""
NEW_PROMISE: Final[Columns] = {
    **dict.fromkeys(PROMISE), "source": "", "playbook": "", "digest": "", "moment": "", "department": "",
    "state": states.PROMISED, "facts": b"", "reason": b"",
}  # fmt: skip
NEW_STEP: Final[Columns] = {
    **dict.fromkeys(STEP), "state": states.PROMISED, "worker": "", "fence": 0, "attempts": 0, "refused": False,
    "was_late": False, "said": "", "reference": "", "outcome": "",
}  # fmt: skip
_of_promise, _of_step = itemgetter(*PROMISE), itemgetter(*STEP)


def columns_of(promise: UUID, department: str, planned: Planned, position: int) -> Columns:
    """A planned step of a promise as the columns of its row; `department` is the promise's, where the step names none."""
    return {
        "promise_id": promise,
        "key": f"{promise}:{planned.name}",
        "name": planned.name,
        "position": position,
        "data": planned.as_data(),
        "kind": planned.kind,
        "channel": planned.channel,
        "department": planned.department or department,
    }


def row_of(promise: Promise, planned: Planned, position: int) -> Step:
    """A planned step as a row of a promise, not yet written."""
    step = Step(**columns_of(promise.pk, promise.department, planned, position))
    step.promise = promise
    return step


def poured_of(promises: Sequence[Columns], steps: Sequence[Columns]) -> tuple[Pouring, Pouring]:
    """The rows of promises that were just made and of their steps; columns that are not given begin as new ones do."""
    steps = [{**NEW_STEP, **row, "data": as_json(row["data"])} for row in steps]
    made = [_of_promise({**NEW_PROMISE, **row}) for row in promises]
    return ("promises_promise", PROMISE, made), ("promises_step", STEP, [_of_step(row) for row in steps])


def state_of(row: Step) -> State:
    """Where a row stands, as the playbook sees it. A question is open from when it is due, also while its words wait to be read."""
    if row.kind == "ask" and row.state in states.STEP_WAITS and row.due_at is not None:
        return State("open", row.due_at, "", row.ended_at)
    if row.has_begun or (
        row.is_end_of_ours and row.state in states.STEP_WAITS
    ):  # also where its suspension was skipped
        return State("begun")
    return State(TO_STATUS[row.state], row.at, row.outcome, row.ended_at)


def seen(row: Step) -> Seen:
    """What may change of a row, to find those that did."""
    return tuple(getattr(row, name) for name in CHANGING)


def pour_promises(promises: Sequence[Promise]) -> None:
    """Write new promises."""
    pour("promises_promise", PROMISE, [[getattr(each, name) for name in PROMISE] for each in promises])


def pour_steps(rows: Sequence[Step]) -> None:
    """Write new steps."""
    pour("promises_step", STEP, [_poured(row) for row in rows])


def _poured(row: Step) -> list[object]:
    return [as_json(row.data) if name == "data" else getattr(row, name) for name in STEP]


def write_steps(rows: Sequence[Step]) -> None:
    """Write steps that changed, in one order for everybody."""
    change_many(CHANGED, [(*seen(row), row.pk) for row in sorted(rows, key=lambda row: row.pk)])


def write_promises(promises: Sequence[Promise]) -> None:
    """Write promises that changed."""
    change_many(
        MOVED,
        [(p.state, p.wake_at, p.ended_at, p.told_at, bytes(p.facts), bytes(p.reason), p.pk) for p in promises],
    )


def lay_tasks(tasks: Sequence[Task]) -> None:
    """Write new tasks; one whose key is there already is there already."""
    if tasks:
        Task.objects.bulk_create(tasks, ignore_conflicts=True)


def handing_out(keys: Sequence[str], says: str, now: datetime, due_at: datetime) -> list[Asking]:
    """What puts steps that were just made on the lists of their departments, or of those who look after their promises."""
    if not keys:
        return []
    told = written(says)
    return [(HANDED, (told["title"], as_json(told["words"]), now, due_at, b"", [*keys]))]


def close_tasks(steps: Sequence[int], now: datetime) -> None:
    """What was asked of people about some steps is no longer to be done."""
    if steps:
        change(CLOSED, now, [*steps])
