"""Whether everything ends: no circle of steps, no suspension that stays, no guard for ever."""

from collections.abc import Iterator, Sequence

from goodgrace.playbook.proving.findings import Finding
from goodgrace.playbook.proving.graph import in_order
from goodgrace.playbook.proving.paths import Path
from goodgrace.playbook.rows import ENDING
from goodgrace.playbook.shape import Line, Playbook


def circles(playbook: Playbook) -> Iterator[Finding]:
    """Steps that wait for each other, so that none of them ever happens and the playbook never ends."""
    _, circle = in_order(playbook.steps)
    if circle:
        names = circle[::-1] if circle[0] != circle[-1] else circle[:-1][::-1]
        told = tuple(f"{name} waits for {after}" for name, after in zip(names, (*names[1:], names[0]), strict=True))
        first = min((playbook.steps[name] for name in names), key=lambda line: line.place)
        message = f"{', '.join(names)} wait for each other, so none of them ever happens. Take one `after` or `if` out."
        yield Finding("never_ends", first.name, first.place.line, message, told)


def endless_guards(playbook: Playbook) -> Iterator[Finding]:
    """Guards that nobody ever lifts."""
    for line in playbook.steps.values():
        if line.kind == "guard" and line.ends is None:
            message = (
                f"The guard `{line.name}` never ends. Add `for: 30 days`, `until:` with a step, or `until: the end`."
            )
            yield Finding("never_ends", line.name, line.place.line, message)


def never_resumed(playbook: Playbook, path: Path) -> Iterator[Finding]:
    """Suspensions of one way that nothing ends: neither a day, nor steps, nor a `resume` or a `close` that happens."""
    for line in playbook.steps.values():
        if line.kind != "suspend" or line.ends is not None or not path.happens(line.name):
            continue
        if not any(path.happens(other.name) for other in _ending(playbook, line)):
            message = (
                f"`{line.name}` suspends {line.what}, and this way nothing ends it. "
                f"Add `for: 30 days`, or a step that says `resume: {line.name}` or `close: {line.name}` on this way too."
            )
            yield Finding("never_resumed", line.name, line.place.line, message, path.in_words())


def over_at_once(playbook: Playbook, path: Path) -> Iterator[Finding]:
    """What lasts until steps none of which applies on this way: it is over in the moment in which it begins."""
    out = _out_from_the_start(playbook, path)
    for line in playbook.steps.values():
        until = line.ends.steps if line.ends else ()
        if until and path.happens(line.name) and out.issuperset(until):
            message = (
                f"`{line.name}` is over as soon as it begins on this way, for {' and '.join(until)} never can happen on it. "
                "Add a step to `until` that can, or give both the same `when`."
            )
            yield Finding("never_happens", line.name, line.place.line, message, path.in_words())


def _out_from_the_start(playbook: Playbook, path: Path) -> set[str]:
    """The steps that are skipped at once in the case of this way, before anybody has done or answered anything."""
    out: set[str] = set()
    for name in in_order(playbook.steps)[0]:
        line = playbook.steps[name]
        follows_nothing = bool(line.after) and out.issuperset(line.after)
        if not path.applies[name] or follows_nothing or (line.kind in ENDING and line.what in out):
            out.add(name)
    return out


def _ending(playbook: Playbook, suspension: Line) -> Sequence[Line]:
    return [other for other in playbook.steps.values() if other.kind in ENDING and other.what == suspension.name]
