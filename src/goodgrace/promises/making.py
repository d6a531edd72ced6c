"""Making promises: one for every decision in the transaction that decides, and those that a person starts."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from json import dumps
from typing import Any, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet

from goodgrace.customers.models import Customer
from goodgrace.customers.vault import KeyHolder, lock
from goodgrace.errors import Missing, NotAllowed, Refused
from goodgrace.people.authority import must
from goodgrace.people.models import Person
from goodgrace.people.places import zone_of
from goodgrace.playbook.clock import zone_named
from goodgrace.playbook.plan import hindrances, learnt_later, plan
from goodgrace.playbook.rows import Step as Planned
from goodgrace.playbook.shape import Playbook
from goodgrace.promises import titles
from goodgrace.promises.channels.shape import LONGEST_SAYING, one_line
from goodgrace.promises.channels.task import ON_A_LIST
from goodgrace.promises.holding import Held
from goodgrace.promises.learning import FACTS
from goodgrace.promises.locking import write
from goodgrace.promises.models import Promise, Step
from goodgrace.promises.rows import Columns, columns_of, handing_out, poured_of
from goodgrace.promises.states import RELEASED, RENEGOTIATED, UNCONFIRMED
from goodgrace.sentences import as_data, listed, sentence
from goodgrace.store.asking import Asking, ask_all
from goodgrace.store.numbers import new_number
from goodgrace.store.pouring import Pouring, pour_all, pour_or_say

GIVEN_WITHIN = timedelta(days=1)
"""So long there is to give what was decided, where no playbook says otherwise."""
GIVE = "give"
PLAIN = Planned(
    name=GIVE, title=str(titles.GIVE), kind="do", channel="task", department="",
    parameters={"what": "Give what was decided, and tell them."}, late={"within": {"count": 1, "unit": "day"}},
)  # fmt: skip
PLAINLY = {"state": UNCONFIRMED, "attempts": 1, "said": ON_A_LIST}
"""How the plain step begins: handed out, and waiting to be done."""
BECAUSE = "because"
"""The parameter of a plain step that says why no playbook keeps the promise, as `sentences.as_data` writes it."""
TOGETHER = 100
WITHDRAWN = (RELEASED, RENEGOTIATED)
"""Where a promise stands of which nothing goes on and nothing was kept: it was not needed, or another took its place."""


@dataclass(frozen=True, slots=True)
class Made:
    """What a promise is made of: a playbook's name, digest and title, its moment, and its steps for this case."""

    playbook: str
    digest: str
    title: str
    moment: str
    steps: tuple[Planned, ...]
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A promise that a decision commits us to; without `made` it is the plain one: give what was decided, within a day.

    `holder` is the customer as far as locking needs them; `source` is opaque, such as `decision:8f3…`. `owner` looks after
    it, where that is not whoever made it. `because` says why a plain one is kept by hand, where a playbook was meant to keep it;
    it stands unlocked, so it repeats nothing of the case.
    """

    customer: int
    holder: KeyHolder
    source: str
    by: int
    title: str
    zone: str = "UTC"
    department: str = ""
    made: Made | None = None
    owner: int | None = None
    because: str = ""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Promises for a caller who writes them together with more: their numbers, the rows to pour, and the keys to hand out then."""

    numbers: list[UUID]
    rows: tuple[Pouring, ...]
    to_hand_out: list[str]
    now: datetime

    def handing_out(self) -> list[Asking]:
        """What was promised plainly is on somebody's list at once, in the same transaction; no worker has to come by."""
        return handing_out(self.to_hand_out, titles.GIVE, self.now, self.now + GIVEN_WITHIN)


def make_many(wanted: Sequence[Wanted], now: datetime) -> list[UUID]:
    """Make promises inside the caller's transaction, however many at once. The caller's own entry tells of them."""
    made = prepared(wanted, now)
    ask_all(*pour_or_say(*made.rows), *made.handing_out())
    return made.numbers


def prepared(wanted: Sequence[Wanted], now: datetime) -> Prepared:
    """The same, not yet written."""
    promises = [_promise(each, now) for each in wanted]
    both = [*zip(promises, wanted, strict=True)]
    rows = poured_of(promises, [row for promise, each in both for row in _steps(promise, each, now)])
    plain = [f"{promise['id']}:{GIVE}" for promise, each in both if each.made is None]
    return Prepared([row["id"] for row in promises], rows, plain, now)


