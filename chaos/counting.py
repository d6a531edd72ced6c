"""Counting at the end: every step of ours against billing's own tables, by key and, apart from keys, by customer."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import timedelta

from chaos.stories import CUT_SHORT, ENDS, Story, rows_of

GRACE = timedelta(days=3)
"""So long after a promise is over a suspension may still stand: its end fails, is tried again, and is late and shown by then."""
ONCE = ("suspend", "waive", "credit", "refund")
"""What billing does at most once for each customer: no playbook here has two steps of one of these kinds. What ends something may
come twice where it was let go or given up in hand, and is ended to be sure: the second changes nothing."""
WAITS = ("promised", "unconfirmed", "open")
MONEY = ("waive", "credit", "refund")
TOLD = 3
"""Of so many customers for each fault the whole story is told."""


def lost(story: Story) -> bool:
    """Kept with us, and billing never did it; or neither kept, nor settled, nor behind something late that is on a list."""
    done = {act.key for act in story.acts}
    kept = any(row.state == "kept" and row.channel == "billing" and row.key not in done for row in story.rows)
    held_up = story.over_at is None and any(row.is_shown for row in story.rows)
    return kept or (not held_up and any(row.state in WAITS for row in story.rows))


def twice(story: Story) -> bool:
    """Done more than once for a customer, under whatever keys; or ended more than once though all went as planned."""
    times = Counter(act.kind for act in story.acts)
    ended = len(story.of(*ENDS))
    return any(times[kind] > 1 for kind in ONCE) or (story.went_as_planned and ended > 1)


def unshown(story: Story) -> bool:
    """Late and on nobody's list; or done there though we hold it to be skipped, or let go, and nobody is told to look."""
    done = {act.key for act in story.acts}
    if any(row.state == "late" and not row.listed for row in story.rows):
        return True
    may_be = {"kept", "late"}
    astray = [row for row in story.rows if row.key in done and row.state not in may_be]
    told = all(row.state in CUT_SHORT and (row.kind not in MONEY or row.listed) for row in astray)
    return not told or bool(done - {row.key for row in story.rows})


def rests_on(story: Story) -> bool:
    """Suspended, or not charged, for a promise that is over: at the end, or for longer than its end may take."""
    if story.over_at is None:
        return False
    latest = story.over_at + GRACE
    shown = any(row.was_late or row.listed for row in story.rows if row.kind in ENDS)
    stood = [act.stood_until for act in story.of("suspend")]
    too_long = any(until is not None and until > latest for until in stood)
    return (too_long and not shown) or (not story.charged and not story.of("close"))


def resumed_for_nothing(story: Story) -> bool:
    """Ended there, and never suspended: unless it was let go while a worker had it in hand, and is ended to be sure."""
    suspended = {act.key for act in story.of("suspend")}
    for act in story.of(*ENDS):
        row = story.row(act.suspension)
        to_be_sure = row is not None and row.state in CUT_SHORT and row.meant
        if act.suspension not in suspended and not to_be_sure:
            return True
    return False


def ended_early(story: Story) -> bool:
    """All went as planned, and a suspension was ended before the last thing that it was to last for."""
    if not story.went_as_planned:
        return False
    last = max((act.at for act in story.acts), default=None)
    return any(act.ended is not None and last is not None and act.ended < last for act in story.of("suspend"))


def against_her_choice(story: Story) -> bool:
    """She chose one thing, and billing did another."""
    chosen = next((row.outcome for row in story.rows if row.kind == "ask" and row.outcome), "")
    follows = {"waive": chosen == "forgive", "close": chosen == "stop"}
    if story.playbook != "a-choice" or not chosen or not story.went_as_planned or story.over_at is None:
        return False
    did = {row.kind for row in story.rows if row.kind in follows and any(act.key == row.key for act in story.acts)}
    return did != {kind for kind, was_chosen in follows.items() if was_chosen}


def differs_at_night(story: Story) -> bool:
    """The comparison at night finds another difference than what was done there although it had been let go here."""
    let_go = {row.key for row in story.rows if row.state in CUT_SHORT}
    return any(how != "missing_here" or key not in let_go for key, how in story.differs)


