"""What people do during a run: answer, tick off, hand back, let go, promise anew and give up, at any time."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from hashlib import blake2b
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goodgrace.promises.models import Step, Task

DAYS: Mapping[str, int] = {"do": 8, "cannot": 6, "take_on": 3}
"""Within so many days somebody sees to what is on a list: a few come too late, and a question is left to its time."""
ANSWERS = ("forgive", "forgive", "go_on", "stop", "", "")
"""What a customer says when she is asked; nothing: nobody tells us."""
NEVER, HANDED_BACK = 0.12, 0.12
"""So often nobody does a task, and so often it is handed back: it cannot be done as promised."""
DEEDS: Mapping[str, float] = {"let go": 0.10, "promised anew": 0.08, "given up": 0.06}
"""What happens to so many of all promises, at any moment."""
TRIES = 6
"""So often somebody tries: what is under way elsewhere is not promised anew, and what is over is not let go."""
LATER = timedelta(hours=6)


class People:
    """Lea, a lead, who does what all of them do. `next` is when there is something to do again."""

    def __init__(self, seed: int, customers: list[str], joined_at: datetime) -> None:
        from goodgrace.people.models import Person

        self.by = Person.objects.create_user("lea@example.org", None, name="Lea", role="lead", joined_at=joined_at)
        self.seed, self.customers = seed, customers
        self.next: datetime | None = None
        self.did: Counter[str] = Counter()
        self._first: dict[tuple[str, str], int] = {}
        self._again: dict[int, datetime] = {}
        self._tries: Counter[int] = Counter()
        self._moments: dict[int, datetime | None] = {}

    def look(self, now: datetime) -> None:
        """Do what is on the lists and has its moment."""
        from goodgrace.promises.models import Task

        waits = Task.objects.filter(done_at=None, what__in=[*DAYS])
        open_now = set(waits.values_list("pk", flat=True))
        self._moments = {pk: moment for pk, moment in self._moments.items() if pk in open_now}
        fresh = open_now - self._moments.keys()
        whole = waits.select_related("step__promise", "customer").order_by("pk")
        for task in whole.filter(pk__in=fresh):
            self._moments[task.pk] = self._moment(task)
        due = [pk for pk, moment in self._moments.items() if moment is not None and moment <= now]
        for task in whole.filter(pk__in=due):
            self._moments[task.pk] = None if self._see_to(task, now) else self._moment(task)
        self.next = min((moment for moment in self._moments.values() if moment is not None), default=None)

    def drawn(self, *words: object) -> float:
        """From 0 to 1, the same for the same seed and words."""
        said = "/".join(map(str, (self.seed, *words))).encode()
        return int.from_bytes(blake2b(said, digest_size=8).digest(), "big") / 2**64

    def _moment(self, task: "Task") -> datetime | None:
        """When somebody sees to a task; None for never. The same step promised anew is done the second time."""
        who, name = task.customer.reference, task.step.name
        is_first = self._first.setdefault((who, name), task.step_id) == task.step_id
        drawn = self.drawn("when", who, name, task.what)
        if task.what == "do" and is_first and self._is_left(task, who, name):
            return None
        if self._tries[task.pk] >= TRIES:
            return None
        return self._again.get(task.pk) or task.made_at + timedelta(days=DAYS[task.what]) * drawn * (
            1 if is_first else 0.4
        )

    def _is_left(self, task: "Task", who: str, name: str) -> bool:
        if task.step.kind == "ask":
            return not self._answer(who)
        return self.drawn("never", who, name) < NEVER

    def _answer(self, who: str) -> str:
        return ANSWERS[int(self.drawn("answer", who) * len(ANSWERS))]

    def _see_to(self, task: "Task", now: datetime) -> bool:
        does: dict[str, Callable[[Task, datetime], str]] = {
            "do": self._do,
            "cannot": self._speak,
            "take_on": self._take,
        }
        done = self._try(partial(does[task.what], task, now))
        if not done:
            self._again[task.pk] = now + LATER
            self._tries[task.pk] += 1
        return done

    def _try(self, deed: Callable[[], str]) -> bool:
        """Do something, and count it; whether it was taken."""
        from django.db import DatabaseError

        from goodgrace.errors import GraceError

        try:
            self.did[deed()] += 1
        except (GraceError, DatabaseError) as error:
            self.did[f"refused: {type(error).__name__}"] += 1
            return False
        return True

    def _do(self, task: "Task", now: datetime) -> str:
        from goodgrace.promises.actions import cannot_do, do_task

        who, name = task.customer.reference, task.step.name
        if task.step.kind == "ask":
            do_task(task=task, by=self.by, now=now, outcome=self._answer(who))
            return "answered"
        if self._first[who, name] == task.step_id and self.drawn("back", who, name) < HANDED_BACK:
            cannot_do(task=task, reason="The book is with the printer.", by=self.by, now=now)
            return "handed back"
        do_task(task=task, by=self.by, now=now)
        return "done by a person"

    def _speak(self, task: "Task", now: datetime) -> str:
        """She is told: of what waits, that it comes later or not at all; of what is broken, that it is."""
        from goodgrace.promises.actions import do_task
        from goodgrace.promises.states import STEP_WAITS

        if task.step.state not in STEP_WAITS:
            do_task(task=task, by=self.by, now=now)
            return "told that it is broken"
        if self.drawn("otherwise", task.customer.reference, task.step.name) < 0.5:
            return self._promise_anew(task.step, now)
        return self._give_up(task.step, now)

    def _take(self, task: "Task", now: datetime) -> str:
        from goodgrace.promises.actions import do_task

        do_task(task=task, by=self.by, now=now, outcome="go_on")
        return "taken on"

    def _promise_anew(self, step: "Step", now: datetime) -> str:
        from goodgrace.promises.changing import renegotiate

        due = now + timedelta(days=1 + 4 * self.drawn("due", step.key))
        renegotiate(step=step, due_at=due, reason="It takes longer.", told_at=now, by=self.by, now=now)
        return "promised anew"

    def _give_up(self, step: "Step", now: datetime) -> str:
        from goodgrace.promises.changing import give_up

        give_up(step=step, reason="It cannot be kept.", by=self.by, now=now)
        return "given up"

    def _let_go(self, step: "Step", now: datetime) -> str:
        from goodgrace.promises.changing import release

        release(promise=step.promise, reason="She needs it no more.", by=self.by, now=now)
        return "let go"

    def strike(self, deed: str, now: datetime, chance: Random) -> None:
        """Do something to a promise by chance: half the time to one that a worker has in hand at this very moment."""
        does = {"let go": self._let_go, "promised anew": self._promise_anew, "given up": self._give_up}
        for _ in range(TRIES):
            step = self._victim(deed, chance)
            if step is not None and self._try(partial(does[deed], step, now)):
                return

    def _victim(self, deed: str, chance: Random) -> "Step | None":
        from goodgrace.promises.models import Step

        waits = Step.objects.filter(state__in=("promised", "unconfirmed", "late"), promise__ended_at=None)
        waits = waits.exclude(kind="do", state="late")  # nobody does it, and it stays on the list to the end
        if deed != "let go":
            waits = waits.filter(due_at__isnull=False) if chance.random() < 0.8 else waits
        if chance.random() < 0.5:
            waits = waits.exclude(worker="")
        else:
            waits = waits.filter(
                promise__customer__reference__in=chance.sample(self.customers, min(40, len(self.customers)))
            )
        found = list(waits.order_by("pk").values_list("pk", flat=True)[:200])
        return Step.objects.select_related("promise").get(pk=chance.choice(found)) if found else None
