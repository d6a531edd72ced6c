"""What the outcome of an errand means for its step: kept, waited for, tried again, or laid before a person."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from goodgrace.people.models import Person
from goodgrace.playbook.rows import ENDING
from goodgrace.playbook.shape import MONEY_KINDS, QUESTIONS
from goodgrace.promises import states, titles
from goodgrace.promises.channels.shape import Outcome, State
from goodgrace.promises.holding import Held
from goodgrace.promises.models import Promise, Step, Task
from goodgrace.sentences import sentence

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=6)
FIRST_ASKING, LONGEST_ASKING = timedelta(minutes=10), timedelta(days=1)
MOST_DOUBLINGS = 12
LET_GO = (states.RELEASED, states.BROKEN, states.RENEGOTIATED)


def take(held: Held, row: Step, outcome: Outcome, spread: float = 1.0) -> bool:
    """Take in what is known of a step now; False where it was settled before, which stays as it is.

    `spread` is the jitter of what is tried again, around 1.
    """
    left = row.state in LET_GO or (row.state == states.SKIPPED and row.kind in ("suspend", *MONEY_KINDS))
    was_let_go = left and not row.is_by_hand
    if was_let_go and outcome.state == "kept":
        return _done_all_the_same(held, row, outcome)
    if was_let_go and outcome.state == "unconfirmed" and row.kind == "suspend":
        return held.comes_later(row)
    if row.state == states.KEPT and outcome.state == "refused" and not row.is_by_hand and row.kind not in QUESTIONS:
        disagree(held, row, outcome.said)
        return True
    if row.state in states.STEP_SETTLED or row.state == states.OPEN:
        return False
    row.said, row.reference = str(outcome.said), outcome.reference or row.reference
    MEANS[outcome.state](held, row, outcome, spread)
    return True


def _done_all_the_same(held: Held, row: Step, outcome: Outcome) -> bool:
    """It was let go while it was on its way, and has been done: a suspension is ended; of the rest, a person is told."""
    if row.kind in ENDING or (row.said, row.reference) == (outcome.said, outcome.reference or row.reference):
        return False  # told already
    row.said, row.reference = str(outcome.said), outcome.reference or row.reference
    if row.kind == "suspend":
        row.refused = False
        if held.is_ended_later(row):
            row.lease_until = None  # it has arrived, and is ended once she knows
        else:
            held.end_there(row, again=True)
        return True
    title = titles.title_of(row)
    said = {
        states.BROKEN: sentence(
            "It was broken, and was done all the same: {title}. See whether it may stand.", title=title
        ),
        states.RENEGOTIATED: sentence(
            "It was promised anew, and was done all the same: {title}. See that it is not done twice.", title=title
        ),
    }
    let_go = sentence("It was let go, and was done all the same: {title}. See whether it may stand.", title=title)
    held.ask_for(row, Task.What.DIFFERS, said.get(row.state, let_go), _who_looks_after(held.promise))
    held.tell("done although let go", step=row.name)
    return True


def _who_looks_after(promise: Promise) -> Person:
    """Whoever looks after what became of a promise that was promised anew, as often as it was."""
    newer = Promise.objects.filter(replaces=promise).first()
    return _who_looks_after(newer) if newer else promise.owner


def disagree(held: Held, row: Step, said: str) -> None:
    """Another system has it otherwise than we hold: late, and a person looks; nothing is mended."""
    if row.state in (states.KEPT, states.PROMISED, states.UNCONFIRMED):
        held.move(row, states.LATE)
        if row.kind in ENDING:  # it rests still
            held.row(row.parameters["what"]).ended_at = None
        held.leave(row)
    row.said = said[:300]
    held.ask_for(row, Task.What.DIFFERS, titles.told_of(row, said), again=True)


def _kept(held: Held, row: Step, _: Outcome, __: float) -> None:
    held.done(row)


def _unconfirmed(held: Held, row: Step, _: Outcome, spread: float) -> None:
    """It was taken on. A question laid before a person is put; else wait, and ask now and then where one can ask."""
    if row.kind in QUESTIONS and row.channel in states.PEOPLE:
        held.done(row)
        return
    row.refused = False
    asking = None if row.is_by_hand else pause(row.attempts, FIRST_ASKING, LONGEST_ASKING, spread)
    held.leave(row, held.now + asking if asking else None)
    if row.state == states.PROMISED:
        held.move(row, states.UNCONFIRMED)


def _again(held: Held, row: Step, outcome: Outcome, spread: float) -> None:
    if row.kind in QUESTIONS and row.ended_at is not None:  # its time ran out meanwhile: it is put to nobody any more
        held.leave(row)
        return
    wait = pause(row.attempts, FIRST_PAUSE, LONGEST_PAUSE, spread)
    held.leave(row, held.now + max(wait, timedelta(seconds=outcome.wait or 0)))


def _refused(held: Held, row: Step, outcome: Outcome, _: float) -> None:
    """It will never work as asked: loudly late, and on somebody's list."""
    row.refused = True
    held.leave(row)
    if row.state != states.LATE:
        held.move(row, states.LATE)
    held.ask_for(row, Task.What.REFUSED, titles.told_of(row, outcome.said))


MEANS: Mapping[State, Callable[[Held, Step, Outcome, float], None]] = {
    "kept": _kept,
    "unconfirmed": _unconfirmed,
    "again": _again,
    "refused": _refused,
}


def pause(attempts: int, first: timedelta, longest: timedelta, spread: float) -> timedelta:
    """How long to wait after so many attempts: twice as long each time, up to a bound, and never all at once."""
    doubled: timedelta = first * (1 << min(max(attempts - 1, 0), MOST_DOUBLINGS))
    return min(doubled, longest) * spread
