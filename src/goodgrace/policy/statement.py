"""The steps of a policy's statement over many cases, said in any vocabulary: grounds, rules, what each gives, limits.

Every column of a step is named REMEDY__TARGET, with the number of the rule or a word after it: `__gives` is what the
target's own rules surely give, `__opens` what they could give at most once the missing facts are known, `__open` the
same for the target's limit. `sql.py` is the vocabulary.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from goodgrace.policy.expressions import Constant, Known, Named, Node, facts_in, parts_of
from goodgrace.policy.shape import STANDARD, Policy, Remedy, Rule

E = TypeVar("E")
Columns = list[tuple[str, E]]
AS_MUCH_AS_YOU_LIKE = 10**18 - 1
"""Stands for an amount that a missing fact leaves open, in the smallest unit: more than any amount can be."""


class Vocabulary(Protocol[E]):
    """What a statement is said in. Conditions are three-valued; amounts are decimals at so many places."""

    def value(self, node: Node) -> E:
        """A condition; grounds are columns."""

    def number(self, node: Node, places: int) -> E:
        """An amount at so many places."""

    def literal(self, scaled: int, places: int) -> E:
        """A number, written out."""

    def decimal(self, value: E, places: int) -> E:
        """A number, typed."""

    def column(self, name: str) -> E:
        """A column of the step before."""

    def opposite(self, condition: E) -> E:
        """Where a condition does not hold."""

    def every(self, conditions: Sequence[E]) -> E:
        """Where all conditions hold; of none: always."""

    def either(self, conditions: Sequence[E]) -> E:
        """Where one of the conditions holds."""

    def known(self, name: str) -> E:
        """Whether a column is known."""

    def covers(self, larger: E, smaller: E) -> E:
        """Whether one amount is at least another."""

    def most(self, amounts: Sequence[E]) -> E:
        """The largest of the amounts that are known."""

    def least(self, amounts: Sequence[E]) -> E:
        """The least of the amounts that are known."""

    def when(self, condition: E, then: E, otherwise: E | None = None) -> E:
        """One amount where a condition holds; the other, or unknown, where it does not or is unknown."""

    def known_or(self, value: E, otherwise: E) -> E:
        """A value, and another where it is unknown."""


def facts_used(policy: Policy) -> tuple[str, ...]:
    """The facts that a policy's rules ask for, in the order in which the policy lists them."""
    found = {name for remedy in policy.remedies.values() for node in nodes_of(remedy) for name in facts_in(node)}
    return tuple(name for name in policy.facts if name in found)


def nodes_of(remedy: Remedy) -> Iterator[Node]:
    """Every condition and amount that a remedy is made of."""
    rules = [*remedy.standard, *(rule for rules in remedy.discretion.values() for rule in rules)]
    nodes = [*(rule.when for rule in rules), *(rule.amount for rule in rules), *(never.when for never in remedy.never)]
    yield from (node for node in (*nodes, remedy.at_most) if node is not None)


def layers_of(policy: Policy) -> dict[str, int]:
    """The grounds that a policy's rules name, and how deep other grounds stand inside each; 1 for none."""
    layers: dict[str, int] = {}
    for remedy in policy.remedies.values():
        for node in nodes_of(remedy):
            _layer(node, layers)
    return layers


def _layer(node: Node, layers: dict[str, int]) -> int:
    deepest = 0
    for ground in _grounds_in(node):
        if ground.name not in layers:
            layers[ground.name] = 1 + _layer(ground.condition, layers)
        deepest = max(deepest, layers[ground.name])
    return deepest


def _grounds_in(node: Node) -> Iterator[Named]:
    """The grounds that a node names itself, not those inside them."""
    if isinstance(node, Named):
        yield node
        return
    for part in parts_of(node):
        yield from _grounds_in(part)


def _rules_of(remedy: Remedy, target: str) -> tuple[Rule, ...]:
    return remedy.standard if target == STANDARD else remedy.discretion.get(target, ())


def _asks(remedy: Remedy) -> bool:
    """Whether any fact matters to a remedy."""
    return any(facts_in(node) for node in nodes_of(remedy))


def _plain(node: Node) -> bool:
    """Whether an amount is so short that it is written where it is needed."""
    return isinstance(node, Constant | Known)


