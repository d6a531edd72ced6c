"""One run on one database: workers are started and killed, the clock is moved, and at the end everything is counted."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.client import HTTPConnection
from json import dumps
from pathlib import Path
from random import Random

from chaos.callbacks import receiving
from chaos.counting import Count, count
from chaos.people import DEEDS, People
from chaos.retelling import retell
from chaos.stories import gather, times_asked
from chaos.world import SECRET, START, FileClock, enter, promise
from goodgrace.promises.channels.signing import write_secret

ENDS = START + timedelta(days=420)
HOP = timedelta(minutes=3)
"""The clock also leaps so far while everybody is at work, so that leases run out under living workers."""
HOPS, BREATH = 0.01, 0.01
COUNTS = 0.3
"""Seconds between two looks at how far it has come, which misfortunes go by."""
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
    customers = promise(plan.promises, chance)
    people, begun = People(seed, customers, START), time.monotonic()
    with receiving(SECRET) as callback, billing_at(home, seed, callback) as billing:
        open_accounts(billing, customers)
        crew = Crew(home, database, billing)
        try:
            for _ in range(plan.workers):
                crew.hire()
            played = Play(crew, clock, plan, chance, people, begun)
            finished = played.to_its_end()
        finally:
            crew.end()
        night = last_night(billing, clock)
    seconds = round(time.monotonic() - begun, 1)
    told = {
        "kills": played.killed,
        "people": dict(sorted(people.did.items())),
        "differences_found_at_night": len(night),
        "seconds": seconds,
    }
    books = home / "billing.sqlite3"
    return count(
        gather(books, night),
        finished,
        {**told, "times_asked": times_asked(books), "clock": f"{clock():%Y-%m-%d %H:%M}"},
        lambda customers: retell(customers, books),
    )


@dataclass(slots=True)
class Play:
    """The clock is moved to the end, while workers are killed and people change their minds."""

    crew: Crew
    clock: FileClock
    plan: Plan
    chance: Random
    people: People
    begun: float
    killed: int = 0
    counted: float = 0.0
    looked: float = 0.0
    quiet: float = 0.0

    def to_its_end(self) -> bool:
        """Whether everything came to rest before the time was up."""
        marks = self._marks()
        while self.clock() < ENDS and time.monotonic() - self.begun < self.plan.seconds:
            time.sleep(BREATH)
            if marks and time.monotonic() - self.counted > COUNTS:
                self.counted, done = time.monotonic(), _settled()
                while marks and done >= marks[0][0]:
                    self._happens(marks.pop(0)[1])
            if self._is_time_to_look():
                self.looked = time.monotonic()
                self.people.look(self.clock())
            if not self._goes_on():
                return True
        return False

    def _marks(self) -> list[tuple[float, str]]:
        """What happens, each when so great a share of all steps is settled."""
        many = {"kill": self.plan.kills, **{deed: round(share * self.plan.promises) for deed, share in DEEDS.items()}}
        return sorted((self.chance.uniform(0.005, 0.9), what) for what, times in many.items() for _ in range(times))

    def _is_time_to_look(self) -> bool:
        waited = time.monotonic() - self.looked
        return waited > 0.2 or (waited > 0.05 and self.people.next is not None and self.people.next <= self.clock())

    def _happens(self, what: str) -> None:
        if what != "kill":
            self.people.strike(what, self.clock(), self.chance)
            return
        time.sleep(self.chance.uniform(0, 0.15))
        self.crew.kill(self.chance)
        self.killed += 1

    def _goes_on(self) -> bool:
        """Move the clock if nobody has anything to do just now; False where nobody ever has again."""
        now, following = self.clock(), _next_moment(self.people.next)
        if following is None:
            return False
        if following > now and (time.monotonic() - self.quiet > PATIENCE or not _at_work()):
            self.clock.set(min(following + self.chance.random() * STRIDE, ENDS))
            self.quiet = time.monotonic()
        elif following <= now and self.chance.random() < HOPS:
            self.clock.set(now + HOP)
        return True


def _settled() -> float:
    """The share of steps that are settled by now; those that a playbook does not have do not count."""
    from goodgrace.store.asking import ask

    ((found, rows),) = ask(
        "SELECT SUM(CASE WHEN state IN ('kept', 'skipped', 'released', 'broken', 'renegotiated') THEN 1 ELSE 0 END), "
        "COUNT(*) FROM promises_step"
    )
    return float(found or 0) / max(int(rows), 1)


def _at_work() -> bool:
    from goodgrace.promises.models import Step

    return Step.objects.filter(next_try_at__isnull=False).exclude(worker="").exists()


def _next_moment(people: datetime | None) -> datetime | None:
    """The next moment at which there is something to do, for the clock, a worker or people; None where there never is."""
    from django.db.models import Min

    from goodgrace.promises.models import Promise, Step

    wakes = Promise.objects.aggregate(found=Min("wake_at"))["found"]
    tries = Step.objects.filter(next_try_at__isnull=False).aggregate(found=Min("next_try_at"))["found"]
    return min((each for each in (wakes, tries, people) if each), default=None)


def last_night(billing: str, clock: FileClock) -> list[tuple[str, str]]:
    """A day later billing is calm and is compared once, as every night: the keys that differ, and how. Then it charges everybody whose fees do not rest."""
    from goodgrace.promises.channels.addresses import read_allowed
    from goodgrace.promises.channels.billing import Billing
    from goodgrace.promises.channels.reaching import Reach
    from goodgrace.promises.outside.reconciling import reconcile

    clock.set(clock() + timedelta(days=1))
    say(billing, "behave", {"seed": 1})
    books = Billing(billing, [SECRET], reach=Reach(allowed=read_allowed(["127.0.0.0/8"])), now=clock)
    compared = reconcile(books, now=clock())
    say(billing, "charges", {"at": clock().isoformat()})
    return [(each.key, each.what) for each in compared.found]


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
            say(address, "clock", {"now": START.isoformat(), "speed": 1})  # from then on it follows those who ask
            yield address
        finally:
            service.terminate()


def say(address: str, room: str, *said: Mapping[str, object]) -> None:
    """Tell the billing service so many things, on one connection."""
    connection = HTTPConnection(address.removeprefix("http://"), timeout=60)
    for each in said:
        connection.request("POST", f"/{room}", dumps(each), {"content-type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, room
    connection.close()


def open_accounts(billing: str, customers: list[str]) -> None:
    """Everybody has an account with a fee for each day, so that billing can show whom it charges."""
    say(billing, "accounts", *({"account": f"A-{who}", "customer": who, "fee": "1.00 EUR"} for who in customers))
