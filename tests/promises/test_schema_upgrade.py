"""Promises of the first schema, made by the playbooks of their day, are brought up to date and kept by this release."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from goodgrace.customers.vault import new_key
from tests.people import NOW

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
STORED = json.loads(Path(__file__).with_name("promises-schema-1.json").read_text(encoding="utf-8"))
"""Dumped from a database of the first schema, and never written again."""
MOMENTS = tuple(
    "made_at started_at wake_at told_at ended_at due_at late_at next_try_at lease_until intent_at approved_at at".split()
)
FIRST = ("promises", "0001_initial")
OF_THAT_DAY = [FIRST, ("customers", "0003_account_rows")]
"""The first schema, and that of customers before they had what a row of that day does not tell."""


@pytest.fixture
def upgraded() -> None:
    """A database with those promises, brought up to date."""
    before = MigrationExecutor(connection)
    before.migrate(OF_THAT_DAY)
    try:
        _fill(before.loader.project_state(OF_THAT_DAY).apps)
    finally:
        after = MigrationExecutor(connection)
        after.migrate(after.loader.graph.leaf_nodes())


def _fill(apps: Any) -> None:
    make = partial(_make, apps)
    person = make("people.Person", email="mia@example.org", name="Mia", role="agent", joined_at=NOW)
    for number, row in enumerate(STORED["promises"]):
        reference = f"C-{number}"
        customer = make("customers.Customer", reference=reference, wrapped_key=new_key(reference), made_at=NOW)
        make("promises.Promise", **_read(row), customer=customer, by=person, owner=person)
    for row in STORED["steps"]:
        make("promises.Step", **_read(row))


def _make(apps: Any, model: str, /, **values: object) -> Any:
    return apps.get_model(model).objects.create(**values)


def _read(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: datetime.fromisoformat(value) if name in MOMENTS and value else value for name, value in row.items()}


class House:
    """Workers of this release, and people who do what is asked of them, on a clock that moves a day at a time."""

    def __init__(self) -> None:
        from goodgrace.promises.channels.fake import Fake
        from goodgrace.promises.keeping import Keeper
        from goodgrace.promises.ways import tasks

        self.now, self.billing, self.mail = NOW, Fake(), Fake()
        letter = Fake()
        ways = {"billing": self.billing, "email": self.mail, "letter": letter, "task": tasks(self.clock)}
        self.keeper = Keeper("w1", self.clock, Random(7), ways)

    def clock(self) -> datetime:
        return self.now

    def days(self, many: int, answers: Mapping[str, str]) -> None:
        from goodgrace.promises.keeping import turn

        for _ in range(many):
            while not turn(self.keeper).idle:
                pass
            self.people(answers)
            self.now += timedelta(days=1)

    def people(self, answers: Mapping[str, str]) -> None:
        from goodgrace.people.models import Person
        from goodgrace.promises.actions import do_task
        from goodgrace.promises.models import Task

        mia = Person.objects.get()
        for task in Task.objects.filter(done_at=None).select_related("step").order_by("pk"):
            do_task(task=task, by=mia, now=self.now, outcome=answers.get(task.step.name, ""))


def test_a_family_whose_promise_is_older_than_this_release_gets_all_of_it(upgraded: None) -> None:
    from goodgrace.promises.actions import answer
    from goodgrace.promises.models import Promise, Step

    house = House()
    house.days(3, {})
    choice = Step.objects.get(name="family_choice")
    answer(step=choice, outcome="return_car", by=None, now=house.now)
    house.days(12, {})
    promise = Promise.objects.get(playbook="bereavement-lease")
    stands = dict(promise.steps.values_list("name", "state"))
    assert (promise.state, stands["lease_ends"], stands["free_transfer"]) == ("kept", "kept", "skipped")
    assert {"suspend", "close"} <= {errand.kind for errand in house.billing.done.values()}


def test_what_was_decided_before_the_update_is_still_a_task_until_it_is_done(upgraded: None) -> None:
    from goodgrace.promises.keeping import turn
    from goodgrace.promises.models import Promise, Task

    house = House()
    turn(house.keeper)
    assert Task.objects.filter(step__promise__source="decision:1", done_at=None).count() == 1
    house.people({})
    assert not Task.objects.filter(step__promise__source="decision:1", done_at=None).exists()
    assert Promise.objects.get(source="decision:1").steps.get().state == "kept"


def test_nothing_of_the_first_schema_is_left_without_a_next_step(upgraded: None) -> None:
    from goodgrace.promises.models import Promise

    standing = Promise.objects.filter(ended_at=None)
    assert standing.count() == len(STORED["promises"])
    for promise in standing:
        tried = promise.steps.filter(next_try_at__lte=NOW.astimezone(UTC))
        assert tried.exists() or promise.wake_at
