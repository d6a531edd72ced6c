"""What customers bought: read exactly, brought in once, and what they are worth beside all others."""

import os
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodgrace.customers.bringing import bring_in_purchases
from goodgrace.customers.cells import LARGEST_AMOUNT, read_amount
from goodgrace.customers.models import Customer, Purchase
from goodgrace.customers.queries import with_reference
from goodgrace.customers.receipts import read_purchases
from goodgrace.customers.worth import tenure_years, value_of
from goodgrace.errors import InputError, Refused
from goodgrace.ledger.models import Entry
from goodgrace.money import as_text, places_of
from tests.customers.acquaintances import TODAY, ada, bought
from tests.people import NOW, Cast

CDNOW = Path(__file__).parents[2].resolve().parent / "shared" / "data" / "cdnow" / "CDNOW_master.txt"
if not CDNOW.exists():  # a worktree lies elsewhere than the checkout does
    CDNOW = Path(os.environ.get("GOODGRACE_SHARED_DATA", "/work/shared/data")) / "cdnow" / "CDNOW_master.txt"
HEADER = "reference,on,amount,currency,count\n"


@given(st.integers(-LARGEST_AMOUNT, LARGEST_AMOUNT), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_an_amount_is_read_to_the_last_minor_unit(minor: int, currency: str) -> None:
    assert read_amount(as_text(minor, places_of(currency)), currency) == minor


@given(st.decimals(-(10**9), 10**9, allow_nan=False, places=6))
def test_an_amount_is_exact_or_refused_never_rounded(amount: Decimal) -> None:
    try:
        read = read_amount(f"{amount:f}", "EUR")
    except ValueError:
        assert amount * 100 % 1 != 0
    else:
        assert Decimal(read) == amount * 100


@pytest.mark.parametrize("text", ["", "1,50", "1.505", "€5", "1e3", "NaN", "١٢", "9" * 41, "9" * 20, "--1", "5 EUR"])
def test_an_amount_that_could_be_meant_otherwise_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"Write|places|anybody"):
        read_amount(text, "EUR")


def test_purchases_make_the_customers_that_are_not_known_since_their_first_day(cast: Cast) -> None:
    ada(cast)
    told = bought(HEADER + "C-1,2026-01-03,10,EUR,2\nC-7,2026-03-01,5,EUR,\nC-7,2025-12-24,1.20,EUR,\n", cast.finn)
    assert (told.new, told.new_customers) == (3, 1)
    assert with_reference("C-7").since == date(2025, 12, 24)
    assert list(with_reference("C-1").purchases.values_list("amount", "currency", "count")) == [(1000, "EUR", 2)]
    assert Entry.objects.filter(what="purchases brought in").count() == 1


def test_the_same_purchases_again_change_nothing_and_a_longer_file_adds_what_is_new(cast: Cast) -> None:
    twice = HEADER + "C-1,2026-01-03,10,EUR,\n" * 2
    assert bought(twice, cast.finn).new == 2
    assert bought(twice, cast.finn).new == 0
    longer = bought(twice + "C-1,2026-01-03,10,EUR,\nC-1,2026-02-03,8,EUR,\n", cast.finn)
    assert (longer.new, longer.same) == (2, 2)
    assert Purchase.objects.count() == 4
    assert Entry.objects.count() == 2


def test_bad_purchases_are_told_and_nothing_is_brought_in(cast: Cast) -> None:
    text = HEADER + "C-1,2026-01-03,10,EUR,\n,,x,euro,-1\nC-1,2030-01-01,1.555,EUR,1\n"
    table = read_purchases(text.encode(), "purchases.csv", TODAY)
    assert Counter(bad.line for bad in table.bad) == {3: 5, 4: 2}
    with pytest.raises(Refused):
        bought(text, cast.finn)
    assert not Purchase.objects.exists()


@pytest.mark.parametrize("text", ["", "reference,on,amount\n", "reference,on,amount,currency,color\n", "1 2 3\n"])
def test_a_file_that_holds_no_purchases_is_refused_with_the_columns(text: str) -> None:
    with pytest.raises(InputError, match=r"^purchases\.csv:1: .*reference, on, amount, currency, count"):
        read_purchases(text.encode(), "purchases.csv", TODAY)


