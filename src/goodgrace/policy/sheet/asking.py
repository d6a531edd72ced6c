"""What to ask next: each missing fact, with what it would open if the answer were favourable."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from goodgrace.money import as_decimal
from goodgrace.policy.expressions import Among, Compare, Extreme, Known, Node, Type, facts_in, walk
from goodgrace.policy.limits import Range, kindest_of, remedy_limits
from goodgrace.policy.meaning import Case, number_of, value_of
from goodgrace.policy.shape import (
    DAY,
    LARGEST,
    STANDARD,
    Fact,
    Given,
    Policy,
    Remedy,
    Rule,
    expressions_of,
    facts_used,
    keys_in,
)
from goodgrace.policy.sheet.caps import CapLeft, after_caps, left_of
from goodgrace.policy.sheet.waiting import Names, waiting_for
from goodgrace.policy.values import Value

QUESTIONS = {
    "customer": "Who is the customer?",
    "decider": "Who decides?",
    "case": "Which case is it?",
    DAY: "On which day is this decided?",
}


Cell = tuple[str, str]
"""A remedy and a target: "standard" or a role."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A missing fact, the question that would tell it, and what the kindest answer alone would open.

    `opens` maps remedy and target to the amount that could then be given, only where that is more than now; None where
    it depends on how much the answer is. An empty `opens` means that this fact matters only together with others.
    `concerns` names every remedy and target to which the answer could make a difference, alone or together with others.
    """

    fact: str
    question: str
    opens: Mapping[str, Mapping[str, Decimal | None]]
    concerns: frozenset[Cell]


Cells = dict[Cell, int]
Ranges = Mapping[str, Mapping[str, Range]]


@dataclass(frozen=True, slots=True)
class _Now:
    """Where a case stands: what is known, what may be given, and what could become of it.

    `caps` remembers what the caps leave, which only the day and the identities change.
    """

    policy: Policy
    case: Case
    keys: Mapping[str, str]
    given: tuple[Given, ...] | None
    caps: dict[tuple[str, Value | None], tuple[CapLeft, ...]] = field(default_factory=dict)

    def with_fact(self, name: str, value: Value) -> "_Now":
        return replace(self, case={**self.case, name: value})

    def ranges(self, parts: Iterable["_Part"]) -> Ranges:
        return {part.remedy.name: remedy_limits(self.policy, part.remedy, self.case, part.settled) for part in parts}

    def cells(self, ranges: Ranges) -> Cells:
        """What is sure, for each remedy and target, after caps."""
        found: Cells = {}
        for name, targets in ranges.items():
            left = after_caps(targets, self.policy, self._left(name))
            found |= {(name, target): limit.sure for target, limit in left.items()}
        return found

    def waits(self, ranges: Ranges) -> dict[Cell, Names]:
        """For each remedy and target that is open: all that it waits for."""
        return {
            (name, target): names
            for name, targets in ranges.items()
            for target, names in waiting_for(
                self.policy, self.policy.remedies[name], self.case, targets, self._left(name)
            ).items()
        }

    def _left(self, name: str) -> tuple[CapLeft, ...]:
        day = self.case.get(DAY)
        if (name, day) not in self.caps:
            on = date.fromordinal(int(day)) if day is not None else None
            self.caps[name, day] = left_of(self.policy, self.policy.remedies[name], self.given, self.keys, on)
        return self.caps[name, day]


def ask_next(policy: Policy, case: Case, keys: Mapping[str, str], given: tuple[Given, ...] | None) -> tuple[Ask, ...]:
    """The missing facts that could change something, those that open most first; an open case always has one."""
    now = _Now(policy, case, keys, given)
    ranges = now.ranges(_Part(remedy, {}) for remedy in policy.remedies.values())
    concerns: dict[str, set[Cell]] = {}
    for cell, names in now.waits(ranges).items():
        for name in names:
            concerns.setdefault(name, set()).add(cell)
    explored = [name for name in facts_used(policy) if name in concerns]
    counted = [name for name in (*keys_in(policy.facts), DAY) if name in concerns and name not in explored]
    asks = [_ask(now, policy.facts[name], ranges, concerns[name]) for name in explored]
    asks += [_ask_identity(now, name, ranges, concerns[name]) for name in counted]
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


def _ask(now: _Now, fact: Fact, ranges: Ranges, concerns: Set[Cell]) -> Ask:
    """A fact with what its kindest answer alone opens."""
    policy = now.policy
    asking = [_part(now, remedy, fact) for remedy in policy.remedies.values() if _asks(remedy, fact)]
    cells = best = now.cells({part.remedy.name: ranges[part.remedy.name] for part in asking})
    for value in _answers(now, fact):
        then = now.with_fact(fact.name, value)
        best = _kinder(best, then.cells(then.ranges(asking)))
    further = best
    for end in _open_ends(fact):
        far = now.with_fact(fact.name, end)
        further = _kinder(further, far.cells(far.ranges(asking)))
    opens = {
        remedy: {
            target: None if further[remedy, target] > best[remedy, target] else amount
            for target, amount in targets.items()
        }
        for remedy, targets in _opened(policy, cells, further).items()
    }
    return Ask(fact.name, question_for(policy, fact.name), opens, frozenset(concerns))


def _ask_identity(now: _Now, name: str, ranges: Ranges, concerns: Set[Cell]) -> Ask:
    """What the caps count by and the case does not say: whom, or until which day, with what whole caps would open."""
    day = now.with_fact(DAY, date.max.toordinal())
    then = replace(day if name == DAY else replace(now, keys={**now.keys, name: ""}), caps={})
    opens = _opened(now.policy, now.cells(ranges), then.cells(ranges))
    return Ask(name, question_for(now.policy, name), opens, frozenset(concerns))


@dataclass(frozen=True, slots=True)
class _Part:
    """A remedy with the rules that a fact matters to; what the others give each target is settled."""

    remedy: Remedy
    settled: Mapping[str, Range]


def _part(now: _Now, remedy: Remedy, fact: Fact) -> _Part:
    rules = {STANDARD: remedy.standard, **remedy.discretion}
    asking = {target: tuple(rule for rule in found if _mentions(rule, fact)) for target, found in rules.items()}
    others = {target: [rule for rule in found if not _mentions(rule, fact)] for target, found in rules.items()}
    settled = {target: kindest_of(found, remedy, now.case) for target, found in others.items()}
    return _Part(replace(remedy, standard=asking.pop(STANDARD), discretion=asking), settled)


def _mentions(rule: Rule, fact: Fact) -> bool:
    return fact.name in facts_in(rule.amount) or (rule.when is not None and fact.name in facts_in(rule.when))


def _asks(remedy: Remedy, fact: Fact) -> bool:
    """Whether a fact matters to a remedy; the day matters to its caps too."""
    if fact.name == DAY and any(cap.within for cap in remedy.caps):
        return True
    return any(fact.name in facts_in(node) for node in expressions_of(remedy))


def _opened(policy: Policy, now: Cells, then: Cells) -> dict[str, dict[str, Decimal | None]]:
    opens: dict[str, dict[str, Decimal | None]] = {}
    for (remedy, target), amount in then.items():
        if amount > now[remedy, target]:
            opens.setdefault(remedy, {})[target] = as_decimal(amount, policy.remedies[remedy].places)
    return opens


def _kinder(one: Cells, other: Cells) -> Cells:
    return {cell: max(amount, other[cell]) for cell, amount in one.items()}


def _ends(fact: Fact) -> tuple[int, int]:
    """The least and the most that a fact can be, declared or not."""
    low, high = (1, date.max.toordinal()) if fact.type.kind == "date" else (-LARGEST, LARGEST)
    return (low if fact.least is None else fact.least, high if fact.most is None else fact.most)


def _open_ends(fact: Fact) -> Iterator[int]:
    """The ends that the policy does not declare: what only they open depends on how much the answer is."""
    low, high = _ends(fact)
    if fact.type.ordered and fact.least is None:
        yield low
    if fact.type.ordered and fact.most is None:
        yield high


def _answers(now: _Now, fact: Fact) -> tuple[Value, ...]:
    """The answers at which something can change: every choice, and each side of every value that a condition turns at."""
    if fact.type.kind == "yes_no":
        return (True, False)
    if fact.type.kind == "choice":
        return fact.type.of
    low, high = _ends(fact)
    declared = [end for end in (fact.least, fact.most) if end is not None]
    everything = (node for remedy in now.policy.remedies.values() for node in expressions_of(remedy))
    nodes = dict.fromkeys(node for node in everything if fact.name in facts_in(node))
    points = {point for node in nodes for point in _turning_points(node, fact, now.case)}
    around = {point + step for point in points for step in (-1, 0, 1)}
    return tuple(sorted(value for value in {*around, *declared} if low <= value <= high))


def _turning_points(node: Node, fact: Fact, case: Case) -> Iterator[int]:
    for part in walk(node):
        match part:
            case Compare() if fact.name in facts_in(part):
                yield from _compared(part, fact, case)
            case Among(part=Known(name=fact.name), values=constants):
                yield from (point for constant in constants for point in _at_scale(constant, fact.type, case))
            case Extreme(parts=parts) if fact.name in facts_in(part):
                yield from (point for other in parts for point in _at_scale(other, fact.type, case))


def _compared(compare: Compare, fact: Fact, case: Case) -> Iterator[int]:
    """Where a comparison turns: read off where the fact stands alone, else found by halving."""
    for side, other in ((compare.left, compare.right), (compare.right, compare.left)):
        if isinstance(side, Known) and side.name == fact.name and fact.name not in facts_in(other):
            yield from _at_scale(other, fact.type, case)
            return
    for reached in (lambda gap: gap > 0, lambda gap: gap >= 0):
        yield from _halved(compare, fact, dict(case), reached)


def _halved(
    compare: Compare, fact: Fact, case: dict[str, Value | None], reached: Callable[[int], bool]
) -> Iterator[int]:
    def at(value: int) -> bool | None:
        case[fact.name] = value
        gap = _gap(compare, case)
        return None if gap is None else reached(gap)

    low, high = _ends(fact)
    first, last = at(low), at(high)
    if first is None or first == last:
        return
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if at(middle) == first else (low, middle)
    yield high


def _gap(compare: Compare, case: Case) -> int | None:
    """How much more the left side is than the right, in the smallest unit of both."""
    if compare.left.type.counts:
        places = max(compare.left.type.places, compare.right.type.places)
        sides = number_of(compare.left, places, case), number_of(compare.right, places, case)
    else:
        sides = _day(compare.left, case), _day(compare.right, case)
    left, right = sides
    return None if left is None or right is None else left - right


def _day(node: Node, case: Case) -> int | None:
    value = value_of(node, case)
    return value if isinstance(value, int) else None


def _at_scale(node: Node, type: Type, case: Case) -> Iterator[int]:
    """The value of the other side of a comparison in the fact's own smallest unit, rounded to both sides."""
    places = max(node.type.places, type.places)
    value = number_of(node, places, case) if node.type.counts else value_of(node, case)
    if isinstance(value, int):
        low, rest = divmod(value, int(10 ** (places - type.places)))
        yield low
        if rest:
            yield low + 1
