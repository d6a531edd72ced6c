"""Meaning 3, logic: is there a complete case in which this holds? The only importer of Z3.

Questions are nodes of the language and answers are cases, so nothing of Z3 is seen outside.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import reduce
from typing import Any, assert_never

import z3

from goodgrace.errors import ProofMismatch
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
    Type,
    parts_of,
    write,
)
from goodgrace.policy.meaning import number_of, value_of
from goodgrace.policy.proving.questions import bounds_of
from goodgrace.policy.shape import Fact
from goodgrace.policy.values import Value

EFFORT = 4_000_000
"""How hard one question is tried, in Z3's own units (about three seconds): the same on every machine, unlike a clock."""
LEAST_EFFORT = 100_000
SMALL = 1_000
"""People find numbers up to this many whole units natural, and dates of this century."""
CENTURY = (date(2000, 1, 1).toordinal(), date(2099, 12, 31).toordinal())

Term = Any  # Z3 ships no types; terms stay in this file


class Unproved(Exception):
    """The solver gave up on a question: there is neither a case nor a proof that there is none."""


class Prover:
    """Answers "is there a case in which …?" where every fact is known and within its bounds."""

    def __init__(self, facts: Iterable[Fact], effort: int = EFFORT) -> None:
        self._context = z3.Context()
        self._solver = z3.SimpleSolver(ctx=self._context)
        self._solver.set("phase_selection", 0)  # guess first that rules do not hold: three times as fast
        self._effort = effort
        self._facts: dict[str, Fact] = {}
        self._variables: dict[str, Term] = {}
        self._natural: dict[str, list[Term]] = {}
        self._words: dict[str, int] = {}
        self._terms: dict[int, tuple[Node, Term]] = {}
        self._names: dict[int, tuple[Node, tuple[str, ...]]] = {}
        self._orders: dict[tuple[int, int], tuple[Node, Node, Term]] = {}
        for fact in facts:
            self.learn(fact)

    def learn(self, fact: Fact) -> None:
        """Let questions name one more fact; a name that is known already keeps its meaning."""
        if fact.name in self._facts:
            return
        make = z3.Bool if fact.type.kind == "yes_no" else z3.Int
        self._facts[fact.name] = fact
        self._variables[fact.name] = make(fact.name, self._context)
        self._bound(fact, self._variables[fact.name])

    def possible(self, question: Node) -> bool:
        """Whether a condition holds in some case: True, or False as a proof that it never does. Raises Unproved."""
        self._solver.push()
        try:
            self._solver.add(self._term(question))
            return bool(self._check([]) == z3.sat)
        finally:
            self._solver.pop()

    def witness(self, question: Node) -> dict[str, Value] | None:
        """The facts of a case in which a condition holds, rather small and not negative; None as a proof of none.

        Holds only the facts that the condition names; all others are free. Raises Unproved where the solver gives
        up, and ProofMismatch where the Python meaning does not confirm the case.
        """
        names = self.names_in(question)
        self._solver.push()
        try:
            self._solver.add(self._term(question))
            if not self._search([wish for name in names for wish in self._natural.get(name, ())]):
                return None
            model = self._solver.model()
        finally:
            self._solver.pop()
        case = {name: self._value(name, model) for name in names}
        if value_of(question, case) is not True:
            raise ProofMismatch(f"Logic and Python disagree whether `{write(question)[:500]}` holds for {case}.")
        return case

    def excluded(self, question: Node, by: Sequence[Node]) -> tuple[int, ...] | None:
        """Which of some conditions are enough to leave a question no case, by their numbers from 0; None where all are not.

        Not always the fewest that would do. Raises Unproved.
        """
        self._solver.push()
        try:
            self._solver.add(self._term(question))
            switches = [z3.Bool(f"condition {number}", self._context) for number in range(len(by))]
            for switch, condition in zip(switches, by, strict=True):
                self._solver.add(z3.Implies(switch, self._term(condition)))
            if self._check(switches) == z3.sat:
                return None
            blamed = {switch.get_id() for switch in self._solver.unsat_core()}
            return tuple(number for number, switch in enumerate(switches) if switch.get_id() in blamed)
        finally:
            self._solver.pop()

    def names_in(self, node: Node) -> tuple[str, ...]:
        """The names of the facts that a node asks for, each once; remembered, for the parts of policies are many."""
        found = self._names.get(id(node))
        if found is None:  # the node is kept, so that its id stays its own
            inside = (name for part in parts_of(node) for name in self.names_in(part))
            own = (node.name,) if isinstance(node, Known) else tuple(dict.fromkeys(inside))
            found = self._names[id(node)] = (node, own)
        return found[1]

    def _search(self, wishes: list[Term]) -> bool:
        """Whether there is a case; wishes that stand in its way are given up."""
        while self._check(wishes) == z3.unsat:
            blamed = {wish.get_id() for wish in self._solver.unsat_core()}
            if not blamed:
                return False
            wishes = [wish for wish in wishes if wish.get_id() not in blamed]
        return True

    def _check(self, wishes: list[Term]) -> Term:
        self._solver.set("rlimit", self._effort)
        answer = self._solver.check(*wishes)
        if answer == z3.unknown:
            self._effort = min(
                self._effort, max(self._effort // 2, LEAST_EFFORT)
            )  # many hard questions must not take for ever
            raise Unproved(self._solver.reason_unknown())
        return answer

    def _bound(self, fact: Fact, variable: Term) -> None:
        match fact.type.kind:
            case "money" | "number":
                self._between(variable, *bounds_of(fact))
                few = SMALL * int(10**fact.type.places)
                self._wish(fact.name, variable >= 0)
                self._wish(fact.name, variable <= few)
            case "date":
                self._between(variable, *bounds_of(fact))
                self._wish(fact.name, z3.And(variable >= CENTURY[0], variable <= CENTURY[1]))
            case "choice":
                self._solver.add(z3.Or(*(variable == self._word(word) for word in fact.type.of)))
            case "yes_no" | "key":
                pass
            case _ as unreachable:
                assert_never(unreachable)

    def _between(self, variable: Term, least: int, most: int) -> None:
        self._solver.add(variable >= least, variable <= most)

    def _wish(self, name: str, natural: Term) -> None:
        wishes = self._natural.setdefault(name, [])
        wish = z3.Bool(f"{name} is natural ({len(wishes)})", self._context)
        self._solver.add(z3.Implies(wish, natural))
        wishes.append(wish)

    def _word(self, word: str) -> int:
        return self._words.setdefault(word, len(self._words))

    def _value(self, name: str, model: Term) -> Value:
        term = model.eval(self._variables[name], model_completion=True)
        match self._facts[name].type.kind:
            case "yes_no":
                return bool(z3.is_true(term))
            case "choice":
                words = {number: word for word, number in self._words.items()}
                return words[int(term.as_long())]
            case _:
                return int(term.as_long())

    def _term(self, node: Node) -> Term:
        """A node in logic; a number is an integer at the node's own places."""
        found = self._terms.get(id(node))
        if found is None:  # the node is kept, so that its id stays its own
            found = self._terms[id(node)] = (node, self._encode(node))
        return found[1]

    def _at(self, node: Node, places: int) -> Term:
        factor = int(10 ** (places - node.type.places))
        return self._term(node) * factor if factor != 1 else self._term(node)

    def _encode(self, node: Node) -> Term:
        places = node.type.places
        match node:
            case Constant():
                return self._constant(node.value, node.type)
            case Known(name=name):
                return self._variables[name]
            case Named(condition=condition):
                return self._term(condition)
            case Not(part=part):
                return z3.Not(self._term(part))
            case All(parts=parts):
                return z3.And(*(self._term(part) for part in parts))
            case Either(parts=parts):
                return z3.Or(*(self._term(part) for part in parts))
            case Compare(op=op, left=left, right=right):
                return self._compare(op, left, right)
            case Among():
                return self._among(node)
            case Sum(left=left, right=right, sign=sign):
                return self._at(left, places) + sign * self._at(right, places)
            case Times(part=part, by=by, by_places=by_places):
                return self._term(part) * (by * int(10 ** (places - part.type.places - by_places)))
            case Extreme(which=which, parts=parts):
                return reduce(_smaller if which == "min" else _larger, (self._at(part, places) for part in parts))
            case Share(part=part, percent=percent):
                return _half_even(self._term(part) * percent, node.divisor)
            case Choose(test=test, then=then, otherwise=otherwise):
                return z3.If(self._term(test), self._at(then, places), self._at(otherwise, places))
            case DaysBetween(start=start, end=end):
                return self._term(end) - self._term(start)
            case _ as unreachable:
                assert_never(unreachable)

    def _compare(self, op: Op, left: Node, right: Node) -> Term:
        """A comparison; an order goes inside `min`, `max` and choices, which leaves the solver plain logic."""
        if op in ("==", "!="):
            finer = max(left.type.places, right.type.places)
            equal = self._at(left, finer) == self._at(right, finer)
            return equal if op == "==" else z3.Not(equal)
        less = self._less(left, right) if op in ("<", ">=") else self._less(right, left)
        term = z3.BoolVal(less, self._context) if isinstance(less, bool) else less
        return term if op in ("<", ">") else z3.Not(term)

    def _less(self, low: Node, high: Node) -> Term | bool:
        """Whether one ordered value is less than another; a bool where that is plain to see."""
        key = (id(low), id(high))
        found = self._orders.get(key)
        if found is None:  # the nodes are kept, so that their ids stay their own
            found = self._orders[key] = (low, high, self._order(low, high))
        return found[2]

    def _order(self, low: Node, high: Node) -> Term | bool:
        if low is high:
            return False
        match low, high:
            case Choose(test=test, then=then, otherwise=otherwise), _:
                return self._if(test, self._less(then, high), self._less(otherwise, high))
            case _, Choose(test=test, then=then, otherwise=otherwise):
                return self._if(test, self._less(low, then), self._less(low, otherwise))
            case Extreme(which=which, parts=parts), _:
                return _join((self._less(part, high) for part in parts), which == "max")
            case _, Extreme(which=which, parts=parts):
                return _join((self._less(low, part) for part in parts), which == "min")
        finer = max(low.type.places, high.type.places)
        if isinstance(low, Constant) and isinstance(high, Constant):
            a, b = number_of(low, finer, {}), number_of(high, finer, {})
            return a is not None and b is not None and a < b
        return self._at(low, finer) < self._at(high, finer)

    def _if(self, test: Node, then: Term | bool, otherwise: Term | bool) -> Term | bool:
        if then is otherwise:
            return then
        condition = self._term(test)
        if otherwise is False:
            return _join((condition, then), True)
        if then is False:
            return _join((z3.Not(condition), otherwise), True)
        if then is True:
            return _join((condition, otherwise), False)
        if otherwise is True:
            return _join((z3.Not(condition), then), False)
        return z3.If(condition, then, otherwise)

    def _constant(self, value: Value, type: Type) -> Term:
        if type.kind == "yes_no":
            return z3.BoolVal(bool(value), self._context)
        return z3.IntVal(self._word(value) if isinstance(value, str) else value, self._context)

    def _among(self, node: Among) -> Term:
        places = max(node.part.type.places, *(value.type.places for value in node.values))
        return z3.Or(*(self._at(node.part, places) == self._at(value, places) for value in node.values))


def _join(parts: Iterable[Term | bool], every: bool) -> Term | bool:
    """`and` of all parts, or `or`; asks no further once one part decides it."""
    terms = []
    for part in parts:
        if part is (not every):
            return part
        if part is not every:
            terms.append(part)
    if not terms:
        return every
    return terms[0] if len(terms) == 1 else z3.And(*terms) if every else z3.Or(*terms)


def _smaller(a: Term, b: Term) -> Term:
    return z3.If(a <= b, a, b)


def _larger(a: Term, b: Term) -> Term:
    return z3.If(a >= b, a, b)


def _half_even(numerator: Term, divisor: int) -> Term:
    """Z3 divides whole numbers like Python where the divisor is positive: the rest is never negative."""
    quotient, rest = numerator / divisor, numerator % divisor
    up = z3.Or(2 * rest > divisor, z3.And(2 * rest == divisor, quotient % 2 == 1))
    return z3.If(up, quotient + 1, quotient)
