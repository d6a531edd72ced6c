"""YAML text to a tree that remembers where everything stands; refuses what a policy never needs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

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
from ruamel.yaml.reader import ReaderError

from goodgrace.errors import Place, PolicyError, Problem

MOST_CHARACTERS = 100_000
MOST_PARTS = 6_000
DEEPEST = 12
MOST_OPEN_BRACKETS = 200
NESTED = f"This is nested more than {DEEPEST} levels deep."
# Inside { }, a text that has a bracket or a quotation mark in its middle, or that goes on after its closing mark.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\u202a-\u202e\u2066-\u2069]")
_UNQUOTED = re.compile(r"""[{,] *\w+: *([^\s'"{}\[\],][^'"{}\[\],]*[\["]|(['"])[^'"]*\2 *[=!<>])""")


@dataclass(frozen=True, slots=True)
class Word:
    """A scalar, always as the text that stands there; `written` is how it stands in the file, marks and all."""

    text: str
    place: Place
    written: str = ""

    @property
    def quoted(self) -> bool:
        """Whether it stands in quotation marks, which tells "12" from 12."""
        return self.written[:1] in ("'", '"')

    def place_of(self, number: int) -> Place:
        """The place in the file of a character of the text."""
        start = _written_at(self.text, self.written, number)
        before = self.written[:start]
        line = before.count("\n")
        column = start - before.rfind("\n") if line else self.place.column + start
        return Place(self.place.file, self.place.line + line, column)


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


def _written_at(text: str, written: str, number: int) -> int:
    """Where a character of a scalar's text stands in what is written; the length of a mark counts, folding does not."""
    mark = written[:1]
    at = written.find("\n") + 1 if mark in ("|", ">") else int(mark in ("'", '"'))
    for character in text[:number]:
        at = _skip_folding(written, at, character) + _length(written, _skip_folding(written, at, character), mark)
    return min(_skip_folding(written, at, text[number : number + 1]), len(written))


def _skip_folding(written: str, at: int, character: str) -> int:
    """Past the line breaks and the indentation that stand before a character, where it is not itself one of them."""
    while at < len(written) and written[at] in " \r\n\t" and written[at] != character:
        at += 1
    return at


def _length(written: str, at: int, mark: str) -> int:
    """With how many characters one character is written: `\\"` and `''` are two."""
    if mark == '"' and written[at : at + 1] == "\\":
        return {"x": 4, "u": 6, "U": 10}.get(written[at + 1 : at + 2], 2)
    return 2 if mark == "'" and written[at : at + 2] == "''" else 1


@dataclass(frozen=True, slots=True)
class Size:
    """What a text is, how much of it is read at most, and what to do with one that is too long or empty."""

    what: str
    characters: int
    parts: int
    split: str = "Hand it in as JSON, which may be larger."
    start: str = ""


A_POLICY = Size(
    "a policy", MOST_CHARACTERS, MOST_PARTS, "Split it into several policies.", 'Start with "policy: name".'
)
A_PLAYBOOK = Size(
    "a playbook", MOST_CHARACTERS, MOST_PARTS, "Split it into several playbooks.", 'Start with "playbook: name".'
)


def parse(text: str, file: str, size: Size = A_POLICY) -> tuple[Part, list[Problem]]:
    """Read YAML text into a tree, with the faults that leave the rest readable (a key written twice).

    Raises PolicyError for text that is no YAML, too large, too deep, or that uses anchors, aliases or tags.
    """
    start = Place(file, 1, 1)
    text = text.removeprefix("\ufeff")
    if len(text) > size.characters:
        long = f"The text has {len(text):,} characters; {size.what} has at most {size.characters:,}."
        raise PolicyError([Problem(start, long, fix=size.split)])
    if (deep := _too_many_brackets(text)) is not None:
        raise PolicyError([Problem(_place_in(text, deep, file), NESTED, fix="A policy never is.")])
    try:
        return _Composer(file, text, size).compose(YAML(typ="safe", pure=True).parse(text))
    except MarkedYAMLError as error:
        raise PolicyError([_yaml_problem(error, text, file)]) from None
    except ReaderError as error:
        place = _place_in(text, error.position, file)
        raise PolicyError([_unprintable(text[error.position], place)]) from None
    except (YAMLError, ValueError, RecursionError) as error:
        what = re.sub(r"\s+", " ", str(error))[:200]
        raise PolicyError([Problem(start, f"This is not YAML text: {what}.", fix="Write plain text.")]) from None


class _Composer:
    """Turns the parser's events into parts, with a bound on how many and how deep."""

    def __init__(self, file: str, text: str, size: Size) -> None:
        self.file, self.text, self.size = file, text, size
        self.count = 0
        self.problems: list[Problem] = []

    def compose(self, events: Iterator[Event]) -> tuple[Part, list[Problem]]:
        root: Part | None = None
        for event in events:
            if not isinstance(event, DocumentStartEvent):
                continue
            if root is not None:
                self._refuse(
                    event,
                    f"A file holds one {self.size.what.removeprefix('a ')}; a second starts here.",
                    "Put it in a file of its own.",
                )
            root = self._part(next(events), events, 0)
        if root is None:
            empty = Problem(Place(self.file, 1, 1), "The file is empty.", fix=self.size.start)
            raise PolicyError([empty])
        return root, self.problems

    def _part(self, event: Event, events: Iterator[Event], depth: int) -> Part:
        place = self._place(event)
        self.count += 1
        if self.count > self.size.parts:
            self._refuse(event, f"The text has more than {self.size.parts:,} parts.", self.size.split)
        if depth > DEEPEST:
            self._refuse(event, NESTED, "A policy never is.")
        if isinstance(event, AliasEvent):
            self._refuse(event, "Everything is spelt out here: no aliases (*name).", "Write it here.")
        if getattr(event, "anchor", None) or _tag(event):
            self._refuse(event, "Everything is spelt out here: no anchors (&name) and no tags (!name).", "Take it out.")
        if isinstance(event, ScalarEvent):
            word = Word(event.value, place, self.text[event.start_mark.index : event.end_mark.index])
            if (found := _UNPRINTABLE.search(word.text)) is not None:
                raise PolicyError([_unprintable(found[0], word.place_of(found.start()))])
            return word
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
                self.problems.append(
                    Problem(key.place, "A key is one word, not a list or a table.", fix="Write `key: value`.")
                )
            elif key.text in entries:
                twice = f"`{key.text}` is already written on line {keys[key.text].line}."
                self.problems.append(Problem(key.place, twice, key.text, "Keep one of the two."))
            else:
                entries[key.text], keys[key.text] = value, key.place
        return Table(entries, keys, place)

    def _refuse(self, event: Event, what: str, fix: str) -> NoReturn:
        raise PolicyError([Problem(self._place(event), what, fix=fix)])

    def _place(self, event: Event) -> Place:
        mark = event.start_mark
        return Place(self.file, mark.line + 1, mark.column + 1)


def _unprintable(character: str, place: Place) -> Problem:
    code = f"U+{ord(character):04X}"
    return Problem(place, f"The character {code} cannot be printed and has no place in a policy.", code, "Take it out.")


def _place_in(text: str, position: int, file: str) -> Place:
    line_start = text.rfind("\n", 0, position) + 1
    return Place(file, text.count("\n", 0, position) + 1, position - line_start + 1)


def _too_many_brackets(text: str) -> int | None:
    """Where more brackets stand open than any text has, quoted ones counted too: the parser need not see them."""
    depth = 0
    for found in re.finditer(r"[\[\]{}]", text):
        depth += 1 if found[0] in "[{" else -1
        if depth > MOST_OPEN_BRACKETS:
            return found.start()
    return None


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
