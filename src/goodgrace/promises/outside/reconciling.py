"""Reconciliation: at night, what we hold to be done against what the billing system says stands. Nothing is mended."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final, Protocol

from django.db import transaction

from goodgrace.errors import GraceError
from goodgrace.ledger.actions import record
from goodgrace.playbook.rows import ENDING
from goodgrace.promises import states
from goodgrace.promises.actions import differ
from goodgrace.promises.channels.parameters import write_moment
from goodgrace.promises.channels.reconciling import Believed, compare
from goodgrace.promises.channels.reconciling import Difference as Found
from goodgrace.promises.errands import errand_of
from goodgrace.promises.models import Step
from goodgrace.promises.outside.models import Difference

log = logging.getLogger(__name__)
SINCE: Final = timedelta(days=400)
"""So far back both sides are compared: longer than the longest playbook."""
SETTLING: Final = timedelta(minutes=15)
"""What was done more recently on either side may still be on its way, and is compared the next night."""
CHUNK: Final = 2_000
LONGEST_KEY: Final = 128
IN_HAND: Final = (states.PROMISED, states.UNCONFIRMED, states.LATE)
STANDS: Final = ("suspend", "waive", "refund", "credit", "extend")
"""Kinds that leave something standing there; a resume ends what stands."""


class Books(Protocol):
    """A system that tells what stands."""

    def standing(self, since: datetime) -> tuple[Believed, ...]:
        """All that stands there and was done since a moment."""
        ...


@dataclass(frozen=True, slots=True)
class Compared:
    """What a comparison came to: how much each side holds, all differences, those opened now, and how many are over."""

    ours: int
    theirs: int
    found: tuple[Found, ...]
    opened: tuple[Found, ...]
    over: int


def reconcile(books: Books, *, now: datetime, since: timedelta = SINCE) -> Compared:
    """Compare, and open every difference as a late promise, once. Raises Unreached where the list does not come whole."""
    theirs = [_with_room(each) for each in books.standing(now - since)]
    ours = [*ours_since(now - since, now - SETTLING)]
    forgotten = Step.objects.filter(channel="billing", promise__customer__forgotten_at__isnull=False)
    nobodys = set(forgotten.values_list("key", flat=True))
    in_hand = set(Step.objects.filter(channel="billing", state__in=IN_HAND).values_list("key", flat=True))
    recent = set(Step.objects.filter(channel="billing", at__gt=now - SETTLING).values_list("key", flat=True))
    found = compare(ours, [each for each in theirs if each.key not in in_hand | recent | nobodys])
    with transaction.atomic():
        opened = [each for each in found if _opened(each, now)]
        over = _settle({(each.key, each.what) for each in found}, now)
        _note(len(ours), len(theirs), found, opened, now)
    return Compared(len(ours), len(theirs), tuple(found), tuple(opened), over)


def _with_room(told: Believed) -> Believed:
    """What they tell, with a key that a row has room for. Longer ones are none of ours, and are told apart by a digest."""
    if len(told.key) <= LONGEST_KEY:
        return told
    return replace(told, key=f"{told.key[:80]}…{sha256(told.key.encode()).hexdigest()[:32]}")


def ours_since(since: datetime, until: datetime) -> Iterator[Believed]:
    """What we hold to be done by the billing system itself between two moments. What is just being ended there still stands."""
    done = Step.objects.filter(channel="billing", state=states.KEPT, kind__in=STANDS, at__gte=since, at__lte=until)
    by_hand = "task:"
    ending = Step.objects.filter(channel="billing", kind__in=ENDING, state__in=IN_HAND)
    being_ended = {
        (row.promise_id, row.parameters["what"]) for row in ending.exclude(due_at=None).only("promise", "data")
    }
    known = done.filter(promise__customer__forgotten_at=None)  # of who was forgotten nobody is named again
    rows = known.exclude(reference__startswith=by_hand).select_related("promise__customer").order_by("pk")
    for row in rows.iterator(CHUNK):
        about: Mapping[str, str] = {}
        with suppress(GraceError):
            about = errand_of(row).about
        over = None if (row.promise_id, row.name) in being_ended else row.ended_at
        ended = write_moment(over) if over and over <= until else ""
        yield Believed(
            key=row.key,
            kind=row.kind,
            customer=row.promise.customer.reference,
            amount=about.get("amount", ""),
            until=about.get("until", ""),
            ended=ended,
        )


def _opened(found: Found, now: datetime) -> bool:
    """Open a difference; one that cannot be, for a fault in its promise, holds up no other."""
    try:
        with transaction.atomic():
            return _open(found, now)
    except Exception as error:  # noqa: BLE001  # the others wait for this night too
        log.error(
            "A difference could not be opened (%s): %s", found.what, type(error).__name__
        )  # its words may name somebody
        return False


def _open(found: Found, now: datetime) -> bool:
    """A difference as a row and a late promise; False where it is open already."""
    known = Difference.objects.filter(key=found.key, what=found.what, settled_at=None)
    if known.update(seen_at=now) or _may_stand(found):
        return False
    step = Step.objects.filter(key=found.key).first()
    Difference.objects.create(
        key=found.key,
        what=found.what,
        said=found.said[:300],
        reference="" if step else found.customer[:80],
        step=step,
        found_at=now,
        seen_at=now,
    )
    if step is not None:
        differ(key=found.key, said=found.said, now=now)
    return True


def _may_stand(found: Found) -> bool:
    """Whether a person has said of just this that it may stand as it does."""
    told = Difference.objects.filter(key=found.key, what=found.what, settled_how=Difference.How.STANDS)
    return told.filter(said=found.said[:300]).exists()


def _settle(found: set[tuple[str, str]], now: datetime) -> int:
    """Both sides agree again, and no step of ours is late for it: what was open is over; how many."""
    standing = Difference.objects.filter(settled_at=None).exclude(step__state=states.LATE)
    over = [each.pk for each in standing if (each.key, each.what) not in found]
    return Difference.objects.filter(pk__in=over).update(settled_at=now)


def _note(ours: int, theirs: int, found: Sequence[Found], opened: Iterable[Found], now: datetime) -> None:
    data = {
        "ours": ours,
        "theirs": theirs,
        "differences": len(found),
        "opened": [{"key": each.key, "what": each.what} for each in opened],
    }
    record(by="clock", role="", what="billing compared", about="channel:billing", now=now, data=data)
