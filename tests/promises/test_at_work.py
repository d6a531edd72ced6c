"""Somebody keeps the clocks, or it is noticed that nobody does."""

from datetime import timedelta

import pytest
from django.utils import timezone

from goodgrace.cli.site import findings
from goodgrace.promises.atwork import last_at_work, note_at_work, silent_since
from goodgrace.promises.models import AtWork
from tests.cases.stories import later
from tests.people import NOW, Cast
from tests.web.browsing import signed_in


def test_silence_is_noticed_once_nobody_was_at_work_for_two_minutes(db: None) -> None:
    assert silent_since(NOW) is None
    note_at_work("one:1:a", NOW)
    note_at_work("two:2:b", later(minutes=1))
    assert silent_since(later(minutes=3)) is None
    assert silent_since(later(minutes=4)) == later(minutes=1)


def test_workers_of_yesterday_are_forgotten(db: None) -> None:
    note_at_work("one:1:a", NOW)
    note_at_work("two:2:b", later(days=2))
    assert [each.name for each in AtWork.objects.all()] == ["two:2:b"]


@pytest.mark.parametrize(("minutes", "worker"), [(0, "fine"), (10, "silent")])
def test_whoever_watches_over_the_site_hears_whether_the_clocks_are_kept(
    client, db: None, minutes: int, worker: str
) -> None:
    note_at_work("one:1:a", timezone.now() - timedelta(minutes=minutes))
    answer = client.get("/health")
    assert (answer.status_code, answer.json()) == (200, {"database": "fine", "worker": worker})


def test_those_who_answer_for_promises_see_on_their_day_that_nobody_keeps_them(cast: Cast) -> None:
    note_at_work("one:1:a", timezone.now() - timedelta(minutes=10))
    sees = {
        person.name: "nobody keeps the clocks" in signed_in(person).get("/").content.decode()
        for person in cast.everybody
    }
    assert [name for name, seen in sees.items() if seen] == ["Tom", "Ruth", "Ida", "Finn"]


def test_check_says_whether_a_worker_is_there(db: None) -> None:
    def said() -> str:
        return next(each.says for each in findings("127.0.0.1", 0) if each.says.startswith("worker:"))

    assert said().startswith("worker: none has been at work yet.")
    note_at_work("one:1:a", timezone.now())
    assert last_at_work()
    assert said().startswith("worker: at work")
