"""What was given before, as the caps count it; and the locks under which it is counted."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from hashlib import blake2b

from django.db import connection
from django.db.models import Q, QuerySet, Sum

from goodgrace.cases.models import Case, CountedKey, Decision, Draw
from goodgrace.customers.search import keyed_digest
from goodgrace.people.models import Person
from goodgrace.policy.shape import IDENTITIES, Cap, Given, Policy
from goodgrace.policy.sheet.caps import earlier

Keys = Mapping[str, str]


def key_digest(name: str, value: str) -> str:
    """How an identity such as a vehicle's number is kept: as a digest that can be compared and not read."""
    return keyed_digest(f"{name}\0{value}")


def standing() -> QuerySet[Decision]:
    """Decisions that hold: neither undone nor overruled."""
    return Decision.objects.filter(undone_at=None, overrule=None)


def given_before(policy: Policy, case: Case, by: Person, keys: Keys, on: date) -> tuple[Given, ...]:
    """The lines of what was given before that some cap of a policy could count on a day."""
    caps = [cap for remedy in policy.remedies.values() for cap in remedy.caps]
    pools = {cap.pool for cap in caps if cap.pool}
    lines = list(_lines(policy, case, by, keys, on, [cap for cap in caps if cap.per]))
    return (*lines, *(line for pool in sorted(pools) for line in _drawn(pool, on, _since(on, caps, pool=pool))))


def _since(on: date, caps: Iterable[Cap], **which: str) -> date:
    """The first day that some of the caps still look at."""
    ((part, name),) = which.items()
    fitting = [cap for cap in caps if getattr(cap, part) == name]
    return min((date.min if cap.within is None else earlier(on, cap.within) for cap in fitting), default=on)


def _lines(policy: Policy, case: Case, by: Person, keys: Keys, on: date, caps: list[Cap]) -> Iterator[Given]:
    """The decisions that count per customer, decider, case or another identity of this case; each once."""
    wanted = Q(pk=None)
    for per in {cap.per for cap in caps if cap.per}:
        since = Q(on__gte=_since(on, caps, per=per))
        match per:
            case "customer":
                wanted |= Q(customer_id=case.customer_id) & since
            case "decider":
                wanted |= Q(by=by) & since
            case "case":
                wanted |= Q(case=case) & since
            case name if name in keys:
                wanted |= Q(pk__in=_counted(name, keys[name]).values("decision")) & since
            case _:
                continue
    rows = standing().filter(wanted, version__policy=policy.name, amount__gt=0).values_list(
        "pk", "remedy", "amount", "on", "customer__reference", "by_id", "case_id"
    )  # fmt: skip
    same = {
        name: set(_counted(name, value).values_list("decision", flat=True))
        for name, value in keys.items()
        if name not in IDENTITIES
    }
    for pk, remedy, amount, day, reference, person, number in rows:
        own = {name: keys[name] for name, decisions in same.items() if pk in decisions}
        yield Given(
            remedy,
            amount,
            0,
            min(day, on),
            "",
            {"customer": reference, "decider": f"person:{person}", "case": f"case:{number}", **own},
        )


def _counted(name: str, value: str) -> QuerySet[CountedKey]:
    return CountedKey.objects.filter(name=name, digest=key_digest(name, value))


def _drawn(pool: str, on: date, since: date) -> Iterator[Given]:
    """What was taken from a pool, a line for each day. Where it is tomorrow already, it was taken today."""
    draws = Draw.objects.filter(pool=pool, on__gte=since, decision__undone_at=None, decision__overrule=None)
    for day, cost in draws.values_list("on").annotate(Sum("cost")):
        yield Given("", 0, cost, min(day, on), pool, {})


def lock_counts(policy: Policy, case: Case, by: Person, keys: Keys) -> None:
    """Until the transaction ends, nobody else counts what this decision counts.

    SQLite's writers take turns anyway. On PostgreSQL these are advisory locks, taken in one order so that none waits in a circle.
    """
    if connection.vendor != "postgresql":
        return
    names = {f"customer:{case.customer_id}", f"decider:{by.pk}", case.mark}
    names |= {f"pool:{cap.pool}" for remedy in policy.remedies.values() for cap in remedy.caps if cap.pool}
    names |= {f"key:{key_digest(name, value)}" for name, value in keys.items() if name not in IDENTITIES}
    numbers = sorted(int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), signed=True) for name in names)
    with connection.cursor() as cursor:
        for number in numbers:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
