"""The command `goodgrace`: read the input, one call, one answer. Bad input says why on stderr and ends with status 2."""

import sys
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from goodgrace.cli import guards, ledger, playbooks

app = typer.Typer(
    name="goodgrace",
    help="What everybody gets, how far each colleague may go beyond it, and where grace is missing.",
    no_args_is_help=True,
    rich_markup_mode=None,  # plain help starts three times faster than the framed one
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(ledger.app, name="ledger")
app.add_typer(playbooks.app, name="playbook")
app.add_typer(guards.app, name="guards")

Json = Annotated[bool, typer.Option("--json", help="Print the answer for programs, as JSON.")]
PolicyFile = Annotated[Path, typer.Argument(metavar="POLICY", help="The policy's YAML file.", show_default=False)]
Cases = Annotated[
    Path, typer.Argument(metavar="CASES", help="Past cases: CSV, Parquet, or a folder of Parquet.", show_default=False)
]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="FACT=VALUE", help="Give a fact this value in every case; may be repeated."),
]


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        write(f"goodgrace {version('goodgrace')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[  # answered before any command is looked for
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None: ...


@app.command()
def verify(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Policies and playbooks to verify.", show_default=False)
    ],
    against: Annotated[
        Path | None, typer.Option(metavar="OLD", help="An older version: say who gains and who loses, with proof.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Prove a policy or a playbook sound, and run its examples.

    In a policy it looks for dead ends, rules without use, contradictions and unkind facts; a cliff is a note, not a defect. A playbook is followed on every way it can go: it ends, what was suspended goes on, and nobody is left alone. Ends with status 1 when there is a defect.
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
    """Show what a policy would have given in past cases, before caps and pools.

    Counts and totals for everybody and for each role, by group where asked; old against new. Caps and pools are left
    out: they count what was given before, which a table of cases does not tell.
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

    Near misses, cliffs and dead ends, and what bending would cost, before caps and pools.
    """
    from goodgrace.cli import history

    history.find(policy, cases, settings or [], at, html, as_json)


@app.command("listen")
def listen_to(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE", help="Messages: CSV or Parquet; - for one a line from a pipe.", show_default=False
        ),
    ] = None,
    text: Annotated[str | None, typer.Option(metavar="COLUMN", help="The column that holds the messages.")] = None,
    html: Annotated[Path | None, typer.Option(metavar="REPORT.html", help="Write the report that people read.")] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="ROWS", help="Write what was heard of each, without its text: .parquet or .csv."),
    ] = None,
    as_json: Json = False,
    names: Annotated[
        bool, typer.Option("--hide-names", help="Put names of people and places out of quotes too (extra pii).")
    ] = False,
    audio: Annotated[
        Path | None, typer.Option(metavar="SOUND", help="A recording instead of messages (extra asr).")
    ] = None,
    model: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="With --audio: the folder of a faster-whisper model.")
    ] = None,
) -> None:
    """Hear what customers say: moments, what is at stake, feelings, with the words that say so.

    For people to read; nothing is decided by it. English only: it says so where it cannot tell.
    """
    from goodgrace.cli import listening

    listening.run(
        listening.Wanted(file=file, column=text, html=html, out=out, as_json=as_json, names=names), audio, model
    )


@app.command()
def sql(
    policy: PolicyFile,
    dialect: Annotated[Literal["duckdb", "postgres", "spark"], typer.Option(help="Whose SQL it is.")] = "duckdb",
    table: Annotated[str, typer.Option(help="The table or view of cases.")] = "cases",
    settings: Settings = None,
) -> None:
    """Print the policy as one SQL statement over a table of cases.

    It begins with the columns that the table needs. A fact given with --set needs none.
    """
    from goodgrace.cli import stating

    write(stating.statement(policy, dialect, table, settings or []))


@app.command()
def schema(
    of_playbook: Annotated[bool, typer.Option("--playbook", help="That of playbooks instead.")] = False,
) -> None:
    """Print the JSON Schema of the policy format, for editors."""
    from goodgrace.playbook.schema import schema as of_playbooks
    from goodgrace.policy.schema import schema as of_policies

    write_json(of_playbooks() if of_playbook else of_policies())


