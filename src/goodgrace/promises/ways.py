"""Ways bound to our rows: tasks on somebody's list, and letters in the print room."""

from collections.abc import Callable
from datetime import datetime

from goodgrace.errors import Missing
from goodgrace.promises import states
from goodgrace.promises.actions import lay_in_print_room, lay_task
from goodgrace.promises.channels.letter import Draft, Letters
from goodgrace.promises.channels.papers.documents import Paper
from goodgrace.promises.channels.shape import Errand, Outcome
from goodgrace.promises.channels.task import ON_A_LIST, Tasks
from goodgrace.promises.models import PrintItem, Step, Task

Clock = Callable[[], datetime]


def tasks(clock: Clock) -> Tasks:
    """Tasks as rows, laid down once for each step."""

    def create(errand: Errand) -> str:
        return f"task:{lay_task(step=_step(errand.key), now=clock()).pk}"

    return Tasks(create=create, look=task_of)


def letters(clock: Clock, draft: Draft, paper: Paper = "a4") -> Letters:
    """Letters into the print room; `draft` finds the words of an errand."""

    def queue(errand: Errand, pdf: bytes) -> str:
        step = _step(errand.key)
        item = lay_in_print_room(step=step, customer=step.promise.customer, pdf=pdf, now=clock())
        return f"print:{item.pk}"

    return Letters(draft=draft, queue=queue, look=letter_of, now=clock, paper=paper)


def task_of(key: str) -> Outcome | None:
    """What became of a task that was laid down for a step; None where there is none."""
    task = Task.objects.filter(key=key).select_related("step").first()
    if task is None:
        return None
    if task.done_at is None or task.cannot or task.step.state != states.KEPT:
        return Outcome("unconfirmed", ON_A_LIST, f"task:{task.pk}")
    return Outcome("kept", "It is done.", f"task:{task.pk}")


def letter_of(key: str) -> Outcome | None:
    """What became of a letter in the print room; None where it is not there."""
    item = PrintItem.objects.filter(key=key).only("pk", "signed_and_posted_at").first()
    if item is None:
        return None
    if item.signed_and_posted_at is None:
        return Outcome("unconfirmed", "It lies in the print room, for a person to sign and post.", f"print:{item.pk}")
    return Outcome("kept", "It was signed and posted.", f"print:{item.pk}")


def _step(key: str) -> Step:
    found = Step.objects.select_related("promise", "promise__customer", "promise__owner").filter(key=key).first()
    if found is None:
        raise Missing("There is no step with this key.")
    return found
