"""How what rests comes to its end when something broke or was let go, read from the rows of one promise."""

from collections.abc import Iterable, Sequence

from goodgrace.playbook.clock import follows
from goodgrace.playbook.happened import holds
from goodgrace.playbook.rows import ENDING, step_of
from goodgrace.playbook.shape import KindName
from goodgrace.promises import states
from goodgrace.promises.models import Step
from goodgrace.promises.rows import state_of

AGAIN, MOST_ENDS = "--again", 4


def still_rests(row: Step, rows: Sequence[Step]) -> bool:
    """Whether a suspension stands, or may, and nothing but we ourselves will end it."""
    return _rests_without_end(row, rows) or may_rest(row, rows)


def _rests_without_end(row: Step, rows: Sequence[Step]) -> bool:
    """Whether nothing ends a suspension any more because something broke: all that would have is settled, and it has no day."""
    if row.kind != "suspend" or row.state != states.KEPT or row.ended_at is not None or has_its_day(row):
        return False
    enders = {each.state for each in _enders(row, rows)}
    broken = any(each.state == states.BROKEN for each in rows)
    return broken and bool(enders) and enders <= {*states.STEP_SETTLED}


def may_rest(row: Step, rows: Sequence[Step]) -> bool:
    """Whether a suspension that was given up may stand somewhere all the same, and nothing of ours has ended it yet."""
    asked = row.may_be_done or (row.is_by_hand and row.intent_at is not None and not row.refused)
    return row.kind == "suspend" and row.state == states.BROKEN and asked and not is_being_ended(row, rows)


def is_being_ended(row: Step, rows: Sequence[Step]) -> bool:
    """Whether we have a step of our own that ends a suspension, or has ended it."""
    ours = our_ends(row, rows)
    return any(each.state in states.STEP_WAITS or (each.at and row.at and each.at >= row.at) for each in ours)


def our_ends(row: Step, rows: Sequence[Step]) -> list[Step]:
    """The steps that we added ourselves to end a suspension, first to last."""
    return [each for each in rows if each.name in called_ends(row)]


def called_ends(row: Step) -> list[str]:
    """How they are called, one after the other."""
    return [row.name + AGAIN * times + states.ENDS for times in range(MOST_ENDS)]


def ends_by(row: Step, rows: Sequence[Step]) -> KindName:
    """By what we end a suspension: for good where the time of its `close` had come or would have, else it begins again."""
    closes = (each for each in _enders(row, rows) if each.kind == "close" and each.state != states.SKIPPED)
    return "close" if any(_has_come(each, row, rows) for each in closes) else "resume"


def _has_come(ender: Step, row: Step, rows: Sequence[Step]) -> bool:
    """Whether all that was to come before what ends a suspension is so; where nothing was, whether its day has come."""
    plan, seen = step_of(ender.data), {each.name: state_of(each) for each in rows}
    before = [seen[name] for name in follows(plan) - {row.name}]
    if not before:
        return ender.due_at is not None
    all_done = all(each.status in ("kept", "skipped") for each in before)
    done = any(each.status == "kept" for each in before) and (
        all_done or ender.due_at is not None
    )  # it was due already
    return done and holds(plan.condition, seen, due=True) is True


def has_its_day(row: Step) -> bool:
    """Whether what lasts ends by the clock, on a day that she was told."""
    return bool({"in", "by"} & set(row.data["ends"] or {}))


def _enders(row: Step, rows: Sequence[Step]) -> Iterable[Step]:
    return (each for each in rows if each.kind in ENDING and each.parameters["what"] == row.name)
