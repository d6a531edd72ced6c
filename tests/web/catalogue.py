"""Reads a catalogue of gettext, as far as ours go: comments, contexts, sentences and their plural forms."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

GERMAN = Path(__file__).parents[2] / "src/goodgrace/web/locale/de/LC_MESSAGES/django.po"


@dataclass(slots=True)
class Entry:
    """One sentence, and how another language says it; `said` has one text for each plural form."""

    flags: set[str] = field(default_factory=set)
    words: dict[str, str] = field(default_factory=dict)

    @property
    def context(self) -> str | None:
        """What tells two equal sentences apart."""
        return self.words.get("msgctxt")

    @property
    def sentence(self) -> str:
        """The sentence as the code has it."""
        return self.words["msgid"]

    @property
    def plural(self) -> str | None:
        """The sentence about many."""
        return self.words.get("msgid_plural")

    @property
    def said(self) -> list[str]:
        """What the other language says."""
        return [text for name, text in self.words.items() if name.startswith("msgstr")]


def entries(text: str) -> list[Entry]:
    """Every entry but the heading, whose sentence is empty."""
    return [entry for entry in _blocks(text) if entry.words.get("msgid")]


def _blocks(text: str) -> Iterator[Entry]:
    for block in text.split("\n\n"):
        entry, name = Entry(), ""
        for line in block.splitlines():
            if line.startswith("#,"):
                entry.flags |= {flag.strip() for flag in line[2:].split(",")}
            elif line and not line.startswith("#"):
                word, _, quoted = line.partition('"')
                name = word.strip() or name
                entry.words[name] = entry.words.get(name, "") + ast.literal_eval(f'"{quoted}')
        yield entry
