"""Where a promise and a step can stand, and from where they can go on: one table each, and nothing else moves them."""

from collections.abc import Mapping
from typing import Final

from goodgrace.errors import Refused
from goodgrace.sentences import sentence

PEOPLE: Final = ("task", "letter")
"""Channels that end with a person of ours: nobody outside has to be asked whether it is done."""
ELSEWHERE: Final = ("billing", "webhook")
"""Channels that wait for another system and touch no row of ours."""
ON_A_LIST: Final = "task:"
"""So begins the reference of a step that is on somebody's list."""
PROMISED, UNCONFIRMED, OPEN, LATE = "promised", "unconfirmed", "open", "late"
KEPT, SKIPPED, RELEASED, BROKEN, RENEGOTIATED = "kept", "skipped", "released", "broken", "renegotiated"

STEP_MOVES: Final[Mapping[str, frozenset[str]]] = {
    PROMISED: frozenset({UNCONFIRMED, OPEN, LATE, KEPT, SKIPPED, RELEASED, BROKEN, RENEGOTIATED}),
    UNCONFIRMED: frozenset({OPEN, LATE, KEPT, SKIPPED, RELEASED, BROKEN, RENEGOTIATED}),
    OPEN: frozenset({KEPT, RELEASED, BROKEN}),
    LATE: frozenset({PROMISED, UNCONFIRMED, OPEN, KEPT, SKIPPED, RELEASED, BROKEN, RENEGOTIATED}),
    KEPT: frozenset({LATE}),
    SKIPPED: frozenset(),
    RELEASED: frozenset(),
    BROKEN: frozenset(),
    RENEGOTIATED: frozenset(),
}
"""From where a step can go. `open` is a question that was put and waits for its answer. A reminder that lies on a list is skipped
where nothing is left to remind of. Only what another system turns out
not to have done, though it said so, goes back from kept to late: reconciliation found it, and a person looks. Only a call that is
late and moved at her wish waits again. A slip of a
person of ours is taken back within a minute (undoing.py), while nothing followed from it."""
STEP_STATES: Final = tuple(STEP_MOVES)
STEP_SETTLED: Final = (KEPT, SKIPPED, RELEASED, BROKEN, RENEGOTIATED)
NEVER_DONE: Final = (SKIPPED, RELEASED, BROKEN, RENEGOTIATED)
"""Settled, and what the step says does not happen."""
STEP_WAITS: Final = (PROMISED, UNCONFIRMED, LATE)
ON_PAPER: Final = (*STEP_WAITS, OPEN)
"""Where a step stands whose paper is still to be posted: a question by letter is open as soon as it lies in the print room."""

PROMISE_MOVES: Final[Mapping[str, frozenset[str]]] = {
    PROMISED: frozenset({UNCONFIRMED, LATE, KEPT, BROKEN, RENEGOTIATED, RELEASED}),
    UNCONFIRMED: frozenset({PROMISED, LATE, KEPT, BROKEN, RENEGOTIATED, RELEASED}),
    LATE: frozenset({PROMISED, UNCONFIRMED, KEPT, BROKEN, RENEGOTIATED, RELEASED}),
    KEPT: frozenset({LATE}),
    BROKEN: frozenset({LATE}),
    RENEGOTIATED: frozenset(),
    RELEASED: frozenset(),
}
"""From where a promise can go. What was late and is done after all goes on; that it was late stays in the ledger."""
PROMISE_STATES: Final = tuple(PROMISE_MOVES)
PROMISE_ENDED: Final = (KEPT, BROKEN, RENEGOTIATED, RELEASED)
ON_ITS_WAY: Final = (PROMISED, UNCONFIRMED, LATE)
ENDS: Final = "--ends"
"""The name of a step that we add ourselves ends with this: a suspension without a day of its end is ended there too."""


def check_move(what: str, before: str, after: str, moves: Mapping[str, frozenset[str]] = STEP_MOVES) -> None:
    """Go on only where something may go from one state to another. Raises Refused, naming what it is now."""
    if after not in moves[before]:
        raise Refused(
            sentence("{what} is {before} and cannot become {after}. Look at it again: somebody was here before you.",
                     what=what, before=before, after=after)
        )  # fmt: skip
