"""YAML text to a tree that remembers where everything stands; refuses what a policy never needs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from goodgrace.errors import Place, PolicyError, Problem

MOST_CHARACTERS = 200_000
MOST_PARTS = 12_000
DEEPEST = 12
# Inside { }, a text that has a bracket or a quotation mark in its middle, or that goes on after its closing mark.
_UNQUOTED = re.compile(r"""[{,] *\w+: *([^\s'"{}\[\],][^'"{}\[\],]*[\["]|(['"])[^'"]*\2 *[=!<>])""")


@dataclass(frozen=True, slots=True)
class Word:
    """A scalar, always as the text that stands there; `quoted` tells "12" from 12."""

    text: str
    place: Place
    quoted: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """A sequence of parts."""

    items: tuple["Part", ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping: its entries in order, and where each key stands."""

    entries: dict[str, "Part"]
    keys: dict[str, Place]
    place: Place


Part = Word | Listing | Table


def parse(text: str, file: str) -> tuple[Part, list[Problem]]:
    """Read YAML text into a tree, with the faults that leave the rest readable (a key written twice).

    Raises PolicyError for text that is no YAML, too large, too deep, or that uses anchors, aliases or tags.
    """
    start = Place(file, 1, 1)
    if len(text) > MOST_CHARACTERS:
        size = f"The text has {len(text):,} characters; a policy has at most {MOST_CHARACTERS:,}."
        raise PolicyError([Problem(start, size, fix="Split it into several policies.")])
    try:
        return _Composer(file).compose(YAML(typ="safe", pure=True).parse(text))
    except MarkedYAMLError as error:
        raise PolicyError([_yaml_problem(error, text, file)]) from None
    except (YAMLError, ValueError, RecursionError) as error:
        what = re.sub(r"\s+", " ", str(error))[:200]
        raise PolicyError([Problem(start, f"This is not YAML text: {what}.")]) from None


class _Composer:
    """Turns the parser's events into parts, with a bound on how many and how deep."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.count = 0
        self.problems: list[Problem] = []

    def compose(self, events: Iterator[Event]) -> tuple[Part, list[Problem]]:
        root: Part | None = None
        for event in events:
            if isinstance(event, DocumentStartEvent):
                if root is not None:
                    raise PolicyError([Problem(self._place(event), "A file holds one policy; a second starts here.")])
                root = self._part(next(events), events, 0)
        if root is None:
            raise PolicyError([Problem(Place(self.file, 1, 1), "The file is empty.", fix='Start with "policy: name".')])
        return root, self.problems

    def _part(self, event: Event, events: Iterator[Event], depth: int) -> Part:
        place = self._place(event)
        self.count += 1
        if self.count > MOST_PARTS:
            raise PolicyError([Problem(place, f"The text has more than {MOST_PARTS:,} parts.", fix="Split it.")])
        if depth > DEEPEST:
            raise PolicyError([Problem(place, f"This is nested more than {DEEPEST} levels deep; a policy never is.")])
        if isinstance(event, AliasEvent):
            raise PolicyError([Problem(place, "A policy spells things out: no aliases (*name).", fix="Write it here.")])
        if getattr(event, "anchor", None) or _tag(event):
            raise PolicyError([Problem(place, "A policy spells things out: no anchors (&name) and no tags (!name).")])
        if isinstance(event, ScalarEvent):
            return Word(event.value, place, event.style in ("'", '"'))
        if isinstance(event, SequenceStartEvent):
            return Listing(tuple(self._items(events, depth)), place)
        return self._table(events, depth, place)

    def _items(self, events: Iterator[Event], depth: int) -> Iterator[Part]:
        while not isinstance(event := next(events), SequenceEndEvent):
            yield self._part(event, events, depth + 1)

    def _table(self, events: Iterator[Event], depth: int, place: Place) -> Table:
        entries: dict[str, Part] = {}
        keys: dict[str, Place] = {}
        while not isinstance(event := next(events), MappingEndEvent):
            key = self._part(event, events, depth + 1)
            value = self._part(next(events), events, depth + 1)
            if not isinstance(key, Word):
                self.problems.append(Problem(key.place, "A key is one word, not a list or a table."))
            elif key.text in entries:
                twice = f"`{key.text}` is already written on line {keys[key.text].line}."
                self.problems.append(Problem(key.place, twice, key.text, "Keep one of the two."))
            else:
                entries[key.text], keys[key.text] = value, key.place
        return Table(entries, keys, place)

    def _place(self, event: Event) -> Place:
        mark = event.start_mark
        return Place(self.file, mark.line + 1, mark.column + 1)


def _tag(event: Event) -> bool:
    tag: Any = getattr(event, "ctag", None) or getattr(event, "tag", None)
    if isinstance(event, (ScalarEvent, SequenceStartEvent, MappingStartEvent)):
        return bool(tag) and str(tag) not in ("!", "None")
    return False


def _yaml_problem(error: MarkedYAMLError, text: str, file: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1, 1)
    lines = text.splitlines()
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    return Problem(place, f"This is not YAML: {error.problem or error.context}.", line.strip()[:80], _yaml_fix(line))


def _yaml_fix(line: str) -> str:
    if "\t" in line:
        return "Indent with spaces, not tabs."
    if line.count('"') % 2 or line.count("'") % 2:
        return "Close the quotation mark."
    if any(line.count(opening) != line.count(closing) for opening, closing in ("[]", "{}")):
        return "Close the bracket."
    if _UNQUOTED.search(line):
        return "Put such a condition in single quotation marks, as in `when: 'cause in [\"traffic\"]'`."
    if ": " in line.partition(": ")[2]:
        return 'Put the text in quotation marks: a colon and a space inside it ends the key, as in `ask: "When: …?"`.'
    return "Check the indentation and the colons of this line and the one before."
