"""Several statements in one message: each is answered as if asked alone; one that is refused leaves all as it was."""

from contextlib import nullcontext
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from django.db.transaction import TransactionManagementError
from hypothesis import HealthCheck, given
from hypothesis import settings as drawing
from hypothesis import strategies as st

from goodgrace.ledger.models import Entry
from goodgrace.store.asking import ask, ask_all, change
from goodgrace.store.pouring import pour, pour_or_say

pytestmark = pytest.mark.django_db
TALLY = ("kind", "name", "policy", "remedy", "on", "times", "amount", "cost")
INSERT = 'INSERT INTO cases_tally (kind, name, policy, remedy, "on", times, amount, cost) VALUES'
NAMES = "SELECT name FROM cases_tally ORDER BY name"


def tally(name: str) -> tuple[object, ...]:
    return ("decider", name, "p", "r", date(2026, 11, 24), 1, 2, 3)


def test_each_statement_has_its_own_answer_in_its_order() -> None:
    insert = pour_or_say(("cases_tally", TALLY, [tally("person:1"), tally("person:2")]))
    answers = ask_all(
        *insert,
        ("UPDATE cases_tally SET times = times + %s WHERE name {among}", (4, ["person:2"])),
        (NAMES, ()),
        ("SELECT times FROM cases_tally WHERE name = %s", ("person:2",)),
    )
    assert answers[len(insert) :] == [[], [("person:1",), ("person:2",)], [(5,)]]
    assert ask_all() == []


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8), max_size=4, unique=True
    )
)
@drawing(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
def test_a_list_holds_what_is_in_it_whatever_signs_it_has(names: list[str]) -> None:
    with transaction.atomic():
        pour("cases_tally", TALLY, [tally(name) for name in [*names, "somebody else"]])
        found = ask("SELECT name FROM cases_tally WHERE name {among}", names)
        transaction.set_rollback(True)
    assert sorted(found) == sorted((name,) for name in names)


def test_what_one_refuses_is_raised_and_nothing_of_the_message_stays() -> None:
    twice = (f"{INSERT} ('pool', 'b', '', '', %s, 1, 1, 1)", (date(2026, 1, 1),))
    with pytest.raises(IntegrityError), transaction.atomic():
        ask_all(twice, twice, (NAMES, ()))
    assert ask(NAMES) == []
    ask_all(twice, (NAMES, ()))
    assert ask(NAMES) == [("b",)]


def test_a_statement_that_cannot_be_read_is_told_each_time_and_does_no_harm() -> None:
    for _ in range(2):
        with pytest.raises(DatabaseError, match="nowhere"), transaction.atomic():
            ask_all((NAMES, ()), ("SELECT * FROM nowhere", ()))
    assert ask(NAMES) == []


def test_a_share_sign_and_every_kind_of_value_go_as_they_are() -> None:
    number, moment = uuid4(), datetime(2026, 11, 24, 12, 0, 0, 500, tzinfo=UTC)
    change(f"{INSERT} ('decider', %s, '5%%', %s, %s, 1, 2, 3)", "ä'☂\\\"", number.hex, moment.date())
    ((name, policy, remedy, amount),) = ask("SELECT name, policy, remedy, amount FROM cases_tally")
    assert (name, policy, UUID(remedy), amount) == ("ä'☂\\\"", "5%", number, 2)


def test_more_statements_than_are_prepared_are_answered_all_the_same() -> None:
    assert [ask(f"SELECT {n} + CAST(%s AS integer)", 1) for n in range(620)] == [[(n + 1,)] for n in range(620)]


def through_django() -> None:
    """What a page asks, as often as psycopg would need to prepare it."""
    for _ in range(6):
        assert not list(Entry.objects.filter(pk=3).values_list("pk"))


@pytest.mark.django_db(transaction=True)
def test_what_was_prepared_is_there_after_something_was_undone() -> None:
    connection.close()  # a fresh one: in an old one so much may be prepared that no more is
    asked = "SELECT CAST(%s AS integer) + 20261201"
    assert ask(asked, 1) == [(20261202,)]
    through_django()
    with transaction.atomic():
        through_django()
        transaction.set_rollback(True)
    assert ask(asked, 1) == [(20261202,)]


def test_what_cannot_be_written_harms_neither_the_connection_nor_the_transaction() -> None:
    with transaction.atomic():
        pour("cases_tally", TALLY, [tally("kept")])
        for value in ("\0", "\ud800") if connection.vendor == "postgresql" else ():
            with pytest.raises((ValueError, DatabaseError)):
                ask("SELECT CAST(%s AS text)", value)
    assert ask(NAMES) == [("kept",)]


@pytest.mark.django_db(transaction=True)
def test_what_is_refused_only_at_the_end_is_raised_and_the_next_message_is_answered() -> None:
    strange = ("INSERT INTO cases_heardupto (case_id, number) VALUES (%s, 1)", (77,))
    for _ in range(2):
        with pytest.raises(IntegrityError), nullcontext() if settings.ON_POSTGRES else transaction.atomic():
            ask_all(strange, (NAMES, ()))
        assert ask("SELECT CAST(%s AS integer)", 1) == [(1,)]
    assert ask("SELECT COUNT(*) FROM cases_heardupto") == [(0,)]


def test_nothing_is_asked_in_a_transaction_that_is_lost_already() -> None:
    with transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(TransactionManagementError):
            ask(NAMES)


@pytest.mark.skipif(not settings.ON_POSTGRES, reason="SQLite prepares nothing")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("lost", ["DISCARD ALL", "ALTER TABLE cases_presence ALTER COLUMN seen_at TYPE date"])
def test_what_is_prepared_no_more_is_prepared_anew(lost: str) -> None:
    connection.close()  # a fresh one, as above
    asked = "SELECT seen_at FROM cases_presence WHERE case_id = %s"
    assert ask(asked, 1) == []
    with connection.cursor() as cursor:
        cursor.execute(lost)
    try:
        with pytest.raises(DatabaseError):
            ask(asked, 1)
        assert ask(asked, 1) == []
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE cases_presence ALTER COLUMN seen_at TYPE timestamptz")


@pytest.mark.skipif(not settings.ON_POSTGRES, reason="SQLite hangs up on nobody")
@pytest.mark.django_db(transaction=True)
def test_who_is_hung_up_on_hears_of_it_and_is_answered_once_connected_again() -> None:
    with pytest.raises(OperationalError):
        ask_all(("SELECT pg_terminate_backend(pg_backend_pid())", ()), (NAMES, ()))
    connection.close_if_unusable_or_obsolete()
    assert ask(NAMES) == []
