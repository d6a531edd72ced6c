"""What changes about one customer: added, a fact or a need noted, a need read or ended, forgotten. Many: bringing.py."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from goodgrace.customers import cells
from goodgrace.customers.models import Customer, KnownFact, Need, SearchMark
from goodgrace.customers.search import forgotten_among, forgotten_mark, marks_of
from goodgrace.customers.vault import FORGOTTEN, new_key
from goodgrace.customers.words import CONTACT, OF_A_NEED, locked_contact, locked_fact, locked_need, need_text
from goodgrace.errors import InputError, Missing, NotAllowed, Refused
from goodgrace.ledger.actions import record
from goodgrace.people.authority import DUTIES, must
from goodgrace.people.models import Person, Role
from goodgrace.people.places import day_of
from goodgrace.sentences import listed, sentence

LONGEST_NEED = 500


NEXT_REVIEW = sentence("Choose a day to come, when you will ask whether it still helps.")
LONG_AGO = 1900
"""No fact about a customer was seen before this year."""


def add_customer(
    *,
    reference: str,
    by: Person,
    now: datetime,
    name: str = "",
    email: str = "",
    phone: str = "",
    address: str = "",
    since: date | None = None,
    language: str = "en",
    time_zone: str = "",
) -> Customer:
    """Somebody we serve from now on. Raises Refused where the reference is taken, InputError for what cannot be kept."""
    must(by, "keep_customers")
    told = _told(reference, name, email, phone, language) | {"address": _address(address)}
    told["time_zone"] = _checked("time_zone", cells.read_time_zone, time_zone)
    if since is not None and since > cells.latest_day(now):
        raise InputError(sentence("since: {day} has not come yet.", day=since))
    customer = Customer(reference=told["reference"], wrapped_key=new_key(told["reference"]), since=since, made_at=now)
    customer.language, customer.time_zone = told["language"] or "en", told["time_zone"]
    for part in CONTACT:
        setattr(customer, part, locked_contact(customer, part, told[part]))
    with transaction.atomic():
        _refuse_forgotten(customer.reference)
        _save_new(customer)
        _index(customer, told["name"], told["email"])
        _record(by, "customer added", customer, now)
    return customer


def _told(reference: str, name: str, email: str, phone: str, language: str) -> dict[str, str]:
    return {
        "reference": _checked("reference", cells.read_reference, reference),
        "name": _short("name", name, cells.LONGEST_NAME),
        "email": _checked("email", cells.read_email, email),
        "phone": _checked("phone", cells.read_phone, phone),
        "language": _checked("language", cells.read_language, language),
    }


def note_address(*, customer: Customer, address: str, by: Person, now: datetime) -> None:
    """Where her letters go; empty where it is not known any more. The ledger says that it was noted, never what.

    Raises Missing where she was forgotten meanwhile, InputError for what cannot be kept.
    """
    must(by, "keep_customers")
    told = _address(address)
    with transaction.atomic():
        held = _held(customer)
        held.address = locked_contact(held, "address", told)
        held.save(update_fields=["address"])
        _record(by, "address noted", held, now)


def note_time_zone(*, customer: Customer, time_zone: str, by: Person, now: datetime) -> None:
    """By whose clock she lives; empty where it is not known any more. What is promised from now on counts by it.

    The ledger says that it was noted, never what. Raises Missing where she was forgotten meanwhile, InputError for no zone.
    """
    must(by, "keep_customers")
    try:
        told = cells.read_time_zone(time_zone)
    except ValueError as error:
        raise InputError(error.args[0]) from None
    with transaction.atomic():
        held = _held(customer)
        if held.time_zone != told:
            held.time_zone = told
            held.save(update_fields=["time_zone"])
            _record(by, "time zone noted", held, now)


def _address(told: str) -> str:
    return _checked("address", cells.read_address, told)


def _checked(part: str, read: Callable[[str], str], text: str) -> str:
    try:
        return read(text)
    except ValueError as error:
        raise InputError(sentence("{part}: {what}", part=part, what=error.args[0])) from None


def _short(part: str, text: str, longest: int) -> str:
    return _checked(part, lambda told: cells.read_text(told, longest), text)


def _save_new(customer: Customer) -> None:
    try:
        with transaction.atomic():
            customer.save(force_insert=True)
    except IntegrityError:
        raise Refused(
            sentence("There is a customer {name} already. Open that one.", name=cells.shown(customer.reference))
        ) from None


def _refuse_forgotten(reference: str) -> None:
    if forgotten_among([reference]):
        raise Refused(sentence("This customer asked to be forgotten. If they came back, give them a new reference."))


def _index(customer: Customer, name: str, email: str) -> None:
    SearchMark.objects.bulk_create(SearchMark(customer=customer, digest=mark) for mark in marks_of(name, email))


def note_fact(
    *,
    customer: Customer,
    name: str,
    value: str,
    source: str,
    by: Person,
    now: datetime,
    seen_at: datetime | None = None,
) -> KnownFact:
    """A fact about a customer, with where it came from and when it was so; told again of the same moment, it replaces."""
    must(by, "keep_customers")
    seen = seen_at or now
    if not seen.year >= LONG_AGO:
        raise InputError(f"{seen:%Y-%m-%d} is too long ago to be a fact about a customer.")
    if seen > now:
        raise InputError(f"{seen:%Y-%m-%d %H:%M} has not come yet.")
    fact = KnownFact(customer=customer, name=_checked("name", cells.read_fact_name, name), seen_at=seen)
    fact.source = _short("source", source, cells.LONGEST_SOURCE)
    written = _short("value", value, cells.LONGEST_FACT)
    if not written or not fact.source:
        raise InputError(sentence("A fact has a value and says where it came from."))
    with transaction.atomic():
        held = _held(customer)
        held.facts.filter(name=fact.name, seen_at=seen).delete()
        fact.value = locked_fact(held, fact, written)
        fact.save(force_insert=True)
        _record(by, "fact noted", held, now, fact=fact.name, id=str(fact.pk))
    return fact


def note_need(
    *,
    customer: Customer,
    support: str,
    basis: str,
    readers: Collection[str],
    review_on: date,
    by: Person,
    now: datetime,
    thanked: bool = False,
    explained: bool = False,
    consent_how: str = "",
    consent_at: datetime | None = None,
    impact: str = "",
    signpost: str = "",
) -> Need:
    """Support somebody needs, on what basis we know it, who may read it, and when it is looked at again.

    The steps of TEXAS are arguments: thanked, explained, consent (how and when), impact, signpost. Nothing but consent and
    the explanation it rests on is asked for. Raises InputError or Refused where it may not be kept so.
    """
    must(by, "note_needs")
    need = Need(customer=customer, basis=basis, review_on=review_on, noted_by=by, noted_at=now)
    need.thanked, need.explained = thanked, explained
    need.consent_how, need.consent_at = consent_how, consent_at
    need.readers = _readers(readers)
    _check_basis(need, now)
    _check_review(review_on, by, now)
    texts = dict(zip(OF_A_NEED, (support, impact, signpost), strict=True))
    told = {part: _short(part, text, LONGEST_NEED) for part, text in texts.items()}
    if not told["support"]:
        raise InputError(sentence("Say what helps them, for example “letters in large print”."))
    with transaction.atomic():
        held = _held(customer)
        for part, text in told.items():
            setattr(need, part, locked_need(held, need, part, text))
        need.save(force_insert=True)
        _record(by, "need noted", held, now, need=str(need.pk), basis=basis, readers=need.readers)
    return need


def _readers(readers: Collection[str]) -> list[str]:
    able = [role for role in Role if role in DUTIES["read_needs"]]
    if not readers or not set(readers) <= set(able):
        raise InputError(
            sentence("Say who may read it, at least one of {roles}. Nobody else meets customers.", roles=listed(able))
        )
    return [role.value for role in able if role in readers]


def _check_review(review_on: date, by: Person, now: datetime) -> None:
    if review_on <= day_of(by, now):
        raise InputError(NEXT_REVIEW)


def _check_basis(need: Need, now: datetime) -> None:
    if need.basis not in Need.Basis.values:
        raise InputError(sentence("Say on what basis it is kept, one of {bases}.", bases=listed(Need.Basis)))
    if need.basis == Need.Basis.CONSENT:
        _check_consent(need, now)


def _check_consent(need: Need, now: datetime) -> None:
    if need.consent_how not in Need.Consent.values or need.consent_at is None:
        raise InputError(sentence("Say how and when they said yes, one of {ways}.", ways=listed(Need.Consent)))
    if need.consent_at > now:
        raise InputError(sentence("They said yes at a moment that has not come yet. Look at it once more."))
    if not need.explained:
        raise Refused(
            sentence(
                "A yes counts once they know what for. Explain what it is used for and who may read it, then ask again."
            )
        )


def end_need(*, need: Need, by: Person, now: datetime) -> Need:
    """A need that is over, or a consent taken back: its words are deleted, that it was there stays.

    Also for who may not read it: a consent is taken back as easily as it was given (GDPR, article 7(3)).
    """
    must(by, "note_needs")
    with transaction.atomic():
        need = Need.objects.select_for_update().select_related("customer").get(pk=need.pk)
        if need.ended_at is not None:
            raise Refused(sentence("This need ended on {day} already.", day=need.ended_at.date()))
        need.ended_at = now
        need.support = need.impact = need.signpost = b""
        need.save()
        _record(by, "need ended", need.customer, now, need=str(need.pk))
    return need


def review_need(*, need: Need, review_on: date, by: Person, now: datetime) -> Need:
    """It was asked again, and it still helps: its next review is on a day to come. Only for who may read it."""
    must(by, "note_needs")
    _check_review(review_on, by, now)
    with transaction.atomic():
        held = _held(need.customer)
        need = held.needs.select_for_update().get(pk=need.pk)
        if need.ended_at is not None:
            raise Refused(sentence("This need ended on {day} already.", day=need.ended_at.date()))
        if by.role not in need.readers:
            raise NotAllowed(
                sentence("This need is for the {who} to read and review. Ask one of them.", who=_who([need]))
            )
        need.review_on = review_on
        need.save(update_fields=["review_on"])
        _record(by, "need reviewed", held, now, need=str(need.pk), review_on=review_on.isoformat())
    return need


@dataclass(frozen=True, slots=True)
class ReadNeed:
    """A need as somebody may read it; `review_due` where it should be asked again whether it still helps."""

    id: UUID
    support: str
    impact: str
    signpost: str
    basis: str
    review_on: date
    review_due: bool


def read_needs(*, customer: Customer, by: Person, now: datetime) -> list[ReadNeed]:
    """The needs that somebody's role may read, which is written down. Raises NotAllowed, naming who may, where all are others'."""
    must(by, "read_needs")
    with transaction.atomic():
        held = _held(customer)
        needs = list(held.needs.filter(ended_at=None).order_by("noted_at", "id"))
        mine = [need for need in needs if by.role in need.readers]
        today = day_of(by, now)
        if needs and not mine:
            raise NotAllowed(sentence("What they need is for the {who} to read. Ask one of them.", who=_who(needs)))
        read = [_read(held, need, today) for need in mine]
        if mine:
            digests = [sha256(bytes(need.support)).hexdigest() for need in mine]
            _record(by, "needs read", held, now, needs=[str(need.pk) for need in mine], digests=digests)
    return read


def _who(needs: Sequence[Need]) -> str:
    return _(" or ").join(str(role.label) for role in Role if any(role in need.readers for need in needs))


def _read(customer: Customer, need: Need, today: date) -> ReadNeed:
    support, impact, signpost = (need_text(customer, need, part) for part in OF_A_NEED)
    return ReadNeed(need.pk, support, impact, signpost, need.basis, need.review_on, need.review_on <= today)


def forget_customer(*, customer: Customer, by: Person, now: datetime) -> Customer:
    """Delete a customer's key and all we know of them; what they bought stays without them. It cannot be taken back.

    Their reference goes too. Only a keyed digest of it is kept, so that the next import does not bring them back.
    """
    must(by, "forget_customer")
    with transaction.atomic():
        held = _held(customer)
        held.facts.all().delete()
        held.account_rows.all().delete()
        held.needs.all().delete()
        held.search_marks.all().delete()
        SearchMark.objects.create(customer=held, digest=forgotten_mark(held.reference))
        held.reference = f"{cells.FORGOTTEN_PREFIX}{held.pk}"
        held.wrapped_key, held.since, held.language, held.time_zone, held.forgotten_at = None, None, "en", "", now
        held.name = held.email = held.phone = held.address = b""
        held.save()
        _record(by, "customer forgotten", held, now)
        transaction.on_commit(_empty_the_log)
    return held


def _empty_the_log() -> None:
    """On SQLite, what was deleted still stands in the write-ahead log until that is emptied."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _held(customer: Customer) -> Customer:
    """The customer as they stand, kept from others until this is done. Raises Missing for one who was forgotten."""
    held = Customer.objects.select_for_update().get(pk=customer.pk)
    if held.forgotten_at is not None:
        raise Missing(FORGOTTEN)
    return held


def _record(by: Person, what: str, customer: Customer, now: datetime, **data: object) -> None:
    record(by=by.mark, role=by.role, what=what, about=customer.mark, now=now, data=data)
