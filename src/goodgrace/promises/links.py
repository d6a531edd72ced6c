"""The family's link: signed, unguessable, expiring, revocable, for one promise; of the secret only a digest is kept."""

from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import ClassVar
from uuid import UUID, uuid4

from django.core import signing
from django.db import models, transaction
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from goodgrace.errors import GraceError, InputError, Missing, Refused
from goodgrace.ledger.actions import record
from goodgrace.ledger.models import Entry
from goodgrace.people.authority import must
from goodgrace.people.models import Person
from goodgrace.playbook.hours import Hours, fitting, hours_of
from goodgrace.promises import actions, states, titles
from goodgrace.promises.changing import move_call
from goodgrace.promises.holding import CLOCK, call_at
from goodgrace.promises.making import refuse_ended
from goodgrace.promises.models import Promise, Step, Task
from goodgrace.promises.queries import newest, with_replaced
from goodgrace.sentences import moment, sentence

SIGNED = signing.Signer(salt="goodgrace.family")
SHORTEST, USUAL, LONGEST = 1, 30, 90
"""Days for which a link is open."""
MOST_MOVES = 12
"""So often the family moves a call within a day."""
NEAR = timedelta(days=7)
"""A call that is planned within so long, from now or from when they wish for one, is the one that they mean."""


WISHED, TALK, OTHERWISE = "call:", ":talk:", ":otherwise:"
"""How the key of a task begins that is a wish to be called, and what stands in it of what it is about."""


class Expired(GraceError):
    """The link was real, and is over. `promise` says whom to ask."""

    def __init__(self, promise: Promise) -> None:
        self.promise = promise
        super().__init__("This link is over.")


