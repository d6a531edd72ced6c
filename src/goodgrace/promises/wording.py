"""Words that a colleague wrote in place of drafted ones: what goes is what they wrote; locked under the customer's key."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import ClassVar

from django.db import models

from goodgrace.customers.models import Customer
from goodgrace.customers.vault import lock, unlock
from goodgrace.errors import InputError, Refused
from goodgrace.people.authority import must
from goodgrace.people.models import Person
from goodgrace.playbook.words import LONGEST, placeholders_in
from goodgrace.promises import states
from goodgrace.promises.actions import approve_held, at_step
from goodgrace.promises.holding import WORDED, Held, needs_eyes
from goodgrace.promises.models import PrintItem, Promise, Step
from goodgrace.sentences import listed, sentence


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


@dataclass(frozen=True, slots=True)
class Written:
    """What stands for a step: words of somebody's own, by whom and since when; empty, by nobody, as they were drafted.

    `version` is another one whenever they were written anew: whoever changes words says which ones they have read.
    """

    text: str = ""
    version: str = ""
    by: str = ""
    at: datetime | None = None


def written(step: Step) -> Written:
    """What stands for a step. Raises Missing where it was forgotten."""
    return written_of([step])[step.key]


def written_of(steps: Collection[Step]) -> dict[str, Written]:
    """What stands for some steps, by their keys, read at once. Raises Missing where one was forgotten."""
    found = OwnWords.objects.select_related("by").filter(key__in=[step.key for step in steps])
    rows = {row.key: row for row in found} if steps else {}
    return {step.key: _read(step, rows[step.key]) if step.key in rows else Written() for step in steps}


def _read(step: Step, found: OwnWords) -> Written:
    text = unlock(step.promise.customer, _place(step.key), found.text)
    return Written(text, _version(found), found.by.name, found.at)


def own_words(step: Step) -> str:
    """What somebody wrote for a step; nothing where it stays as drafted. Raises Missing where it was forgotten."""
    return written(step).text


def change_words(*, step: Step, text: str, seen: str, by: Person, now: datetime) -> None:
    """Other words than those drafted, kept until they go. Raises Refused where it is too late, InputError for a gap in them.

    `seen` is the version that the colleague had in front of them; Refused where a colleague changed them since. The ledger says that they
    were changed, never to what.
    """
    with rewording(step, seen, by, now) as (held, row):
        _check_no_paper(row)
        keep_words(held, row, text)


def let_go(*, step: Step, text: str, drafted: str, seen: str, by: Person, now: datetime) -> None:
    """Somebody has read the words, and they may go out as they stand on the page: as `drafted`, or as a colleague wrote them."""
    with rewording(step, seen, by, now) as (held, row):
        _check_no_paper(row)
        if plain(text) != drafted.strip() or row.refused:
            keep_words(held, row, text)
        elif may_be_reworded(row):
            drop_words(held, row)
        if row.approved_at is None:
            approve_held(held, row)


def words_again(*, step: Step, seen: str, by: Person, now: datetime) -> None:
    """The words are again as they were drafted. Raises Refused where it is too late, or a colleague changed them since."""
    with rewording(step, seen, by, now) as (held, row):
        _check_no_paper(row)
        drop_words(held, row)


@contextmanager
def rewording(step: Step, seen: str, by: Person, now: datetime) -> Iterator[tuple[Held, Step]]:
    """A step with its promise, held while its words change. Raises Refused where they are not those that were `seen`."""
    must(by, "keep_promises")
    with at_step(step.pk, now, by) as (held, row):
        found = OwnWords.objects.filter(key=row.key).first()
        if (_version(found) if found else "") != seen:
            raise Refused(
                sentence("A colleague has changed these words since you opened them. Read what stands now; yours are kept below.")
            )  # fmt: skip
        yield held, row


def keep_words(held: Held, row: Step, text: str) -> None:
    """Keep what somebody wrote for a step of a promise that is held. A letter that waits only for words is set with them.

    A mail goes when somebody says so of just these words: that others were read before says nothing about them.
    """
    check_waits(row)
    said = checked(text)
    customer, by = held.promise.customer, held.by
    assert by is not None
    locked = lock(customer, _place(row.key), said)
    OwnWords.objects.update_or_create(
        key=row.key, defaults={"customer": customer, "text": locked, "by": by, "at": held.now}
    )
    if row.refused:
        row.refused, row.approved_by, row.approved_at = False, None, None
        row.next_try_at = None if needs_eyes(row) else held.now
    held.tell("words changed", step=row.name)


def drop_words(held: Held, row: Step) -> None:
    """Drop what somebody wrote for a step of a promise that is held."""
    check_waits(row)
    if OwnWords.objects.filter(key=row.key).delete()[0]:
        held.tell("words as drafted again", step=row.name)


def carry_words(old: Step, new: Step, promise: Promise) -> None:
    """What was written for a step is said by the one that takes its place."""
    for found in OwnWords.objects.filter(key=old.key):
        customer = promise.customer
        locked = lock(customer, _place(new.key), unlock(customer, _place(old.key), found.text))
        OwnWords.objects.create(key=new.key, customer=customer, text=locked, by=found.by, at=found.at)


def may_be_reworded(row: Step, *, is_in_print: bool = False) -> bool:
    """Whether the words of a step still wait for a person: by mail until they go, on paper until it is posted.

    Words by mail that could not go, because something in them was not known, wait for somebody to write it in. `is_in_print`
    is for who knows already that its paper waits in the print room.
    """
    if row.kind not in WORDED or row.state not in states.STEP_WAITS or row.due_at is None:
        return False
    if row.channel == "letter":
        return is_in_print or not PrintItem.objects.filter(key=row.key, signed_and_posted_at__isnull=False).exists()
    return needs_eyes(row) or (row.channel == "email" and row.refused and not row.parameters.get("routine"))


def _check_no_paper(row: Step) -> None:
    """Words on paper change with the paper. Raises Refused."""
    if row.channel == "letter" and not row.refused:
        raise Refused(sentence("The words of a letter are changed in the print room, and its paper with them."))


def check_waits(row: Step) -> None:
    """Go on only where the words of a step still wait for a person. Raises Refused."""
    if not may_be_reworded(row):
        raise Refused(sentence("These words do not wait for anybody: the step is {state}.", state=row.state))


def checked(text: str) -> str:
    """Words as they are kept. Raises InputError where there are none, too many, or where they leave something open."""
    said = plain(text)
    if not said:
        raise InputError(sentence("Write what it shall say, or take the words as drafted."))
    if len(said) > LONGEST:
        raise InputError(sentence("At most {most} characters, so that it is read.", most=LONGEST))
    if gaps := [place for place in placeholders_in(said) if place != "link"]:
        named = listed([f"{{{place}}}" for place in gaps])
        raise InputError(sentence("The words still leave {places} open. Write it in.", places=named))
    return said


def plain(text: str) -> str:
    """Words without what a browser adds to their ends and lines."""
    return text.replace("\r\n", "\n").strip()


def _version(found: OwnWords) -> str:
    """Locked anew, the same words look otherwise: so this tells versions apart, and nothing of what they say."""
    return sha256(bytes(found.text)).hexdigest()[:16]


def _place(key: str) -> str:
    return f"own_words.text:{key}"
