"""A whole history: `replay` of a Parquet file beside the DuckDB query that a person would write for the same policy.

Each run is a process of its own, so that its peak memory is its own; the two take turns. Each first answers for a small
file, so that what is loaded once is loaded; the line about the command says what the start costs. Opening DuckDB and
working out the SQL count.
"""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from typing import Any

import duckdb

from bench.cases import MODEST, modest
from bench.lines import Line
from goodgrace.insight.replay import replay

ROWS, SHORT, SMALL = 10_000_000, 300_000, 1_000
SLOWEST, MOST_GB = 1.1, 2.0
FILES = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "goodgrace-bench"

CASES = """
SELECT CASE WHEN hash(i, 1) % 1000 > 0 THEN (1 + hash(i, 2) % 4800) / 100 END::DECIMAL(6,2) AS hours_late,
    CASE WHEN hash(i, 3) % 1000 > 0 THEN (500 + hash(i, 4) % 29500) / 100 END::DECIMAL(8,2) AS late_fee,
    (hash(i, 5) % 30)::INTEGER AS tenure_years,
    (hash(i, 6) % 6)::INTEGER AS late_before,
    ['traffic', 'illness', 'our_fault', 'other'][(1 + hash(i, 7) % 4)::INTEGER] AS cause,
    CASE WHEN hash(i, 8) % 100 < 85 THEN 'none' ELSE ['bereavement', 'illness', 'hardship'][(1 + hash(i, 9) % 3)::INTEGER] END AS moment
FROM range({rows}) AS numbers(i)
"""
"""One row in a thousand has no hours, one in a thousand no fee. Those are the rows that no answer can be given for."""

BY_HAND = """
WITH whole AS (
    SELECT *, hours_late <= 1 OR (hours_late <= 4 AND tenure_years >= 5) OR cause = 'our_fault' AS agent_all
    FROM read_parquet('{file}')
), limits AS (
    SELECT hours_late IS NOT NULL AND late_fee IS NOT NULL AS decided,
        CASE WHEN hours_late <= 1 THEN late_fee ELSE 0 END AS standard,
        CASE WHEN agent_all THEN late_fee WHEN late_before = 0 THEN least(late_fee, 25) ELSE 0 END AS agent,
        CASE WHEN agent_all OR moment <> 'none' THEN late_fee WHEN late_before = 0 THEN least(late_fee, 25) ELSE 0 END AS lead,
        late_fee AS manager
    FROM whole
)
SELECT count(*), count(*) FILTER (WHERE decided),
    count(*) FILTER (WHERE decided AND standard > 0), sum(standard) FILTER (WHERE decided),
    count(*) FILTER (WHERE decided AND agent > 0), sum(agent) FILTER (WHERE decided),
    count(*) FILTER (WHERE decided AND lead > 0), sum(lead) FILTER (WHERE decided),
    count(*) FILTER (WHERE decided AND manager > 0), sum(manager) FILTER (WHERE decided)
FROM limits
"""


def history(rows: int, repeats: int, wrong: list[str]) -> Iterator[Line]:
    """The lines about a history; adds to `wrong` where the two answers differ."""
    file, small = cases_file(rows), cases_file(SMALL)
    runs: dict[str, list[dict[str, Any]]] = {"replay": [], "by_hand": []}
    for _ in range(repeats):
        for name, found in runs.items():
            found.append(_in_a_process(name, str(small), str(file)))
    answers = {name: found[0]["answer"] for name, found in runs.items()}
    if answers["replay"] != answers["by_hand"]:
        wrong.append(f"Of {file} replay says {answers['replay']}, the query by hand {answers['by_hand']}")
    ours, theirs = (min(run["seconds"] for run in found) for found in runs.values())
    command = min(_command(file) for _ in range(repeats))
    memory = max(run["gigabytes"] for run in runs["replay"])
    beside = max(run["gigabytes"] for run in runs["by_hand"])
    big = rows >= ROWS
    size = file.stat().st_size / 1e6
    yield Line(
        f"replay of {rows:,} rows of Parquet ({size:,.0f} MB)",
        f"{ours:.2f} s",
        f"the DuckDB query by hand: {theirs:.2f} s",
        ours / theirs,
        f"<= {SLOWEST}" if big else "",
        ours / theirs <= SLOWEST if big else None,
    )
    yield Line("  as a command: goodgrace replay, from start to end", f"{command:.2f} s")
    yield Line(
        "  peak memory of its process",
        f"{memory:.2f} GB",
        f"the query by hand: {beside:.2f} GB",
        memory / beside,
        f"< {MOST_GB:.0f} GB" if big else "",
        memory < MOST_GB if big else None,
    )


def cases_file(rows: int) -> Path:
    """The file of so many cases, written once and kept."""
    digest = sha256(CASES.encode()).hexdigest()[:8]
    file = FILES / f"modest-{digest}-{rows}.parquet"
    if not file.exists():
        FILES.mkdir(parents=True, exist_ok=True)
        _in_a_process("write", str(file), str(rows))
    return file


def write(file: str, rows: str) -> dict[str, Any]:
    """Write the cases; the same for the same number."""
    part = Path(f"{file}.part")
    query = CASES.format(rows=int(rows))
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({query}) TO '{part}' (FORMAT parquet, COMPRESSION snappy)")
    part.rename(file)
    return {}


def replayed(*files: str) -> dict[str, Any]:
    """What Goodgrace's replay says of the last of the files, and what it took."""
    policy = modest()
    *first, file = files
    for small in first:
        replay(policy, small)
    began = perf_counter()
    found = replay(policy, file)
    seconds = perf_counter() - began
    amounts = found.whole.remedies["waive_fee"].values()
    answer = [found.rows, found.decided, *(told for each in amounts for told in (each.cases, str(each.total)))]
    return {"seconds": seconds, "answer": answer, "gigabytes": peak()}


def by_hand(*files: str) -> dict[str, Any]:
    """What the query written by hand says of the last of the files, and what it took."""
    *first, file = files
    for small in first:
        _asked(small)
    began = perf_counter()
    row = _asked(file)
    seconds = perf_counter() - began
    return {"seconds": seconds, "answer": [n if isinstance(n, int) else str(n) for n in row], "gigabytes": peak()}


def _asked(file: str) -> tuple[Any, ...]:
    with duckdb.connect() as connection:
        row = connection.execute(BY_HAND.format(file=file)).fetchone()
    assert row is not None
    return row


def peak() -> float:
    """The most memory that this process ever had, in gigabytes; Linux's rusage would count its parent's too."""
    told = Path("/proc/self/status")
    if told.exists():
        lines = told.read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024 / 1e9
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1e9 if sys.platform == "darwin" else most * 1024 / 1e9


STEPS: dict[str, Callable[..., dict[str, Any]]] = {"write": write, "replay": replayed, "by_hand": by_hand}


def _command(file: Path) -> float:
    goodgrace = str(Path(sys.executable).with_name("goodgrace"))
    began = perf_counter()
    subprocess.run([goodgrace, "replay", str(MODEST), str(file), "--json"], check=True, capture_output=True)
    return perf_counter() - began


def _in_a_process(step: str, *words: str) -> dict[str, Any]:
    done = subprocess.run([sys.executable, "-m", "bench.history", step, *words], check=True, stdout=subprocess.PIPE)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


if __name__ == "__main__":
    print(json.dumps(STEPS[sys.argv[1]](*sys.argv[2:])))
