"""Why a rule does not hold: the single conditions in it that failed, and by how much each was missed."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from goodgrace.money import as_decimal
from goodgrace.policy.edges import beyond
from goodgrace.policy.expressions import All, Compare, Either, Named, Node, Type, without_not, write
from goodgrace.policy.meaning import Case, number_of, value_of


@dataclass(frozen=True, slots=True)
class Leaf:
    """A condition without `and`, `or` and `not` around it, with the node that tells how far it is missed.

    The margin is `margin` plus `step`, at `places`, in `unit`: how far the left side would have to move.
    It is None for conditions that hold or fail with nothing between, like those on words.
    """

    node: Node
    text: str
    margin: Node | None
    step: int
    type: Type
    direction: int

    @property
    def places(self) -> int:
        """How many decimal places the margin has."""
        return self.type.places


class Failed(NamedTuple):
    """A single condition that failed, and by how much: "hours_late <= 4", missed by 2.50 hours.

    `margin` is None for conditions that hold or fail with nothing between. `direction` tells which way the left side
    would have to move: 1 up, -1 down.
    """

    condition: str
    margin: Decimal | None
    unit: str
    direction: int
    node: Node


def as_failed(leaf: Leaf, margin: int | None) -> Failed:
    """A leaf that failed, with its margin in the leaf's smallest unit."""
    missed = None if margin is None else as_decimal(margin, leaf.places)
    return Failed(leaf.text, missed, leaf.type.unit, leaf.direction, leaf.node)


def leaf_of(node: Node) -> Leaf:
    """A single condition as a leaf."""
    if isinstance(node, Compare) and node.op not in ("==", "!="):
        margin = beyond(node)
        step = 1 if node.op in ("<", ">") else 0
        return Leaf(node, write(node), margin, step, margin.type, 1 if node.op in (">", ">=") else -1)
    return Leaf(node, write(node), None, 0, Type("yes_no"), 0)


def failing(when: Node, case: Case) -> Iterator[tuple[Leaf, int | None]]:
    """The leaves of a condition that are false and stand in its way, each with its margin; unknown ones are not."""
    return (_missed(leaf_of(node), case) for node in nodes_failing(when, case))


def nodes_failing(when: Node, case: Case) -> Iterator[Node]:
    """The same leaves, just as the nodes they are."""
    yield from _failing(without_not(when), case)


def _failing(node: Node, case: Case) -> Iterator[Node]:
    match node:
        case All(parts=parts):
            for part in parts:
                yield from _failing(part, case)
        case Either(parts=parts):
            if value_of(node, case) is not True:
                for part in parts:
                    yield from _failing(part, case)
        case Named(condition=condition):
            yield from _failing(without_not(condition), case)
        case _:
            if value_of(node, case) is False:
                yield node


def _missed(leaf: Leaf, case: Case) -> tuple[Leaf, int | None]:
    if leaf.margin is None:
        return leaf, None
    margin = number_of(leaf.margin, leaf.places, case)
    return leaf, None if margin is None else margin + leaf.step
