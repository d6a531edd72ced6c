"""Those who decide in the same moment share one transaction: like cars on one ferry, and each has an answer of their own."""

import logging
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from threading import Condition, Lock, Thread
from time import monotonic
from typing import Final

from django.db import InterfaceError, OperationalError, close_old_connections, connection, reset_queries

from goodgrace.cases.deciding import TOGETHER, Answer, Made, Wanted, decide_together
from goodgrace.cases.models import Decision
from goodgrace.errors import GraceError
from goodgrace.people.models import Token
from goodgrace.people.tokens import tokens_with

log = logging.getLogger(__name__)


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
REST: Final = 1.0
"""After so many seconds without a crossing it is worth a question whether the connection still holds."""
OUT_OF_REACH: Final = (OperationalError, InterfaceError)
"""The database is busy or gone: to take each over alone would be no better, and take longer."""
Clock = Callable[[], datetime]


def _closed() -> Lock:
    gate = Lock()
    gate.acquire()
    return gate


@dataclass(slots=True)
class Waiting:
    """Somebody's wish on its way, and what became of it; the gate opens once it came to something."""

    asked: Wanted | Shown
    clock: Clock
    answer: Answer | None = None
    fault: BaseException | None = None
    gate: Lock = field(default_factory=_closed)


@dataclass(slots=True)
class Ferry:
    """Takes over who waits at the quay, all at once; whoever comes meanwhile waits for the next crossing.

    One a process, with a captain: a thread of its own, whose connection to the database stays warm. Whoever was just answered
    often has more to ask, so for a moment after a crossing the next one waits until as many are there as there were: each
    crossing costs the same, whether one is aboard or ten. Alone, nobody waits. `expected` is how many were there last time,
    `landed` when the last crossing ended, and `patient_until` how long the next waits for them; on a clock that only goes on.
    """

    quay: deque[Waiting] = field(default_factory=deque)
    expected: int = 0
    landed: float = 0.0
    patient_until: float = 0.0
    changing: Condition = field(default_factory=lambda: Condition(Lock()))
    captain: Thread | None = None

    def decide(self, asked: Wanted | Shown, clock: Clock) -> Made | Decision:
        """Decide, together with whoever asks in the same moment. Raises as `decide` does, and Stranger.

        Inside a transaction of the caller's own it is decided there, alone.
        """
        mine = Waiting(asked, clock)
        if connection.in_atomic_block:
            _cross([mine])
        else:
            self._queue(mine)
            mine.gate.acquire()
        if mine.fault is not None:
            raise mine.fault
        assert mine.answer is not None, "the crossing was cut short"
        if isinstance(mine.answer, GraceError):
            raise mine.answer
        return mine.answer

    def _queue(self, mine: Waiting) -> None:
        with self.changing:
            if self.captain is None or not self.captain.is_alive():
                self.captain = Thread(target=self._sail, name="ferry", daemon=True)
                self.captain.start()
            self.quay.append(mine)
            if len(self.quay) == 1 or len(self.quay) >= self.expected:
                self.changing.notify()

    def _sail(self) -> None:
        """What the captain does, for as long as the process lives: whatever befalls them, others wait to be taken over."""
        while True:
            try:
                self._take_over()
            except BaseException as fault:  # noqa: BLE001  # were the captain gone, nobody at the quay would be answered
                log.error("A crossing was cut short: %s", type(fault).__name__)

    def _take_over(self) -> None:
        aboard = self._embark()
        try:
            began = monotonic()
            _cross(aboard, partial(_as_in_a_request, rested=began - self.landed > REST))
            with self.changing:
                self.landed = monotonic()
                self.expected = min(len(aboard) + len(self.quay), TOGETHER)
                self.patient_until = self.landed + min(self.landed - began, PATIENCE)
        finally:
            for each in aboard:
                each.gate.release()

    def _embark(self) -> list[Waiting]:
        """Who crosses next: once somebody is there, and after a moment's patience for those who were just answered."""
        with self.changing:
            self.changing.wait_for(lambda: self.quay)
            self.changing.wait_for(lambda: len(self.quay) >= self.expected, max(self.patient_until - monotonic(), 0))
            return [self.quay.popleft() for _ in range(min(len(self.quay), TOGETHER))]


def _cross(aboard: Sequence[Waiting], within: Callable[[], AbstractContextManager[None]] = nullcontext) -> None:
    """Take some over, by the first one's clock. Each hears what goes wrong; what is wrong with one of them, they alone."""
    fault = _fault(aboard, within)
    if fault is None:
        return
    if len(aboard) == 1 or isinstance(fault, OUT_OF_REACH):
        for each in aboard:
            each.fault = fault
        return
    for each in aboard:  # by its key nobody decides twice, whatever came of it before
        _cross([each], within)


def _fault(aboard: Sequence[Waiting], within: Callable[[], AbstractContextManager[None]]) -> BaseException | None:
    """What went wrong on a crossing."""
    try:
        with within():
            _answer(aboard, aboard[0].clock())
    except BaseException as fault:  # noqa: BLE001  # each of them hears of it, in their own request
        return fault
    return None


@contextmanager
def _as_in_a_request(*, rested: bool) -> Iterator[None]:
    """Connections that are old or of no use are closed before and after, and what DEBUG noted is forgotten, as Django does with each request.

    One that rested is asked first whether it still holds: PostgreSQL may have begun anew.
    """
    reset_queries()
    close_old_connections()
    if rested and connection.connection is not None and not connection.is_usable():
        connection.close()
    try:
        yield
    finally:
        close_old_connections()


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
