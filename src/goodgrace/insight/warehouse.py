"""Tables of past cases, opened with DuckDB: CSV, Parquet or a folder of Parquet; nothing in a cell is guessed."""

import csv
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, TextIO

from goodgrace.errors import InputError
from goodgrace.insight.cells import literal, quoted, select

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Progress = Callable[[float | None, str], None]
"""Called with how far a step is (0 to 1; None where nobody can tell) and what it is, in words."""

MEMORY = "1400MB"
POLL_SECONDS = 0.1
FAR_DOWN = 200_000
"""Lines are counted no farther than this row: it takes a fraction of a second."""
ROWS = "the rows"
"""The view of the table as it was read: its columns are named by `Column.sql`."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: its name there, its DuckDB type, and the name it has in SQL here."""

    name: str
    type: str
    sql: str


class Warehouse:
    """A table of past cases, opened: its columns, and questions to it in SQL."""

    def __init__(
        self, connection: "DuckDBPyConnection", columns: Sequence[Column], file: Path, progress: Progress | None
    ) -> None:
        self.columns = tuple(columns)
        self.file = file
        self.columnar = True
        """Whether reading a few columns once more is cheap: so with Parquet, not with CSV."""
        self._connection = connection
        self._progress = progress

    def column(self, name: str) -> Column | None:
        """The column of that name, or else the one whose name differs by case only. Raises InputError where two do."""
        exact = [column for column in self.columns if column.name == name]
        found = exact or [column for column in self.columns if column.name.casefold() == name.casefold()]
        if len(found) > 1:
            names = ", ".join(f"`{column.name}`" for column in found)
            raise InputError(f"{self.file}: more than one column could be `{name}`: {names}. Rename all but one.")
        return found[0] if found else None

    def view(self, name: str, select: str) -> None:
        """Give a query a name; nothing is read yet."""
        with self._errors():
            self._connection.execute(f"CREATE OR REPLACE TEMP VIEW {quoted(name)} AS {select}")

    def keep(self, name: str, select: str, step: str) -> None:
        """Run a query once and keep its rows on disk under a name."""
        self.rows(f"CREATE OR REPLACE TABLE {quoted(name)} AS {select}", step)

    def rows(self, query: str, step: str) -> list[tuple[Any, ...]]:
        """What a query answers; `step` is what the progress bar says meanwhile. Raises InputError for a bad file."""
        with self._errors(), _watched(self._connection, self._progress, step):
            return self._connection.execute(query).fetchall()

    def lines(self, rows: Set[int]) -> dict[int, int]:
        """The lines of a CSV file on which these rows begin (the first row is 1); nothing of rows that lie far down."""
        near = {row for row in rows if row <= FAR_DOWN}
        return _lines(self.file, near) if near and not self.columnar else {}

    def write(self, query: str, out: Path, step: str) -> None:
        """Stream a query's rows into a Parquet or CSV file, by the ending of its name. Raises InputError."""
        options = {".parquet": "FORMAT parquet, COMPRESSION zstd", ".csv": "FORMAT csv, HEADER true"}.get(
            out.suffix.lower()
        )
        if options is None:
            raise InputError(f"{out}: rows are written as .parquet or .csv; choose one of these endings.")
        if not out.parent.is_dir():
            raise InputError(f"{out}: there is no folder {out.parent}.")
        if out.is_dir():
            raise InputError(f"{out}: this is a folder. Name a file.")
        if is_among(out, self.file):
            raise InputError(
                f"{out}: the rows cannot be written over the cases they are read from, or beside their parts."
            )
        with self._errors(out, "written"), _watched(self._connection, self._progress, step):
            self._connection.execute(f"COPY ({query}) TO {literal(_spelled(out))} ({options})")

    @contextmanager
    def _errors(self, file: Path | None = None, done: str = "read") -> Iterator[None]:
        """Whatever DuckDB objects to becomes an InputError that names the file; what it said first stays its cause."""
        import duckdb

        file = file or self.file
        try:
            yield
        except duckdb.OutOfMemoryException as error:
            fault = f"this needs more memory than {MEMORY}, or more disk than the temporary folder has."
            raise InputError(f"{file}: {fault}") from error
        except duckdb.Error as error:
            raise InputError(f"{file}: {_said(str(error), done)}") from error


def _said(message: str, done: str) -> str:
    """A DuckDB message as one sentence; of a CSV file the line where it is."""
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    if found := re.search(r"CSV Error on Line: (\d+)", message):
        hint = next((place for place, line in enumerate(lines) if line.startswith(("Possible ", "file ="))), len(lines))
        return f"line {found[1]} cannot be read: {lines[hint - 1].rstrip('.')}."
    return f"it cannot be {done}: {lines[0].partition(': ')[2] or lines[0]}".rstrip(".!") + "."


@contextmanager
def opened(cases: str | Path, progress: Progress | None = None) -> Iterator[Warehouse]:
    """Open a CSV file, a Parquet file, or a folder of Parquet files. Raises InputError that says what is wrong with it."""
    import duckdb

    file = Path(cases)
    with tempfile.TemporaryDirectory(prefix="goodgrace-", ignore_cleanup_errors=True) as folder:
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": MEMORY,
            "temp_directory": folder,
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
        with duckdb.connect(str(Path(folder) / "cases.duckdb"), config=config) as connection:
            connection.execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false")
            warehouse = Warehouse(connection, (), file, progress)
            source = _source(file)
            with warehouse._errors():  # noqa: SLF001  # its own module
                found = connection.execute("DESCRIBE " + select("*", source.relation)).fetchall()
                names = source.names or [row[0] for row in found]
                columns = [
                    Column(name, row[1], f'"was {place}"')
                    for place, (name, row) in enumerate(zip(names, found, strict=True))
                ]
                listed = [f"{quoted(row[0])} AS {column.sql}" for row, column in zip(found, columns, strict=True)]
                warehouse.view(ROWS, select(listed, source.relation))
            warehouse.columns, warehouse.columnar = tuple(columns), not source.names
            yield warehouse


