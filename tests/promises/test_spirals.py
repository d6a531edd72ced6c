"""Penalty spirals: noticed from the account's own rows, with the evidence, and silent where too little is known."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodgrace.errors import InputError
from goodgrace.promises.spirals import KINDS, LEAST_DUES, Row, Shares, spiral

START = date(2025, 1, 1)


def month(number: int) -> date:
    return START + timedelta(days=30 * number)


def account(late: set[int], months: int, *, paid: int = 10_000, fee: int = 3_500) -> list[Row]:
    """An instalment due each month; those that came late brought a fee five days after."""
    rows = [Row(month(each), "due", paid) for each in range(months)]
    rows += [Row(month(each) + timedelta(days=5), "fee", fee) for each in late]
    return rows + [Row(month(each), "principal", paid) for each in range(months) if each not in late]


def test_a_fee_that_brings_the_next_is_noticed_with_its_evidence() -> None:
    found = spiral(account({6, 7, 8, 9, 10}, 14), currency="EUR")
    assert found.noticed is True
    assert (found.fees.minor, found.principal.minor) == (17_500, 90_000)
    assert found.shares == Shares(with_fee=5, missed_with=4, without_fee=8, missed_without=1)
    assert [(each.before.on, each.due.on, each.after.on) for each in found.evidence] == [
        (month(before) + timedelta(days=5), month(due), month(due) + timedelta(days=5))
        for before, due in pairwise((6, 7, 8, 9, 10))
    ]
    assert found.suggests == "hardship-grace"
    assert found.says == (
        "After a fee 4 of 5 due dates brought another fee; without one before, 1 of 8 did."
    )  # fmt: skip


def test_fees_that_come_now_and_then_are_no_spiral() -> None:
    found = spiral(account({1, 4, 7, 10, 13}, 16), currency="EUR")
    assert (found.noticed, found.suggests, found.abstains) == (False, "", "")


def test_what_is_told_says_where_fees_weigh_as_much_as_the_principal() -> None:
    found = spiral(account({6, 7, 8, 9, 10}, 14, paid=1_000), currency="EUR")
    assert found.says.endswith("Fees took at least half as much as went to the principal.")


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([], "0 fees are too few"),
        (account({1, 2}, 14), "2 fees are too few"),
        (account({1, 2, 3}, LEAST_DUES), "7 due dates are too few"),
        (account(set(range(14)), 14), "did not; it takes 3 of each"),
    ],
)
def test_with_too_few_rows_nothing_is_said(rows: list[Row], why: str) -> None:
    found = spiral(rows, currency="EUR")
    assert found.noticed is None
    assert why in found.abstains
    assert (found.suggests, found.says) == ("", "")


def test_the_chance_is_that_of_fishers_exact_test() -> None:
    assert Shares(4, 3, 4, 1).chance == Fraction(17, 70)  # the lady tasting tea
    assert Shares(4, 4, 4, 0).chance == Fraction(1, 70)
    assert Shares(0, 0, 0, 0).chance == 1


def test_an_amount_below_nothing_is_told() -> None:
    with pytest.raises(InputError, match="nothing or more"):
        spiral([Row(START, "fee", -1)], currency="EUR")


ROWS = st.lists(
    st.builds(Row, st.dates(date(2024, 1, 1), date(2026, 1, 1)), st.sampled_from(KINDS), st.integers(0, 10**6))
)


@given(ROWS, st.randoms())
def test_whatever_the_rows_the_sums_are_theirs_and_their_order_does_not_matter(rows: list[Row], chance) -> None:
    found = spiral(rows, currency="EUR")
    assert found.fees.minor == sum(row.amount for row in rows if row.kind == "fee")
    assert (found.noticed is None) == bool(found.abstains)
    assert bool(found.suggests) == (found.noticed is True)
    assert all(each.before.on < each.due.on <= each.after.on for each in found.evidence)
    mixed = list(rows)
    chance.shuffle(mixed)
    assert spiral(mixed, currency="EUR") == found
