"""Reconciliation: at night, what we hold to be done against what the billing system says stands. Nothing is mended."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final, Protocol
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from goodgrace.customers.search import forgotten_among
from goodgrace.errors import GraceError
from goodgrace.ledger.actions import record
from goodgrace.playbook.rows import ENDING
from goodgrace.promises import states
from goodgrace.promises.actions import differ
from goodgrace.promises.channels.parameters import write_moment
from goodgrace.promises.channels.reconciling import Believed, compare, is_over
from goodgrace.promises.channels.reconciling import Difference as Found
from goodgrace.promises.errands import errand_of
from goodgrace.promises.models import Step, Task
from goodgrace.promises.outside.models import Difference
from goodgrace.sentences import as_data, listed, sentence

log = logging.getLogger(__name__)
SINCE: Final = timedelta(days=400)
"""So far back both sides are compared: longer than the longest playbook."""
SETTLING: Final = timedelta(minutes=15)
"""What was done more recently on either side may still be on its way, and is compared the next night."""
CHUNK: Final = 2_000
LONGEST_KEY: Final = 128
STILL_SO: Final = sentence("This was ticked off, and is still so; ticked off once more, it may stand.")
IN_HAND: Final = (states.PROMISED, states.UNCONFIRMED, states.LATE)
STANDS: Final = ("suspend", "waive", "refund", "credit", "extend")
"""Kinds that leave something standing there; a resume or a close ends what stands."""


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
    just_ended = _being_ended_keys(now - SETTLING)
    named = (_with_room(each) for each in books.standing(now - since))
    theirs = [replace(each, ended="") if each.key in just_ended else each for each in named]
    ours = [*ours_since(now - since, now - SETTLING)]
    forgotten = Step.objects.filter(channel="billing", promise__customer__forgotten_at__isnull=False)
    nobodys = set(forgotten.values_list("key", flat=True))
    in_hand = set(Step.objects.filter(channel="billing", state__in=IN_HAND).values_list("key", flat=True))
    recent = set(Step.objects.filter(channel="billing", at__gt=now - SETTLING).values_list("key", flat=True))
    apart = in_hand | recent | nobodys | _until_she_knows() | _over(theirs, now)
    found = compare(ours, [each for each in theirs if each.key not in apart], write_moment(now))
    with transaction.atomic():
        opened = [each for each in found if _opened(each, now)]
        settled = _settle({(each.key, each.what) for each in found}, now)
        _note(len(ours), len(theirs), found, opened, now)
    return Compared(len(ours), len(theirs), tuple(found), tuple(opened), settled)


def _over(theirs: Iterable[Believed], now: datetime) -> set[str]:
    """The keys of what is listed there and stands no more: what ends something, and what we let go and is ended, or just ending."""
    billing = Step.objects.filter(channel="billing")
    ends = {each.key for each in theirs if each.kind in ENDING}
    ends |= set(billing.filter(kind__in=ENDING).values_list("key", flat=True))
    let_go = billing.filter(kind="suspend", state__in=states.NEVER_DONE).values_list("key", "promise_id", "name")
    ending = being_ended(now - SETTLING)
    ended = {each.key for each in theirs if is_over(each, write_moment(now))}
    return ends | {key for key, promise, name in let_go if key in ended or (promise, name) in ending}


def _until_she_knows() -> set[str]:
    """The keys of suspensions that were given up, and may stand there until somebody has told the customer."""
    broken = Step.objects.filter(channel="billing", kind="suspend", state=states.BROKEN)
    untold = Task.objects.filter(what=Task.What.CANNOT, done_at=None).values("step__promise")
    return set(broken.filter(promise__in=untold).values_list("key", flat=True))


def being_ended(since: datetime) -> set[tuple[UUID, str]]:
    """Suspensions, by promise and name, that are just being ended there, or were since a moment: they may still stand."""
    ends = Step.objects.filter(channel="billing", kind__in=ENDING)
    now = ends.filter(Q(state__in=IN_HAND, due_at__isnull=False) | Q(state=states.KEPT, at__gt=since))
    return {(row.promise_id, row.parameters["what"]) for row in now.only("promise", "data")}


def _being_ended_keys(since: datetime) -> set[str]:
    """The keys of suspensions of ours that are just being ended there: that they are, or are not yet, is told the next night."""
    ending = being_ended(since)
    rows = Step.objects.filter(kind="suspend", state=states.KEPT, promise__in={promise for promise, _ in ending})
    return {key for key, promise, name in rows.values_list("key", "promise_id", "name") if (promise, name) in ending}


def _with_room(told: Believed) -> Believed:
    """What they tell, with a key that a row has room for. Longer ones are none of ours, and are told apart by a digest."""
    if len(told.key) <= LONGEST_KEY:
        return told
    return replace(told, key=f"{told.key[:80]}…{sha256(told.key.encode()).hexdigest()[:32]}")


def ours_since(since: datetime, until: datetime) -> Iterator[Believed]:
    """What we hold to be done by the billing system itself between two moments. What is just being ended there still stands."""
    done = Step.objects.filter(channel="billing", state=states.KEPT, kind__in=STANDS, at__gte=since, at__lte=until)
    ending = being_ended(until)
    known = done.filter(promise__customer__forgotten_at=None)  # of who was forgotten nobody is named again
    rows = known.exclude(reference__startswith=states.ON_A_LIST).select_related("promise__customer").order_by("pk")
    for row in rows.iterator(CHUNK):
        about: Mapping[str, str] = {}
        with suppress(GraceError):
            about = errand_of(row).about
        over = None if (row.promise_id, row.name) in ending else row.ended_at
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
    known = Difference.objects.select_related("step").filter(key=found.key, what=found.what, settled_at=None).first()
    if known is not None:
        Difference.objects.filter(pk=known.pk).update(seen_at=now)
        return known.step is not None and not _waits(known.step) and _once_more(known, found, now)
    if _may_stand(found):
        return False
    if _write_down(found, now):
        differ(key=found.key, said=found.said, now=now)
    return True


def _write_down(found: Found, now: datetime) -> Step | None:
    """A difference as a row, and the step of ours that it is about. Who was forgotten is not named again."""
    step = Step.objects.filter(key=found.key).first()
    whom = "" if step or forgotten_among([found.customer]) else found.customer[:80]
    Difference.objects.create(
        key=found.key, what=found.what, said=found.said[:300], words=as_data(found.said), reference=whom, step=step,
        found_at=now, seen_at=now
    )  # fmt: skip
    return step


def _waits(step: Step) -> bool:
    """Whether a difference about a step is still on somebody's list."""
    return step.state in IN_HAND or step.tasks.filter(what=Task.What.DIFFERS, done_at=None).exists()


