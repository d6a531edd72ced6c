"""Verifying: whatever a thief with the database's password does to a sealed ledger is found, and said in a sentence."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from goodgrace.errors import InputError
from goodgrace.ledger.canonical import leaf_of
from goodgrace.ledger.findings import MOST_TOLD
from goodgrace.ledger.heads import SignedHead, head_of, read_head, signature
from goodgrace.ledger.models import Entry, Head
from goodgrace.ledger.rows import CHUNK, sealed
from goodgrace.ledger.sealing import last_head, seal
from goodgrace.ledger.tree import Range, grown
from goodgrace.ledger.verifying import verify
from tests.ledger.thief import a_thief_at_work, change, change_head, happened, sealed_ledger
from tests.people import NOW

pytestmark = pytest.mark.django_db


def found_after(theft: Callable[[list[int]], object], kept: SignedHead | None = None) -> list[str]:
    """What is found when a ledger of 5, 3 and 4 entries was sealed and then this was done to it."""
    ids = sealed_ledger()
    with a_thief_at_work():
        theft(ids)
    return list(verify(kept).findings)


def hashed_anew() -> None:
    """A thief who knows how leaves are made."""
    for rows in sealed(1000):
        for row in rows:
            change(row.id, leaf=leaf_of(row.told or {}))


def test_an_honest_ledger_is_whole_and_says_what_is_not_sealed() -> None:
    sealed_ledger()
    happened(2)
    report = verify(last_head())
    assert (report.is_whole, report.entries, report.heads, report.unsealed) == (True, 12, 3, 2)
    assert report.head == last_head()


def test_an_empty_ledger_is_whole() -> None:
    assert verify().is_whole
    assert verify().head is None


@pytest.mark.parametrize(
    "values",
    [
        {"data": {"amount": 1_000_000}},
        {"data": {}},
        {"by": "person:4"},
        {"role": "lead"},
        {"what": "declined"},
        {"about": "case:13"},
        {"policy": "made@2"},
        {"at": NOW + timedelta(microseconds=1)},
    ],
)
def test_an_altered_entry_is_named(values: dict[str, object]) -> None:
    named: list[int] = []
    (sentence,) = found_after(lambda ids: (named.append(ids[6]), change(ids[6], **values)))
    assert sentence.startswith(f"Entry {named[0]}, at position 6, is not what was sealed")


def test_an_altered_leaf_is_named_with_its_entry_and_breaks_one_head() -> None:
    entry, head = found_after(lambda ids: change(ids[6], leaf=b"x" * 32))
    assert ", at position 6, is not what was sealed" in entry
    assert "over 8 entries" in head


def test_an_entry_altered_along_with_its_leaf_is_found_by_its_head() -> None:
    (sentence,) = found_after(lambda ids: (change(ids[6], role="lead"), hashed_anew()))
    assert "over 8 entries" in sentence
    assert "at positions 5 to 7 entries were changed" in sentence


def test_a_deleted_entry_is_missed() -> None:
    assert found_after(lambda ids: Entry.objects.filter(id=ids[6]).delete()) == ["An entry is missing, at position 6."]


def test_many_deleted_entries_are_told_in_one_sentence() -> None:
    found = found_after(lambda ids: Entry.objects.filter(id__in=ids[1:4]).delete())
    assert found == ["3 entries are missing, at positions 1 to 3."]


def test_a_deletion_that_closes_the_gap_is_found() -> None:
    def theft(ids: list[int]) -> None:
        Entry.objects.filter(id=ids[6]).delete()
        for position, entry in enumerate(ids[7:], 6):
            change(entry, position=position)
        hashed_anew()

    found = found_after(theft)
    assert any("over 8 entries" in sentence and "changed" in sentence for sentence in found)
    assert any("missing, at position 11" in sentence for sentence in found)


def test_two_exchanged_entries_are_found() -> None:
    def theft(ids: list[int]) -> None:
        change(ids[5], position=100)
        change(ids[6], position=5)
        change(ids[5], position=6)

    found = found_after(theft)
    assert sum("is not what was sealed" in sentence for sentence in found) == 2
    assert any("they were reordered" in sentence for sentence in found)


def test_two_entries_exchanged_along_with_their_leaves_are_found() -> None:
    def theft(ids: list[int]) -> None:
        change(ids[0], position=100)
        change(ids[6], position=0)
        change(ids[0], position=6)
        hashed_anew()

    found = found_after(theft)
    assert any("they were reordered" in sentence for sentence in found)
    assert any("over 5 entries" in sentence for sentence in found)
    assert any("over 8 entries" in sentence for sentence in found)
    assert not any("over 12 entries" in sentence for sentence in found)


def test_an_entry_put_in_the_middle_is_found() -> None:
    def theft(ids: list[int]) -> None:
        for position, entry in reversed(list(enumerate(ids[6:], 6))):
            change(entry, position=position + 1)
        put_in = happened(1)[0]
        change(put_in.id, position=6, leaf=b"x" * 32)
        hashed_anew()

    found = found_after(theft)
    assert any("over 8 entries" in sentence for sentence in found)
    assert any("beyond the last head" in sentence for sentence in found)


def test_two_entries_in_one_place_are_found() -> None:
    def theft(ids: list[int]) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("ALTER TABLE ledger_entry DROP CONSTRAINT ledger_entry_position_key")
            else:
                connection.check_constraints()
                pytest.skip("SQLite keeps the rule in the table itself")
        change(ids[7], position=6)

    found = found_after(theft)
    assert any("where another entry stands already" in sentence for sentence in found)
    assert any("missing, at position 7" in sentence for sentence in found)


def test_an_entry_whose_seal_was_taken_off_is_missed() -> None:
    found = found_after(lambda ids: change(ids[11], position=None, leaf=None))
    assert found == ["An entry is missing, at position 11."]


def test_a_tail_cut_off_below_the_last_head_is_missed() -> None:
    found = found_after(lambda ids: Entry.objects.filter(id__in=ids[9:]).delete())
    assert found == ["3 entries are missing, at positions 9 to 11."]


def test_a_tail_whose_head_was_taken_out_is_found() -> None:
    found = found_after(lambda _: Head.objects.filter(size=12).delete())
    assert found == [
        "4 entries have places beyond the last head: the head that covered this was taken out, or it was never sealed."
    ]


def test_a_tail_cut_off_together_with_its_head_is_found_by_a_kept_head(tmp_path: Path) -> None:
    ids = sealed_ledger()
    kept = last_head()
    with a_thief_at_work():
        Head.objects.filter(size=12).delete()
        Entry.objects.filter(id__in=ids[8:]).delete()
    assert verify().is_whole
    (sentence,) = verify(kept).findings
    assert sentence.startswith("The kept head covers 12 entries, the heads here 8: the end of the ledger was cut off")


def test_a_ledger_that_a_thief_with_the_key_wrote_anew_is_found_by_a_kept_head() -> None:
    ids = sealed_ledger()
    kept = last_head()
    with a_thief_at_work():
        change(ids[2], role="lead")
        Head.objects.all().delete()
        Entry.objects.all().update(position=None, leaf=None)
        happened(3)
        seal(NOW, most=7)
        seal(NOW, most=8)
    assert verify().is_whole
    (sentence,) = verify(kept).findings
    assert sentence.startswith("The kept head over 12 entries has another root")


@pytest.mark.parametrize(
    "values",
    [
        {"root": b"x" * 32},
        {"at": NOW + timedelta(days=1)},
        {"signature": b"x" * 64},
        {"signature": b""},
        {"root": b"x" * 32, "peaks": b"x" * 32},
    ],
)
def test_an_edited_head_is_named_and_no_other(values: dict[str, object]) -> None:
    (sentence,) = found_after(lambda _: change_head(8, **values))
    assert sentence.startswith("The head over 8 entries, of ")
    assert "not as it was signed" in sentence


def test_edited_peaks_are_found() -> None:
    (sentence,) = found_after(lambda _: change_head(8, peaks=b"x" * 32))
    assert "its peaks were edited" in sentence


def test_a_head_of_another_size_is_found() -> None:
    found = found_after(lambda _: change_head(8, size=7))
    assert found[0].startswith("The head over 7 entries, of ")


def test_a_head_taken_out_of_the_middle_is_found() -> None:
    (sentence,) = found_after(lambda _: Head.objects.filter(size=8).delete())
    assert "over 12 entries" in sentence
    assert "the head before it was edited or taken out" in sentence


def test_a_head_signed_with_a_thiefs_own_key_is_found() -> None:
    def theft(ids: list[int]) -> None:
        change(ids[11], role="lead")
        hashed_anew()
        leaves = [row.leaf or b"" for rows in sealed(1000) for row in rows]
        tree, true = grown(Range(), leaves), last_head()
        assert true
        forged = replace(true, root=tree.root)
        change_head(12, root=tree.root, peaks=b"".join(tree.peaks), signature=signature(forged, b"t" * 32))

    (sentence,) = found_after(theft)
    assert "The head over 12 entries" in sentence


def test_an_exchanged_key_is_found() -> None:
    sealed_ledger()
    keys, kept = settings.KEYS, last_head()
    settings.KEYS = replace(keys, seal=b"t" * 32)
    try:
        found = verify(kept).findings
    finally:
        settings.KEYS = keys
    assert len(found) == 4
    assert found[-1].startswith("The kept head was signed with another key")


def test_an_edited_kept_head_is_found() -> None:
    sealed_ledger()
    kept = last_head()
    assert kept
    found = verify(replace(kept, at=NOW + timedelta(days=9))).findings
    assert found == (
        "The kept head is not as it was signed: the file was edited. Take it again from where it was kept.",
    )


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("data", '{"amount": 5000, "amount": 1}'),
        ("data", "no json"),
        ("data", "[" * 5000 + "]" * 5000),
        ("data", '{"amount": NaN}'),
        ("at", "yesterday"),
        ("at", "2026-99-99 00:00:00"),
        ("role", b"\xff\xfe"),
        ("leaf", "words"),
        ("position", 1.5),
    ],
)
def test_what_cannot_be_read_is_found_and_does_not_stop_us(column: str, value: object) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL does not take such values")
    (first, second, third) = sealed_ledger([3])
    with a_thief_at_work(), connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute(f"UPDATE ledger_entry SET {column} = %s WHERE id = %s", [value, second])
        cursor.execute("PRAGMA ignore_check_constraints = OFF")
    found = verify().findings
    assert any(sentence.startswith(f"Entry {second}, ") for sentence in found)
    assert not any(sentence.startswith((f"Entry {first}, ", f"Entry {third}, ")) for sentence in found)


def test_a_head_that_cannot_be_read_is_found() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL does not take such values")
    sealed_ledger()
    with a_thief_at_work(), connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_head SET at = 'yesterday' WHERE size = 8")
    assert verify().findings == (
        "The heads cannot be read: somebody wrote into their table by hand. Put it right from a back-up.",
    )


def test_a_thousand_altered_entries_are_counted_and_a_hundred_told() -> None:
    sealed_ledger([CHUNK + 100])
    with a_thief_at_work():
        Entry.objects.update(role="lead")
    report = verify()
    assert (len(report.findings), report.untold) == (MOST_TOLD, CHUNK + 100 - MOST_TOLD)


def test_a_kept_head_is_read_as_it_was_written(tmp_path: Path) -> None:
    sealed_ledger()
    head = last_head()
    assert head
    assert head_of(head.as_json(), "kept") == head


@pytest.mark.parametrize("text", ["", "{}", "null", "[1]", "no json", '{"size": 1, "size": 2}', "[" * 100_000])
def test_a_file_that_keeps_no_head_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "head.json"
    file.write_text(text)
    with pytest.raises(InputError, match=r"head\.json: this is no head"):
        read_head(file)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("size", "12"),
        ("size", True),
        ("size", -1),
        ("size", 1 << 70),
        ("root", "zz"),
        ("root", "00"),
        ("root", 5),
        ("at", "today"),
        ("at", None),
        ("at", "2026-11-24T10:30:00"),
        ("key", ""),
        ("signature", "é"),
    ],
)
def test_a_damaged_head_is_refused(name: str, value: object) -> None:
    sealed_ledger([1])
    head = last_head()
    assert head
    with pytest.raises(InputError, match="damaged"):
        head_of({**head.as_json(), name: value}, "kept")
