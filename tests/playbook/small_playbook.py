"""A small playbook, completed from the steps that a test is about, its rows, and where they stand."""

from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from goodgrace.playbook.plan import plan
from goodgrace.playbook.progress import Next, ready
from goodgrace.playbook.reading import read_text
from goodgrace.playbook.rows import State, Step
from goodgrace.playbook.shape import Playbook

HEAD = """playbook: small
owner: care
moment: test
may_start: [agent]
facts:
  vip: {type: yes_no}
  fee: {type: money, least: 0, ask: What is the fee?}
  owed: {type: money, least: 0}
  days_given: {type: number, least: 1, most: 30, default: 5}
words: We see to it.
"""
ASK = "ask: customer, words: 'What would you like?', options: {keep: We keep it., give: You give it back.}"
BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
"""Ten o'clock in Berlin, on a Monday in winter."""
FACTS = {"vip": "yes", "fee": "60"}


def small(*steps: str, head: str = HEAD, rest: str = "") -> Playbook:
    """A playbook with these steps, each written as `name: {…}`."""
    return read_text(head + "steps:\n" + "".join(f"  {step}\n" for step in steps) + rest, "small.yaml")


def rows(*steps: str, facts: Mapping[str, object] = FACTS, zone: ZoneInfo = BERLIN) -> tuple[Step, ...]:
    """The rows of a small playbook, started on Monday."""
    return plan(small(*steps), started=MONDAY, zone=zone, facts=facts)


def look(
    steps: tuple[Step, ...], states: Mapping[str, State] | None = None, now: datetime = MONDAY, zone: ZoneInfo = BERLIN
) -> Next:
    """What is to be done with rows that were started on Monday; whatever is not named waits."""
    known = {step.name: State() for step in steps} | dict(states or {})
    return ready(steps, known, started=MONDAY, now=now, zone=zone)


def to_begin(found: Next) -> list[str]:
    return [begin.name for begin in found.begin]


def to_skip(found: Next) -> list[str]:
    return [skip.name for skip in found.skip]
