"""Natural cases: a proof's case, moved as close to what people know as the proof allows."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from typing import assert_never

from goodgrace.policy.proving.questions import AFTER, bounds_of
from goodgrace.policy.shape import DAY, Fact, Policy
from goodgrace.policy.values import Value, read_fact

Case = dict[str, Value]
USUAL_DAY = date(2026, 1, 5).toordinal()
"""An ordinary Monday, for policies without examples."""
MOST_TRIED, MOST_AMOUNTS = 3, 12


class Natural:
    """Knows which values people find natural: those of the policies' own examples first, then small and round ones."""

    def __init__(self, facts: Mapping[str, Fact], policies: Iterable[Policy]) -> None:
        self._facts = facts
        written = [example.facts for policy in policies for example in policy.examples]
        examples = {name: list(dict.fromkeys(_written(fact, written))) for name, fact in facts.items()}
        self._known = {
            name: list(dict.fromkeys([*examples[name][:MOST_TRIED], *_usual(fact)])) for name, fact in facts.items()
        }
        self._ample = {name: values[:MOST_AMOUNTS] or self._known[name] for name, values in examples.items()}

    def complete(self, case: Mapping[str, Value]) -> dict[str, Value | None]:
        """The case with an ordinary value for every fact that it leaves open; keys stay unknown."""
        return {name: case[name] if name in case else next(iter(self._known[name]), None) for name in self._facts}

    def tidy(self, case: Case, holds: Callable[[Case], bool]) -> Case:
        """The case with ordinary values wherever the condition still holds."""

        def may_be(trial: Case) -> bool:
            return self._is_inside(trial) and holds(trial)

        case = _first([self._on_usual_day(case)], case, may_be)
        for name in self._open(case):
            case = _first(self._tries(case, name), case, may_be)
            case = _first(_closer(case, name, self._facts[name]), case, may_be)
        return case

    def enlarge(self, case: Case, size: Callable[[Case], int]) -> Case:
        """The case with ordinary amounts of money that make something as large as it goes."""
        for name in self._open(case):
            if self._facts[name].type.kind == "money":
                tries = [_with(case, name, value) for value in self._ample[name]]
                case = max([case, *filter(self._is_inside, tries)], key=size)
        return case

    def _is_inside(self, case: Case) -> bool:
        """Whether every value, second values too, is one that its fact may have."""
        return all(_fits(self._facts[name.removesuffix(AFTER)], value) for name, value in case.items())

    def _open(self, case: Case) -> list[str]:
        return [name for name in case if name in self._facts]

    def _tries(self, case: Case, name: str) -> Iterator[Case]:
        """Cases that differ in one fact, the most ordinary first; the case itself ends them."""
        fact, value = self._facts[name], case[name]
        values = list(self._known[name])
        if fact.type.counts and isinstance(value, int):
            unit = int(10**fact.type.places)
            values += [value // unit * unit, -(-value // unit) * unit]
        return (_with(case, name, known) for known in values)

    def _on_usual_day(self, case: Case) -> Case:
        """All dates moved together, so that the day of the decision is an ordinary one."""
        dates = [name for name in self._open(case) if self._facts[name].type.kind == "date"]
        if not dates:
            return case
        last = DAY if DAY in dates else max(dates, key=lambda name: int(case[name]))
        shift = int(self._known[last][0] if self._known[last] else USUAL_DAY) - int(case[last])
        names = [name for name in case if name.removesuffix(AFTER) in dates]
        return {**case, **{name: int(case[name]) + shift for name in names}}


def _first(tries: Iterable[Case], case: Case, holds: Callable[[Case], bool]) -> Case:
    """The first of the tries for which the condition holds, or the case itself."""
    return next((trial for trial in tries if trial == case or holds(trial)), case)


def _with(case: Case, name: str, value: Value) -> Case:
    """The case with another value of a fact; a second value of the fact keeps its distance."""
    trial, after = {**case, name: value}, case.get(name + AFTER)
    if isinstance(after, int) and not isinstance(after, bool):
        trial[name + AFTER] = int(value) + after - int(case[name])
    return trial


def _closer(case: Case, name: str, fact: Fact) -> list[Case]:
    """Cases whose second value of a fact lies one unit, or one smallest step, beside the first."""
    after, value = case.get(name + AFTER), case[name]
    if not isinstance(after, int) or isinstance(after, bool) or not isinstance(value, int):
        return []
    sign = 1 if after >= value else -1
    return [{**case, name + AFTER: value + sign * step} for step in (int(10**fact.type.places), 1)]


def _written(fact: Fact, examples: Iterable[Mapping[str, object]]) -> Iterator[Value]:
    """What the examples say a fact was; `verify` reports an example that cannot be read."""
    for example in examples:
        with suppress(ValueError):
            value = read_fact(fact, example.get(fact.name))
            if value is not None:
                yield value


def _usual(fact: Fact) -> list[Value]:
    type, unit = fact.type, int(10**fact.type.places)
    match type.kind:
        case "money":
            return _within_bounds(fact, 100 * unit, 0, 10 * unit, 1000 * unit)
        case "number":
            return _within_bounds(fact, 0, unit, 10 * unit)
        case "date":
            return _within_bounds(fact, USUAL_DAY)
        case "yes_no":
            return [False, True]
        case "choice":
            return list(type.of)
        case "key":
            return []
        case _ as unreachable:
            assert_never(unreachable)


def _within_bounds(fact: Fact, *values: int) -> list[Value]:
    """The values that the fact may have, then its bounds."""
    return [value for value in (*values, fact.least, fact.most) if value is not None and _fits(fact, value)]


def _fits(fact: Fact, value: Value) -> bool:
    if not fact.type.ordered or not isinstance(value, int):
        return True
    least, most = bounds_of(fact)
    return least <= value <= most
