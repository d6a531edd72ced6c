"""The reader of conditions and amounts: text of the language to typed nodes, or a fault with its place and a fix."""

import ast
import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, NoReturn

from goodgrace.money import EXACT, scaled, whole
from goodgrace.policy.expressions import (
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
from goodgrace.policy.naming import suggest
from goodgrace.policy.reader.syntax import DEEPEST, Fault, indent_of, one_line, parse
from goodgrace.policy.shape import IDENTITIES
from goodgrace.policy.sizes import TooLarge, largest, measure

MOST_PLACES = 6
MOST_PARTS, DEEPEST_SPELT_OUT = 2_000, 60
ISO_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
SMALLER = "Give its facts bounds (`least:` and `most:`), or use smaller constants."
FUNCTIONS = ("min", "max", "share", "days_between")
_OPERATORS: dict[type[ast.cmpop], Op] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}


@dataclass(frozen=True, slots=True)
class Names:
    """What a condition may name: facts by their type, and the grounds read so far.

    `doubtful` holds names with a fault of their own, told where they stand; what only follows from it is not told
    again. With `complete` False the facts or grounds could not all be read, so any name may be one of them.
    """

    facts: Mapping[str, Known]
    grounds: Mapping[str, Node]
    money: Type
    doubtful: Set[str] = frozenset()
    complete: bool = True
    _named: dict[str, Named] = field(default_factory=dict, compare=False, repr=False)

    def named(self, name: str) -> Named:
        """The node that names a ground: the same one each time, measured once."""
        if name not in self._named:
            condition = self.grounds[name]
            parts, depth = measure(condition)
            self._named[name] = Named(name, condition, parts=parts, depth=depth)
        return self._named[name]


def read_condition(text: str, names: Names) -> Node:
    """Read a condition: a node of type yes_no. Raises Fault."""
    return _read(text, names, YES_NO)


def read_amount(text: str, names: Names, type: Type) -> Node:
    """Read an amount of a money or number type. Raises Fault."""
    return _read(text, names, type)


def _read(text: str, names: Names, type: Type) -> Node:
    reader = _Reader(text, names)
    tree = reader.tree()
    node = reader.condition(tree, 0) if type.kind == "yes_no" else reader.amount(tree, type)
    parts, depth = measure(node)
    if parts > MOST_PARTS:
        fault = f"With the grounds that it names, this has more than {MOST_PARTS:,} parts."
        raise Fault(fault, 0, text, "Name fewer grounds, or shorter ones.")
    if depth > DEEPEST_SPELT_OUT:
        fault = f"With the grounds that it names, this is nested more than {DEEPEST_SPELT_OUT} deep."
        raise Fault(fault, 0, text, "Let fewer grounds stand on one another.")
    try:
        largest(node)
    except TooLarge as error:
        raise Fault(str(error), 0, text, SMALLER) from None
    return node


