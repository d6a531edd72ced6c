"""`goodgrace replay`, `find` and `demo`: past cases, with a progress bar on long work."""

import webbrowser
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from goodgrace.cli import write_json
from goodgrace.demo import example_policy
from goodgrace.demo.rental import write_history
from goodgrace.errors import InputError
from goodgrace.insight.find import Finding
from goodgrace.insight.find import find as find_grace
from goodgrace.insight.replay import Replay
from goodgrace.insight.replay import replay as replay_cases
from goodgrace.insight.report import report
from goodgrace.policy.reading import read
from goodgrace.policy.reasons import words
from goodgrace.policy.shape import STANDARD, Policy, Remedy

Tell = Callable[[float | None, str], None]
SIMULATED = "This history is simulated: a made-up rental company, 20,000 returns, the same every time."


def replay(
    policy_file: Path,
    cases: Path,
    against: Path | None,
    by: list[str],
    settings: list[str],
    out: Path | None,
    as_json: bool,
) -> None:
    """Replay a policy over past cases and print what each would have got."""
    policy, old = read(policy_file), None if against is None else read(against)
    with _progress() as tell:
        found = replay_cases(
            policy, cases, against=old, by=tuple(by), settings=_settings(settings), out=out, progress=tell
        )
    if as_json:
        write_json(found.as_json())
    else:
        _print_replay(policy, found, out)


def find(policy_file: Path, cases: Path, settings: list[str], at: str | None, html: Path | None, as_json: bool) -> None:
    """Find where grace is missing in past cases; print it, and write the report where asked."""
    policy = read(policy_file)
    with _progress() as tell:
        found = find_grace(policy, cases, settings=_settings(settings), at=_numbers(at), progress=tell)
        if html is not None:
            _write_report(html, found, policy, cases.name, tell)
    if as_json:
        write_json(found.as_json())
    else:
        _print_finding(policy, found, html)


def demo(folder: Path, opens: bool) -> None:
    """Make the simulated history, find where grace is missing in it, write the report and open it."""
    folder.mkdir(parents=True, exist_ok=True)
    cases, html = folder / "simulated-returns.csv", folder / "report.html"
    policy = read(example_policy("late-return"))
    with _progress() as tell:
        tell(None, "Making the simulated history")
        write_history(cases)
        found = find_grace(policy, cases, progress=tell)
        _write_report(html, found, policy, cases.name, tell, note=SIMULATED)
    console = Console()
    console.print(f"[bold]{policy.title}[/bold]: {SIMULATED}\n")
    _print_finding(policy, found, html)
    if opens and console.is_terminal:
        webbrowser.open(html.resolve().as_uri())


def _write_report(html: Path, found: Finding, policy: Policy, source: str, tell: Tell, note: str = "") -> None:
    tell(None, "Drawing the report")
    try:
        html.parent.mkdir(parents=True, exist_ok=True)
        html.write_text(report(found, policy, source, note=note), encoding="utf-8")
    except OSError as error:
        raise InputError(f"{html}: the report cannot be written: {error.strerror or error}.") from None


def _settings(words: list[str]) -> dict[str, str]:
    settings = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name:
            raise InputError(f"--set {word}: write it as --set FACT=VALUE, for example --set reason=change_of_plan.")
        settings[name.strip()] = value.strip()
    return settings


def _numbers(text: str | None) -> list[Decimal] | None:
    try:
        return None if text is None else [Decimal(word.strip()) for word in text.split(",")]
    except InvalidOperation:
        raise InputError(f"--at {text}: write plain numbers with commas between, for example --at 36,48.") from None


@contextmanager
def _progress() -> Iterator[Tell]:
    """A bar on stderr while the work goes on; nothing where stderr is no terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Reading", total=None)

        def tell(fraction: float | None, text: str) -> None:
            bar.update(task, description=text, total=None if fraction is None else 1.0, completed=fraction or 0.0)

        yield tell


def _print_replay(policy: Policy, found: Replay, out: Path | None) -> None:
    console, data = Console(), found.as_json()
    _line(console, f"{policy.title}: {data['decided']:,} of {data['rows']:,} cases decided.")
    for fact, count in data["undecidable"].items():
        _line(console, f"  {count:,} could not be decided because `{fact}` is missing.")
    for fact, count in data["unreadable"].items():
        _line(console, f"  {count:,} cells of `{fact}` could not be read and count as missing.")
    console.print(_amounts(policy, data["remedies"], ""))
    for column, groups in data["by"].items():
        for value, group in groups.items():
            console.print()
            console.print(_amounts(policy, group["remedies"], f"{column}: {value} ({group['decided']:,} cases)"))
    if data.get("changed"):
        changed = data["changed"]
        _line(
            console,
            f"Against the older version: {changed['gain']:,} gain, {changed['lose']:,} lose, {changed['same']:,} stay.",
        )
    if out is not None:
        _line(console, f"Each case with its amounts: {out}")


def _amounts(policy: Policy, remedies: Mapping[str, Any], title: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), title=title or None, title_justify="left")
    table.add_column("in all (cases)")
    for target in policy.targets:
        table.add_column("everybody" if target == STANDARD else f"{words(target)} may", justify="right", no_wrap=True)
    for name, cells in remedies.items():
        remedy = policy.remedies[name]
        unit = policy.currency if remedy.gives == "money" else remedy.unit
        every = (cells[STANDARD], *(cells["may"][role] for role in policy.roles))
        table.add_row(f"{remedy.title}, {unit}" if unit else remedy.title, *(_cell(remedy, cell) for cell in every))
    return table


def _cell(remedy: Remedy, cell: Mapping[str, Any]) -> str:
    return f"{cell['cases']:,}" if remedy.gives == "yes" else f"{Decimal(cell['total']):,f} ({cell['cases']:,})"


def _print_finding(policy: Policy, found: Finding, html: Path | None) -> None:
    console, data = Console(), found.as_json()
    _line(console, f"{data['rows']:,} cases read, {data['decided']:,} of them decided.")
    for edge in data["edges"][:5]:
        _print_edge(console, policy, edge)
    if len(data["edges"]) > 5:
        _line(console, f"  … and {len(data['edges']) - 5} more limits; --json or --html shows all.")
    dead = sum(group["cases"] for group in data["dead_ends"])
    _line(
        console, f"Dead ends: {dead:,} cases in which nothing at all could be offered." if dead else "Dead ends: none."
    )
    rest = sum(group["cases"] for group in data["last_resort"])
    if rest:
        _line(console, f"Only what everybody always gets was left in {rest:,} cases.")
    if html is not None:
        _line(console, f"The report: {html.resolve()}")


def _print_edge(console: Console, policy: Policy, edge: Mapping[str, Any]) -> None:
    remedy = policy.remedies[edge["remedy"]]
    console.print(f"\n[bold]{escape(remedy.title)}[/bold]  {escape(edge['edge'])}  [dim]{escape(edge['rule'])}[/dim]")
    for point in edge["curve"]:
        cost = "" if point["cost"] is None else f" and costs {Decimal(point['cost']):,f} {policy.currency}"
        _line(console, f"  moved to {point['to']}: helps {point['cases']:,}{cost}")


def _line(console: Console, text: str) -> None:
    console.print(text, markup=False, highlight=False, soft_wrap=True)
