"""What the bench says: one line for each measurement, as a table, and the name of the machine."""

import os
import platform
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

HEADS = ("what", "figure", "beside", "ratio", "target", "met")
PACKAGES = ("common-expression-language", "zen-engine", "cel-python", "duckdb", "z3-solver")


@dataclass(frozen=True, slots=True)
class Line:
    """One measurement: ours, what stands beside it, how many times theirs ours is, what we promised, and whether it holds.

    `met` is None where nothing was promised.
    """

    what: str
    figure: str
    beside: str = ""
    ratio: float | None = None
    target: str = ""
    met: bool | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        """The line as the table shows it."""
        ratio = "" if self.ratio is None else f"1/{1 / self.ratio:.0f}" if self.ratio < 1 / 10 else f"{self.ratio:.2f}"
        met = "" if self.met is None else "met" if self.met else "missed"
        return self.what, self.figure, self.beside, ratio, self.target, met


def table(lines: Sequence[Line]) -> str:
    """The lines as a Markdown table whose columns stand under each other."""
    rows = [HEADS, *(line.cells for line in lines)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADS))]
    rows.insert(1, tuple("-" * width for width in widths))
    return "\n".join(_row(row, widths) for row in rows)


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    return f"| {' | '.join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))} |"


def machine() -> str:
    """The machine, the day, and the versions of those that are installed to stand beside us, in three lines."""
    load = ", ".join(f"{average:.1f}" for average in os.getloadavg())
    packages = ", ".join(_installed()) or "none of the engines we compare ourselves with"
    cores = f"{processor()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC on {platform.platform()}, {cores}\n"
        f"Load of the machine over 1, 5 and 15 minutes before: {load}\n"
        f"Beside: {packages}"
    )


def _installed() -> Iterator[str]:
    for name in PACKAGES:
        with suppress(PackageNotFoundError):
            yield f"{name} {version(name)}"


def processor() -> str:
    """The name of the processor, as far as the system tells."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())
