"""`python -m bench.hour SECONDS BILLING`: a worker's loop through simulated time, and what its process holds of memory.

The clock is moved instead of waited for: a second for each pause of the real loop. All else is as in `goodgrace work`: the loop
with its threads, the database, the ledger's entries and seals, calls that nobody answered, and each step as a signed request
to the billing service at the address BILLING. Only what is done at night is left out.
"""

import os
import sys
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from json import dumps
from pathlib import Path
from random import Random

SAMPLES = 30
SECRET = bytes(range(32))
"""Shared with the billing service of this run."""


@dataclass(slots=True)
class Hour:
    """A clock that pauses move, and what the process held of memory after each of so many equal parts of the time, in bytes."""

    begins: datetime
    lasts: timedelta
    beat: timedelta
    shows: datetime = field(init=False)
    beaten: datetime = field(init=False)
    held: list[int] = field(default_factory=list)
    looks: int = 0

    def __post_init__(self) -> None:
        """It shows its beginning."""
        self.shows = self.beaten = self.begins

    def __call__(self) -> datetime:
        """What it shows."""
        return self.shows

    def pause(self, seconds: float) -> None:
        """Let time go by."""
        self.shows += timedelta(seconds=seconds)

    def rounds(self) -> None:
        """What a worker does every beat between its turns."""
        from goodgrace.cases.helping import pass_on_unanswered
        from goodgrace.ledger.sealing import seal_all

        if self.shows - self.beaten >= self.beat:
            self.beaten = self.shows
            pass_on_unanswered(now=self.shows)
            seal_all(self)

    def over(self, _: bool) -> bool:
        """Whether the time is over, asked after each look."""
        self.looks += 1
        while len(self.held) < SAMPLES and self.shows >= self.begins + self.lasts * (len(self.held) + 1) / SAMPLES:
            self.held.append(resident())
        return len(self.held) == SAMPLES


def resident() -> int:
    """How many bytes of memory this process has just now; not the most it ever had."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def main(seconds: int, address: str) -> None:
    """Play so many seconds on the database of the environment, beginning with the hour for which promises were made."""
    from goodgrace.cli.site import begin
    from goodgrace.cli.worker import BEAT

    begin()
    from bench.promises import HOUR
    from goodgrace.promises.channels.addresses import read_allowed
    from goodgrace.promises.channels.billing import Billing
    from goodgrace.promises.channels.reaching import Reach
    from goodgrace.promises.keeping import Keeper, keep_on
    from goodgrace.promises.models import Step

    hour = Hour(HOUR, timedelta(seconds=seconds), timedelta(seconds=BEAT))
    billing = Billing(address, [SECRET], reach=Reach(allowed=read_allowed(["127.0.0.0/8"])), now=hour)
    keep_on(
        Keeper("hour", hour, Random(1), {"billing": billing}), sleep=hour.pause, ends=hour.over, between=hour.rounds
    )
    steps = Step.objects.filter(promise__started_at=HOUR, state="kept").count()
    print(dumps({"held": hour.held, "looks": hour.looks, "steps": steps}))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
