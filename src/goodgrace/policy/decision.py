"""Meaning 1: one case. What everybody gets, what each role may give now, on which grounds, and what to ask next."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

from goodgrace.errors import InputError
from goodgrace.money import as_decimal
from goodgrace.policy.limits import Range, limits_of
from goodgrace.policy.meaning import Case, value_of
from goodgrace.policy.naming import known_name
from goodgrace.policy.plan import Plan, RemedyPlan, plan_of
from goodgrace.policy.reader.ledger_lines import read_ledger
from goodgrace.policy.shape import DAY, IDENTITIES, Given, Never, Policy, Remedy, keys_in, rules_of
from goodgrace.policy.sheet.asking import Ask, ask_next
from goodgrace.policy.sheet.caps import CapLeft, after_caps, bound_for, capped, left_of
from goodgrace.policy.sheet.failing import Failed, as_failed, failing
from goodgrace.policy.sheet.offer import Offer
from goodgrace.policy.values import SPACES, read_facts, read_keys

Ledger = Iterable[Given | Mapping[str, object]]


class _Sheet(NamedTuple):
    policy: Policy
    amounts: tuple[int, ...]
    given: tuple[Given, ...] | None
    facts: Mapping[str, object]
    known: tuple[Any, ...] | None
    unknown: tuple[Case, tuple[Range, ...]] | None
    offers: dict[str, Offer]


class DecisionSheet(_Sheet):
    """What a colleague sees for the case in front of her. It cannot be changed.

    `amounts` are the limits before caps, in smallest units, in the order of remedies and targets; `remedies` says them
    in full, with reasons, and is worked out when first looked at.
    """

    __slots__ = ()

    @property
    def remedies(self) -> Mapping[str, Offer]:
        """Each remedy's offer, in the policy's order."""
        if not self.offers:
            self.offers.update(_offers(self))
        return MappingProxyType(self.offers)

    @property
    def ask_next(self) -> tuple[Ask, ...]:
        """The missing facts that could still change something, those that open most first."""
        if self.unknown is None and self.given is None:
            return ()
        return ask_next(self.policy, self.case, self.keys, self.given)

    def amounts_of(self, remedy: str) -> tuple[int, ...]:
        """The limits of one remedy before caps, in its smallest unit: the standard, then each role's. Raises KeyError."""
        for planned in plan_of(self.policy).remedies:
            if planned.remedy.name == remedy:
                return self.amounts[planned.columns]
        raise KeyError(remedy)

    @property
    def case(self) -> Case:
        """The exact value of every fact; None where it is unknown."""
        return self.unknown[0] if self.unknown else read_facts(self.policy, self.facts)

    @property
    def keys(self) -> Mapping[str, str]:
        """The identities of the case: customer, decider, case, and key facts."""
        return keys_of(self.policy, self.facts)

    @property
    def day(self) -> date | None:
        """The day of the decision, where it is known."""
        day = self.case.get(DAY)
        return None if day is None else date.fromordinal(int(day))

    def may(self, remedy: str, role: str) -> Decimal:
        """How much a role may give of a remedy now. Raises InputError for one that the policy does not have."""
        offer = self.remedies[known_name(remedy, self.remedies, f"The policy `{self.policy.name}` has no remedy")]
        return offer.may[known_name(role, offer.may, f"The policy `{self.policy.name}` has no role")]


def decide(
    policy: Policy, facts: Mapping[str, object], *, given: Ledger | None = None, on: date | None = None
) -> DecisionSheet:
    """The decision sheet of one case.

    `facts` maps names to values as people write them (text, int, Decimal, bool, date); a fact left out is unknown.
    `given` is the ledger so far, for the caps; without it the caps are whole. `on` is the day of the decision where
    the facts do not say it. Raises FactError for facts that cannot be read, InputError for a ledger that cannot,
    or for what is no table of facts at all.
    """
    lines = None if given is None else read_ledger(given, policy)
    return _sheet(policy, plan_of(policy), _dated(facts, on), lines)


def decide_many(
    policy: Policy, cases: Iterable[Mapping[str, object]], *, on: date | None = None
) -> Iterator[DecisionSheet]:
    """The decision sheets of many cases, one after the other, without a ledger: `replay` is faster for a whole history.

    Raises InputError for what is no list of cases; the rest as `decide` does, when it comes to the case.
    """
    if not isinstance(cases, Iterable):
        raise InputError("Many cases are a list of tables, as [{hours_late: 3, late_fee: 60}].")
    plan = plan_of(policy)
    return (_sheet(policy, plan, facts if on is None else _dated(facts, on), None) for facts in cases)


def limits(policy: Policy, facts: Mapping[str, object]) -> dict[str, dict[str, Decimal]]:
    """Just the limits before caps: for each remedy, what is standard and how far each role may go."""
    plan = plan_of(policy)
    found: dict[str, dict[str, Decimal]] = {name: {} for name in policy.remedies}
    for (remedy, target), amount in zip(plan.columns, _sheet(policy, plan, facts, None).amounts, strict=True):
        found[remedy][target] = as_decimal(amount, policy.remedies[remedy].places)
    return found


