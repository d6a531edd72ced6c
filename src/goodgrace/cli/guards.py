"""`goodgrace guards`: write the signed copy of what may not go out, and ask such a copy."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    help="What may not go out to a customer meanwhile: write a signed copy, or ask one.", no_args_is_help=True
)
File = Annotated[Path, typer.Argument(metavar="FILE", help="The copy: JSON lines.", show_default=False)]


@app.command()
def export(
    file: File,
    hours: Annotated[int, typer.Option(help="For how long the copy holds; after that it says no to everything.")] = 12,
) -> None:
    """Write every guard that stands to a signed copy, in place of the one before. Run it every few minutes."""
    from goodgrace.cli import write
    from goodgrace.cli.site import begin

    begin()
    from django.conf import settings

    from goodgrace.promises.guarding.feed import sealed, write_feed
    from goodgrace.promises.guarding.standing import every_guard

    now = datetime.now(UTC)
    page = sealed(every_guard(now), now=now, seed=settings.KEYS.seal, hours=hours)
    write_feed(file, page)
    write(f"{file}: {page.head['count']} guards, until {page.head['valid_until'][:16]} UTC. Key: {page.head['key']}")


@app.command()
def ask(
    file: File,
    customer: Annotated[str, typer.Argument(help="The customer's reference.", show_default=False)],
    kind: Annotated[str, typer.Argument(help="dunning, marketing, survey, collection, price_change or charge.")],
    key: Annotated[str, typer.Option(help="The company's public key, in hexadecimal, as you were given it.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer for programs, as JSON.")] = False,
) -> None:
    """Ask a copy whether something may go out now; needs no database. Status 1 for no.

    A copy that is too old, altered or signed by another answers no, and says to ask a person.
    """
    from goodgrace.cli import write, write_json
    from goodgrace.promises.guarding.feed import ask_feed

    told = ask_feed(file, customer, kind, now=datetime.now(UTC), key=key)
    if as_json:
        until = told.until.isoformat() if told.until else None
        write_json({"may": told.may, "until": until, "because": told.because})
    else:
        write(f"{'Yes' if told.may else 'No'}. {told.because}")
    raise typer.Exit(0 if told.may else 1)
