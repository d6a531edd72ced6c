"""Meaning 1, fast: a policy as two Python functions, written from our own nodes, for cases where all is known.

`meaning.py` and `limits.py` say what the words mean; this says the same without asking each time. A test holds the two
together. No text of a policy is ever evaluated: every line below is made of checked names, numbers and quoted words.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, assert_never
from weakref import finalize

from goodgrace.money import as_decimal, half_even
from goodgrace.policy.expressions import (
    LARGEST,
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
    facts_in,
    walk,
    without_not,
)
from goodgrace.policy.shape import Fact, Never, Policy, Remedy, Rule, expressions_of, facts_used, rules_of
from goodgrace.policy.sheet.caps import CapLeft, bound_for, left_of
from goodgrace.policy.sheet.failing import Failed, Leaf, as_failed, leaf_of
from goodgrace.policy.values import Value, read_fact

Values = tuple[Value | None, ...]
Amounts = tuple[int, ...]
Answer = tuple[Values, Amounts | None]
"""The exact values of the facts used, and the limits before caps; None where a value is missing."""
Reasons = tuple[tuple[bool, ...], tuple[dict[int, Failed], ...], tuple[Never | None, ...]]
"""Whether each ground holds; for each remedy what failed, by number, and the `never` that holds."""

PLAIN_PLACES = 4
"""The most places of a float that are read without further ado: beyond them Python writes 0.00001 as 1e-05."""


@dataclass(frozen=True, slots=True)
class RemedyPlan:
    """What is the same for a remedy in every case: its grounds by number and name, and its caps while they are whole.

    `columns` are its places among the amounts. `bounds` says for each role of the ladder what the whole caps leave it; None where none holds it back.
    """

    remedy: Remedy
    columns: slice
    grounds: tuple[tuple[int, str], ...]
    caps: tuple[CapLeft, ...]
    bounds: tuple[int | None, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A policy made ready for many cases; it does not hold on to the policy itself.

    `columns` names the limits that `answer` tells, in its order: (remedy, target) pairs, in smallest units.
    `complete` is how many facts a case has that names every used fact and nothing else; -1 where defaults make that
    impossible to tell by counting.
    `used` names the facts that any rule asks for, in the order in which the functions take their values.
    """

    columns: tuple[tuple[str, str], ...]
    used: tuple[str, ...]
    complete: int
    remedies: tuple[RemedyPlan, ...]
    answer: Callable[[Mapping[str, object]], Answer]
    reasons: Callable[..., Reasons]
    source: str


_plans: dict[int, Plan] = {}


def plan_of(policy: Policy) -> Plan:
    """The policy's plan, made once for each policy and kept as long as the policy is."""
    plan = _plans.get(id(policy))
    if plan is None:
        plan = _plans[id(policy)] = _make(policy)
        finalize(policy, _plans.pop, id(policy), None)
    return plan


def grounds_used(remedy: Remedy) -> tuple[str, ...]:
    """The grounds that a remedy's rules and nevers name, in the order of the text."""
    named = (part.name for node in expressions_of(remedy) for part in walk(node) if isinstance(part, Named))
    return tuple(dict.fromkeys(named))


def _make(policy: Policy) -> Plan:
    used = facts_used(policy)
    writer = _Writer(policy, used)
    source = "\n".join([*writer.answer(), *writer.reasons()])
    space: dict[str, Any] = {
        "Failed": Failed,
        "as_decimal": as_decimal,
        "half_even": half_even,
        "read_fact": read_fact,
        **{f"fact_{name}": fact for name, fact in policy.facts.items()},
        **{f"words_{name}": frozenset(fact.type.of) for name, fact in policy.facts.items()},
    }
    space |= {f"failed_{number}": as_failed(leaf, None) for number, leaf in enumerate(writer.leaves)}
    space |= {f"node_{number}": leaf.node for number, leaf in enumerate(writer.leaves)}
    for index, remedy in enumerate(policy.remedies.values()):
        space |= {f"never{index}_{number}": never for number, never in enumerate(remedy.never)}
    exec(compile(source, f"<plan of {policy.name!r}>", "exec"), space)  # noqa: S102  # written from our own nodes only
    return Plan(
        columns=tuple((remedy, target) for remedy in policy.remedies for target in policy.targets),
        used=used,
        complete=-1 if any(policy.facts[name].default is not None for name in used) else len(used),
        remedies=tuple(_remedy_plan(policy, remedy, index) for index, remedy in enumerate(policy.remedies.values())),
        answer=space["answer"],
        reasons=space["reasons"],
        source=source,
    )


def _remedy_plan(policy: Policy, remedy: Remedy, index: int) -> RemedyPlan:
    width = len(policy.targets)
    columns = slice(index * width, (index + 1) * width)
    asked = grounds_used(remedy)
    grounds = tuple((number, name) for number, name in enumerate(policy.grounds) if name in asked)
    caps = left_of(policy, remedy, None, {}, None)
    return RemedyPlan(remedy, columns, grounds, caps, tuple(bound_for(role, policy, caps) for role in policy.roles))


