"""Those who decide in the same moment share one transaction: like cars on one ferry, and each has an answer of their own."""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event, Lock
from time import monotonic
from typing import Final

from goodgrace.cases.deciding import TOGETHER, Answer, Made, Wanted, decide_together
from goodgrace.cases.models import Decision
from goodgrace.errors import GraceError
from goodgrace.people.models import Token
from goodgrace.people.tokens import tokens_with


class Stranger(GraceError):
    """The secret that was shown opens nothing."""

    def __init__(self) -> None:
        super().__init__("This token does not hold.")


@dataclass(frozen=True, slots=True)
class Shown:
    """A secret that was shown, and what is wanted where it opens a token; who asks is read for all aboard at once."""

    secret: str
    wanted: Callable[[Token], Wanted]


PATIENCE: Final = 0.02
"""Seconds that a crossing waits at most for as many as were there; and never longer than the one before took."""


def _closed() -> Lock:
    gate = Lock()
    gate.acquire()
    return gate


@dataclass(slots=True)
class Waiting:
    """Somebody's wish on its way, and what became of it; the gate opens once, to be answered or to steer."""

    asked: Wanted | Shown
    answer: Answer | None = None
    fault: BaseException | None = None
    gate: Lock = field(default_factory=_closed)

    @property
    def is_over(self) -> bool:
        """Whether it came to something."""
        return self.answer is not None or self.fault is not None


@dataclass(slots=True)
class Ferry:
    """Takes over who waits at the quay, all at once; whoever comes meanwhile waits for the next crossing.

    One a process. One of those aboard steers; when it is over each goes their way at once, and the first who came meanwhile
    steers next. Whoever was just answered often has more to ask, so for a moment after a crossing the next one waits until as
    many are there as there were: each crossing costs the same, whether one is aboard or ten. Alone, nobody waits.
    """

    quay: deque[Waiting] = field(default_factory=deque)
    steered: bool = False
    seen: int = 0
    until: float = 0.0
    full: Event = field(default_factory=Event)
    changing: Lock = field(default_factory=Lock)

    def decide(self, asked: Wanted | Shown, clock: Callable[[], datetime]) -> Made | Decision:
        """Decide, together with whoever asks in the same moment. Raises as `decide` does, and Stranger."""
        mine = Waiting(asked)
        with self.changing:
            self.quay.append(mine)
            steers, self.steered = not self.steered, True
            if len(self.quay) >= self.seen:
                self.full.set()
        if not steers:
            mine.gate.acquire()
        if not mine.is_over:
            self._cross(clock)
        if mine.fault is not None:
            raise mine.fault
        assert mine.answer is not None
        if isinstance(mine.answer, GraceError):
            raise mine.answer
        return mine.answer

    def _wait(self) -> None:
        """Wait a moment for those who were just answered, until as many are there as were seen lately."""
        patience = self.until - monotonic()
        with self.changing:
            if patience <= 0 or len(self.quay) >= self.seen:
                return
            self.full.clear()
        self.full.wait(patience)

    def _cross(self, clock: Callable[[], datetime]) -> None:
        """Take over who waits, then let whoever came meanwhile steer. Whatever goes wrong, each aboard hears of it."""
        aboard: list[Waiting] = []
        began = monotonic()
        try:
            self._wait()
            began = monotonic()
            aboard = self._embark()
            _answer(aboard, clock())
        except BaseException as fault:  # noqa: BLE001  # each of them hears of it, in their own request
            for each in aboard or (aboard := self._embark()):
                each.fault = fault
        with self.changing:
            landed, self.steered = monotonic(), bool(self.quay)
            self.seen = min(len(aboard) + len(self.quay), TOGETHER)
            self.until = landed + min(landed - began, PATIENCE)
            following = [self.quay[0]] if self.quay else []
        for each in (*following, *aboard):
            each.gate.release()

    def _embark(self) -> list[Waiting]:
        with self.changing:
            return [self.quay.popleft() for _ in range(min(len(self.quay), TOGETHER))]


def _answer(aboard: Sequence[Waiting], now: datetime) -> None:
    """Find out who asks, and decide for all of them in one transaction."""
    tokens = tokens_with({each.asked.secret for each in aboard if isinstance(each.asked, Shown)}, now)
    wanted = [(each, found) for each in aboard if (found := _wanted(each, tokens)) is not None]
    answers = decide_together(asked=[found for _, found in wanted], now=now)
    for (each, _), answer in zip(wanted, answers, strict=True):
        each.answer = answer


def _wanted(each: Waiting, tokens: Mapping[str, Token]) -> Wanted | None:
    if isinstance(each.asked, Wanted):
        return each.asked
    try:
        token = tokens.get(each.asked.secret)
        if token is None:
            raise Stranger
        return each.asked.wanted(token)
    except GraceError as error:
        each.answer = error
        return None