class _Reader:
    """Turns Python's syntax tree of one text into nodes; anything that is not on the list is a fault."""

    def __init__(self, text: str, names: Names) -> None:
        self.names = names
        self.indent = indent_of(text)
        self.text = text
        self.line = one_line(text).strip()
        self.read: dict[tuple[int, Type | None], Node] = {}

    def tree(self) -> ast.expr:
        try:
            return parse(self.text)
        except Fault as fault:
            named = set(re.findall(r"\w+", self.text)) & self.names.doubtful
            raise Fault(fault.message, fault.start, fault.text, fault.fix, follows=bool(named)) from None

    def fail(self, tree: ast.AST, message: str, fix: str = "") -> NoReturn:
        raise Fault(message, self._start(tree), self._source(tree), fix)

    def _start(self, tree: ast.AST) -> int:
        before = self.line.encode()[: getattr(tree, "col_offset", 0)]
        return self.indent + len(before.decode(errors="ignore"))

    def _source(self, tree: ast.AST) -> str:
        return ast.get_source_segment(self.line, tree) or ""

    def condition(self, tree: ast.expr, depth: int) -> Node:
        """A node of type yes_no."""
        node = self.value(tree, None, depth)
        if node.type.kind != "yes_no":
            ask = f"Compare it, as in `{self._source(tree)[:40]} == …`."
            self.fail(tree, f"A condition is needed here; `{self._source(tree)[:40]}` is {_kind(node.type)}.", ask)
        return node

    def amount(self, tree: ast.expr, type: Type) -> Node:
        """A node of a money or number type, with no more places than the type has."""
        node = self.value(tree, type, 0)
        if node.type.kind != type.kind:
            fault = f"{_kind(type).capitalize()} is needed here; `{self._source(tree)[:40]}` is {_kind(node.type)}."
            self.fail(tree, fault, _mix_fix(type, node.type))
        self._same_unit(tree, node.type, type)
        if node.type.places > type.places:
            self.fail(
                tree, f"This has {node.type.places} decimal places; {type.places} fit.", _places_fix(type, node.type)
            )
        return node

    def value(self, tree: ast.expr, expected: Type | None, depth: int = 0) -> Node:
        """A node of any type; constants and rates take the type that is expected."""
        key = (id(tree), expected)
        if key not in self.read:  # each part is read once for each type that is expected of it, however deep it stands
            self.read[key] = self._value(tree, expected, depth)
        return self.read[key]

    def _value(self, tree: ast.expr, expected: Type | None, depth: int) -> Node:
        if depth > DEEPEST:
            self.fail(tree, f"This is nested more than {DEEPEST} deep.", "Name parts of it as grounds.")
        if (number := self._number(tree)) is not None:
            return self._constant(tree, number, expected)
        match tree:
            case ast.Name(id=name):
                return self._name(tree, name, expected)
            case ast.Constant(value=bool(yes)):
                self.fail(tree, f"`{yes}` is not a word of the language.", f"Write `{'yes' if yes else 'no'}`.")
            case ast.Constant(value=str(word)):
                return self._word(tree, word, expected)
            case ast.BoolOp(op=op, values=values):
                parts = tuple(self.condition(value, depth + 1) for value in values)
                return All(parts) if isinstance(op, ast.And) else Either(parts)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Not(self.condition(operand, depth + 1))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                inner = self.value(operand, _if_money(expected), depth + 1)
                self._counts(operand, inner)
                return Times(inner, -1, 0, inner.type)
            case ast.Compare():
                return self._chain(tree, depth)
            case ast.IfExp():
                return self._choose(tree, expected, depth)
            case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult()):
                return self._arithmetic(tree, expected, depth)
            case ast.Call(func=ast.Name(id=name), keywords=[]) if name in FUNCTIONS:
                return self._call(tree, name, expected, depth)
        self._foreign(tree)

    def _foreign(self, tree: ast.expr) -> NoReturn:
        if isinstance(tree, ast.Call):
            what = self._source(tree.func)
            if what in FUNCTIONS:
                self.fail(tree, f"`{what}` takes values only, without names.", f"Write {what}(…, …).")
            fix = suggest(what, FUNCTIONS) or f"There are {', '.join(FUNCTIONS)}."
            self.fail(tree, f"There is no function `{what}`.", fix)
        if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Div):
            self.fail(tree, "There is no division: it rounds.", "Write share(x, 50) for half of x.")
        if isinstance(tree, ast.Tuple) and not tree.elts:
            self.fail(tree, "Nothing stands here.", "Write a condition, or leave the key out.")
        self.fail(
            tree,
            f"`{self._source(tree)[:40]}` is not part of the language.",
            "There are and, or, not, in, comparisons, + - *, if … else, and " + ", ".join(FUNCTIONS) + ".",
        )

    def _number(self, tree: ast.expr) -> Decimal | None:
        """The exact number that a text of digits, signs and operators stands for; None for anything else."""
        match tree:
            case ast.Constant(value=int() | float()) if not isinstance(tree.value, bool):
                source = self._source(tree)
                if not re.fullmatch(r"[0-9]{1,15}(\.[0-9]{1,6})?", source):
                    self.fail(
                        tree,
                        f"`{source[:30]}` is not a number this language can count exactly.",
                        "Write at most 15 digits and 6 decimal places.",
                    )
                return Decimal(source)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                inner = self._number(operand)
                return None if inner is None else -inner
            case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult() as op, right=right):
                a = self._number(left)
                b = self._number(right) if a is not None else None
                return None if a is None or b is None else self._calculated(tree, op, a, b)
        return None

    def _calculated(self, tree: ast.expr, op: ast.Add | ast.Sub | ast.Mult, a: Decimal, b: Decimal) -> Decimal:
        result = EXACT.add(a, b) if isinstance(op, ast.Add) else EXACT.subtract(a, b)
        if isinstance(op, ast.Mult):
            result = EXACT.multiply(a, b)
        if abs(result) >= 10**15 or _decimals(result) > MOST_PLACES:
            fix = f"Write the result, with at most 15 digits and {MOST_PLACES} decimal places."
            self.fail(tree, "This cannot be calculated exactly.", fix)
        return result

    def _constant(self, tree: ast.expr, number: Decimal, expected: Type | None) -> Node:
        places = _decimals(number)
        if places > MOST_PLACES:
            self.fail(tree, f"At most {MOST_PLACES} decimal places can be counted.", "Write fewer of them.")
        type = Type("number", places)
        if expected is not None and expected.counts:
            type = (
                expected
                if expected.kind == "money" or places <= expected.places
                else Type("number", places, expected.unit)
            )
        if places > type.places:
            fault = f"{self.names.money.places} decimal places are the smallest money; this has {places}."
            self.fail(tree, fault, "Write fewer of them.")
        value = scaled(number, type.places)
        return Constant(0 if value is None else value, type)

    def _name(self, tree: ast.expr, name: str, expected: Type | None) -> Node:
        if name in ("yes", "no"):
            return Constant(name == "yes", YES_NO)
        if name in self.names.doubtful:
            raise Fault(f"`{name}` has a fault of its own.", self._start(tree), name, follows=True)
        if name in self.names.grounds:
            return self.names.named(name)
        known = self.names.facts.get(name)
        if known is None and not self.names.complete:
            raise Fault(f"`{name}` could not be read.", self._start(tree), name, follows=True)
        if known is None:
            self.fail(tree, f"There is no fact or ground `{name}`.", self._name_fix(name, expected))
        if known.type.kind == "key":
            self.fail(
                tree, f"`{name}` is a key: it says who or which.", "Only caps may count by it, as in {per: customer}."
            )
        return known

    def _name_fix(self, name: str, expected: Type | None) -> str:
        if expected is not None and name in expected.of:
            return f'Put a choice in quotation marks, as in `"{name}"`.'
        if name in ("true", "false"):
            return f"Write `{'yes' if name == 'true' else 'no'}`."
        if name in IDENTITIES:
            return "It says who or which, and only caps may count by it."
        near = suggest(name, [*self.names.facts, *self.names.grounds])
        return near or "Add it under `facts:`, or move its ground above this one."

    def _word(self, tree: ast.expr, word: str, expected: Type | None) -> Node:
        if expected is None or expected.kind not in ("choice", "date"):
            kind = "nothing" if expected is None else _kind(expected)
            fix = "Compare words only with a choice or a date."
            if expected is not None and expected.counts:
                fix = "Write the number without quotation marks."
            if expected == YES_NO and word in ("yes", "no"):
                fix = "Write yes and no without quotation marks, or the fact alone."
            self.fail(tree, f'"{word}" is a word, and {kind} is compared with it.', fix)
        if expected.kind == "choice":
            if word not in expected.of:
                fix = suggest(word, expected.of) or f"It can be {', '.join(expected.of)}."
                self.fail(tree, f'"{word}" is not one of the choices.', fix)
            return Constant(word, expected)
        try:
            day = date.fromisoformat(word) if re.fullmatch(ISO_DATE, word) else None
        except ValueError:
            day = None
        if day is None:
            self.fail(tree, f'"{word}" is not a date.', 'Write it as "2026-11-22".')
        return Constant(day.toordinal(), expected)

    def _chain(self, tree: ast.Compare, depth: int) -> Node:
        sides = [tree.left, *tree.comparators]
        links = [
            self._link(op, left, right, depth) for op, left, right in zip(tree.ops, sides, sides[1:], strict=False)
        ]
        return links[0] if len(links) == 1 else All(tuple(links))

    def _link(self, op: ast.cmpop, left: ast.expr, right: ast.expr, depth: int) -> Node:
        if isinstance(op, ast.In | ast.NotIn):
            among = self._among(left, right, depth)
            return among if isinstance(op, ast.In) else Not(among)
        word = _OPERATORS.get(type(op))
        if word is None:
            self.fail(left, "`is` is not part of the language.", "Write `==` or `!=`.")
        a, b = self._alike(left, right, None, depth)
        if a.type.kind == "yes_no" and isinstance(b, Constant) and word in ("==", "!="):
            return a if bool(b.value) == (word == "==") else Not(a)
        if word not in ("==", "!=") and not a.type.ordered:
            self.fail(
                left,
                f"{_kind(a.type).capitalize()} has no order: it is not more or less than another.",
                "Use == or !=.",
            )
        return Compare(word, a, b)

    def _among(self, left: ast.expr, right: ast.expr, depth: int) -> Among:
        part = self.value(left, None, depth + 1)
        if not isinstance(right, ast.List | ast.Tuple) or not right.elts:
            self.fail(right, "`in` needs a list of values.", 'Write them out, as in `cause in ["traffic", "illness"]`.')
        values = tuple(self.value(value, part.type, depth + 1) for value in right.elts)
        for tree, value in zip(right.elts, values, strict=True):
            if not isinstance(value, Constant) or value.type.kind != part.type.kind:
                fault = f"`{self._source(tree)}` cannot be in this list: {_kind(part.type)} is looked for."
                self.fail(tree, fault, f"Write each value out, as {_kind(part.type)}.")
        return Among(part, tuple(value for value in values if isinstance(value, Constant)))

    def _alike(self, left: ast.expr, right: ast.expr, expected: Type | None, depth: int) -> tuple[Node, Node]:
        """Two values of one kind and unit: constants and rates follow the other side."""
        if self._is_literal(left) and not self._is_literal(right):
            b = self.value(right, expected, depth + 1)
            a = self.value(left, b.type, depth + 1)
        else:
            a = self.value(left, expected, depth + 1)
            b = self.value(right, a.type if expected is None or a.type.kind != expected.kind else expected, depth + 1)
        if a.type.kind == "number" and b.type.kind == "money":
            a = self.value(left, b.type, depth + 1)
        if a.type.kind != b.type.kind:
            self.fail(
                left, f"{_kind(a.type).capitalize()} cannot be put beside {_kind(b.type)}.", _mix_fix(a.type, b.type)
            )
        self._same_unit(right, b.type, a.type)
        if a.type.kind == "choice" and not set(a.type.of) & set(b.type.of):
            self.fail(left, "These two choices have no word in common.", "They could never be the same.")
        return a, b

    def _is_literal(self, tree: ast.expr) -> bool:
        return isinstance(tree, ast.Constant) or self._number(tree) is not None

    def _same_unit(self, tree: ast.expr, one: Type, other: Type) -> None:
        if one.unit and other.unit and one.unit != other.unit:
            self.fail(tree, f"This is in {one.unit}, and {other.unit} is needed.", "Give both facts the same unit.")

    def _counts(self, tree: ast.expr, node: Node) -> None:
        if not node.type.counts:
            fix = "Write days_between(bought, on)." if node.type.kind == "date" else "Count with money and numbers."
            self.fail(tree, f"`{self._source(tree)}` is {_kind(node.type)} and cannot be counted with.", fix)

    def _arithmetic(self, tree: ast.BinOp, expected: Type | None, depth: int) -> Node:
        if isinstance(tree.op, ast.Mult):
            return self._times(tree, expected, depth)
        a, b = self._alike(tree.left, tree.right, expected, depth)
        self._counts(tree.left, a)
        return Sum(a, b, 1 if isinstance(tree.op, ast.Add) else -1, _wider(a.type, b.type))

    def _times(self, tree: ast.BinOp, expected: Type | None, depth: int) -> Node:
        by, part = self._number(tree.right), tree.left
        if by is None:
            by, part = self._number(tree.left), tree.right
        if by is None:
            self.fail(tree, "One side of `*` must be a constant.", "A product of two facts cannot be proved about.")
        inner = self.value(part, _if_money(expected), depth + 1)
        self._counts(part, inner)
        places = _decimals(by)
        rate = expected is not None and expected.kind == "money" and inner.type.kind == "number"
        total = inner.type.places + places
        if inner.type.kind == "money" or rate:
            money = self.names.money
            if total > money.places:
                self.fail(
                    tree,
                    "This has more decimal places than money has.",
                    f"Write share({self._source(part)}, {(by * 100).normalize():f}) for that part of it.",
                )
            return Times(inner, whole(by, places), places, money)
        if total > MOST_PLACES:
            fault = f"This has {total} decimal places; at most {MOST_PLACES} can be counted."
            self.fail(tree, fault, "Write fewer of them.")
        return Times(inner, whole(by, places), places, Type("number", total, inner.type.unit))

    def _choose(self, tree: ast.IfExp, expected: Type | None, depth: int) -> Node:
        test = self.condition(tree.test, depth + 1)
        then, otherwise = self._alike(tree.body, tree.orelse, expected, depth)
        return Choose(test, then, otherwise, _wider(then.type, otherwise.type))

    def _call(self, tree: ast.Call, name: str, expected: Type | None, depth: int) -> Node:
        if name == "share":
            return self._share(tree, expected, depth)
        if name == "days_between":
            return self._days(tree, depth)
        if len(tree.args) < 2:
            self.fail(tree, f"`{name}` needs at least two values.", f"Write {name}(fee, 25).")
        return self._extreme(tree, "min" if name == "min" else "max", expected, depth)

    def _extreme(self, tree: ast.Call, which: Literal["min", "max"], expected: Type | None, depth: int) -> Node:
        facts = [arg for arg in tree.args if not self._is_literal(arg)]
        first = facts[0] if facts else tree.args[0]
        found = [self.value(arg, expected, depth + 1).type for arg in facts]
        aim = next((type for type in found if type.kind == "money"), expected or next(iter(found), None))
        parts = tuple(self._alike(first, arg, aim, depth)[1] for arg in tree.args)
        for arg, part in zip(tree.args, parts, strict=True):
            self._counts(arg, part)
        type = parts[0].type
        for part in parts:
            type = _wider(type, part.type)
        return Extreme(which, parts, type)

    def _share(self, tree: ast.Call, expected: Type | None, depth: int) -> Node:
        percent = self._number(tree.args[1]) if len(tree.args) == 2 else None
        if percent is None or percent < 0:
            self.fail(tree, "`share` needs a value and a percentage.", "Write share(late_fee, 20).")
        part = self.value(tree.args[0], expected, depth + 1)
        self._counts(tree.args[0], part)
        places = _decimals(percent)
        return Share(part, whole(percent, places), places, part.type)

    def _days(self, tree: ast.Call, depth: int) -> Node:
        parts = [self.value(arg, Type("date"), depth + 1) for arg in tree.args]
        if len(parts) != 2 or any(part.type.kind != "date" for part in parts):
            self.fail(tree, "`days_between` needs two dates.", "Write days_between(bought, on).")
        return DaysBetween(parts[0], parts[1])


