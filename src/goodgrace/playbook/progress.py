"""What is to be done now, and when to look again: one pure function over the rows of one promise."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo

from goodgrace.playbook.clock import due_at, ends_at, late_at
from goodgrace.playbook.happened import asked_in, holds, is_settled, open_in
from goodgrace.playbook.rows import State, States, Step
from goodgrace.playbook.shape import PERSON, QUESTIONS


@dataclass(frozen=True, slots=True)
class Begin:
    """A step whose time has come: when it was due, and when it counts as late."""

    name: str
    due_at: datetime
    late_at: datetime | None


@dataclass(frozen=True, slots=True)
class Skip:
    """A step that will not happen, and why, in words for a person."""

    name: str
    because: str


@dataclass(frozen=True, slots=True)
class Next:
    """What is to be done now with the steps of one promise, and when to look again.

    `begin`: carry these out; a question becomes `open`, everything else `kept` when it is done.
    `skip`: mark these skipped, with `at` the moment asked about.
    `over`: questions whose time has run out: `without_answer` says what they come to, or that a colleague takes them on.
    `lift`: guards and suspensions that are over: set `ended_at`.
    `wake_at`: the next moment at which the clock alone changes something; None where it does not.
    `done`: nothing is left to do, ever.
    """

    begin: tuple[Begin, ...] = ()
    skip: tuple[Skip, ...] = ()
    over: tuple[str, ...] = ()
    lift: tuple[str, ...] = ()
    wake_at: datetime | None = None
    done: bool = False


def ready(steps: Sequence[Step], states: States, *, started: datetime, now: datetime, zone: tzinfo) -> Next:
    """What is to be done at a moment. Asking twice gives the same; a step that is skipped lets others be skipped at once.

    `states` holds every step of the promise; `started` and `now` know their time zone, and `zone` is the customer's.
    """
    look = _Look(steps, dict(states), started, now.astimezone(UTC), zone)
    while look.passes():
        pass
    return look.found()


@dataclass(frozen=True, slots=True)
class _Look:
    """One look at the rows of a promise; `states` takes in what is skipped on the way."""

    steps: Sequence[Step]
    states: dict[str, State]
    started: datetime
    moment: datetime
    zone: tzinfo
    begin: dict[str, Begin] = field(default_factory=dict)
    skip: dict[str, Skip] = field(default_factory=dict)

    def passes(self) -> bool:
        """Go through the waiting steps once; whether one was skipped, so that others may be too."""
        before = len(self.skip)
        for step in self.steps:
            if self.states[step.name].status == "waiting":
                self._pass(step)
        return len(self.skip) > before

    def _pass(self, step: Step) -> None:
        due = self._due(step)
        if because := _hindrance(step, self.states, come=due is not None and due <= self.moment):
            self.skip[step.name] = Skip(step.name, because)
            self.states[step.name] = State("skipped", self.moment)
        elif due is not None and due <= self.moment and holds(step.condition, self.states, due=True):
            late = late_at(step, due, started=self.started, zone=self.zone)
            self.begin[step.name] = Begin(step.name, due, late)

    def found(self) -> Next:
        """What there is to do, and when the clock alone will bring more."""
        waiting = [step for step in self.steps if self.states[step.name].status == "waiting"]
        lasting = [step for step in self.steps if _lasts(step, self.states[step.name])]
        over = [step for step in lasting if self._is_over(step)]
        moments = {*map(self._due, waiting), *map(self._end, lasting)}
        coming = [moment for moment in moments if moment is not None and moment > self.moment]
        return Next(
            begin=tuple(self.begin.values()),
            skip=tuple(self.skip.values()),
            over=tuple(step.name for step in over if step.kind in QUESTIONS),
            lift=tuple(step.name for step in over if step.kind not in QUESTIONS),
            wake_at=min(coming, default=None),
            done=not over and not coming and all(is_settled(self.states[step.name]) for step in self.steps),
        )

    def _due(self, step: Step) -> datetime | None:
        return due_at(step, self.states, started=self.started, zone=self.zone)

    def _end(self, step: Step) -> datetime | None:
        began = self.states[step.name].at
        return None if began is None else ends_at(step.ends, began, started=self.started, zone=self.zone)

    def _is_over(self, step: Step) -> bool:
        """Whether something that lasts has come to its end now."""
        moment = self._end(step)
        if moment is not None:
            return moment <= self.moment
        ends = step.ends or {}
        if "settled" in ends:
            return all(is_settled(self.states[name]) for name in ends["settled"])
        return all(_is_past(other, self.states[other.name]) for other in self.steps if "end" not in (other.ends or {}))


def _hindrance(step: Step, states: States, *, come: bool) -> str:
    """Why a step will not happen, as far as that is known; empty where it still may."""
    gone = {name for name, state in states.items() if state.status in ("skipped", "released")}
    of = step.due.get("of", "") or (step.parameters.get("of", "") if step.kind == "remind" else "")
    if step.skipped:
        return step.skipped
    if step.after and set(step.after) <= gone:
        return f"What it follows did not happen: {', '.join(step.after)}."
    if holds(step.condition, states, due=come) is False:
        asked = ", ".join((*asked_in(step.condition), *open_in(step.condition)))
        return f"It turned out otherwise: {asked}."
    if step.suspension in gone:
        return f"Nothing was suspended: {step.suspension}."
    if of and (of in gone or states[of].ended_at is not None):
        return f"There is nothing left to remind of: {of}."
    return ""


def _lasts(step: Step, state: State) -> bool:
    """Whether something has begun whose end is still to come."""
    begun = state.status == ("open" if step.kind in QUESTIONS else "kept")
    return begun and step.ends is not None and state.ended_at is None


def _is_past(step: Step, state: State) -> bool:
    """Whether nothing of a step goes on any more."""
    return is_settled(state) and not _lasts(step, state)


def without_answer(step: Step, truth: bool | None = None) -> str | None:
    """What a question comes to when its time has run out; None where a colleague takes it on and it stays open.

    `truth` is what `check_holds` says at that moment, for a `check`.
    """
    if step.kind == "check" and truth is not None:
        return "yes" if truth else "no"
    said = str(step.parameters["without_an_answer"])
    return None if said == PERSON else said


def begun(step: Step, at: datetime) -> State:
    """The state of a step that has just been carried out: a question is open, everything else kept."""
    return State("open" if step.kind in QUESTIONS else "kept", at.astimezone(UTC))


def answered(state: State, outcome: str, at: datetime) -> State:
    """The state of a question that has just come to an outcome."""
    return replace(state, status="kept", outcome=outcome, at=at.astimezone(UTC))
