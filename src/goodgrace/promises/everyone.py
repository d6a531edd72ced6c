"""A playbook for many customers at once, by a fact: first a look at whom it means and what each gets, then begun for them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction

from goodgrace.customers.models import Customer
from goodgrace.customers.queries import told_of_many
from goodgrace.errors import FactError, NotAllowed, Refused
from goodgrace.people.authority import must
from goodgrace.people.models import Person
from goodgrace.playbook.plan import is_for
from goodgrace.playbook.shape import Playbook
from goodgrace.policy.expressions import facts_in
from goodgrace.promises.making import begun_already, check, has_already, planned, refuse_service, start, zone_for
from goodgrace.promises.models import Promise
from goodgrace.sentences import sentence

MOST: Final = 500
"""For so many customers it is begun by one press; the next press goes on with the rest."""
NOT_KNOWN: Final = sentence("It is not known whether this is for her.")
Among = Iterable[tuple[Customer, Mapping[str, object]]]


@dataclass(frozen=True, slots=True)
class Meant:
    """A customer for whom a playbook would begin, and the titles of what she would get, in order."""

    customer: Customer
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Whom a playbook would begin for, who has it already, how many it is not for, and for whom it is unclear, with why."""

    meant: tuple[Meant, ...]
    has_it: tuple[Customer, ...]
    not_for: int
    unclear: tuple[tuple[Customer, str], ...]


@dataclass(frozen=True, slots=True)
class Everyone:
    """What became of starting a playbook for many: the promises made, and who was left out, with why.

    `is_all` is False where so many were begun that others, for whom it would begin too, wait for the next press.
    """

    made: tuple[object, ...]
    not_for: tuple[int, ...]
    unclear: Mapping[int, str]
    is_all: bool = True


def known_for(playbook: Playbook) -> Iterator[tuple[Customer, dict[str, object]]]:
    """Whoever is known by a fact that says whether it is for them, with what the playbook asks of them."""
    names = facts_in(playbook.everyone) if playbook.everyone is not None else ()
    for customer, facts in told_of_many(names):
        yield customer, {name: value for name, value in facts.items() if name in playbook.facts}


def foresee_for_many(
    *, playbook: Playbook, digest: str, among: Among, by: Person, now: datetime, role: str = ""
) -> Foreseen:
    """Look at whom a playbook means and what each would get; nothing is begun. Raises NotAllowed for who may not begin it."""
    role = _may_begin(playbook, by, role)
    having = set(Promise.objects.filter(playbook=playbook.name, ended_at=None).values_list("customer", flat=True))
    meant: list[Meant] = []
    has_it: list[Customer] = []
    unclear: list[tuple[Customer, str]] = []
    not_for = 0
    for customer, facts in among:
        zone = zone_for(customer, by)
        try:
            is_meant = is_for(playbook, facts, day=now.astimezone(zone).date())
            if is_meant is None:
                unclear.append((customer, NOT_KNOWN))
            elif not is_meant:
                not_for += 1
            elif customer.pk in having:
                has_it.append(customer)
            else:
                check(playbook, facts, role, now, zone)
                made = planned(playbook, digest, facts=facts, started=now, zone=zone)
                meant.append(Meant(customer, tuple(step.title for step in made.steps)))
        except (FactError, Refused) as error:
            unclear.append((customer, _why(error)))
    return Foreseen(tuple(meant), tuple(has_it), not_for, tuple(unclear))


def start_for_many(
    *,
    playbook: Playbook,
    digest: str,
    among: Among,
    by: Person,
    now: datetime,
    source: str = "",
    role: str = "",
    most: int = MOST,
) -> Everyone:
    """Begin a playbook for every customer whom its `everyone_where` means; who has it already is left as it is.

    Each customer is one transaction, so that a list of thousands holds nobody up and can be told again after a fault. The
    customer is held meanwhile, so that of two presses at once only one begins it. Raises NotAllowed for who may not begin it.
    """
    role = _may_begin(playbook, by, role)
    refuse_service(by)
    made: list[object] = []
    not_for: list[int] = []
    unclear: dict[int, str] = {}

    def look(customer: Customer, facts: Mapping[str, object]) -> object:
        zone = zone_for(customer, by)
        check(playbook, facts, role, now, zone)
        return planned(playbook, digest, facts=facts, started=now, zone=zone)

    def begin(customer: Customer, facts: Mapping[str, object]) -> object:
        before = begun_already(customer, playbook)  # of an earlier time, and over
        return start(
            playbook=playbook, digest=digest, customer=customer, facts=facts, by=by, now=now, source=source, role=role,
            beside=before.pk if before else None,
        ).pk  # fmt: skip

    for customer, facts in among:
        is_full = len(made) == most
        day = now.astimezone(zone_for(customer, by)).date()
        try:
            begun = _once(playbook, customer, facts, day, look if is_full else begin)
        except (FactError, Refused) as error:
            unclear[customer.pk] = _why(error)
            continue
        if begun is None:
            not_for.append(customer.pk)
        elif is_full:
            return Everyone(tuple(made), tuple(not_for), unclear, is_all=False)
        else:
            made.append(begun)
    return Everyone(tuple(made), tuple(not_for), unclear)


def _once(
    playbook: Playbook,
    customer: Customer,
    facts: Mapping[str, object],
    day: date,
    begin: Callable[[Customer, Mapping[str, object]], object],
) -> object | None:
    """Begin it for one customer, held meanwhile, or look whether it would; None where it is not for her or she has it.

    Raises Refused where unclear.
    """
    meant = is_for(playbook, facts, day=day)
    if meant is None:
        raise Refused(NOT_KNOWN)
    if not meant:
        return None
    with transaction.atomic():
        held = Customer.objects.select_for_update().get(pk=customer.pk)
        if held.forgotten_at is not None or has_already(held, playbook) is not None:
            return None
        return begin(held, facts)


def _may_begin(playbook: Playbook, by: Person, role: str) -> str:
    """As what somebody may begin it. Raises NotAllowed or Refused."""
    must(by, "start_promise")
    acting = role or str(by.role)
    if acting not in playbook.may_start:
        who = " or ".join(playbook.may_start)
        raise NotAllowed(sentence("{title} is begun by the {who}. Ask one of them.", title=playbook.title, who=who))
    if playbook.everyone is None:
        raise Refused(sentence("{title} is begun for one customer at a time, on her page.", title=playbook.title))
    return acting


def _why(error: FactError | Refused) -> str:
    return str(error.args[0]) if error.args and not isinstance(error, FactError) else str(error)
