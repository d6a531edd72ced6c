"""What `work` does once a night, and `goodgrace reconcile` and `check` say of what is connected."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError

from goodgrace.cli.site import check
from goodgrace.cli.worker import at_night, going_on, next_night
from goodgrace.errors import GraceError, Refused


def test_the_next_night_is_at_two_on_the_clock_of_the_house() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    late, early = datetime(2026, 11, 24, 22, tzinfo=berlin), datetime(2026, 11, 25, 1, 59, tzinfo=berlin)
    assert next_night(late) == next_night(early) == datetime(2026, 11, 25, 2, tzinfo=berlin)
    assert next_night(datetime(2026, 11, 25, 2, tzinfo=berlin)) - timedelta(days=1) == next_night(early)


def test_without_a_billing_system_it_is_said_what_to_set(db: None, run) -> None:
    status, _, err = run("reconcile")
    assert (status, "Set GOODGRACE_BILLING_URL" in err) == (2, True)
    at_night(datetime(2026, 11, 25, 2, tzinfo=UTC))


def test_check_says_in_plain_words_what_is_not_connected(db: None) -> None:
    said = {each.says.partition(":")[0]: each.stands for each in check("127.0.0.1", 0)}
    assert said["billing"] == said["letters"] == "note", "nothing to mend, and yet less is done"
    assert said["database"] == "fine"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (DatabaseError(), "DatabaseError"),
        (GraceError("\n"), "GraceError"),
        (Refused("Not now.\nReally."), "Not now."),
        (KeyError(), "KeyError in"),
    ],
)
def test_whatever_an_error_says_or_does_not_say_the_worker_goes_on(
    error: Exception, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with going_on():
        raise error
    assert capsys.readouterr().err.startswith(f"Not this time: {said}")