class _Writer:
    """Writes the two functions as Python text."""

    def __init__(self, policy: Policy, used: tuple[str, ...]) -> None:
        self.policy, self.used = policy, used
        self.leaves: dict[Leaf, int] = {}

    def answer(self) -> Iterator[str]:
        """The function that reads a case and tells the limits: see `Answer`."""
        yield "def answer(facts):"
        yield "    whole = True"
        yield "    try:"
        yield from (f"        f_{name} = facts[{name!r}]" for name in self.used)
        yield "        pass"
        yield "    except KeyError:"
        yield from (f"        f_{name} = facts.get({name!r})" for name in self.used)
        yield "        pass"
        for name in self.used:
            yield from self._reading(self.policy.facts[name])
        values = f"({''.join(f'f_{name}, ' for name in self.used)})"
        yield f"    if not whole: return {values}, None"
        yield from self._grounds()
        for index, remedy in enumerate(self.policy.remedies.values()):
            yield from self._remedy(index, remedy)
        targets = range(len(self.policy.targets))
        amounts = [f"a{index}_{number}" for index in range(len(self.policy.remedies)) for number in targets]
        yield f"    return {values}, ({', '.join(amounts)},)"

    def _reading(self, fact: Fact) -> Iterator[str]:
        """A raw value made exact in place; kinds of values that need nothing done are passed over."""
        name = f"f_{fact.name}"
        as_it_is, others = _quick_readings(fact)
        yield f"    if {' or '.join(f'({test})' for test in as_it_is) or 'False'}: pass"
        for test, value in others:
            yield f"    elif {test}: {name} = {value}"
        yield "    else:"
        yield f"        {name} = read_fact(fact_{fact.name}, {name})"
        yield f"        if {name} is None: whole = False"

    def _remedy(self, index: int, remedy: Remedy) -> Iterator[str]:
        if remedy.at_most is not None:
            yield f"    most = {counted(remedy.at_most, remedy.places)}"
            yield "    if most < 0: most = 0"
        yield "    best = 0"
        yield from self._rules(remedy.standard, remedy, "    ")
        yield f"    a{index}_0 = {_bounded(remedy)}"
        indent = "    "
        if remedy.never:
            nevers = [code(never.when) if never.when is not None else "True" for never in remedy.never]
            yield f"    free = not ({' or '.join(nevers)})"
            indent = "        "
        for number, role in enumerate(self.policy.roles, 1):
            rules = remedy.discretion.get(role, ())
            if rules:
                if remedy.never:
                    yield "    if free:"
                yield from self._rules(rules, remedy, indent)
                yield f"    a{index}_{number} = {_bounded(remedy)}"
            else:
                yield f"    a{index}_{number} = a{index}_{number - 1}"

    def _rules(self, rules: tuple[Rule, ...], remedy: Remedy, indent: str) -> Iterator[str]:
        for rule in rules:
            inner = indent
            if rule.when is not None:
                yield f"{indent}if {code(rule.when)}:"
                inner = indent + "    "
            if rule.amount == remedy.at_most:  # all there is to give: no need to compare
                yield f"{inner}best = most"
                continue
            amount = counted(rule.amount, remedy.places)
            if not isinstance(rule.amount, Constant | Known):
                yield f"{inner}amount = {amount}"
                amount = "amount"
            yield f"{inner}if {amount} > best: best = {amount}"

    def reasons(self) -> Iterator[str]:
        """The function that says why: see `Reasons`."""
        yield f"def reasons({self._arguments()}):"
        yield from self._grounds()
        for index, remedy in enumerate(self.policy.remedies.values()):
            yield f"    d{index} = {{}}"
            for rule in rules_of(remedy):
                if rule.when is not None:
                    yield from self._failing(without_not(rule.when), f"d{index}", "    ")
            yield f"    n{index} = {self._never(index, remedy)}"
        grounds = "".join(f"g_{name}, " for name in self.policy.grounds)
        remedies = "".join(f"d{index}, " for index in range(len(self.policy.remedies)))
        nevers = "".join(f"n{index}, " for index in range(len(self.policy.remedies)))
        yield f"    return ({grounds}), ({remedies}), ({nevers})"

    def _never(self, index: int, remedy: Remedy) -> str:
        text = "None"
        for number, never in reversed(list(enumerate(remedy.never))):
            holds = code(never.when) if never.when is not None else "True"
            text = f"never{index}_{number} if {holds} else {text}"
        return text

    def _failing(self, node: Node, into: str, indent: str) -> Iterator[str]:
        match node:
            case All(parts=parts):
                for part in parts:
                    yield from self._failing(part, into, indent)
            case Either(parts=parts):
                yield f"{indent}if not {code(node)}:"
                for part in parts:
                    yield from self._failing(part, into, indent + "    ")
            case Named(condition=condition):
                yield from self._failing(without_not(condition), into, indent)
            case _:
                leaf = leaf_of(node)
                yield f"{indent}if not {code(node)}: {into}[{self._number_of(leaf)}] = {self._failed(leaf)}"

    def _number_of(self, leaf: Leaf) -> int:
        return self.leaves.setdefault(leaf, len(self.leaves))

    def _failed(self, leaf: Leaf) -> str:
        if leaf.margin is None:
            return f"failed_{self._number_of(leaf)}"
        margin = f"as_decimal({counted(leaf.margin, leaf.places)} + {leaf.step}, {leaf.places})"
        return f"Failed({leaf.text!r}, {margin}, {leaf.type.unit!r}, {leaf.direction}, node_{self._number_of(leaf)})"

    def _arguments(self) -> str:
        return ", ".join(f"f_{name}" for name in self.used)

    def _grounds(self) -> Iterator[str]:
        used = set(self.used)
        for name, node in self.policy.grounds.items():
            value = code(node) if set(facts_in(node)) <= used else "None"
            yield f"    g_{name} = {value}"


