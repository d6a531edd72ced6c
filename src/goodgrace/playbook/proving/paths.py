"""Every way a playbook can go: which steps apply, what each question comes to, and what is still open when.

Time itself is left out: whatever departments and customers take, they take one of these ways. So a proof over all of them holds
for every timing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from goodgrace.playbook.happened import open_in
from goodgrace.playbook.proving.graph import ancestors, in_order
from goodgrace.playbook.rows import ENDING, State
from goodgrace.playbook.shape import Line

MOST_PATHS = 20_000


@dataclass(frozen=True, slots=True)
class Path:
    """One way: the steps that happen and those that do not, answers, and whether a question was open when a step came due.

    `facts` are those of a case that goes this way, as people write them; `applies` says which steps apply in it.
    """

    facts: Mapping[str, str]
    states: Mapping[str, State]
    opens: Mapping[tuple[str, str], bool]
    applies: Mapping[str, bool]

    def happens(self, name: str) -> bool:
        """Whether a step is carried out on this way."""
        return self.states[name].status == "kept"

    def outcomes(self) -> dict[str, str]:
        """What each question that is asked comes to."""
        return {name: state.outcome for name, state in self.states.items() if state.outcome}

    def in_words(self) -> tuple[str, ...]:
        """The way, as people tell it."""
        facts = ", ".join(f"{name} {value}" for name, value in self.facts.items())
        return (
            *([f"with {facts}"] if facts else []),
            *(f"{name} comes to {outcome}" for name, outcome in self.outcomes().items()),
            *(f"{step} comes due {'while' if is_open else 'after'} {name} is {'open' if is_open else 'answered'}"
              for (step, name), is_open in self.opens.items()),
        )  # fmt: skip


class TooMany(Exception):
    """There are more ways than are gone through."""


def ways(steps: Mapping[str, Line], applies: Mapping[str, bool], facts: Mapping[str, str]) -> Iterator[Path]:
    """Every way for the cases in which just these steps apply. The steps wait for each other in no circle."""
    order, _ = in_order(steps)
    walker = _Walker(steps, order, ancestors(steps, order), applies)
    for states, opens in walker.walk(0, {}, {}):
        yield Path(facts, {name: states[name] for name in steps}, opens, applies)


States = dict[str, State]
Opens = dict[tuple[str, str], bool]


@dataclass(frozen=True, slots=True)
class _Walker:
    """Settles the steps one after the other, and goes every way where there is more than one."""

    steps: Mapping[str, Line]
    order: tuple[str, ...]
    before: Mapping[str, frozenset[str]]
    applies: Mapping[str, bool]

    def walk(self, at: int, states: States, opens: Opens) -> Iterator[tuple[States, Opens]]:
        if at == len(self.order):
            yield dict(states), dict(opens)
            return
        line = self.steps[self.order[at]]
        for state, more in self._settled(line, states, opens):
            yield from self.walk(at + 1, states | {line.name: state}, opens | more)

    def _settled(self, line: Line, states: States, opens: Opens) -> Iterator[tuple[State, Opens]]:
        if self._is_out(line, states):
            yield State("skipped"), {}
            return
        for more in self._openings(line, states, opens):
            if not _holds(line, states, opens | more):
                yield State("skipped"), more
                continue
            if line.due.of:  # what it reminds of may be over by then, or with a colleague
                yield State("skipped"), more
            for outcome in line.outcomes or ("",):
                yield State("kept", outcome=outcome), more

    def _is_out(self, line: Line, states: States) -> bool:
        """Whether a step does not happen, whatever its condition says."""
        gone = {name for name, state in states.items() if state.status == "skipped"}
        return (
            not self.applies[line.name]
            or bool(line.after and set(line.after) <= gone)
            or (line.kind in ENDING and line.what in gone)
            or line.due.of in gone
        )

    def _openings(self, line: Line, states: States, opens: Opens) -> Iterator[Opens]:
        """For each question that the step wants open: was it, when the step came due?"""
        wanted = open_in(line.condition)
        for found in product(*(self._maybe(line, name, states, opens) for name in wanted)):
            yield {(line.name, name): is_open for name, is_open in zip(wanted, found, strict=True)}

    def _maybe(self, line: Line, name: str, states: States, opens: Opens) -> tuple[bool, ...]:
        answered = name in self.before[line.name] or states[name].status == "skipped"
        closed = any(opens.get((earlier, name)) is False for earlier in self.before[line.name])
        return (False,) if answered or closed else (True, False)


def _holds(line: Line, states: States, opens: Opens) -> bool:
    """Whether the condition of a step holds on this way."""
    return _true(line.condition or {"all": []}, line.name, states, opens)


def _true(condition: Mapping[str, Any], step: str, states: States, opens: Opens) -> bool:
    if "step" in condition:
        return states[condition["step"]].outcome in condition["is"]
    if "open" in condition:
        return opens[step, condition["open"]]
    parts = [_true(part, step, states, opens) for part in condition.get("all", condition.get("any", ()))]
    return all(parts) if "all" in condition else any(parts)
