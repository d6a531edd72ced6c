"""Customers, the facts we know of them, what they bought, and the support they need."""

from typing import ClassVar
from uuid import uuid4

from django.db import models

from goodgrace.people.models import Person


class Customer(models.Model):
    """Somebody we serve. Name and contact are locked under their own key; `reference` is how other systems call them."""

    reference = models.CharField(max_length=80, unique=True)
    wrapped_key = models.BinaryField(null=True)
    name = models.BinaryField(default=b"")
    email = models.BinaryField(default=b"")
    phone = models.BinaryField(default=b"")
    since = models.DateField(null=True)
    language = models.CharField(max_length=8, default="en")
    made_at = models.DateTimeField()
    forgotten_at = models.DateTimeField(null=True)

    @property
    def mark(self) -> str:
        """How the ledger names them: `customer:12`."""
        return f"customer:{self.pk}"


class KnownFact(models.Model):
    """A fact about a customer, with where it came from and when. The newest of a name counts."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="facts")
    name = models.SlugField(max_length=60)
    value = models.BinaryField()
    source = models.CharField(max_length=60)
    seen_at = models.DateTimeField()

    class Meta:
        """Found by customer and name, the newest last."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["customer", "name", "seen_at"], name="known_fact_newest")
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


class Need(models.Model):
    """Support somebody needs, never a diagnosis: what helps, on what basis we may know it, and until when."""

    class Basis(models.TextChoices):
        """Why we may keep it."""

        CONSENT = "consent", "explicit consent"
        PUBLIC_INTEREST = "public_interest", "substantial public interest"

    id = models.UUIDField(primary_key=True, default=uuid4)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="needs")
    support = models.BinaryField()
    basis = models.CharField(max_length=20, choices=Basis.choices)
    consent_how = models.CharField(max_length=200, blank=True)
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
