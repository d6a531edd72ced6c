"""`goodgrace replay`, `find` and `demo`: past cases, with a progress bar on long work."""

import re
import webbrowser
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from goodgrace.cli import write_json
from goodgrace.demo import example_policy
from goodgrace.demo.rental import write_history
from goodgrace.errors import InputError
from goodgrace.insight.find import Finding
from goodgrace.insight.find import find as find_grace
from goodgrace.insight.replay import Replay
from goodgrace.insight.replay import replay as replay_cases
from goodgrace.insight.report import report
from goodgrace.insight.warehouse import is_among
from goodgrace.policy.reading import read
from goodgrace.policy.reasons import words
from goodgrace.policy.shape import STANDARD, Policy, Remedy
from goodgrace.policy.values import LONGEST_NUMBER, PLAIN_NUMBER, SPACES

Tell = Callable[[float | None, str], None]
WRITTEN = {
    "money": "Write 12.50, with a point and no unit.",
    "number": "Write 12.5, with a point, no unit, and no more places than the fact has.",
    "date": "Write 2026-11-22.",
    "yes_no": "Write yes or no.",
    "choice": "Write one of the policy's words.",
    "key": "",
}
"""How a cell of each type is written."""
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
    _refuse_over(out, policy_file, against, cases)
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
    _refuse_over(html, policy_file, None, cases)
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
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder}: this cannot be a folder: {error.strerror or error}. Name another.") from None
    cases, html = folder / "simulated-returns.csv", folder / "report.html"
    policy = read(example_policy("late-return"))
    with _progress() as tell:
        tell(None, "Making the simulated history")
        _write_history(cases)
        found = find_grace(policy, cases, progress=tell)
        _write_report(html, found, policy, cases.name, tell, note=SIMULATED)
    console = Console()
    console.print(_plain(policy.title, "bold"), _plain(f": {SIMULATED}\n"), sep="", soft_wrap=True)
    _print_finding(policy, found, html)
    if opens and console.is_terminal:
        webbrowser.open(html.resolve().as_uri())


def _refuse_over(out: Path | None, policy: Path, against: Path | None, cases: Path) -> None:
    """Raise InputError where a file to be written is one of those that are read."""
    if out is None:
        return
    read = {"the policy": policy, "the older policy": against}
    over = [what for what, file in read.items() if file and out.exists() and file.exists() and out.samefile(file)]
    over += ["the cases"] if is_among(out, cases) else []
    if over:
        raise InputError(f"{out}: this would be written over {over[0]}. Name another file.")


def _write_history(cases: Path) -> None:
    try:
        write_history(cases)
    except OSError as error:
        raise InputError(f"{cases}: the history cannot be written: {error.strerror or error}.") from None


def _write_report(html: Path, found: Finding, policy: Policy, source: str, tell: Tell, note: str = "") -> None:
    tell(None, "Drawing the report")
    try:
        html.parent.mkdir(parents=True, exist_ok=True)
        html.write_text(report(found, policy, source, note=note), encoding="utf-8")
    except OSError as error:
        raise InputError(f"{html}: the report cannot be written: {error.strerror or error}.") from None


def _settings(words: list[str]) -> dict[str, str]:
    settings: dict[str, str] = {}
    for word in words:
        name, _, value = (part.strip(SPACES) for part in word.partition("="))
        if not name or not value:
            raise InputError(f"--set {word}: write it as --set FACT=VALUE, for example --set reason=change_of_plan.")
        if name in settings:
            raise InputError(f"--set {word}: `{name}` is set twice, to {settings[name]} before. Set it once.")
        settings[name] = value
    return settings


def _numbers(text: str | None) -> list[Decimal] | None:
    if text is None:
        return None
    words = [word.strip(SPACES) for word in text.split(",")]
    if not all(len(word) <= LONGEST_NUMBER and re.fullmatch(PLAIN_NUMBER, word) for word in words):
        raise InputError(f"--at {text}: write plain numbers with commas between, for example --at 36,48.")
    return [Decimal(word) for word in words]


