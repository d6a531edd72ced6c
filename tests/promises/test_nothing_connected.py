"""Each shipped playbook whole where nothing is connected: no mail, no billing, no letters, only people and their lists."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

import pytest

from goodgrace.playbook.reading import fingerprint, read_text
from goodgrace.playbook.shape import PERSON, QUESTIONS, Example, Playbook
from goodgrace.promises import states
from goodgrace.promises.actions import answer, approve, do_task
from goodgrace.promises.keeping import Keeper
from goodgrace.promises.making import start
from goodgrace.promises.models import Promise, Step, Task
from goodgrace.promises.outside.channels import channels
from goodgrace.promises.outside.connections import Connections
from tests.cases.stories import POLICIES, a_customer
from tests.people import Cast
from tests.promises.keeping import Watch
from tests.promises.test_keeping import until_idle

MOST_MOMENTS = 400
AT_ONCE, AFTER_DAYS = timedelta(hours=1), timedelta(days=3)
"""How long people take for what is on their lists: in time, or so long that much is late before."""


def examples() -> Iterator[object]:
    for file in sorted((POLICIES / "playbooks").glob("*.yaml")):
        playbook = read_text(file.read_text(encoding="utf-8"), file.name)
        for example in playbook.examples:
            yield pytest.param(playbook, example, id=f"{playbook.name}: {example.name}")


class House:
    """People who do what lies on their lists some time after it came, and a family that answers, or never does."""

    def __init__(self, cast: Cast, playbook: Playbook, example: Example, takes: timedelta, *, answers: bool) -> None:
        self.by, self.example, self.takes, self.answers = cast.mia, example, takes, answers
        self.watch = Watch(example.started)
        self.keeper = Keeper("w", self.watch, Random(7), channels(Connections(), self.watch))
        self.promise = start(
            playbook=playbook, digest=fingerprint(playbook), customer=a_customer(), facts=example.facts, by=self.by,
            now=self.watch(), zone=example.zone, role=playbook.may_start[0],
        )  # fmt: skip

    def lives(self) -> None:
        """Go from one moment at which something happens to the next, until nothing is to come."""
        for _ in range(MOST_MOMENTS):
            until_idle(self.keeper)
            self.people()
            self.family()
            until_idle(self.keeper)
            coming = [moment for moment in self.moments() if moment > self.watch()]
            if not coming:
                return
            self.watch.shows = min(coming)
        raise AssertionError("it never ends")

    def moments(self) -> Iterator[datetime]:
        """When the clock, a worker, somebody with a list, or the family does something next."""
        yield from Promise.objects.filter(wake_at__isnull=False).values_list("wake_at", flat=True)
        yield from Step.objects.filter(next_try_at__isnull=False).values_list("next_try_at", flat=True)
        for made_at in Task.objects.filter(done_at=None).values_list("made_at", flat=True):
            yield made_at + self.takes
        for said in self.example.answers.values() if self.answers else ():
            yield self.example.started + timedelta(days=said.day)

    def people(self) -> None:
        while task := self.next_task():
            if task.what == Task.What.APPROVE:
                approve(step=task.step, by=self.by, now=self.watch())
            else:
                do_task(task=task, by=self.by, now=self.watch(), outcome=self.came_to(task))

    def next_task(self) -> Task | None:
        """What somebody has had on their list for long enough, and can do: what they ask waits for an answer."""
        waiting = Task.objects.filter(done_at=None, made_at__lte=self.watch() - self.takes).select_related("step")
        return next((task for task in waiting.order_by("pk") if self.can_do(task)), None)

    def can_do(self, task: Task) -> bool:
        if task.what != Task.What.DO or task.step.kind not in QUESTIONS:
            return True
        words_to_send = task.step.state in states.STEP_WAITS and not task.step.is_put
        return words_to_send or bool(self.said(task.step))

    def came_to(self, task: Task) -> str:
        """What a task about a question came to; nothing where its words were only sent."""
        if task.step.kind not in QUESTIONS or task.what == Task.What.LATE:
            return ""
        outcomes = task.step.parameters["outcomes"]
        settled = PERSON if PERSON in outcomes else outcomes[0]
        return self.said(task.step) or (settled if task.what == Task.What.TAKE_ON else "")

    def family(self) -> None:
        for step in Step.objects.filter(kind="ask", state__in=[*states.STEP_WAITS, states.OPEN], due_at__isnull=False):
            if step.ended_at is None and (said := self.said(step)):
                answer(step=step, outcome=said, by=None if said != PERSON else self.by, now=self.watch())

    def said(self, step: Step) -> str:
        """What the example answers by now."""
        found = self.example.answers.get(step.name) if self.answers else None
        return found.outcome if found and self.watch() >= self.example.started + timedelta(days=found.day) else ""


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("takes", "answers"),
    [(AT_ONCE, True), (AFTER_DAYS, False)],
    ids=["in time, and they answer", "late, and nobody answers"],
)
@pytest.mark.parametrize(("playbook", "example"), list(examples()))
def test_a_shipped_playbook_comes_to_its_end_by_peoples_lists_alone(
    cast: Cast, playbook: Playbook, example: Example, takes: timedelta, answers: bool, caplog: pytest.LogCaptureFixture
) -> None:  # fmt: skip
    house = House(cast, playbook, example, takes, answers=answers)
    house.lives()
    house.promise.refresh_from_db()
    stands = dict(house.promise.steps.values_list("name", "state"))
    assert house.promise.state == states.KEPT, stands
    assert not Task.objects.filter(done_at=None)
    assert not [each for each in caplog.messages if "could not" in each]
