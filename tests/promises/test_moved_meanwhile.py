"""A promise is made anew at the very moment when others act on its steps: nobody's word is lost, and nothing breaks."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, connections

from goodgrace.errors import GraceError
from goodgrace.promises.actions import confirm, do_task
from goodgrace.promises.changing import renegotiate
from goodgrace.promises.channels.fake import Fake
from goodgrace.promises.channels.shape import Outcome
from goodgrace.promises.links import choose
from goodgrace.promises.models import Step, Task
from tests.people import NOW, a_cast
from tests.promises.keeping import Watch, begun
from tests.promises.test_keeping import a_keeper, until_idle

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ROUNDS = 3
STEPS = """
rest: {title: Nothing is charged, suspend: fees, for: 10 days}
choose: {title: What suits you?, ask: family, words: {en: "See {link}"}, options: {a: {en: A}, b: {en: B}}, answer_within: 3 days, without_an_answer: person, within: 1 day}
call_her: {title: Call her, call: customer, between: 09:00 and 18:00, within: 2 days}
call_two: {title: Call her again, call: customer, between: 09:00 and 18:00, within: 2 days}
"""


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    connections.close_all()


def together(*acts: Callable[[], object]) -> list[str]:
    """Each at one moment on a connection of its own; what came of it: "done", or the refusal's name."""
    gate = Barrier(len(acts))

    def one(act: Callable[[], object]) -> str:
        try:
            gate.wait(30)
            act()
        except GraceError as error:
            return type(error).__name__
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def test_a_choice_a_task_and_a_confirmation_find_their_step_wherever_it_has_moved() -> None:
    cast, came = a_cast(), Counter[str]()
    for place in range(ROUNDS):
        promise, watch = begun(cast, STEPS), Watch(NOW + timedelta(seconds=place))
        until_idle(a_keeper(watch, billing=Fake(["later"]), letter=Fake(["later"] * 3), email=Fake(["later"] * 3)))
        row = {each.name: each for each in promise.steps.all()}
        now = watch.pass_by(hours=1)
        anew = {"due_at": now + timedelta(days=3), "reason": "Friday.", "told_at": now, "by": cast.mia, "now": now}
        task = Task.objects.get(key=row["call_two"].key)
        once, twice, _, chosen, told, sure = together(
            lambda row=row, anew=anew: renegotiate(step=row["call_her"], **anew),
            lambda row=row, anew=anew: renegotiate(step=row["call_two"], **anew),
            lambda row=row, now=now: choose(step=row["choose"], outcome="a", now=now),
            lambda row=row, now=now: choose(step=row["choose"], outcome="b", now=now),
            lambda task=task, now=now: do_task(task=task, by=cast.mia, now=now),
            lambda row=row, now=now: confirm(key=row["rest"].key, outcome=Outcome("kept", "Done."), now=now),
        )
        assert Step.objects.get(pk=row["rest"].pk).state == "kept"
        assert Step.objects.get(pk=row["choose"].pk).outcome in ("a", "b")
        came.update([f"once {once}", f"twice {twice}", f"chosen {chosen}", f"told {told}", f"sure {sure}"])
    assert set(came) <= {
        "once done", "twice done", "twice Refused", "chosen done", "chosen Refused", "told done", "told Refused", "sure done"
    }, came  # fmt: skip