@contextmanager
def _progress() -> Iterator[Tell]:
    """A bar on stderr while the work goes on; nothing where stderr is no terminal."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Reading", total=None)

        def tell(fraction: float | None, text: str) -> None:
            bar.update(task, description=text, total=None if fraction is None else 1.0, completed=fraction or 0.0)

        yield tell


def _print_replay(policy: Policy, found: Replay, out: Path | None) -> None:
    console, data = Console(), found.as_json()
    _line(console, f"{policy.title}: {data['decided']:,} of {_cases(data['rows'])} decided.")
    _print_undecided(console, policy, data)
    console.print(_amounts(policy, data["remedies"], ""))
    for column, groups in data["by"].items():
        for value, group in groups.items():
            console.print()
            console.print(_amounts(policy, group["remedies"], f"{column}: {value} ({_cases(group['decided'])})"))
    if data.get("changed"):
        verbs = (("gain", "gain"), ("lose", "lose"), ("same", "stay"))
        told = [_does(data["changed"][kind], verb) for kind, verb in verbs]
        _line(console, f"Against the older version: {', '.join(told)}.")
    if out is not None:
        _line(console, f"Each case with its amounts: {out}")


def _print_undecided(console: Console, policy: Policy, data: Mapping[str, Any], absent: Sequence[str] = ()) -> None:
    """What kept cases from being decided, and what to do about it."""
    for fact in absent:
        _line(console, f"  The table has no column `{fact}`: add it, or set it for all with --set {fact}=…")
    for fact, count in data["unreadable"].items():
        cells, count_as = ("cell", "counts") if count == 1 else ("cells", "count")
        told = f"  {count:,} {cells} of `{fact}` could not be read and {count_as} as missing."
        _line(console, f"{told} {WRITTEN[policy.facts[fact].type.kind]}")
    for fact, count in data["undecidable"].items():
        _line(console, f"  {count:,} could not be decided because `{fact}` is missing.")


def _amounts(policy: Policy, remedies: Mapping[str, Any], title: str) -> Table:
    above = _plain(title) if title else None
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), title=above, title_justify="left")
    table.add_column("in all (cases)")
    for target in policy.targets:
        table.add_column("everybody" if target == STANDARD else f"{words(target)} may", justify="right", no_wrap=True)
    for name, cells in remedies.items():
        remedy = policy.remedies[name]
        unit = policy.currency if remedy.gives == "money" else remedy.unit
        every = (cells[STANDARD], *(cells["may"][role] for role in policy.roles))
        named = _plain(f"{remedy.title}, {unit}" if unit else remedy.title)
        table.add_row(named, *(_cell(remedy, cell) for cell in every))
    return table


def _cell(remedy: Remedy, cell: Mapping[str, Any]) -> str:
    return f"{cell['cases']:,}" if remedy.gives == "yes" else f"{Decimal(cell['total']):,f} ({cell['cases']:,})"


def _print_finding(policy: Policy, found: Finding, html: Path | None) -> None:
    console, data = Console(), found.as_json()
    _line(console, f"{_cases(data['rows'])} read, {data['decided']:,} of them decided.")
    _print_undecided(console, policy, data, found.absent)
    if not data["decided"]:
        _line(console, "Nothing can be said before the table has what the policy asks for.")
        return
    for edge in data["edges"][:5]:
        _print_edge(console, policy, edge)
    if len(data["edges"]) > 5:
        more = len(data["edges"]) - 5
        _line(console, f"  … and {more} more limit{'' if more == 1 else 's'}; --json or --html shows all.")
    dead = sum(group["cases"] for group in data["dead_ends"])
    ends = f"{_cases(dead)} in which nothing at all could be offered" if dead else "none"
    _line(console, f"Dead ends: {ends}.")
    rest = sum(group["cases"] for group in data["last_resort"])
    if rest:
        _line(console, f"Only what everybody always gets was left in {_cases(rest)}.")
    if html is not None:
        _line(console, f"The report: {html.resolve()}")


def _print_edge(console: Console, policy: Policy, edge: Mapping[str, Any]) -> None:
    remedy = policy.remedies[edge["remedy"]]
    parts = (_plain(f"\n{remedy.title}", "bold"), _plain(f"  {edge['edge']}  "), _plain(edge["rule"], "dim"))
    console.print(*parts, sep="", soft_wrap=True)
    for point in edge["curve"]:
        cost = "" if point["cost"] is None else f" and costs {Decimal(point['cost']):,f} {policy.currency}"
        _line(console, f"  moved to {point['to']}: helps {point['cases']:,}{cost}")


def _cases(count: int) -> str:
    return f"{count:,} case{'' if count == 1 else 's'}"


def _does(count: int, verb: str) -> str:
    """So many do it: "1 gains", "2 gain"."""
    return f"{count:,} {verb}{'s' if count == 1 else ''}"


def _plain(text: str, style: str = "") -> Text:
    """A text as it stands: nothing in it is markup, and what would steer a terminal is spelled out."""
    spelled = (mark if mark == "\n" or mark.isprintable() else ascii(mark)[1:-1] for mark in text)
    return Text("".join(spelled), style)


def _line(console: Console, text: str) -> None:
    console.print(_plain(text), soft_wrap=True)