def _dated(facts: Mapping[str, object], on: date | None) -> Mapping[str, object]:
    if on is None:
        return facts
    _check_table(facts)
    day = facts.get(DAY)
    is_there = day.strip(SPACES) if isinstance(day, str) else day is not None
    return facts if is_there else {**facts, DAY: on}


def _sheet(policy: Policy, plan: Plan, facts: Mapping[str, object], given: tuple[Given, ...] | None) -> DecisionSheet:
    if type(facts) is not dict:
        _check_table(facts)
        facts = dict(facts)
    try:
        values, amounts = plan.answer(facts)
    except ValueError:
        values, amounts = (), None  # read again below, where every fault is gathered
    if amounts is not None:
        if len(facts) != plan.complete:
            _check_others(policy, plan, facts)
        return DecisionSheet(policy, amounts, given, MappingProxyType(dict(facts)), values, None, {})
    case = read_facts(policy, facts)
    limits = limits_of(policy, case)
    ranges = tuple(limits[remedy][target] for remedy, target in plan.columns)
    sure, facts = tuple(found.sure for found in ranges), MappingProxyType(dict(facts))
    return DecisionSheet(policy, sure, given, facts, None, (case, ranges), {})


def _check_table(facts: object) -> None:
    if not isinstance(facts, Mapping):
        raise InputError("The facts of a case are a table of names and values, as {hours_late: 3, late_fee: 60}.")


def _check_others(policy: Policy, plan: Plan, facts: Mapping[str, object]) -> None:
    """Facts that no rule asks for are still read, so that a slip in them or in a name is not passed over."""
    if any(name not in plan.used and name not in IDENTITIES for name in facts):
        read_facts(policy, facts)


def keys_of(policy: Policy, facts: Mapping[str, object]) -> dict[str, str]:
    """The identities that the facts of a case carry."""
    return read_keys({key: facts.get(key) for key in keys_in(policy.facts)})


def _offers(sheet: DecisionSheet) -> Iterator[tuple[str, Offer]]:
    policy, plan = sheet.policy, plan_of(sheet.policy)
    if sheet.unknown is not None:
        case = sheet.unknown[0]
        for planned in plan.remedies:
            remedy = planned.remedy
            held = tuple([name for _, name in planned.grounds if value_of(policy.grounds[name], case) is True])
            yield remedy.name, _offer(sheet, planned, held, _failures(remedy, case), _never(remedy, case))
    if sheet.known is not None:
        truths, failures, nevers = plan.reasons(*sheet.known)
        for index, planned in enumerate(plan.remedies):
            held = tuple([name for number, name in planned.grounds if truths[number]])
            yield planned.remedy.name, _offer(sheet, planned, held, tuple(failures[index].values()), nevers[index])


def _offer(
    sheet: DecisionSheet, planned: RemedyPlan, held: tuple[str, ...], failed: tuple[Failed, ...], never: Never | None
) -> Offer:
    policy, remedy, places = sheet.policy, planned.remedy, planned.remedy.places
    standard, *amounts = sheet.amounts[planned.columns]
    limited = zip(policy.roles, amounts)  # noqa: B905  # strict is slow here, on the hot path
    limits = MappingProxyType({role: as_decimal(amount, places) for role, amount in limited})
    caps, bounds, may = planned.caps, planned.bounds, limits
    if caps and sheet.given is not None:
        caps = left_of(policy, remedy, sheet.given, sheet.keys, sheet.day)
        bounds = tuple([bound_for(role, policy, caps) for role in policy.roles])
    if bounds.count(None) < len(bounds):
        bounded = zip(policy.roles, amounts, bounds)  # noqa: B905  # strict is slow here, on the hot path
        may = MappingProxyType(
            {role: as_decimal(capped(amount, standard, bound), places) for role, amount, bound in bounded}
        )
    is_open = sheet.unknown is not None or (sheet.given is not None and any(cap.missing for cap in caps))
    is_open = is_open and not all(found.decided for found in _after_caps(sheet, planned, caps).values())
    return Offer(remedy, as_decimal(standard, places), may, limits, held, failed, never, caps, is_open)


def _after_caps(sheet: DecisionSheet, planned: RemedyPlan, caps: tuple[CapLeft, ...]) -> dict[str, Range]:
    """What is sure and what is open of a remedy, for each target."""
    known = [Range(amount, amount) for amount in sheet.amounts[planned.columns]]
    ranges = sheet.unknown[1][planned.columns] if sheet.unknown else known
    return after_caps(dict(zip(sheet.policy.targets, ranges, strict=True)), sheet.policy, caps)


def _never(remedy: Remedy, case: Case) -> Never | None:
    return next((never for never in remedy.never if never.when is None or value_of(never.when, case) is True), None)


def _failures(remedy: Remedy, case: Case) -> tuple[Failed, ...]:
    found = {
        leaf: margin for rule in rules_of(remedy) if rule.when is not None for leaf, margin in failing(rule.when, case)
    }
    return tuple(as_failed(leaf, margin) for leaf, margin in found.items())
