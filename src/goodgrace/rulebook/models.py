"""Published versions of policies and playbooks: immutable, named by the digest of their text, in force from a moment on."""

from typing import ClassVar

from django.db import models

from goodgrace.people.models import Person


class Counter(models.Model):
    """A kind of work that customers come to: car rental, appliance repair, leasing."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)

    def __str__(self) -> str:
        """Its title."""
        return self.title


class Version(models.Model):
    """One text of a policy. Published once, never changed; the newest in force at a moment is the one that holds then.

    `counters` are the slugs where it is used (empty: everywhere). `acting` says which role of the policy's own ladder
    each of our roles acts as, where the policy calls them by other names.
    """

    policy = models.SlugField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    version = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    text = models.TextField()
    counters = models.JSONField(default=list)
    acting = models.JSONField(default=dict)
    drafted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="drafts")
    drafted_at = models.DateTimeField()
    published_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="publications")
    published_at = models.DateTimeField(null=True)
    in_force_from = models.DateTimeField(null=True)

    class Meta:
        """Found by policy and moment."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["policy", "in_force_from"], name="version_in_force"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(published_at=None, in_force_from=None, published_by=None)
                | models.Q(published_at__isnull=False, in_force_from__isnull=False, published_by__isnull=False),
                name="version_published_whole",
            )
        ]

    @property
    def mark(self) -> str:
        """How the ledger names it: the policy and the beginning of its digest."""
        return f"{self.policy}@{self.digest[:12]}"


class PlaybookVersion(models.Model):
    """One text of a playbook: what the company does in a customer's hard moment. Published once, never changed.

    The newest in force at a moment is the one that is started then; what was started before goes on as it was planned.
    `acting` says which of the playbook's own roles each of ours acts as, where it calls them by other names.
    """

    playbook = models.SlugField(max_length=80)
    moment = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    version = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    text = models.TextField()
    acting = models.JSONField(default=dict)
    drafted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="drafted_playbooks")
    drafted_at = models.DateTimeField()
    published_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="published_playbooks")
    published_at = models.DateTimeField(null=True)
    in_force_from = models.DateTimeField(null=True)

    class Meta:
        """Found by playbook and moment."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["playbook", "in_force_from"], name="playbook_in_force"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(published_at=None, in_force_from=None, published_by=None)
                | models.Q(published_at__isnull=False, in_force_from__isnull=False, published_by__isnull=False),
                name="playbook_published_whole",
            )
        ]

    @property
    def mark(self) -> str:
        """How the ledger names it: the playbook and the beginning of its digest."""
        return f"{self.playbook}@{self.digest[:12]}"
