"""Keeping promises: polling beside 100,000 that sleep, steps a second beside pgbench, taking over after a kill, memory."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from time import perf_counter

from bench.lines import Line
from bench.memory import memory
from tests import postgres

DURABLE = ("shared_buffers=512MB", "max_wal_size=2GB")
POLL, RESTART = 5.0, 5.0
"""What we promise: milliseconds for a look that finds nothing, seconds until a fresh worker has done its first step."""
INSERT = "INSERT INTO bare (id, data) VALUES (gen_random_uuid(), repeat('x', 300));\n"
START = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
HOUR = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
"""When the hour begins that is played: later than all that is at work before it, earlier than those that sleep."""


def promises(short: bool) -> Iterator[Line]:
    """The lines about promises, in a process of its own: Django is set up once in each."""
    command = [sys.executable, "-m", "bench.promises", *(["--short"] if short else [])]
    told = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    for line in told.stdout.splitlines():
        what, figure, beside, ratio, target, met = line.split("|")
        yield Line(what, figure, beside, float(ratio) if ratio else None, target, None if not met else met == "True")


def main(short: bool) -> None:
    """Measure on a server of its own, and print one line for each figure."""
    programs = postgres.find_programs()
    pgbench = shutil.which("pgbench") or str(programs.postgres.parent / "pgbench")
    with postgres.running_server(programs, DURABLE) as url, tempfile.TemporaryDirectory() as home:
        os.environ |= {"DATABASE_URL": url, "GOODGRACE_HOME": home}
        from goodgrace.cli.site import begin, migrate

        migrate()
        begin()
        for line in _measured(short, pgbench, url):
            ratio = "" if line.ratio is None else f"{line.ratio:.4f}"
            print(
                "|".join(
                    (line.what, line.figure, line.beside, ratio, line.target, "" if line.met is None else str(line.met))
                )
            )


def _measured(short: bool, pgbench: str, url: str) -> Iterator[Line]:
    from django.db import connection

    sleepers, at_work = (5_000, 400) if short else (100_000, 5_000)
    make(sleepers, START + timedelta(days=400))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("CREATE TABLE bare (id uuid PRIMARY KEY, data text)")
    yield _polling(sleepers)
    make(at_work, START)
    yield from _keeping(pgbench, url, at_work, short)
    yield from _taking_over()
    yield from memory(short, url)


def make(count: int, started: datetime) -> None:
    """Promises of two steps that the fake keeps, a thousand of them for each customer."""
    from django.db import transaction

    from goodgrace.customers.models import Customer
    from goodgrace.customers.vault import new_key
    from goodgrace.people.models import Person
    from goodgrace.playbook.rows import Step
    from goodgrace.promises.making import Made, Wanted, make_many

    steps = tuple(
        Step(name=name, title=name, kind="waive", channel="billing", department="d", after=after,
             parameters={"what": "fee", "amount": {"minor": 100, "currency": "EUR"}}, late={"within": {"count": 1, "unit": "day"}})
        for name, after in (("one", ()), ("two", ("one",)))
    )  # fmt: skip
    made = Made("bench", "0" * 64, "Bench", "", steps)
    by = Person.objects.filter(email="mia@example.org").first() or Person.objects.create_user(
        "mia@example.org", None, name="Mia", role="agent", joined_at=START
    )
    for place in range(0, count, 1_000):
        name = f"B-{started:%m%d}-{place}"
        ada = Customer.objects.create(reference=name, wrapped_key=new_key(name), made_at=started)
        wanted = [Wanted(ada.pk, ada, f"bench:{place}", by.pk, "", "UTC", "", made)] * min(1_000, count - place)
        with transaction.atomic():
            make_many(wanted, started)


def _keeper(at: datetime, worker: str = "bench"):  # type: ignore[no-untyped-def]  # imported once Django is ready
    from goodgrace.promises.channels.fake import Fake
    from goodgrace.promises.keeping import Keeper

    return Keeper(worker, lambda: at, Random(1), {"billing": Fake()})


def _polling(sleepers: int) -> Line:
    from goodgrace.promises.keeping import turn

    keeper, waits = _keeper(START), []
    for _ in range(300):
        begun = perf_counter()
        assert turn(keeper).idle
        waits.append((perf_counter() - begun) * 1000)
    worst = sorted(waits)[int(len(waits) * 0.95)]
    return Line(
        f"a look that finds nothing beside {sleepers:,} sleeping promises, 95 of 100",
        f"{worst:.2f} ms",
        "",
        None,
        f"< {POLL:.0f} ms",
        worst < POLL,
    )


def _keeping(pgbench: str, url: str, promised: int, short: bool) -> Iterator[Line]:
    from goodgrace.promises.keeping import turn

    bare = [_bare(pgbench, url, short)] if Path(pgbench).exists() else []
    keeper, steps, begun = _keeper(START + timedelta(minutes=1)), 0, perf_counter()
    while True:
        done = turn(keeper)
        steps += done.carried
        if done.idle:
            break
    rate = steps / (perf_counter() - begun)
    assert steps == 2 * promised, f"{steps} steps of {2 * promised}"
    if bare:
        bare.append(_bare(pgbench, url, short))
    beside = sum(bare) / len(bare) if bare else 0
    told = f"pgbench, one connection: {beside:,.0f}/s" if bare else ""
    yield Line(
        "steps kept by one worker, the other side being instant",
        f"{rate:,.0f}/s",
        told,
        rate / beside if bare else None,
    )


def _bare(pgbench: str, url: str, short: bool) -> float:
    """Bare inserts a second over one connection, as one worker has."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(INSERT)
        script.flush()
        words = [pgbench, "-n", "-M", "prepared", "-c", "1", "-T", "2" if short else "5", "-f", script.name, url]
        told = subprocess.run(words, capture_output=True, text=True, check=True)
    return float(told.stdout.split("tps = ")[1].split()[0])


def _taking_over() -> Iterator[Line]:
    """A worker claims a batch and dies; another is started from nothing, and the dead one's lease runs out."""
    from time import sleep

    from goodgrace.promises.keeping import LEASE, claim, turn, wake
    from goodgrace.promises.models import Step

    now = datetime.now(UTC).replace(microsecond=0)
    make(1_000, now)
    died = _keeper(now + timedelta(seconds=1), "died")
    wake(died)
    held = {step.pk for step in claim(died)}
    before, begun = Step.objects.filter(fence__gt=0).count(), perf_counter()
    with subprocess.Popen([sys.executable, "-m", "goodgrace.cli", "work"], stdout=subprocess.DEVNULL) as worker:
        while Step.objects.filter(fence__gt=0).count() == before and perf_counter() - begun < 30:
            sleep(0.02)
        took = perf_counter() - begun
        worker.kill()
    told = "from starting a worker, after another died, to its first step"
    yield Line(told, f"{took:.1f} s", "", None, f"< {RESTART:.0f} s", took < RESTART)
    heir, begun = _keeper(died.clock() + LEASE, "heir"), perf_counter()
    while Step.objects.filter(pk__in=held, state="promised").exists() and perf_counter() - begun < 30:
        turn(heir)
    took = perf_counter() - begun
    told = f"from the end of the dead worker's lease until its {len(held)} steps are kept"
    yield Line(told, f"{took:.2f} s", "", None, f"< {RESTART:.0f} s", took < RESTART)


if __name__ == "__main__":
    main("--short" in sys.argv)
