"""`goodgrace customers`: its commands and options; the work is in bringing.py, which loads the site when it is wanted."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    help="Bring in customers, what they bought and what they were charged.", no_args_is_help=True, rich_markup_mode=None
)

DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would change; write nothing.")]
By = Annotated[
    str | None, typer.Option(metavar="EMAIL", help="The administrator who does it; may be left out if there is one.")
]
Json = Annotated[bool, typer.Option("--json", help="Print the answer for programs, as JSON.")]


@app.command("import")
def bring_in(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="CSV: reference, name, email, phone, address, since, language, time_zone; other columns are facts.",
            show_default=False,
        ),
    ],
    dry_run: DryRun = False,
    source: Annotated[str, typer.Option(help="Where the facts come from, as people will read it.")] = "import",
    by: By = None,
    as_json: Json = False,
) -> None:
    """Bring in customers and facts about them: all of the file or nothing.

    The same file again changes nothing. An empty cell leaves what we know as it is.
    """
    from goodgrace.cli import bringing

    bringing.customers(file, dry_run, source, by, as_json)


@app.command()
def purchases(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="CSV: reference, on, amount, currency, count; or CDNOW's master text.",
            show_default=False,
        ),
    ],
    dry_run: DryRun = False,
    by: By = None,
    as_json: Json = False,
) -> None:
    """Bring in what customers bought: all of the file or nothing.

    Customers that are not known yet are made. The same file again changes nothing.
    """
    from goodgrace.cli import bringing

    bringing.purchases(file, dry_run, by, as_json)


@app.command()
def accounts(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="CSV: reference, account, on, kind (fee, principal or due), amount, currency.",
            show_default=False,
        ),
    ],
    dry_run: DryRun = False,
    by: By = None,
    as_json: Json = False,
) -> None:
    """Bring in fees charged, principal paid back and instalments due: all of the file or nothing.

    Customers that are not known yet are made. The same file again changes nothing.
    """
    from goodgrace.cli import bringing

    bringing.accounts(file, dry_run, by, as_json)
