"""Columns of Parquet may be of narrow types: they are not widened, and come to the same."""

from pathlib import Path

import duckdb

from goodgrace.insight.find import find
from goodgrace.insight.replay import replay
from goodgrace.policy.reading import read_text

POLICY = read_text("""
policy: narrow
currency: EUR
roles: [agent]
facts:
  fee: {type: money}
  hours: {type: number, places: 2}
  tries: {type: number}
remedies:
  waive:
    gives: money
    at_most: fee
    standard: [{when: hours + tries * 2 > 300, give: fee * 3}]
    discretion: {agent: [{when: hours > 100, up_to: "share(fee, 50)"}]}
""")


def table(folder: Path, types: str) -> Path:
    file = folder / "cases.parquet"
    fee, hours, tries = types.split()
    columns = f"(i % 90)::{fee} AS fee, (i % 120)::{hours} AS hours, (127 - i % 30)::{tries} AS tries"
    duckdb.execute(f"COPY (SELECT {columns} FROM range(3000) AS numbers(i)) TO '{file}'")
    return file


def test_narrow_and_wide_columns_come_to_the_same(tmp_path: Path) -> None:
    wide = table(tmp_path, "DECIMAL(18,2) DECIMAL(18,2) DECIMAL(18,0)")
    expected, dead_ends = replay(POLICY, wide).as_json(), find(POLICY, wide).as_json()["dead_ends"]
    assert expected["remedies"]["waive"]["standard"]["total"] != "0.00"
    for types in ("TINYINT TINYINT TINYINT", "DECIMAL(4,1) SMALLINT DECIMAL(3,0)", "INTEGER DECIMAL(5,2) INTEGER"):
        narrow = table(tmp_path, types)
        assert replay(POLICY, narrow).as_json() == expected
        assert find(POLICY, narrow).as_json()["dead_ends"] == dead_ends
