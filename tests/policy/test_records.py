"""Files of facts and of what was given: YAML or JSON, every value as it was written."""

import json
from pathlib import Path

import pytest

from goodgrace import InputError, PolicyError
from goodgrace.policy.reader.records import read_facts_file, read_ledger_file


def written(folder: Path, text: str, name: str = "file.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_values_stay_the_text_that_was_written(tmp_path: Path) -> None:
    facts = read_facts_file(written(tmp_path, "fee: 60.10\nvip: yes\nnote: ~\n"))
    assert facts.values == {"fee": "60.10", "vip": "yes", "note": ""}
    assert facts.places["vip"].line == 2


def test_json_is_read_with_its_numbers_exact_and_its_escapes(tmp_path: Path) -> None:
    text = '{"fee": 60.10, "big": 1e1, "vip": true, "gone": null, "name": "\\ud83d\\ude00"}'
    assert read_facts_file(written(tmp_path, text)).values == {
        "fee": "60.10",
        "big": "10",
        "vip": "yes",
        "gone": "",
        "name": "\N{GRINNING FACE}",
    }


def test_a_name_written_twice_is_refused_in_json_too(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="already written"):
        read_facts_file(written(tmp_path, '{"fee": 1,\n "fee": 2}'))


def test_a_ledger_of_many_thousand_lines_is_read_from_json(tmp_path: Path) -> None:
    lines = [{"remedy": "waive", "amount": number, "on": "2026-11-22"} for number in range(20_000)]
    assert len(read_ledger_file(written(tmp_path, json.dumps({"given": lines})))) == 20_000


def test_two_thousand_lines_of_a_ledger_fit_into_yaml(tmp_path: Path) -> None:
    text = "".join(f"- {{remedy: waive, amount: {number}, on: 2026-11-22}}\n" for number in range(2_000))
    assert len(read_ledger_file(written(tmp_path, text))) == 2_000


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "Write {} where no fact is known"),
        ("fee: [1, 2]", "is one value"),
        ("- 1", "a table is needed"),
    ],
)
def test_what_is_no_table_of_facts_is_told(tmp_path: Path, text: str, what: str) -> None:
    with pytest.raises(PolicyError, match=what):
        read_facts_file(written(tmp_path, text))


def test_what_an_empty_file_is_told_to_write_can_be_read(tmp_path: Path) -> None:
    with pytest.raises(PolicyError) as told:
        read_facts_file(written(tmp_path, ""))
    assert "Write {} where no fact is known, [] where nothing was given." in str(told.value)
    assert read_facts_file(written(tmp_path, "{}")).values == {}
    assert read_ledger_file(written(tmp_path, "[]")) == []


def test_an_endless_file_is_not_read_to_its_end() -> None:
    if not Path("/dev/zero").exists():
        pytest.skip("this system has no /dev/zero")
    with pytest.raises(InputError, match="Is it the right file"):
        read_facts_file(Path("/dev/zero"))


def test_json_nested_beyond_reason_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="nested more than"):
        read_facts_file(written(tmp_path, "[" * 600 + "]" * 600))


def test_a_number_with_a_boundless_exponent_stays_the_text_it_is(tmp_path: Path) -> None:
    number = "1e" + "9" * 30
    assert read_facts_file(written(tmp_path, f'{{"a": {number}}}')).values == {"a": number}
