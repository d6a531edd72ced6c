"""What a decision commits us to: a promise in the same transaction, by the playbook that its remedy names, or a plain one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from goodgrace.cases.gathering import Made
from goodgrace.errors import FactError, Missing, Refused
from goodgrace.money import as_decimal, as_text
from goodgrace.policy.reasons import amount_text
from goodgrace.policy.shape import Remedy
from goodgrace.promises import making
from goodgrace.promises.making import Wanted, make_many, planned
from goodgrace.rulebook.planned import playbook_in_force, playbook_of

DECIDED = "decision"
"""Facts that a playbook declares `from: decision`: the amount, and whether it was agreed."""


def promise(made: Sequence[Made], now: datetime) -> dict[UUID, UUID]:
    """Promise what was just given; the promise of each decision, by its number. A reasoned no promises nothing."""
    given = [each for each in made if each.amount]
    promises = make_many([_wanted(each, now) for each in given], now) if given else []
    return dict(zip([each.number for each in given], promises, strict=True))


def source_of(decision: UUID) -> str:
    """How a promise names the decision that it comes from."""
    return f"decision:{decision}"


def _wanted(made: Made, now: datetime) -> Wanted:
    ready, by = made.ready, made.wanted.by
    remedy = ready.policy.remedies[made.wanted.wish.remedy]
    zone = by.team.site.time_zone if by.team else "UTC"
    title = f"{remedy.title}: {amount_text(ready.policy, remedy, as_decimal(made.amount, remedy.places))}"
    customer, source = ready.case.customer, source_of(made.number)
    by_playbook = _by_playbook(made, remedy, now, ZoneInfo(zone)) if remedy.promise else None
    department = ready.case.counter if by_playbook else ""  # what is promised plainly is for whoever decided it
    return Wanted(customer.pk, customer, source, by.pk, title, zone, department, by_playbook)


def _by_playbook(made: Made, remedy: Remedy, now: datetime, zone: ZoneInfo) -> making.Made | None:
    """The steps of the playbook that the remedy names; None where it is not in force, or asks for more than is known."""
    try:
        version = playbook_in_force(remedy.promise, now)
        playbook = playbook_of(version)
        wanted = {name: fact.origin for name, fact in playbook.facts.items()}
        facts = _facts(made, remedy, wanted)
        return planned(playbook, version.digest, facts=facts, started=now, zone=zone)
    except (Missing, FactError, Refused):
        return None


def _facts(made: Made, remedy: Remedy, wanted: Mapping[str, str]) -> dict[str, object]:
    """What the playbook asks for: what was settled by the decision, and what is known of the case by the same name."""
    settled = {"amount": as_text(made.amount, remedy.places), "agreed": "yes"}
    told = {name: value for name, value in made.ready.facts.items() if name in wanted}
    return {**told, **{name: settled[name] for name, origin in wanted.items() if origin == DECIDED and name in settled}}
