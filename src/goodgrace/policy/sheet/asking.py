"""What to ask next: each missing fact, with what it would open if the answer were favourable."""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from goodgrace.money import as_decimal
from goodgrace.policy.expressions import facts_in
from goodgrace.policy.limits import Range, kindest_of, remedy_limits
from goodgrace.policy.meaning import Case
from goodgrace.policy.shape import (
    DAY,
    STANDARD,
    Fact,
    Given,
    Policy,
    Remedy,
    Rule,
    expressions_of,
    facts_used,
    keys_in,
    rules_of,
)
from goodgrace.policy.sheet.caps import CapLeft, Tally, after_caps, left_of, tallies_of
from goodgrace.policy.sheet.turning import NEAR, NOWHERE, TooMuch, Turning, ends_of
from goodgrace.policy.sheet.waiting import Names, waiting_for
from goodgrace.policy.sizes import measure
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
    it depends on how much the answer is, or the rules turn too often to be looked through. An empty `opens` means that no
    answer to this question alone opens more: it matters only together with the others that concern the same.
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

    `tallies` and `caps` remember what the ledger holds and what it leaves, which only the identities and the day change.
    """

    policy: Policy
    case: Case
    keys: Mapping[str, str]
    given: tuple[Given, ...] | None
    tallies: dict[str, tuple[Tally, ...]] = field(default_factory=dict)
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

    def tallied(self, name: str) -> tuple[Tally, ...]:
        """What the ledger holds of each cap of a remedy; none without a ledger, where caps are whole whatever the day."""
        if self.given is None:
            return ()
        if name not in self.tallies:
            self.tallies[name] = tallies_of(self.policy, self.policy.remedies[name], self.given, self.keys)
        return self.tallies[name]

    def _left(self, name: str) -> tuple[CapLeft, ...]:
        day = self.case.get(DAY)
        if (name, day) not in self.caps:
            on = date.fromordinal(int(day)) if day is not None else None
            whole = left_of(self.policy, self.policy.remedies[name], None, self.keys, on) if self.given is None else ()
            self.caps[name, day] = whole or tuple(tally.left(on) for tally in self.tallied(name))
        return self.caps[name, day]


def ask_next(policy: Policy, case: Case, keys: Mapping[str, str], given: tuple[Given, ...] | None) -> tuple[Ask, ...]:
    """The missing facts that could change something, those that open most first; an open case always has one."""
    now = _Now(policy, case, keys, given)
    ranges = now.ranges(_Part(remedy, {}) for remedy in policy.remedies.values())
    concerns: dict[str, set[Cell]] = {}
    for cell, names in now.waits(ranges).items():
        for name in names:
            concerns.setdefault(name, set()).add(cell)
    used = facts_used(policy)
    asks = [_ask(now, policy.facts[name], ranges, concerns[name]) for name in used if name in concerns]
    asks += [_ask_identity(now, name, ranges, concerns[name]) for name in keys_in(policy.facts) if name in concerns]
    if DAY in concerns and DAY not in used:
        asks.append(_ask(now, policy.facts[DAY], ranges, concerns[DAY]))
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
    opens: dict[str, dict[str, Decimal | None]] = {}
    turning = Turning(fact, now.case)
    for remedy in now.policy.remedies.values():
        if not _asks(remedy, fact):
            continue
        try:
            found = _opening(now, turning, _part(now, remedy, fact), now.cells({remedy.name: ranges[remedy.name]}))
        except TooMuch:
            found = {target: None for name, target in concerns if name == remedy.name}
        if found:
            opens[remedy.name] = {target: found[target] for target in now.policy.targets if target in found}
    return Ask(fact.name, question_for(now.policy, fact.name), opens, frozenset(concerns))


def _opening(now: _Now, turning: Turning, part: "_Part", cells: Cells) -> dict[str, Decimal | None]:
    """What an answer opens of a remedy, for each target; None where it depends on how much the answer is."""
    fact, name, places = turning.fact, part.remedy.name, part.remedy.places
    parts = sum(measure(node)[0] for node in expressions_of(part.remedy)) + len(part.remedy.caps)

    def then(value: Value) -> Cells:
        turning.spend(parts)
        after = now.with_fact(fact.name, value)
        return after.cells(after.ranges([part]))

    starts = _starts(now, turning, part) if fact.type.ordered else NOWHERE
    best = dict(cells)
    for value in _answers(turning, starts):
        best = _kinder(best, then(value))
    endless: set[Cell] = set()
    for near, end in _open_ends(fact, starts):
        before, after = then(near), then(end)
        best = _kinder(best, {cell: after[cell] if after[cell] == before[cell] else 0 for cell in best})
        endless |= {cell for cell in best if after[cell] > max(before[cell], best[cell])}
    return {
        target: None if (name, target) in endless else as_decimal(amount, places)
        for (_, target), amount in best.items()
        if amount > cells[name, target] or (name, target) in endless
    }


def _starts(now: _Now, turning: Turning, part: "_Part") -> frozenset[int]:
    """Where anything that a remedy gives can turn: its conditions and amounts, its bound, and for the day its caps."""
    remedy = part.remedy
    starts = NOWHERE.union(*(turning.of(node) or NOWHERE for node in expressions_of(remedy)))
    if remedy.at_most is not None:
        starts = starts.union(*(turning.meeting(remedy.at_most, rule.amount) for rule in rules_of(remedy)))
    if turning.fact.name == DAY:
        starts = starts.union(*(tally.turns() for tally in now.tallied(remedy.name)))
    return starts


def _ask_identity(now: _Now, name: str, ranges: Ranges, concerns: Set[Cell]) -> Ask:
    """An identity that caps count by and the case does not say, with what whole caps would open."""
    then = replace(now, keys={**now.keys, name: ""}, tallies={}, caps={})
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


def _answers(turning: Turning, starts: frozenset[int]) -> tuple[Value, ...]:
    """The answers among which the kindest is: every choice, or the ends of every piece, and the ends that are declared."""
    fact = turning.fact
    if fact.type.kind == "yes_no":
        return (True, False)
    if fact.type.kind == "choice":
        return fact.type.of
    low, high = ends_of(fact)
    declared = {end for end in (fact.least, fact.most) if end is not None}
    around = {start + step for start in starts for step in (-1, 0)} | declared
    if turning.uneven:
        around |= {value + step for value in around for step in range(-NEAR, NEAR + 1)}
    return tuple(sorted(value for value in around if low <= value <= high))


def _open_ends(fact: Fact, starts: frozenset[int]) -> Iterator[tuple[int, int]]:
    """The ends that the policy does not declare, each with an answer that is half as far out.

    Where both come to the same, that is all there is to give; where the end gives more, it depends on the answer.
    """
    if not fact.type.ordered:
        return
    low, high = ends_of(fact)
    inside = [start for start in starts if low < start <= high]
    if fact.least is None:
        yield (low + min(inside, default=high)) // 2, low
    if fact.most is None:
        yield (max(inside, default=low) + high) // 2, high
