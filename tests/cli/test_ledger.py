"""`goodgrace ledger` as a person at a terminal meets it."""

import json
from pathlib import Path

import pytest
from django.db import connection

from goodgrace.ledger.models import Entry
from tests.ledger.thief import a_thief_at_work, change, happened, sealed_ledger

pytestmark = pytest.mark.django_db


def test_sealing_prints_the_head_that_an_auditor_keeps(run) -> None:
    happened(3)

    status, out, _ = run("ledger", "seal", "--json")

    assert status == 0
    assert json.loads(out)["size"] == 3
    assert not Entry.objects.filter(position=None).exists()


def test_sealing_again_shows_the_same_head(run) -> None:
    happened(3)
    first = run("ledger", "seal")

    assert run("ledger", "seal") == first
    assert first[1].startswith("Last head: 3 entries, sealed ")


def test_sealing_nothing_says_so(run) -> None:
    assert run("ledger", "seal") == (0, "Nothing has happened yet, so there is nothing to seal.\n", "")


def test_verifying_a_whole_ledger_ends_with_0_and_names_what_waits(run) -> None:
    sealed_ledger()
    happened(2)

    status, out, _ = run("ledger", "verify")

    assert status == 0
    assert "12 sealed entries, 3 heads: nothing was altered" in out
    assert "Not sealed yet, and so not protected yet: 2." in out


def test_verifying_an_altered_ledger_ends_with_1_and_names_the_entry(run) -> None:
    ids = sealed_ledger()
    with a_thief_at_work():
        change(ids[6], role="lead")

    status, out, _ = run("ledger", "verify")
    as_json = json.loads(run("ledger", "verify", "--json")[1])

    assert status == 1
    assert f"Entry {ids[6]}, at position 6, is not what was sealed" in out
    assert (as_json["ok"], len(as_json["findings"])) == (False, 1)


def test_verifying_against_a_kept_head_misses_the_tail(run, write) -> None:
    sealed_ledger()
    kept = write("head.json", run("ledger", "seal", "--json")[1])
    assert run("ledger", "verify", "--head", kept)[0] == 0
    with a_thief_at_work(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM ledger_entry WHERE position >= 8")
        cursor.execute("DELETE FROM ledger_head WHERE size > 8")

    status, out, _ = run("ledger", "verify", "--head", kept)

    assert status == 1
    assert "the end of the ledger was cut off" in out


def test_an_export_is_checked_by_the_command(run, write, tmp_path: Path) -> None:
    sealed_ledger([5])
    kept = write("head.json", run("ledger", "seal", "--json")[1])
    happened(2, about="case:7")
    run("ledger", "seal")
    file = tmp_path / "export.jsonl"

    assert run("ledger", "export", file, "--about", "case:7", "--since", kept)[0] == 0
    status, out, _ = run("ledger", "check", file, "--head", kept)
    assert status == 0
    assert "2 entries, of the 7 that the head covers: each is what was sealed." in out
    assert json.loads(run("ledger", "check", file, "--json")[1])["complete"] is False

    file.write_text(file.read_text().replace('"agent"', '"lead"'))
    assert run("ledger", "check", file)[0] == 1


@pytest.mark.parametrize(
    "words",
    [
        ("verify", "--head", "nowhere.json"),
        ("export", "nowhere/export.jsonl"),
        ("export", "x.jsonl", "--since", "nowhere.json"),
        ("check", "nowhere.jsonl"),
    ],
)
def test_what_is_not_there_ends_with_status_2_and_a_sentence(run, words) -> None:
    sealed_ledger([1])

    status, out, err = run("ledger", *words)

    assert (status, out) == (2, "")
    assert "nowhere" in err


def test_a_site_without_tables_is_refused_with_what_to_do_next(run) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_head RENAME TO away")
    try:
        status, _, err = run("ledger", "verify")
    finally:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("ALTER TABLE away RENAME TO ledger_head")

    assert status == 2
    assert "goodgrace migrate" in err
