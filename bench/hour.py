"""`python -m bench.hour SECONDS`: a worker's loop through simulated time, in a process of its own; prints what it holds.

The clock is moved instead of waited for: a second for each pause of the real loop. What is real is the loop with its threads,
the database, its rows and the ledger's entries; the other side is the shipped fake, and calls, seals and nights are left out.
"""

import os
import sys
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from json import dumps
from pathlib import Path
from random import Random

WARM = 1 / 6
"""After this share of the time, what a worker needs once is loaded."""


@dataclass(slots=True)
class Hour:
    """A clock that pauses move, and what the process held of memory at two moments, in bytes."""

    shows: datetime
    ends: datetime
    warm: datetime
    held: list[int] = field(default_factory=list)
    looks: int = 0

    def __call__(self) -> datetime:
        """What it shows."""
        return self.shows

    def pause(self, seconds: float) -> None:
        """Let time go by."""
        self.shows += timedelta(seconds=seconds)

    def over(self, _: bool) -> bool:
        """Whether the time is over, asked after each look."""
        self.looks += 1
        if not self.held and self.shows >= self.warm:
            self.held.append(resident())
        if self.shows >= self.ends:
            self.held.append(resident())
        return self.shows >= self.ends


def resident() -> int:
    """How many bytes of memory this process has just now; not the most it ever had."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def main(seconds: int) -> None:
    """Play the time from the first promise that still sleeps for less than that, on the database of the environment."""
    from goodgrace.cli.site import begin

    begin()
    from bench.promises import HOUR
    from goodgrace.promises.channels.fake import Fake
    from goodgrace.promises.keeping import Keeper, keep_on
    from goodgrace.promises.models import Step

    hour = Hour(HOUR, HOUR + timedelta(seconds=seconds), HOUR + timedelta(seconds=seconds * WARM))
    keep_on(Keeper("hour", hour, Random(1), {"billing": Fake()}), sleep=hour.pause, ends=hour.over)
    steps = Step.objects.filter(promise__started_at=HOUR, state="kept").count()
    print(dumps({"warm": hour.held[0], "end": hour.held[-1], "looks": hour.looks, "steps": steps}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
