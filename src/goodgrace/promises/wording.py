"""Words that a colleague wrote in place of drafted ones: what goes is what she wrote; locked under the customer's key."""

from contextlib import AbstractContextManager
from datetime import datetime
from typing import ClassVar

from django.db import models

from goodgrace.customers.models import Customer
from goodgrace.customers.vault import lock, unlock
from goodgrace.errors import InputError, Refused
from goodgrace.people.authority import must
from goodgrace.people.models import Person
from goodgrace.playbook.words import LONGEST, placeholders_in
from goodgrace.promises import states
from goodgrace.promises.actions import approve_held, changing
from goodgrace.promises.holding import Held, needs_eyes
from goodgrace.promises.models import PrintItem, Promise, Step
from goodgrace.promises.queries import promise_now
from goodgrace.sentences import listed, sentence

WORDED = ("send", "remind")
"""Kinds of steps whose words reach somebody."""


class OwnWords(models.Model):
    """What somebody wrote for one step, by its key. It never stands beside drafted words: it goes in their place."""

    key = models.CharField(max_length=128, unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+", db_index=False)
    text = models.BinaryField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["OwnWords"]] = models.Manager()

    class Meta:
        """Written for a promise."""

        app_label = "promises"


def own_words(step: Step) -> str:
    """What somebody wrote for a step; nothing where it stays as drafted. Raises Missing where it was forgotten."""
    found = OwnWords.objects.filter(key=step.key).first()
    return unlock(step.promise.customer, _place(step.key), found.text) if found else ""


def change_words(*, step: Step, text: str, by: Person, now: datetime) -> None:
    """Other words than those drafted, kept until they go. Raises Refused where it is too late, InputError for a gap in them.

    The ledger says that they were changed, never to what.
    """
    with rewording(step, by, now) as held:
        keep_words(held, step, text)


def let_go(*, step: Step, text: str, drafted: str, by: Person, now: datetime) -> None:
    """Somebody has read the words, and they may go out as they stand before her: as `drafted`, or as she wrote them."""
    with rewording(step, by, now) as held:
        row = held.row(step.name)
        if checked(text) != drafted.strip() or row.refused:
            keep_words(held, step, text)
        elif may_be_reworded(row):
            drop_words(held, step)  # a colleague may have written others meanwhile, which she has not read
        if row.approved_at is None:
            approve_held(held, row)


def words_again(*, step: Step, by: Person, now: datetime) -> None:
    """The words are again as they were drafted. Raises Refused where it is too late."""
    with rewording(step, by, now) as held:
        drop_words(held, step)


def rewording(step: Step, by: Person, now: datetime) -> AbstractContextManager[Held]:
    """The promise of a step, held while its words change."""
    must(by, "keep_promises")
    return changing(promise_now(step.pk), now, by)


def keep_words(held: Held, step: Step, text: str) -> None:
    """Keep what somebody wrote for a step of a promise that is held; a step that waits only for words is tried again."""
    row = held.row(step.name)
    check_waits(row)
    written = checked(text)
    customer, by = held.promise.customer, held.by
    assert by is not None
    locked = lock(customer, _place(row.key), written)
    OwnWords.objects.update_or_create(
        key=row.key, defaults={"customer": customer, "text": locked, "by": by, "at": held.now}
    )
    if row.refused:
        row.refused, row.next_try_at = False, held.now
    held.tell("words changed", step=row.name)


def drop_words(held: Held, step: Step) -> None:
    """Drop what somebody wrote for a step of a promise that is held."""
    row = held.row(step.name)
    check_waits(row)
    if OwnWords.objects.filter(key=row.key).delete()[0]:
        held.tell("words as drafted again", step=row.name)


def carry_words(old: Step, new: Step, promise: Promise) -> None:
    """What was written for a step is said by the one that takes its place."""
    for found in OwnWords.objects.filter(key=old.key):
        customer = promise.customer
        locked = lock(customer, _place(new.key), unlock(customer, _place(old.key), found.text))
        OwnWords.objects.create(key=new.key, customer=customer, text=locked, by=found.by, at=found.at)


def may_be_reworded(row: Step) -> bool:
    """Whether the words of a step still wait for a person: by mail until they go, on paper until it is posted.

    Words by mail that could not go, because something in them was not known, wait for somebody to write it in.
    """
    if row.kind not in WORDED or row.state not in states.STEP_WAITS or row.due_at is None:
        return False
    if row.channel == "letter":
        return not PrintItem.objects.filter(key=row.key, signed_and_posted_at__isnull=False).exists()
    return needs_eyes(row) or (row.channel == "email" and row.refused and not row.parameters.get("routine"))


def check_waits(row: Step) -> None:
    """Go on only where the words of a step still wait for a person. Raises Refused."""
    if not may_be_reworded(row):
        raise Refused(sentence("These words do not wait for anybody: the step is {state}.", state=row.state))


def checked(text: str) -> str:
    """Words as they are kept. Raises InputError where there are none, too many, or where they leave something open."""
    written = text.replace("\r\n", "\n").strip()
    if not written:
        raise InputError(sentence("Write what it shall say, or take the words as drafted."))
    if len(written) > LONGEST:
        raise InputError(sentence("At most {most} characters, so that it is read.", most=LONGEST))
    if gaps := [place for place in placeholders_in(written) if place != "link"]:
        named = listed([f"{{{place}}}" for place in gaps])
        raise InputError(sentence("The words still leave {places} open. Write it in.", places=named))
    return written


def _place(key: str) -> str:
    return f"own_words.text:{key}"
