"""`goodgrace ledger`: seal what happened, verify that nobody changed it, export it for an auditor, check such an export."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from goodgrace.ledger.heads import SignedHead

app = typer.Typer(
    help="Seal the ledger, verify that nobody changed it, export it for an auditor.", no_args_is_help=True
)

Json = Annotated[bool, typer.Option("--json", help="Print the answer for programs, as JSON.")]
KeptHead = Annotated[
    Path | None, typer.Option("--head", metavar="HEAD.json", help="A head kept elsewhere, to compare with.")
]
Export = Annotated[Path, typer.Argument(metavar="FILE", help="The export: JSON lines.", show_default=False)]


@app.command()
def seal(as_json: Json = False) -> None:
    """Seal all entries that wait, and print the newest head.

    With --json it prints the head as an auditor keeps it. Run it every few minutes: what is not sealed is not protected.
    """
    from goodgrace.cli import write, write_json

    with _site():
        from goodgrace.ledger import sealing

        for _ in range(sealing.batches_waiting()):
            sealing.seal(datetime.now(UTC))
        head = sealing.last_head()
    if as_json:
        write_json(head.as_json() if head else None)
    else:
        write(_told(head) if head else "Nothing has happened yet, so there is nothing to seal.")


@app.command()
def verify(head: KeptHead = None, as_json: Json = False) -> None:
    """Find every entry that was altered, removed, put in or moved.

    Ends with status 1 when something is found.
    """
    from goodgrace.cli import write, write_json

    kept = _kept(head)
    with _site():
        from goodgrace.ledger.verifying import verify as verify_all

        report = verify_all(kept)
    if as_json:
        write_json(report.as_json())
    else:
        sound = "nothing was altered, removed, put in or moved."
        write(
            f"{report.entries} sealed entries, {report.heads} heads: {sound if report.is_whole else 'not as sealed.'}"
        )
        _write_findings(report.findings, report.untold)
        if report.unsealed:
            write(f"Not sealed yet, and so not protected yet: {report.unsealed}. `goodgrace ledger seal` seals them.")
        if report.head:
            write(_told(report.head))
    raise typer.Exit(0 if report.is_whole else 1)


@app.command()
def export(
    file: Export,
    about: Annotated[str, typer.Option(metavar="case:12", help="Only the entries about this.")] = "",
    since: Annotated[
        Path | None, typer.Option(metavar="HEAD.json", help="Also prove that the ledger only grew since this head.")
    ] = None,
) -> None:
    """Write sealed entries to a new file, each with its proof, for an auditor."""
    from goodgrace.cli import write

    kept = _kept(since)
    with _site():
        from goodgrace.ledger.exporting import export as export_to

        many = export_to(file, about=about, since=kept)
    write(f"{file}: {many} entries with their proofs. `goodgrace ledger check {file}` checks it on any machine.")


@app.command()
def check(file: Export, head: KeptHead = None, as_json: Json = False) -> None:
    """Check an export; needs no database.

    Ends with status 1 when something is found.
    """
    from goodgrace.cli import write, write_json
    from goodgrace.ledger.checking import check_export

    checked = check_export(file, _kept(head))
    if as_json:
        write_json(checked.as_json())
    else:
        scope = (
            "all that the head covers" if checked.is_complete else f"of the {checked.head.size} that the head covers"
        )
        sound = "each is what was sealed." if checked.is_sound else "not as sealed."
        write(f"{checked.entries} entries, {scope}: {sound}")
        _write_findings(checked.findings, checked.untold)
        write(_told(checked.head))
        if head is None:
            write(f"Signed with the key {checked.head.key.hex()}: compare it with the one the company gave you.")
    raise typer.Exit(0 if checked.is_sound else 1)


def _write_findings(findings: tuple[str, ...], untold: int) -> None:
    from goodgrace.cli import write

    for sentence in findings:
        write(f"  {sentence}")
    if untold:
        write(f"  And {untold} more.")


def _told(head: "SignedHead") -> str:
    return f"Last head: {head.size} entries, sealed {head.at:%Y-%m-%d %H:%M} UTC, root {head.root.hex()}"


def _kept(file: Path | None) -> "SignedHead | None":
    from goodgrace.ledger.heads import read_head

    return None if file is None else read_head(file)


@contextmanager
def _site() -> Iterator[None]:
    """The site and its database, as its settings name them. Raises Refused where there is none."""
    import os

    import django
    from django.apps import apps

    from goodgrace.errors import Refused

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goodgrace.config.settings")
    if not apps.ready:
        django.setup()
    from django.db import OperationalError, ProgrammingError

    try:
        yield
    except (OperationalError, ProgrammingError) as error:
        raise Refused(
            f"The site's database does not answer, or has no ledger yet: {str(error).strip()}. "
            "Set DATABASE_URL or GOODGRACE_HOME to where the site is; `goodgrace migrate` makes its tables."
        ) from None
