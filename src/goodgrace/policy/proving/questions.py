"""A policy's limits as nodes, so that a question about the whole policy is one condition."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from goodgrace.policy.expressions import (
    LARGEST,
    YES_NO,
    All,
    Among,
    Choose,
    Compare,
    Constant,
    DaysBetween,
    Either,
    Extreme,
    Known,
    Named,
    Node,
    Not,
    Op,
    Share,
    Sum,
    Times,
    Type,
)
from goodgrace.policy.shape import STANDARD, Fact, Remedy, Rule

HOLDS = Constant(True, YES_NO)
FAILS = Constant(False, YES_NO)


def amount_type(remedy: Remedy) -> Type:
    """The type of what a remedy gives; yes counts as 1."""
    return Type("money" if remedy.gives == "money" else "number", remedy.places, remedy.unit)


def nothing(remedy: Remedy) -> Constant:
    """Nothing, in the unit of a remedy."""
    return Constant(0, amount_type(remedy))


def condition_of(when: Node | None) -> Node:
    """A rule's condition; no `when` means always."""
    return HOLDS if when is None else when


def either(parts: Iterable[Node]) -> Node:
    """Whether at least one holds; of no parts, none does."""
    found = tuple(parts)
    return found[0] if len(found) == 1 else Either(found) if found else FAILS


def both(*parts: Node) -> Node:
    """Whether all of them hold."""
    return All(parts)


def compare(left: Node, op: Op, right: Node) -> Node:
    """One value against another."""
    return Compare(op, left, right)


def given_by(rule: Rule, remedy: Remedy) -> Node:
    """What one rule gives on its own, before `at_most` and `never`: never less than nothing."""
    amount, none = rule.amount, nothing(remedy)
    if not (isinstance(amount, Constant) and int(amount.value) >= 0):
        amount = Extreme("max", (amount, none), none.type)
    return amount if rule.when is None else Choose(rule.when, amount, none, none.type)


@dataclass(frozen=True, slots=True)
class Limits:
    """One remedy in nodes: the same words as `limits.remedy_limits`, for complete cases.

    `rules` holds what each rule of a target gives on its own, `gone` whether a `never` holds, `most` the remedy's
    `at_most` if it has one, `by` what each target may give, and `ungated` what the top of the ladder could give if
    no `never` held.
    """

    rules: Mapping[str, tuple[Node, ...]]
    gone: Node
    most: Node | None
    by: Mapping[str, Node]
    ungated: Node


def limits_of_remedy(remedy: Remedy, roles: Iterable[str]) -> Limits:
    """A remedy's rules, and what each target may give of it, as nodes."""
    none = nothing(remedy)
    gone = either(condition_of(never.when) for never in remedy.never)
    most = Extreme("max", (remedy.at_most, none), none.type) if remedy.at_most else None
    rules = {STANDARD: tuple(given_by(rule, remedy) for rule in remedy.standard)}
    sofar = free = [none, *rules[STANDARD]]
    by = {STANDARD: _held_down(sofar, most)}
    for role in roles:
        rules[role] = tuple(given_by(rule, remedy) for rule in remedy.discretion.get(role, ()))
        if rules[role]:
            granted = Extreme("max", rules[role], none.type)
            gated = Choose(gone, none, granted, none.type) if remedy.never else granted
            sofar, free = [*sofar, gated], [*free, granted]
        by[role] = _held_down(sofar, most)
    return Limits(rules, gone, most, by, _held_down(free, most))


def _held_down(amounts: list[Node], most: Node | None) -> Node:
    """The most of several amounts, but no more than `most`."""
    kindest = Extreme("max", tuple(amounts), amounts[0].type)
    return kindest if most is None else Extreme("min", (kindest, most), kindest.type)


def bounds_of(fact: Fact) -> tuple[int, int]:
    """The least and the most that an ordered fact can be: its own bounds, or those of everything that is counted."""
    least, most = (date.min.toordinal(), date.max.toordinal()) if fact.type.kind == "date" else (-LARGEST, LARGEST)
    return (least if fact.least is None else fact.least, most if fact.most is None else fact.most)


AFTER = " after"
"""Ends the name of a fact's second value, where a question is about a fact that changes."""


def second(fact: Fact) -> Fact:
    """A fact's second value: what it is after a change. No policy can declare a name with a space in it."""
    return replace(fact, name=fact.name + AFTER)


class Moved:
    """Rewrites nodes so that one fact has its second value in them; nodes without the fact stay as they are."""

    def __init__(self, fact: Fact) -> None:
        self._name, self._after = fact.name, Known(fact.name + AFTER, fact.type)
        self._done: dict[int, tuple[Node, Node]] = {}

    def __call__(self, node: Node) -> Node:
        """The node as it is after the change."""
        found = self._done.get(id(node))
        if found is None:  # the node is kept, so that its id stays its own
            found = self._done[id(node)] = (node, self._move(node))
        return found[1]

    def _move(self, node: Node) -> Node:
        match node:
            case Known(name=name):
                return self._after if name == self._name else node
            case Constant():
                return node
            case Named(condition=condition):
                moved = self(condition)
                return node if moved is condition else moved
            case Not(part=part) | Among(part=part) | Times(part=part) | Share(part=part):
                return self._changed(node, part=part)
            case All(parts=parts) | Either(parts=parts) | Extreme(parts=parts):
                moves = tuple(self(part) for part in parts)
                same = all(a is b for a, b in zip(moves, parts, strict=True))
                return node if same else replace(node, parts=moves)
            case Compare(left=left, right=right) | Sum(left=left, right=right):
                return self._changed(node, left=left, right=right)
            case Choose(test=test, then=then, otherwise=otherwise):
                return self._changed(node, test=test, then=then, otherwise=otherwise)
            case DaysBetween(start=start, end=end):
                return self._changed(node, start=start, end=end)

    def _changed(self, node: Node, **parts: Node) -> Node:
        moved = {name: self(part) for name, part in parts.items()}
        same = all(moved[name] is part for name, part in parts.items())
        return node if same else replace(node, **moved)  # type: ignore[arg-type]  # the node's own fields