def _kind(type: Type) -> str:
    words = {
        "money": "money",
        "number": "a number",
        "yes_no": "a yes or no",
        "choice": "a choice",
        "date": "a date",
        "key": "a key",
    }
    return words[type.kind]


def _decimals(number: Decimal) -> int:
    exponent = number.normalize(EXACT).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _if_money(expected: Type | None) -> Type | None:
    """What is expected inside a product: a rate may be; decimal places may not, for the product brings its own."""
    return expected if expected is not None and expected.kind == "money" else None


def _wider(a: Type, b: Type) -> Type:
    return Type(a.kind, max(a.places, b.places), a.unit or b.unit, tuple(dict.fromkeys((*a.of, *b.of))))


def _mix_fix(a: Type, b: Type) -> str:
    if {a.kind, b.kind} == {"money", "number"}:
        return "Make the number a rate, as in `months * 250`, or compare money with money."
    if {a.kind, b.kind} == {"date", "number"}:
        return 'Put a date in quotation marks, as in `"2026-11-22"`; count days with days_between(bought, on).'
    return f"Compare {_kind(a)} with {_kind(a)}."


def _places_fix(type: Type, found: Type) -> str:
    if type.kind == "money":
        return "Write share(x, 150) for one and a half times x."
    return f"Write `places: {found.places}` at the remedy."
