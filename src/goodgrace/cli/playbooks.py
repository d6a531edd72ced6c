"""`goodgrace playbook show`: a playbook told day by day, for each way it can go."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from goodgrace.playbook.proving.findings import Verdict
    from goodgrace.playbook.shape import Playbook

app = typer.Typer(help="Read what happens in a customer's hard moment, day by day.", no_args_is_help=True)


@app.callback()
def _playbook() -> None:
    """Keep `show` a command of its own, though it is the only one."""


@app.command()
def show(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The playbook's YAML file.", show_default=False)],
    language: Annotated[str, typer.Option(help="The language of the words to begin with.")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer for programs, as JSON.")] = False,
) -> None:
    """Tell a playbook day by day, for each way it can go.

    It begins on a Monday at ten and everybody is prompt; a question is answered when half of its time has passed, or not at all.
    """
    from rich.console import Console

    from goodgrace.cli import write_json
    from goodgrace.playbook.reading import read
    from goodgrace.playbook.telling import timelines
    from goodgrace.playbook.verify import paths_of
    from goodgrace.playbook.words import best

    playbook = read(file)
    told = timelines(playbook, paths_of(playbook))
    if as_json:
        write_json(
            {
                "playbook": playbook.name,
                "ways": [
                    {"because": list(way.because), "days": {str(day): list(said) for day, said in way.days.items()}}
                    for way in told
                ],
            }
        )
        return
    console = Console()
    _head(console, playbook, best(playbook.words, language))
    for number, way in enumerate(told, 1):
        because = "; ".join(way.because) or "it always goes this way"
        _print(console, "", f"{number}. {because[:1].upper()}{because[1:]}")
        for day, said in way.days.items():
            if number > 1 and said == told[0].days.get(day):
                _print(console, f"   day {day}, as in 1")
                continue
            _print(console, f"   day {day}", *(f"      {sentence}" for sentence in said))


def _head(console: "Console", playbook: "Playbook", words: str) -> None:
    from goodgrace.cli.screen import line, plain

    line(console, plain(f"{playbook.title} ({playbook.name}, version {playbook.version})", "bold"))
    _print(console, f"Started by {', '.join(playbook.may_start)}; {playbook.owner} answers for it.")
    _print(console, *(f"If not: {requirement.otherwise}" for requirement in playbook.requires))
    _print(console, f"To begin with: “{words}”")


def _print(console: "Console", *sentences: str) -> None:
    from goodgrace.cli.screen import line

    for sentence in sentences:
        line(console, sentence)


def print_verdict(console: "Console", playbook: "Playbook", verdict: "Verdict") -> None:
    """What verifying a playbook found, as lines that editors understand."""
    found = f"{len(verdict.findings)} to mend" if verdict.findings else "nothing to mend"
    ways, examples = _counted(verdict.ways, "way"), _counted(len(playbook.examples), "example")
    _print(console, f"{playbook.file}: {found}; followed on {ways}; {examples} run.")
    for finding in verdict.findings:
        kind = finding.kind.replace("_", " ")
        _print(console, f"  {playbook.file}:{finding.line}: {kind}: {finding.message}")
        _print(console, *_witness(finding.path))
    _print(console, *(f"  not settled: {text}" for text in verdict.unproved))


def _witness(path: Iterable[str]) -> list[str]:
    return [f"      as when {said}" if number == 0 else f"      and {said}" for number, said in enumerate(path)]


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"
