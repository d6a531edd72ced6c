"""When a person may be called: in her own hours, never on a quiet day, moved without penalty."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodgrace.playbook.hours import WEEKDAYS, Hours, fitting, hours_of, is_quiet, read_between, read_quiet

BERLIN = ZoneInfo("Europe/Berlin")
USUAL = Hours(time(9), time(18), ("sunday", "12-24", "2026-11-11"))


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("wished", "found"),
    [
        ("2026-11-02 10:17", "2026-11-02 10:17"),
        ("2026-11-02 07:00", "2026-11-02 09:00"),
        ("2026-11-02 18:00", "2026-11-03 09:00"),
        ("2026-11-07 20:00", "2026-11-09 09:00"),
        ("2026-11-10 19:00", "2026-11-12 09:00"),
        ("2026-12-24 10:00", "2026-12-25 09:00"),
    ],
)
def test_she_is_called_in_her_hours_and_not_on_a_quiet_day(wished: str, found: str) -> None:
    assert fitting(berlin(wished), USUAL, BERLIN) == berlin(found)


def test_the_hours_are_those_where_she_lives() -> None:
    tokyo = ZoneInfo("Asia/Tokyo")
    assert fitting(datetime(2026, 11, 2, 12, tzinfo=UTC), USUAL, tokyo) == datetime(2026, 11, 3, 0, tzinfo=UTC)


def test_an_hour_over_which_the_clocks_leap_is_no_hour_to_call_in() -> None:
    night = Hours(time(2), time(3), ())
    assert fitting(berlin("2026-03-29 01:00"), night, BERLIN) == berlin("2026-03-30 02:00")


@pytest.mark.parametrize(
    "text", ["9 and 18", "18:00 and 09:00", "09:00 and 09:00", "09:00-18:00", "24:00 and 25:00", ""]
)
def test_hours_that_cannot_be_say_what_would_mend_them(text: str) -> None:
    with pytest.raises(ValueError, match=r"\. (Write|Exchange) "):
        read_between(text)


@pytest.mark.parametrize("text", ["sundays", "13-01", "02-30", "2026-02-29", "24.12.", "2026-W01-1", ""])
def test_what_is_no_day_says_what_would_be(text: str) -> None:
    with pytest.raises(ValueError, match="Write sunday"):
        read_quiet(text)


@given(
    st.integers(1_577_836_800, 2_208_988_800).map(lambda second: datetime.fromtimestamp(second, UTC)),  # 2020 to 2040
    st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Kampala"]),
    st.lists(st.sampled_from([*WEEKDAYS[:5], "12-24", "02-29", "2026-11-11"]), unique=True),
    st.integers(0, 22),
)
def test_the_first_fitting_moment_fits_and_is_found_again(
    moment: datetime, zone: str, quiet: list[str], first: int
) -> None:
    hours, where = Hours(time(first), time(first + 1), tuple(quiet)), ZoneInfo(zone)
    found = fitting(moment, hours, where)
    local = found.astimezone(where)
    assert found >= moment
    assert hours.first <= local.time() < hours.last
    assert not is_quiet(local.date(), hours)
    assert fitting(found, hours, where) == found
    assert hours_of(hours.as_data()) == hours