def _promise(wanted: Wanted, now: datetime) -> Columns:
    made, number = wanted.made, new_number(now)
    return {
        "id": number,
        "customer_id": wanted.customer,
        "source": wanted.source,
        "playbook": made.playbook if made else "",
        "digest": made.digest if made else "",
        "title": (made.title if made else wanted.title)[:200],
        "moment": made.moment if made else "",
        "department": wanted.department,
        "by_id": wanted.by,
        "owner_id": wanted.owner or wanted.by,
        "made_at": now,
        "started_at": now,
        "zone": wanted.zone,
        "wake_at": now if made else now + GIVEN_WITHIN,
        "facts": _locked(wanted.holder, number, made.facts) if made and made.facts else b"",
    }


def _steps(promise: Columns, wanted: Wanted, now: datetime) -> Iterator[Columns]:
    number, department = promise["id"], promise["department"]
    if wanted.made:
        for place, planned in enumerate(wanted.made.steps):
            yield columns_of(number, department, planned, place)
    else:
        yield {
            **columns_of(number, department, _plain(wanted.because), 0),
            **_plainly(wanted.because),
            "due_at": now,
            "late_at": now + GIVEN_WITHIN,
            "intent_at": now,
        }


@lru_cache(maxsize=256)
def _plain(because: str) -> Planned:
    """The step of a plain promise; where a playbook was meant to keep it, it says why it does not."""
    return replace(PLAIN, parameters={**PLAIN.parameters, BECAUSE: as_data(because)}) if because else PLAIN


@lru_cache(maxsize=256)
def _plainly(because: str) -> Columns:
    """How it begins, saying the same on the list."""
    return PLAINLY | {"said": one_line(because, LONGEST_SAYING)} if because else PLAINLY


def _locked(holder: KeyHolder, number: UUID, facts: Mapping[str, object]) -> bytes:
    return lock(holder, FACTS.format(number), dumps(dict(facts), default=str))


def planned(playbook: Playbook, digest: str, *, facts: Mapping[str, object], started: datetime, zone: ZoneInfo) -> Made:
    """A playbook for one case. Raises FactError for facts that cannot be read, Refused where one is needed first.

    What only a check asks for is learnt later, and left out here.
    """
    later = learnt_later(playbook)
    facts = {name: value for name, value in facts.items() if name not in later}
    steps = plan(playbook, started=started, zone=zone, facts=facts)
    return Made(playbook.name, digest, playbook.title, playbook.moment, steps, facts)


def start(
    *,
    playbook: Playbook,
    digest: str,
    customer: Customer,
    facts: Mapping[str, object],
    by: Person,
    now: datetime,
    zone: ZoneInfo | None = None,
    source: str = "",
    department: str = "",
    role: str = "",
    beside: object = None,
) -> Promise:
    """Begin what a playbook promises in a customer's moment. Raises NotAllowed or Refused with every hindrance told.

    `zone` is by whose clock it counts; without it, that of `zone_for`. `role` is what they act as where the playbook has
    names of its own for roles. What can be done at once is done at once. Where she has it already, or had it, it begins only
    `beside` that promise, the newest, named by its key: two presses, or two colleagues, write one letter, and nobody is told of
    her loss twice. A service may begin nothing: a person decides on a moment.
    """
    must(by, "start_promise")
    refuse_service(by)
    zone = zone or zone_for(customer, by)
    check(playbook, facts, role or by.role, now, zone)
    made = planned(playbook, digest, facts=facts, started=now, zone=zone)
    wanted = Wanted(customer.pk, customer, source, by.pk, playbook.title, str(zone), department, made)
    with transaction.atomic():
        held = Customer.objects.select_for_update().get(pk=customer.pk)
        if held.forgotten_at is not None:
            raise Missing(sentence("This customer was forgotten. Nothing can be promised to them."))
        refuse_twice(held, playbook, beside)
        return _begin(customer, wanted, by, now)


