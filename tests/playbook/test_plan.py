"""A playbook and a case to rows: amounts worked out, what does not apply said so, and nothing else needed to go on."""

import json
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from goodgrace.errors import FactError, InputError, Refused
from goodgrace.playbook.later_facts import check_holds
from goodgrace.playbook.plan import hindrances, is_for, plan
from goodgrace.playbook.rows import FORMAT, step_of
from tests.playbook.small_playbook import ASK, BERLIN, HEAD, MONDAY, rows, small

DAY = date(2026, 11, 2)


def test_amounts_are_worked_out_in_minor_units() -> None:
    steps = rows(
        "a: {waive: fee, what: the fee}",
        'b: {refund: "share(fee, 50)"}',
        "c: {extend: days_given * 2, unit: days, what: it}",
    )
    assert steps[0].parameters == {"what": "the fee", "amount": {"minor": 6000, "currency": "EUR"}}
    assert steps[1].parameters["amount"]["minor"] == 3000
    assert (steps[2].parameters["count"], steps[2].parameters["unit"]) == ("10", "days")


def test_what_does_not_apply_says_so_in_the_row() -> None:
    steps = rows("a: {do: This, when: not vip}", "b: {waive: fee - 60}", "c: {do: That, when: vip}")
    assert [step.skipped for step in steps] == [
        "It does not apply here: not vip.",
        "There is nothing to give here.",
        "",
    ]


def test_a_fact_that_a_step_hangs_on_is_asked_for_first() -> None:
    with pytest.raises(Refused, match=r"One thing is needed first: fee \(What is the fee\?\)\."):
        rows("a: {waive: fee}", facts={})


def test_a_fact_that_is_only_looked_at_later_is_not_needed_yet() -> None:
    assert rows("a: {check: owed == 0, by: 1 year, without_an_answer: no}", facts={})


def test_facts_that_cannot_be_read_are_all_named() -> None:
    with pytest.raises(FactError) as refused:
        rows("a: {do: This}", facts={"fee": "much", "vip": "perhaps", "fe": "1"})
    assert set(refused.value.problems) == {"fee", "vip", "fe"}


@pytest.mark.parametrize(
    "step",
    [
        "a: {suspend: fees, for: days_given days}",
        f"a: {{{ASK}, answer_within: 10 days, without_an_answer: person}}",
        "a: {call: family, between: 10:00 and 12:00, on: day 3 at 11:00}",
        "a: {check: 'owed == 0 and not vip', by: 12 months, without_an_answer: person}",
        "a: {send: letter, words: {en: 'Dear {customer}', de: 'Liebe/r {customer}'}, by: 2 days}",
        "a: {gift: a pen, costs: 4.50, in: 2 weeks, department: post-room}",
        "a: {pause: 20 minutes}",
    ],
)
def test_a_row_comes_back_from_the_store_as_it_went(step: str) -> None:
    (row,) = rows(step)
    stored = json.loads(json.dumps(row.as_data()))
    assert stored["format"] == FORMAT
    assert step_of(stored) == row


def test_a_row_of_another_format_is_refused_and_says_what_to_do() -> None:
    (row,) = rows("a: {do: This}")
    with pytest.raises(InputError, match=r"The step `a` has format 2; this release knows 1\. Run a release"):
        step_of(row.as_data() | {"format": 2})


def test_how_long_something_rests_comes_from_the_case() -> None:
    steps = rows(
        "a: {suspend: fees, for: days_given days}",
        "r: {remind: customer, of: a, before: 1 day, words: Soon.}",
        facts={"days_given": "14"},
    )
    fourteen = {"in": {"count": 14, "unit": "day"}}
    assert steps[0].ends == steps[1].due["ends"] == fourteen


@pytest.mark.parametrize(
    ("facts", "holds"),
    [
        ({"owed": "0", "vip": "no"}, True),
        ({"owed": "0.01", "vip": "no"}, False),
        ({"owed": "0"}, None),
        ({"vip": "yes"}, False),
        ({}, None),
        ({"owed": 0, "vip": False, "something": "else"}, True),
    ],
)
def test_a_check_is_read_from_its_row_alone(facts: dict[str, object], holds: bool | None) -> None:
    head = HEAD.replace("words:", "grounds:\n  repaid: owed == 0\nwords:")
    playbook = small("a: {check: repaid and not vip, by: 1 year, without_an_answer: no}", head=head)
    (row,) = plan(playbook, started=MONDAY, zone=BERLIN, facts={})
    stored = step_of(json.loads(json.dumps(row.as_data())))
    assert stored.parameters["condition"] == "owed == 0 and not vip"
    assert check_holds(stored, facts, day=DAY) is holds


def test_a_check_may_look_at_the_day_itself() -> None:
    head = HEAD.replace("facts:", "facts:\n  bought: {type: date}")
    playbook = small('a: {check: "days_between(bought, on) <= 30", by: 1 year, without_an_answer: no}', head=head)
    (row,) = plan(playbook, started=MONDAY, zone=BERLIN, facts={})
    assert check_holds(row, {"bought": "2026-11-01"}, day=date(2026, 12, 1)) is True
    assert check_holds(row, {"bought": "2026-11-01"}, day=date(2026, 12, 2)) is False


def test_a_fact_that_a_check_cannot_read_is_told() -> None:
    (row,) = rows("a: {check: owed == 0, by: 1 year, without_an_answer: no}")
    with pytest.raises(FactError, match="owed"):
        check_holds(row, {"owed": "some"}, day=DAY)


REQUIRED = HEAD.replace(
    "words:", "everyone_where: vip\nrequires:\n  - {that: vip, otherwise: Talk to her first.}\nwords:"
)


def test_who_may_not_start_it_hears_who_may_and_what_is_missing() -> None:
    playbook = small("a: {do: This}", head=REQUIRED)
    assert hindrances(playbook, {"vip": "yes"}, role="agent", day=DAY) == ()
    assert hindrances(playbook, {"vip": "no"}, role="agent", day=DAY) == ("Talk to her first.",)
    assert hindrances(playbook, {}, role="lead", day=DAY) == (
        "Small: this is started by agent. Ask one of them to.",
        "One thing is needed first: vip.",
    )


def test_a_playbook_for_many_says_for_whom_it_is() -> None:
    playbook = small("a: {do: This}", head=REQUIRED)
    assert [is_for(playbook, facts, day=DAY) for facts in ({"vip": "yes"}, {"vip": "no"}, {})] == [True, False, None]
    assert is_for(small("a: {do: This}"), {"vip": "yes"}, day=DAY) is False


def test_the_day_of_the_start_is_that_of_the_customers_zone() -> None:
    playbook = small("a: {do: This, when: 'on == \"2026-11-03\"'}")
    auckland = plan(playbook, started=MONDAY.replace(hour=20), zone=ZoneInfo("Pacific/Auckland"), facts={})
    berlin = plan(playbook, started=MONDAY.replace(hour=20), zone=BERLIN, facts={})
    assert [bool(steps[0].skipped) for steps in (auckland, berlin)] == [False, True]
