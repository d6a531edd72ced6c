"""Where a policy's rules end: each comparison that a rule hangs on, and how far a case lies beyond it."""

from collections.abc import Iterator
from dataclasses import dataclass

from goodgrace.policy.expressions import (
    YES_NO,
    All,
    Compare,
    Constant,
    DaysBetween,
    Either,
    Named,
    Node,
    Sum,
    Type,
    without_not,
    write,
)
from goodgrace.policy.shape import STANDARD, Policy, Remedy, Rule

YES = Constant(True, YES_NO)


@dataclass(frozen=True, slots=True)
class Edge:
    """One comparison (`<`, `<=`, `>`, `>=`) that a rule hangs on, on its own line of the policy.

    `relaxed` is the rule's condition as it would be if this comparison always held. `number` counts the rules of
    `target` from 1.
    """

    remedy: Remedy
    target: str
    number: int
    rule: Rule
    compare: Compare
    relaxed: Node

    @property
    def where(self) -> str:
        """The rule's name: "waive_fee.agent.1" is the first rule that the agent has for waive_fee."""
        return f"{self.remedy.name}.{self.target}.{self.number}"

    @property
    def text(self) -> str:
        """The comparison in the words of the language: "hours_late <= 4"."""
        return write(self.compare)

    @property
    def direction(self) -> int:
        """Which way the left side would have to move for the comparison to hold: 1 up, -1 down."""
        return 1 if self.compare.op in (">", ">=") else -1

    @property
    def step(self) -> int:
        """How far beyond equal the comparison needs to be, in its smallest unit: 1 for `<` and `>`, else 0."""
        return 1 if self.compare.op in ("<", ">") else 0

    @property
    def type(self) -> Type:
        """The type of `miss`: money, or a number (days for dates), with the places of the finer side."""
        return self.miss.type

    @property
    def miss(self) -> DaysBetween | Sum:
        """A node for how far the left side lies beyond the right, in the direction that fails; without `step`.

        The comparison fails exactly where this is more than 0, or is 0 and `step` is 1.
        """
        return beyond(self.compare)


def beyond(compare: Compare) -> DaysBetween | Sum:
    """How far an ordered comparison's left side lies beyond its right, in the direction in which it fails."""
    left, right = compare.left, compare.right
    low, high = (left, right) if compare.op in (">", ">=") else (right, left)
    if left.type.kind == "date":
        return DaysBetween(low, high)
    places = max(left.type.places, right.type.places)
    return Sum(high, low, -1, Type(left.type.kind, places, left.type.unit or right.type.unit))


def edges(policy: Policy) -> tuple[Edge, ...]:
    """Every edge of every rule, standard first, in the order of the text; the same edge twice in a rule counts once."""
    return tuple(edge for remedy in policy.remedies.values() for edge in _edges_of(remedy, policy))


def _edges_of(remedy: Remedy, policy: Policy) -> Iterator[Edge]:
    for target in policy.targets:
        rules = remedy.standard if target == STANDARD else remedy.discretion.get(target, ())
        for number, rule in enumerate(rules, 1):
            if rule.when is None:
                continue
            plain = without_not(rule.when)
            for compare in dict.fromkeys(comparisons(plain)):
                yield Edge(remedy, target, number, rule, compare, _replace(plain, compare))


def comparisons(node: Node) -> Iterator[Compare]:
    """The ordered comparisons that a condition without `not` is made of; not those inside amounts and choices."""
    match node:
        case Compare(op=op) if op not in ("==", "!="):
            yield node
        case All(parts=parts) | Either(parts=parts):
            for part in parts:
                yield from comparisons(part)
        case Named(condition=condition):
            yield from comparisons(without_not(condition))


def _replace(node: Node, gone: Compare) -> Node:
    if node == gone:
        return YES
    match node:
        case All(parts=parts):
            return All(tuple(_replace(part, gone) for part in parts))
        case Either(parts=parts):
            return Either(tuple(_replace(part, gone) for part in parts))
        case Named(condition=condition) if gone in set(comparisons(node)):
            return _replace(without_not(condition), gone)
        case _:
            return node
