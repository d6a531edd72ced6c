"""Which step waits for which: an order in which all can be settled, or a circle in which none ever is."""

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter

from goodgrace.playbook.happened import asked_in, open_in
from goodgrace.playbook.rows import ENDING
from goodgrace.playbook.shape import Line


def settled_first(line: Line) -> tuple[str, ...]:
    """The steps that must be settled before this one is due."""
    ended = (line.what,) if line.kind in ENDING and line.what else ()
    return tuple(dict.fromkeys((*line.after, *asked_in(line.condition), *ended)))


def begun_first(line: Line) -> tuple[str, ...]:
    """The steps that must at least have begun."""
    of = (line.due.of,) if line.due.of else ()
    return tuple(dict.fromkeys((*open_in(line.condition), *of)))


def in_order(steps: Mapping[str, Line]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """An order in which every step comes after what it waits for, and a circle of steps where there is none."""
    sorter = TopologicalSorter({name: (*settled_first(line), *begun_first(line)) for name, line in steps.items()})
    try:
        return tuple(sorter.static_order()), ()
    except CycleError as error:
        return (), tuple(error.args[1])


def ancestors(steps: Mapping[str, Line], order: tuple[str, ...]) -> dict[str, frozenset[str]]:
    """For each step all those that are settled before it is due, however far back."""
    found: dict[str, frozenset[str]] = {}
    for name in order:
        first = settled_first(steps[name])
        found[name] = frozenset(first).union(*(found[one] for one in first))
    return found
