"""`python -m bench.memory`: what a worker holds of memory through an hour of simulated work, on SQLite and on PostgreSQL.

A curve tells what two figures cannot: what is loaded once rises and then stands, what is never let go of rises for ever. So what
counts is how fast it rises over the last two thirds, for each 1,000 steps.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from json import loads
from pathlib import Path
from statistics import linear_regression

from bench.hour import SECRET
from bench.lines import Line, machine, table
from tests import postgres

HOUR, SHORT = 3_600, 360
RISES = 100.0
"""What we promise: kilobytes for each 1,000 steps. To keep no more of a step than its key would be as much."""
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Played:
    """Seconds that were played: bytes held after equal parts of them, looks taken, steps kept."""

    seconds: int
    held: Sequence[int]
    looks: int
    steps: int

    @property
    def rises(self) -> float:
        """How many kilobytes more are held after each 1,000 steps, in a straight line through the last two thirds."""
        part = self.steps / len(self.held)
        late = [(part * place, held) for place, held in enumerate(self.held, 1) if place > len(self.held) / 3]
        return linear_regression(*zip(*late, strict=True)).slope

    def line(self, where: str) -> Line:
        """The line of the table; nothing is promised of less than an hour, in which all is still being loaded."""
        every = len(self.held) // SHOWN
        curve = ", ".join(f"{held / 1e6:.1f}" for held in self.held[every - 1 :: every])
        what = f"memory of a worker on {where}, for each 1,000 steps: {self.seconds:,} simulated seconds, {self.looks:,} looks, {self.steps:,} steps"
        met = self.rises < RISES if self.seconds >= HOUR else None
        return Line(what, f"{self.rises:+.0f} kB", f"resident: {curve} MB", None, f"< {RISES:.0f} kB", met)


def memory(short: bool, url: str) -> Iterator[Line]:
    """A line for each database, in the short form for PostgreSQL only, which is at `url`."""
    seconds = SHORT if short else HOUR
    for where, database in (("PostgreSQL", url), ("SQLite", ""))[: 1 if short else 2]:
        with tempfile.TemporaryDirectory() as home:
            yield played(seconds, home, database).line(where)


def played(seconds: int, home: str, database: str) -> Played:
    """Make a promise of two steps in every second, and let a worker keep them: each in a process of its own."""
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {"GOODGRACE_HOME": home}
    if database:
        env["DATABASE_URL"] = database
    subprocess.run([sys.executable, "-m", "bench.memory", "--make", str(seconds)], env=env, check=True)
    with billing(Path(home), env) as address:
        command = [sys.executable, "-m", "bench.hour", str(seconds), address]
        told = loads(subprocess.run(command, env=env, stdout=subprocess.PIPE, check=True).stdout)
    assert told["steps"] == 2 * seconds, told
    return Played(seconds, told["held"], told["looks"], told["steps"])


@contextmanager
def billing(home: Path, env: Mapping[str, str]) -> Iterator[str]:
    """The reference billing service in a good temper, its clock following the worker's; its address."""
    from goodgrace.promises.channels.signing import write_secret

    command = [sys.executable, "-m", "goodgrace.demo.billing", "--db", str(home / "billing.sqlite3"), "--follow-clock"]
    shared = {**env, "GOODGRACE_BILLING_SECRET": write_secret(SECRET)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=shared) as service:
        assert service.stdout is not None
        try:
            yield next(word for word in service.stdout.readline().split() if word.startswith("http://"))
        finally:
            service.terminate()


def make(seconds: int) -> None:
    """Promises that wake one a second after the beginning of the hour, on the database of the environment."""
    from goodgrace.cli.site import begin, migrate

    migrate()
    begin()
    from bench import promises
    from goodgrace.promises.models import Promise
    from goodgrace.store.asking import change_many

    promises.make(seconds, promises.HOUR)
    made = Promise.objects.filter(started_at=promises.HOUR).order_by("pk").values_list("pk", flat=True)
    wakes = [(promises.HOUR + timedelta(seconds=place), number) for place, number in enumerate(made)]
    change_many("UPDATE promises_promise SET wake_at = %s WHERE id = %s", wakes)


def main(short: bool) -> None:
    """Measure on both databases, and print the table."""
    with postgres.running_server(postgres.find_programs()) as url:
        print(f"{machine()}\n\n{table([*memory(short, url)])}")


if __name__ == "__main__":
    if "--make" in sys.argv:
        make(int(sys.argv[-1]))
    else:
        main("--short" in sys.argv)
