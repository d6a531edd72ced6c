"""People, their teams and sites. A service account is a person without a face: it has a role, and no more."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody is here for. The first three are the ladder of discretion."""

    AGENT = "agent", _("agent")
    LEAD = "lead", _("lead")
    MANAGER = "manager", _("manager")
    POLICY_OWNER = "policy_owner", _("policy owner")
    ADVOCATE = "advocate", _("customer advocate")
    AUDITOR = "auditor", _("auditor")
    ADMINISTRATOR = "administrator", _("administrator")


LADDER = (Role.AGENT, Role.LEAD, Role.MANAGER)


class Site(models.Model):
    """A place where people work, with the time they live by."""

    name = models.CharField(max_length=120, unique=True)
    time_zone = models.CharField(max_length=64, default="UTC")

    def __str__(self) -> str:
        """Its name."""
        return self.name


class Team(models.Model):
    """Colleagues who share a counter."""

    name = models.CharField(max_length=120, unique=True)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="teams")
    counter = models.SlugField(max_length=60, blank=True)

    def __str__(self) -> str:
        """Its name."""
        return self.name


class People(BaseUserManager["Person"]):
    """Finds people, and makes them with a password that is kept as a hash."""

    def create_user(self, email: str, password: str | None = None, **more: Any) -> "Person":
        """A new person; without a password nobody can sign in as them."""
        person = self.model(email=self.normalize_email(email).lower(), **more)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody who works here, or a service that works for somebody (`is_service`).

    `most_per_decision` and `most_per_day` are a service's envelope in hundredths, in each currency: 5000 is 50 EUR and 50 JPY; null is no bound.
    """

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=20, choices=Role.choices)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="people")
    language = models.CharField(max_length=8, default="en")
    is_service = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()
    most_per_decision = models.BigIntegerField(null=True, blank=True)
    most_per_day = models.BigIntegerField(null=True, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "role"]
    objects: ClassVar[People] = People()

    class Meta:
        """A role is one that exists; only services have an envelope."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="person_role_exists"),
            models.CheckConstraint(
                condition=models.Q(is_service=True) | models.Q(most_per_decision=None, most_per_day=None),
                name="person_envelope_of_service",
            ),
        ]

    def __str__(self) -> str:
        """The name people call them by."""
        return self.name

    @property
    def mark(self) -> str:
        """How the ledger names them: `person:12`."""
        return f"person:{self.pk}"

    @property
    def is_bounded(self) -> bool:
        """Whether an envelope bounds what they give."""
        return self.most_per_decision is not None or self.most_per_day is not None


class Token(models.Model):
    """A secret that a program shows instead of signing in: for some duties of one person, until a day. Kept as a hash."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        """It ends after it began."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(expires_at__gt=models.F("made_at")), name="token_ends")
        ]

    @property
    def mark(self) -> str:
        """How the ledger names it: `token:4`."""
        return f"token:{self.pk}"
