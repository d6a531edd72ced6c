"""Lengths of time: as people say them, on the customer's calendar, over every daylight-saving change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from goodgrace.playbook.spans import Span, days_since, earlier, later, on_the_wall, read_span, span_of

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
ZONES = st.sampled_from(
    "Europe/Berlin America/New_York Australia/Lord_Howe Africa/Kampala Pacific/Apia America/Sao_Paulo Asia/Kathmandu UTC".split()
).map(ZoneInfo)
MOMENTS = st.integers(946_684_800, 2_840_140_800).map(
    lambda second: datetime.fromtimestamp(second, UTC)
)  # 2000 to 2060
LONG = st.builds(Span, st.integers(1, 120), st.sampled_from(["day", "week", "month"]))


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("text", "said"), [("1 day", "1 day"), ("4 hours", "4 hours"), (" 12 months ", "12 months"), ("1  years", "1 year")]
)
def test_a_length_is_read_as_people_say_it(text: str, said: str) -> None:
    assert str(read_span(text)) == said
    assert span_of(read_span(text).as_data()) == read_span(text)


@pytest.mark.parametrize(
    "text", ["", "day", "ten days", "-1 days", "1.5 hours", "3661 days", "11 years", "1 dayss", "1days"]
)
def test_what_is_no_length_says_what_would_be(text: str) -> None:
    with pytest.raises(ValueError, match="Write "):
        read_span(text)


def test_a_day_over_the_change_keeps_the_time_on_the_wall_and_hours_are_counted() -> None:
    before = berlin("2026-03-28 10:00")
    assert later(before, Span(1, "day"), BERLIN) == berlin("2026-03-29 10:00")
    assert later(before, Span(1, "day"), BERLIN) - before == timedelta(hours=23)
    assert later(before, Span(24, "hour"), BERLIN) == berlin("2026-03-29 11:00")
    assert later(berlin("2026-10-24 10:00"), Span(1, "day"), BERLIN) - berlin("2026-10-24 10:00").astimezone(
        UTC
    ) == timedelta(hours=25)


def test_a_time_over_which_the_clocks_leap_is_the_moment_to_which_they_leap() -> None:
    for started in ("2026-03-28 02:00", "2026-03-28 02:30", "2026-03-28 02:59"):
        assert later(berlin(started), Span(1, "day"), BERLIN) == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_a_time_that_the_clocks_show_twice_is_the_first() -> None:
    found = later(berlin("2026-10-24 02:30"), Span(1, "day"), BERLIN)
    assert found == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_day_that_a_zone_left_out_is_the_first_moment_after_it() -> None:
    apia = ZoneInfo("Pacific/Apia")  # 30 December 2011 never was there
    assert on_the_wall(date(2011, 12, 30), time(12), apia) == datetime(2011, 12, 30, 10, tzinfo=UTC)
    assert on_the_wall(date(2011, 12, 30), time(12), apia).astimezone(apia).date() == date(2011, 12, 31)


def test_the_last_day_of_a_month_stays_the_last() -> None:
    assert later(berlin("2026-01-31 09:00"), Span(1, "month"), BERLIN) == berlin("2026-02-28 09:00")
    assert later(berlin("2028-02-29 09:00"), Span(1, "year"), BERLIN) == berlin("2029-02-28 09:00")
    assert earlier(berlin("2026-03-31 09:00"), Span(1, "month"), BERLIN) == berlin("2026-02-28 09:00")


def test_days_are_counted_where_the_customer_lives() -> None:
    started, moment = datetime(2026, 11, 2, 3, tzinfo=UTC), datetime(2026, 11, 2, 6, tzinfo=UTC)
    assert days_since(started, moment, NEW_YORK) == 1
    assert days_since(started, moment, BERLIN) == 0


@given(MOMENTS, LONG, ZONES)
@example(datetime(2026, 3, 28, 1, 30, tzinfo=UTC), Span(1, "day"), BERLIN)
def test_calendar_time_shows_the_same_on_the_wall_wherever_that_time_exists(
    moment: datetime, span: Span, zone: ZoneInfo
) -> None:
    found = later(moment, span, zone).astimezone(zone)
    shown = datetime.combine(found.date(), moment.astimezone(zone).time(), zone)
    exists = shown.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == shown.replace(tzinfo=None)
    assert not exists or found.time() == moment.astimezone(zone).time()


@given(MOMENTS, LONG, ZONES)
def test_later_is_later_and_never_by_much_less_than_it_says(moment: datetime, span: Span, zone: ZoneInfo) -> None:
    found = later(moment, span, zone)
    assert found.tzinfo is UTC
    assert found > moment
    days = {"day": 1, "week": 7, "month": 28}[span.unit] * span.count
    shorter = timedelta(hours=25)  # summer time, and the day that Samoa left out of 2011
    assert found - moment >= timedelta(days=days) - shorter


@given(MOMENTS, st.timedeltas(timedelta(), timedelta(days=3)), LONG, ZONES)
def test_who_starts_later_is_due_no_earlier(moment: datetime, more: timedelta, span: Span, zone: ZoneInfo) -> None:
    first, second = moment.astimezone(zone), (moment + more).astimezone(zone)
    assume(
        first.replace(tzinfo=None) <= second.replace(tzinfo=None)
    )  # clocks set back between the two show it otherwise
    assert later(first, span, zone) <= later(second, span, zone)


@given(MOMENTS, st.integers(0, 500), st.integers(0, 500), ZONES)
def test_hours_add_up_exactly(moment: datetime, first: int, second: int, zone: ZoneInfo) -> None:
    once = later(later(moment, Span(first, "hour"), zone), Span(second, "hour"), zone)
    assert once == later(moment, Span(first + second, "hour"), zone) == moment + timedelta(hours=first + second)
