"""Several statements in one message: each is answered as if it had been asked alone, and one that is refused leaves all as it was."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError
from hypothesis import HealthCheck, given
from hypothesis import settings as drawing
from hypothesis import strategies as st

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
