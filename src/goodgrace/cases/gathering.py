"""What some decisions rest on, read at once and locked: nobody else changes it until they are written."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from goodgrace.cases.counting import Counts, Question
from goodgrace.cases.facts import (
    NOTED,
    CaseNow,
    CustomerNow,
    Noted,
    facts_for,
    limits_for,
    noted_in,
    our_keys,
)
from goodgrace.cases.models import Decision
from goodgrace.cases.summing import count_summed
from goodgrace.errors import GraceError, InputError, Missing
from goodgrace.people.models import Person
from goodgrace.people.places import day_of
from goodgrace.policy.decision import DecisionSheet
from goodgrace.policy.shape import Policy
from goodgrace.rulebook.models import Version
from goodgrace.rulebook.planned import HELD
from goodgrace.rulebook.queries import NEWEST, acting_role, newest_of, policy_of
from goodgrace.sentences import sentence
from goodgrace.store.asking import Asking, Row, ask_all, plan_once

Locks = Callable[[Sequence[Question]], Sequence[Asking]]
"""What is locked before it is counted."""

NUMBERS = range(1, 2**63)
"""What a case may have as its number."""
KEYS = "SELECT key FROM cases_decision WHERE key {among}"
CASES = """
SELECT c.id, c.counter, c.closed_at IS NOT NULL, c.revision, c.owner_id, u.id, u.reference, u.wrapped_key, u.since, u.time_zone
FROM cases_case c JOIN customers_customer u ON u.id = c.customer_id WHERE c.id {among} ORDER BY c.id {locked} c
"""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to decide: so much of a remedy of a policy, on these grounds, for this reason.

    `seen` is the case's revision on the page that it is decided from. Whoever decides chooses the `key`: the same one decides once.
    """

    policy: str
    remedy: str
    amount: Decimal
    key: str
    seen: int | None = None
    grounds: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A wish for the case with a number, by somebody; `no` where it is a reasoned no."""

    number: int
    wish: Wish
    by: Person
    no: bool = False


@dataclass(frozen=True, slots=True)
class Ready:
    """A case under the policy that a wish names: the version that holds, its facts, and the sheet without what was given before."""

    case: CaseNow
    version: Version
    policy: Policy
    role: str
    facts: Mapping[str, object]
    sheet: DecisionSheet
    question: Question

    @property
    def on(self) -> date:
        """The day of the decision."""
        return self.question.on


@dataclass(frozen=True, slots=True)
class Made:
    """A decision that was just made; `revision` is its case's from here on.

    `amount` is in the remedy's smallest unit (0: a reasoned no), `cost` in minor units. What it rests on and why are locked.
    """

    number: UUID
    ready: Ready
    wanted: Wanted
    amount: int
    cost: int | None
    rests_on: bytes
    reason: bytes
    left: tuple[int | None, ...]
    revision: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was gathered: decisions by key, what each wish rests on or why it cannot be decided, and what was given before.

    `playbooks` are the digests of those in force, by their names. `made` is what was decided since, and the rest is kept up with it: who comes next is answered as if it were written.
    """

    now: datetime
    before: dict[str, Decision | Made]
    ready: list[Ready | GraceError]
    counts: Counts
    playbooks: Mapping[str, str] = field(default_factory=dict)
    made: list[Made] = field(default_factory=list)

    def note(self, made: Made) -> None:
        """Count a decision that was just made."""
        made.ready.case.revision = made.revision
        self.before[made.wanted.wish.key] = made
        self.made.append(made)
        self.counts.note(made.ready.question, made.wanted.wish.remedy, made.amount, made.cost)


def gather(asked: Sequence[Wanted], now: datetime, locks: Locks) -> Gathered:
    """Lock the cases, read what their wishes need, then count what was given before, under locks that hold until the end."""
    numbers = sorted({each.number for each in asked if each.number in NUMBERS})
    *_, keys, rows, noted, versions, playbooks = ask_all(
        *plan_once(),
        (KEYS, ([each.wish.key for each in asked],)),
        (CASES, (numbers,)),
        (NOTED, (numbers, numbers)),
        (NEWEST, (now,)),
        (HELD, (now,)),
    )
    before, cases = _decided([key for (key,) in keys]), {row[0]: _case(row) for row in rows}
    ready = _ready(asked, cases, newest_of(versions), noted_in(noted), now)
    questions = [found.question for found in ready if isinstance(found, Ready)]
    if len(before) == len(asked):
        questions = []
    return Gathered(now, before, ready, count_summed(questions, locks(questions)), dict(playbooks))


def _decided(keys: Collection[str]) -> dict[str, Decision | Made]:
    """The decisions that some keys have made."""
    if not keys:
        return {}
    whole = Decision.objects.select_related("case", "customer", "version", "overrule").defer("version__text")
    return {decision.key: decision for decision in whole.filter(key__in=keys)}


def _case(row: Row) -> CaseNow:
    number, counter, closed, revision, owner, customer, reference, key, since, zone = row
    return CaseNow(number, counter, bool(closed), revision, owner, CustomerNow(customer, reference, key, since, zone))


def _ready(
    asked: Sequence[Wanted], cases: Mapping[int, CaseNow], versions: Mapping[str, Version], noted: Noted, now: datetime
) -> list[Ready | GraceError]:
    days = {each.by.pk: day_of(each.by, now) for each in asked}
    found: list[Ready | GraceError] = []
    for each in asked:
        try:
            found.append(_made_ready(each, cases, versions, noted, days[each.by.pk]))
        except GraceError as hindrance:  # of this one: the others go on
            found.append(hindrance)
    return found


def _made_ready(
    wanted: Wanted, cases: Mapping[int, CaseNow], versions: Mapping[str, Version], noted: Noted, on: date
) -> Ready:
    case, version = _found(wanted, cases, versions)
    policy = policy_of(version)
    facts = facts_for(policy, noted.known(case, on, policy.facts), case, wanted.by, on)
    question = Question(policy, case, wanted.by, our_keys(policy, facts), on)
    return Ready(case, version, policy, acting_role(wanted.by, version), facts, limits_for(policy, facts), question)


def _found(wanted: Wanted, cases: Mapping[int, CaseNow], versions: Mapping[str, Version]) -> tuple[CaseNow, Version]:
    case, version, key = cases.get(wanted.number), versions.get(wanted.wish.policy), wanted.wish.key
    if case is None:
        raise Missing(sentence("There is no such case, or it is not yours to see."))
    if version is None:
        raise Missing(sentence("No version of `{policy}` is in force.", policy=wanted.wish.policy))
    if version.counters and case.counter not in version.counters:
        raise Missing(sentence("{policy} does not hold at this counter.", policy=version.title))
    if not 8 <= len(key) <= 120 or not key.isprintable():
        raise InputError(
            sentence("A decision needs a key of 8 to 120 characters, so that sending it twice decides once.")
        )
    return case, version
