"""What some decisions rest on, read at once and locked: nobody else changes it until they are written."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from goodgrace.cases.actions import CASES, cases_of
from goodgrace.cases.counting import Counts, Question, count_locked
from goodgrace.cases.facts import HELD, KNOWN, Noted, facts_for, limits_for, noted_in
from goodgrace.cases.models import Case, Decision
from goodgrace.cases.sheets import day_of
from goodgrace.errors import GraceError, InputError, Missing
from goodgrace.people.models import Person
from goodgrace.policy.decision import DecisionSheet, keys_of
from goodgrace.policy.shape import Policy
from goodgrace.rulebook.models import Version
from goodgrace.rulebook.queries import NEWEST, acting_role, newest_of, policy_of
from goodgrace.store.asking import ask_all


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to decide: so much of a remedy of a policy, on these grounds, for this reason.

    `seen` is the case's revision on the page she decides from. `key` is hers to choose: the same key decides once.
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

    version: Version
    policy: Policy
    role: str
    facts: Mapping[str, object]
    sheet: DecisionSheet
    keys: Mapping[str, str]
    on: date


@dataclass(frozen=True, slots=True)
class Made:
    """A decision that was made, with what it rests on; `revision` is its case's from here on."""

    ready: Ready
    decision: Decision
    revision: int


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was gathered: decisions by key, cases by number as they are now, and what was given before.

    `ready` has an answer for each wish that was asked, in their order: what it rests on, or why it cannot be decided.
    `made` is what was decided since, and the rest is kept up with it: who comes next is answered as if it were written.
    """

    now: datetime
    before: dict[str, Decision]
    cases: dict[int, Case]
    ready: list[Ready | GraceError]
    counts: Counts
    made: list[Made] = field(default_factory=list)

    def note(self, ready: Ready, decision: Decision) -> None:
        """Count a decision that was just made."""
        case = self.cases[decision.case_id]
        case.revision += 1
        self.before[decision.key] = decision
        self.made.append(Made(ready, decision, case.revision))
        self.counts.note(decision, ready.policy, ready.keys)


KEYS = "SELECT key FROM cases_decision WHERE key {among}"


def _decided(keys: Collection[str]) -> dict[str, Decision]:
    """The decisions that some keys have made."""
    if not keys:
        return {}
    whole = Decision.objects.select_related("case", "customer", "version", "overrule").defer("version__text")
    return {decision.key: decision for decision in whole.filter(key__in=keys)}


def gather(asked: Sequence[Wanted], now: datetime) -> Gathered:
    """Lock the cases, read what their wishes need, then lock and count what was given before."""
    numbers = sorted({each.number for each in asked})
    keys, rows, held, known, versions = ask_all(
        (KEYS, ([each.wish.key for each in asked],)),
        (CASES, (numbers,)),
        (HELD, (numbers,)),
        (KNOWN, (numbers,)),
        (NEWEST, (now,)),
    )
    cases, before = cases_of(rows), _decided([key for (key,) in keys])
    ready = _ready(asked, cases, newest_of(versions), noted_in(held, known), now)
    questions = [
        Question(found.policy, cases[each.number], each.by, found.keys, found.on)
        for each, found in zip(asked, ready, strict=True)
        if isinstance(found, Ready)
    ]
    if len(before) == len(asked):
        questions = []
    return Gathered(now, before, cases, ready, count_locked(questions))


def _ready(
    asked: Sequence[Wanted], cases: Mapping[int, Case], versions: Mapping[str, Version], noted: Noted, now: datetime
) -> list[Ready | GraceError]:
    days = {each.by.pk: day_of(each.by, now) for each in asked}
    found: list[Ready | GraceError] = []
    for each in asked:
        try:
            case, version = _found(each, cases, versions)
        except GraceError as missing:
            found.append(missing)
            continue
        policy, on = policy_of(version), days[each.by.pk]
        facts = facts_for(policy, noted.known(case, on, policy.facts), case, each.by, on)
        role = acting_role(each.by, version)
        found.append(Ready(version, policy, role, facts, limits_for(policy, facts), keys_of(policy, facts), on))
    return found


def _found(asked: Wanted, cases: Mapping[int, Case], versions: Mapping[str, Version]) -> tuple[Case, Version]:
    case, version = cases.get(asked.number), versions.get(asked.wish.policy)
    if case is None:
        raise Missing("There is no such case, or it is not yours to see.")
    if version is None:
        raise Missing(f"No version of `{asked.wish.policy}` is in force.")
    if version.counters and case.counter not in version.counters:
        raise Missing(f"{version.title} does not hold at this counter.")
    if not 8 <= len(asked.wish.key) <= 120 or not asked.wish.key.isprintable():
        raise InputError("A decision needs a key of 8 to 120 characters, so that sending it twice decides once.")
    return case, version
