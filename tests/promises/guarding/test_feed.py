"""The signed copy: it answers while we are down, and says no wherever it cannot be relied on."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from goodgrace.errors import InputError
from goodgrace.ledger.heads import public_key
from goodgrace.promises.guarding.feed import Unsure, ask_feed, checked, page_of, sealed, write_feed
from goodgrace.promises.guarding.shape import KINDS, Guard, answer
from tests.people import NOW

SEED, OTHER = b"s" * 32, b"o" * 32
KEY = public_key(SEED).hex()
SOON = NOW + timedelta(hours=2)
GUARDS = (
    Guard("S-1", ("dunning", "marketing"), SOON, "leasing"),
    Guard("S-1", ("dunning",), None, "leasing"),
    Guard("S-2", ("charge",), NOW + timedelta(days=9)),
)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    file = tmp_path / "guards.jsonl"
    write_feed(file, sealed(GUARDS, now=NOW, seed=SEED))
    return file


def test_a_fresh_copy_answers_as_we_would(copy: Path) -> None:
    for customer in ("S-1", "S-2", "S-3"):
        for kind in KINDS:
            for at in (NOW, SOON, NOW + timedelta(hours=11)):
                ours = answer([each for each in GUARDS if each.customer == customer], kind, at)
                assert ask_feed(copy, customer, kind, now=at, key=KEY) == ours


def test_no_dunning_passes_a_guard_and_the_last_one_counts(copy: Path) -> None:
    found = ask_feed(copy, "S-1", "dunning", now=NOW)
    assert (found.may, found.until) == (False, None)
    assert found.because == "We promised this customer: no dunning until we tell. leasing answers for it."
    assert ask_feed(copy, "S-1", "marketing", now=NOW).until == SOON
    assert ask_feed(copy, "S-1", "marketing", now=SOON).may
    assert ask_feed(copy, "S-1", "survey", now=NOW).may


def test_a_stale_copy_says_no_to_everything(copy: Path) -> None:
    later = NOW + timedelta(hours=12)
    found = ask_feed(copy, "S-3", "dunning", now=later)
    assert not found.may
    assert "too old. Ask a person" in found.because
    assert ask_feed(copy, "S-3", "dunning", now=later - timedelta(seconds=1)).may


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"S-1"', '"S-9"'),
        ('"kinds": ["charge"]', '"kinds": []'),
        ('"valid_until": "2026-11-24', '"valid_until": "2026-12-24'),
        ('"made_at": "2026', '"made_at": "2025'),
        ('"until": null', '"until": "2026-11-24T10:30:00.000000+00:00"'),
        ('"count": 3', '"count": 2'),
        ('"key": "', '"key": "00'),
        ('"signature": "', '"signature": "0'),
        ("goodgrace guards 1", "goodgrace guards 2"),
        ('"count"', '"many"'),
        ("{", ""),
        ('"customer"', '"count": NaN, "customer"'),
    ],
)
def test_an_altered_copy_says_no_to_everything(copy: Path, before: str, after: str) -> None:
    text = copy.read_text(encoding="utf-8")
    assert before in text
    copy.write_text(text.replace(before, after, 1), encoding="utf-8")
    found = ask_feed(copy, "S-3", "dunning", now=NOW)
    assert not found.may
    assert found.because.endswith("Ask a person before anything goes out.")


def test_a_copy_from_which_a_line_was_taken_says_no(copy: Path) -> None:
    lines = copy.read_text(encoding="utf-8").splitlines()
    copy.write_text("\n".join(lines[:-1]), encoding="utf-8")
    assert not ask_feed(copy, "S-2", "charge", now=NOW).may
    copy.write_text("", encoding="utf-8")
    assert not ask_feed(copy, "S-3", "charge", now=NOW).may


def test_a_copy_that_somebody_else_signed_says_no_where_our_key_is_known(copy: Path) -> None:
    write_feed(copy, sealed((), now=NOW, seed=OTHER))
    assert ask_feed(copy, "S-1", "dunning", now=NOW).may
    assert "another key" in ask_feed(copy, "S-1", "dunning", now=NOW, key=KEY).because


def test_a_copy_that_is_not_there_or_from_tomorrow_says_no(copy: Path, tmp_path: Path) -> None:
    assert not ask_feed(tmp_path / "none", "S-3", "dunning", now=NOW).may
    assert "one of the clocks" in ask_feed(copy, "S-3", "dunning", now=NOW - timedelta(hours=1)).because
    assert ask_feed(copy, "S-3", "dunning", now=NOW - timedelta(minutes=4)).may


def test_one_page_of_several_is_no_whole_copy(copy: Path) -> None:
    page = sealed(GUARDS[:1], now=NOW, seed=SEED, following="2")
    write_feed(copy, page)
    assert "one page of several" in ask_feed(copy, "S-2", "charge", now=NOW).because
    told = json.loads(json.dumps([page.head, list(page.items)]))
    assert checked(page_of(*told), now=NOW, key=KEY) == GUARDS[:1]
    with pytest.raises(Unsure, match="altered"):
        checked(page_of({**told[0], "next": ""}, told[1]), now=NOW, key=KEY)


def test_a_misspelt_kind_is_never_a_yes(copy: Path) -> None:
    with pytest.raises(InputError, match="Ask about one of dunning"):
        ask_feed(copy, "S-3", "duning", now=NOW)


def test_a_copy_holds_for_hours_not_for_weeks() -> None:
    for hours in (0, 169):
        with pytest.raises(InputError, match="1 to 168 hours"):
            sealed((), now=NOW, seed=SEED, hours=hours)
