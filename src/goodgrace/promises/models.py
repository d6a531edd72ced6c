"""What we owe: promises and their steps as rows, tasks for people, and what waits in the print room."""

from datetime import UTC
from typing import Any, ClassVar
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.db import models

from goodgrace.customers.models import Customer
from goodgrace.people.models import Person
from goodgrace.playbook.clock import zone_named
from goodgrace.promises import states
from goodgrace.sentences import of_data

Q = models.Q


class Promise(models.Model):
    """Something a customer can rely on. It knows whom it is for, and of what it comes from only an opaque text.

    `source` is such as `decision:8f3…`. `playbook` names what it was made of, with its digest; empty for a plain one. What is
    needed to keep it stands in its steps. `facts` are those it started with and learnt since, `reason` why it was changed or
    released; both locked. `wake_at` is when the clock alone changes something. `told_at`: when the customer heard of it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="promises", db_index=False)
    source = models.CharField(max_length=120, blank=True)
    playbook = models.CharField(max_length=80, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    title = models.CharField(max_length=200)
    moment = models.CharField(max_length=60, blank=True)
    department = models.CharField(max_length=60, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="promises", db_index=False)
    state = models.CharField(max_length=12, default=states.PROMISED)
    made_at = models.DateTimeField()
    started_at = models.DateTimeField()
    zone = models.CharField(max_length=64)
    wake_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    facts = models.BinaryField(default=b"")
    reason = models.BinaryField(default=b"")

    class Meta:
        """Woken by the clock; found by customer, by source, and by owner while it is not kept."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["wake_at"], name="promise_wakes", condition=Q(wake_at__isnull=False)),
            models.Index(fields=["customer", "made_at"], name="promise_of"),
            models.Index(fields=["source"], name="promise_source"),
            models.Index(fields=["owner", "made_at"], name="promise_owed", condition=Q(ended_at=None)),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=states.PROMISE_STATES), name="promise_state_exists"),
            models.CheckConstraint(
                condition=Q(state__in=states.PROMISE_ENDED, ended_at__isnull=False)
                | Q(state__in=states.ON_ITS_WAY, ended_at=None),
                name="promise_ends_with_its_state",
            ),
        ]

    @property
    def clock(self) -> ZoneInfo:
        """The zone by which its days are counted: the customer's as it was known when this was promised."""
        return zone_named(self.zone)

    @property
    def her_clock(self) -> ZoneInfo:
        """The zone in which she is told moments and says them: her own as it is known by now, else that of its days."""
        return zone_named(self.customer.time_zone or self.zone)

    @property
    def mark(self) -> str:
        """How the ledger names it: `promise:8f3…`."""
        return f"promise:{self.pk}"


class Step(models.Model):
    """One step of a promise. `data` is all that is needed to carry it out, whatever becomes of the playbook (its `format`).

    `key` is under which the outside world is asked, always the same. `due_at` is set once its time has come or been planned;
    `next_try_at` while a worker has something to do, and until when its lease runs while one is at it; of a suspension that was
    let go in hand, `lease_until` stays: it cannot arrive later. `fence` counts the claims, so that a worker whose lease ran out
    writes nothing. `intent_at` is written before the first outside call, `said`
    and `reference` after each. `at` is when it got where it stands; `ended_at` when what lasts was over.
    """

    promise = models.ForeignKey(Promise, on_delete=models.PROTECT, related_name="steps", db_index=False)
    key = models.CharField(max_length=128)
    name = models.CharField(max_length=70)
    position = models.PositiveSmallIntegerField()
    data = models.JSONField()
    kind = models.CharField(max_length=12)
    channel = models.CharField(max_length=12)
    department = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=12, default=states.PROMISED)
    due_at = models.DateTimeField(null=True)
    late_at = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField(null=True)
    worker = models.CharField(max_length=80, blank=True, default="")
    lease_until = models.DateTimeField(null=True)
    fence = models.PositiveIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)
    intent_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    approved_at = models.DateTimeField(null=True)
    refused = models.BooleanField(default=False)
    was_late = models.BooleanField(default=False)
    said = models.CharField(max_length=300, blank=True, default="")
    reference = models.CharField(max_length=128, blank=True, default="")
    outcome = models.CharField(max_length=70, blank=True, default="")
    at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Claimed by the clock; what is owed is found by department and by day."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["next_try_at"], name="step_tries", condition=Q(next_try_at__isnull=False)),
            models.Index(
                fields=["department", "due_at"],
                name="step_owed",
                condition=Q(state__in=states.STEP_WAITS, due_at__isnull=False),
            ),
            models.Index(fields=["late_at"], name="step_late", condition=Q(state=states.LATE)),
            models.Index(fields=["at"], name="step_at", condition=Q(at__isnull=False)),
            models.Index(fields=["department"], name="step_department", condition=~Q(department="")),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["key"], name="step_key"),
            models.UniqueConstraint(fields=["promise", "name"], name="step_once"),
            models.CheckConstraint(condition=Q(state__in=states.STEP_STATES), name="step_state_exists"),
            models.CheckConstraint(
                condition=Q(state__in=states.STEP_WAITS, at=None)
                | (~Q(state__in=states.STEP_WAITS) & Q(at__isnull=False)),
                name="step_stands_since",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=states.STEP_SETTLED) | Q(next_try_at=None), name="step_settled_is_left_alone"
            ),
            models.CheckConstraint(
                condition=~Q(state=states.UNCONFIRMED) | Q(intent_at__isnull=False), name="step_unconfirmed_was_meant"
            ),
            models.CheckConstraint(condition=Q(outcome="") | Q(state=states.KEPT), name="step_outcome_of_kept"),
            models.CheckConstraint(condition=~Q(state=states.LATE) | Q(was_late=True), name="step_late_is_told"),
        ]

    @property
    def is_put(self) -> bool:
        """Whether a question was asked: its words went out, or it lies before one of us, who asks."""
        return self.state == states.OPEN or self.channel in states.PEOPLE

    @property
    def is_end_of_ours(self) -> bool:
        """Whether we added it ourselves, so that nothing rests for good."""
        return self.name.endswith(states.ENDS)

    @property
    def is_listed(self) -> bool:
        """Whether it lies on somebody's list, and stays there whatever is connected meanwhile."""
        return self.reference.startswith(states.ON_A_LIST)

    @property
    def is_by_hand(self) -> bool:
        """Whether a person of ours carries it out: by its channel, or because no other system was connected."""
        return self.channel in states.PEOPLE or self.is_listed

    @property
    def may_be_done(self) -> bool:
        """Whether another system was asked for it and may have done it. What it refused at the first attempt is certainly not done."""
        never = self.refused and self.attempts <= 1
        return self.intent_at is not None and not self.is_by_hand and not never

    @property
    def is_handed_out(self) -> bool:
        """Whether a person of ours has it in hand, and may have done it without having said so."""
        late = self.state == states.LATE and self.intent_at is not None and not self.refused
        return self.is_by_hand and (self.state == states.UNCONFIRMED or late)

    @property
    def has_begun(self) -> bool:
        """Whether somebody may have done it, here or elsewhere: it goes on whatever turns out meanwhile, but for a reminder."""
        elsewhere = self.channel in states.ELSEWHERE and self.may_be_done
        return self.state in states.STEP_WAITS and self.kind != "remind" and (elsewhere or self.is_handed_out)

    @property
    def parameters(self) -> dict[str, Any]:
        """What its kind needs to be carried out."""
        found: dict[str, Any] = self.data["parameters"]
        return found


