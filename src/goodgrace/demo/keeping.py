"""The simulated company keeps its word: a task is laid down, and done within the hour."""

from datetime import datetime, timedelta
from random import Random

from goodgrace.cases.models import Decision
from goodgrace.cases.promising import source_of
from goodgrace.people.models import Person
from goodgrace.promises.actions import do_task
from goodgrace.promises.keeping import Keeper, turn
from goodgrace.promises.models import Task
from goodgrace.promises.ways import tasks


def keep(decision: Decision, by: Person, now: datetime, chance: Random) -> None:
    """Do what a decision of the past promised, at its own time."""
    seen = now + timedelta(minutes=3)

    def clock() -> datetime:
        return seen

    turn(Keeper("demo", clock, chance, {"task": tasks(clock)}))
    done = seen + timedelta(minutes=chance.randrange(5, 60))
    waiting = Task.objects.filter(step__promise__source=source_of(decision.pk), done_at=None)
    for task in waiting.select_related("step__promise"):
        do_task(task=task, by=by, now=done)
