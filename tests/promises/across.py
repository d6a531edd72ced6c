"""Promises across two releases, as a program: `make FOLDER` with one, `keep FOLDER` with the next.

It is run with the sources of either release, on the database of the environment: so it needs nothing of the tests around it, and
an older release runs the copy that came with it. What the other systems were asked is written to files in FOLDER.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

START = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)
LATER = START + timedelta(days=2)
"""When the second half of the promises is made, and the release that made them goes."""
DAYS, DAILY = 430, 70
"""For so long all is played, day by day at first and then every five days: what is late by then is done all the same."""
ROLES = ("agent", "lead", "manager", "policy_owner")


class Books:
    """What another system was asked to do, a line for each time, in a file that outlives the release that asked."""

    def __init__(self, file: Path) -> None:
        self.file = file
        file.touch()

    def lines(self) -> list[str]:
        """The keys in the order in which they were asked for."""
        return self.file.read_text(encoding="utf-8").splitlines()

    def carry(self, errand: Any) -> Any:
        """Done."""
        with self.file.open("a", encoding="utf-8") as out:
            out.write(f"{errand.key}\n")
        return self.ask(errand)

    def ask(self, errand: Any) -> Any:
        """Whether it was done before."""
        from goodgrace.promises.channels.shape import Outcome

        return Outcome("kept", "It is done.", "ref") if errand.key in self.lines() else Outcome("again", "Not yet.")


class House:
    """A worker, and people who do what is asked of them once a day."""

    def __init__(self, folder: Path, now: datetime) -> None:
        from goodgrace.promises.keeping import Keeper
        from goodgrace.promises.ways import tasks

        self.now, self.folder = now, folder
        self.ways: dict[str, Any] = {name: Books(folder / f"{name}.txt") for name in ("billing", "email", "letter")}
        self.keeper = Keeper(f"w-{now:%d}", self.clock, Random(7), self.ways | {"task": tasks(self.clock)})

    def clock(self) -> datetime:
        return self.now

    def works(self) -> None:
        from goodgrace.promises.keeping import turn

        for _ in range(1_000):
            if turn(self.keeper).idle:
                return
        raise AssertionError("it never rests")

    def day(self) -> None:
        """What is due is done, by the worker and by people; then it is tomorrow, or some days later."""
        self.works()
        self.families()
        self.people()
        self.works()
        self.now += timedelta(days=1 if self.now < START + timedelta(days=DAILY) else 5)

    def families(self) -> None:
        from goodgrace.promises.actions import answer
        from goodgrace.promises.models import Step

        for step in Step.objects.filter(state="open").select_related("promise"):
            if said := self._said(step):
                answer(step=step, outcome=said, by=_mia(), now=self.now)

    def people(self) -> None:
        from goodgrace.promises.actions import approve, do_task
        from goodgrace.promises.models import Task

        for number in list(Task.objects.filter(done_at=None).order_by("pk").values_list("pk", flat=True)):
            task = Task.objects.filter(pk=number, done_at=None).select_related("step__promise").first()
            said = self._said(task.step) if task else ""
            if task and task.what == "approve":
                approve(step=task.step, by=_mia(), now=self.now)
            elif task and (said or task.what != "do" or task.step.kind not in ("ask", "check")):
                do_task(
                    task=task, by=_mia(), now=self.now, outcome=said or ("person" if task.what == "take_on" else "")
                )

    def _said(self, step: Any) -> str:
        """What the playbook's own example answers by now."""
        outcome, day = self.answers[step.promise.source].get(step.name, ("", DAYS))
        return outcome if self.now >= step.promise.started_at + timedelta(days=day) else ""

    @property
    def answers(self) -> dict[str, dict[str, tuple[str, int]]]:
        found: dict[str, dict[str, tuple[str, int]]] = json.loads((self.folder / "answers.json").read_text())
        return found


def make(folder: Path) -> dict[str, Any]:
    """Promise each example of each playbook twice; the release goes two days later, in the middle of what it claimed."""
    from goodgrace.people.models import Person
    from goodgrace.promises.keeping import carry_all, claim, wake

    for role in ROLES:
        Person.objects.create_user(f"{role}@example.org", None, name=role, role=role, joined_at=START)
    house = House(folder, START)
    _promise_all(folder, START)
    house.day()
    house.day()
    _promise_all(folder, LATER)
    wake(house.keeper)
    claimed = claim(house.keeper)
    carry_all(house.keeper, claimed[::2], None)
    return {"under_way": len(claimed), "acted": sum(step.channel != "task" for step in claimed[::2]), **_stand(house)}


def _promise_all(folder: Path, now: datetime) -> None:
    from goodgrace.customers.models import Customer
    from goodgrace.customers.vault import new_key
    from goodgrace.promises.making import start

    file = folder / "answers.json"
    answers = json.loads(file.read_text()) if file.exists() else {}
    for name, playbook, digest, example in _examples():
        source = f"{name}:{len(answers)}"
        her = Customer.objects.create(reference=source, wrapped_key=new_key(source), made_at=now)
        start(
            playbook=playbook, digest=digest, customer=her, facts=example.facts, by=_mia(), now=now, zone=example.zone,
            source=source, role=playbook.may_start[0],
        )  # fmt: skip
        answers[source] = {name: (said.outcome, said.day) for name, said in example.answers.items()}
        file.write_text(json.dumps(answers))


def _examples() -> Iterator[tuple[str, Any, str, Any]]:
    """The examples of the playbooks that lie beside the sources."""
    import goodgrace
    from goodgrace.playbook.reading import fingerprint, read_text

    for file in sorted((Path(goodgrace.__file__).parents[2] / "policies/playbooks").glob("*.yaml")):
        playbook = read_text(file.read_text(encoding="utf-8"), file.name)
        for example in playbook.examples:
            yield playbook.name, playbook, fingerprint(playbook), example


def keep(folder: Path) -> dict[str, Any]:
    """Keep all of them to their end."""
    house = House(folder, LATER + timedelta(minutes=10))
    while house.now < START + timedelta(days=DAYS):
        house.day()
    return _stand(house)


def _stand(house: House) -> dict[str, Any]:
    """Where everything stands, and what the other systems hold beside."""
    import goodgrace
    from goodgrace.promises.models import Promise, Step

    asked = {name: books.lines() for name, books in house.ways.items()}
    kept = {name: [*Step.objects.filter(channel=name, state="kept").values_list("key", flat=True)] for name in asked}
    return {
        "sources": str(Path(goodgrace.__file__).parents[2]),
        "promises": Counter(Promise.objects.values_list("state", flat=True)),
        "unsettled": [*Step.objects.filter(promise__ended_at=None, ended_at=None).values_list("key", flat=True)],
        "asked": asked,
        "kept": kept,
    }


def _mia() -> Any:
    from goodgrace.people.models import Person

    return Person.objects.get(email="agent@example.org")


if __name__ == "__main__":
    from goodgrace.cli.site import begin, migrate

    migrate()
    begin()
    print(json.dumps({"make": make, "keep": keep}[sys.argv[1]](Path(sys.argv[2]))))
