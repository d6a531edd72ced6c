"""Steps that never happen: on no way at all, or only when it is always too late for them."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from goodgrace.errors import GraceError
from goodgrace.playbook.happened import open_in
from goodgrace.playbook.plan import plan
from goodgrace.playbook.proving.findings import Finding
from goodgrace.playbook.proving.paths import Path
from goodgrace.playbook.running import Run, run
from goodgrace.playbook.shape import Line, Playbook

USUAL_START = datetime(2026, 11, 2, 9, tzinfo=UTC)
MOST_RUNS = 50
"""How many ways with a step that waits on an open question are played through on the clock."""


def never_happens(playbook: Playbook, happening: Iterable[str]) -> Iterator[Finding]:
    """Steps that are on no way."""
    alive = set(happening)
    for line in playbook.steps.values():
        if line.name not in alive:
            message = f"`{line.name}` never happens, whatever comes. Mend its `if`, `when` or `after`, or take it out."
            yield Finding("never_happens", line.name, line.place.line, message)


def too_late(playbook: Playbook, ways: Iterable[Path]) -> Iterator[Finding]:
    """Steps that want a question open, and come due only when its time has run out."""
    waiting = {line.name: line for line in playbook.steps.values() if open_in(line.condition)}
    tried: dict[str, int] = dict.fromkeys(waiting, 0)
    for path in ways:
        wanted = [name for name in waiting if path.happens(name) and tried[name] < MOST_RUNS]
        if not wanted:
            continue
        played = _silently(playbook, path)
        for name in wanted:
            tried[name] += 1
            if played is None or played.first(name, "kept", "asked"):
                waiting.pop(name)
    for name, line in waiting.items():
        if tried[name]:
            yield _late(line)


def _late(line: Line) -> Finding:
    asked = " and ".join(open_in(line.condition))
    message = (
        f"`{line.name}` comes due only when the time to answer {asked} has run out, so it never happens. "
        "Let it come earlier, or give more time."
    )
    return Finding("never_happens", line.name, line.place.line, message, (f"{asked} is answered as late as can be",))


def _silently(playbook: Playbook, path: Path) -> Run | None:
    """The way played through with every question answered as late as can be; None where its case cannot be planned."""
    zone = ZoneInfo("UTC")
    try:
        steps = plan(playbook, started=USUAL_START, zone=zone, facts=path.facts)
    except GraceError:
        return None
    silent = run(steps, started=USUAL_START, zone=zone, answers={})
    answers = {name: (outcome, _last_moment(silent, name)) for name, outcome in path.outcomes().items()}
    return run(steps, started=USUAL_START, zone=zone, answers=answers)


def _last_moment(silent: Run, name: str) -> datetime:
    """When a question's time runs out, or long after it was handed to a colleague, who may take as long as it takes."""
    handed = silent.first(name, "handed_over")
    if handed is not None:
        return handed + timedelta(days=3_660)
    return silent.first(name, "answered") or USUAL_START + timedelta(days=3_660)
