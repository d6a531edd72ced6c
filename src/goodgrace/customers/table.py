"""A table somebody hands in: its rows with their line numbers, and every row that cannot be read with the reason."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Generic, TypeVar

from goodgrace.errors import InputError

Row = TypeVar("Row")
MOST_BAD = 1000
"""After so many bad rows the reading stops: the file is another one than was meant."""
LARGEST_FILE = 512 * 1024 * 1024
BROKEN = "This is no whole row of a CSV: a quote does not close, or a cell is longer than 131,072 characters."


@dataclass(frozen=True, slots=True, order=True)
class BadRow:
    """A row that cannot be read: its line in the file, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Table(Generic[Row]):
    """What was read of a file; `digest` says which file it was, without its name or its words."""

    rows: Sequence[Row]
    bad: Sequence[BadRow]
    digest: str


class BadCells(ValueError):
    """What is wrong with the cells of one row."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = tuple(reasons)


def text_of(data: bytes, file: str) -> str:
    """The text of a file in UTF-8; a byte that is none stays where it is, so that its line can be named."""
    if len(data) > LARGEST_FILE:
        raise InputError(f"{file}: this is more than {LARGEST_FILE // 2**20} MB. Split it.")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise InputError(f"{file}:1: this is UTF-16. Save it as “CSV UTF-8”.")
    return data.decode("utf-8-sig", errors="surrogateescape")


def digest_of(data: bytes) -> str:
    """Which file it was."""
    return sha256(data).hexdigest()


def header_of(text: str, file: str) -> tuple[list[str], str]:
    """The headings of a CSV's first line as they stand, and the mark between its cells: a comma, semicolon or tab."""
    first = text.lstrip("\r\n").partition("\n")[0].rstrip("\r")
    mark = max(",;\t", key=first.count)
    try:
        return next(csv.reader([first], delimiter=mark, strict=True), []), mark
    except csv.Error:
        raise InputError(f"{file}:1: {BROKEN}") from None


def read_rows(
    text: str, mark: str, width: int, read: Callable[[int, list[str]], Row]
) -> tuple[list[Row], list[BadRow]]:
    """Every row after the header, read; a row that is not as wide as the header is bad, and so is what `read` refuses."""
    rows: list[Row] = []
    bad: list[BadRow] = []
    for line, cells in _after_header(text, mark):
        try:
            rows.append(read(line, _as_wide(cells, width)))
        except BadCells as error:
            bad += [BadRow(line, reason) for reason in error.reasons]
        if len(bad) >= MOST_BAD:
            bad.append(BadRow(line, f"More than {MOST_BAD:,} rows could not be read; the rest was not looked at."))
            break
    return rows, bad


def _as_wide(cells: list[str] | None, width: int) -> list[str]:
    if cells is None:
        raise BadCells([BROKEN])
    if len(cells) != width:
        raise BadCells([f"It has {len(cells)} cells and the header {width}."])
    return cells


def _after_header(text: str, mark: str) -> Iterator[tuple[int, list[str] | None]]:
    rows = _records(text, mark)
    next(rows, None)
    return rows


def _records(text: str, mark: str) -> Iterator[tuple[int, list[str] | None]]:
    """Each row that is not blank, with the line that it begins on; None for one that is broken."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield line, None
            continue
        if cells and not re.fullmatch(r"\s*", "".join(cells)):
            yield line, cells
