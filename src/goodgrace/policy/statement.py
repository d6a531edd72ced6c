"""The steps of a policy's statement over many cases, said in any vocabulary: grounds, rules, what holds, limits.

The columns of the steps: a ground by its name; `REMEDY__TARGET__2`, whether the target's second rule holds;
`REMEDY___discretion`, whether no `never` holds; `REMEDY___most`, all that there is to give; `REMEDY__TARGET__holds_1`,
whether one of several rules holds that give the target the same; `REMEDY__TARGET`, what the target may surely give;
`REMEDY__TARGET__open`, what it could give at most once the missing facts are known. Each target is a step of its own that
begins with what the one before it may, so that a statement grows with its rules and not with their square. Conditions
are three-valued: what could hold is what does not fail. A condition made of several is a column of its own because DuckDB
decides between columns much faster than between conditions.
A name of a policy neither has two underscores nor begins or ends with one: what stands beside the targets is set off by
three, so that no remedy and no role can be called like it. `sql.py` is the vocabulary.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Generic, Protocol, TypeVar

from goodgrace.policy.expressions import Constant, Known, Named, Node, facts_in, parts_of
from goodgrace.policy.shape import STANDARD, Policy, Remedy, Rule, expressions_of, facts_used

E = TypeVar("E")
Columns = list[tuple[str, E]]
Branch = tuple[E | None, E]
KNOWN = "case___known"
"""The column that says whether every fact is known."""
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

    def first(self, branches: Sequence[tuple[E, E]], otherwise: E | None = None) -> E:
        """The amount of the first condition that holds; the other, or unknown, where none does."""

    def known_or(self, value: E, otherwise: E) -> E:
        """A value, and another where it is unknown."""


def layers_of(policy: Policy) -> dict[str, int]:
    """The grounds that a policy's rules name, and how deep other grounds stand inside each; 1 for none."""
    layers: dict[str, int] = {}
    for remedy in policy.remedies.values():
        for node in expressions_of(remedy):
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
    return any(facts_in(node) for node in expressions_of(remedy))


@dataclass(frozen=True, slots=True)
class Grant:
    """A rule of a target, with the name of its column."""

    target: str
    name: str
    when: Node | None
    amount: Node


def _grants(remedy: Remedy, targets: Iterable[str]) -> list[Grant]:
    return [
        Grant(target, f"{remedy.name}__{target}__{number}", rule.when, rule.amount)
        for target in targets
        for number, rule in enumerate(_rules_of(remedy, target), 1)
    ]


def _by_amount(grants: Iterable[Grant]) -> dict[Node, list[Grant]]:
    """Grants of the same amount belong together: it is given where one of them holds."""
    groups: dict[Node, list[Grant]] = {}
    for grant in grants:
        groups.setdefault(grant.amount, []).append(grant)
    return groups