def charged_after_close(story: Story) -> bool:
    """It was closed for good, and is charged all the same."""
    return story.charged and bool(story.of("close"))


FAULTS: Mapping[str, Callable[[Story], bool]] = {
    each.__name__: each
    for each in (
        lost, twice, unshown, rests_on, resumed_for_nothing, ended_early, against_her_choice, differs_at_night,
        charged_after_close,
    )
}  # fmt: skip
"""What must be true of no customer; each says what it means."""


@dataclass(frozen=True, slots=True)
class Count:
    """What the two sides hold. `faults` counts customers and has to be nothing; `such_as` names the first of each."""

    finished: bool
    """whether everything came to rest in the time there was; what did not is no loss, and proves nothing"""
    faults: Mapping[str, int]
    such_as: Mapping[str, list[str]]
    stories: Mapping[str, list[str]]
    """of the first of them, everything that happened, in order"""
    steps: int
    kept: int
    late_and_shown: int
    was_late: int
    settled_otherwise: Mapping[str, int]
    """steps that were skipped, released, broken, or promised anew"""
    promises: Mapping[str, int]
    """by playbook, and by what became of them"""
    effects: Mapping[str, int]
    """by kind, as billing's own table counts them"""
    ended_to_be_sure: int
    """suspensions that were ended there without having arrived: they were let go while a worker had them in hand"""
    longest_rest_hours: float
    """how long at most a suspension stood at billing after its promise was over"""
    taken_over: int
    """steps that were claimed by more than one worker or more than once"""
    run: Mapping[str, object] = field(default_factory=dict)
    """what was played on the way: kills, deeds of people, times billing was asked, the clock, seconds"""

    @property
    def holds(self) -> bool:
        """Whether it was played to its end, and nothing was lost, done twice, or left standing."""
        return self.finished and not any(self.faults.values())

    def as_data(self) -> dict[str, object]:
        """For the report."""
        return asdict(self) | {"holds": self.holds}


def count(
    stories: list[Story],
    finished: bool,
    run: Mapping[str, object],
    retold: Callable[[Collection[str]], Mapping[str, list[str]]] = lambda _: {},
) -> Count:
    """Compare every story of ours with what billing says it did. `retold` tells all of some customers."""
    rows = rows_of(stories)
    states = Counter(row.state for row in rows)
    wrong = {name: [story.customer for story in stories if has(story)] for name, has in FAULTS.items()}
    return Count(
        finished=finished,
        faults={name: len(found) for name, found in wrong.items()},
        such_as={name: found[:5] for name, found in wrong.items() if found},
        stories=retold({customer for found in wrong.values() for customer in found[:TOLD]}),
        steps=len(rows),
        kept=states["kept"],
        late_and_shown=sum(row.is_shown for row in rows),
        was_late=sum(row.was_late for row in rows),
        settled_otherwise={state: states[state] for state in ("skipped", *CUT_SHORT)},
        promises=dict(sorted(Counter(each for story in stories for each in (story.playbook, *story.states)).items())),
        effects=dict(sorted(Counter(act.kind for story in stories for act in story.acts).items())),
        ended_to_be_sure=sum(_ended_to_be_sure(story) for story in stories),
        longest_rest_hours=round(max((_rested_on(story) for story in stories), default=0.0), 1),
        taken_over=sum(row.fence > 1 for row in rows),
        run=run,
    )


def _ended_to_be_sure(story: Story) -> int:
    suspended = {act.key for act in story.of("suspend")}
    return len({act.suspension for act in story.of(*ENDS)} - suspended)


def _rested_on(story: Story) -> float:
    """Hours for which something stood after its promise was over, until somebody or something ended it."""
    if story.over_at is None:
        return 0.0
    over: Iterable[timedelta] = (act.ended - story.over_at for act in story.of("suspend") if act.ended)
    return max((each.total_seconds() / 3_600 for each in over), default=0.0)