@dataclass(frozen=True, slots=True)
class _Source:
    """What DuckDB reads from, and the columns' names where the file spells them itself."""

    relation: str
    names: tuple[str, ...] = ()


def is_among(out: Path, cases: Path) -> bool:
    """Whether a file to be written is the cases themselves, or would be one of the parts in their folder."""
    if cases.is_dir():
        return out.suffix.lower() == ".parquet" and cases.resolve() in out.resolve().parents
    return out.exists() and cases.exists() and out.samefile(cases)


def _spelled(file: Path) -> str:
    """A file's name as DuckDB takes it to be a file here: no home folder, no address. Raises InputError."""
    name = str(file)
    try:
        name.encode()
    except UnicodeEncodeError:
        raise InputError(f"{name!a}: this name is not UTF-8 text. Rename the file.") from None
    return name if file.is_absolute() else f"./{name}"


def _only(file: Path) -> str:
    """A file's name as a pattern of DuckDB's that fits this one file. Raises InputError."""
    name = _spelled(file)
    if "\\" in name and re.search(r"[*?\[]", name):
        raise InputError(f"{file}: a name cannot have a backslash beside *, ? or [. Rename the file.")
    return re.sub(r"[*?\[]", r"[\g<0>]", name)


def _source(file: Path) -> _Source:
    if file.is_dir():
        parts = sorted(part for part in file.rglob("*.parquet") if part.is_file())
        if not parts:
            raise InputError(f"{file}: this folder holds no .parquet file.")
        return _parquet(parts)
    if not file.is_file():
        raise InputError(f"{file}: there is no such file.")
    if file.stat().st_size == 0:
        raise InputError(f"{file}: the file is empty.")
    with file.open("rb") as opened_file:
        start = opened_file.read(4)
    if start in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        raise InputError(f"{file}: this is a spreadsheet or an archive, not a table of text. Export it as CSV (UTF-8).")
    parquet = start == b"PAR1"
    if parquet or file.suffix.lower() == ".parquet":
        return _parquet([file])
    return _csv(file)


def _parquet(parts: Sequence[Path]) -> _Source:
    listed = ", ".join(literal(_only(part)) for part in parts)
    partitioned = any("=" in part.parent.name for part in parts)
    options = "union_by_name = true, hive_types_autocast = false" if len(parts) > 1 or partitioned else ""
    return _Source(f"read_parquet([{listed}]{', ' + options if options else ''})")


def _csv(file: Path) -> _Source:
    """Every cell as text, every line with as many cells as the header."""
    try:
        with file.open(encoding="utf-8-sig", errors="replace", newline="") as text:
            first = text.readline(1_000_000)
            mark = _mark(first)
            text.seek(0)
            names = next(csv.reader(text, delimiter=mark, strict=True), [])
        if "\0" in first:
            raise InputError(f"{file}: line 1 is not UTF-8 text. Save the file as UTF-8.")
    except (OSError, csv.Error) as error:
        raise InputError(f"{file}: line 1 cannot be read: {error}.") from None
    if not any(name.strip() for name in names):
        raise InputError(f"{file}: line 1 should name the columns, and is blank.")
    columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(len(names)))
    options = f"""columns = {{{columns}}}, auto_detect = false, header = true, delim = {literal(mark)}, quote = '"',
        escape = '"', null_padding = false, strict_mode = true, max_line_size = 10000000, allow_quoted_nulls = false"""
    relation = f"read_csv({literal(_only(file))}, {options})"
    if len(names) == 1:  # DuckDB skips a blank line only where it has too few cells
        relation = f"({select('*', relation)} WHERE c0 IS NOT NULL)"
    return _Source(relation, tuple(name.strip() for name in names))


def _mark(first: str) -> str:
    """What stands between the cells, by the line of the header."""
    return max(",;\t|", key=first.count) if first.strip() else ","


def _lines(file: Path, rows: Set[int]) -> dict[int, int]:
    try:
        with file.open(encoding="utf-8-sig", errors="replace", newline="") as text:
            return {row: start for row, start in takewhile(lambda at: at[0] <= max(rows), _starts(text)) if row in rows}
    except (OSError, csv.Error):
        return {}  # a line is a help, no more: DuckDB has read the file


def _starts(text: TextIO) -> Iterator[tuple[int, int]]:
    """The number of each row, blank lines left out, and the line on which it begins; the header is row 0."""
    mark = _mark(text.readline(1_000_000))
    text.seek(0)
    reader = csv.reader(text, delimiter=mark)
    row, start = 0, 1
    for cells in reader:
        if cells:
            yield row, start
            row += 1
        start = reader.line_num + 1


@contextmanager
def _watched(connection: "DuckDBPyConnection", progress: Progress | None, step: str) -> Iterator[None]:
    """Tell `progress` how far the running query is, until it is done."""
    if progress is None:
        yield
        return
    progress(None, step)
    done = Event()
    watcher = Thread(target=_poll, args=(connection, progress, step, done), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
    progress(1.0, step)


def _poll(connection: "DuckDBPyConnection", progress: Progress, step: str, done: Event) -> None:
    while not done.wait(POLL_SECONDS):
        percent = connection.query_progress()
        if percent > 0:
            progress(min(percent / 100, 1.0), step)
