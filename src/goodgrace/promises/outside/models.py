"""What other systems told us: messages, each heard once, and where they do not say what we hold to be done."""

from typing import ClassVar

from django.db import models

from goodgrace.people.models import Person
from goodgrace.promises.models import Step
from goodgrace.sentences import of_data


class Heard(models.Model):
    """A message that another system sent, by its id: one that comes again is answered and changes nothing."""

    channel = models.CharField(max_length=20)
    message = models.CharField(max_length=128)
    at = models.DateTimeField(db_index=True)

    class Meta:
        """Heard once."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["channel", "message"], name="heard_once")
        ]


class Difference(models.Model):
    """Where another system does not say what we hold to be done: found at night, open until a person has settled it.

    `step` is the one that it is about, which is late from then on; null where we asked for nothing under this key: then
    `reference` is whom the other system speaks of. `said` is what differs in English, `words` the same with its parts; an older
    release wrote none. `settled_how` is what a person said of it; of a step of ours, by ticking it
    off a list: ended the first time, and where it was still so the next night, it may stand.
    """

    class How(models.TextChoices):
        """What somebody did about what nobody here had promised."""

        ENDED = "ended", "it was ended there"
        STANDS = "stands", "it may stand as it does"

    key = models.CharField(max_length=128)
    what = models.CharField(max_length=20)
    said = models.CharField(max_length=300)
    words = models.JSONField(null=True)
    reference = models.CharField(max_length=80, blank=True, default="")
    step = models.ForeignKey(Step, on_delete=models.PROTECT, null=True, related_name="differences")
    found_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    settled_how = models.CharField(max_length=10, blank=True, default="", choices=How.choices)

    class Meta:
        """Open once for each way in which the two do not agree."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["found_at"], name="difference_open", condition=models.Q(settled_at=None))
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["key", "what"], condition=models.Q(settled_at=None), name="difference_once"
            ),
        ]

    @property
    def says(self) -> str:
        """What differs: a sentence that a page can say in its language, or as it was written."""
        return self.said if self.words is None else of_data(self.words)