@app.command("read-back")
def read_back(
    customer: Annotated[
        str, typer.Option(metavar="TEXT", help="What the customer wrote; @FILE reads a file, - reads stdin.")
    ],
    draft: Annotated[
        str, typer.Option(metavar="TEXT", help="What we are about to say; @FILE reads a file, - reads stdin.")
    ],
    glossary: Annotated[
        Path | None, typer.Option(metavar="GLOSSARY.json", help="The company's own terms, each in plain words.")
    ] = None,
    book: Annotated[
        Path | None, typer.Option(metavar="BOOK.json", help="The company's own wordings by moment and kind of note.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Read a draft back: what stands between it and the customer, with reasons and other words.

    Notes are for whoever writes; nothing is stored, nobody is scored, and each note may be ignored.
    """
    from goodgrace.cli import reading_back

    reading_back.run(customer, draft, glossary, book, as_json)


@app.command()
def demo(
    folder: Annotated[Path, typer.Option(help="Where everything is written.")] = Path("build/demo"),
    port: Annotated[int, typer.Option(help="The port; 0 takes any that is free.")] = 0,
    stories: Annotated[
        Path | None, typer.Option(metavar="COMPLAINTS.csv", help="Real stories of the CFPB to bring along.")
    ] = None,
    report: Annotated[
        bool, typer.Option("--report", help="Only the grace finder's report on a simulated history.")
    ] = False,
    no_open: Annotated[bool, typer.Option("--no-open", help="Only name the report, do not open it.")] = False,
    clock: Annotated[
        Literal["real", "fast"],
        typer.Option(help="fast: first play the ten days after a lessee has died in about a minute."),
    ] = "real",
) -> None:
    """Show a simulated company at work: the desk, its people, eighteen months of cases."""
    if report:
        from goodgrace.cli import history

        history.demo(folder, opens=not no_open)
    else:
        from goodgrace.cli import showing

        showing.demo(folder, port, stories, workers=2, fast=clock == "fast")


Host = Annotated[str, typer.Option(help="The address to listen at.")]
Port = Annotated[int, typer.Option(help="The port; 0 takes any that is free.")]
By = Annotated[
    str, typer.Option(metavar="EMAIL", help="Who does it; may be left out where there is only one who could.")
]


@app.command()
def serve(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Annotated[int, typer.Option(help="How many server processes.")] = 2,
) -> None:
    """Serve the site, after checking that all is as it should be."""
    from goodgrace.cli import site

    site.serve(host, port, workers)


@app.command()
def work(once: Annotated[bool, typer.Option("--once", help="Do what is due and end.")] = False) -> None:
    """Do what happens by the clock: pass on calls for help that nobody answered. `serve` starts one by itself."""
    from goodgrace.cli import worker

    worker.work(once)


@app.command()
def check(host: Host = "127.0.0.1", port: Port = 8000, as_json: Json = False) -> None:
    """Check settings, keys, database, disk and port; status 1 where something is not as it should be."""
    from goodgrace.cli import site

    found = site.check(host, port)
    if as_json:
        write_json([{"fine": each.fine, "note": each.is_note, "says": each.says} for each in found])
    else:
        write("\n".join(f"{each.stands}  {each.says}" for each in found))
    raise typer.Exit(0 if all(each.fine for each in found) else 1)


@app.command()
def reconcile() -> None:
    """Compare what we promised with what the billing system says stands; `work` does it every night. Nothing is mended."""
    from goodgrace.cli import site

    write(site.reconcile())


@app.command()
def migrate() -> None:
    """Bring the site's tables up to date; before the first `serve`, and after each update."""
    from goodgrace.cli import site

    write(site.migrate())


@app.command()
def publish(
    file: PolicyFile,
    by: By = "",
    counters: Annotated[
        list[str] | None, typer.Option("--counter", help="Where it holds; without it everywhere.")
    ] = None,
    acting: Annotated[
        list[str] | None, typer.Option(metavar="OURS=ITS", help="Which of its roles one of ours acts as.")
    ] = None,
) -> None:
    """Publish a policy or a playbook to the site's rulebook: verified, then in force from now on."""
    from goodgrace.cli import site

    write(site.publish(file, by, counters or [], acting or []))


@app.command("add-person")
def add_person(
    email: Annotated[str, typer.Argument(help="Their email address, to sign in with.", show_default=False)],
    name: Annotated[str, typer.Option(help="Their name.")],
    role: Annotated[str, typer.Option(help="agent, lead, manager, policy_owner, advocate, auditor or administrator.")],
    by: By = "",
) -> None:
    """Let a person in. The first is an administrator."""
    from goodgrace.cli import site

    write(site.add_person(email, name, role, by))


@app.command("add-counter")
def add_counter(
    slug: Annotated[str, typer.Argument(help="Its short name, like car-rental.", show_default=False)],
    title: Annotated[str, typer.Option(help="What it is about, as colleagues see it.")],
    by: By = "",
) -> None:
    """Make a counter: every case begins at one."""
    from goodgrace.cli import site

    write(site.add_counter(slug, title, by))


Cents = Annotated[
    int | None,
    typer.Option(help="In hundredths of any currency (5000: 50 EUR, 50 JPY); without it as far as its role goes."),
]


@app.command("add-service")
def add_service(
    email: Annotated[str, typer.Argument(help="An address that stands for it.", show_default=False)],
    name: Annotated[str, typer.Option(help="Its name, as colleagues see it.")],
    role: Annotated[str, typer.Option(help="Its role, as of a person.")] = "agent",
    most_per_decision: Cents = None,
    most_per_day: Cents = None,
    by: By = "",
) -> None:
    """Let in a service, such as an AI agent: a role, and an envelope of its own at once and in a day."""
    from goodgrace.cli import site

    write(site.add_service(email, name, role, most_per_decision, most_per_day, by))


@app.command()
def token(
    email: Annotated[str, typer.Argument(help="Whose token it is.", show_default=False)],
    name: Annotated[str, typer.Option(help="The program that will use it.")],
    scopes: Annotated[list[str] | None, typer.Option("--scope", help="What it is for; may be repeated.")] = None,
    days: Annotated[int, typer.Option(help="How long it holds.")] = 90,
    revoke: Annotated[bool, typer.Option("--revoke", help="End the token of this name instead.")] = False,
    by: By = "",
) -> None:
    """Make a token for the API, shown once; or end one."""
    from goodgrace.cli import site

    write(site.revoke_tokens(email, name, by) if revoke else site.make_token(email, name, scopes or [], days, by))


from goodgrace.cli.customers import app as customers  # noqa: E402  # its commands say `--json` as ours do

app.add_typer(customers, name="customers")


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