@dataclass(frozen=True, slots=True)
class Statement(Generic[E]):
    """Says one policy step by step; each step adds columns to those before it."""

    policy: Policy
    words: Vocabulary[E]

    def steps(self, opens: bool) -> Iterator[tuple[str, Columns[E]]]:
        """The steps by name; with `opens`, also what missing facts leave open."""
        yield from self._grounds()
        known = (
            [] if opens else [(KNOWN, self.words.every([self.words.known(name) for name in facts_used(self.policy)]))]
        )
        yield "rules", [*known, *(column for remedy in self.policy.remedies.values() for column in self._rules(remedy))]
        yield "holds", [column for target in self.policy.targets for column in self._holds(target)]
        for target in self.policy.targets:
            yield f"limits_{target}", list(self._limits(target, opens))

    def answer(self, only_decided: bool) -> Columns[E]:
        """Every remedy's and target's amount; with `only_decided`, unknown where a missing fact could make it more."""
        return [(name, self._cell(remedy, target, only_decided)) for name, remedy, target in self._cells()]

    def decided(self) -> E:
        """Whether all amounts are decided. Where every fact is known they are, and an engine need look no further.

        What a target's own rules could give at most has to be there already; what those before it could is asked there.
        """
        cells = [
            self.words.covers(
                self.words.column(f"{remedy.name}__{target}"), self._limit(remedy, target, opens=True, floor=None)
            )
            for target in self.policy.targets
            for remedy in self._ruled(target)
            if _asks(remedy)
        ]
        always = self.words.every([])
        return self.words.first([(self.words.column(KNOWN), always)], self.words.every(cells)) if cells else always

    def _cells(self) -> Iterator[tuple[str, Remedy, str]]:
        for remedy in self.policy.remedies.values():
            for target in self.policy.targets:
                yield f"{remedy.name}__{target}", remedy, target

    def _ruled(self, target: str) -> Iterator[Remedy]:
        """The remedies that have rules of a target's own."""
        return (remedy for remedy in self.policy.remedies.values() if _rules_of(remedy, target))

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
        for grant in _grants(remedy, self.policy.targets):
            if grant.when is not None:
                yield grant.name, self.words.value(grant.when)
        if remedy.never:
            always = self.words.every([])
            nevers = [always if never.when is None else self.words.value(never.when) for never in remedy.never]
            yield f"{remedy.name}___discretion", self.words.opposite(self.words.either(nevers))
        for node, name in self._worked_out(remedy).items():
            yield name, self.words.number(node, remedy.places)
        if remedy.at_most is not None:
            yield f"{remedy.name}___most", self._most(remedy, self.words.number(remedy.at_most, remedy.places))

    def _most(self, remedy: Remedy, amount: E) -> E:
        """All that there is to give, which is never less than nothing."""
        return self.words.most([self.words.literal(0, remedy.places), amount])

    def _worked_out(self, remedy: Remedy) -> dict[Node, str]:
        """The columns of the amounts that are neither written down nor a fact of their own."""
        names = {} if remedy.at_most is None else {remedy.at_most: f"{remedy.name}___at_most"}
        for grant in _grants(remedy, self.policy.targets):
            names.setdefault(grant.amount, f"{grant.name}__amount")
        return {node: name for node, name in names.items() if not isinstance(node, Constant | Known)}

    def _amount(self, remedy: Remedy, node: Node, opens: bool) -> E:
        name = self._worked_out(remedy).get(node)
        amount = self.words.number(node, remedy.places) if name is None else self.words.column(name)
        if not opens or isinstance(node, Constant):
            return amount
        return self.words.known_or(amount, self.words.literal(AS_MUCH_AS_YOU_LIKE, remedy.places))

    def _limits(self, target: str, opens: bool) -> Iterator[tuple[str, E]]:
        """What a target with rules of its own may give; with `opens`, also what it could give at most."""
        for remedy in self._ruled(target):
            ladder = self._ladder(remedy, target)
            before = f"{remedy.name}__{ladder[-2]}" if len(ladder) > 1 else None
            for way, end in ((False, ""), (True, "__open")) if opens and _asks(remedy) else ((False, ""),):
                floor = None if before is None else self.words.column(f"{before}{end}")
                limit = self._limit(remedy, target, way, floor)
                yield f"{remedy.name}__{target}{end}", self.words.decimal(limit, remedy.places)

    def _holds(self, target: str) -> Iterator[tuple[str, E]]:
        """Where each amount is granted to a target, if that is not one rule's column already."""
        for remedy in self._ruled(target):
            for number, grants in enumerate(_by_amount(_grants(remedy, (target,))).values(), 1):
                if self._alone(remedy, grants) is None and (condition := self._condition(remedy, grants)) is not None:
                    yield f"{remedy.name}__{target}__holds_{number}", condition

    def _condition(self, remedy: Remedy, grants: Sequence[Grant]) -> E | None:
        """Where one of a target's rules holds; None for always. A `never` takes discretion away."""
        columns = [self.words.column(grant.name) for grant in grants]
        granted = self.words.either(columns) if all(grant.when is not None for grant in grants) else None
        if grants[0].target == STANDARD or not remedy.never:
            return granted
        free = self.words.column(f"{remedy.name}___discretion")
        return free if granted is None else self.words.every([free, granted])

    def _alone(self, remedy: Remedy, grants: Sequence[Grant]) -> str | None:
        """The one column that a condition is, where it is no more than that."""
        always = any(grant.when is None for grant in grants)
        if grants[0].target == STANDARD or not remedy.never:
            return grants[0].name if len(grants) == 1 and not always else None
        return f"{remedy.name}___discretion" if always else None

    def _limit(self, remedy: Remedy, target: str, opens: bool, floor: E | None) -> E:
        """The kindest of a target's own rules, held to `at_most`, and of the floor that those before it give.

        All that there is to give comes first, then the amounts written down, the largest first. Amounts that the facts
        tell have no order beforehand: the largest of them is taken.
        """
        zero = self.words.literal(0, remedy.places)
        most = None
        if remedy.at_most is not None and opens:
            most = self._most(remedy, self._amount(remedy, remedy.at_most, opens))
        elif remedy.at_most is not None:
            most = self.words.column(f"{remedy.name}___most")
        whole: list[Branch[E]] = []
        written: list[tuple[int, Branch[E]]] = []
        told: list[Branch[E]] = []
        for number, (node, grants) in enumerate(_by_amount(_grants(remedy, (target,))).items(), 1):
            branch = self._test(remedy, target, number, grants, opens), self._amount(remedy, node, opens)
            if most is not None and node == remedy.at_most:
                whole.append((branch[0], most))
            elif isinstance(node, Constant):
                written.append((int(node.value) * 10 ** (remedy.places - node.type.places), branch))
            else:
                told.append(branch)
        fixed = [branch for value, branch in sorted(written, key=itemgetter(0), reverse=True) if value > 0]
        if not told:
            lifted = [(test, self._lifted(self._held(amount, most), floor)) for test, amount in fixed]
            return self._first([*whole, *lifted], zero if floor is None else floor)
        kindest = self.words.most([self._first(fixed, zero), *(self._first([branch]) for branch in told)])
        return self._first(whole, self._lifted(self._held(kindest, most), floor))

    def _lifted(self, amount: E, floor: E | None) -> E:
        return amount if floor is None else self.words.most([floor, amount])

    def _held(self, amount: E, most: E | None) -> E:
        return amount if most is None else self.words.least([amount, most])

    def _test(self, remedy: Remedy, target: str, number: int, grants: Sequence[Grant], opens: bool) -> E | None:
        """Where an amount is granted, or could be (`opens`); None for always."""
        if self._condition(remedy, grants) is None:
            return None
        name = self._alone(remedy, grants) or f"{remedy.name}__{target}__holds_{number}"
        column = self.words.column(name)
        return self.words.known_or(column, self.words.every([])) if opens else column

    def _first(self, branches: Iterable[Branch[E]], otherwise: E | None = None) -> E:
        """The amount of the first branch that holds; a branch without a condition always does."""
        asked: list[tuple[E, E]] = []
        for condition, amount in branches:
            if condition is None:
                otherwise = amount
                break
            asked.append((condition, amount))
        if asked:
            return self.words.first(asked, otherwise)
        assert otherwise is not None
        return otherwise

    def _cell(self, remedy: Remedy, target: str, only_decided: bool) -> E:
        """One amount of the answer: what the nearest target on the ladder that has rules of its own may give."""
        ladder = self._ladder(remedy, target)
        if not ladder:
            return self.words.decimal(self.words.literal(0, remedy.places), remedy.places)
        name = f"{remedy.name}__{ladder[-1]}"
        sure = self.words.column(name)
        if not (only_decided and _asks(remedy)):
            return sure
        return self.words.first([(self.words.covers(sure, self.words.column(f"{name}__open")), sure)])
