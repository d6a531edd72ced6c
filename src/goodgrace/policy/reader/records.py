"""Facts of a case, and ledgers, from YAML or JSON files; every value stays the text that was written."""

import json
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from goodgrace.errors import InputError, Place, PolicyError, Problem
from goodgrace.policy.reader.text import Listing, Part, Size, Table, Word, parse

Record = dict[str, str]
MOST_BYTES = 50_000_000
IN_YAML = Size(
    "a file of facts or of what was given",
    1_000_000,
    40_000,
    start="Write {} where no fact is known, [] where nothing was given.",
)


@dataclass(frozen=True, slots=True)
class Facts:
    """Values by name as they were written, where each stands, and where they begin."""

    values: Record
    places: dict[str, Place]
    place: Place


def read_facts_file(path: Path) -> Facts:
    """The facts of one case: a table of names and values. Raises InputError or PolicyError."""
    return _record(_read(path), "The facts of a case")


def read_ledger_file(path: Path) -> list[Facts]:
    """What was given before: a list of lines, alone or under the key `given`. Raises InputError or PolicyError."""
    root = _read(path)
    if isinstance(root, Table) and set(root.entries) == {"given"}:
        root = root.entries["given"]
    if not isinstance(root, Listing):
        fix = "Start each with a dash: `- {remedy: …, amount: …, on: …}`."
        raise PolicyError([Problem(root.place, "What was given before is a list of lines.", fix=fix)])
    return [_record(item, "A line of what was given") for item in root.items]


def _read(path: Path) -> Part:
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: {getattr(error, 'strerror', None) or error}.") from None
    if len(raw) > MOST_BYTES:
        raise InputError(f"{path}: this has more than {MOST_BYTES:,} bytes. Is it the right file?")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{path}: this is not UTF-8 text. Save it as UTF-8.") from None
    read = _json(text, Place(str(path), 1, 1))
    if read is not None:
        return read
    root, problems = parse(text, str(path), IN_YAML)
    if problems:
        raise PolicyError(problems)
    return root


def _json(text: str, place: Place) -> Part | None:
    """The parts of a JSON text; None for a text that is not JSON. Numbers stay as they are written."""
    try:
        data = json.loads(text, parse_int=str, parse_float=_plain, parse_constant=str, object_pairs_hook=_table)
        return _part(data, place)
    except (ValueError, RecursionError):
        return None


def _table(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON table; one with a name twice is left to the YAML reader, which says where."""
    table = dict(pairs)
    if len(table) < len(pairs):
        raise ValueError("a name stands twice")
    return table


def _plain(number: str) -> str:
    """A JSON number without an exponent, where it is short: 1e1 is 10."""
    try:
        exact = Decimal(number)
    except InvalidOperation:
        return number
    return f"{exact:f}" if abs(exact.adjusted()) < 40 else number


def _part(data: Any, place: Place) -> Part:
    if isinstance(data, dict):
        return Table({name: _part(value, place) for name, value in data.items()}, dict.fromkeys(data, place), place)
    if isinstance(data, list):
        return Listing(tuple(_part(item, place) for item in data), place)
    return Word({None: "", True: "yes", False: "no"}.get(data, data), place, '"')


def _record(part: Part, what: str) -> Facts:
    if not isinstance(part, Table):
        raise PolicyError([Problem(part.place, f"{what}: a table is needed.", fix="Write `name: value` lines.")])
    values = {}
    for name, value in part.entries.items():
        if not isinstance(value, Word):
            raise PolicyError([Problem(value.place, f"`{name}` is one value, not a list or a table.", name)])
        values[name] = "" if value.text in ("null", "~") and not value.quoted else value.text
    return Facts(values, part.keys, part.place)
