"""An export: an auditor checks it with no database, and finds whatever was changed in it."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from goodgrace.errors import InputError, Missing, Refused
from goodgrace.ledger.checking import check_export
from goodgrace.ledger.exporting import export
from goodgrace.ledger.heads import read_head, signature
from goodgrace.ledger.models import Entry
from goodgrace.ledger.sealing import last_head, seal
from tests.ledger.thief import a_thief_at_work, change, happened, sealed_ledger
from tests.people import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where an export goes."""
    return tmp_path / "export.jsonl"


def lines_of(file: Path) -> list[Any]:
    return [json.loads(line) for line in file.read_text().splitlines()]


def rewritten(file: Path, edit: Callable[[list[Any]], object]) -> Path:
    """The same file with its lines edited."""
    lines = lines_of(file)
    edit(lines)
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return file


def test_an_export_of_everything_is_sound_and_complete(file: Path) -> None:
    sealed_ledger()
    happened(1)
    assert export(file) == 12
    checked = check_export(file, last_head())
    assert (checked.is_sound, checked.is_complete, checked.entries) == (True, True, 12)
    assert checked.head == last_head() == read_head(file)


def test_an_export_about_one_thing_holds_only_that(file: Path) -> None:
    sealed_ledger([40])
    happened(2, about="case:7")
    happened(5)
    seal(NOW)
    assert export(file, about="case:7") == 2
    checked = check_export(file)
    assert (checked.is_sound, checked.is_complete, checked.about) == (True, False, "case:7")
    assert {line["entry"]["about"] for line in lines_of(file)[1:]} == {"case:7"}


def test_words_beyond_ascii_and_numbers_come_through(file: Path) -> None:
    entry = happened(1, about="kunde:müller-☂")[0]
    with a_thief_at_work():
        change(entry.id, data={"much": 10**30, "part": 0.1, "none": None, "ä": ["x", {"b": 1, "a": True}]})
    seal(NOW)
    export(file, about="kunde:müller-☂")
    assert check_export(file).is_sound


def test_checking_loads_no_django_and_no_settings(file: Path) -> None:
    sealed_ledger([3])
    export(file)
    program = (
        "import sys; from pathlib import Path; from goodgrace.ledger.checking import check_export;"
        f"print(check_export(Path({str(file)!r})).is_complete, 'django' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd="src")
    assert done.stdout.split() == ["True", "False"], done.stderr


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (lambda lines: lines[3]["entry"].update(role="lead"), "Line 4, entry {3}, is not what the head covers"),
        (lambda lines: lines[3]["entry"].update(position=3), "Line 4, entry {3}, is not what the head covers"),
        (lambda lines: lines[3]["entry"]["data"].update(amount=float("nan")), "is not what the head covers"),
        (lambda lines: lines[3]["proof"].pop(), "is not what the head covers"),
        (lambda lines: lines[3]["proof"].append("00"), "Line 4 cannot be read"),
        (lambda lines: lines[3].update(proof=None), "Line 4 cannot be read"),
        (lambda lines: lines[3]["entry"].update(more=1), "Line 4 cannot be read"),
        (lambda lines: lines[3]["entry"].update(position=True), "Line 4 cannot be read"),
        (lambda lines: lines.__setitem__(3, 17), "Line 4 cannot be read"),
        (lambda lines: lines.pop(), "The file has 11 entries, and says that it has 12"),
        (lambda lines: lines.append(lines[12]), "Line 14, entry {12}, is out of order"),
        (lambda lines: lines.insert(1, lines.pop()), "Line 3, entry {1}, is out of order"),
        (lambda lines: lines[0].update(about="case:7"), "Line 2, entry {1}, is about case:12, not about case:7"),
        (lambda lines: lines[0]["head"].update(size=13), "The head is not as it was signed"),
        (lambda lines: lines[0]["head"].update(root="00" * 32), "The head is not as it was signed"),
        (lambda lines: lines[0]["head"].update(key="00" * 32), "The head is not as it was signed"),
    ],
)
def test_what_was_changed_in_an_export_is_found(file: Path, edit: Callable[[list[Any]], object], sentence: str) -> None:
    ids = sealed_ledger()
    export(file)
    found = check_export(rewritten(file, edit)).findings
    wanted = sentence.format(0, *ids)
    assert any(wanted in one for one in found), found


def test_an_export_of_another_ledger_is_found_by_the_kept_key(file: Path) -> None:
    sealed_ledger()
    export(file)
    kept = last_head()
    assert kept
    another = replace(kept, key=b"k" * 32)
    assert any("another key" in one for one in check_export(file, another).findings)


def test_an_export_since_a_kept_head_proves_that_the_ledger_grew(file: Path) -> None:
    sealed_ledger([5])
    kept = last_head()
    happened(9)
    seal(NOW)
    export(file, since=kept)
    assert check_export(file, kept).is_sound


def test_an_export_that_proves_no_growth_is_not_taken_for_one(file: Path) -> None:
    sealed_ledger([5])
    kept = last_head()
    happened(9)
    seal(NOW)
    export(file)
    (sentence,) = check_export(file, kept).findings
    assert "ask for one written with `--since`" in sentence


def test_an_export_of_a_ledger_written_anew_is_found_by_a_kept_head(file: Path) -> None:
    from django.conf import settings

    sealed_ledger([5])
    kept = last_head()
    assert kept
    happened(9)
    seal(NOW)
    other = replace(kept, root=b"x" * 32)
    other = replace(other, signature=signature(other, settings.KEYS.seal))
    export(file, since=kept)
    (sentence,) = check_export(file, other).findings
    assert sentence == "The ledger does not begin with what the kept head covers: it was changed since."


def test_an_export_shorter_than_the_kept_head_is_found(file: Path) -> None:
    sealed_ledger([5])
    export(file)
    happened(1)
    kept = seal(NOW + timedelta(minutes=1))
    (sentence,) = check_export(file, kept).findings
    assert sentence.startswith("The kept head covers 6 entries, the export's 5")


def test_an_export_is_not_written_over(file: Path) -> None:
    sealed_ledger([1])
    file.write_text("evidence")
    with pytest.raises(InputError, match="not written over"):
        export(file)
    assert file.read_text() == "evidence"


def test_nothing_sealed_and_nothing_found_are_refused(file: Path) -> None:
    with pytest.raises(Refused, match="seal"):
        export(file)
    sealed_ledger([1])
    with pytest.raises(Missing, match="case:99"):
        export(file, about="case:99")
    assert not file.exists()


def test_a_broken_ledger_is_not_exported(file: Path) -> None:
    ids = sealed_ledger()
    with a_thief_at_work():
        Entry.objects.filter(id=ids[4]).delete()
    with pytest.raises(Refused, match="verify"):
        export(file)
    assert not file.exists()


@pytest.mark.parametrize("text", ["", "{}", "[]", "no json", '{"format": "goodgrace ledger 1"}'])
def test_a_file_that_is_no_export_is_refused(file: Path, text: str) -> None:
    file.write_text(text)
    with pytest.raises(InputError):
        check_export(file)
