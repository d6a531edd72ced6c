"""What we owe: due today and late, one customer's, a department's list, the print room, and how many promises were kept."""

from base64 import b64decode
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet

from goodgrace.customers.vault import unlock
from goodgrace.errors import Missing
from goodgrace.people.models import Person
from goodgrace.playbook.shape import OUTSIDE
from goodgrace.promises import states
from goodgrace.promises.models import PrintItem, Promise, Step, Task
from goodgrace.sentences import sentence
from goodgrace.store.asking import ask

DEPARTMENTS = """
WITH RECURSIVE named(name) AS (
  SELECT MIN(department) FROM promises_step WHERE department <> ''
  UNION ALL
  SELECT (SELECT MIN(s.department) FROM promises_step s WHERE s.department <> '' AND s.department > named.name)
  FROM named WHERE named.name IS NOT NULL
)
SELECT name FROM named WHERE name IS NOT NULL
"""
UNKNOWN = sentence("There is no such promise, or it is not yours to see.")


def promise_of(number: UUID) -> Promise:
    """A promise by its number, with whom it is for. Raises Missing."""
    found = Promise.objects.select_related("customer", "owner", "by").filter(pk=number).first()
    if found is None:
        raise Missing(UNKNOWN)
    return found


def promise_now(step: int) -> UUID:
    """The number of the promise that a step, by its own number, belongs to now: renegotiating moves steps on."""
    number: UUID = Step.objects.values_list("promise_id", flat=True).get(pk=step)
    return number


def with_replaced(promise: Promise) -> list[UUID]:
    """The numbers of a promise and of all that it replaces, the newest first."""
    numbers: list[UUID] = [promise.pk]
    while (older := Promise.objects.filter(pk=numbers[-1]).values_list("replaces", flat=True).first()) is not None:
        numbers.append(older)
    return numbers


def newest(promise: Promise) -> Promise:
    """What a promise has become: the one that it was made anew as, or itself."""
    while (newer := Promise.objects.filter(replaces=promise).select_related("customer", "owner").first()) is not None:
        promise = newer
    return promise


def for_source(source: str) -> QuerySet[Promise]:
    """What a decision commits us to, the newest first: those that were renegotiated stay visible after it."""
    return Promise.objects.filter(source=source).select_related("owner").order_by("-made_at")


def steps_of(promise: Promise) -> QuerySet[Step]:
    """The steps of a promise in the order of its playbook."""
    return promise.steps.select_related("approved_by").order_by("position", "pk")


def late_steps(department: str = "") -> QuerySet[Step]:
    """What is late, the longest first; of one department, or of all."""
    return _of(Step.objects.filter(state=states.LATE), department).order_by("late_at", "pk")


def due_steps(until: datetime, department: str = "") -> QuerySet[Step]:
    """What is due by a moment and neither done nor late."""
    waits = Step.objects.filter(state__in=(states.PROMISED, states.UNCONFIRMED), due_at__lte=until)
    return _of(waits, department).order_by("due_at", "pk")


def _of(steps: QuerySet[Step], department: str) -> QuerySet[Step]:
    found = steps.filter(department=department) if department else steps
    return found.select_related("promise", "promise__customer", "promise__owner")


def tasks_for(person: Person | None = None, department: str = "") -> QuerySet[Task]:
    """What people have to do, the first due first: of a person, of a department, or of everybody."""
    found = Task.objects.filter(done_at=None).select_related("step__promise__customer", "customer", "person")
    if person is not None:
        found = found.filter(Q(person=person) | Q(person=None, step__promise__owner=person, department=""))
    if department:
        found = found.filter(department=department)
    return found.order_by("due_at", "pk")


def print_room() -> QuerySet[PrintItem]:
    """What waits to be signed and posted, the oldest first; not what was changed or let go since it was laid there."""
    return (
        PrintItem.objects.filter(signed_and_posted_at=None, step__state__in=states.ON_PAPER)
        .annotate(has_paper=ExpressionWrapper(~Q(pdf=b""), BooleanField()))
        .select_related("step__promise__customer", "step__promise__owner__team", "customer")
        .order_by("laid_at")
    )


def has_letter(promise: Promise) -> bool:
    """Whether a letter went to whom a promise is for, from here or by hand; also before it was promised anew."""
    sent = Step.objects.filter(promise__in=with_replaced(promise), channel="letter", data__parameters__to__in=OUTSIDE)
    posted = Q(print_item__signed_and_posted_at__isnull=False)
    return sent.filter(posted | Q(print_item=None, state__in=(states.OPEN, states.KEPT))).exists()


def pdf_of(item: PrintItem) -> bytes:
    """The PDF of a letter. Raises Missing where the customer was forgotten, or its paper could not be set."""
    if not item.pdf:
        raise Missing(sentence("This letter has no paper: it could not be set. Change its words in the print room."))
    return b64decode(unlock(item.customer, f"print_item.pdf:{item.key}", bytes(item.pdf)))


def reason_of(promise: Promise) -> str:
    """Why a promise was changed or released; nothing where no reason was written. Raises Missing where it was forgotten."""
    return unlock(promise.customer, f"promise.reason:{promise.pk}", bytes(promise.reason)) if promise.reason else ""


def reason_of_task(task: Task) -> str:
    """What somebody wrote about a task. Raises Missing where it was forgotten."""
    return unlock(task.customer, f"task.reason:{task.key}", bytes(task.reason)) if task.reason else ""


def handed_back(promise: Promise) -> list[tuple[Task, str]]:
    """What could not be done as promised, the newest first, each with why; nothing of a customer who was forgotten."""
    if promise.customer.forgotten_at is not None:
        return []
    found = Task.objects.filter(step__promise=promise, cannot=True).select_related("done_by", "customer")
    return [(task, reason_of_task(task)) for task in found.order_by("-done_at")]


@dataclass(frozen=True, slots=True)
class Kept:
    """How many steps were settled since a day: kept in time, kept late, broken; and how many are late now."""

    in_time: int
    late: int
    broken: int
    still_late: int

    @property
    def settled(self) -> int:
        """All that were kept or broken."""
        return self.in_time + self.late + self.broken

    @property
    def rate(self) -> float | None:
        """The share that was kept in time; None where nothing was settled."""
        return self.in_time / self.settled if self.settled else None


def kept_since(since: datetime, department: str = "") -> Kept:
    """How well we kept our word since a moment; steps that Goodgrace does by itself do not count."""
    steps = Step.objects.exclude(channel="here")
    steps = steps.filter(department=department) if department else steps
    found = steps.filter(at__gte=since).aggregate(
        in_time=Count("pk", filter=Q(state=states.KEPT, was_late=False)),
        late=Count("pk", filter=Q(state=states.KEPT, was_late=True)),
        broken=Count("pk", filter=Q(state=states.BROKEN)),
    )
    return Kept(**found, still_late=steps.filter(state=states.LATE).count())


def departments() -> list[str]:
    """Every department that has something to keep, or had, in order; from one to the next in their index."""
    return [name for (name,) in ask(DEPARTMENTS)]
