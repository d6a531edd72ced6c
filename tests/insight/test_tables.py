"""Tables of cases are read exactly, or a person is told what is wrong with which line."""

import os
from contextlib import chdir
from datetime import date
from pathlib import Path

import duckdb
import pytest

from goodgrace.errors import InputError
from goodgrace.insight.facts import facts_view
from goodgrace.insight.replay import replay
from goodgrace.insight.warehouse import ROWS, opened
from goodgrace.policy.reading import read_text
from goodgrace.policy.shape import Policy
from goodgrace.policy.values import read_facts
from tests.insight.histories import late, write_csv

KINDS = """
policy: kinds
roles: [agent]
facts:
  amount: {type: money, least: -10, most: 1000}
  hours: {type: number, places: 2}
  count: {type: number}
  cause: {type: choice, of: [traffic, "it's ours", "<b>"]}
  insured: {type: yes_no}
  day: {type: date}
  tries: {type: number, default: 3}
remedies:
  gift:
    gives: money
    at_most: amount
    standard:
      - {when: hours > 0 and count > 0 and tries > 0 and cause == "traffic" and insured and day >= "2024-01-01", give: 1}
"""
CELLS = {
    "amount": [
        "12.50",
        " 12.5 ",
        "-10",
        "1000.00",
        "1000.01",
        "-11",
        "12.505",
        "12.500",
        "1e3",
        "1,000",
        "1_0",
        "€5",
        "",
    ],
    "hours": ["0.10", ".1", "1.", "+5", "--5", "0x10", "1.005", "NaN", "inf", "9999999999", "10000000001", "0" * 50],
    "count": ["7", "7.0", "7.5", "07", "1000000000000", "1000000000001", "seven"],
    "cause": ["traffic", " traffic ", "Traffic", "it's ours", "<b>", "rain"],
    "insured": ["yes", "No", "TRUE", "false", "1", "0", "y", "2"],
    "day": [
        "2024-05-02",
        "2024-05-02T03:10:19",
        "2024-05-02 00:00",
        "20240502",
        "2024-02-30",
        "02.05.2024",
        "0000-01-01",
        "0001-01-01",
        "9999-12-31",
        "10000-01-01",
        "-2026-01-01",
        "2024-5-2",
        "2024-05-02 noon",
        "2024-05-02T",
        "2024-05-02 (BC)",
        "2024-05-02T10:00 and\tmore",
        "2024-05-02T10:00\nx",
        "epoch",
        "infinity",
    ],
    "tries": ["", " ", "4", "x", "\t\v\f", "\u00a0"],
}
AROUND = (*" \t\n\v\f\r", *"\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2003\u2028\u2029\u202f\u205f\u3000\u200b\ufeff")
ONE_EACH = {"amount": "12.50", "count": "7", "cause": "traffic", "insured": "yes", "day": "2024-05-02", "tries": "4"}


def kinds() -> Policy:
    """A policy with a fact of every kind."""
    return read_text(KINDS)


def in_python(policy: Policy, name: str, text: str) -> str | None:
    """How the Python meaning reads a cell; "odd" where it refuses it."""
    try:
        value = read_facts(policy, {name: text})[name]
    except Exception:  # noqa: BLE001  # whatever it refuses
        return "odd"
    return None if value is None else str(value)


def in_duckdb(policy: Policy, name: str, cases: Path) -> list[str | None]:
    """How the warehouse reads the cells of one column; "odd" where it cannot."""
    type = policy.facts[name].type
    with opened(cases) as warehouse:
        facts = facts_view(warehouse, policy, source=ROWS)
        odd = facts.odd.get(name, "FALSE")
        rows = warehouse.rows(f'SELECT "{name}", {odd} FROM facts', "Reading")
    return ["odd" if bad else None if value is None else plain(type.kind, type.places, value) for value, bad in rows]


def plain(kind: str, places: int, value: object) -> str:
    if kind in ("money", "number"):
        return str(int(value * 10**places))  # type: ignore[operator]  # a Decimal
    return str(value.toordinal()) if isinstance(value, date) else str(value)


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_means_the_same_in_a_table_and_in_python(name: str, tmp_path: Path) -> None:
    policy = kinds()
    cells = CELLS[name]
    cases = write_csv(tmp_path / "cases.csv", [{name: cell, "row": "1"} for cell in cells], (name, "row"))
    read = dict(zip(cells, in_duckdb(policy, name, cases), strict=True))
    assert read == {cell: in_python(policy, name, cell) for cell in cells}


