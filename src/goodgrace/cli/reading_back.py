"""`goodgrace read-back`: notes on a draft to a customer."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console

from goodgrace.cli import write_json
from goodgrace.cli.screen import line
from goodgrace.errors import InputError
from goodgrace.listening.reading_back.reading import Note, read_back
from goodgrace.listening.reading_back.shape import PhraseBook

SAID = {
    "policy_speak": "Policy-speak",
    "blame": "Blame",
    "passive_refusal": "Nobody says no",
    "jargon": "A word of the house",
    "acronym": "Letters",
    "reading_level": "Hard to read",
    "solution_first": "The answer comes first",
    "not_mentioned": "Not taken up",
    "hard_news": "Hard news",
}
"""What people read for each kind of note."""


def run(customer: str, draft: str, glossary: Path | None, book: Path | None, as_json: bool) -> None:
    """Print the notes on a draft, for people or as JSON."""
    if customer == draft == "-":
        raise InputError("Only one of --customer and --draft can be read from stdin; give the other as @FILE.")
    asked, said = _text(customer), _text(draft)
    notes = read_back(asked, said, glossary=_glossary(glossary), book=_book(book))
    if as_json:
        write_json({"notes": [_as_data(note, said) for note in notes]})
    else:
        _print(notes, said)


def _text(given: str) -> str:
    """The text itself, or what is in the file after @, or what stdin holds."""
    if given == "-":
        return sys.stdin.read()
    if not given.startswith("@"):
        return given
    return _file(Path(given[1:]))


def _file(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = "it is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else error.strerror or str(error)
        raise InputError(f"{file} cannot be read: {reason}. Give a text file, or the text itself.") from None


def _table(file: Path, what: str) -> dict[str, object]:
    try:
        data = json.loads(_file(file))
    except ValueError as error:
        raise InputError(f"{file} is no JSON: {error}.") from None
    if not isinstance(data, dict):
        raise InputError(f"{file}: {what}")
    return data


def _glossary(file: Path | None) -> Mapping[str, str]:
    what = 'a glossary is {"term": "what it means in plain words"}.'
    data = _table(file, what) if file else {}
    if not all(isinstance(plain, str) for plain in data.values()):
        raise InputError(f"{file}: {what}")
    return {term: str(plain) for term, plain in data.items()}


def _book(file: Path | None) -> PhraseBook:
    what = 'a phrase book is {"bereavement": {"not_mentioned": ["one wording", "another"]}}; `any` is for every moment.'
    data = _table(file, what) if file else {}
    book = {moment: kinds for moment, kinds in data.items() if isinstance(kinds, dict)}
    lines = [line for kinds in book.values() for line in kinds.values()]
    if len(book) < len(data) or not all(
        isinstance(each, list) and each and all(isinstance(words, str) for words in each) for each in lines
    ):
        raise InputError(f"{file}: {what}")
    return book


def _as_data(note: Note, draft: str) -> dict[str, object]:
    return {
        "kind": note.kind,
        "start": note.start,
        "end": note.end,
        "text": draft[note.start : note.end],
        "why": note.why,
        "alternatives": list(note.alternatives),
    }


def _print(notes: tuple[Note, ...], draft: str) -> None:
    console = Console(highlight=False)
    if not notes:
        line(console, "Nothing to note.")
    for number, note in enumerate(notes):
        words = " ".join(draft[note.start : note.end].split())
        line(console, *(["\n"] if number else []), SAID[note.kind], f": “{words}”" if words else "")
        line(console, f"  {note.why}")
        for other in note.alternatives:
            line(console, f"  - {other}")
