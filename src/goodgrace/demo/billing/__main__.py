"""`python -m goodgrace.demo.billing`: the reference billing service as a program, on the loopback only."""

import json
import os
import secrets
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from goodgrace.errors import GraceError, InputError
from goodgrace.promises.channels.signing import read_secret, write_secret


def main(
    db: Annotated[Path, typer.Option(help="The file of its books.")] = Path("build/billing.sqlite3"),
    port: Annotated[int, typer.Option(help="The port; 0 takes any that is free.")] = 0,
    secret: Annotated[
        list[str] | None,
        typer.Option(
            envvar="GOODGRACE_BILLING_SECRET", help="The secret it shares with Goodgrace, whsec_…; may be repeated."
        ),
    ] = None,
    callback: Annotated[
        str, typer.Option(help="Where it tells what it did later; without it, it does nothing later.")
    ] = "",
    behave: Annotated[str, typer.Option(metavar="JSON", help='How it behaves badly: {"seed": 7, "fail": 0.1}.')] = "{}",
    follow_clock: Annotated[
        bool, typer.Option("--follow-clock", help="Move its clock on with those who ask: for tests that move theirs.")
    ] = False,
) -> None:
    """Serve the reference billing service: real books, and a temper that can be set."""
    from goodgrace.demo.billing.serving import run

    try:
        db.parent.mkdir(parents=True, exist_ok=True)
        run(db, tuple(map(read_secret, secret or [_made()])), port, callback, _temper(behave), follow_clock)
    except (GraceError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        raise typer.Exit(2) from None


def _made() -> str:
    """A secret for this run, told once."""
    secret = write_secret(secrets.token_bytes(32))
    sys.stdout.write(f"The secret of this run: {secret}\n")
    return secret


def _temper(text: str) -> dict[str, Any]:
    try:
        read = json.loads(text)
    except ValueError:
        read = None
    if not isinstance(read, dict):
        raise InputError('--behave is an object in JSON: {"seed": 7, "fail": 0.1}.')
    return read


if __name__ == "__main__":
    os.umask(0o077)
    typer.run(main)
