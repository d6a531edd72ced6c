"""A playbook played through on a clock of its own: people take as long as is said, questions come out as told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Literal

from goodgrace.playbook.progress import Next, answered, begun, ready, without_answer
from goodgrace.playbook.rows import State, Step
from goodgrace.playbook.shape import QUESTIONS

MOST_ROUNDS = 2_000
What = Literal["kept", "asked", "answered", "skipped", "handed_over", "over"]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a step, and when; `outcome` is what a question came to, or why a step was skipped."""

    at: datetime
    name: str
    what: What
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """How it went: everything that happened in order, where each step stands, and whether nothing is left to do."""

    events: tuple[Event, ...]
    states: Mapping[str, State]
    done: bool

    def first(self, name: str, *what: What) -> datetime | None:
        """When the first of these happened to a step; None where it did not."""
        return next((event.at for event in self.events if event.name == name and event.what in what), None)


def run(
    steps: Sequence[Step],
    *,
    started: datetime,
    zone: tzinfo,
    answers: Mapping[str, tuple[str, datetime]],
    takes: Mapping[str, timedelta] | None = None,
) -> Run:
    """Play the rows of one promise through from its start, asking `ready` as the workers do.

    `answers` gives for a question what it comes to and when; one that is not open yet is answered as soon as it is. Without an
    answer its time runs out. `takes` says how long a step takes to be kept once it is due; nothing where it is not named.
    """
    player = _Player(steps, started.astimezone(UTC), zone, answers, takes or {})
    for _ in range(MOST_ROUNDS):
        if not player.round():
            break
    return Run(tuple(player.events), player.states, player.done)


class _Player:
    """Keeps the clock, the states and what has happened."""

    def __init__(
        self,
        steps: Sequence[Step],
        started: datetime,
        zone: tzinfo,
        answers: Mapping[str, tuple[str, datetime]],
        takes: Mapping[str, timedelta],
    ) -> None:
        self.steps, self.by_name = steps, {step.name: step for step in steps}
        self.started, self.clock, self.zone = started, started, zone
        self.answers, self.takes = answers, takes
        self.states = {step.name: State() for step in steps}
        self.doing: dict[str, datetime] = {}
        self.events: list[Event] = []
        self.done = False

    def round(self) -> bool:
        """Do all there is to do now, or move the clock; False where nothing ever happens any more."""
        self._finish()
        self._answer()
        found = ready(self.steps, self.states, started=self.started, now=self.clock, zone=self.zone)
        if self._apply(found):
            return True
        self.done = found.done
        moments = [moment for moment in (found.wake_at, *self.doing.values(), *self._expected()) if moment]
        if not moments:
            return False
        self.clock = max(self.clock, min(moments))
        return True

    def _finish(self) -> None:
        for name in [name for name, at in self.doing.items() if at <= self.clock]:
            self._keep(self.by_name[name], self.doing.pop(name))

    def _answer(self) -> None:
        for name, (outcome, at) in self.answers.items():
            if self.states[name].status == "open" and at <= self.clock:
                self._settle(name, outcome)

    def _expected(self) -> list[datetime]:
        return [at for name, (_, at) in self.answers.items() if self.states[name].status == "open"]

    def _apply(self, found: Next) -> bool:
        """Carry out what is to be done now; whether there was anything."""
        begin = [begin.name for begin in found.begin if begin.name not in self.doing]
        for skip in found.skip:
            self.doing.pop(skip.name, None)
            self.states[skip.name] = State("skipped", self.clock)
            self._tell(skip.name, "skipped", skip.because)
        for name in begin:
            self.doing[name] = self.clock + self.takes.get(name, timedelta())
            if self.by_name[name].kind not in ("remind", *QUESTIONS):  # a reminder of nothing is left; a question waits
                self.states[name] = State("begun")
        for name in found.lift:
            self.states[name] = replace(self.states[name], ended_at=self.clock)
            self._tell(name, "over")
        for name in found.over:
            self._run_out(name)
        return bool(begin or found.skip or found.lift or found.over)

    def _keep(self, step: Step, at: datetime) -> None:
        self.states[step.name] = begun(step, at)
        self._tell(step.name, "asked" if step.kind in QUESTIONS else "kept")
        if step.suspension and self.states[step.suspension].ended_at is None:
            self.states[step.suspension] = replace(self.states[step.suspension], ended_at=at)
            self._tell(step.suspension, "over")

    def _run_out(self, name: str) -> None:
        outcome = without_answer(self.by_name[name])
        if outcome is not None:
            self._settle(name, outcome)
            return
        self.states[name] = replace(self.states[name], ended_at=self.clock)
        self._tell(name, "handed_over")

    def _settle(self, name: str, outcome: str) -> None:
        self.states[name] = answered(self.states[name], outcome, self.clock)
        self._tell(name, "answered", outcome)

    def _tell(self, name: str, what: What, outcome: str = "") -> None:
        self.events.append(Event(self.clock, name, what, outcome))
