"""Meaning 1, word by word: the value of a node in one case, where None is unknown (Kleene's three-valued logic)."""

from collections.abc import Iterable, Mapping
from typing import assert_never

from goodgrace.money import half_even
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
    Op,
    Share,
    Sum,
    Times,
)
from goodgrace.policy.values import Value

Case = Mapping[str, Value | None]
"""The value of every fact, by name; None where it is unknown."""


def value_of(node: Node, case: Case) -> Value | None:
    """What a node is in a case, in its smallest unit; None where a fact it needs is unknown."""
    match node:
        case Constant(value=value):
            return value
        case Known(name=name):
            return case[name]
        case Named(condition=condition):
            return value_of(condition, case)
        case Not(part=part):
            holds = value_of(part, case)
            return None if holds is None else not holds
        case All(parts=parts):
            return _all(value_of(part, case) for part in parts)
        case Either(parts=parts):
            return _either(value_of(part, case) for part in parts)
        case Compare():
            return _compare(node, case)
        case Among():
            return _among(node, case)
        case Choose(test=test):
            return _choose(node, value_of(test, case), case)
        case Sum() | Times() | Extreme() | Share() | DaysBetween():
            return number_of(node, node.type.places, case)
        case _ as unreachable:
            assert_never(unreachable)


def number_of(node: Node, places: int, case: Case) -> int | None:
    """What a counting node is in a case, as an integer scaled by `places` (at least the node's own)."""
    number = _number(node, case)
    return None if number is None else number * int(10 ** (places - node.type.places))


def _number(node: Node, case: Case) -> int | None:
    places = node.type.places
    match node:
        case Sum(left=left, right=right, sign=sign):
            a, b = number_of(left, places, case), number_of(right, places, case)
            return None if a is None or b is None else a + sign * b
        case Times(part=part, by=by):
            number = _number(part, case)
            return None if number is None else number * by * int(10 ** (places - part.type.places - node.by_places))
        case Extreme(which=which, parts=parts):
            numbers = [number_of(part, places, case) for part in parts]
            known = [number for number in numbers if number is not None]
            pick = min if which == "min" else max
            return pick(known) if len(known) == len(numbers) else None
        case Share(part=part, percent=percent):
            number = _number(part, case)
            return None if number is None else half_even(number * percent, node.divisor)
        case DaysBetween(start=start, end=end):
            first, last = value_of(start, case), value_of(end, case)
            return int(last) - int(first) if first is not None and last is not None else None
        case _:
            value = value_of(node, case)
            return None if value is None else int(value)


def _all(parts: Iterable[Value | None]) -> bool | None:
    unknown = False
    for part in parts:
        if part is None:
            unknown = True
        elif not part:
            return False
    return None if unknown else True


def _either(parts: Iterable[Value | None]) -> bool | None:
    unknown = False
    for part in parts:
        if part is None:
            unknown = True
        elif part:
            return True
    return None if unknown else False


def _compare(node: Compare, case: Case) -> bool | None:
    places = max(node.left.type.places, node.right.type.places)
    if node.left.type.counts:
        a: Value | None = number_of(node.left, places, case)
        b: Value | None = number_of(node.right, places, case)
    else:
        a, b = value_of(node.left, case), value_of(node.right, case)
    return None if a is None or b is None else holds(node.op, a, b)


def holds(op: Op, a: Value, b: Value) -> bool:
    """Whether a comparison holds between two known values of one kind, at the same places."""
    match op:
        case "==":
            return a == b
        case "!=":
            return a != b
        case "<":
            return a < b  # type: ignore[operator]  # the reader has checked that both are of one kind
        case "<=":
            return a <= b  # type: ignore[operator]  # as above
        case ">":
            return a > b  # type: ignore[operator]  # as above
        case ">=":
            return a >= b  # type: ignore[operator]  # as above
        case _ as unreachable:
            assert_never(unreachable)


def _among(node: Among, case: Case) -> bool | None:
    if not node.part.type.counts:
        value = value_of(node.part, case)
        return None if value is None else value in [constant.value for constant in node.values]
    places = max(node.part.type.places, *(constant.type.places for constant in node.values))
    number = number_of(node.part, places, case)
    return None if number is None else number in [number_of(constant, places, case) for constant in node.values]


def _choose(node: Choose, test: Value | None, case: Case) -> Value | None:
    if test is None:
        return None
    chosen = node.then if test else node.otherwise
    return number_of(chosen, node.type.places, case) if node.type.counts else value_of(chosen, case)
