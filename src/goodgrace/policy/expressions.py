"""The nodes of the language: what a condition or an amount is made of, and how each is written back."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, assert_never

from goodgrace.money import as_text

Kind = Literal["money", "number", "yes_no", "choice", "date", "key"]
Op = Literal["==", "!=", "<", "<=", ">", ">="]

LARGEST = 10**12
"""No fact and no constant is larger than this, counted in its smallest unit; so every sum stays exact in 64 bits."""
OPPOSITE: dict[Op, Op] = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


@dataclass(frozen=True, slots=True)
class Type:
    """The type of a value. Money and numbers are integers scaled by `places`; a date is its proleptic ordinal."""

    kind: Kind
    places: int = 0
    unit: str = ""
    of: tuple[str, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether values of this type can be added and scaled."""
        return self.kind in ("money", "number")

    @property
    def ordered(self) -> bool:
        """Whether one value can be more than another."""
        return self.kind in ("money", "number", "date")


YES_NO = Type("yes_no")
DAYS = Type("number", 0, "days")


@dataclass(frozen=True, slots=True)
class Constant:
    """A value written in the policy: a scaled integer, a word of a choice, a date's ordinal, or yes or no."""

    value: int | str
    type: Type


@dataclass(frozen=True, slots=True)
class Known:
    """The value of a fact, by its name; `largest` is the largest magnitude it can have, in its smallest unit."""

    name: str
    type: Type
    largest: int = field(default=LARGEST, compare=False)


@dataclass(frozen=True, slots=True)
class Named:
    """A ground, by its name, with the condition it stands for; `parts` and `depth` are that condition's, spelt out."""

    name: str
    condition: "Node"
    type: Type = YES_NO
    parts: int = field(default=1, compare=False)
    depth: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """Holds where its part does not."""

    part: "Node"
    type: Type = YES_NO


@dataclass(frozen=True, slots=True)
class All:
    """Holds where every part does: `and`."""

    parts: tuple["Node", ...]
    type: Type = YES_NO


@dataclass(frozen=True, slots=True)
class Either:
    """Holds where at least one part does: `or`."""

    parts: tuple["Node", ...]
    type: Type = YES_NO


@dataclass(frozen=True, slots=True)
class Compare:
    """Two values of one kind, compared exactly, whatever places each has."""

    op: Op
    left: "Node"
    right: "Node"
    type: Type = YES_NO


@dataclass(frozen=True, slots=True)
class Among:
    """Whether a value is one of those listed: `in`."""

    part: "Node"
    values: tuple[Constant, ...]
    type: Type = YES_NO


@dataclass(frozen=True, slots=True)
class Sum:
    """One value plus another, or minus it where `sign` is -1, at the places of `type`."""

    left: "Node"
    right: "Node"
    sign: Literal[1, -1]
    type: Type


@dataclass(frozen=True, slots=True)
class Times:
    """A value times a constant: `by` is an integer scaled by `by_places`; the result is at the places of `type`."""

    part: "Node"
    by: int
    by_places: int
    type: Type


@dataclass(frozen=True, slots=True)
class Extreme:
    """The least or the most of several values: `min` and `max`. Unknown as soon as one of them is."""

    which: Literal["min", "max"]
    parts: tuple["Node", ...]
    type: Type


@dataclass(frozen=True, slots=True)
class Share:
    """So many percent of a value, rounded half even: `percent` is an integer scaled by `percent_places`."""

    part: "Node"
    percent: int
    percent_places: int
    type: Type

    @property
    def divisor(self) -> int:
        """What the value times `percent` is divided by."""
        return int(100 * 10**self.percent_places)


@dataclass(frozen=True, slots=True)
class Choose:
    """One value where the condition holds and another where it does not: `a if c else b`."""

    test: "Node"
    then: "Node"
    otherwise: "Node"
    type: Type


@dataclass(frozen=True, slots=True)
class DaysBetween:
    """The days from the first date to the second; negative where the second comes first."""

    start: "Node"
    end: "Node"
    type: Type = DAYS


Node = (
    Constant
    | Known
    | Named
    | Not
    | All
    | Either
    | Compare
    | Among
    | Sum
    | Times
    | Extreme
    | Share
    | Choose
    | DaysBetween
)


