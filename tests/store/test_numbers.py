"""Numbers of new rows: of version 7, in the order of their moments, and never the same."""

from datetime import UTC, datetime, timedelta
from uuid import RFC_4122

from hypothesis import example, given
from hypothesis import strategies as st

from goodgrace.store.numbers import new_number

MOMENTS = st.datetimes(datetime(1970, 1, 2), datetime(9000, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # hypothesis adds the zone


@given(MOMENTS)
@example(datetime(5000, 11, 24, 22, 37, 34, 652999, tzinfo=UTC))
def test_a_number_is_a_uuid_of_version_7_that_says_its_millisecond(moment: datetime) -> None:
    number = new_number(moment)
    assert (number.version, number.variant) == (7, RFC_4122)
    assert number.int >> 80 == (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


@given(MOMENTS, st.integers(1, 10**9))
@example(datetime(5000, 11, 24, 22, 37, 34, 652999, tzinfo=UTC), 1)
def test_what_is_later_comes_later(moment: datetime, later: int) -> None:
    assert new_number(moment) < new_number(moment + timedelta(milliseconds=later))


def test_no_two_are_the_same() -> None:
    moment = datetime(2026, 12, 1, tzinfo=UTC)
    assert len({new_number(moment) for _ in range(10_000)}) == 10_000
