"""Counting at the end: our steps against the billing service's own database, by key and, apart from keys, by customer."""

import sqlite3
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Count:
    """What the two sides hold; `lost`, `twice` and `unshown` have to be nothing."""

    steps: int
    kept: int
    late_and_shown: int
    was_late: int
    lost: int
    """kept with us, and the billing service never did it; or neither kept nor late"""
    twice: int
    """done more than once for a customer"""
    unshown: int
    """done there, and neither kept nor late with us; or late and on nobody's list"""
    promises_kept: int
    kills: int
    taken_over: int
    """steps that were claimed by more than one worker or more than once"""
    times_asked: int
    effects: int
    clock: str
    seconds: float

    @property
    def holds(self) -> bool:
        """Whether nothing was lost and nothing was done twice."""
        return not (self.lost or self.twice or self.unshown)

    def as_data(self) -> dict[str, object]:
        """For the report."""
        return asdict(self) | {"holds": self.holds}


def count(books: Path, clock: datetime, kills: int, seconds: float) -> Count:
    """Compare every step with what the billing service's own tables say."""
    from goodgrace.promises.models import Promise, Step, Task

    with sqlite3.connect(books) as db:
        acts = {key for (key,) in db.execute("SELECT key FROM acts")}
        each = Counter(
            {(who, kind): n for who, kind, n in db.execute("SELECT customer, kind, count(*) FROM acts GROUP BY 1, 2")}
        )
        (asked,) = db.execute("SELECT sum(times_asked) FROM requests").fetchone()
    states = dict(Step.objects.values_list("key", "state"))
    listed = set(Task.objects.filter(done_at=None).values_list("step__key", flat=True))
    kept = {key for key, state in states.items() if state == "kept"}
    late = {key for key, state in states.items() if state == "late"}
    return Count(
        steps=len(states),
        kept=len(kept),
        late_and_shown=len(late & listed),
        was_late=Step.objects.filter(was_late=True).count(),
        lost=len(kept - acts) + len(states) - len(kept) - len(late),
        twice=sum(times - 1 for times in each.values()),
        unshown=len(acts - kept - late) + len(late - listed),
        promises_kept=Promise.objects.filter(state="kept").count(),
        kills=kills,
        taken_over=Step.objects.filter(fence__gt=1).count(),
        times_asked=asked or 0,
        effects=len(acts),
        clock=clock.isoformat(timespec="minutes"),
        seconds=round(seconds, 1),
    )
