"""How large a value can become: so that nothing overflows in any engine, which is checked once, on reading."""

from typing import assert_never

from goodgrace.policy.expressions import (
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
    Share,
    Sum,
    Times,
    parts_of,
)

LARGEST_VALUE = 10**17
"""Every value and every step towards it stays below this, so it fits 64-bit integers and DECIMAL(18)."""


class TooLarge(ValueError):
    """An expression could become larger than can be counted exactly."""


def measure(node: Node) -> tuple[int, int]:
    """How many nodes a node has with its grounds spelt out, and how deep they go; a ground is not looked into again."""
    if isinstance(node, Named):
        return node.parts + 1, node.depth + 1
    inner = [measure(part) for part in parts_of(node)]
    return 1 + sum(parts for parts, _ in inner), 1 + max((depth for _, depth in inner), default=0)


def largest(node: Node) -> int:
    """The largest magnitude a node's value can have, in its smallest unit; 1 for yes_no, 0 for words.

    Raises TooLarge where a value, or a step on the way to it, could pass LARGEST_VALUE.
    """
    size = _size(node)
    if size > LARGEST_VALUE:
        raise TooLarge("This could become too large to be counted exactly.")
    return size


def at_places(node: Node, places: int) -> int:
    """The largest magnitude of a node's value when it is written with so many places."""
    return largest(node) * int(10 ** (places - node.type.places))


def _size(node: Node) -> int:
    match node:
        case Constant(value=value):
            return abs(value) if isinstance(value, int) else 0
        case Known(type=type, largest=magnitude):
            return magnitude if type.counts else 1
        case Named():  # checked when the ground was read
            return 1
        case Not() | All() | Either() | Compare() | Among():
            _aligned(node)
            return 1
        case Sum(left=left, right=right, type=type):
            return at_places(left, type.places) + at_places(right, type.places)
        case Times(part=part, by=by, type=type):
            places = type.places - part.type.places - node.by_places
            return largest(part) * abs(by) * int(10 ** max(places, 0))
        case Extreme(parts=parts, type=type):
            return max(at_places(part, type.places) for part in parts)
        case Share(part=part, percent=percent):
            size = largest(part)
            product = 2 * size * max(percent, node.divisor)
            return product if product > LARGEST_VALUE else -(-size * percent // node.divisor) + 1
        case Choose(test=test, then=then, otherwise=otherwise, type=type):
            largest(test)
            return max(at_places(then, type.places), at_places(otherwise, type.places))
        case DaysBetween():
            return 4_000_000
        case _ as unreachable:
            assert_never(unreachable)


def _aligned(node: Node) -> None:
    """Check the parts of a condition at the places at which they are compared."""
    parts = (*parts_of(node), *node.values) if isinstance(node, Among) else parts_of(node)
    places = max((part.type.places for part in parts), default=0)
    for part in parts:
        if at_places(part, places) > LARGEST_VALUE:
            raise TooLarge("This could become too large to be counted exactly.")
