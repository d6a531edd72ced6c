"""Replay: what a history would have got agrees with the Python meaning, row by row."""

import csv
import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodgrace.errors import InputError
from goodgrace.insight.replay import replay
from goodgrace.money import as_decimal
from goodgrace.policy.limits import limits_of
from goodgrace.policy.reading import read_text
from goodgrace.policy.shape import Policy
from tests.drawing import draws
from tests.insight.histories import FACTS, LATE, cases_of, is_decided, late, write_csv
from tests.insight.test_find import ROW, full


def amounts(policy: Policy, rows: list[Mapping[str, object]]) -> list[dict[str, Decimal] | None]:
    """What each row gets by remedy__target, in plain Python; None where it cannot be decided."""
    found: list[dict[str, Decimal] | None] = []
    for case in cases_of(policy, rows):
        limits = limits_of(policy, case)
        cells = {
            f"{remedy}__{target}": as_decimal(cell.sure, policy.remedies[remedy].places)
            for remedy, targets in limits.items()
            for target, cell in targets.items()
        }
        found.append(cells if is_decided(policy, case) else None)
    return found


@pytest.mark.slow
@draws(8)
@given(st.lists(ROW, min_size=1, max_size=30))
def test_every_row_and_every_total_agrees_with_python(rows: list[Mapping[str, object]]) -> None:
    policy = late()
    expected = amounts(policy, rows)
    with TemporaryDirectory() as folder:
        out = Path(folder) / "rows.parquet"
        found = replay(policy, write_csv(Path(folder) / "cases.csv", rows), out=out).as_json()  # type: ignore[arg-type]  # all are texts
        cells = [f"{remedy}__{target}" for remedy in policy.remedies for target in policy.targets]
        listed = ", ".join(f'"{cell}"' for cell in cells)
        written = duckdb.sql(f"SELECT {listed} FROM '{out}'").fetchall()
    assert [None if row[0] is None else dict(zip(cells, row, strict=True)) for row in written] == expected
    decided = [row for row in expected if row is not None]
    assert (found["rows"], found["decided"]) == (len(rows), len(decided))
    for remedy, told in found["remedies"].items():
        for target, cell in {"standard": told["standard"], **told["may"]}.items():
            given = [row[f"{remedy}__{target}"] for row in decided]
            assert cell["cases"] == sum(amount > 0 for amount in given)
            assert Decimal(cell["total"]) == sum(given)


def test_every_key_of_the_json_is_there(tmp_path: Path) -> None:
    rows = [full("3"), {"hours": "x"}]
    found = replay(late(), write_csv(tmp_path / "cases.csv", rows), by=("cause",)).as_json()
    json.dumps(found)
    assert list(found) == ["rows", "decided", "undecidable", "unreadable", "absent", "remedies", "by"]
    assert found["unreadable"] == {"hours": 1}
    assert found["undecidable"]["hours"] == 1
    assert found["remedies"]["waive"] == {
        "standard": {"cases": 0, "total": "0.00"},
        "may": {"agent": {"cases": 1, "total": "5.00"}, "lead": {"cases": 1, "total": "5.00"}},
    }
    assert list(found["by"]["cause"]) == ["", "traffic"]
    assert list(found["by"]["cause"]["traffic"]) == ["rows", "decided", "remedies"]
    assert found["by"]["cause"]["traffic"]["remedies"] == found["remedies"]


def test_nobody_changes_against_the_same_policy(tmp_path: Path) -> None:
    found = replay(late(), write_csv(tmp_path / "cases.csv", [full("3"), {"hours": "1"}]), against=late()).as_json()
    assert found["changed"] == {"gain": 0, "lose": 0, "same": 1, "undecided": 1}


def test_one_cell_less_is_a_loss_even_where_another_is_more(tmp_path: Path) -> None:
    new = read_text(LATE.replace("hours <= 1, give: fee", "hours <= 2, give: fee").replace("up_to: 2}", "up_to: 1}"))
    rows = [full("1.5"), {**full("1.5"), "years": "9"}, {**full("9"), "years": "90"}]
    found = replay(new, write_csv(tmp_path / "cases.csv", rows), against=late())
    assert found.changed == {"gain": 1, "lose": 1, "same": 1, "undecided": 0}


def test_a_remedy_that_is_new_is_a_gain(tmp_path: Path) -> None:
    new = read_text(LATE + "  letter: {gives: yes, standard: always}\n")
    cases = write_csv(tmp_path / "cases.csv", [full("3")])
    assert replay(new, cases, against=late()).changed == {"gain": 1, "lose": 0, "same": 0, "undecided": 0}
    assert replay(late(), cases, against=new).changed == {"gain": 0, "lose": 1, "same": 0, "undecided": 0}


