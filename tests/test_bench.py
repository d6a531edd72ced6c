"""The bench measures the same thing everywhere: all its engines give the same answers. Nothing is timed here."""

from pathlib import Path

import pytest

try:
    from bench.answers import wrong_answers
    from bench.cases import cases, modest
    from bench.history import by_hand, replayed, write
    from bench.lines import Line, table
except ModuleNotFoundError as missing:
    if missing.name not in {"cel", "celpy", "zen"}:
        raise
    pytest.skip(f"{missing.name} is not installed: `make bench` installs it", allow_module_level=True)


def test_all_engines_of_the_bench_give_the_same_answers() -> None:
    assert list(wrong_answers(modest(), cases(300), slow=20)) == []


def test_replay_and_the_query_by_hand_give_the_same_sums(tmp_path: Path) -> None:
    file = str(tmp_path / "cases.parquet")
    write(file, "3000")
    assert replayed(file)["answer"] == by_hand(file)["answer"]
    assert replayed(file)["answer"][0] == 3000


def test_a_target_missed_is_said_in_plain_words() -> None:
    told = table([Line("a", "2 us", target="<= 1 us", met=False), Line("b", "1 us", target="<= 1 us", met=True)])
    assert "missed" in told
    assert "| met" in told


def test_a_small_ratio_is_said_as_a_fraction() -> None:
    assert Line("a", "1 us", "b: 200 us", 1 / 200).cells[3] == "1/200"