FAULT = ":fault"
"""So ends the key of a task about a promise that a fault of ours holds up."""


class Task(models.Model):
    """Something for a person to do. `key` makes it once. Why it could not be done is locked under the customer's key.

    `title` is what it says in English, `words` the same with its parts, as `sentences.as_data` writes it; an older release
    wrote none.
    """

    class What(models.TextChoices):
        """Why it is on the list."""

        DO = "do", "a step that a person does"
        APPROVE = "approve", "words to look at before they go out"
        TAKE_ON = "take_on", "a question that nobody answered in time"
        LATE = "late", "a step that is late"
        REFUSED = "refused", "another system will not do a step"
        CANNOT = "cannot", "a step that could not be done as promised"
        DIFFERS = "differs", "another system says otherwise"

    key = models.CharField(max_length=160, unique=True)
    what = models.CharField(max_length=12, choices=What.choices)
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="tasks")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="tasks", db_index=False)
    title = models.CharField(max_length=300)
    words = models.JSONField(null=True)
    department = models.CharField(max_length=60, blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="tasks", db_index=False)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    cannot = models.BooleanField(default=False)
    reason = models.BinaryField(default=b"")

    class Meta:
        """Found by department and by person while it is to be done."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["department", "due_at"], name="task_of_department", condition=Q(done_at=None)),
            models.Index(fields=["person", "due_at"], name="task_of_person", condition=Q(done_at=None)),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(cannot=False) | Q(done_at__isnull=False), name="task_cannot_is_told")
        ]

    @property
    def says(self) -> str:
        """What is to be done: a sentence that a page can say in its language, or a title as somebody wrote it."""
        return self.title if self.words is None else of_data(self.words)

    @property
    def is_of_a_fault(self) -> bool:
        """Whether a fault of ours holds its promise up, so that nothing is asked of the promise when it is done."""
        return self.what == self.What.LATE and self.key.endswith(FAULT)


class PrintItem(models.Model):
    """A letter in the print room: its PDF, locked under the customer's key, until somebody has signed and posted it.

    `set_at` is when its paper was set anew; null for the first one.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    key = models.CharField(max_length=128, unique=True)
    step = models.OneToOneField(Step, on_delete=models.PROTECT, related_name="print_item")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+", db_index=False)
    pdf = models.BinaryField()
    laid_at = models.DateTimeField()
    set_at = models.DateTimeField(null=True)
    signed_and_posted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    signed_and_posted_at = models.DateTimeField(null=True)

    class Meta:
        """Found while it waits."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["laid_at"], name="print_room", condition=Q(signed_and_posted_at=None))
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(signed_and_posted_at=None, signed_and_posted_by=None)
                | Q(signed_and_posted_at__isnull=False, signed_and_posted_by__isnull=False),
                name="print_signed_by_somebody",
            )
        ]

    @property
    def paper(self) -> str:
        """Which paper it is: another one whenever it was set anew."""
        return (self.set_at or self.laid_at).astimezone(UTC).isoformat()


class AtWork(models.Model):
    """A worker, and when it was last at work: what happens by the clock happens only where there is one."""

    name = models.CharField(max_length=160, primary_key=True)
    at = models.DateTimeField()
