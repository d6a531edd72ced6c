"""What is counted: of each customer the steps that we hold, and what the billing service's own tables say it did."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from json import loads
from pathlib import Path

ENDS = ("resume", "close")
CUT_SHORT = ("released", "broken", "renegotiated")


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that billing did; moments in UTC. `suspension` is the key of what it was to end."""

    key: str
    kind: str
    at: datetime
    until: datetime | None = None
    ended: datetime | None = None
    suspension: str = ""

    @property
    def stood_until(self) -> datetime | None:
        """When a suspension was over."""
        return min(filter(None, (self.until, self.ended)), default=None)


@dataclass(frozen=True, slots=True)
class Row:
    """One step of ours. `meant`: a worker had it in hand once; `listed`: it is on somebody's list now."""

    key: str
    kind: str
    state: str
    name: str = "step"
    channel: str = "billing"
    outcome: str = ""
    meant: bool = True
    was_late: bool = False
    listed: bool = False
    fence: int = 1

    @property
    def is_shown(self) -> bool:
        """Whether it is late and somebody has it on a list."""
        return self.state == "late" and self.listed


@dataclass(slots=True)
class Story:
    """All of one customer. `over_at` is when the last of her promises was over; None while one is on its way."""

    customer: str
    playbook: str = ""
    states: tuple[str, ...] = ()
    over_at: datetime | None = None
    rows: list[Row] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    charged: bool = True
    """whether billing charges her at the end of the run"""
    differs: list[tuple[str, str]] = field(default_factory=list)
    """what the comparison at night found in the end: a key, and how the two sides differ"""

    @property
    def went_as_planned(self) -> bool:
        """Whether nothing was let go, given up or promised anew."""
        return not any(row.state in CUT_SHORT for row in self.rows)

    def row(self, key: str) -> Row | None:
        """The step with a key."""
        return next((row for row in self.rows if row.key == key), None)

    def of(self, *kinds: str) -> list[Act]:
        """What billing did of some kinds."""
        return [act for act in self.acts if act.kind in kinds]


def gather(books: Path, night: Iterable[tuple[str, str]]) -> list[Story]:
    """Every story, from both sides."""
    from django.db.models import F

    from goodgrace.promises.models import Promise, Step, Task

    stories: dict[str, Story] = {}
    last_to_end = F("ended_at").asc(nulls_last=True)  # not to be made: one may be promised anew twice in one moment
    promises = Promise.objects.order_by(last_to_end, "pk").values_list(
        "customer__reference", "playbook", "state", "ended_at"
    )
    for who, playbook, state, ended in promises:
        story = stories.setdefault(who, Story(who, playbook))
        story.states, story.over_at = (*story.states, state), ended
    listed = set(Task.objects.filter(done_at=None).values_list("step_id", flat=True))
    for step in Step.objects.select_related("promise__customer").order_by("pk").iterator(2_000):
        stories[step.promise.customer.reference].rows.append(
            Row(step.key, step.kind, step.state, step.name, step.channel, step.outcome, step.intent_at is not None,
                step.was_late, step.pk in listed, step.fence)
        )  # fmt: skip
    _read_books(books, stories)
    whose = {row.key: story for story in stories.values() for row in story.rows}
    for key, how in night:
        whose[key].differs.append((key, how))
    return [*stories.values()]


def _read_books(books: Path, stories: Mapping[str, Story]) -> None:
    with sqlite3.connect(books) as db:
        acts = db.execute(
            "SELECT acts.customer, key, acts.kind, acted_at, until_at, ended_at, about FROM acts JOIN requests USING (key) "
            "ORDER BY acted_at, key"
        ).fetchall()
        charged = {who for (who,) in db.execute("SELECT DISTINCT customer FROM charges JOIN accounts USING (account)")}
    db.close()
    found: dict[str, list[Act]] = defaultdict(list)
    for who, key, kind, at, until, ended, about in acts:
        found[who].append(Act(key, kind, _moment(at), _maybe(until), _maybe(ended), loads(about).get("suspension", "")))
    for who in {*found, *stories}:
        story = stories[who]  # one that we do not know would be an effect out of nothing
        story.acts, story.charged = found[who], who in charged


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _maybe(seconds: float | None) -> datetime | None:
    return None if seconds is None else _moment(seconds)


def times_asked(books: Path) -> int:
    """How often billing was asked for anything."""
    with sqlite3.connect(books) as db:
        ((asked,),) = db.execute("SELECT coalesce(sum(times_asked), 0) FROM requests")
    db.close()
    return int(asked)


def rows_of(stories: Iterable[Story]) -> list[Row]:
    """All steps of ours."""
    return [row for story in stories for row in story.rows]
