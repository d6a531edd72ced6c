"""A case and what belongs to it: turns of the story, facts, decisions, escalations, overrules."""

from typing import ClassVar
from uuid import uuid4

from django.db import models

from goodgrace.customers.models import Customer
from goodgrace.people.models import Person, Role
from goodgrace.rulebook.models import Version


class Case(models.Model):
    """Something a customer came to us with. `revision` counts what changed, so that nobody decides on an old page."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="cases", db_index=False)
    counter = models.SlugField(max_length=60, db_index=False)
    channel = models.CharField(max_length=20, default="desk")
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="owned_cases")
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="opened_cases", db_index=False)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    solved = models.BooleanField(null=True)
    cared_for = models.BooleanField(null=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        """Found by owner while open, and by customer; no index that another one begins with, for each decision changes a case."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["owner", "opened_at"], name="case_open", condition=models.Q(closed_at=None)),
            models.Index(fields=["customer", "opened_at"], name="case_of"),
        ]

    @property
    def mark(self) -> str:
        """How the ledger names it: `case:12`."""
        return f"case:{self.pk}"


class Turn(models.Model):
    """One turn of the story, in the words of whoever spoke."""

    class Speaker(models.TextChoices):
        """Who spoke."""

        CUSTOMER = "customer", "customer"
        COLLEAGUE = "colleague", "colleague"
        ASSISTANT = "assistant", "assistant"

    id = models.UUIDField(primary_key=True, default=uuid4)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="turns")
    number = models.PositiveIntegerField()
    speaker = models.CharField(max_length=20, choices=Speaker.choices)
    text = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        """In their order."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "number"], name="turn_in_order")
        ]


class CaseFact(models.Model):
    """A fact of a case, and how we know it: asked, told, guessed, or from a record."""

    class How(models.TextChoices):
        """How we know it."""

        ASKED = "asked", "we asked"
        TOLD = "told", "she told us"
        GUESSED = "guessed", "we guess"
        RECORD = "record", "from our records"

    id = models.UUIDField(primary_key=True, default=uuid4)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="facts")
    name = models.SlugField(max_length=60)
    value = models.BinaryField()
    how = models.CharField(max_length=10, choices=How.choices)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """One value a name."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "name"], name="case_fact_once")
        ]


class Decision(models.Model):
    """What somebody decided: an amount of a remedy, or a reasoned no (`amount` 0). Inside the limit it is final.

    `amount` is in the remedy's smallest unit, `cost` in minor units of money. `sheet` is what it rests on, locked: the
    facts as used, and what the remedy's standard and limits were; with the version, the whole sheet can be made again.
    It stands until it is undone or overruled. `policy` is its version's, so that caps count without looking it up.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="decisions", db_index=False)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="decisions", db_index=False)
    policy = models.CharField(max_length=80)
    remedy = models.CharField(max_length=80)
    amount = models.BigIntegerField()
    cost = models.BigIntegerField(null=True)
    grounds = models.JSONField(default=list)
    reason = models.BinaryField(default=b"")
    sheet = models.BinaryField(default=b"")
    role = models.CharField(max_length=60)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="decisions", db_index=False)
    on = models.DateField()
    at = models.DateTimeField()
    key = models.CharField(max_length=120)
    told_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    stands = models.BooleanField(default=True, db_default=True)

    class Meta:
        """Found by what the caps count, and by its key; no index that another one begins with."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["customer", "on"], name="decision_customer"),
            models.Index(fields=["by", "on"], name="decision_decider"),
            models.Index(fields=["policy", "remedy", "at"], name="decision_alike"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["key"], name="decision_key"),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="decision_not_negative"),
            models.CheckConstraint(
                condition=models.Q(told_at=None) | models.Q(undone_at=None), name="decision_told_stays"
            ),
            models.CheckConstraint(
                condition=models.Q(undone_at=None) | models.Q(stands=False), name="decision_undone_falls"
            ),
        ]


class CountedKey(models.Model):
    """An identity that a decision counts under besides customer, decider and case: a vehicle, a reservation. A digest."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="keys")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)

    class Meta:
        """Found by digest, which holds the name."""

        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["digest"], name="counted_key")]


class Tally(models.Model):
    """What was given on a day by one decider, or taken from one pool: sums over the decisions that stand.

    Kept beside the decisions, so that no cap has to count a month of them one by one. `name` is the decider's mark, or the
    pool's name (then `policy` and `remedy` are empty, for many policies draw from one pool). `amount` is in the remedy's
    smallest unit, `cost` in minor units of money.
    """

    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=80)
    policy = models.CharField(max_length=80)
    remedy = models.CharField(max_length=80)
    on = models.DateField()
    times = models.PositiveIntegerField()
    amount = models.BigIntegerField()
    cost = models.BigIntegerField()

    class Meta:
        """One a day."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "name", "on", "policy", "remedy"], name="tally_a_day"),
            models.CheckConstraint(
                condition=models.Q(kind="decider") | models.Q(kind="pool", policy="", remedy=""), name="tally_kind"
            ),
        ]


class Escalation(models.Model):
    """A call for help: the case stays with its owner until somebody accepts. Unanswered, it goes on to the next role."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="escalations")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="asked_for_help")
    to_role = models.CharField(max_length=20, choices=Role.choices)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    accepted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="helped")
    accepted_at = models.DateTimeField(null=True)
    passed_on_at = models.DateTimeField(null=True)

    class Meta:
        """Found by role while nobody has answered; one open call a case."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(accepted_at=None, passed_on_at=None),
                name="escalation_open_once",
            )
        ]


class Overrule(models.Model):
    """A decision set aside before the customer was told: by another role, with a reason, for everybody to see."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="overrule")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="overrules")
    at = models.DateTimeField()
    reason = models.BinaryField(default=b"")
    seen_at = models.DateTimeField(null=True)


class Presence(models.Model):
    """Who has a case open just now."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="present")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        """Once a person."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "person"], name="presence_once")
        ]


class Dismissal(models.Model):
    """A mark on the story that a colleague set aside: what was noticed and where, none of the words."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="dismissals")
    turn = models.ForeignKey(Turn, on_delete=models.CASCADE, related_name="dismissals")
    noticed = models.CharField(max_length=40)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """Once a mark."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["turn", "noticed", "start", "end"], name="dismissal_once")
        ]


class HeardUpTo(models.Model):
    """Up to which turn the marks of a case were counted, so that each is counted once however often it is looked at."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="heard_up_to")
    number = models.PositiveIntegerField(default=0)


class Noticed(models.Model):
    """How often something was noticed at the desk, and how often that was set aside. It knows no case and no person."""

    name = models.CharField(max_length=40, unique=True)
    raised = models.PositiveIntegerField(default=0)
    dismissed = models.PositiveIntegerField(default=0)


class Kept(models.Model):
    """A turn that was written as something: a summary, which she may have confirmed, or a reply."""

    class As(models.TextChoices):
        """What it was written as."""

        SUMMARY = "summary", "summary"
        REPLY = "reply", "reply"

    turn = models.OneToOneField(Turn, on_delete=models.CASCADE, related_name="kept")
    written_as = models.CharField(max_length=10, choices=As.choices)
    confirmed = models.BooleanField(default=False)


class Wording(models.Model):
    """The company's own words in one version: terms in plain words, and wordings by moment and kind of note. The newest holds."""

    glossary = models.JSONField(default=dict)
    book = models.JSONField(default=dict)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
