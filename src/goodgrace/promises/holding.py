"""Promises held under lock (locking.py): what happens to their steps, and what follows from it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from json import dumps
from typing import Any
from zoneinfo import ZoneInfo

from goodgrace.ledger.actions import Told
from goodgrace.people.models import Person
from goodgrace.playbook.clock import due_at, follows, late_at
from goodgrace.playbook.happened import holds
from goodgrace.playbook.hours import fitting, hours_of
from goodgrace.playbook.progress import Next, ready, without_answer
from goodgrace.playbook.rows import ENDING, step_of
from goodgrace.playbook.rows import Step as Planned
from goodgrace.playbook.shape import MONEY_KINDS, OUTSIDE, QUESTIONS
from goodgrace.promises import rows as written
from goodgrace.promises import states, titles
from goodgrace.promises.before import undone_before
from goodgrace.promises.begun import is_call_to_come, is_to_come, is_unbegun, is_unsent
from goodgrace.promises.ending import (
    MOST_ENDS,
    called_ends,
    ends_by,
    has_its_day,
    is_being_ended,
    may_rest,
    our_ends,
    still_rests,
)
from goodgrace.promises.learning import truth, truth_at_last
from goodgrace.promises.models import Promise, Step, Task
from goodgrace.promises.rows import row_of, seen, state_of
from goodgrace.sentences import sentence

WORDED = ("send", "remind", "ask")
"""Kinds of steps whose words reach somebody."""
THEIR_MOMENT = "At a moment of theirs."
"""What is written of a call that was moved to when it suits them."""
LOOKED_AT = timedelta(days=1)
"""How often an open check is looked at, for the day itself may be what it hangs on."""
ANSWERED_WITHIN = timedelta(days=1)
"""So long a colleague has for what lands on the list because something did not go by itself."""
CLOCK, DECIDED = "clock", "decision:"
SLIP = timedelta(minutes=1)
"""So long whoever decided takes a slip back, while the customer has not heard of it."""


@dataclass(slots=True)
class Held:
    """One promise with its steps, locked; `by` is whoever acts, the clock itself where nobody does."""

    promise: Promise
    rows: list[Step]
    now: datetime
    by: Person | None = None
    told: list[Told] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    new: list[Step] = field(default_factory=list)
    closed: set[int] = field(default_factory=set)
    before: dict[int, written.Seen] = field(default_factory=dict)
    stood: str = ""
    plans: dict[str, Planned] = field(default_factory=dict)
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))

    def __post_init__(self) -> None:
        """Remember how everything was, to write only what changes."""
        self.before = {row.pk: seen(row) for row in self.rows if row.pk}
        self.new = [row for row in self.rows if not row.pk]
        self.stood = self.promise.state
        self.zone = self.promise.clock
        self.plans = {row.name: step_of(row.data) for row in self.rows}

    def row(self, name: str) -> Step:
        """The step with a name. Raises KeyError where the promise has none."""
        found = next((row for row in self.rows if row.name == name), None)
        if found is None:
            raise KeyError(name)
        return found

    def tell(self, what: str, **data: Any) -> None:
        """Write down what happened, for the ledger; names and numbers only, nobody's words."""
        by, role = (self.by.mark, self.by.role) if self.by else (CLOCK, "")
        self.told.append(Told(self.now, by, role, what, self.promise.mark, "", dumps(data, default=str)))

    def move(self, row: Step, state: str, at: datetime | None = None, outcome: str = "") -> None:
        """A step goes from one state to another, if it may. Raises Refused."""
        states.check_move(row.data["title"], row.state, state)
        row.state, row.outcome = state, outcome
        row.at = None if state in states.STEP_WAITS else (at or self.now).astimezone(UTC)
        row.was_late = row.was_late or state == states.LATE
        if state in states.STEP_SETTLED:
            self.leave(row)
            if row.pk and (
                row.is_by_hand or row.kind in WORDED or row.was_late or row.kind in QUESTIONS or row.approved_by_id
            ):
                self.closed.add(row.pk)
        self.tell(f"step {state}", step=row.name, **({"outcome": outcome} if outcome else {}))

    def leave(self, row: Step, again_at: datetime | None = None) -> None:
        """No worker is at a step any more; the next one comes at a moment, or never by itself."""
        row.worker, row.lease_until, row.next_try_at = "", None, again_at

    def done(self, row: Step) -> None:
        """A step was carried out: a question is open, everything else is kept; a resume ends its suspension."""
        if row.kind in QUESTIONS:
            self.move(row, states.OPEN)
            self.leave(row)
            return
        self.refused_no_more(row)
        self.move(row, states.KEPT, row.intent_at if row.kind == "suspend" else None)
        if row.kind in ENDING:
            self.end(row.data["parameters"]["what"])

    def end(self, name: str) -> None:
        """What lasts is over."""
        row = self.row(name)
        if row.ended_at is None:
            row.ended_at = self.now
            self.tell("over", step=name)

    def ask_for(
        self, row: Step, what: Task.What, says: str, person: Person | None = None, *, again: bool = False
    ) -> None:
        """Put something on the list of the step's department, or of a person: once for each step, unless it comes `again`.

        It is due no later than what the step itself promises, as long as that lies ahead.
        """
        key = f"{row.key}:{what}" + (f":{int(self.now.timestamp() * 1_000_000)}" if again else "")
        due = min(at for at in (self.now + ANSWERED_WITHIN, row.due_at, row.late_at) if at and at > self.now)
        self.tasks.append(
            Task(key=key, what=what, step=row, customer_id=self.promise.customer_id, **titles.written(says),
                 department=row.department, person=person, made_at=self.now, due_at=due)
        )  # fmt: skip

    def advance(self) -> None:
        """Do all that follows from how things stand now: begin, skip, lift, run out, be late; then sleep until a moment."""
        found = Next(done=True)
        for row in self.rows:
            if row.kind in ENDING and row.state == states.KEPT:
                self.end(row.parameters["what"])
        if self.promise.state not in (states.RELEASED, states.RENEGOTIATED):
            found = self._follow()
            if self._let_hopeless_go() or self._breaks_off(found):
                found = self._follow()
        self._notice_late()
        self._stand(found)

    def _follow(self) -> Next:
        """Do what follows until nothing more does, and plan whom to call; what is to come then."""
        while self._apply(found := self._next()):
            pass
        self._plan_calls()
        self._keep_words_back()
        return found

    def _let_hopeless_go(self) -> bool:
        """What can only come after something broken never comes: it is let go; what it would have ended ends once she knows."""
        lost = {row.name for row in self.rows if row.state == states.BROKEN}
        if not lost:
            return False
        before = 0
        while len(lost) > before:
            before = len(lost)
            lost |= {
                row.name for row in self.rows if is_unbegun(row, self.now) and lost & follows(self.plans[row.name])
            }
        hopeless = [row for row in self.rows if row.name in lost and is_unbegun(row, self.now)]
        for row in hopeless:
            self.move(row, states.RELEASED)
        if self.is_unspoken():
            return bool(hopeless)
        rests = [row for row in self.rows if still_rests(row, self.rows)]
        for row in self.rows:
            if row in rests or (row.kind == "suspend" and row.state == states.BROKEN):
                self.end(row.name)
        for row in rests:
            self.end_there(row)
        return bool(hopeless or rests)

    def is_unspoken(self) -> bool:
        """Whether something is broken and nobody has said yet that the customer knows: nothing ends for it before."""
        if not any(row.state == states.BROKEN for row in self.rows):
            return False
        ours = {
            row.pk for row in self.rows if row.pk
        } - self.closed  # by their own numbers: they may be just moving here
        open_yet = Task.objects.filter(step__in=ours, what=Task.What.CANNOT, done_at=None)
        return any(task.what == Task.What.CANNOT for task in self.tasks) or open_yet.exists()

    def _breaks_off(self, found: Next) -> bool:
        """Whether something is broken and nothing else would come of this promise: what is left is let go, and ended."""
        waits = [row for row in self.rows if row.state in (*states.STEP_WAITS, states.OPEN)]
        moves = found.wake_at is not None or not all(map(is_to_come, waits))
        if moves or not any(row.state == states.BROKEN for row in self.rows) or self.is_unspoken():
            return False
        for row in waits:
            self.move(row, states.RELEASED)
        self.end_all()
        return True

    def _plan_calls(self) -> None:
        """When somebody is called is known as soon as what comes before it is done: it can be told, and moved.

        It is within her hours by the clock that she lives by now, and planned no more once what comes before is not done after
        all. A moment that she chose stays.
        """
        stands = {row.name: state_of(row) for row in self.rows}
        for row in self.rows:
            if not is_call_to_come(row):
                continue
            plan = self.plans[row.name]
            due = due_at(plan, stands, started=self.promise.started_at, zone=self.zone)
            if due is not None and holds(plan.condition, stands, due=due <= self.now) is not True:
                due = None
            if row.state == states.PROMISED and (row.said != THEIR_MOMENT or row.due_at is None):
                row.due_at = call_at(row, self.promise, due) if due else None
            if row.state == states.PROMISED:
                row.late_at = self.lateness(row) if due else None
            row.next_try_at = self.now if due and row.due_at and row.due_at <= self.now else None

    def _keep_words_back(self) -> None:
        """Words that nobody has sent yet wait while what they come after is not done after all, and go once it is again."""
        for row in self.rows:
            if (
                row.kind not in WORDED
                or not is_unsent(row, self.now)
                or row.due_at is None
                or row.ended_at
                or needs_eyes(row)
            ):
                continue
            if undone_before(row, self.rows):
                row.next_try_at = None
            elif row.next_try_at is None and not self._reminds_of_nothing(row):
                row.next_try_at = max(self.now, row.due_at)

    def lateness(self, row: Step) -> datetime | None:
        """When a step counts as late by its rule, where it is known when it is due."""
        if row.due_at is None:
            return None
        return late_at(self.plans[row.name], row.due_at, started=self.promise.started_at, zone=self.zone)

    def _next(self) -> Next:
        found = {row.name: state_of(row) for row in self.rows}
        steps = [*self.plans.values()]
        return ready(steps, found, started=self.promise.started_at, now=self.now, zone=self.zone)

    def _apply(self, found: Next) -> bool:
        """Carry out what needs nobody else; whether that may let more happen."""
        begun = [self._begin(self.row(each.name), each.due_at, each.late_at) for each in found.begin]
        for skip in found.skip:
            self.move(self.row(skip.name), states.SKIPPED)
            self.row(skip.name).said = skip.because[:300]
        lifted = [row for row in map(self.row, found.lift) if has_its_day(row) or not self.is_unspoken()]
        for row in lifted:
            self._lift(row)
        for name in found.over:
            self._run_out(self.row(name))
        looked = [self._look(row) for row in self.rows if row.kind == "check" and row.state == states.OPEN]
        return any([*begun, *found.skip, *lifted, *found.over, *looked])

    def _begin(self, row: Step, due: datetime, late: datetime | None) -> bool:
        """The time of a step has come: a worker takes it, a person looks first, or it is done by being so."""
        if row.channel == "here":
            row.due_at, row.late_at = due, late
            self.move(row, states.OPEN if row.kind in QUESTIONS else states.KEPT, due)
            return True
        if row.kind != "call" and row.due_at is None and not self._reminds_of_nothing(row):  # calls are planned
            row.due_at, row.late_at = due, late
            self.end_by_hand(row)
            if needs_eyes(row):
                self.ask_for(row, Task.What.APPROVE, titles.to_read(row))
            else:
                row.next_try_at = self._first_try(row)
        return False

    def end_by_hand(self, row: Step) -> None:
        """What a person suspended is ended by a person too, whatever is connected since: another system never heard of it."""
        if row.kind in ENDING and self.row(row.parameters["what"]).is_listed:
            row.reference = states.ON_A_LIST

    def _first_try(self, row: Step) -> datetime:
        """When a worker takes a step whose time has come: at once, but money of a decision only once a slip is taken back no more."""
        slips = self.promise.source.startswith(DECIDED) and row.kind in MONEY_KINDS
        return max(self.now, self.promise.made_at + SLIP) if slips else self.now

    def _reminds_of_nothing(self, row: Step) -> bool:
        """Whether a reminder of theirs is about a question that has not been put to them: its words still lie here."""
        if row.kind != "remind" or row.parameters.get("to") not in OUTSIDE:
            return False
        return any(each.name == row.parameters.get("of") and each.state != states.OPEN for each in self.rows)

    def _lift(self, row: Step) -> None:
        self.end(row.name)
        if row.kind == "suspend" and not has_its_day(row):
            self.end_there(row)

    def end_there(self, row: Step, *, again: bool = False) -> None:
        """What rests at another system is ended there, although the promise is over; never before it can have arrived.

        `again`: it has arrived now, and an end that was asked for may have come before it.
        """
        if again:
            row.lease_until = None
        self._end(row, again=again)

    def comes_later(self, row: Step) -> bool:
        """A suspension that was let go was taken on there all the same: its end waits until it would be late.

        Whether that changes anything.
        """
        late = row.late_at if row.late_at and row.late_at > self.now else self.now + ANSWERED_WITHIN
        if not row.refused and row.lease_until and late <= row.lease_until:
            return False
        self.refused_no_more(row)
        row.lease_until = late
        if not self.is_ended_later(row):
            self._end(row, again=True)
        return True

    def is_ended_later(self, row: Step) -> bool:
        """Whether a suspension that was given up is ended once somebody has said that the customer knows."""
        waits = row.state == states.BROKEN and self.promise.ended_at is None and self.is_unspoken()
        return waits and not is_being_ended(row, self.rows)

    def refused_no_more(self, row: Step) -> None:
        """It was done, or taken on, after all: why it had been refused is kept no longer."""
        if row.refused:
            row.refused, row.said = False, ""

    def _end(self, row: Step, *, again: bool) -> None:
        """A step of our own ends what rests, once it can have arrived; `again` where the last one was asked for too early.

        It is a step of its own then: who is asked twice for one answers as before. At last a person looks.
        """
        before = our_ends(row, self.rows)
        unasked = [each for each in before if each.state in states.STEP_WAITS and each.intent_at is None]
        if any(each.state in states.STEP_WAITS for each in before) and not again:
            return
        if not unasked and len(before) == MOST_ENDS:
            says = sentence("It may stand there still, so have it ended: {title}", title=titles.title_of(row))
            self.ask_for(row, Task.What.DIFFERS, says, self.promise.owner, again=True)
            return
        if not unasked:
            self.add_end(row, called_ends(row)[len(before)])
        end = unasked[0] if unasked else self.rows[-1]
        end.due_at = end.next_try_at = max(self.now, row.lease_until or self.now)
        end.late_at = self.lateness(end)

    def end_all(self) -> None:
        """Everything that lasts is over, here and where it rests: nothing stays suspended for a promise that is over."""
        for row in [*self.rows]:
            lasts = row.state == states.KEPT and (row.kind == "suspend" or row.data["ends"]) and row.ended_at is None
            if lasts or may_rest(row, self.rows):
                self.end(row.name)
                if row.kind == "suspend":
                    self.end_there(row)

    def add_end(self, row: Step, called: str) -> None:
        """The other system does not know when a suspension ends: a step of our own tells it."""
        plan = self.plans[row.name]
        told = Planned(
            name=called, title=str(titles.end_of(plan.title)), kind=ends_by(row, self.rows), channel=plan.channel,
            department=plan.department, parameters={"what": row.name}, late=plan.late,
        )  # fmt: skip
        step = row_of(self.promise, told, len(self.rows))
        step.department = row.department
        self.rows.append(step)
        self.new.append(step)
        self.plans[step.name] = told
        self.end_by_hand(step)

    def _run_out(self, row: Step) -> None:
        plan, is_put = self.plans[row.name], row.state == states.OPEN
        outcome = (
            without_answer(plan, truth_at_last(self.promise, plan, self.now) if row.kind == "check" else None)
            if is_put
            else None
        )
        if outcome is not None:
            self.move(row, states.KEPT, outcome=outcome)
            return
        row.ended_at = self.now
        if not is_put:  # nobody reads its words any more, and they go to nobody
            self.leave(row)
        if row.pk and not is_put:
            self.closed.add(row.pk)
        self.tell("handed over", step=row.name)
        asked = sentence("No answer has come: {title}", title=plan.title)
        unasked = sentence("They were not asked in time: {title}", title=plan.title)
        self.ask_for(row, Task.What.TAKE_ON, asked if is_put else unasked)

    def _look(self, row: Step) -> bool:
        if row.ended_at is None and truth(self.promise, self.plans[row.name], self.now):
            self.move(row, states.KEPT, outcome="yes")
            return True
        return False

    def _notice_late(self) -> None:
        for row in self.rows:
            if row.state in (states.PROMISED, states.UNCONFIRMED) and row.late_at and row.late_at <= self.now:
                was_late = row.was_late
                self.move(row, states.LATE)
                says = sentence("This is late: {title}", title=titles.title_of(row))
                self.ask_for(row, Task.What.LATE, says, again=was_late)

    def _stand(self, found: Next) -> None:
        """Where the whole promise stands, and when the clock alone changes something."""
        promise = self.promise
        if promise.state in (states.RELEASED, states.RENEGOTIATED) or self._only_ends():
            promise.wake_at = self._next_late()
            return
        given_up = any(row.kind == "suspend" and row.state == states.BROKEN and not row.ended_at for row in self.rows)
        rests = any(still_rests(row, self.rows) for row in self.rows) or (given_up and self.is_unspoken())
        state = self._state(
            done=found.done and not rests and all(row.state in states.STEP_SETTLED for row in self.rows)
        )
        if state != promise.state:
            states.check_move(promise.title, promise.state, state, states.PROMISE_MOVES)
            promise.state = state
            self.tell(f"promise {state}")
        if state in states.PROMISE_ENDED:
            promise.ended_at, promise.wake_at = promise.ended_at or self.now, None
            return
        checks = any(row.kind == "check" and row.state == states.OPEN and row.ended_at is None for row in self.rows)
        calls = [row.due_at for row in self.rows if is_call_to_come(row)]
        planned = [due for due in calls if due is not None and due > self.now]
        moments = (found.wake_at, self._next_late(), self.now + LOOKED_AT if checks else None, *planned)
        promise.ended_at = None
        promise.wake_at = min((moment for moment in moments if moment is not None), default=None)

    def _only_ends(self) -> bool:
        """Whether a promise is over, kept or broken, and only something that we end ourselves is left of it."""
        left = [row for row in self.rows if row.state not in states.STEP_SETTLED]
        if self.promise.state not in (states.BROKEN, states.KEPT) or not all(row.is_end_of_ours for row in left):
            return False
        is_kept = self.promise.state == states.KEPT
        stands = [
            row for row in left if self.row(row.parameters["what"]).state == states.KEPT
        ]  # it has to be ended yet
        return bool(left) and not (is_kept and stands)

    def _state(self, *, done: bool) -> str:
        stands = {row.state for row in self.rows}
        if states.LATE in stands:
            return states.LATE
        if states.UNCONFIRMED in stands:
            return states.UNCONFIRMED
        if done and states.BROKEN in stands:
            return states.BROKEN
        if done:
            told = bool(self.promise.playbook) or self.promise.told_at is not None
            return states.KEPT if told else states.UNCONFIRMED
        return states.PROMISED

    def _next_late(self) -> datetime | None:
        coming = [
            row.late_at for row in self.rows if row.late_at and row.state in (states.PROMISED, states.UNCONFIRMED)
        ]
        return min(coming, default=None)

    def changed(self) -> list[Step]:
        """The steps that are not as they were read."""
        return [row for row in self.rows if row.pk and seen(row) != self.before[row.pk]]


def call_at(row: Step, promise: Promise, due: datetime) -> datetime:
    """When a call that is due then is made: within the hours of the playbook, by the clock that she lives by now."""
    return fitting(due, hours_of(row.parameters["hours"]), promise.her_clock)


def needs_eyes(row: Step) -> bool:
    """Whether a person looks at the words before they go out: by mail, where the playbook does not call it routine.

    What is meant for the family is always looked at: the address we have is the customer's, who may be the one who died.
    """
    said = row.data["parameters"]
    is_routine = said.get("routine") and said.get("to") != "family"
    return row.channel == "email" and row.kind in WORDED and not is_routine and not row.approved_at
