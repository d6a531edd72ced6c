"""What a decision commits us to: a promise in the same transaction, by the playbook that its remedy names, or a plain one."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from goodgrace.cases.gathering import Gathered, Made
from goodgrace.errors import FactError, Refused
from goodgrace.money import as_decimal, as_text, places_of
from goodgrace.playbook.shape import MONEY_KINDS, Line, Playbook
from goodgrace.policy.expressions import Among, Constant, Known, Node, walk
from goodgrace.policy.reasons import amount_text
from goodgrace.policy.shape import Fact, Remedy
from goodgrace.promises import making
from goodgrace.promises.making import Prepared, Wanted, planned, prepared, zone_for
from goodgrace.rulebook.planned import playbook_named

DECIDED = "decision"
"""Facts that a playbook declares `from: decision`: the amount, and whether it was agreed."""
SETTLED = ("amount", "agreed")


def promise(gathered: Gathered, now: datetime) -> tuple[dict[UUID, UUID], Prepared]:
    """Promise what was just given: the promise of each decision by its number, and all of them to be written. A reasoned no promises nothing."""
    given = [each for each in gathered.made if each.amount]
    promises = prepared([_wanted(each, gathered.playbooks, now) for each in given], now)
    return dict(zip([each.number for each in given], promises.numbers, strict=True)), promises


def source_of(decision: UUID) -> str:
    """How a promise names the decision that it comes from."""
    return f"decision:{decision}"


def _remedy(made: Made) -> Remedy:
    return made.ready.policy.remedies[made.wanted.wish.remedy]


def _wanted(made: Made, playbooks: Mapping[str, str], now: datetime) -> Wanted:
    ready, by = made.ready, made.wanted.by
    remedy, zone = _remedy(made), zone_for(ready.case.customer, by)
    title = f"{remedy.title}: {amount_text(ready.policy, remedy, as_decimal(made.amount, remedy.places))}"
    customer, source = ready.case.customer, source_of(made.number)
    digest = playbooks.get(remedy.promise)
    by_playbook = _by_playbook(made, remedy, digest, now, zone) if digest else None
    # what a colleague promises plainly is for themselves to give; a service gives nothing by hand, so its counter does
    department = ready.case.counter if by_playbook or by.is_service else ""
    owner = ready.case.owner_id if by.is_service else by.pk
    return Wanted(customer.pk, customer, source, by.pk, title, str(zone), department, by_playbook, owner)


def _by_playbook(made: Made, remedy: Remedy, digest: str, now: datetime, zone: ZoneInfo) -> making.Made | None:
    """The steps of the playbook that the remedy names; None where it asks for more than is known."""
    playbook = in_currency(playbook_named(digest), made.ready.policy.currency)
    if playbook is None:
        return None
    wanted = {name: fact.origin for name, fact in playbook.facts.items()}
    try:
        return planned(playbook, digest, facts=_facts(made, remedy, wanted), started=now, zone=zone)
    except (FactError, Refused):
        return None


def in_currency(playbook: Playbook, currency: str) -> Playbook | None:
    """The playbook in the currency of the decision; None where it names amounts of its own, or counts money otherwise."""
    if playbook.currency == currency:
        return playbook
    own = any(_names_money(line) for line in playbook.steps.values())
    own = own or any(map(_weighs_money, _conditions(playbook))) or any(map(_assumes_money, playbook.facts.values()))
    return None if own or places_of(playbook.currency) != places_of(currency) else replace(playbook, currency=currency)


def _names_money(line: Line) -> bool:
    """Whether a step has an amount of its own, beside what was decided."""
    worked_out = line.kind in (*MONEY_KINDS, "check") and not isinstance(line.amount, Known)
    return line.costs is not None or worked_out


def _conditions(playbook: Playbook) -> Iterator[Node]:
    """Whatever a playbook decides by: what it requires and who may begin it, and when each of its steps applies."""
    yield from playbook.grounds.values()
    yield from (each.that for each in playbook.requires)
    lines = playbook.steps.values()
    nodes = (playbook.everyone, *(line.when for line in lines), *(line.amount for line in lines))
    yield from (node for node in nodes if node is not None)


def _weighs_money(condition: Node) -> bool:
    """Whether a condition names an amount of its own. Nothing is nothing in every currency."""
    written = [part for part in walk(condition) if isinstance(part, Constant)]
    among = [value for part in walk(condition) if isinstance(part, Among) for value in part.values]
    return any(each.type.kind == "money" and each.value != 0 for each in (*written, *among))


def _assumes_money(fact: Fact) -> bool:
    """Whether an amount is taken as the playbook has it, where nobody says another."""
    is_given = fact.origin == DECIDED and fact.name in SETTLED
    return fact.type.kind == "money" and bool(fact.default) and not is_given


def _facts(made: Made, remedy: Remedy, wanted: Mapping[str, str]) -> dict[str, object]:
    """What the playbook asks for: what was settled by the decision, and what is known of the case by the same name."""
    settled = dict(zip(SETTLED, (as_text(made.amount, remedy.places), "yes"), strict=True))
    told = {name: value for name, value in made.ready.facts.items() if name in wanted}
    return {**told, **{name: settled[name] for name, origin in wanted.items() if origin == DECIDED and name in settled}}
