"""Cells that could not be read: a few of them, so that somebody can find and mend them.

What stands in them may be personal: it is for the terminal of the one who asks, never for a report.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from goodgrace.insight.cells import quoted, select
from goodgrace.insight.facts import Facts
from goodgrace.insight.warehouse import Warehouse

MOST = 3
LONGEST = 40


@dataclass(frozen=True, slots=True)
class Unread:
    """What stood in a cell, and where: the line of a CSV file, or else the number of the row, the first being 1."""

    text: str
    row: int
    line: int | None


def unread(warehouse: Warehouse, facts: Facts, names: Iterable[str]) -> Mapping[str, tuple[Unread, ...]]:
    """The first few cells of each of these facts that could not be read."""
    found = {name: _first(warehouse, facts, name) for name in names}
    lines = warehouse.lines({row for cells in found.values() for row, _ in cells})
    return {name: tuple(Unread(text, row, lines.get(row)) for row, text in cells) for name, cells in found.items()}


def _first(warehouse: Warehouse, facts: Facts, name: str) -> list[tuple[int, str]]:
    column = warehouse.column(name)
    if column is None:
        return []
    cell = f"left(CAST({column.sql} AS VARCHAR), {LONGEST + 1})"
    numbered = select(
        ("row_number() OVER () AS number", f"{cell} AS cell", f"{facts.odd[name]} AS odd"), quoted(facts.view)
    )
    rows = warehouse.rows(
        f"{select(('number', 'cell'), f'({numbered})')} WHERE odd LIMIT {MOST}", "Looking at what cannot be read"
    )
    return [(row, text if len(text) <= LONGEST else f"{text[:LONGEST]}…") for row, text in sorted(rows)]
