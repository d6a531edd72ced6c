"""The file a text comes from, and the words that stand where it has a fault."""

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from goodgrace.errors import InputError, Place, PolicyError, Problem

MOST_BYTES = 1_000_000


def read_source(source: str | Path, what: str = "a policy") -> str:
    """The text of a file. Raises InputError where there is none, PolicyError where it is too large or not UTF-8."""
    path = Path(source)
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: {getattr(error, 'strerror', None) or error}.") from None
    if len(raw) > MOST_BYTES:
        fault = f"The file has more than {MOST_BYTES:,} bytes, and {what} never has."
        raise PolicyError([Problem(Place(str(path), 1, 1), fault, path.name, "Is it the right file?")])
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode()
        place = Place(str(path), before.count("\n") + 1, len(before) - before.rfind("\n"))
        fault = f"The file is not UTF-8 text: the byte 0x{raw[error.start]:02X} does not fit."
        raise PolicyError([Problem(place, fault, f"0x{raw[error.start]:02X}", "Save it as UTF-8.")]) from None


def with_words(problems: Iterable[Problem], text: str) -> PolicyError:
    """The error with all faults, each once, and each with the words that stand at its place."""
    lines = text.removeprefix("\ufeff").split("\n") if len(text) <= MOST_BYTES else [""]
    return PolicyError(
        {problem if problem.text else replace(problem, text=_words_at(problem.place, lines)) for problem in problems}
    )


def _words_at(place: Place, lines: list[str]) -> str:
    """What stands at a place: a word or sentence up to its end, or the start of a list, a table or a quotation."""
    rest = lines[place.line - 1][place.column - 1 :] if place.line <= len(lines) else ""
    found = re.match(r"""[\[{"'|>].*|[^,\]}]*""", rest)
    return found[0].strip()[:40] if found else ""
