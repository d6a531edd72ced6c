"""Rows go in and come out the same, few or many, on either database."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.db import IntegrityError, transaction

from goodgrace.ledger.models import Entry
from goodgrace.store.asking import ask, made_of, number_of, with_zone
from goodgrace.store.pouring import SOME, as_json, kept, pour

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 12, 0, 0, 500, tzinfo=UTC)
COLUMNS = ("at", "by", "role", "what", "about", "policy", "data")


def entries(many: int) -> list[tuple[object, ...]]:
    return [(NOON, f"person:{n}", "agent", "decided", "case:ä☂", "", as_json({"n": n, "ä": None})) for n in range(many)]


@pytest.mark.parametrize("many", [1, 2, SOME, 150])
def test_what_was_poured_in_is_there_in_its_order(many: int) -> None:
    pour("ledger_entry", COLUMNS, entries(many))
    found = list(Entry.objects.order_by("id"))
    assert [entry.by for entry in found] == [f"person:{n}" for n in range(many)]
    assert {entry.at for entry in found} == {NOON}
    assert found[-1].data == {"n": many - 1, "ä": None}


def test_pouring_nothing_changes_nothing() -> None:
    pour("ledger_entry", COLUMNS, [])
    assert not Entry.objects.exists()


@pytest.mark.parametrize("many", [2, SOME + 1])
def test_what_exists_once_is_refused_as_an_insert_would_be(many: int) -> None:
    row = ("decider", "person:1", "p", "r", date(2026, 11, 24), 1, 1, 1)
    columns = ("kind", "name", "policy", "remedy", "on", "times", "amount", "cost")
    with pytest.raises(IntegrityError), transaction.atomic():
        pour("cases_tally", columns, [row] * many)


def test_a_list_is_asked_for_as_a_list() -> None:
    pour("ledger_entry", COLUMNS, entries(5))
    asked = "SELECT by FROM ledger_entry WHERE by {among} ORDER BY id"
    assert ask(asked, ["person:1", "person:3", "nobody"]) == [("person:1",), ("person:3",)]
    assert ask(asked, set()) == []


def test_a_moment_is_asked_for_in_any_zone() -> None:
    pour("ledger_entry", COLUMNS, entries(1))
    east = timezone(timedelta(hours=9))
    before, after = (NOON + timedelta(microseconds=step) for step in (-1, 1))
    count = "SELECT COUNT(*) FROM ledger_entry WHERE at < %s"
    assert ask(count, before.astimezone(east)) == ask(count, NOON.astimezone(east)) == [(0,)]
    assert ask(count, after.astimezone(east)) == [(1,)]


def test_what_was_left_out_is_read_when_it_is_asked_for() -> None:
    pour("ledger_entry", COLUMNS, entries(1))
    ((number, at),) = ask("SELECT id, at FROM ledger_entry")
    entry = made_of(Entry, ("id", "at"), (number, at))
    assert (entry.at, entry.by) == (NOON, "person:0")


def test_values_are_kept_as_sqlite_writes_them() -> None:
    number = number_of("8f3c9a52b4f04d5f9c1e0a1b2c3d4e5f")
    assert number_of(number) is number
    assert [kept(number), kept(date(2026, 1, 2)), kept(NOON), kept("ä"), kept(None)] == [
        "8f3c9a52b4f04d5f9c1e0a1b2c3d4e5f", "2026-01-02", "2026-11-24 12:00:00.000500", "ä", None,
    ]  # fmt: skip
    assert with_zone(datetime(2026, 1, 2)) == datetime(2026, 1, 2, tzinfo=UTC)  # noqa: DTZ001  # as SQLite gives it
