"""What a step comes after and what of that is not so, read from the rows of one promise."""

from collections.abc import Sequence

from goodgrace.playbook.clock import follows, settled_for
from goodgrace.playbook.rows import step_of
from goodgrace.promises import states
from goodgrace.promises.models import Step
from goodgrace.promises.rows import state_of


def undone_before(row: Step, rows: Sequence[Step]) -> list[Step]:
    """What a step follows and what is not done, or not after all."""
    before = follows(step_of(row.data))
    return [each for each in rows if each.name in before and not settled_for(state_of(each))]


def broken_before(row: Step, rows: Sequence[Step]) -> Step | None:
    """What a step follows, and is broken for good."""
    return next((each for each in undone_before(row, rows) if each.state == states.BROKEN), None)
