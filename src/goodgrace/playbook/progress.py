"""What is to be done now, and when to look again: one pure function over the rows of one promise."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
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
    """What is to be done at a moment. Asking twice gives the same; a step that is skipped lets others be skipped at once."""
    known = dict(states)
    begin: dict[str, Begin] = {}
    skip: dict[str, Skip] = {}
    wakes: set[datetime] = set()
    while _passed(steps, known, begin, skip, (started, now, zone)):
        pass
    over: list[str] = []
    lift: list[str] = []
    for step in steps:
        if step.name in begin:
            continue
        if (due := _due(step, known[step.name], known, started, zone)) is not None:
            wakes.add(due)
        if _is_over(step, steps, known, begin, (started, now, zone), wakes):
            (over if step.kind in QUESTIONS else lift).append(step.name)
    later = [moment for moment in wakes if moment > now]
    return Next(
        tuple(begin.values()), tuple(skip.values()), tuple(over), tuple(lift),
        min(later, default=None),
        not (begin or over or lift) and all(is_settled(known[step.name]) for step in steps) and not later,
    )  # fmt: skip


def _passed(
    steps: Sequence[Step],
    known: dict[str, State],
    begin: dict[str, Begin],
    skip: dict[str, Skip],
    when: tuple[datetime, datetime, tzinfo],
) -> bool:
    """Go through the waiting steps once; whether one was skipped, so that others may be too."""
    started, now, zone = when
    before = len(skip)
    for step in steps:
        if known[step.name].status != "waiting" or step.name in begin:
            continue
        due = due_at(step, known, started=started, zone=zone)
        come = due is not None and due <= now
        if because := _hindrance(step, known, come):
            skip[step.name] = Skip(step.name, because)
            known[step.name] = State("skipped", now.astimezone(UTC))
        elif come and due is not None and holds(step.condition, known, due=True):
            begin[step.name] = Begin(step.name, due, late_at(step, due, started=started, zone=zone))
    return len(skip) > before


def _hindrance(step: Step, states: States, come: bool) -> str:
    """Why a step will not happen, as far as that is known; empty where it still may."""
    if step.skipped:
        return step.skipped
    if step.after and all(states[name].status in ("skipped", "released") for name in step.after):
        return f"What it follows did not happen: {', '.join(step.after)}."
    if holds(step.condition, states, due=come) is False:
        asked = ", ".join((*asked_in(step.condition), *open_in(step.condition)))
        return f"It turned out otherwise: {asked}."
    of = step.due.get("of", "")
    if of and (states[of].status in ("skipped", "released") or states[of].ended_at is not None):
        return f"There is nothing left to remind of: {of}."
    return ""


def _due(step: Step, state: State, states: States, started: datetime, zone: tzinfo) -> datetime | None:
    return due_at(step, states, started=started, zone=zone) if state.status == "waiting" else None


def _is_over(
    step: Step,
    steps: Sequence[Step],
    states: States,
    begin: dict[str, Begin],
    when: tuple[datetime, datetime, tzinfo],
    wakes: set[datetime],
) -> bool:
    """Whether something that lasts has come to its end now; the moment at which it will is added to `wakes`."""
    started, now, zone = when
    state = states[step.name]
    lasting = state.status == ("open" if step.kind in QUESTIONS else "kept") and state.ended_at is None
    if not lasting or step.ends is None or state.at is None:
        return False
    moment = ends_at(step.ends, state.at, started=started, zone=zone)
    if moment is not None:
        wakes.add(moment)
        return moment <= now
    named = step.ends.get("settled", ())
    others = [other for other in steps if other.name in named or not (named or "end" in (other.ends or {}))]
    return all(_is_past(other, states[other.name], bool(named)) for other in others if other is not step) and not begin


def _is_past(other: Step, state: State, only_settled: bool) -> bool:
    """Whether nothing of a step goes on; with `only_settled`, what began and lasts counts as past."""
    lasts = other.ends is not None and other.kind not in QUESTIONS and state.status == "kept"
    return is_settled(state) and (only_settled or not lasts or state.ended_at is not None)


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
