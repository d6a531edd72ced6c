"""Promises for tests: a customer, a playbook of steps, a clock that is moved, and a worker with the shipped fake."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from goodgrace.playbook.reading import fingerprint, read_text
from goodgrace.playbook.shape import Playbook
from goodgrace.promises.guarding.shape import KINDS
from goodgrace.promises.guarding.standing import may
from goodgrace.promises.making import start
from goodgrace.promises.models import Promise
from tests.cases.stories import a_customer
from tests.people import NOW, Cast

BERLIN = ZoneInfo("Europe/Berlin")
TWO_STEPS = """
waive_it:
  title: The fee is not charged
  waive: fee
  what: the late fee
  within: 4 hours
tell:
  title: Call and say so
  call: customer
  between: 09:00 and 18:00
  after: waive_it
  within: 2 days
"""
HEAD = """
playbook: small
title: A small playbook
version: 1
owner: customer-care
serves: a-purpose
moment: complaint
currency: EUR
may_start: [agent, lead]
facts:
  fee: {type: money, least: 0, default: 25, ask: What was charged?}
  paid: {type: yes_no, ask: Was it paid?}
words:
  en: Hello {customer}.
steps:
"""


class Watch:
    """A clock that a test moves."""

    def __init__(self, shows: datetime = NOW) -> None:
        self.shows = shows

    def __call__(self) -> datetime:
        """What it shows."""
        return self.shows

    def pass_by(self, **delta: float) -> datetime:
        """Let some time go by."""
        self.shows += timedelta(**delta)
        return self.shows


def a_playbook(steps: str = TWO_STEPS) -> Playbook:
    """A small playbook with these steps."""
    lines = "\n".join(f"  {line}" for line in steps.strip().splitlines())
    return read_text(HEAD.strip() + "\n" + lines, "small.yaml")


def begun(cast: Cast, steps: str = TWO_STEPS, *, now: datetime = NOW, **facts: str) -> Promise:
    """A promise that Mia has just started for a new customer in Berlin."""
    playbook = a_playbook(steps)
    given: Mapping[str, object] = {"fee": "25", **facts}
    return start(
        playbook=playbook, digest=fingerprint(playbook), customer=a_customer(), facts=given, by=cast.mia, now=now, zone=BERLIN
    )  # fmt: skip


def held_back(reference: str, now: datetime) -> set[str]:
    """What may not go out to the customer of a reference at a moment."""
    return {kind for kind in KINDS if not may(reference, kind, now).may}
