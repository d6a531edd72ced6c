"""Rows that an earlier release stored are kept by this one: read from a file that is never written again."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from goodgrace.playbook.later_facts import check_holds
from goodgrace.playbook.rows import Step, step_of
from goodgrace.playbook.running import run
from goodgrace.playbook.spans import days_since

STORED = json.loads(Path(__file__).with_name("rows-format-1.json").read_text(encoding="utf-8"))
STARTED, NEW_YORK = datetime(2026, 11, 2, 15, tzinfo=UTC), ZoneInfo("America/New_York")


def rows(name: str) -> tuple[Step, ...]:
    return tuple(step_of(row) for row in STORED[name])


def days(name: str, **answers: tuple[str, int]) -> dict[str, int]:
    """On which day each step of a stored promise happens, with these answers."""
    given = {question: (outcome, STARTED + timedelta(days=day)) for question, (outcome, day) in answers.items()}
    played = run(rows(name), started=STARTED, zone=NEW_YORK, answers=given)
    assert played.done
    return {
        event.name: days_since(STARTED, event.at, NEW_YORK)
        for event in played.events
        if event.what in ("kept", "asked")
    }


@pytest.mark.parametrize("name", STORED)
def test_a_row_of_the_first_format_is_read_and_written_back_the_same(name: str) -> None:
    assert [step.as_data() for step in rows(name)] == STORED[name]


def test_a_promise_of_an_earlier_release_is_kept_to_its_end() -> None:
    at_once = dict.fromkeys(["quiet", "no_fees", "breather", "condolences", "journal", "family_choice"], 0)
    returned = dict.fromkeys(["collect_car", "lease_ends", "last_word"], 4)
    assert days("bereavement-lease", family_choice=("return_car", 4)) == at_once | returned
    kept = dict.fromkeys(["free_transfer", "new_name", "goes_on", "last_word"], 10)
    assert days("bereavement-lease", family_choice=("keep_car", 10)) == at_once | kept | {"day_nine": 9}


def test_a_check_of_an_earlier_release_still_knows_what_it_looks_at() -> None:
    (check,) = (step for step in rows("loan-interest-forgiven") if step.kind == "check")
    assert [check_holds(check, {"still_owed": owed}, day=date(2027, 11, 2)) for owed in ("0", "1", None)] == [
        True,
        False,
        None,
    ]
    assert days("loan-interest-forgiven", repaid=("no", 365))["visit"] == 365
