"""The billing service as a process of its own beside the demo's site: begun before it, ended with it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from goodgrace.errors import InputError


@contextmanager
def beside(books: Path, secret: str) -> Iterator[str]:
    """The address of a billing service on a free port of the loopback, until the block ends.

    `secret` is the one both sides share, `whsec_…`. Raises InputError where the service does not begin.
    """
    service = subprocess.Popen(  # noqa: S603  # our own command
        [sys.executable, "-m", "goodgrace.demo.billing", "--db", str(books)],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, env=os.environ | {"GOODGRACE_BILLING_SECRET": secret},
    )  # fmt: skip
    try:
        yield _address(service)
    finally:
        service.terminate()
        service.wait(10)
        if service.stdout:
            service.stdout.close()


def _address(service: "subprocess.Popen[str]") -> str:
    """Where it says it is."""
    said = service.stdout.readline() if service.stdout else ""
    found = [word for word in said.split() if word.startswith("http://")]
    if not found:
        raise InputError("The billing service of the demo did not begin. What it said stands above.")
    return found[0]
