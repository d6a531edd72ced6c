"""What a check knows: what the promise started with, and what the customer's records have learnt since."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from json import loads

from goodgrace.customers.models import KnownFact
from goodgrace.customers.vault import unlock
from goodgrace.customers.words import fact_text
from goodgrace.errors import GraceError
from goodgrace.playbook.later_facts import check_holds, facts_of, meant
from goodgrace.playbook.rows import Step as Planned
from goodgrace.policy.shape import Fact
from goodgrace.promises.models import Promise

FACTS = "promise.facts:{}"


def truth(promise: Promise, check: Planned, now: datetime) -> bool | None:
    """Whether a check holds by what is known now; None where that is not known."""
    with suppress(GraceError):
        told = facts_told(promise)
        told |= learnt_of_her(promise, facts_of(check), told)
        return check_holds(check, told, day=now.astimezone(promise.clock).date())
    return None


def truth_at_last(promise: Promise, check: Planned, now: datetime) -> bool | None:
    """What a check comes to when its time is over: that nobody has told anything new since the start is no `no`."""
    found = truth(promise, check, now)
    with suppress(GraceError):
        if found is False and not learnt_of_her(promise, facts_of(check), facts_told(promise)):
            return None
    return found


def facts_told(promise: Promise) -> dict[str, str]:
    """What a promise started with. Raises Missing where the customer was forgotten."""
    if not promise.facts:
        return {}
    told: dict[str, str] = loads(unlock(promise.customer, FACTS.format(promise.pk), bytes(promise.facts)))
    return told


def learnt_of_her(promise: Promise, facts: Mapping[str, Fact], told: Mapping[str, str]) -> dict[str, str]:
    """What our records have learnt of the customer since the promise was made, of the facts that a check asks for.

    `told` is what the promise began with. What means the same as was told then, or was known before, is no news: it may be
    about something else. From the first that means otherwise, the newest counts.
    """
    stood = {name: meant(facts[name], text) for name, text in told.items() if name in facts}
    learnt = dict[str, str]()
    for fact in KnownFact.objects.filter(customer=promise.customer_id, name__in=facts).order_by("seen_at", "pk"):
        name, text = fact.name, fact_text(promise.customer, fact.pk, fact.value)
        value = meant(facts[name], text)
        if fact.seen_at < promise.started_at:
            stood |= {} if name in told else {name: value}
        elif name in learnt or stood.get(name) != value:
            learnt[name] = text
    return learnt
