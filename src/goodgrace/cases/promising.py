"""What a decision commits us to: a promise in the same transaction, by the playbook that its remedy names, or a plain one."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from goodgrace.cases.gathering import Gathered, Made
from goodgrace.errors import FactError, Refused
from goodgrace.money import as_decimal, as_text
from goodgrace.playbook.decided import Fit, fit, no_such, not_begun
from goodgrace.playbook.plan import unmet
from goodgrace.policy.reasons import amount_text
from goodgrace.policy.shape import Remedy
from goodgrace.promises import making
from goodgrace.promises.holding import DECIDED
from goodgrace.promises.making import Prepared, Wanted, hold_customers, on_their_way, planned, prepared, zone_for
from goodgrace.rulebook.planned import playbook_named
from goodgrace.sentences import listed, sentence

Begun = set[tuple[int, str]]
"""Customers for whom a playbook is on its way, by its name."""
ALREADY = sentence("It has begun for this customer already: this is given beside it.")


def promise(gathered: Gathered, now: datetime) -> tuple[dict[UUID, UUID], Prepared]:
    """Promise what was just given: the promise of each decision by its number, and all of them to be written. A reasoned no promises nothing."""
    given = [each for each in gathered.made if each.amount]
    fits = [_fit(each, gathered.playbooks) for each in given]
    begun = _begun(given, fits)
    wanted = [_wanted(each, found, gathered.playbooks, begun, now) for each, found in zip(given, fits, strict=True)]
    promises = prepared(wanted, now)
    return dict(zip([each.number for each in given], promises.numbers, strict=True)), promises


def source_of(decision: UUID) -> str:
    """How a promise names the decision that it comes from."""
    return f"{DECIDED}{decision}"


def _remedy(made: Made) -> Remedy:
    return made.ready.policy.remedies[made.wanted.wish.remedy]


def _fit(made: Made, playbooks: Mapping[str, str]) -> Fit | str:
    """The playbook that keeps what was decided; else why none does, and nothing where the remedy names none."""
    remedy = _remedy(made)
    if not remedy.promise:
        return ""
    digest = playbooks.get(remedy.promise)
    if digest is None:
        return no_such(remedy.promise, tuple(playbooks))
    return fit(made.ready.policy, remedy.name, playbook_named(digest))


def _begun(given: list[Made], fits: list[Fit | str]) -> Begun:
    """For whom the playbooks that begin once are on their way, held meanwhile; nothing is asked where there are no such."""
    wanted = {
        (made.ready.case.customer.pk, found.playbook.name)
        for made, found in zip(given, fits, strict=True)
        if isinstance(found, Fit) and found.is_once
    }
    if not wanted:
        return set()
    hold_customers({customer for customer, _ in wanted})
    return on_their_way(wanted)


def _wanted(made: Made, found: Fit | str, playbooks: Mapping[str, str], begun: Begun, now: datetime) -> Wanted:
    ready, by = made.ready, made.wanted.by
    remedy, customer, zone = _remedy(made), ready.case.customer, zone_for(ready.case.customer, by)
    title = f"{remedy.title}: {amount_text(ready.policy, remedy, as_decimal(made.amount, remedy.places))}"
    kept = _kept(made, found, playbooks, begun, now, zone) if isinstance(found, Fit) else found
    by_playbook, because = (None, kept) if isinstance(kept, str) else (kept, "")
    # what a colleague promises plainly is for themselves to give; a service gives nothing by hand, so its counter does
    department = ready.case.counter if by_playbook or by.is_service else ""
    owner = ready.case.owner_id if by.is_service else by.pk
    source = source_of(made.number)
    return Wanted(customer.pk, customer, source, by.pk, title, str(zone), department, by_playbook, owner, because)


def _kept(
    made: Made, found: Fit, playbooks: Mapping[str, str], begun: Begun, now: datetime, zone: ZoneInfo
) -> making.Made | str:
    """The steps of the playbook that keeps a decision; or why it is kept by hand."""
    playbook, remedy, mine = found.playbook, _remedy(made), (made.ready.case.customer.pk, found.playbook.name)
    if found.is_once and mine in begun:
        return not_begun(playbook, ALREADY)
    facts = found.facts(as_text(made.amount, remedy.places), made.ready.facts)
    try:
        if hindered := unmet(playbook, facts, day=now.astimezone(zone).date()):
            return not_begun(playbook, listed(hindered, " "))
        steps = planned(playbook, playbooks[remedy.promise], facts=facts, started=now, zone=zone)
    except FactError as error:
        return found.unread(error)
    except Refused as refused:
        return not_begun(playbook, refused.args[0])
    begun.add(mine)
    return steps
