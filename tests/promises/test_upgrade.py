"""Promises that an earlier release stored are kept by this one: rows read from a file that is never written again."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from goodgrace.promises import states
from goodgrace.promises.actions import answer, do_task
from goodgrace.promises.channels.fake import Fake
from goodgrace.promises.channels.shape import Errand
from goodgrace.promises.errands import errand_of
from goodgrace.promises.models import Promise, Step, Task
from goodgrace.promises.queries import promise_of
from tests.cases.stories import a_customer
from tests.people import Cast
from tests.promises.keeping import Watch
from tests.promises.test_keeping import a_keeper, step, until_idle

pytestmark = pytest.mark.django_db
STORED = json.loads(Path(__file__).with_name("promises-format-1.json").read_text(encoding="utf-8"))


def stored(cast: Cast, name: str) -> tuple[Promise, Watch]:
    """A promise as it stood in the tables of the first format, and a clock at the moment at which it was read out."""
    told = STORED[name]
    promise = Promise.objects.create(customer=a_customer(), by=cast.mia, owner=cast.mia, **told["promise"])
    for row in told["steps"]:
        Step.objects.create(promise=promise, **row)
    return promise_of(promise.pk), Watch(datetime.fromisoformat(told["at"]))


def do_all(cast: Cast, watch: Watch) -> None:
    for task in Task.objects.filter(done_at=None, what="do"):
        do_task(task=task, by=cast.mia, now=watch())


def test_a_family_that_was_asked_before_the_upgrade_chooses_after_it(cast: Cast) -> None:
    promise, watch = stored(cast, "bereavement-lease")
    billing = Fake()
    keeper = a_keeper(watch, billing=billing)
    assert step("family_choice").state == states.OPEN
    answer(step=step("family_choice"), outcome="keep_car", by=None, now=watch.pass_by(days=1))
    for _ in range(20):
        until_idle(keeper)
        do_all(cast, watch)
        watch.pass_by(hours=12)
    assert sorted(errand.kind for errand in billing.asked) == ["resume", "waive"]
    assert promise_of(promise.pk).state == states.KEPT
    assert not Step.objects.exclude(state__in=states.STEP_SETTLED)


def test_a_step_that_was_under_way_is_asked_about_and_not_done_again(cast: Cast) -> None:
    promise, watch = stored(cast, "loan-interest-forgiven")
    under_way = Step.objects.get(channel="billing", intent_at__isnull=False, state=states.PROMISED)
    billing = Fake()
    billing.carry(_errand(under_way))
    watch.pass_by(hours=1)
    until_idle(a_keeper(watch, billing=billing))
    assert billing.times()[under_way.key] == 1
    assert Step.objects.get(pk=under_way.pk).state == states.KEPT
    assert promise_of(promise.pk).wake_at


def _errand(row: Step) -> Errand:
    return errand_of(Step.objects.select_related("promise__customer").get(pk=row.pk))


@pytest.mark.parametrize("name", STORED)
def test_what_is_stored_says_its_format(name: str) -> None:
    assert {row["data"]["format"] for row in STORED[name]["steps"]} == {1}
    assert timedelta(0) < datetime.fromisoformat(STORED[name]["at"]) - datetime.fromisoformat(
        STORED[name]["promise"]["made_at"]
    )
