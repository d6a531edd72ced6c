"""Sealing: who waits gets a place, once, by one sealer at a time; and the database lets nobody change it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from goodgrace.errors import Refused
from goodgrace.ledger.canonical import canonical, leaf_of
from goodgrace.ledger.models import Entry, Head
from goodgrace.ledger.sealing import batches_waiting, last_head, seal
from goodgrace.ledger.tree import EMPTY, Range, grown
from goodgrace.ledger.verifying import verify
from tests.ledger.thief import a_thief_at_work, change, change_head, happened, sealed_ledger
from tests.people import NOW

pytestmark = pytest.mark.django_db


def test_what_waits_is_sealed_in_the_order_of_its_ids() -> None:
    entries = happened(3)
    head = seal(NOW)
    sealed = list(Entry.objects.order_by("position"))
    assert [(entry.id, entry.position) for entry in sealed] == [(entry.id, at) for at, entry in enumerate(entries)]
    assert head
    assert (head.size, head.previous, head.is_genuine) == (3, EMPTY, True)
    assert head.root == grown(Range(), [bytes(entry.leaf or b"") for entry in sealed]).root
    assert last_head() == head


def test_a_leaf_is_the_hash_of_all_that_the_entry_says() -> None:
    (entry,) = happened(1)
    seal(NOW)
    told = {
        "id": entry.id,
        "position": 0,
        "at": "2026-11-24T10:30:00.000000+00:00",
        "by": "person:3",
        "role": "agent",
        "what": "decided",
        "about": "case:12",
        "policy": "made@1",
        "data": {"amount": 0},
    }
    entry.refresh_from_db()
    assert bytes(entry.leaf or b"") == leaf_of(told)
    assert canonical(told).startswith(b'{"about":"case:12","at":"2026-11-24T10:30:00.000000+00:00","by":"person:3",')


def test_nothing_that_waits_makes_no_head() -> None:
    assert seal(NOW) is None
    happened(1)
    assert batches_waiting() == 1
    seal(NOW)
    assert (seal(NOW), batches_waiting(), Head.objects.count()) == (None, 0, 1)


def test_each_head_follows_on_the_one_before() -> None:
    happened(2)
    first = seal(NOW)
    happened(3)
    second = seal(NOW + timedelta(minutes=1))
    assert first
    assert second
    assert (second.size, second.previous) == (5, first.root)


def test_at_most_a_batch_is_sealed_at_once() -> None:
    happened(5)
    sizes = [head.size for _ in range(4) if (head := seal(NOW, most=2))]
    assert sizes == [2, 4, 5]
    assert verify().is_whole


def test_who_comes_late_with_a_lower_id_is_sealed_in_the_next_batch() -> None:
    early, late = happened(2)
    with a_thief_at_work():
        change(early.id, id=late.id + 50)
    seal(NOW)
    with a_thief_at_work():
        Entry.objects.create(id=early.id, at=NOW, by="person:1", role="lead", what="decided", about="case:1")
    seal(NOW)
    assert verify().is_whole


def test_on_a_broken_ledger_nothing_is_sealed() -> None:
    ids = sealed_ledger()
    happened(1)
    with a_thief_at_work():
        change_head(12, root=b"x" * 32)
    with pytest.raises(Refused, match="verify"):
        seal(NOW)
    assert Entry.objects.filter(position=None).count() == 1
    assert len(ids) == 12


def test_on_a_ledger_without_its_tail_nothing_is_sealed() -> None:
    sealed_ledger()
    with a_thief_at_work():
        Head.objects.filter(size=12).delete()
    with pytest.raises(Refused, match="does not fit its last head"):
        seal(NOW)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM ledger_entry",
        "DELETE FROM ledger_head",
        "UPDATE ledger_entry SET role = 'lead'",
        "UPDATE ledger_entry SET position = NULL, leaf = NULL",
        "UPDATE ledger_entry SET position = position + 100",
        "UPDATE ledger_head SET size = size + 1",
    ],
)
def test_the_database_refuses_to_change_what_is_sealed(statement: str) -> None:
    sealed_ledger([3])
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert verify().is_whole


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM ledger_entry",
        "UPDATE ledger_entry SET role = 'lead'",
        "UPDATE ledger_entry SET position = 7",
        "UPDATE ledger_entry SET position = 7, leaf = NULL",
        "UPDATE ledger_entry SET position = 7, leaf = 'x', role = 'lead'",
    ],
)
def test_the_database_refuses_to_change_what_waits(statement: str) -> None:
    happened(1)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("table", ["ledger_entry", "ledger_head"])
def test_on_sqlite_replacing_is_refused_too(table: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has INSERT OR REPLACE")
    sealed_ledger([3])
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


@pytest.mark.django_db(transaction=True)
def test_sealing_never_happens_in_somebody_elses_transaction() -> None:
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        seal(NOW)


@pytest.mark.django_db(transaction=True)
def test_sealers_at_the_same_time_give_each_place_once() -> None:
    happened(60)

    def one(at: int) -> None:
        try:
            if at % 2:
                happened(5)
            seal(NOW + timedelta(seconds=at), most=25)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as sealers:
        list(sealers.map(one, range(8)))
    while seal(NOW):
        pass
    report = verify()
    assert (report.entries, report.unsealed, report.findings) == (80, 0, ())


@pytest.mark.django_db(transaction=True)
def test_verifying_beside_a_sealer_finds_nothing() -> None:
    def sealer() -> None:
        try:
            for _ in range(10):
                happened(3)
                seal(NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as sealers:
        at_work = sealers.submit(sealer)
        reports = [verify()]
        while not at_work.done():
            reports.append(verify())
        at_work.result()
    assert [report.findings for report in reports if not report.is_whole] == []


@pytest.mark.django_db(transaction=True)
def test_an_entry_is_sealed_only_once_it_is_committed() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite only one writes at a time")

    def elsewhere() -> int:
        try:
            head = seal(NOW)
        finally:
            connection.close()
        return head.size if head else 0

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            happened(1)
            assert other.submit(elsewhere).result() == 0
        assert other.submit(elsewhere).result() == 1


@pytest.mark.django_db(transaction=True)
def test_the_guards_are_back_after_a_test_with_real_transactions() -> None:
    happened(1)
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.all().delete()
