"""Every difference between the two sides is found and said, and none is invented."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodgrace.errors import InputError
from goodgrace.money import Money
from goodgrace.promises.channels.parameters import read_amount, read_moment, write_amount, write_moment
from goodgrace.promises.channels.reconciling import Believed, compare

FEES = Believed("1:fees", "suspend", "C-7", until="2026-12-04T17:00:00+01:00")
NOW = "2026-12-01T02:00:00Z"
REFUND = Believed("2:refund", "refund", "C-7", amount="60.00 EUR")


def told(ours: list[Believed], theirs: list[Believed]) -> list[str]:
    return [each.what for each in compare(ours, theirs, NOW)]


believed = st.builds(
    Believed,
    key=st.sampled_from(["1:a", "2:b", "3:c", "4:d"]),
    kind=st.sampled_from(["refund", "suspend"]),
    customer=st.sampled_from(["C-1", "C-2"]),
    amount=st.sampled_from(["", "60.00 EUR", "60 EUR", "5.00 EUR"]),
    until=st.sampled_from(["", "2026-12-04T17:00:00+01:00", "2026-12-04T16:00:00Z"]),
    ended=st.sampled_from(["", "2026-11-30T00:00:00Z"]),
)
sides = st.lists(believed, unique_by=lambda each: each.key)


@given(sides)
def test_two_sides_that_agree_have_no_difference(side: list[Believed]) -> None:
    assert compare(side, reversed(side), NOW) == ()


@given(sides, sides)
def test_a_key_that_only_one_side_has_is_always_told(ours: list[Believed], theirs: list[Believed]) -> None:
    here, there = {each.key for each in ours}, {each.key for each in theirs}
    found = compare(ours, theirs, NOW)
    assert {each.key for each in found if each.what == "missing_there"} == here - there
    assert {each.key for each in found if each.what == "missing_here"} == there - here
    assert {each.key for each in found} <= here | there
    assert all(each.said.endswith(".") for each in found)


def test_the_same_amount_and_moment_may_be_written_differently() -> None:
    theirs = [
        Believed("1:fees", "suspend", "C-7", account="L-1", until="2026-12-04T16:00:00Z"),
        Believed("2:refund", "refund", "C-7", amount="60 EUR"),
    ]
    assert told([FEES, REFUND], theirs) == []


@pytest.mark.parametrize(
    ("theirs", "said"),
    [
        (Believed("2:refund", "refund", "C-7", amount="6.00 EUR"), "amount is 60.00 EUR with us and 6.00 EUR at"),
        (Believed("2:refund", "refund", "C-7", amount="60.00 USD"), "60.00 USD"),
        (Believed("2:refund", "refund", "C-7", amount="sixty"), "sixty"),
        (Believed("2:refund", "refund", "C-7"), "and not said at the billing system"),
        (Believed("2:refund", "refund", "C-8", amount="60.00 EUR"), "(2:refund) stands for another customer at"),
        (Believed("2:refund", "refund", "", amount="60.00 EUR"), "stands for no customer at"),
        (Believed("2:refund", "credit", "C-7", amount="60.00 EUR"), "kind is refund with us and credit"),
    ],
)
def test_what_differs_is_said_with_both_sides(theirs: Believed, said: str) -> None:
    (found,) = compare([REFUND], [theirs], NOW)
    assert found.what == "differs"
    assert said in found.said
    assert "C-" not in found.said, "who it is about is not said where it is kept"


def test_a_suspension_that_ends_a_minute_early_is_told() -> None:
    theirs = Believed("1:fees", "suspend", "C-7", until="2026-12-04T16:59:00+01:00")
    assert told([FEES], [theirs]) == ["differs"]


def test_what_was_ended_there_before_its_time_is_told() -> None:
    early = Believed("1:fees", "suspend", "C-7", until=FEES.until, ended="2026-11-30T00:00:00Z")
    in_time = Believed("1:fees", "suspend", "C-7", until=FEES.until, ended="2026-12-04T16:00:00Z")
    assert told([FEES], [early]) == ["ended_early"]
    assert told([FEES], [in_time]) == []


def test_what_we_ended_and_still_stands_there_is_told() -> None:
    ended = Believed("1:fees", "suspend", "C-7", until=FEES.until, ended="2026-11-30T00:00:00Z")
    assert told([ended], [FEES]) == ["still_there"]
    assert told([ended], [ended]) == []


def test_what_we_ended_and_is_over_there_by_its_own_day_stands_no_more() -> None:
    day = "2026-11-30T00:04:00Z"
    ended = Believed("1:fees", "suspend", "C-7", until=day, ended="2026-11-30T00:00:00Z")
    theirs = Believed("1:fees", "suspend", "C-7", until=day)
    assert told([ended], [theirs]) == [], "our end came after its day, and changed nothing"


def test_what_is_listed_twice_there_is_told() -> None:
    (found,) = compare([REFUND], [REFUND, REFUND], NOW)
    assert (found.what, found.said) == (
        "twice_there",
        "The billing system lists “refund” of 60.00 EUR (2:refund) 2 times.",
    )


@given(st.integers(0, 10**11), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_an_amount_is_written_and_read_exactly(minor: int, currency: str) -> None:
    assert read_amount(write_amount(Money(minor, currency))) == Money(minor, currency)


@given(st.integers(0, 7 * 10**9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)))
def test_a_moment_is_written_and_read_to_the_second(moment: datetime) -> None:
    text = write_moment(moment)
    assert write_moment(read_moment(text)) == text


@pytest.mark.parametrize(
    "text", ["", "60", "60 eur", "60.00  EUR", "1e3 EUR", "-1 EUR", "٣ EUR", "0.001 EUR", "9" * 20 + " EUR"]
)
def test_what_is_no_amount_is_told(text: str) -> None:
    with pytest.raises(InputError, match="no amount"):
        read_amount(text)


@pytest.mark.parametrize(
    "text", ["", "2026-12-04", "2026-12-04T17:00:00", "2026-13-04T17:00:00Z", "20261204T170000Z", "now"]
)
def test_what_is_no_moment_is_told(text: str) -> None:
    with pytest.raises(InputError, match="no moment"):
        read_moment(text)
