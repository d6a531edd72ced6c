"""Those who decide in the same moment share one transaction: like cars on one ferry, and each has an answer of their own."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from goodgrace.cases.deciding import TOGETHER, Answer, Made, Wanted, decide_together
from goodgrace.cases.models import Decision
from goodgrace.errors import GraceError


@dataclass(slots=True)
class Waiting:
    """Somebody's wish on its way, and what became of it."""

    asked: Wanted
    answer: Answer | None = None
    fault: Exception | None = None


@dataclass(frozen=True, slots=True)
class Ferry:
    """Takes over who waits at the quay, all at once; whoever comes meanwhile waits for the next crossing.

    One a process. Alone on the quay nobody waits: the crossing leaves at once, and is the transaction it would have been.
    """

    quay: deque[Waiting] = field(default_factory=deque)
    crossing: Lock = field(default_factory=Lock)

    def decide(self, asked: Wanted, clock: Callable[[], datetime]) -> Made | Decision:
        """Decide, together with whoever asks in the same moment. Raises as `decide` does."""
        mine = Waiting(asked)
        self.quay.append(mine)
        with self.crossing:
            while mine.answer is None and mine.fault is None:
                self._cross(clock())
        if mine.fault is not None:
            raise mine.fault
        assert mine.answer is not None
        if isinstance(mine.answer, GraceError):
            raise mine.answer
        return mine.answer

    def _cross(self, now: datetime) -> None:
        aboard = [self.quay.popleft() for _ in range(min(len(self.quay), TOGETHER))]
        try:
            answers = decide_together(asked=[each.asked for each in aboard], now=now)
        except Exception as fault:  # noqa: BLE001  # each of them hears of it, in their own request
            for each in aboard:
                each.fault = fault
        else:
            for each, answer in zip(aboard, answers, strict=True):
                each.answer = answer
