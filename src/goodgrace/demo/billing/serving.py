"""Running the billing service: as a program that ends on SIGTERM, or beside a test for as long as a block lasts."""

import os
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from goodgrace.demo.billing.books import Books
from goodgrace.demo.billing.calling import Caller
from goodgrace.demo.billing.clock import Clock
from goodgrace.demo.billing.door import Billing, Server
from goodgrace.demo.billing.temper import read_temper
from goodgrace.errors import InputError
from goodgrace.promises.channels.addresses import read_target

HERE = ("127.0.0.1", "localhost", "::1")


@contextmanager
def running(
    file: Path,
    secrets: tuple[bytes, ...],
    *,
    port: int = 0,
    callback: str = "",
    temper: Mapping[str, Any] | None = None,
    follows: bool = False,
) -> Iterator[tuple[Billing, str]]:
    """The service and its address, `http://127.0.0.1:PORT`, until the block ends. Raises InputError for a port in use.

    `callback` is where what is done later is told; without it nothing is done later. With `follows` its clock
    moves on with those who ask, for tests that move theirs.
    """
    clock = Clock()
    if callback and read_target(callback).host not in HERE:
        raise InputError("Callbacks go to this machine only: http://127.0.0.1:8000/… .")
    billing = Billing(_books(file, clock), clock, secrets, bool(callback), follows)
    billing.temper = read_temper(temper or {})
    try:
        server = _server(port, billing)
    except BaseException:
        billing.books.close()
        raise
    caller = Caller(billing, callback) if callback else None
    thread = threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True)
    for each in filter(None, (thread, caller)):
        each.start()
    try:
        yield billing, f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        if caller:
            caller.end()
        billing.books.close()


def run(
    file: Path, secrets: tuple[bytes, ...], port: int, callback: str, temper: Mapping[str, Any], follows: bool = False
) -> None:
    """Serve until SIGTERM or Ctrl+C, saying where on stdout."""
    ended = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: ended.set())
    with running(file, secrets, port=port, callback=callback, temper=temper, follows=follows) as (_, address):
        sys.stdout.write(f"The billing service is at {address} (process {os.getpid()}), its books in {file}.\n")
        sys.stdout.flush()
        ended.wait()


def _books(file: Path, clock: Clock) -> Books:
    import sqlite3

    try:
        return Books(file, clock)
    except sqlite3.Error as error:
        raise InputError(f"{file}: these are no books of a billing service ({error}). Name another file.") from None


def _server(port: int, billing: Billing) -> Server:
    try:
        return Server(port, billing)
    except OSError as error:
        raise InputError(
            f"port: {port} is in use or not ours ({error.strerror}). Choose another with --port."
        ) from None