@dataclass(frozen=True, slots=True)
class Statement(Generic[E]):
    """Says one policy step by step; each step adds columns to those before it."""

    policy: Policy
    words: Vocabulary[E]

    def steps(self, opens: bool) -> Iterator[tuple[str, Columns[E]]]:
        """The steps by name; with `opens`, also what missing facts leave open."""
        yield from self._grounds()
        yield "rules", [column for remedy in self.policy.remedies.values() for column in self._rules(remedy)]
        ways = (False, True) if opens else (False,)
        yield "gives", [column for way in ways for column in self._gives(way)]
        yield "limits", [column for way in ways for column in self._limits(way)]

    def answer(self, only_decided: bool) -> Columns[E]:
        """Every remedy's and target's amount; with `only_decided`, unknown where a missing fact could make it more."""
        return [(name, self._cell(remedy, target, only_decided)) for name, remedy, target in self._cells()]

    def decided(self) -> E:
        """Whether all amounts are decided. Where every fact is known they are, and an engine need look no further."""
        known = [self.words.known(name) for name in facts_used(self.policy)]
        cells = [
            self.words.covers(
                self.words.column(name), self._at_most(remedy, [self._own(remedy, target, True)], opens=True)
            )
            for name, remedy, target in self._ruled(opens=True)
        ]
        if not known or not cells:
            return self.words.every([])
        return self.words.when(self.words.every(known), self.words.every([]), self.words.every(cells))

    def _cells(self) -> Iterator[tuple[str, Remedy, str]]:
        for remedy in self.policy.remedies.values():
            for target in self.policy.targets:
                yield f"{remedy.name}__{target}", remedy, target

    def _ruled(self, opens: bool) -> Iterator[tuple[str, Remedy, str]]:
        """The cells that have rules of their own; where `opens`, only those that a missing fact can touch."""
        for name, remedy, target in self._cells():
            if _rules_of(remedy, target) and (_asks(remedy) or not opens):
                yield name, remedy, target

    def _ladder(self, remedy: Remedy, target: str) -> list[str]:
        """The target and those before it, where they have rules of their own."""
        below = self.policy.targets[: self.policy.targets.index(target) + 1]
        return [role for role in below if _rules_of(remedy, role)]

    def _grounds(self) -> Iterator[tuple[str, Columns[E]]]:
        """The grounds that the rules name, those within others first: one step for each layer."""
        layers = layers_of(self.policy)
        for layer in range(1, max(layers.values(), default=0) + 1):
            named = [(name, node) for name, node in self.policy.grounds.items() if layers.get(name) == layer]
            yield (
                f"grounds_{layer}" if layer > 1 else "grounds",
                [(name, self.words.value(node)) for name, node in named],
            )

    def _rules(self, remedy: Remedy) -> Iterator[tuple[str, E]]:
        """Where each rule holds, and the amounts that have to be worked out."""
        for target in self.policy.targets:
            for number, rule in enumerate(_rules_of(remedy, target), 1):
                name = f"{remedy.name}__{target}__{number}"
                if rule.when is not None:
                    yield name, self.words.value(rule.when)
                if not _plain(rule.amount):
                    yield f"{name}__amount", self.words.number(rule.amount, remedy.places)
        if remedy.never:
            always = self.words.every([])
            nevers = [always if never.when is None else self.words.value(never.when) for never in remedy.never]
            yield f"{remedy.name}__never", self.words.either(nevers)
        if remedy.at_most is not None and not _plain(remedy.at_most):
            yield f"{remedy.name}__at_most", self.words.number(remedy.at_most, remedy.places)

    def _gives(self, opens: bool) -> Columns[E]:
        word = "opens" if opens else "gives"
        return [(f"{name}__{word}", self._own(remedy, target, opens)) for name, remedy, target in self._ruled(opens)]

    def _own(self, remedy: Remedy, target: str, opens: bool) -> E:
        """The kindest of a target's own rules, unless a `never` takes it away."""
        zero = self.words.literal(0, remedy.places)
        rules = enumerate(_rules_of(remedy, target), 1)
        branches = [self._branch(remedy, rule, f"{remedy.name}__{target}__{number}", opens) for number, rule in rules]
        kindest = self.words.most([zero, *branches])
        if target == STANDARD or not remedy.never:
            return kindest
        never = self.words.column(f"{remedy.name}__never")
        if opens:
            return self.words.when(never, zero, kindest)
        return self.words.when(self.words.opposite(never), kindest, zero)

    def _branch(self, remedy: Remedy, rule: Rule, name: str, opens: bool) -> E:
        """What one rule gives; unknown, which the kindest passes over, where it gives nothing."""
        amount = self._amount(remedy, rule.amount, f"{name}__amount", opens)
        if rule.when is None:
            return amount
        holds = self.words.column(name)
        if opens:
            holds = self.words.known_or(holds, self.words.every([]))
        return self.words.when(holds, amount)

    def _amount(self, remedy: Remedy, node: Node, name: str, opens: bool) -> E:
        amount = self.words.number(node, remedy.places) if _plain(node) else self.words.column(name)
        if not opens or isinstance(node, Constant):
            return amount
        return self.words.known_or(amount, self.words.literal(AS_MUCH_AS_YOU_LIKE, remedy.places))

    def _limits(self, opens: bool) -> Columns[E]:
        """What each target may give: the kindest of its own rules and those before it on the ladder."""
        word, end = ("opens", "__open") if opens else ("gives", "")
        columns = []
        for name, remedy, target in self._ruled(opens):
            own = [self.words.column(f"{remedy.name}__{role}__{word}") for role in self._ladder(remedy, target)]
            limit = self.words.decimal(self._at_most(remedy, own, opens), remedy.places)
            columns.append((f"{name}{end}", limit))
        return columns

    def _at_most(self, remedy: Remedy, own: list[E], opens: bool) -> E:
        """The most of some amounts, held to `at_most`; an unknown `at_most` leaves nothing sure."""
        kindest = self.words.most(own)
        if remedy.at_most is None:
            return kindest
        most = self._amount(remedy, remedy.at_most, f"{remedy.name}__at_most", opens)
        return self.words.least([kindest, self.words.most([most, self.words.literal(0, remedy.places)])])

    def _cell(self, remedy: Remedy, target: str, only_decided: bool) -> E:
        """One amount of the answer: what the nearest target on the ladder that has rules of its own may give."""
        ladder = self._ladder(remedy, target)
        if not ladder:
            return self.words.decimal(self.words.literal(0, remedy.places), remedy.places)
        name = f"{remedy.name}__{ladder[-1]}"
        sure = self.words.column(name)
        if not (only_decided and _asks(remedy)):
            return sure
        return self.words.when(self.words.covers(sure, self.words.column(f"{name}__open")), sure)
