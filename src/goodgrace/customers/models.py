"""Customers, the facts we know of them, what they bought and were charged, and the support they need."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from goodgrace.people.models import Person


class Customer(models.Model):
    """Somebody we serve. Name and contact are locked under their own key; `reference` is how other systems call them.

    `time_zone` is by whose clock they live, such as `America/New_York`; empty where it is not known.
    """

    reference = models.CharField(max_length=80, unique=True)
    wrapped_key = models.BinaryField(null=True)
    name = models.BinaryField(default=b"")
    email = models.BinaryField(default=b"")
    phone = models.BinaryField(default=b"")
    address = models.BinaryField(default=b"")
    since = models.DateField(null=True)
    language = models.CharField(max_length=8, default="en")
    time_zone = models.CharField(max_length=64, blank=True, default="")
    made_at = models.DateTimeField()
    forgotten_at = models.DateTimeField(null=True)

    @property
    def mark(self) -> str:
        """How the ledger names them: `customer:12`."""
        return f"customer:{self.pk}"


class KnownFact(models.Model):
    """A fact about a customer, with where it came from and when. The newest of a name counts; a moment has one value."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="facts")
    name = models.SlugField(max_length=60)
    value = models.BinaryField()
    source = models.CharField(max_length=60)
    seen_at = models.DateTimeField()

    class Meta:
        """Found by customer and name, the newest last."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["customer", "name", "seen_at"], name="known_fact_once")
        ]


class Purchase(models.Model):
    """Something bought: the day, and the amount in minor units."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="purchases")
    on = models.DateField()
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    count = models.PositiveIntegerField(default=1)

    class Meta:
        """Found by customer and day."""

        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["customer", "on"], name="purchase_of")]


class AccountRow(models.Model):
    """One row of a customer's account: a fee charged, principal paid back, or an instalment due. Amounts in minor units."""

    class Kind(models.TextChoices):
        """What a row is."""

        FEE = "fee", "a fee was charged"
        PRINCIPAL = "principal", "principal was paid back"
        DUE = "due", "an instalment was due"

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="account_rows", db_index=False)
    account = models.CharField(max_length=80)
    on = models.DateField()
    kind = models.CharField(max_length=9, choices=Kind.choices)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)

    class Meta:
        """Found by customer and account; nothing is below nothing."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["customer", "account", "on"], name="account_row_of")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="account_row_is_nothing_or_more"),
            models.CheckConstraint(
                condition=models.Q(kind__in=("fee", "principal", "due")), name="account_row_kind_exists"
            ),
        ]


class SearchMark(models.Model):
    """A keyed digest that a customer is found by (search.py), because what is locked cannot be searched."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="search_marks")
    digest = models.BinaryField(max_length=16)

    class Meta:
        """Found by digest."""

        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["digest"], name="search_mark_of")]


class Spread(models.Model):
    """How all customers compare in one measure: the four values that part them into five groups of the same size.

    Counted anew whenever purchases come in, so that one customer's value need not look at everybody else's.
    """

    measure = models.CharField(max_length=20, unique=True)
    cuts = models.JSONField(default=list)
    customers = models.PositiveIntegerField()
    counted_at = models.DateTimeField()


class Need(models.Model):
    """Support somebody needs, never a diagnosis: what helps, on what basis we may know it, and until when.

    How it was asked, in the steps that are known as TEXAS: we thanked, explained what it is used for and who reads it, got
    explicit consent, asked what it changes for them (`impact`), and pointed to who else can help (`signpost`).
    """

    class Basis(models.TextChoices):
        """Why we may keep it."""

        CONSENT = "consent", "explicit consent"
        PUBLIC_INTEREST = "public_interest", "substantial public interest"

    class Consent(models.TextChoices):
        """How somebody said yes."""

        CALL = "call", _("in a call")
        FACE_TO_FACE = "face_to_face", _("face to face")
        IN_WRITING = "in_writing", _("in writing")
        ONLINE = "online", _("in an online form")

    id = models.UUIDField(primary_key=True, default=uuid4)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="needs")
    support = models.BinaryField()
    impact = models.BinaryField(default=b"")
    signpost = models.BinaryField(default=b"")
    thanked = models.BooleanField(default=False)
    explained = models.BooleanField(default=False)
    basis = models.CharField(max_length=20, choices=Basis.choices)
    consent_how = models.CharField(max_length=200, blank=True, choices=Consent.choices)
    consent_at = models.DateTimeField(null=True)
    review_on = models.DateField()
    readers = models.JSONField(default=list)
    noted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="noted_needs")
    noted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Consent says how and when it was given."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~models.Q(basis="consent") | (models.Q(consent_at__isnull=False) & ~models.Q(consent_how="")),
                name="need_consent_told",
            )
        ]
