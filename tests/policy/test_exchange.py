"""A sheet as data for other programs: exactly these keys, amounts as decimal text."""

import json

from goodgrace import decide
from goodgrace.policy.exchange import as_data
from tests.makers import a_policy, late_return, three_hours_late

DAY = "2026-11-22"


def test_a_sheet_has_exactly_the_keys_that_others_script_against() -> None:
    data = as_data(decide(late_return(), three_hours_late(hours_late=None)))
    assert list(data) == ["policy", "version", "remedies", "one_of", "ask_next"]
    assert list(data["remedies"]["waive_fee"]) == [
        "gives", "standard", "may", "limits", "open", "grounds", "failed", "never", "caps",
    ]  # fmt: skip
    assert [list(ask) for ask in data["ask_next"]] == [["fact", "question", "opens"]]
    assert list(data["remedies"]["waive_fee"]["failed"][0]) == ["condition", "margin"]
    assert list(data["remedies"]["waive_fee"]["caps"][0]) == [
        "per",
        "pool",
        "binds",
        "within",
        "times",
        "left",
        "missing",
    ]


def test_amounts_are_decimal_text_with_all_their_places() -> None:
    data = as_data(decide(late_return(), three_hours_late(hours_late="4.5", tenure_years="4")))
    waive = data["remedies"]["waive_fee"]
    assert (data["policy"], data["version"], waive["gives"]) == ("late-return", 3, "money")
    assert waive["standard"] == "0.00"
    assert waive["may"] == {"agent": "25.00", "lead": "60.00", "manager": "60.00"}
    assert waive["failed"][:2] == [
        {"condition": "hours_late <= 1", "margin": "3.50"},
        {"condition": "hours_late <= 4", "margin": "0.50"},
    ]
    assert data["remedies"]["speak_to_manager"]["standard"] == "1"
    assert data["one_of"] == [["waive_fee", "replacement_car"]]


def test_never_says_why_and_what_instead() -> None:
    data = as_data(decide(late_return(), three_hours_late(hours_late="99")))
    assert data["remedies"]["waive_fee"]["never"] == {
        "because": "the car counts as missing",
        "instead": "speak_to_manager",
    }
    assert data["remedies"]["replacement_car"]["never"] is None


def test_what_to_ask_tells_what_it_opens_and_null_where_it_depends_on_the_answer() -> None:
    (ask,) = as_data(decide(late_return(), three_hours_late(hours_late=None)))["ask_next"]
    assert ask["question"] == "How late did the car come back?"
    assert ask["opens"]["waive_fee"] == {"standard": "60.00", "agent": "60.00", "lead": "60.00", "manager": "60.00"}
    (ask,) = as_data(decide(late_return(), three_hours_late(late_fee=None)))["ask_next"]
    assert ask["opens"]["waive_fee"]["agent"] is None


def test_caps_tell_what_they_leave() -> None:
    line = {"remedy": "waive_fee", "amount": 360, "on": "2026-11-01", "customer": "C-1", "decider": "ada"}
    data = as_data(decide(late_return(), three_hours_late(customer="C-1", on=DAY), given=[line]))
    assert data["remedies"]["waive_fee"]["caps"] == [
        {"per": "customer", "pool": None, "binds": None, "within": "12 months", "times": {"of": 3, "used": 1}, "left": None, "missing": []},
        {"per": "decider", "pool": None, "binds": None, "within": "1 month", "times": None, "left": "0.00", "missing": ["decider"]},
        {"per": None, "pool": "rental-desk", "binds": None, "within": "1 month", "times": None, "left": "4640.00", "missing": []},
    ]  # fmt: skip


def test_everything_can_be_written_as_json() -> None:
    policy = a_policy(
        "waive: {gives: number, places: 3, standard: [{when: 'days_between(bought, on) <= 3', give: 0.001}]}",
        facts="bought: {type: date}",
    )
    data = as_data(decide(policy, {"bought": "2026-11-01", "on": DAY}))
    assert json.loads(json.dumps(data)) == data
    assert data["remedies"]["waive"]["failed"] == [{"condition": "days_between(bought, on) <= 3", "margin": "18"}]
