"""Facts as people write them: read exactly or refused, never rounded, never guessed."""

import decimal
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodgrace.errors import FactError
from goodgrace.money import Money, as_decimal, as_text, scaled
from goodgrace.policy.expressions import LARGEST, Type
from goodgrace.policy.values import read_facts, read_value
from tests.makers import a_policy, late_return, three_hours_late

MONEY, HOURS, DAY = Type("money", 2), Type("number", 2, "hours"), Type("date")
CHOICE, YES_NO, KEY = Type("choice", of=("traffic", "our_fault")), Type("yes_no"), Type("key")
EUROS = a_policy("waive: {gives: money, standard: [{give: fee}]}", facts="fee: {type: money}")


@pytest.mark.parametrize(
    ("type", "raw", "value"),
    [
        (MONEY, "60", 6000),
        (MONEY, "60.5", 6050),
        (MONEY, "-0.01", -1),
        (MONEY, " 60.00 ", 6000),
        (MONEY, "+7", 700),
        (MONEY, 60, 6000),
        (MONEY, 0.1, 10),
        (MONEY, 1e2, 10000),
        (MONEY, Decimal("1E+2"), 10000),
        (MONEY, Decimal("60.500"), 6050),
        (MONEY, Money(6000, "EUR"), 6000),
        (HOURS, "2.25", 225),
        (HOURS, ".5", 50),
        (YES_NO, "Yes", True),
        (YES_NO, True, True),
        (YES_NO, 1, True),
        (YES_NO, "0", False),
        (YES_NO, "FALSE", False),
        (CHOICE, "our_fault", "our_fault"),
        (DAY, "2026-11-22", date(2026, 11, 22).toordinal()),
        (DAY, "2026-11-22T23:59:59+02:00", date(2026, 11, 22).toordinal()),
        (DAY, date(2024, 2, 29), date(2024, 2, 29).toordinal()),
        (DAY, datetime(2026, 11, 22, 23, 59, tzinfo=UTC), date(2026, 11, 22).toordinal()),
        (KEY, 17, "17"),
        (KEY, 17.0, "17"),
        (KEY, Decimal("17.00"), "17"),
        (KEY, 17.5, "17.5"),
        (KEY, "17.0", "17.0"),
        (MONEY, "", None),
        (CHOICE, "  ", None),
        (DAY, None, None),
    ],
)
def test_a_value_is_read_as_a_person_means_it(type: Type, raw: object, value: object) -> None:
    assert read_value(type, raw) == value


@pytest.mark.parametrize(
    ("type", "raw", "said"),
    [
        (MONEY, "60.005", "60.005 has more than 2 decimal places."),
        (Type("number", 0, "days"), "3.5", "3.5 is no whole number. Round it, or let the policy's owner write"),
        (HOURS, "2.125", "write `places: 3` at the fact"),
        (MONEY, 0.1 + 0.2, "0.30000000000000004 has more than 2 decimal places."),
        (MONEY, "1." + "0" * 30 + "1", "has more than 2 decimal places."),
        (MONEY, "1,250.00", "without unit or thousands mark"),
        (MONEY, "60 EUR", "without unit or thousands mark"),
        (MONEY, "1e3", "is not a plain number. Write it as 12.50, without unit or thousands mark."),
        (Type("number", 1, "years"), "nine", "Write it as 12.5, without unit or thousands mark."),
        (Type("number", 0, "days"), "three", "Write a whole number in digits, like 3."),
        (MONEY, "٦٠", "is not a plain number"),
        (MONEY, float("nan"), "is not a plain number"),
        (MONEY, float("inf"), "is not a plain number"),
        (MONEY, Decimal("NaN"), "is not a plain number"),
        (MONEY, Decimal("1E+999999"), "is not a plain number"),
        (MONEY, True, "is not a plain number"),
        (MONEY, [60], "is not a plain number"),
        (MONEY, "10000000000.01", "the largest that is counted"),
        pytest.param(MONEY, 10**5000, "is not a plain number", id="five thousand digits"),
        pytest.param(MONEY, "9" * 100_000, "is not a plain number", id="a hundred thousand nines"),
        (HOURS, Money(6000, "EUR"), "is not a plain number"),
        (YES_NO, "maybe", "neither yes nor no"),
        (YES_NO, 2, "neither yes nor no"),
        (CHOICE, "our_falt", "Did you mean `our_fault`?"),
        (CHOICE, "Traffic", "is none of traffic, our_fault"),
        (DAY, "22.11.2026", "Write it as 2026-11-22."),
        (DAY, "2026-02-29", "is not a date"),
        (DAY, "20261122", "is not a date"),
        (DAY, "2026-W47-7", "is not a date"),
        (DAY, "2026-11-22Tea time", "is not a date"),
        (DAY, "٢٠٢٦-١١-٢٢", "is not a date"),
    ],
)
def test_what_cannot_be_read_exactly_is_refused_with_the_reason(type: Type, raw: object, said: str) -> None:
    with pytest.raises(ValueError, match=r".+") as caught:
        read_value(type, raw)
    assert said in str(caught.value)


@given(st.integers(-LARGEST, LARGEST), st.integers(0, 6))
def test_every_amount_is_read_back_as_it_was_written(amount: int, places: int) -> None:
    type = Type("number", places)
    assert read_value(type, as_text(amount, places)) == amount
    assert read_value(type, as_decimal(amount, places)) == amount


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**6), max_value=10**6))
def test_a_float_stands_for_the_decimal_that_it_prints(number: Decimal) -> None:
    assert read_value(Type("number", 4), float(number)) == scaled(number, 4)


def test_amounts_are_exact_whatever_the_callers_decimal_context_says() -> None:
    with decimal.localcontext(prec=3):
        assert read_value(MONEY, "123456789.01") == 12345678901
        assert as_text(12345678901, 2) == "123456789.01"


def test_every_fault_in_the_facts_is_told_at_once() -> None:
    with pytest.raises(FactError) as caught:
        read_facts(late_return(), three_hours_late(late_fee="60 EUR", cause="trafic", tenure="7"))
    assert list(caught.value.problems) == ["tenure", "late_fee", "cause"]
    assert caught.value.problems["tenure"].endswith("Did you mean `tenure_years`?")


def test_a_fact_outside_its_bounds_is_refused() -> None:
    policy = a_policy(
        "waive: {gives: yes, standard: [{when: hours <= 3}]}", facts="hours: {type: number, least: 0, most: 24}"
    )
    with pytest.raises(FactError, match="hours: it is at most 24"):
        read_facts(policy, {"hours": 25})
    with pytest.raises(FactError, match="hours: it is at least 0"):
        read_facts(policy, {"hours": -1})


def test_a_default_stands_for_a_fact_that_is_absent_on_purpose() -> None:
    policy = a_policy(
        "waive: {gives: yes, standard: [{when: vip}]}", facts="vip: {type: yes_no, default: no}\nlate: {type: yes_no}"
    )
    assert read_facts(policy, {}) == {"vip": False, "late": None, "on": None}


def test_money_of_another_currency_is_refused() -> None:
    with pytest.raises(FactError, match=r"it is in USD\. This policy counts in EUR\."):
        read_facts(EUROS, {"fee": Money(6000, "USD")})


def test_a_currency_without_minor_units_has_no_decimal_places() -> None:
    yen = a_policy("waive: {gives: money, standard: [{give: fee}]}", facts="fee: {type: money}", more="currency: JPY")
    assert read_facts(yen, {"fee": "500"})["fee"] == 500
    with pytest.raises(FactError, match="has more than 0 decimal places"):
        read_facts(yen, {"fee": "500.5"})
