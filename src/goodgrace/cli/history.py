"""`goodgrace replay`, `find` and `demo`: past cases, with a progress bar on long work."""

import re
import webbrowser
from decimal import Decimal
from pathlib import Path

from rich.console import Console

from goodgrace.cli import write_json
from goodgrace.cli.findings import print_finding, print_replay
from goodgrace.cli.screen import Tell, line, plain, progress
from goodgrace.cli.settings import read_words
from goodgrace.demo import example_policy
from goodgrace.demo.rental import write_history
from goodgrace.errors import InputError
from goodgrace.insight.find import Finding
from goodgrace.insight.find import find as find_grace
from goodgrace.insight.replay import replay as replay_cases
from goodgrace.insight.report import report
from goodgrace.insight.warehouse import is_among
from goodgrace.policy.reading import read
from goodgrace.policy.shape import Policy
from goodgrace.policy.values import LONGEST_NUMBER, PLAIN_NUMBER, SPACES

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
    with progress() as tell:
        found = replay_cases(
            policy, cases, against=old, by=tuple(by), settings=read_words(settings), out=out, progress=tell
        )
    if as_json:
        write_json(found.as_json())
    else:
        print_replay(policy, found, out)


def find(policy_file: Path, cases: Path, settings: list[str], at: str | None, html: Path | None, as_json: bool) -> None:
    """Find where grace is missing in past cases; print it, and write the report where asked."""
    _refuse_over(html, policy_file, None, cases)
    _refuse_nowhere(html)
    policy = read(policy_file)
    with progress() as tell:
        found = find_grace(policy, cases, settings=read_words(settings), at=_numbers(at), progress=tell)
        if html is not None:
            _write_report(html, found, policy, cases.name, tell)
    if as_json:
        write_json(found.as_json())
    else:
        print_finding(policy, found, html)


def demo(folder: Path, opens: bool) -> None:
    """Make the simulated history, find where grace is missing in it, write the report and open it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder}: this cannot be a folder: {error.strerror or error}. Name another.") from None
    cases, html = folder / "simulated-returns.csv", folder / "report.html"
    policy = read(example_policy("late-return"))
    with progress() as tell:
        tell(None, "Making the simulated history")
        _write_history(cases)
        found = find_grace(policy, cases, progress=tell)
        _write_report(html, found, policy, cases.name, tell, note=SIMULATED)
    console = Console()
    line(console, plain(policy.title, "bold"), f": {SIMULATED}\n")
    print_finding(policy, found, html)
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


def _refuse_nowhere(html: Path | None) -> None:
    """Raise InputError where the report could not be written, before the work begins."""
    if html is not None and not html.parent.is_dir():
        raise InputError(f"{html}: there is no folder {html.parent}. Make it first, or name another place.")
    if html is not None and html.is_dir():
        raise InputError(f"{html}: this is a folder. Name a file.")


def _write_history(cases: Path) -> None:
    try:
        write_history(cases)
    except OSError as error:
        raise InputError(f"{cases}: the history cannot be written: {error.strerror or error}.") from None


def _write_report(html: Path, found: Finding, policy: Policy, source: str, tell: Tell, note: str = "") -> None:
    tell(None, "Drawing the report")
    try:
        html.write_text(report(found, policy, source, note=note), encoding="utf-8")
    except OSError as error:
        raise InputError(f"{html}: the report cannot be written: {error.strerror or error}.") from None


def _numbers(text: str | None) -> list[Decimal] | None:
    if text is None:
        return None
    words = [word.strip(SPACES) for word in text.split(",")]
    if not all(len(word) <= LONGEST_NUMBER and re.fullmatch(PLAIN_NUMBER, word) for word in words):
        raise InputError(f"--at {text}: write plain numbers with commas between, for example --at 36,48.")
    return [Decimal(word) for word in words]