def _once_more(known: Difference, found: Found, now: datetime) -> bool:
    """It is on nobody's list, and still is so: opened once more. Ticked off a second time, a person has said that it may stand."""
    asked = Task.objects.filter(step=known.step, what=Task.What.DIFFERS, made_at__gte=known.found_at)
    ticked = asked.filter(done_by__isnull=False).order_by("-done_at").first()
    if ticked is None:  # it went with something else, and nobody has looked
        return differ(key=found.key, said=found.said, now=now)
    before = Difference.objects.filter(key=known.key, what=known.what, said=known.said, settled_at=known.found_at)
    may_stand = before.filter(settled_how=Difference.How.ENDED).exists()
    known.settled_at, known.settled_by = now, ticked.done_by
    known.settled_how = Difference.How.STANDS if may_stand else Difference.How.ENDED
    known.save(update_fields=["settled_at", "settled_by", "settled_how"])
    data = {"key": known.key, "what": known.what, "how": known.settled_how}
    record(by="clock", role="", what="difference settled", about="channel:billing", now=now, data=data)
    if may_stand:
        return False
    _write_down(found, now)
    return differ(key=found.key, said=listed([STILL_SO, found.said], " "), now=now)


def _may_stand(found: Found) -> bool:
    """Whether a person has said of just this that it may stand as it does."""
    told = Difference.objects.filter(key=found.key, what=found.what, settled_how=Difference.How.STANDS)
    return told.filter(said=found.said[:300], reference__in=("", found.customer[:80])).exists()


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
