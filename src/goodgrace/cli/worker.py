"""The worker: what happens by the clock, in a process of its own beside the server or alone."""

import os
import secrets
import socket
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from goodgrace.cli.site import TO_END, begin, first_line, reconcile
from goodgrace.errors import GraceError

BEAT = 15.0
POLITE = 10
"""How much the worker beside the server stands back where both want the processor: people wait at a page, not at a beat."""
LOOK = 2.0
"""Seconds between two looks whether the worker beside the server is still there."""


@contextmanager
def working() -> "Iterator[Callable[[], subprocess.Popen[bytes]]]":
    """A worker of its own beside the server, ended with it. One that ends by itself is followed by another, and it is said."""
    workers, over = [_worker()], threading.Event()
    thread = threading.Thread(target=_follow, args=(workers, over), name="following the worker", daemon=True)
    thread.start()
    try:
        yield lambda: workers[-1]
    finally:
        over.set()
        thread.join()
        _end(workers[-1])


def _worker() -> "subprocess.Popen[bytes]":
    worker = subprocess.Popen(
        [sys.executable, "-m", "goodgrace.cli", "work"], stdin=subprocess.DEVNULL
    )  # our own command
    # a server that stands back further itself may not push its worker forward
    with suppress(ProcessLookupError):
        os.setpriority(os.PRIO_PROCESS, worker.pid, max(POLITE, os.getpriority(os.PRIO_PROCESS, 0)))
    return worker


def _follow(workers: "list[subprocess.Popen[bytes]]", over: threading.Event) -> None:
    """Until it is over: where the newest worker has ended, another goes on with what it was at."""
    while not over.wait(LOOK):
        status = workers[-1].poll()
        if status is None:
            continue
        sys.stderr.write(f"The worker ended by itself, with status {status}. Another goes on.\n")
        with going_on():
            workers.append(_worker())


def _end(worker: "subprocess.Popen[bytes]") -> None:
    worker.terminate()
    try:
        worker.wait(TO_END)
    except subprocess.TimeoutExpired:  # what it was at is taken up again by the next, as after a power cut
        worker.kill()
        worker.wait()


@contextmanager
def going_on() -> Iterator[None]:
    """What the database or the house refuses now is said, and tried again on the next beat. No fault ends a worker."""
    from django.db import DatabaseError

    try:
        yield
    except (DatabaseError, GraceError) as error:
        sys.stderr.write(f"Not this time: {first_line(error)}\n")
    except Exception as error:  # noqa: BLE001  # whatever it is, others' promises wait for this worker
        where = traceback.extract_tb(error.__traceback__)[-1]
        sys.stderr.write(f"Not this time: {type(error).__name__} in {Path(where.filename).name}, line {where.lineno}\n")


def next_night(now: datetime) -> datetime:
    """The next two o'clock in the morning, on the clock that `now` is told by."""
    at = now.replace(hour=2, minute=0, second=0, microsecond=0)
    return at if at > now else at + timedelta(days=1)


def at_night(now: datetime) -> None:
    """What is done once a night: compare with the billing system, where one is connected, and forget old callbacks."""
    from django.conf import settings

    from goodgrace.promises.outside.hearing import forget_heard

    forget_heard(now)
    if settings.CONNECTED.billing is not None:
        reconcile()


def work(once: bool) -> None:
    """What happens by the clock: promises are kept, unanswered calls go on to the next role, and the ledger is sealed."""
    begin()
    from django.conf import settings
    from django.utils import timezone

    from goodgrace.promises.keeping import Keeper, keep_on
    from goodgrace.promises.outside.channels import channels

    name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"
    parent, rounds = os.getppid(), Rounds(name, next_night(timezone.localtime()))
    keeper = Keeper(name, timezone.now, Random(), channels(settings.CONNECTED, timezone.now))  # noqa: S311  # jitter, no secret

    def ends(idle: bool) -> bool:
        return (once and idle) or os.getppid() != parent

    keep_on(keeper, sleep=time.sleep, ends=ends, between=rounds.go, within=going_on)


@dataclass(slots=True)
class Rounds:
    """What a worker does between its turns: calls and seals every beat, the rest at night. `beaten` is on a clock that only goes on."""

    name: str
    tonight: datetime
    beaten: float = float("-inf")

    def go(self) -> None:
        """Do what its time has come for, and let go of connections that have ended."""
        from django.db import close_old_connections

        if time.monotonic() - self.beaten >= BEAT:
            self.beaten = time.monotonic()
            _say_and_pass_on(self.name)
        self.tonight = _nightly(self.tonight)
        close_old_connections()


def _nightly(due: datetime) -> datetime:
    """Do what is done at night once it is due; when it is due again. Where the other side does not answer, in an hour."""
    from django.utils import timezone

    now, done = timezone.localtime(), False
    if now < due:
        return due
    with going_on():
        at_night(now)
        done = True
    return next_night(now) if done else now + timedelta(hours=1)


def _say_and_pass_on(name: str) -> None:
    """That this worker is at work; calls that nobody answered go on, and the ledger is sealed."""
    from django.utils import timezone

    from goodgrace.cases.helping import pass_on_unanswered
    from goodgrace.ledger.sealing import seal_all
    from goodgrace.promises.atwork import note_at_work

    with going_on():
        note_at_work(name, timezone.now())
    with going_on():
        pass_on_unanswered(now=timezone.now())
    with going_on():
        seal_all(timezone.now)
