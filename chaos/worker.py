"""`python -m chaos.worker`: a worker as `goodgrace work` runs it, on the clock of the run; it is there to be killed."""

import os
import sys
import time
from pathlib import Path
from random import Random

from chaos.world import SECRET, FileClock, enter

ASKS_FOR = 1.0
"""Seconds until a request counts as unanswered; the billing service hangs for longer."""


def main(name: str, home: str, database: str, billing: str) -> None:
    """Keep promises until killed, or until the driver is gone."""
    enter(Path(home), database)
    from goodgrace.promises.channels.addresses import read_allowed
    from goodgrace.promises.channels.billing import Billing
    from goodgrace.promises.channels.reaching import Reach
    from goodgrace.promises.keeping import Keeper, keep_on
    from goodgrace.promises.ways import tasks

    clock, parent = FileClock(Path(home) / "clock"), os.getppid()
    reach = Reach(allowed=read_allowed(["127.0.0.0/8"]), seconds=ASKS_FOR)
    ways = {"billing": Billing(billing, [SECRET], reach=reach, now=clock), "task": tasks(clock)}
    keeper = Keeper(name, clock, Random(name), ways)
    keep_on(keeper, sleep=time.sleep, ends=lambda _: os.getppid() != parent, beat=0.02)


if __name__ == "__main__":
    main(*sys.argv[1:])
