"""Where the rules turn as the answer to one question grows: between two such values everything goes straight."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import combinations, pairwise
from operator import ge, gt

from goodgrace.policy.expressions import (
    LARGEST,
    Among,
    Compare,
    Extreme,
    Known,
    Named,
    Node,
    Share,
    Sum,
    parts_of,
    walk,
)
from goodgrace.policy.meaning import Case, number_of, value_of
from goodgrace.policy.shape import Fact
from goodgrace.policy.sizes import measure
from goodgrace.policy.values import Value

EFFORT = 1_000_000
"""How many parts of rules are looked at for one question, at most: about a second."""
NEAR = 32
"""How far around a turn each answer is tried where rounding alone can make one answer better than the next."""
NOWHERE: frozenset[int] = frozenset()
Starts = frozenset[int] | None
"""The first values of the pieces of a node, but for the very first piece; None where the fact is no part of it."""


class TooMuch(Exception):
    """The rules turn too often for one question to be looked through."""


def ends_of(fact: Fact) -> tuple[int, int]:
    """The least and the most that a fact can be, declared or not."""
    low, high = (1, date.max.toordinal()) if fact.type.kind == "date" else (-LARGEST, LARGEST)
    return (low if fact.least is None else fact.least, high if fact.most is None else fact.most)


class Turning:
    """Finds the values of one fact at which conditions change and amounts bend; everything else of the case stays.

    A node is taken apart into pieces in which it goes straight, up or down. Two such values pass each other at most
    once in a piece: that is found by halving. `share` rounds: where it goes against the fact itself, it is `uneven`, goes
    straight only but for its smallest unit, and each answer near a turn is tried.
    """

    def __init__(self, fact: Fact, case: Case, effort: int = EFFORT) -> None:
        self.fact, self.effort, self.uneven = fact, effort, False
        self._case: dict[str, Value | None] = dict(case)
        self._low, self._high = ends_of(fact)
        self._seen: dict[int, tuple[Node, Starts]] = {}

    def spend(self, parts: int) -> None:
        """Count what is looked at. Raises TooMuch."""
        self.effort -= parts
        if self.effort < 0:
            raise TooMuch

    def of(self, node: Node) -> Starts:
        """Where the pieces of a node begin."""
        if id(node) not in self._seen:
            self._seen[id(node)] = (node, self._found(node))  # the node is kept: its id stays its own
        return self._seen[id(node)][1]

    def _found(self, node: Node) -> Starts:
        if isinstance(node, Known):
            return NOWHERE if node.name == self.fact.name else None
        if isinstance(node, Named):
            return self.of(node.condition)
        inner = [starts for part in parts_of(node) if (starts := self.of(part)) is not None]
        if not inner:
            return None
        if isinstance(node, Sum | Compare | Extreme) and len(inner) > 1 and _rounds(node):
            self.uneven = True
        pieces = NOWHERE.union(*inner)
        return pieces.union(*(self._passing(one, other, pieces) for one, other in self._pairs(node)))

    def _pairs(self, node: Node) -> Iterable[tuple[Node, Node]]:
        """The values in a node that make it turn where one passes the other."""
        match node:
            case Compare(left=left, right=right):
                return [(left, right)]
            case Among(part=part, values=values):
                return [(part, value) for value in values]
            case Extreme(which=which, parts=parts, type=type):
                asking = [part for part in parts if self.of(part) is not None]
                fixed = tuple(part for part in parts if self.of(part) is None)
                beside = [(part, Extreme(which, fixed, type)) for part in asking] if fixed else []
                return [*combinations(asking, 2), *beside]
            case _:
                return []

    def meeting(self, one: Node, other: Node) -> frozenset[int]:
        """Where one of two values that both depend on the fact passes the other: there the smaller of them is largest."""
        first, second = self.of(one), self.of(other)
        if first is None or second is None:
            return NOWHERE
        return frozenset(self._passing(one, other, first | second))

    def _passing(self, one: Node, other: Node, pieces: frozenset[int]) -> Iterator[int]:
        if not one.type.ordered:
            return
        for side, beside in ((one, other), (other, one)):
            if isinstance(side, Known) and side.name == self.fact.name and self.of(beside) is None:
                yield from self._beside(beside)
                return
        gap = self._gap(one, other)
        firsts = sorted({self._low, *(start for start in pieces if self._low < start <= self._high)})
        for first, following in pairwise([*firsts, self._high + 1]):
            passed = set(_changes(gap, first, following - 1))
            for turn in {first, *passed, following - 1} if self.uneven else ():
                yield from _changes_near(gap, max(first, turn - NEAR), min(following - 1, turn + NEAR))
            yield from passed

    def _gap(self, one: Node, other: Node) -> Callable[[int], int | None]:
        """How much more one value is than the other, in the smallest unit of both, for each answer."""
        places = max(one.type.places, other.type.places)
        parts = measure(one)[0] + measure(other)[0]
        known: dict[int, int | None] = {}

        def gap(answer: int) -> int | None:
            if answer not in known:
                self.spend(parts)
                self._case[self.fact.name] = answer
                a, b = self._number(one, places), self._number(other, places)
                known[answer] = None if a is None or b is None else a - b
            return known[answer]

        return gap

    def _number(self, node: Node, places: int) -> int | None:
        if node.type.counts:
            return number_of(node, places, self._case)
        value = value_of(node, self._case)
        return value if isinstance(value, int) else None

    def _beside(self, node: Node) -> Iterator[int]:
        """Where the fact itself passes a value: at it and beyond it, in the fact's own smallest unit."""
        self.spend(1)
        places = max(node.type.places, self.fact.type.places)
        value = self._number(node, places)
        if value is not None:
            low = value // int(10 ** (places - self.fact.type.places))
            yield low
            yield low + 1


def _rounds(node: Node) -> bool:
    return any(isinstance(part, Share) for part in walk(node))


def _changes_near(gap: Callable[[int], int | None], first: int, last: int) -> Iterator[int]:
    """Each answer at which a gap is on another side than it was at the one before."""
    sides = [
        (answer, distance > 0, distance >= 0)
        for answer in range(first, last + 1)
        if (distance := gap(answer)) is not None
    ]
    yield from (after[0] for before, after in pairwise(sides) if before[1:] != after[1:])


def _changes(gap: Callable[[int], int | None], first: int, last: int) -> Iterator[int]:
    """The first answer from which a gap that goes straight is above nothing, or no longer; and is nothing or above."""
    start, end = gap(first), gap(last)
    if start is None or end is None:
        return
    for reached in (gt, ge):
        if reached(start, 0) != (side := reached(end, 0)):
            answers = range(first, last + 1)
            yield first + bisect_left(answers, True, key=lambda answer: reached(gap(answer) or 0, 0) == side)