def _quick_readings(fact: Fact) -> tuple[list[str], list[tuple[str, str]]]:
    """The common kinds of raw values that are exact as they are, and those that are read quickly, each by its test.

    All others take `read_fact`.
    """
    kind, name = fact.type.kind, f"f_{fact.name}"
    if fact.type.counts:
        return _quick_numbers(fact, name)
    if kind == "yes_no":
        return [f"{name} is True or {name} is False"], []
    if kind == "choice":
        return [f"type({name}) is str and {name} in words_{fact.name}"], []
    return [], []


def _quick_numbers(fact: Fact, name: str) -> tuple[list[str], list[tuple[str, str]]]:
    """Whole numbers; and floats that are the nearest to a decimal with the fact's places, so that they stand for it.

    No two decimals of up to 15 digits share a nearest float, and LARGEST has 13. `x.__round__()` is round(x), asked
    for directly, in half the time; two comparisons are faster than one chain of them.
    """
    scale = int(10**fact.type.places)
    least = -LARGEST if fact.least is None else fact.least
    most = LARGEST if fact.most is None else fact.most
    whole = f"type({name}) is int and {name} <= {most // scale} and {name} >= {-(-least // scale)}"
    floats = []
    if fact.type.places <= PLAIN_PLACES:
        times = f" * {scale}" if scale > 1 else ""
        inside = f"type({name}) is float and {name} <= {most / scale!r} and {name} >= {least / scale!r}"
        floats = [(f"{inside} and (scaled := ({name}{times}).__round__()) / {scale} == {name}", "scaled")]
    if scale == 1:
        return [whole], floats
    return [], [*floats, (whole, f"{name} * {scale}")]


def _bounded(remedy: Remedy) -> str:
    return "best" if remedy.at_most is None else "best if best < most else most"


def counted(node: Node, places: int) -> str:
    """Python text for a counting node's value, scaled by `places`."""
    if isinstance(node, Constant):
        return str(int(node.value) * int(10 ** (places - node.type.places)))
    factor = int(10 ** (places - node.type.places))
    return code(node) if factor == 1 else f"({code(node)} * {factor})"


def code(node: Node) -> str:
    """Python text for a node's value in a case where every fact is known."""
    match node:
        case Constant(value=value):
            return repr(value)
        case Known(name=name):
            return f"f_{name}"
        case Named(name=name):
            return f"g_{name}"
        case Not(part=part):
            return f"(not {code(part)})"
        case All(parts=parts):
            return f"({' and '.join(code(part) for part in parts)})"
        case Either(parts=parts):
            return f"({' or '.join(code(part) for part in parts)})"
        case Compare(op=op, left=left, right=right):
            return f"({' '.join((_side(left, right), op, _side(right, left)))})"
        case Among(part=part, values=values):
            places = max(part.type.places, *(value.type.places for value in values))
            items = "".join(f"{_at(value, places)}, " for value in values)
            return f"({_at(part, places)} in ({items}))"
        case Sum(left=left, right=right, sign=sign, type=type):
            return f"({counted(left, type.places)} {'+' if sign == 1 else '-'} {counted(right, type.places)})"
        case Times(part=part, by=by, type=type):
            factor = by * int(10 ** (type.places - part.type.places - node.by_places))
            return f"({code(part)} * {factor})"
        case Extreme(which=which, parts=parts, type=type):
            return f"{which}({', '.join(counted(part, type.places) for part in parts)})"
        case Share(part=part, percent=percent):
            return f"half_even({code(part)} * {percent}, {node.divisor})"
        case Choose(test=test, then=then, otherwise=otherwise, type=type):
            return f"({_at(then, type.places)} if {code(test)} else {_at(otherwise, type.places)})"
        case DaysBetween(start=start, end=end):
            return f"({code(end)} - {code(start)})"
        case _ as unreachable:
            assert_never(unreachable)


def _at(node: Node, places: int) -> str:
    return counted(node, places) if node.type.counts else code(node)


def _side(node: Node, other: Node) -> str:
    return _at(node, max(node.type.places, other.type.places))
