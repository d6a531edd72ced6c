"""A throwaway PostgreSQL server: a real one, on loopback only, run by a user who is not root."""

import ctypes
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

PLACES = (  # below /
    "usr/lib/postgresql/*/bin",
    "usr/pgsql-*/bin",
    "opt/homebrew/opt/postgresql*/bin",
    "usr/local/opt/postgresql*/bin",
)
USER = "goodgrace"
CLUSTER = ("-U", USER, "-E", "UTF8", "--no-locale", "--no-sync", "--auth=scram-sha-256")
SECONDS_TO_START = 30
SECONDS_TO_END = 15
TRIES = 3
QUICK_AND_FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_senders=0")
PR_SET_PDEATHSIG = 1


class NoServer(Exception):
    """There is no PostgreSQL here, or it does not start; the message says which."""


@dataclass(frozen=True, slots=True)
class Programs:
    """The two programs of one PostgreSQL installation."""

    initdb: Path
    postgres: Path


def find_programs() -> Programs:
    """The newest installation in the usual places, else the one on PATH."""
    folders = sorted((folder for place in PLACES for folder in Path("/").glob(place)), key=_version, reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    for folder in folders:
        programs = Programs(folder / "initdb", folder / "postgres")
        if programs.initdb.is_file() and programs.postgres.is_file():
            return programs
    raise NoServer("PostgreSQL's server programs are not installed: run `sh tests/ensure_postgres.sh`")


@contextmanager
def running_server(programs: Programs, settings: Sequence[str] = QUICK_AND_FORGETFUL) -> Iterator[str]:
    """A fresh cluster for as long as the block lasts; yields the connection string of its owner."""
    account = _account()
    folder = Path(tempfile.mkdtemp(prefix="goodgrace-postgres-"))
    try:
        if account:
            os.chown(folder, account.pw_uid, account.pw_gid)
        password = secrets.token_hex(16)
        _create(programs, folder, account, password)
        server, url = _start(programs, folder, account, password, settings)
        try:
            yield url
        finally:
            _end(server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _version(folder: Path) -> tuple[int, ...]:
    digits = "".join(letter if letter.isdigit() else " " for letter in str(folder))
    return tuple(int(number) for number in digits.split())


def _account() -> pwd.struct_passwd | None:
    """Whom the server runs as: PostgreSQL refuses to run as root. None: as ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoServer("running as root, and there is no user `postgres` or `nobody` to run PostgreSQL as")


def _as(account: pwd.struct_passwd | None) -> dict[str, Any]:
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _create(programs: Programs, folder: Path, account: pwd.struct_passwd | None, password: str) -> None:
    secret = folder / "password"
    secret.touch(mode=0o600)
    if account:
        os.chown(secret, account.pw_uid, account.pw_gid)
    secret.write_text(password + "\n")
    done = subprocess.run(
        [programs.initdb, "-D", folder / "data", *CLUSTER, f"--pwfile={secret}"],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        **_as(account),
    )
    secret.unlink()
    if done.returncode:
        raise NoServer(f"initdb failed: {done.stderr.strip()}")


def _start(
    programs: Programs, folder: Path, account: pwd.struct_passwd | None, password: str, more: Sequence[str]
) -> tuple[subprocess.Popen[bytes], str]:
    """Start the server; a port can be taken between finding and using it, so try again with another."""
    log = folder / "log"
    for _ in range(TRIES):
        port = _free_port()
        settings = ("listen_addresses=127.0.0.1", f"port={port}", "unix_socket_directories=", "timezone=UTC")
        options = [word for setting in (*settings, *more) for word in ("-c", setting)]
        with log.open("ab") as out:
            server = subprocess.Popen(
                [programs.postgres, "-D", folder / "data", *options],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                preexec_fn=_ends_with_its_parent(),
                **_as(account),
            )
        url = f"postgresql://{USER}:{password}@127.0.0.1:{port}/postgres"
        if _answers(server, url):
            return server, url
        _end(server)
    raise NoServer(f"PostgreSQL does not start: {log.read_text(errors='replace')[-2000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(server: subprocess.Popen[bytes], url: str) -> bool:
    deadline = time.monotonic() + SECONDS_TO_START
    while server.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return True
    return False


def _end(server: subprocess.Popen[bytes]) -> None:
    if server.poll() is None:
        server.send_signal(signal.SIGINT)  # PostgreSQL's "fast" shutdown: drops connections, ends cleanly
        try:
            server.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _ends_with_its_parent() -> Callable[[], None] | None:
    """On Linux, a server whose test run is killed is told to end; elsewhere the finally block has to do."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(PR_SET_PDEATHSIG, signal.SIGINT)
