"""One run on one database: workers are started and killed, the clock is moved, and at the end everything is counted."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from json import dumps
from pathlib import Path
from random import Random

from chaos.callbacks import receiving
from chaos.counting import Count, count
from chaos.world import SECRET, START, STEPS, FileClock, enter, promise
from goodgrace.promises.channels.signing import write_secret

ENDS = START + timedelta(days=420)
HOP = timedelta(minutes=3)
"""The clock also leaps so far while everybody is at work, so that leases run out under living workers."""
HOPS, BREATH = 0.01, 0.01
STRIDE, PATIENCE = timedelta(hours=3), 0.4
"""How far the clock goes past the next moment; and for how many seconds those at work are waited for, who may be dead."""
TEMPER = {
    "fail": 0.10, "busy": 0.03, "vanish": 0.06, "repeat": 0.10, "hang": 0.003, "hang_seconds": 1.5, "later": 0.05,
    "later_seconds": 60, "twice": 0.5,
}  # fmt: skip
"""Fails before acting, vanishes and hangs after acting, answers as if asked before, acts later and tells it twice."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How large a run is."""

    promises: int
    kills: int
    workers: int
    seconds: float


@dataclass(slots=True)
class Crew:
    """The workers that live just now."""

    home: Path
    database: str
    billing: str
    living: list[subprocess.Popen[bytes]] = field(default_factory=list)
    started: int = 0

    def hire(self) -> None:
        """One more worker, with a name of its own."""
        self.started += 1
        words = [f"worker-{self.started}", str(self.home), self.database, self.billing]
        with (self.home / "workers.log").open("ab") as out:
            self.living.append(subprocess.Popen([sys.executable, "-m", "chaos.worker", *words], stdout=out, stderr=out))

    def kill(self, chance: Random) -> None:
        """Kill one of them with -9, and let another take its place."""
        victim = self.living.pop(chance.randrange(len(self.living)))
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        self.hire()

    def end(self) -> None:
        """Nobody works any more."""
        for each in self.living:
            each.kill()
            each.wait()


def run(home: Path, database: str, plan: Plan, seed: int) -> Count:
    """Make promises, keep them through everything, and count."""
    enter(home, database)
    from goodgrace.cli.site import migrate

    migrate()
    chance, clock = Random(seed), FileClock(home / "clock")
    clock.set(START)
    promise(plan.promises, chance)
    begun = time.monotonic()
    with receiving(SECRET) as callback, billing_at(home, seed, callback) as billing:
        crew = Crew(home, database, billing)
        try:
            for _ in range(plan.workers):
                crew.hire()
            killed = _move_on(crew, clock, plan, chance, begun)
        finally:
            crew.end()
    return count(home / "billing.sqlite3", clock(), killed, time.monotonic() - begun)


def _move_on(crew: Crew, clock: FileClock, plan: Plan, chance: Random, begun: float) -> int:
    """Move the clock to the end, killing on the way; how many were killed."""
    marks = sorted(chance.uniform(0.005, 0.99) * plan.promises * len(STEPS) for _ in range(plan.kills))
    killed, looked, quiet = 0, 0.0, time.monotonic()
    while clock() < ENDS and time.monotonic() - begun < plan.seconds:
        time.sleep(BREATH)
        if time.monotonic() - looked > 0.2:
            looked, done = time.monotonic(), _settled()
            while killed < len(marks) and done >= marks[killed]:
                time.sleep(chance.uniform(0, 0.15))
                crew.kill(chance)
                killed += 1
        following = _next_moment(clock())
        if following is not None and (time.monotonic() - quiet > PATIENCE or not _at_work()):
            clock.set(min(following + chance.random() * STRIDE, ENDS))
            quiet = time.monotonic()
        elif following is None and _all_over():
            return killed
        elif chance.random() < HOPS:
            clock.set(clock() + HOP)
    return killed


def _settled() -> int:
    from goodgrace.store.asking import ask

    ((found,),) = ask("SELECT COUNT(*) FROM promises_step WHERE state = 'kept'")
    return int(found)


def _all_over() -> bool:
    from goodgrace.promises.models import Promise

    return not Promise.objects.filter(ended_at=None).exists()


def _at_work() -> bool:
    from goodgrace.promises.models import Step

    return Step.objects.filter(next_try_at__isnull=False).exclude(worker="").exists()


def _next_moment(now: datetime) -> datetime | None:
    """The next moment at which there is something to do; None while there is something now, or nothing ever."""
    from django.db.models import Min

    from goodgrace.promises.models import Promise, Step

    wakes = Promise.objects.aggregate(found=Min("wake_at"))["found"]
    tries = Step.objects.filter(next_try_at__isnull=False).aggregate(found=Min("next_try_at"))["found"]
    found: datetime | None = min((each for each in (wakes, tries) if each), default=None)
    return found if found is not None and found > now else None


@contextmanager
def billing_at(home: Path, seed: int, callback: str) -> Iterator[str]:
    """The billing service as a program of its own, in a bad temper; its address."""
    command = [
        sys.executable, "-m", "goodgrace.demo.billing", "--db", str(home / "billing.sqlite3"), "--follow-clock",
        "--callback", callback, "--behave", dumps(TEMPER | {"seed": seed}),
    ]  # fmt: skip
    env = os.environ | {"GOODGRACE_BILLING_SECRET": write_secret(SECRET)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as service:
        assert service.stdout is not None
        try:
            said = service.stdout.readline()
            address = next(word for word in said.split() if word.startswith("http://"))
            _calm_clock(address)
            yield address
        finally:
            service.terminate()


def _calm_clock(address: str) -> None:
    """Its clock begins where ours does; from then on it follows those who ask."""
    from urllib.request import Request, urlopen

    body = dumps({"now": START.isoformat(), "speed": 1}).encode()
    urlopen(Request(f"{address}/clock", body, {"content-type": "application/json"}), timeout=5).read()
