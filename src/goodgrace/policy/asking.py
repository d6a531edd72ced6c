"""What to ask next: each missing fact, with what it would open if the answer were favourable."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from goodgrace.money import as_decimal
from goodgrace.policy.caps import bound_for, capped, left_of
from goodgrace.policy.expressions import Compare, Constant, Known, Node, Type, walk
from goodgrace.policy.limits import Range, limits_of
from goodgrace.policy.meaning import Case, number_of, value_of
from goodgrace.policy.plan import facts_used
from goodgrace.policy.shape import DAY, LARGEST, STANDARD, Fact, Given, Policy, expressions_of
from goodgrace.policy.values import Value

QUESTIONS = {
    "customer": "Who is the customer?",
    "decider": "Who decides?",
    "case": "Which case is it?",
    DAY: "On which day is this decided?",
}


@dataclass(frozen=True, slots=True)
class Ask:
    """A missing fact, the question that would tell it, and what the kindest answer alone would open.

    `opens` maps remedy and target to the amount that could then be given, only where that is more than now; None where
    it depends on how much the answer is. An empty `opens` means that this fact matters only together with others.
    """

    fact: str
    question: str
    opens: Mapping[str, Mapping[str, Decimal | None]]


Cells = dict[tuple[str, str], int]


def ask_next(policy: Policy, case: Case, keys: Mapping[str, str], given: tuple[Given, ...] | None) -> tuple[Ask, ...]:
    """The missing facts that could change something, those that open most first."""
    now, ranges = _cells(policy, case, keys, given), limits_of(policy, case)
    asks = [
        ask
        for name in facts_used(policy)
        if case[name] is None and (ask := _ask(policy, policy.facts[name], case, keys, given, now, ranges)) is not None
    ]
    if given is not None:
        asks += [*_identities(policy, case, keys, given, now)]
    return tuple(sorted(asks, key=_weight, reverse=True))


def _weight(ask: Ask) -> tuple[bool, bool, Decimal]:
    amounts = [amount for roles in ask.opens.values() for amount in roles.values()]
    return bool(amounts), None in amounts, max((amount for amount in amounts if amount is not None), default=Decimal(0))


def question_for(policy: Policy, name: str) -> str:
    """The question that asks for a fact, in the policy's words or in plain ones."""
    fact = policy.facts.get(name)
    if fact is not None and fact.ask:
        return fact.ask
    unit = f" (in {fact.type.unit})" if fact is not None and fact.type.unit else ""
    return QUESTIONS.get(name) or f"What is the {name.replace('_', ' ')}{unit}?"


def _ask(
    policy: Policy,
    fact: Fact,
    case: Case,
    keys: Mapping[str, str],
    given: tuple[Given, ...] | None,
    now: Cells,
    ranges: Mapping[str, Mapping[str, Range]],
) -> Ask | None:
    best = dict(now)
    for value in _natural(policy, fact, case):
        best = _kinder(best, _cells(policy, {**case, fact.name: value}, keys, given))
    further = dict(best)
    for value in _extremes(fact):
        further = _kinder(further, _cells(policy, {**case, fact.name: value}, keys, given))
    answers = (*_natural(policy, fact, case), *_extremes(fact))
    if all(limits_of(policy, {**case, fact.name: value}) == ranges for value in answers):
        return None
    opens = _opened(policy, now, further)
    if fact.most is None:
        grows = {cell for cell in now if further[cell] > best[cell]}
        opens = {
            remedy: {target: None if (remedy, target) in grows else amount for target, amount in targets.items()}
            for remedy, targets in opens.items()
        }
    return Ask(fact.name, question_for(policy, fact.name), opens)


def _identities(
    policy: Policy, case: Case, keys: Mapping[str, str], given: tuple[Given, ...], now: Cells
) -> Iterator[Ask]:
    """What the caps would count by and the case does not say."""
    caps = [cap for remedy in policy.remedies.values() for cap in remedy.caps]
    for name in dict.fromkeys(cap.per for cap in caps if cap.per and cap.per not in keys):
        then = _cells(policy, case, {**keys, name: ""}, given)
        yield Ask(name, question_for(policy, name), _opened(policy, now, then))
    if any(cap.within for cap in caps) and case.get(DAY) is None and DAY not in facts_used(policy):
        yield Ask(DAY, question_for(policy, DAY), {})


def _opened(policy: Policy, now: Cells, then: Cells) -> dict[str, dict[str, Decimal | None]]:
    opens: dict[str, dict[str, Decimal | None]] = {}
    for (remedy, target), amount in then.items():
        if amount > now[remedy, target]:
            opens.setdefault(remedy, {})[target] = as_decimal(amount, policy.remedies[remedy].places)
    return opens


def _cells(policy: Policy, case: Case, keys: Mapping[str, str], given: tuple[Given, ...] | None) -> Cells:
    """What is sure now, for each remedy and target, after caps."""
    cells: Cells = {}
    day = case.get(DAY)
    on = date.fromordinal(int(day)) if day is not None else None
    for name, ranges in limits_of(policy, case).items():
        caps = left_of(policy, policy.remedies[name], given, keys, on)
        standard = ranges[STANDARD].sure
        for target, limit in ranges.items():
            bound = None if target == STANDARD else bound_for(target, policy, caps)
            cells[name, target] = capped(limit.sure, standard, bound)
    return cells


def _kinder(one: Cells, other: Cells) -> Cells:
    return {cell: max(amount, other[cell]) for cell, amount in one.items()}


def _extremes(fact: Fact) -> tuple[Value, ...]:
    if not fact.type.ordered:
        return ()
    ends = (1, date.max.toordinal()) if fact.type.kind == "date" else (-LARGEST, LARGEST)
    return (ends[0] if fact.least is None else fact.least, ends[1] if fact.most is None else fact.most)


def _natural(policy: Policy, fact: Fact, case: Case) -> tuple[Value, ...]:
    """The answers at which something can change: every choice, and each side of every value it is compared with."""
    if fact.type.kind == "yes_no":
        return (True, False)
    if fact.type.kind == "choice":
        return fact.type.of
    found = {
        value + step
        for remedy in policy.remedies.values()
        for node in expressions_of(remedy)
        for value in _turning_points(node, fact, case)
        for step in (-1, 0, 1)
    }
    low, high = (int(end) for end in _extremes(fact))
    return tuple(sorted(value for value in found if low <= value <= high))


def _turning_points(node: Node, fact: Fact, case: Case) -> Iterator[int]:
    for part in walk(node):
        if isinstance(part, Compare):
            yield from _compared(part.left, part.right, fact, case)
            yield from _compared(part.right, part.left, fact, case)
        if isinstance(part, Constant) and part.type.kind == fact.type.kind and isinstance(part.value, int):
            yield from _at_scale(part, fact.type, case)


def _compared(side: Node, other: Node, fact: Fact, case: Case) -> Iterator[int]:
    if isinstance(side, Known) and side.name == fact.name:
        yield from _at_scale(other, fact.type, case)


def _at_scale(node: Node, type: Type, case: Case) -> Iterator[int]:
    """The value of the other side of a comparison in the fact's own smallest unit, rounded to both sides."""
    places = max(node.type.places, type.places)
    value = number_of(node, places, case) if node.type.counts else value_of(node, case)
    if isinstance(value, int):
        low, rest = divmod(value, int(10 ** (places - type.places)))
        yield low
        if rest:
            yield low + 1
