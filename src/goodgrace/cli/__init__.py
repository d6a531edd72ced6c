"""The command `goodgrace`: read the input, one call, one answer. Bad input says why on stderr and ends with status 2."""

import sys
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

app = typer.Typer(
    name="goodgrace",
    help="What everybody gets, how far each colleague may go beyond it, and where grace is missing.",
    no_args_is_help=True,
    rich_markup_mode=None,  # plain help starts three times faster than the framed one
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Json = Annotated[bool, typer.Option("--json", help="Print the answer for programs, as JSON.")]
PolicyFile = Annotated[Path, typer.Argument(metavar="POLICY", help="The policy's YAML file.", show_default=False)]
Cases = Annotated[
    Path, typer.Argument(metavar="CASES", help="Past cases: CSV, Parquet, or a folder of Parquet.", show_default=False)
]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="FACT=VALUE", help="Give a fact this value in every case; may be repeated."),
]


@app.command()
def verify(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Policies to verify.", show_default=False)],
    against: Annotated[
        Path | None, typer.Option(metavar="OLD", help="An older version: say who gains and who loses, with proof.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Prove a policy sound, and run its examples.

    Looks for dead ends, rules without use, contradictions and unkind facts. Ends with status 1 when there is a defect. A cliff is a note, not a defect.
    """
    from goodgrace.cli import verifying

    raise typer.Exit(verifying.run(files, against, as_json))


@app.command()
def decide(
    policy: PolicyFile,
    facts: Annotated[Path, typer.Argument(metavar="FACTS", help="The case's facts: YAML or JSON.", show_default=False)],
    role: Annotated[str | None, typer.Option(help="Whose sheet it is; without it, the first role's.")] = None,
    given: Annotated[
        Path | None, typer.Option(metavar="GIVEN", help="What was given before, for the caps: YAML or JSON.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Show what may be given in one case, why, and what to ask next."""
    from goodgrace.cli import deciding

    today = datetime.now().astimezone().date()
    deciding.run(policy, facts, role, given, today, as_json)


@app.command()
def replay(
    policy: PolicyFile,
    cases: Cases,
    against: Annotated[Path | None, typer.Option(metavar="OLD", help="An older version to compare with.")] = None,
    by: Annotated[list[str] | None, typer.Option(metavar="COLUMN", help="Also group by this column.")] = None,
    settings: Settings = None,
    out: Annotated[
        Path | None, typer.Option(metavar="ROWS", help="Write each case with its amounts: .parquet or .csv.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Show what a policy would have given in past cases.

    Counts and totals for everybody and for each role, by group where asked; old against new.
    """
    from goodgrace.cli import history

    history.replay(policy, cases, against, by or [], settings or [], out, as_json)


@app.command()
def find(
    policy: PolicyFile,
    cases: Cases,
    settings: Settings = None,
    at: Annotated[
        str | None, typer.Option(metavar="36,48", help="Where to move the limits to, instead of our steps.")
    ] = None,
    html: Annotated[Path | None, typer.Option(metavar="REPORT.html", help="Write the report that people read.")] = None,
    as_json: Json = False,
) -> None:
    """Find where grace could be offered in past cases.

    Near misses, cliffs and dead ends, and what bending would cost.
    """
    from goodgrace.cli import history

    history.find(policy, cases, settings or [], at, html, as_json)


@app.command()
def sql(
    policy: PolicyFile,
    dialect: Annotated[Literal["duckdb", "postgres", "spark"], typer.Option(help="Whose SQL it is.")] = "duckdb",
    table: Annotated[str, typer.Option(help="The table or view of cases.")] = "cases",
) -> None:
    """Print the policy as one SQL statement over a table of cases."""
    from goodgrace.policy.reading import read
    from goodgrace.policy.sql import sql as statement

    write(statement(read(policy), dialect, table))


@app.command()
def schema() -> None:
    """Print the JSON Schema of the policy format, for editors."""
    from goodgrace.policy.schema import schema as whole

    write_json(whole())


@app.command()
def demo(
    folder: Annotated[Path, typer.Option(help="Where the history and the report are written.")] = Path("build/demo"),
    no_open: Annotated[bool, typer.Option("--no-open", help="Only name the report, do not open it.")] = False,
) -> None:
    """Show the grace finder on a simulated company."""
    from goodgrace.cli import history

    history.demo(folder, opens=not no_open)


def main(words: list[str] | None = None) -> None:
    """Run the command with these words, or those of the command line; what is refused is said on stderr, status 2."""
    from goodgrace.errors import GraceError

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        app(words)
    except GraceError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        sys.stderr.write(f"The answer cannot be written: {error.strerror or error}.\n")
        sys.exit(2)


def write(text: str) -> None:
    """Write a text to stdout as it is, for people who pipe it on."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


def write_json(data: Any) -> None:
    """Write plain data to stdout as JSON."""
    import json

    unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    write(json.dumps(data, indent=2, ensure_ascii=not unicode))
