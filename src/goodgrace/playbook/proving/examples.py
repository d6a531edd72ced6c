"""The examples in a playbook's own file: each is played through, and its days are held against what its writer expects."""

from collections.abc import Iterator

from goodgrace.errors import GraceError
from goodgrace.playbook.plan import plan
from goodgrace.playbook.proving.findings import Finding
from goodgrace.playbook.running import Run, run
from goodgrace.playbook.shape import Example, Playbook
from goodgrace.playbook.spans import Span, days_since, later


def failed_examples(playbook: Playbook) -> Iterator[Finding]:
    """The examples that do not come out as their writer expects, each wrong day with what it is instead."""
    for number, example in enumerate(playbook.examples, 1):
        if wrong := _wrong(playbook, example):
            message = f"{example.name or 'This example'}: {' '.join(wrong)}"
            yield Finding("example_failed", f"examples.{number}", example.place.line, message, _told(example))


def play(playbook: Playbook, example: Example) -> Run:
    """An example played through by prompt people. Raises GraceError where its facts do not let it start."""
    steps = plan(playbook, started=example.started, zone=example.zone, facts=example.facts)
    answers = {
        name: (answer.outcome, later(example.started, Span(answer.day, "day"), example.zone))
        for name, answer in example.answers.items()
    }
    return run(steps, started=example.started, zone=example.zone, answers=answers)


def _wrong(playbook: Playbook, example: Example) -> list[str]:
    try:
        played = play(playbook, example)
    except GraceError as error:
        return [f"it cannot be played through. {error}"]
    days = {name: _day(played, example, name) for name in playbook.steps}
    wrong = [
        f"`{name}` {_happens(days[name])}, where day {day} is expected."
        for day, names in example.expect.items()
        for name in names
        if days[name] != day
    ]
    wrong += [
        f"`{name}` {_happens(days[name])}, where it is never expected."
        for name in example.never
        if days[name] is not None
    ]
    over = {name: played.first(name, "over") for name in example.over}
    ends = {name: None if at is None else days_since(example.started, at, example.zone) for name, at in over.items()}
    wrong += [
        f"`{name}` {'does not end' if ends[name] is None else f'ends on day {ends[name]}'}, where day {day} is expected."
        for name, day in example.over.items()
        if ends[name] != day
    ]
    return wrong


def _day(played: Run, example: Example, name: str) -> int | None:
    at = played.first(name, "kept", "asked")
    return None if at is None else days_since(example.started, at, example.zone)


def _happens(day: int | None) -> str:
    return "does not happen" if day is None else f"happens on day {day}"


def _told(example: Example) -> tuple[str, ...]:
    facts = [f"{name} {value}" for name, value in example.facts.items()]
    answers = [f"{name} comes to {answer.outcome} on day {answer.day}" for name, answer in example.answers.items()]
    return (*([f"with {', '.join(facts)}"] if facts else []), *answers)
