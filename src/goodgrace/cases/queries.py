"""What is read about cases: my day, a case's story and decisions, what colleagues gave in cases alike, how far we honour."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from json import loads

from django.db.models import Count, Q, QuerySet

from goodgrace.cases.counting import POOL
from goodgrace.cases.models import Case, Decision, Escalation, Overrule, Tally
from goodgrace.customers.models import Customer
from goodgrace.errors import Missing
from goodgrace.money import as_decimal
from goodgrace.people.authority import may
from goodgrace.people.models import Person, Role
from goodgrace.policy.shape import Cap, Remedy
from goodgrace.policy.sheet.caps import earlier
from goodgrace.rulebook.queries import held_at, policy_of
from goodgrace.sentences import sentence
from goodgrace.store.asking import ask

ALIKE_WITHIN = timedelta(days=365)
LIKE = """
SELECT amount, grounds, COUNT(*) FROM (
  SELECT amount, grounds FROM cases_decision
  WHERE policy = %s AND remedy = %s AND amount > 0 AND stands AND at > %s AND at <= %s AND case_id <> %s
  ORDER BY at DESC LIMIT 500
) AS newest GROUP BY amount, grounds
"""
"""The newest decisions of a remedy in other cases: how much was given on which grounds, and how often."""
ENOUGH = 5
"""With fewer like cases nothing is said: a handful is no custom, and might be recognised."""


def case_for(pk: int, person: Person) -> Case:
    """A case with its customer and owner. Raises Missing where there is none, or not for this person."""
    case = Case.objects.select_related("customer", "owner", "opened_by").filter(pk=pk).first()
    if case is None or not may(person, "see_cases"):
        raise Missing(sentence("There is no such case, or it is not yours to see."))
    return case


def decision_for(pk: str, person: Person) -> Decision:
    """A decision with its case. Raises Missing."""
    decision = Decision.objects.select_related("case", "customer", "by", "version").filter(pk=pk).first()
    if decision is None or not may(person, "see_cases"):
        raise Missing(sentence("There is no such decision, or it is not yours to see."))
    return decision


def my_cases(person: Person) -> QuerySet[Case]:
    """Somebody's open cases, the oldest first."""
    return Case.objects.filter(owner=person, closed_at=None).select_related("customer").order_by("opened_at")


def calls_for(person: Person) -> QuerySet[Escalation]:
    """Calls for help that somebody may answer, the most urgent first."""
    roles = [person.role] if person.role != Role.MANAGER else [Role.MANAGER, Role.LEAD]
    calls = Escalation.objects.filter(accepted_at=None, passed_on_at=None, case__closed_at=None, to_role__in=roles)
    return calls.exclude(asked_by=person).select_related("case__customer", "case__owner", "asked_by").order_by("due_at")


def unseen_overrules(person: Person) -> QuerySet[Overrule]:
    """Overrules of somebody's decisions that they have not read yet."""
    return Overrule.objects.filter(decision__by=person, seen_at=None).select_related(
        "decision__customer", "decision__version", "by"
    )


def decisions_of(case: Case) -> QuerySet[Decision]:
    """Every decision of a case, also those undone or overruled, in their order."""
    return case.decisions.select_related("customer", "version", "by", "overrule__by").order_by("at")


@dataclass(frozen=True, slots=True)
class Alike:
    """What colleagues gave in like cases within a year: how many, half of them at least `middle`, most up to `high`."""

    cases: int
    low: Decimal
    middle: Decimal
    high: Decimal