def test_the_text_of_cdnow_is_recognised_by_itself() -> None:
    table = read_purchases(b" 00001 19970101  1   11.77\n 00002 1997011X  5 77.00\n", "master.txt", TODAY)
    (row,) = table.rows
    assert (row.reference, row.on, row.amount, row.currency, row.count) == (
        "cdnow-00001",
        date(1997, 1, 1),
        1177,
        "USD",
        1,
    )
    assert [bad.line for bad in table.bad] == [2]


def test_a_customer_without_purchases_has_tenure_and_no_scores(cast: Cast) -> None:
    value = value_of(ada(cast), TODAY)
    assert (value.recency_days, value.frequency, value.spent, value.scores) == (None, 0, {}, None)
    assert value.tenure_years == Decimal("7.5")


def test_scores_part_all_customers_into_five_groups(cast: Cast) -> None:
    rows = [
        f"C-{number},{TODAY - timedelta(days=10 * number + times)},{(11 - number) * 5},EUR,"
        for number in range(1, 11)
        for times in range(11 - number)
    ]
    bought(HEADER + "\n".join(rows), cast.finn)
    told = [value_of(with_reference(f"C-{number}"), TODAY) for number in range(1, 11)]
    scores = [value.scores for value in told]
    expected = [5, 5, 4, 4, 3, 3, 2, 2, 1, 1]
    assert [score.recency for score in scores if score] == expected
    assert [score.frequency for score in scores if score] == expected
    assert [score.monetary for score in scores if score] == expected
    assert (told[0].recency_days, told[0].frequency, told[0].spent) == (10, 10, {"EUR": 50000})


def test_customers_who_are_alike_score_alike(cast: Cast) -> None:
    bought(HEADER + "".join(f"C-{number},2026-01-03,5,EUR,\n" for number in range(7)), cast.finn)
    scores = {value_of(customer, TODAY).scores for customer in Customer.objects.all()}
    assert len(scores) == 1


def test_what_came_back_lowers_the_spend_and_is_no_purchase_and_currencies_stay_apart(cast: Cast) -> None:
    text = "C-1,2026-01-03,10,EUR,\nC-1,2026-01-09,-4,EUR,\nC-1,2026-01-05,700,JPY,\nC-1,2026-01-06,9,EUR,\n"
    bought(HEADER + text, cast.finn)
    value = value_of(with_reference("C-1"), date(2026, 1, 16))
    assert (value.recency_days, value.frequency, value.spent) == (10, 3, {"EUR": 1500, "JPY": 700})


def test_a_value_is_as_of_its_day(cast: Cast) -> None:
    bought(HEADER + "C-1,2026-01-03,10,EUR,\nC-1,2026-03-03,10,EUR,\n", cast.finn)
    value = value_of(with_reference("C-1"), date(2026, 2, 1))
    assert (value.recency_days, value.frequency, value.spent) == (29, 1, {"EUR": 1000})


def test_tenure_is_cut_to_one_place_and_never_below_zero() -> None:
    assert tenure_years(date(2020, 1, 1), date(2023, 12, 30)) == Decimal("3.9")
    assert tenure_years(date(2026, 1, 1), date(2025, 1, 1)) == Decimal("0.0")
    assert tenure_years(None, TODAY) is None


@pytest.mark.slow
@pytest.mark.skipif(not CDNOW.exists(), reason="the shared data (../shared/data/cdnow) is not beside this checkout")
def test_cdnow_comes_in_whole_and_a_value_is_known_of_each_of_its_customers(cast: Cast) -> None:
    table = read_purchases(CDNOW.read_bytes(), CDNOW.name, TODAY)
    told = bring_in_purchases(table=table, by=cast.finn, now=NOW)
    assert (told.new, told.new_customers, len(table.bad)) == (69_659, 23_570, 0)
    customers = [with_reference(f"cdnow-{number:05}") for number in range(1, 51)]
    values = [value_of(customer, date(1998, 7, 1)) for customer in customers]
    assert (values[0].spent, values[0].frequency) == ({"USD": 1177}, 1)
    assert (values[1].spent, values[1].recency_days) == ({"USD": 8900}, 535)
