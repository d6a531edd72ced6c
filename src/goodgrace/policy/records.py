"""Facts of a case, and ledgers, from YAML or JSON files; every value stays the text that was written."""

from dataclasses import dataclass
from pathlib import Path

from goodgrace.errors import InputError, Place, PolicyError, Problem
from goodgrace.policy.text import Listing, Part, Table, Word, parse

Record = dict[str, str]


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of one case as they were written, and where each stands."""

    values: Record
    places: dict[str, Place]


def read_facts_file(path: Path) -> Facts:
    """The facts of one case: a table of names and values. Raises InputError or PolicyError."""
    table = _table(_read(path), "The facts of a case")
    return Facts(_record(table), table.keys)


def read_ledger_file(path: Path) -> list[Record]:
    """What was given before: a list of lines, alone or under the key `given`. Raises InputError or PolicyError."""
    root = _read(path)
    if isinstance(root, Table) and set(root.entries) == {"given"}:
        root = root.entries["given"]
    if not isinstance(root, Listing):
        fix = "Start each with a dash: `- {remedy: …, amount: …, on: …}`."
        raise PolicyError([Problem(root.place, "What was given before is a list of lines.", fix=fix)])
    return [_record(_table(item, "A line of what was given")) for item in root.items]


def _read(path: Path) -> Part:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{path}: this is not UTF-8 text. Save it as UTF-8.") from None
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}.") from None
    root, problems = parse(text, str(path))
    if problems:
        raise PolicyError(problems)
    return root


def _table(part: Part, what: str) -> Table:
    if not isinstance(part, Table):
        raise PolicyError([Problem(part.place, f"{what}: a table is needed.", fix="Write `name: value` lines.")])
    return part


def _record(table: Table) -> Record:
    record = {}
    for name, value in table.entries.items():
        if not isinstance(value, Word):
            raise PolicyError([Problem(value.place, f"`{name}` is one value, not a list or a table.", name)])
        record[name] = "" if value.text in ("null", "~") and not value.quoted else value.text
    return record