def test_rows_are_written_with_their_own_columns_and_nothing_where_undecided(tmp_path: Path) -> None:
    cases = write_csv(tmp_path / "cases.csv", [full("0.5"), {"hours": "2"}], (*FACTS, "Note"))
    replay(late(), cases, out=tmp_path / "rows.csv")
    with (tmp_path / "rows.csv").open(encoding="utf-8", newline="") as file:
        first, second = csv.DictReader(file)
    assert (first["hours"], first["Note"], first["waive__standard"], first["talk__lead"]) == ("0.5", "", "60.00", "0")
    assert (second["hours"], second["waive__standard"], second["talk__lead"]) == ("2", "", "")


def test_rows_are_not_written_over_the_cases(tmp_path: Path) -> None:
    cases = write_csv(tmp_path / "cases.csv", [full("1")])
    with pytest.raises(InputError, match="cannot be written over"):
        replay(late(), cases, out=cases)
    with pytest.raises(InputError, match="there is no folder"):
        replay(late(), cases, out=tmp_path / "nowhere" / "rows.csv")
    with pytest.raises(InputError, match="choose one of these endings"):
        replay(late(), cases, out=tmp_path / "rows.xlsx")


@pytest.mark.parametrize(
    ("was", "instead", "fault"),
    [
        ("currency: EUR", "currency: USD", "counts in USD and the old in EUR"),
        ("hours: {type: number, places: 2, unit: h", "hours: {type: number, places: 2, unit: min", "fact `hours` is"),
        ("hours: {type: number, places: 2", "hours: {type: number, places: 1", "fact `hours` is number with 1 places"),
        ("times: {type: number", "times: {type: money", "fact `times` is money"),
        ("unit: days", "unit: nights", "remedy `days` gives number nights"),
    ],
)
def test_versions_that_mean_other_things_by_a_name_are_not_compared(
    was: str, instead: str, fault: str, tmp_path: Path
) -> None:
    new = read_text(LATE.replace(was, instead, 1))
    with pytest.raises(InputError, match=fault):
        replay(new, write_csv(tmp_path / "cases.csv", [full("1")]), against=late())


def test_a_column_named_like_an_amount_is_refused_where_rows_are_written(tmp_path: Path) -> None:
    cases = write_csv(tmp_path / "cases.csv", [full("1")], (*FACTS, "Waive__Agent"))
    with pytest.raises(InputError, match=r"a column `Waive__Agent` already.* Rename this one"):
        replay(late(), cases, out=tmp_path / "rows.csv")
    assert not (tmp_path / "rows.csv").exists()
    assert replay(late(), cases).rows == 1


def test_columns_of_one_name_are_numbered_where_rows_are_written(tmp_path: Path) -> None:
    cases = write_csv(tmp_path / "cases.csv", [full("1")], (*FACTS, "Note", "note (2)", "NOTE", "note"))
    replay(late(), cases, out=tmp_path / "rows.csv")
    header = (tmp_path / "rows.csv").read_text(encoding="utf-8").partition("\n")[0].split(",")
    assert header[len(FACTS) :][:4] == ["Note", "note (2)", "NOTE (3)", "note (4)"]


def test_a_column_to_group_by_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no column `branches`"):
        replay(late(), write_csv(tmp_path / "cases.csv", [full("1")]), by=("branches",))


def test_progress_is_told_in_words_and_ends_at_one(tmp_path: Path) -> None:
    told: list[tuple[float | None, str]] = []
    replay(
        late(), write_csv(tmp_path / "cases.csv", [full("1")]), progress=lambda part, step: told.append((part, step))
    )
    assert told[0] == (None, "Replaying the cases")
    assert told[-1] == (1.0, "Replaying the cases")


def test_parquet_and_csv_count_the_same_as_missing_and_unreadable(tmp_path: Path) -> None:
    odd = [{**full("3"), "cause": "rain"}, {**full("3"), "insured": "maybe"}, {**full("3"), "times": "x"}]
    rows = [full("0.5"), full("3"), {"hours": "2"}, {"hours": "far"}, *odd]
    cases = write_csv(tmp_path / "cases.csv", rows)
    duckdb.execute(f"COPY (FROM read_csv('{cases}', all_varchar = true)) TO '{tmp_path / 'cases.parquet'}'")
    found = replay(late(), cases, by=("years",)).as_json()
    assert found["unreadable"] == {"hours": 1, "cause": 1, "insured": 1, "times": 1}
    assert replay(late(), tmp_path / "cases.parquet", by=("years",)).as_json() == found
