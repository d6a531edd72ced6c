"""What people see of the command: lines as they stand, tables in which nothing is cut, a bar during long work."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.cells import cell_len
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

Tell = Callable[[float | None, str], None]

GAP = "   "
ENDLESS = (1_000_000, 24)
"""The size of a file or a pipe: it has no edge, unless somebody sets COLUMNS."""


@contextmanager
def progress() -> Iterator[Tell]:
    """A bar on stderr while the work goes on; nothing where stderr is no terminal."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Reading", total=None)

        def tell(fraction: float | None, text: str) -> None:
            bar.update(task, description=text, total=None if fraction is None else 1.0, completed=fraction or 0.0)

        yield tell


def line(console: Console, *parts: str | Text) -> None:
    """Print one line as it stands, however long it is."""
    console.print(*(plain(part) if isinstance(part, str) else part for part in parts), sep="", soft_wrap=True)


def plain(text: str, style: str = "") -> Text:
    """A text as it stands: nothing in it is markup, and what would steer a terminal is spelled out."""
    spelled = (mark if mark == "\n" or mark.isprintable() else ascii(mark)[1:-1] for mark in text)
    return Text("".join(spelled), style)


def table(console: Console, corner: str, heads: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]]) -> None:
    """Print rows of amounts under their heads; where that is too wide for the terminal, one block for each row."""
    titles = [plain(title).plain for title in (corner, *(title for title, _ in rows))]
    columns = [[head, *(cells[place] for _, cells in rows)] for place, head in enumerate(heads)]
    widths = [max(map(cell_len, titles)), *(max(map(cell_len, column)) for column in columns)]
    lines = [
        GAP.join(
            [_padded(title, widths[0]), *(_padded(cell, -width) for cell, width in zip(cells, widths[1:], strict=True))]
        )
        for title, cells in zip(titles, [heads, *(cells for _, cells in rows)], strict=True)
    ]
    if max(map(cell_len, lines)) > shutil.get_terminal_size(ENDLESS).columns:
        lines = [*([corner] if corner else []), *_blocks(titles[1:], heads, [cells for _, cells in rows])]
    for text in lines:
        line(console, Text(text.rstrip()))


def _blocks(titles: Sequence[str], heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    named, widest = max(map(cell_len, heads)), max((cell_len(cell) for cells in rows for cell in cells), default=0)
    for title, cells in zip(titles, rows, strict=True):
        yield title
        yield from (
            f"  {_padded(head, named)}{GAP}{_padded(cell, -widest)}" for head, cell in zip(heads, cells, strict=True)
        )


def _padded(text: str, width: int) -> str:
    """A text filled up with spaces: behind it, or before it where the width is negative."""
    spaces = " " * (abs(width) - cell_len(text))
    return spaces + text if width < 0 else text + spaces
