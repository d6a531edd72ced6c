"""A playbook told in plain words: who may start it, and for each way it can go a timeline of days."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from goodgrace.playbook.aloud import SETTLED, does
from goodgrace.playbook.plan import plan
from goodgrace.playbook.proving.paths import Path
from goodgrace.playbook.rows import Step
from goodgrace.playbook.running import Event, Run, run
from goodgrace.playbook.shape import PERSON, Line, Playbook
from goodgrace.playbook.spans import days_since

MONDAY = datetime(2026, 11, 2, 10, tzinfo=UTC)
"""The timelines begin on a Monday at ten, and everybody is prompt."""
PERSON_ANSWERS_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Timeline:
    """One way a playbook can go: what decides it, and what happens on which day."""

    because: tuple[str, ...]
    days: Mapping[int, tuple[str, ...]]


def timelines(playbook: Playbook, paths: Sequence[Path]) -> tuple[Timeline, ...]:
    """A timeline for each way that differs in cases and answers, questions answered when half of their time has passed.

    Ways that differ only in whether a question was still open when a step came due are told once, as they go on that clock.
    """
    told: dict[tuple[tuple[str, str], ...], Timeline] = {}
    for path in paths:
        key = (*path.facts.items(), *path.outcomes().items())
        if key not in told:
            told[key] = _timeline(playbook, path)
    return tuple(told.values())


def _timeline(playbook: Playbook, path: Path) -> Timeline:
    zone = ZoneInfo("UTC")
    steps = plan(playbook, started=MONDAY, zone=zone, facts=path.facts)
    answers = dict(_answers(playbook, steps, path))
    played = run(steps, started=MONDAY, zone=zone, answers=answers)
    days: dict[int, list[str]] = {}
    for event in played.events:
        if said := _said(playbook, event):
            days.setdefault(days_since(MONDAY, event.at, zone), []).append(said)
    facts = ", ".join(f"{name} {value}" for name, value in path.facts.items())
    outcomes = (f"{name} comes to {outcome}" for name, outcome in path.outcomes().items())
    return Timeline(
        (*([f"with {facts}"] if facts else []), *outcomes), {day: tuple(said) for day, said in days.items()}
    )


def _answers(playbook: Playbook, steps: Sequence[Step], path: Path) -> Iterator[tuple[str, tuple[str, datetime]]]:
    """When each question is answered: a person a day after its time ran out, anybody else when half of it has passed."""
    silent = run(steps, started=MONDAY, zone=ZoneInfo("UTC"), answers={})
    for name, outcome in path.outcomes().items():
        if outcome == playbook.steps[name].without_an_answer:
            handed = silent.first(name, "handed_over") or silent.first(name, "answered")
            yield name, (outcome, (handed or MONDAY) + PERSON_ANSWERS_AFTER)
        else:
            yield name, (outcome, _halfway(silent, name))


def _halfway(silent: Run, name: str) -> datetime:
    asked = silent.first(name, "asked") or MONDAY
    over = silent.first(name, "handed_over", "answered") or asked
    return asked + (over - asked) / 2


def _said(playbook: Playbook, event: Event) -> str:
    line = playbook.steps[event.name]
    match event.what:
        case "kept" | "asked":
            return f"{line.title}: {in_words(line, playbook)}"
        case "answered":
            return f"{line.title}: {SETTLED if event.outcome == PERSON else event.outcome.replace('_', ' ')}"
        case "handed_over":
            return f"{line.title}: no answer yet, so a colleague of {line.department} takes it on"
        case "over":
            return f"{line.title}: ends here"
        case _:
            return ""


def in_words(line: Line, playbook: Playbook) -> str:
    """What a step does, in a few words: "a letter to the family (customer-care, within 2 days)"."""
    by = "" if line.channel == "here" else f" ({line.department}{f', within {line.within}' if line.within else ''})"
    return does(playbook, line) + by
