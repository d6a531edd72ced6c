"""The simulated history is believable, and the same every time."""

import csv
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from goodgrace.demo.rental import COLUMNS, history, write_history

AS_EVER = "ba5b823f009144a60ec848e473fb357761298c39e7aae0c42f99b177eefc8668"


def test_the_history_is_the_same_every_time(tmp_path: Path) -> None:
    write_history(tmp_path / "one.csv")
    write_history(tmp_path / "two.csv")
    first, second = (tmp_path / "one.csv").read_bytes(), (tmp_path / "two.csv").read_bytes()
    assert first == second
    assert sha256(first).hexdigest() == AS_EVER


def test_another_seed_is_another_history() -> None:
    assert list(history(50, 1)) != list(history(50, 2))


def test_most_cars_come_back_in_time_and_a_few_very_late(tmp_path: Path) -> None:
    write_history(tmp_path / "simulated-returns.csv")
    with (tmp_path / "simulated-returns.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 20_000
    assert tuple(rows[0]) == COLUMNS
    assert len({row["return_id"] for row in rows}) == 20_000
    late = [Decimal(row["hours_late"]) for row in rows]
    assert sum(hours == 0 for hours in late) > 12_000
    assert 0 < sum(hours > 72 for hours in late) < 200
    assert all(Decimal(row["late_fee"]) > 0 for row in rows if Decimal(row["hours_late"]) > 0)
    assert 50 < sum(row["cause"] == "" for row in rows) < 500
