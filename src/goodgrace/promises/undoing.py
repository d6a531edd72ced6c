"""A slip taken back: a task that was said to be done, and is not, within a minute and before anything followed from it."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet

from goodgrace.errors import Refused
from goodgrace.people.authority import must
from goodgrace.people.models import Person
from goodgrace.playbook.clock import follows
from goodgrace.playbook.shape import QUESTIONS
from goodgrace.promises import states
from goodgrace.promises.actions import at_step
from goodgrace.promises.holding import Held
from goodgrace.promises.making import refuse_ended
from goodgrace.promises.models import Step, Task
from goodgrace.sentences import sentence

WITHIN: Final = timedelta(minutes=1)


def just_done(person: Person, now: datetime) -> QuerySet[Task]:
    """What somebody has just said to be done, and may take back."""
    done = Task.objects.filter(done_by=person, done_at__gt=now - WITHIN, what=Task.What.DO, cannot=False)
    kept = done.filter(step__state=states.KEPT, step__was_late=False).exclude(step__kind__in=QUESTIONS)
    return kept.select_related("step__promise", "customer").order_by("-done_at")


def undo_task(*, task: Task, by: Person, now: datetime) -> None:
    """A task is not done after all: its step waits again, and so does the task. Raises Refused where it is too late."""
    must(by, "keep_promises")
    with at_step(task.step_id, now, by) as (held, row):
        done = just_done(by, now).filter(pk=task.pk).first()
        if done is None or done.done_at is None:
            raise Refused(sentence("This can be taken back for a minute by whoever did it. Tell whoever looks after the promise."))  # fmt: skip
        _check_nothing_followed(held, row, done.done_at)
        if held.promise.state != states.KEPT:
            refuse_ended(held.promise)
        else:
            held.promise.state, held.promise.ended_at = states.PROMISED, None
        row.state = states.UNCONFIRMED if row.intent_at else states.PROMISED
        row.at, row.outcome = None, ""
        Task.objects.filter(pk=task.pk).update(done_at=None, done_by=None)
        held.tell("task not done after all", step=row.name)


def _check_nothing_followed(held: Held, row: Step, done_at: datetime) -> None:
    """What has begun since may have reached another system already: it is not taken back by a press."""
    others = [each for each in held.rows if each is not row]
    moments = [
        (each.data["title"], moment)
        for each in others
        for moment in (each.at, each.due_at, each.intent_at, each.ended_at)
    ]
    followed = [title for title, moment in moments if moment is not None and done_at <= moment <= held.now]
    after = [each for each in others if row.name in follows(held.plans[each.name]) and each.kind != "call"]
    begun = [each for each in after if each.due_at is not None or each.at is not None]
    followed += [each.data["title"] for each in begun if each.state != states.SKIPPED]
    if followed:
        raise Refused(sentence("{title} has begun after it. Speak with whoever looks after the promise.", title=followed[0]))  # fmt: skip
