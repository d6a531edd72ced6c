"""Deciding one case: what everybody gets, how far each role may go, and that the sheet holds still."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodgrace import DecisionSheet, FactError, InputError, decide, decide_many, limits, read_text
from goodgrace.errors import GraceError
from tests.makers import a_policy, late_return, three_hours_late, waive

UNKNOWN = a_policy(
    """
waive:
  gives: money
  at_most: fee
  standard: [{when: vip, give: 10}]
  discretion: {agent: [{when: hours <= 4 or vip, up_to: 40}, {up_to: 5}]}
  never: [{when: hours > 72, because: the car is missing, instead: person}]
person: {gives: yes, standard: always}
""",
    facts="fee: {type: money}\nhours: {type: number}\nvip: {type: yes_no}",
)


def amounts(sheet: DecisionSheet, remedy: str = "waive_fee") -> dict[str, str]:
    offer = sheet.remedies[remedy]
    return {"standard": str(offer.standard)} | {role: str(amount) for role, amount in offer.may.items()}


def test_the_papers_example_comes_out_to_the_cent() -> None:
    sheet = decide(late_return(), three_hours_late())
    assert amounts(sheet) == {"standard": "0.00", "agent": "60.00", "lead": "60.00", "manager": "60.00"}
    assert amounts(sheet, "speak_to_manager") == {"standard": "1", "agent": "1", "lead": "1", "manager": "1"}
    assert amounts(sheet, "replacement_car") == {"standard": "0", "agent": "0", "lead": "0", "manager": "0"}


def test_the_sheet_says_what_held_and_what_failed_and_by_how_much() -> None:
    offer = decide(late_return(), three_hours_late()).remedies["waive_fee"]
    assert offer.grounds == ("long_standing",)
    assert [(failed.condition, failed.margin) for failed in offer.failed] == [
        ("hours_late <= 1", Decimal("2.00")),
        ('moment != "none"', None),
        ('cause == "our_fault"', None),
    ]


@pytest.mark.parametrize(
    ("facts", "agent", "lead"),
    [
        ({"hours_late": "1"}, "60.00", "60.00"),
        ({"hours_late": "1.01", "tenure_years": "4.9"}, "25.00", "60.00"),
        ({"hours_late": "4", "tenure_years": "5"}, "60.00", "60.00"),
        ({"hours_late": "4.01"}, "25.00", "60.00"),
        ({"hours_late": "72", "moment": "illness"}, "60.00", "60.00"),
        ({"hours_late": "72.01", "moment": "illness"}, "0.00", "0.00"),
        ({"late_fee": "20", "hours_late": "9"}, "20.00", "20.00"),
        ({"late_fee": "-20"}, "0.00", "0.00"),
    ],
)
def test_the_kindest_rule_that_holds_wins_and_never_more_than_at_most(
    facts: dict[str, str], agent: str, lead: str
) -> None:
    found = amounts(decide(late_return(), three_hours_late(**facts)))
    assert (found["agent"], found["lead"]) == (agent, lead)


def test_never_takes_discretion_and_keeps_the_standard() -> None:
    policy = a_policy(
        "waive: {gives: money, standard: [{give: 10}], discretion: {agent: [{up_to: 50}]}, "
        "never: [{when: lost, because: it is lost, instead: person}]}\nperson: {gives: yes, standard: always}",
        facts="lost: {type: yes_no}",
    )
    offer = decide(policy, {"lost": "yes"}).remedies["waive"]
    assert (offer.standard, set(offer.may.values())) == (10, {Decimal(10)})
    assert offer.never is not None
    assert (offer.never.because, offer.never.instead) == ("it is lost", "person")
    assert decide(policy, {"lost": "no"}).may("waive", "lead") == 50


def test_a_negative_amount_gives_nothing() -> None:
    policy = a_policy(waive("give: fee - 50", key="standard"), facts="fee: {type: money}")
    assert limits(policy, {"fee": "20"})["waive"] == {"standard": 0, "agent": 0, "lead": 0}


@pytest.mark.parametrize(
    ("facts", "standard", "agent", "more"),
    [
        ({}, 0, 0, True),
        ({"fee": 60, "hours": 3}, 0, 40, True),
        ({"fee": 60, "vip": "yes"}, 10, 10, True),
        ({"fee": 60, "vip": "no", "hours": 9}, 0, 5, False),
        ({"fee": 60, "vip": "yes", "hours": 99}, 10, 10, False),
        ({"fee": 60, "hours": 99}, 0, 0, True),
        ({"vip": "yes", "hours": 3}, 0, 0, True),
        ({"fee": 3, "vip": "yes", "hours": 3}, 3, 3, False),
    ],
)
def test_what_is_unknown_gives_nothing_yet_and_takes_nothing_away(
    facts: dict[str, object], standard: int, agent: int, more: bool
) -> None:
    offer = decide(UNKNOWN, facts).remedies["waive"]
    assert (offer.standard, offer.may["agent"], offer.open) == (standard, agent, more)


def test_an_unknown_never_may_hold_so_nothing_is_open_yet() -> None:
    offer = decide(UNKNOWN, {"fee": 60, "vip": "no"}).remedies["waive"]
    assert (offer.may["lead"], offer.never, offer.open) == (0, None, True)


@given(
    st.integers(0, 100),
    st.integers(0, 100),
    st.integers(0, 100),
    st.booleans(),
    st.sampled_from(["agent", "lead", "standard"]),
)
def test_adding_a_rule_never_takes_grace_away(hours: int, edge: int, amount: int, strict: bool, role: str) -> None:
    before = limits(UNKNOWN, {"fee": 60, "hours": hours, "vip": "no"})["waive"]
    op = "<" if strict else ">="
    rule = f"when: hours {op} {edge}, {'give' if role == 'standard' else 'up_to'}: {amount}"
    source = UNKNOWN.source
    if role == "standard":
        source = source.replace("standard: [{when", f"standard: [{{{rule}}}, {{when")
    elif role == "agent":
        source = source.replace("agent: [", f"agent: [{{{rule}}}, ")
    else:
        source = source.replace("discretion: {", f"discretion: {{lead: [{{{rule}}}], ")
    after = limits(read_text(source), {"fee": 60, "hours": hours, "vip": "no"})["waive"]
    assert all(after[target] >= before[target] for target in before)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda sheet: setattr(sheet, "amounts", ()), AttributeError),
        (lambda sheet: setattr(sheet, "note", "x"), AttributeError),
        (lambda sheet: sheet.remedies.update({}), AttributeError),
        (lambda sheet: sheet.remedies.__setitem__("waive_fee", None), AttributeError),
        (lambda sheet: sheet.remedies["waive_fee"].may.__setitem__("agent", 99), AttributeError),
        (lambda sheet: sheet.remedies["waive_fee"].limits.clear(), AttributeError),
        (lambda sheet: setattr(sheet.remedies["waive_fee"], "standard", 99), AttributeError),
        (lambda sheet: sheet.facts.clear(), AttributeError),
    ],
)
def test_a_sheet_cannot_be_changed(change: Callable[[DecisionSheet], object], error: type[Exception]) -> None:
    sheet = decide(late_return(), three_hours_late())
    with pytest.raises(error):
        change(sheet)


def test_a_sheet_does_not_follow_changes_of_the_facts_it_was_made_from() -> None:
    facts = three_hours_late(customer="C-1")
    sheet = decide(late_return(), facts, given=[], on=date(2026, 11, 22))
    facts.update(hours_late="99", customer="C-2")
    assert sheet.keys == {"customer": "C-1"}
    assert sheet.case["hours_late"] == 300
    assert sheet.remedies["waive_fee"].never is None


def test_a_fact_that_the_policy_does_not_know_is_an_error() -> None:
    with pytest.raises(
        FactError, match=r"hours_lte: the policy `late-return` has no such fact\. Did you mean `hours_late`\?"
    ):
        decide(late_return(), three_hours_late(hours_late=None, hours_lte="3"))


def test_a_slip_in_a_fact_that_no_rule_asks_for_is_not_passed_over() -> None:
    policy = a_policy(waive("up_to: 5"), facts="vip: {type: yes_no}")
    with pytest.raises(FactError, match="vip: "):
        decide(policy, {"vip": "perhaps"})


def test_the_day_of_the_decision_is_that_of_the_facts_before_that_of_the_call() -> None:
    policy = a_policy(waive('when: on >= "2026-11-01", up_to: 5'))
    assert decide(policy, {}, on=date(2026, 11, 22)).may("waive", "agent") == 5
    assert decide(policy, {"on": "2026-10-31"}, on=date(2026, 11, 22)).may("waive", "agent") == 0
    assert decide(policy, {"on": ""}, on=date(2026, 11, 22)).may("waive", "agent") == 5
    (sheet,) = decide_many(policy, [{}], on=date(2026, 11, 22))
    assert sheet.day == date(2026, 11, 22)


@pytest.mark.parametrize("blank", ["", " ", "\t\n", None])
def test_a_blank_day_does_not_hide_the_day_of_the_call(blank: str | None) -> None:
    assert decide(late_return(), {"on": blank}, on=date(2026, 11, 22)).day == date(2026, 11, 22)


def test_what_is_no_list_of_cases_is_refused_plainly() -> None:
    with pytest.raises(InputError, match="a list of tables"):
        decide_many(late_return(), 5)  # type: ignore[arg-type]  # that is what is tested


def test_identities_may_stand_among_the_facts() -> None:
    sheet = decide(late_return(), three_hours_late(customer=17, decider="ada", case=""))
    assert sheet.keys == {"customer": "17", "decider": "ada"}


def test_a_ledger_that_cannot_be_read_names_its_line() -> None:
    good = {"remedy": "waive_fee", "amount": 5, "on": "2026-11-01", "customer": "C-1"}
    with pytest.raises(
        InputError, match=r"Line 2 of what was given: there is no remedy `waive` here. Did you mean `waive_fee`\?"
    ):
        decide(late_return(), three_hours_late(), given=[good, good | {"remedy": "waive"}])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"custmer": "C-1"}, "it has no `custmer`. Did you mean `customer`?"),
        ({"amount": -5}, "what was given is not negative"),
        ({"amount": "5 EUR"}, "is not a plain number"),
        ({"on": None}, "it needs the day"),
        ({"on": "soon"}, "is not a date"),
        ({"amount": None}, "it needs the `amount:`"),
        ({1: 2}, "its names are texts, not 1."),
        ({1: 2, "pool": "desk"}, "its names are texts, not 1."),
    ],
)
def test_a_line_of_the_ledger_is_read_as_strictly_as_the_facts(wrong: dict[object, object], said: str) -> None:
    line: dict[Any, object] = {"remedy": "waive_fee", "amount": 5, "on": "2026-11-01"} | wrong
    with pytest.raises(GraceError) as caught:
        decide(late_return(), three_hours_late(), given=[line])
    assert said in str(caught.value)


@given(
    st.lists(
        st.fixed_dictionaries(
            {}, optional={"fee": st.integers(0, 90), "hours": st.integers(0, 90), "vip": st.booleans()}
        )
    )
)
def test_deciding_many_gives_each_its_own_sheet(drawn: list[dict[str, object]]) -> None:
    assert [sheet.remedies for sheet in decide_many(UNKNOWN, drawn)] == [
        decide(UNKNOWN, facts).remedies for facts in drawn
    ]


@pytest.mark.parametrize("facts", [None, 5, "hours_late: 3", ["hours_late"]])
@pytest.mark.parametrize("asking", [decide, limits, lambda policy, facts: list(decide_many(policy, [facts]))])
def test_what_is_no_table_of_facts_is_refused_plainly(asking: Callable[..., object], facts: object) -> None:
    with pytest.raises(InputError, match="table of names and values"):
        asking(late_return(), facts)


@pytest.mark.parametrize("given", [5, True, object()])
def test_what_is_no_list_of_lines_is_refused_plainly(given: object) -> None:
    with pytest.raises(InputError, match="a list of lines"):
        decide(late_return(), {}, given=given)  # type: ignore[arg-type]  # that is what the test is about
