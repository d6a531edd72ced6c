"""A draft read back, with its notes as marks; and the company's own words as they are typed."""

import json
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from goodgrace.cases.models import Wording
from goodgrace.errors import InputError
from goodgrace.web.hearing.marks import Mark, Piece, pieces
from goodgrace.web.hearing.words import NOTES

MOST = 100_000
"""Characters of a draft, and of each of the two texts of wordings."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A note on a draft: its number, what kind, the words (none where something is missing), why, and two other ways."""

    number: int
    title: str
    words: str
    why: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Readback:
    """A draft with what may be looked at again. `abstains`: it does not read as English."""

    pieces: tuple[Piece, ...]
    remarks: tuple[Remark, ...]
    abstains: bool = False


def read_draft(hers: str, draft: str, wording: Wording | None) -> Readback:
    """The notes on a draft, in memory; nothing is kept of it, nor of who wrote it."""
    from goodgrace.listening.reading_back.reading import read_back
    from goodgrace.listening.tongue import is_english

    draft = draft[:MOST]
    if not is_english(draft):
        return Readback((Piece(draft, "", "", ()),), (), abstains=True)
    glossary, book = (wording.glossary, wording.book) if wording else ({}, {})
    notes = list(enumerate(read_back(hers, draft, glossary=glossary, book=book), 1))
    marks = [
        Mark(number, "note", note.kind, str(NOTES[note.kind]), note.why, note.start, note.end)
        for number, note in notes
        if note.start < note.end
    ]
    remarks = tuple(
        Remark(number, str(NOTES[note.kind]), " ".join(draft[note.start : note.end].split()), note.why, tuple(dict.fromkeys(note.alternatives)))
        for number, note in notes
    )  # fmt: skip
    return Readback(tuple(pieces(draft, marks)), remarks)


def read_wording(glossary: str, book: str) -> tuple[dict[str, str], dict[str, Any]]:
    """Terms and wordings as they were typed. Raises InputError that says which of the two cannot be read, and why."""
    return _glossary(_table(glossary, _("Terms"))), _book(_table(book, _("Wordings")))


def _table(text: str, what: str) -> dict[str, Any]:
    if len(text) > MOST:
        raise InputError(
            _("%(what)s: this is longer than 100,000 characters. Leave out what nobody uses.") % {"what": what}
        )
    try:
        data = json.loads(text.strip() or "{}")
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise InputError(
            _("%(what)s: line %(line)s cannot be read. Look for a missing comma or quotation mark.")
            % {"what": what, "line": line}
        ) from None
    if not isinstance(data, dict):
        raise InputError(_("%(what)s: begin with { and end with }.") % {"what": what})
    return data


def _glossary(data: dict[str, Any]) -> dict[str, str]:
    for term, plain in data.items():
        if not (term.strip() and isinstance(plain, str) and plain.strip()):
            raise InputError(
                _("Terms: say in plain words, between quotation marks, what “%(term)s” means.") % {"term": term[:60]}
            )
    return data


def _book(data: dict[str, Any]) -> dict[str, Any]:
    from goodgrace.listening.moments.shape import MOMENTS
    from goodgrace.listening.reading_back.shape import KINDS

    for moment, kinds in data.items():
        if moment not in (*MOMENTS, "any") or not isinstance(kinds, dict):
            raise InputError(
                _("Wordings: “%(name)s” is none of the moments. They are: %(names)s.")
                % {"name": moment[:60], "names": ", ".join((*MOMENTS, "any"))}
            )
        for kind, lines in kinds.items():
            _check_lines(moment, kind, lines, KINDS)
    return data


def _check_lines(moment: str, kind: str, lines: object, kinds: tuple[str, ...]) -> None:
    if kind not in kinds:
        told = {"name": kind[:60], "names": ", ".join(kinds)}
        raise InputError(_("Wordings: “%(name)s” is none of the kinds of notes. They are: %(names)s.") % told)
    if not (isinstance(lines, list) and lines and all(isinstance(line, str) and line.strip() for line in lines)):
        told = {"moment": moment, "kind": kind}
        raise InputError(_("Wordings: give one or two wordings in a list for %(moment)s, %(kind)s.") % told)