class HasIt(Refused):
    """What is begun by the same playbook is on its way to her already, or was kept or broken before; `promise` is that one."""

    def __init__(self, promise: Promise) -> None:
        self.promise = promise
        super().__init__(
            sentence("{title} has begun for this customer already, by {name}. Look at that one first.",
                     title=promise.title, name=promise.by.name)
        )  # fmt: skip


def refuse_twice(customer: Customer, playbook: Playbook, beside: object) -> None:
    """Go on only where nothing of a playbook was begun, or nothing since the promise that this begins `beside`. Raises HasIt."""
    before = list(_begun(customer, playbook))
    told = next((each for each in before if str(each.pk) == str(beside)), None)
    newer = [each for each in before if each is not told and (told is None or each.made_at >= told.made_at)]
    if newer:
        raise HasIt(newer[0])


def _begun(customer: Customer, playbook: Playbook) -> QuerySet[Promise]:
    found = Promise.objects.filter(customer=customer, playbook=playbook.name).exclude(state__in=WITHDRAWN)
    return found.select_related("by").order_by("-made_at")


def has_already(customer: Customer, playbook: Playbook) -> Promise | None:
    """What is on its way to a customer by the same playbook, the newest."""
    return _begun(customer, playbook).filter(ended_at=None).first()


def begun_already(customer: Customer, playbook: Playbook) -> Promise | None:
    """What was begun for a customer by the same playbook, on its way or over, the newest; not what was let go or made anew."""
    return _begun(customer, playbook).first()


def hold_customers(numbers: Collection[int]) -> None:
    """Hold customers until the transaction ends, in one order: nobody begins a playbook for one of them meanwhile."""
    list(Customer.objects.select_for_update().filter(pk__in=[*numbers]).order_by("pk").values_list("pk"))


def on_their_way(wanted: Collection[tuple[int, str]]) -> set[tuple[int, str]]:
    """Of customers and names of playbooks, those of which a promise is on its way."""
    customers, playbooks = {customer for customer, _ in wanted}, {playbook for _, playbook in wanted}
    found = Promise.objects.filter(customer__in=customers, playbook__in=playbooks, ended_at=None)
    return {*found.values_list("customer_id", "playbook")} & {*wanted}


def refuse_service(by: Person) -> None:
    """Go on only for a person. Raises NotAllowed."""
    if by.is_service:
        raise NotAllowed(sentence("A service begins no playbook: a colleague decides what a moment asks for."))


def check(playbook: Playbook, facts: Mapping[str, object], role: str, now: datetime, zone: ZoneInfo) -> None:
    """Go on only where nothing hinders a playbook. Raises NotAllowed or Refused with every hindrance told."""
    found = hindrances(playbook, facts, role=role, day=now.astimezone(zone).date())
    if role not in playbook.may_start:
        raise NotAllowed(" ".join(found))
    if found:
        raise Refused(listed(found, " "))


def _begin(customer: Customer, wanted: Wanted, by: Person, now: datetime) -> Promise:
    """Make one promise and do what can be done at once."""
    row = _promise(wanted, now)
    pour_all(*poured_of([row], [*_steps(row, wanted, now)]))
    promise = Promise(**row)
    promise.customer = customer
    held = Held(promise, list(Step.objects.filter(promise=promise).order_by("position")), now, by)
    held.tell("promise made", playbook=promise.playbook, digest=promise.digest, customer=customer.mark)
    held.advance()
    write([held])
    return promise


class Somewhere(Protocol):
    """Whoever lives somewhere: a customer."""

    @property
    def time_zone(self) -> str:
        """By whose clock they live; empty where it is not known."""


def zone_for(customer: Somewhere, by: Person) -> ZoneInfo:
    """By whose clock a promise to a customer counts: hers where it is known, else that of the colleague's site."""
    return zone_named(customer.time_zone) if customer.time_zone else zone_of(by)


def facts_locked(promise: Promise, facts: Mapping[str, Any]) -> bytes:
    """Facts of a promise, as its row holds them."""
    return _locked(promise.customer, promise.pk, facts)


def refuse_ended(promise: Promise) -> None:
    """Go on only with a promise that is not over. Raises Refused."""
    if promise.ended_at is not None:
        raise Refused(
            sentence("{title} is {state}: there is nothing left to change.", title=promise.title, state=promise.state)
        )