def alike(policy: str, remedy: Remedy, grounds: Iterable[str], case: Case, now: datetime) -> Alike | None:
    """What was given of a remedy in other cases on the same grounds; None where there are too few to say."""
    wanted = set(grounds)
    found = ask(LIKE, policy, remedy.name, now - ALIKE_WITHIN, now, case.pk)
    amounts = sorted(each for amount, held, many in found if set(loads(held)) == wanted for each in [amount] * many)
    if len(amounts) < ENOUGH:
        return None
    low, middle, high = (as_decimal(amounts[len(amounts) * part // 100], remedy.places) for part in (10, 50, 90))
    return Alike(len(amounts), low, middle, high)


@dataclass(frozen=True, slots=True)
class Honour:
    """How far decisions were honoured since a moment; never by person."""

    decisions: int
    noes: int
    told: int
    overruled: int
    undone: int


def honour_since(since: datetime) -> Honour:
    """Count decisions, reasoned noes, those told, overruled and taken back as slips."""
    overruled = Q(overrule__isnull=False)
    found = Decision.objects.filter(at__gte=since).aggregate(
        decisions=Count("pk", filter=Q(undone_at=None)),
        noes=Count("pk", filter=Q(amount=0, undone_at=None)),
        told=Count("pk", filter=Q(told_at__isnull=False)),
        overruled=Count("pk", filter=overruled),
        undone=Count("pk", filter=Q(undone_at__isnull=False)),
    )
    return Honour(**found)


def overrules_since(since: datetime) -> QuerySet[Overrule]:
    """Overrules with their reasons, the newest first; who decided is not named."""
    return (
        Overrule.objects.filter(at__gte=since).select_related("decision__version", "decision__customer").order_by("-at")
    )


@dataclass(frozen=True, slots=True)
class Pool:
    """A pool and its burn-down: what it holds in a period (empty: for ever), what was drawn in it, day by day, in minor units."""

    name: str
    currency: str
    whole: int
    within: str
    drawn: int
    days: tuple[tuple[date, int], ...]
    policies: tuple[str, ...]

    @property
    def left(self) -> int:
        """What is left of it now."""
        return max(self.whole - self.drawn, 0)


def pools_at(now: datetime) -> list[Pool]:
    """Every pool that a policy in force draws from, the least left first; the day is that of the clock that `now` is told by."""
    caps: dict[tuple[str, int, str], tuple[Cap, str, list[str]]] = {}
    for version in held_at(now):
        policy = policy_of(version)
        for cap in [
            cap for remedy in policy.remedies.values() for cap in remedy.caps if cap.pool and cap.amount is not None
        ]:
            _, _, titles = caps.setdefault(
                (cap.pool or "", cap.amount or 0, str(cap.within or "")), (cap, policy.currency, [])
            )
            if version.title not in titles:
                titles.append(version.title)
    pools = [_pool(cap, currency, tuple(titles), now.date()) for cap, currency, titles in caps.values()]
    return sorted(pools, key=lambda pool: (pool.left / pool.whole if pool.whole else 0, pool.name))


def _pool(cap: Cap, currency: str, policies: tuple[str, ...], today: date) -> Pool:
    since = date.min if cap.within is None else earlier(today, cap.within)
    drawn = Tally.objects.filter(kind=POOL, name=cap.pool, on__gt=since, cost__gt=0)
    days = tuple(drawn.order_by("on").values_list("on", "cost"))
    return Pool(
        cap.pool or "", currency, cap.amount or 0, str(cap.within or ""), sum(cost for _, cost in days), days, policies
    )


WHOSE = ("mine", "team", "all")
STANDS = ("open", "closed", "all")


def cases_seen(person: Person, *, whose: str, stand: str, counter: str = "") -> QuerySet[Case]:
    """The cases that somebody may see: their own, their team's or all; open, closed or all; at one counter or at all.

    The newest first. Nobody's, for who may see none, and for the team of somebody who has none.
    """
    found = Case.objects.select_related("customer", "owner").order_by("-id")
    if not may(person, "see_cases") or (whose == "team" and person.team_id is None):
        return found.none()
    owners = {"mine": Q(owner=person), "team": Q(owner__team=person.team_id)}
    stands = {"open": Q(closed_at=None), "closed": Q(closed_at__isnull=False)}
    found = found.filter(owners.get(whose, Q()), stands.get(stand, Q()))
    return found.filter(counter=counter) if counter else found


def cases_found(number: int | None, customers: Iterable[Customer], person: Person, stand: str) -> QuerySet[Case]:
    """The case with a number and the cases of some customers, the newest first, as far as somebody may see them."""
    wanted = Q(customer__in=[customer.pk for customer in customers])
    return cases_seen(person, whose="all", stand=stand).filter(wanted if number is None else wanted | Q(pk=number))


@dataclass(frozen=True, slots=True)
class Stood:
    """How far what was decided under one policy stood: decisions (slips left out), reasoned noes among them, overruled."""

    policy: str
    decisions: int
    noes: int
    overruled: int


def stood_since(since: datetime) -> list[Stood]:
    """How far decisions stood since a moment, by policy; the most often overruled first. Never by person."""
    counted = Decision.objects.filter(at__gte=since, undone_at=None).values_list("policy")
    rows = counted.annotate(decisions=Count("pk"), noes=Count("pk", filter=Q(amount=0)), overruled=Count("overrule"))
    return sorted((Stood(*row) for row in rows), key=lambda stood: (-stood.overruled, stood.policy))
