"""What to ask next: each missing fact, with what it would open if the answer were favourable."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from goodgrace.money import as_decimal
from goodgrace.policy.expressions import Among, Compare, Extreme, Known, Node, Type, facts_in, walk
from goodgrace.policy.limits import Range, discretion_is_gone, kindest_of, remedy_limits, rule_range
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
    rules_of,
)
from goodgrace.policy.sheet.caps import CapLeft, after_caps, left_of
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
Bounded = dict[tuple[str, str], Range]
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

    def bounded(self, ranges: Ranges) -> Bounded:
        """What is sure and what is open, for each remedy and target, after caps.

        A cap that cannot be counted yet leaves nothing sure, and what is open as it is.
        """
        found: Bounded = {}
        for name, targets in ranges.items():
            left = after_caps(targets, self.policy, self._left(name))
            found |= {(name, target): limit for target, limit in left.items()}
        return found

    def cells(self, ranges: Ranges) -> Cells:
        """What is sure, for each remedy and target, after caps."""
        return _sure(self.bounded(ranges))

    def _left(self, name: str) -> tuple[CapLeft, ...]:
        day = self.case.get(DAY)
        if (name, day) not in self.caps:
            on = date.fromordinal(int(day)) if day is not None else None
            self.caps[name, day] = left_of(self.policy, self.policy.remedies[name], self.given, self.keys, on)
        return self.caps[name, day]


def ask_next(policy: Policy, case: Case, keys: Mapping[str, str], given: tuple[Given, ...] | None) -> tuple[Ask, ...]:
    """The missing facts that could change something, those that open most first."""
    now = _Now(policy, case, keys, given)
    ranges = now.ranges(_Part(remedy, {}) for remedy in policy.remedies.values())
    facts = [policy.facts[name] for name in facts_used(policy) if case[name] is None]
    asks = [ask for fact in facts if (ask := _ask(now, fact, ranges)) is not None]
    if given is not None:
        asked = {ask.fact for ask in asks}
        asks += [ask for ask in _identities(now, ranges) if ask.fact not in asked]
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


def _ask(now: _Now, fact: Fact, ranges: Ranges) -> Ask | None:
    """A fact with what its kindest answer opens; None where no answer changes anything that may be given."""
    policy = now.policy
    asking = [_part(now, remedy, fact) for remedy in policy.remedies.values() if _asks(remedy, fact)]
    before = now.bounded({part.remedy.name: ranges[part.remedy.name] for part in asking})
    cells = best = _sure(before)
    open_ = [part.remedy for part in asking if any(not before[part.remedy.name, to].decided for to in policy.targets)]
    pieces = [_pieces(remedy, now.case) for remedy in open_]
    matters = False
    for value in _answers(now, fact):
        then = now.with_fact(fact.name, value)
        found = then.bounded(then.ranges(asking))
        matters = matters or found != before or [_pieces(remedy, then.case) for remedy in open_] != pieces
        best = _kinder(best, _sure(found))
    further = best
    for end in _open_ends(fact):
        far = now.with_fact(fact.name, end)
        found = far.bounded(far.ranges(asking))
        matters = matters or found != before
        further = _kinder(further, _sure(found))
    if not matters:
        return None
    opens = {
        remedy: {
            target: None if further[remedy, target] > best[remedy, target] else amount
            for target, amount in targets.items()
        }
        for remedy, targets in _opened(policy, cells, further).items()
    }
    return Ask(fact.name, question_for(policy, fact.name), opens)


def _pieces(remedy: Remedy, case: Case) -> tuple[object, ...]:
    """What each rule and `never` of a remedy comes to: a fact may matter to one of them before it changes the whole."""
    return (discretion_is_gone(remedy, case), *(rule_range(rule, remedy, case) for rule in rules_of(remedy)))


def _sure(bounded: Bounded) -> Cells:
    return {cell: found.sure for cell, found in bounded.items()}


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


def _identities(now: _Now, ranges: Ranges) -> Iterator[Ask]:
    """What the caps would count by and the case does not say, where they hold something back."""
    policy, cells = now.policy, now.cells(ranges)
    caps = [
        cap
        for name, remedy in policy.remedies.items()
        if any(ranges[name][role].open > ranges[name][STANDARD].sure for role in policy.roles)
        for cap in remedy.caps
    ]
    for name in dict.fromkeys(cap.per for cap in caps if cap.per and cap.per not in now.keys):
        then = replace(now, keys={**now.keys, name: ""}, caps={})
        yield Ask(name, question_for(policy, name), _opened(policy, cells, then.cells(ranges)))
    if any(cap.within for cap in caps) and now.case.get(DAY) is None:
        then = now.with_fact(DAY, date.max.toordinal())
        yield Ask(DAY, question_for(policy, DAY), _opened(policy, cells, then.cells(ranges)))


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