class FamilyLink(models.Model):
    """A way for somebody without an account to see one promise and choose. Whoever has the secret has the way."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    promise = models.ForeignKey(Promise, on_delete=models.PROTECT, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["FamilyLink"]] = models.Manager()

    class Meta:
        """It ends after it begins."""

        app_label = "promises"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(expires_at__gt=models.F("made_at")), name="family_link_ends")
        ]

    def holds(self, now: datetime) -> bool:
        """Whether it still opens the page."""
        return self.revoked_at is None and now < self.expires_at


def make_link(*, promise: Promise, days: int, by: Person, now: datetime) -> tuple[FamilyLink, str]:
    """A link for the family, and its secret, which is shown once. Raises Refused for a promise that is over."""
    must(by, "keep_promises")
    refuse_ended(promise)
    if not SHORTEST <= days <= LONGEST:
        raise InputError(sentence("A link is open for 1 to 90 days."))
    secret = SIGNED.sign(token_urlsafe(24))
    with transaction.atomic():
        link = FamilyLink.objects.create(
            promise=promise, digest=_digest(secret), made_by=by, made_at=now, expires_at=now + timedelta(days=days)
        )
        _note("family link made", link, by, now)
    return link, secret


def link_for(step: Step, *, until: datetime | None, now: datetime) -> str:
    """The secret of the link that the words of a step carry: the same each time they are drafted, made at the first.

    It holds until then, in any case a day and no longer than is allowed. Raises Refused where it was revoked.
    """
    secret = SIGNED.sign(salted_hmac("goodgrace.family.step", step.key, algorithm="sha256").hexdigest())
    latest, ends = now + timedelta(days=LONGEST), until or now + timedelta(days=USUAL)
    by = step.promise.owner
    with transaction.atomic():
        link, made = FamilyLink.objects.get_or_create(
            digest=_digest(secret),
            defaults={
                "promise": step.promise, "made_by": by, "made_at": now,
                "expires_at": min(max(ends, now + timedelta(days=SHORTEST)), latest),
            },
        )  # fmt: skip
        if made:
            _note("family link made", link, by, now)
    if not link.holds(now):
        raise Refused(
            sentence("The link in these words is over. Make another on the promise's page, and write to her.")
        )
    return secret


def revoke_link(*, link: FamilyLink, by: Person, now: datetime) -> None:
    """Nobody gets in with it any more."""
    must(by, "keep_promises")
    with transaction.atomic():
        if FamilyLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=now):
            _note("family link revoked", link, by, now)


def link_with(secret: str, now: datetime) -> FamilyLink:
    """The link with a secret that still holds. Raises Missing for none, Expired for one that is over."""
    try:
        SIGNED.unsign(secret)
    except signing.BadSignature:
        raise Missing(sentence("There is no such page.")) from None
    related = "promise__customer", "promise__owner"
    link = FamilyLink.objects.select_related(*related).filter(digest=_digest(secret)).first()
    if link is None or link.promise.customer.forgotten_at is not None:
        raise Missing(sentence("There is no such page."))
    if not link.holds(now):
        raise Expired(link.promise)
    return link


def link_of(pk: UUID, promise: UUID) -> FamilyLink:
    """A link of a promise by its number. Raises Missing."""
    found = FamilyLink.objects.filter(pk=pk, promise=promise).first()
    if found is None:
        raise Missing(sentence("There is no such link."))
    return found


def links_to(promise: Promise) -> QuerySet[FamilyLink]:
    """Every link that leads to a promise, the newest first: also those made for the promises that it replaces."""
    return FamilyLink.objects.filter(promise__in=with_replaced(promise)).select_related("made_by").order_by("-made_at")


def promise_now(link: FamilyLink) -> Promise:
    """The promise that a link leads to, as it stands now: after it was made anew, the new one."""
    return newest(link.promise)


def choose(*, step: Step, outcome: str, now: datetime) -> None:
    """What the family chose. With their link in hand the question has been put, even where its letter still lies here."""
    actions.answer(step=step, outcome=outcome, by=None, now=now)


def wish_a_call(
    *, link: FamilyLink, promise: Promise, at: datetime, now: datetime, otherwise: Step | None = None
) -> datetime:
    """They wish to be called: a task for whoever looks after the promise, at a moment when people are called.

    `otherwise` is the question that they would like to answer otherwise than they did: what follows from a choice has begun
    elsewhere, so a person changes it together with them. A call that we planned for about then is moved instead, at no cost to
    them; one that is farther away stays where it is. A newer wish takes the place of an older one of theirs about the same.
    Raises Refused where there were many within a day.
    """
    if at <= now or at > now + timedelta(days=LONGEST):
        raise InputError(sentence("Choose a moment to come, within three months."))
    if otherwise is None and (planned := _meant(promise, at, now)) is not None:
        moved = Entry.objects.filter(about=promise.mark, what="call moved", by=CLOCK, at__gt=now - timedelta(days=1))
        if moved.count() >= MOST_MOVES:
            raise Refused(sentence("We have noted your wish already, and call you."))
        return move_call(step=planned, to=at, by=None, now=now)
    zone = promise.her_clock
    due = fitting(at, Hours(), zone)
    key = f"{WISHED}{link.pk.hex}{OTHERWISE if otherwise else TALK}"
    with transaction.atomic():
        list(
            Promise.objects.select_for_update(of=("self",)).filter(pk=promise.pk)
        )  # as everybody does, the promise first
        steps = list(Step.objects.filter(promise=promise).order_by("position", "pk"))
        wished = wishes_of(promise).filter(key__contains=OTHERWISE if otherwise else TALK)
        if wished.filter(made_at__gt=now - timedelta(days=1)).count() >= MOST_MOVES:
            raise Refused(sentence("We have noted your wish already, and call you."))
        wished.filter(done_at=None).update(done_at=now)
        step = next((row for row in steps if row.state in states.STEP_SETTLED), steps[0])
        Task.objects.create(
            key=f"{key}{uuid4().hex}", what=Task.What.LATE, step=step, customer=promise.customer,
            **titles.written(_call_them(due.astimezone(zone), otherwise)),
            person=promise.owner,
            made_at=now, due_at=due,
        )  # fmt: skip
    return due


def wishes_of(promise: Promise) -> QuerySet[Task]:
    """The calls that they wished for, through whichever link; also those that were made, or gave way to a newer wish."""
    return Task.objects.filter(step__promise__in=with_replaced(promise), key__startswith=WISHED)


def hours_for(promise: Promise, at: datetime, now: datetime, otherwise: Step | None = None) -> Hours:
    """Within which hours they are called who wish for a moment: those of the planned call that they mean, else the usual ones."""
    planned = None if otherwise else _meant(promise, at, now)
    return hours_of(planned.parameters["hours"]) if planned else Hours()


def _meant(promise: Promise, at: datetime, now: datetime) -> Step | None:
    """The planned call that they mean when they wish for one at a moment: it is soon, or for about then."""
    found = planned_call(promise)
    if found is None or found.due_at is None:
        return None
    return found if found.due_at <= now + NEAR or abs(found.due_at - at) <= NEAR else None


def planned_call(promise: Promise) -> Step | None:
    """The call to them that is planned next, and not made yet."""
    waits = Step.objects.filter(promise=promise, kind="call", state__in=states.STEP_WAITS, due_at__isnull=False)
    found = waits.select_related("promise__customer").order_by("due_at", "pk").first()
    if found is not None and found.due_at is not None and found.intent_at is None:
        found.due_at = call_at(found, found.promise, found.due_at)
    return found


_WISHED_BEFORE = (
    sentence("Please call: {moment}"),
    sentence("Please call: {moment}. They would like it otherwise than they chose: {title}"),
)
"""How an older release wrote wishes, which may lie on a list still."""


def _call_them(at: datetime, otherwise: Step | None) -> str:
    zone = str(at.tzinfo)
    if otherwise is None:
        return sentence("Please call: {moment} ({zone})", moment=moment(at), zone=zone)
    return sentence(
        "Please call: {moment} ({zone}). They would like it otherwise than they chose: {title}",
        moment=moment(at), zone=zone, title=titles.title_of(otherwise),
    )  # fmt: skip


def _digest(secret: str) -> str:
    return sha256(secret.encode("utf-8", "replace")).hexdigest()


def _note(what: str, link: FamilyLink, by: Person, now: datetime) -> None:
    record(by=by.mark, role=by.role, what=what, about=link.promise.mark, now=now, data={"link": str(link.pk)})