@pytest.mark.parametrize("name", ONE_EACH)
def test_white_space_around_a_cell_means_the_same_in_a_table_and_in_python(name: str, tmp_path: Path) -> None:
    policy, word = kinds(), ONE_EACH[name]
    cells = [cell for space in AROUND for cell in (space + word, word + space, space)]
    cases = write_csv(tmp_path / "cases.csv", [{name: cell, "row": "1"} for cell in cells], (name, "row"))
    assert in_duckdb(policy, name, cases) == [in_python(policy, name, cell) for cell in cells]


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("hours", "(1.5::DOUBLE), (0.1), (0.105), ('nan'::DOUBLE), (NULL)", ["150", "10", "odd", None, None]),
        ("hours", "(1.5::DECIMAL(9,4)), (1.0001)", ["150", "odd"]),
        ("hours", "(1.5::DECIMAL(5,1))", ["150"]),
        ("hours", "(10000000000::BIGINT), (10000000001)", ["1000000000000", "odd"]),
        ("hours", "(2.1::FLOAT)", ["210"]),
        ("count", "(7::INTEGER), (-7)", ["7", "-7"]),
        ("count", "(true)", ["odd"]),
        ("amount", "(1001::INTEGER), (5)", ["odd", "500"]),
        ("insured", "(true), (NULL)", ["True", None]),
        ("insured", "(1::TINYINT), (0), (2)", ["True", "False", "odd"]),
        ("day", "(DATE '2024-05-02')", [str(date(2024, 5, 2).toordinal())]),
        ("day", "(TIMESTAMP '2024-05-02 23:59:00')", [str(date(2024, 5, 2).toordinal())]),
        ("cause", "('traffic'), ('rain'), (NULL)", ["traffic", "odd", None]),
        ("cause", "('traffic'::ENUM('traffic', 'rain')), ('rain')", ["traffic", "odd"]),
        ("tries", "(NULL::INTEGER), (5)", ["3", "5"]),
    ],
)
def test_a_parquet_column_is_read_by_its_type(
    name: str, values: str, expected: list[str | None], tmp_path: Path
) -> None:
    cases = tmp_path / "cases.parquet"
    duckdb.execute(f"COPY (SELECT c AS {name} FROM (VALUES {values}) AS t(c)) TO '{cases}'")
    assert in_duckdb(kinds(), name, cases) == expected


def test_a_folder_of_parquet_is_one_table(tmp_path: Path) -> None:
    for month in (1, 2):
        (tmp_path / f"month={month}").mkdir()
        part = tmp_path / f"month={month}" / "part.parquet"
        duckdb.execute(f"COPY (SELECT {month}.5 AS hours, 10 AS fee) TO '{part}'")
    found = replay(late(), tmp_path, by=("month",)).as_json()
    assert found["rows"] == 2
    assert {value: group["rows"] for value, group in found["by"]["month"].items()} == {"1": 1, "2": 1}


