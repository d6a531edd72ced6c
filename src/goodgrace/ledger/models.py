"""Entries of the ledger, and the signed heads that seal them. Nothing here is ever changed or deleted."""

from typing import ClassVar

from django.db import models


class Entry(models.Model):
    """One thing that happened. `data` holds no words of a customer: only numbers, names of rules, and digests.

    `position` and `leaf` are set once, when the entry is sealed: its place in the tree, and the hash of all it says.
    """

    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    role = models.CharField(max_length=20)
    what = models.CharField(max_length=40)
    about = models.CharField(max_length=60)
    policy = models.CharField(max_length=80, blank=True)
    data = models.JSONField(default=dict)
    position = models.BigIntegerField(null=True, unique=True)
    leaf = models.BinaryField(null=True, max_length=32)

    class Meta:
        """Found by what it is about, and by not being sealed yet; sealed whole or not at all."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["about", "id"], name="entry_about"),
            models.Index(fields=["id"], name="entry_unsealed", condition=models.Q(position=None)),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="entry_sealed_whole",
                condition=models.Q(position=None, leaf=None) | models.Q(position__isnull=False, leaf__isnull=False),
            ),
        ]


class Head(models.Model):
    """The signed root of the tree over the first `size` entries; `peaks` is what the tree needs to grow."""

    size = models.BigIntegerField(unique=True)
    root = models.BinaryField(max_length=32)
    peaks = models.BinaryField(max_length=2048)
    at = models.DateTimeField()
    signature = models.BinaryField(max_length=64)