def parts_of(node: Node) -> tuple[Node, ...]:
    """The nodes directly inside a node."""
    match node:
        case Constant() | Known():
            return ()
        case Named(condition=part) | Not(part=part) | Among(part=part) | Times(part=part) | Share(part=part):
            return (part,)
        case All(parts=parts) | Either(parts=parts) | Extreme(parts=parts):
            return parts
        case Compare(left=left, right=right) | Sum(left=left, right=right):
            return (left, right)
        case Choose(test=test, then=then, otherwise=otherwise):
            return (test, then, otherwise)
        case DaysBetween(start=start, end=end):
            return (start, end)
        case _ as unreachable:
            assert_never(unreachable)


def walk(node: Node) -> Iterator[Node]:
    """A node and everything inside it, outermost first."""
    yield node
    for part in parts_of(node):
        yield from walk(part)


def facts_in(node: Node) -> tuple[str, ...]:
    """The names of the facts that a node asks for, each once, in the order of its text."""
    return tuple(dict.fromkeys(part.name for part in walk(node) if isinstance(part, Known)))


def without_not(node: Node, holds: bool = True) -> Node:
    """The same condition with `not` pushed inwards until it stands only before a bare fact, a choice or an `in`.

    Three-valued logic keeps its meaning: the opposite of a comparison is unknown exactly where the comparison is.
    With `holds` False, the opposite of the condition.
    """
    match node:
        case Not(part=part):
            return without_not(part, not holds)
        case All(parts=parts) | Either(parts=parts):
            inner = tuple(without_not(part, holds) for part in parts)
            return All(inner) if isinstance(node, All) == holds else Either(inner)
        case Named(condition=condition) if not holds:
            return without_not(condition, holds)
        case Compare(op=op, left=left, right=right) if not holds:
            return Compare(OPPOSITE[op], left, right)
        case _:
            return node if holds else Not(node)


_TIGHT = {All: 2, Either: 1, Not: 3, Compare: 3, Among: 3, Choose: 0, Sum: 5, Times: 6}


def write(node: Node) -> str:
    """Write a node back in the words of the language, so that reading it again gives the same node."""
    match node:
        case Constant():
            return write_value(node.value, node.type)
        case Known(name=name) | Named(name=name):
            return name
        case Not(part=Among() as among):
            return f"{_inner(among.part, 4)} not in {_listed(among)}"
        case Not(part=part):
            return f"not {_inner(part, 3)}"
        case All(parts=parts):
            return " and ".join(_inner(part, 3) for part in parts)
        case Either(parts=parts):
            return " or ".join(_inner(part, 2) for part in parts)
        case Compare(op=op, left=left, right=right):
            return f"{_inner(left, 4)} {op} {_inner(right, 4)}"
        case Among():
            return f"{_inner(node.part, 4)} in {_listed(node)}"
        case Sum(left=left, right=right, sign=sign):
            return f"{_inner(left, 5)} {'+' if sign == 1 else '-'} {_inner(right, 6)}"
        case Times(part=part, by=by, by_places=places):
            return f"{_inner(part, 6)} * {as_text(by, places)}"
        case Extreme(which=which, parts=parts):
            return f"{which}({', '.join(write(part) for part in parts)})"
        case Share(part=part, percent=percent, percent_places=places):
            return f"share({write(part)}, {as_text(percent, places)})"
        case Choose(test=test, then=then, otherwise=otherwise):
            return f"{_inner(then, 1)} if {_inner(test, 1)} else {_inner(otherwise, 0)}"
        case DaysBetween(start=start, end=end):
            return f"days_between({write(start)}, {write(end)})"
        case _ as unreachable:
            assert_never(unreachable)


def _inner(node: Node, tightness: int) -> str:
    text = write(node)
    return f"({text})" if _TIGHT.get(type(node), 9) < tightness else text


def _listed(among: Among) -> str:
    return f"[{', '.join(write(value) for value in among.values)}]"


def write_value(value: int | str, type: Type) -> str:
    """Write one value of a type in the words of the language: "60", "2.5", "yes", '"traffic"', '"2026-11-22"'."""
    match type.kind:
        case "money" | "number":
            short = f"{Decimal(as_text(int(value), type.places)).normalize():f}"
            return short if len(short) <= 20 else as_text(int(value), type.places)
        case "yes_no":
            return "yes" if value else "no"
        case "date":
            return f'"{date.fromordinal(int(value)).isoformat()}"'
        case "choice" | "key":
            return '"' + str(value).replace('"', "'") + '"'
        case _ as unreachable:
            assert_never(unreachable)