def test_column_names_may_differ_by_case(tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_text("HOURS;Fee\n0,5;9\n0.5;9\n", encoding="utf-8")
    found = replay(late(), tmp_path / "cases.csv", settings={"times": "9"})
    assert found.unreadable == {"hours": 1}


def test_a_fact_can_be_set_for_every_row(tmp_path: Path) -> None:
    cases = write_csv(tmp_path / "cases.csv", [{"hours": "0.5", "fee": "9"}], ("hours", "fee"))
    rest = {"years": "0", "cause": "traffic", "insured": "no", "bought": "2026-01-01", "on": "2026-02-03"}
    assert replay(late(), cases).decided == 0
    assert replay(late(), cases, settings=rest).decided == 1
    with pytest.raises(InputError, match=r"cause=rain: .*none of traffic"):
        replay(late(), cases, settings={"cause": "rain"})
    with pytest.raises(InputError, match="no fact `causes`"):
        replay(late(), cases, settings={"causes": "traffic"})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "the file is empty"),
        (b"\n", "line 1 should name the columns"),
        (b"hours,fee\n1,2\n1,2,3\n", "line 3 cannot be read"),
        (b"hours,fee\n1\n", "line 2 cannot be read"),
        (b'hours,fee\n1,"2\n', "line 2 cannot be read"),
        (b"hours,fee\n1,2\n\xff,2\n", "line 3 cannot be read"),
        ("hours,fee\n1,2\n".encode("utf-16"), "not UTF-8"),
        (b"hour,cost\n1,2\n", "no column holds a fact.*`hour` looks like `hours`"),
        (b"a,b\n1,2\n", "no column holds a fact.*It has a, b"),
        (b"hours,Hours\n1,2\n", "more than one column could be `hours`|no column"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_with_its_line(text: bytes, message: str, tmp_path: Path) -> None:
    cases = tmp_path / "cases.csv"
    cases.write_bytes(text)
    if message.startswith("more than one"):
        cases.write_bytes(b"HOURS,Hours\n1,2\n")
    with pytest.raises(InputError, match=message):
        replay(late(), cases)


def test_a_missing_file_and_an_empty_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        replay(late(), tmp_path / "cases.csv")
    with pytest.raises(InputError, match=r"holds no \.parquet file"):
        replay(late(), tmp_path)
    (tmp_path / "cases.parquet").write_bytes(b"PAR1 and then nothing")
    with pytest.raises(InputError, match="cannot be read"):
        replay(late(), tmp_path / "cases.parquet")


def test_a_table_without_rows_has_no_cases(tmp_path: Path) -> None:
    found = replay(late(), write_csv(tmp_path / "cases.csv", [])).as_json()
    assert (found["rows"], found["decided"]) == (0, 0)
    assert found["remedies"]["waive"]["standard"] == {"cases": 0, "total": "0.00"}


@pytest.mark.parametrize("name", ["x[1]", "y*", "y?", "[a-z]", "**", "a]b", "back\\slash", "~home", "file:z", "{a,b}"])
def test_a_name_means_one_file_and_no_pattern(name: str, tmp_path: Path) -> None:
    for other in ("x1", "y1", "y22", "a", "b", "z"):
        (tmp_path / f"{other}.csv").write_text("hours,fee\n1,2\n1,2\n", encoding="utf-8")
        duckdb.execute(f"COPY (SELECT 1 AS hours, i AS fee FROM range(2) AS t(i)) TO '{tmp_path / other}.parquet'")
    (tmp_path / f"{name}.csv").write_text("hours,fee\n1,2\n", encoding="utf-8")
    duckdb.execute(f"COPY (SELECT 1 AS hours, 2 AS fee) TO '{tmp_path / 'a.parquet'}'")
    (tmp_path / "a.parquet").rename(tmp_path / f"{name}.parquet")
    with chdir(tmp_path):
        for file in (Path(f"{name}.csv"), Path(f"{name}.parquet")):
            assert replay(late(), file).rows == replay(late(), tmp_path / file).rows == 1


def test_parts_in_a_folder_are_no_patterns_either(tmp_path: Path) -> None:
    folder = tmp_path / "all [old]"
    folder.mkdir()
    for name in ("part1", "part2"):
        duckdb.execute(f"COPY (SELECT 1 AS hours, 2 AS fee) TO '{folder / name}.parquet'")
    (folder / "part2.parquet").rename(folder / "part[1].parquet")
    assert replay(late(), folder).rows == 2


def test_a_name_that_is_no_text_is_refused(tmp_path: Path) -> None:
    for name in (b"caf\xe9.csv", b"caf\xe9.parquet"):
        cases = tmp_path / os.fsdecode(name)
        cases.write_bytes(b"hours,fee\n1,2\n")
        with pytest.raises(InputError, match="is not UTF-8 text"):
            replay(late(), cases)
    cases = write_csv(tmp_path / "cases.csv", [{"hours": "1"}])
    with pytest.raises(InputError, match="is not UTF-8 text"):
        replay(late(), cases, out=tmp_path / os.fsdecode(b"caf\xe9.csv"))


def test_whatever_the_table_engine_objects_to_is_told_and_keeps_its_cause(tmp_path: Path) -> None:
    cases = write_csv(tmp_path / "cases.csv", [{"hours": "1"}])
    with opened(cases) as warehouse:
        with pytest.raises(InputError, match=r"cases\.csv: it cannot be read: .*nowhere") as told:
            warehouse.rows("SELECT 1 FROM nowhere", "Reading")
        assert isinstance(told.value.__cause__, duckdb.CatalogException)
        with pytest.raises(InputError, match=r"cases\.csv: it cannot be read: .*nowhere"):
            warehouse.view("odd", "SELECT nothing FROM nowhere")


def test_blank_lines_are_no_cases_however_many_columns_there_are(tmp_path: Path) -> None:
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    one.write_text('hours\n1\n\n""\n3\n\n', encoding="utf-8")
    two.write_text("hours,fee\n1,2\n\n,\n3,2\n\n", encoding="utf-8")
    assert (replay(late(), one).rows, replay(late(), two).rows) == (3, 3)
