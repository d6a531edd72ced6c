"""Timing side by side: each takes a turn in every round, and the best round counts, so that noise hits all alike."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from time import perf_counter

from bench.cases import Case

Loop = Callable[[list[Case]], object]
"""Goes through all the cases once."""


WARM = 20
"""How many cases each turn begins with that do not count, so that no engine pays for what the one before it left."""


def each(engine: Callable[[Case], object]) -> Loop:
    """A loop that calls an engine with one case after the other, as a program would."""

    def loop(cases: list[Case]) -> None:
        for case in cases:
            engine(case)

    return loop


def drain(answers: Iterable[object]) -> None:
    """Work out every answer and keep none."""
    deque(answers, maxlen=0)


def microseconds(loops: Mapping[str, tuple[Loop, list[Case]]], rounds: int) -> dict[str, float]:
    """How long each loop takes for one case, in microseconds: the least of so many rounds."""
    best = dict.fromkeys(loops, float("inf"))
    for _ in range(rounds):
        for name, (loop, cases) in loops.items():
            loop(cases[:WARM])
            began = perf_counter()
            loop(cases)
            best[name] = min(best[name], (perf_counter() - began) / len(cases) * 1e6)
    return best
