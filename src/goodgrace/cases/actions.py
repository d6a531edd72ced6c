"""What happens to a case: it is opened, told further, decided, handed on and closed. Each leaves an entry in the ledger."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from goodgrace.cases.models import Case, CaseFact, Turn
from goodgrace.cases.words import locked_fact, locked_turn
from goodgrace.customers.models import Customer
from goodgrace.errors import FactError, InputError, Missing, Refused
from goodgrace.ledger.actions import record
from goodgrace.people.authority import must
from goodgrace.people.models import Person, Role
from goodgrace.policy.values import read_fact
from goodgrace.rulebook.models import Counter
from goodgrace.rulebook.queries import held_at, policy_of
from goodgrace.sentences import quantity, sentence
from goodgrace.store.asking import ask_all

LONGEST_STORY = 100_000
TOO_LONG = quantity(f"{LONGEST_STORY:,}", Decimal(LONGEST_STORY), 0, "")
PRESENT = timedelta(seconds=75)
SEEN = """
INSERT INTO cases_presence (case_id, person_id, seen_at) VALUES (%s, %s, %s)
ON CONFLICT (case_id, person_id) DO UPDATE SET seen_at = excluded.seen_at
"""
OTHERS = """
SELECT p.name FROM cases_presence s JOIN people_person p ON p.id = s.person_id
WHERE s.case_id = %s AND s.person_id <> %s AND s.seen_at > %s ORDER BY p.name
"""


def open_case(
    *,
    customer: Customer,
    counter: str,
    story: Iterable[tuple[str, str]],
    by: Person,
    now: datetime,
    channel: str = "desk",
    owner: Person | None = None,
) -> Case:
    """Begin a case with its story: turns of (speaker, words). It belongs to whoever opens it, or to `owner`."""
    must(by, "open_case")
    if not counter:
        raise InputError(sentence("Say what it is about: at which counter the case is decided."))
    if not Counter.objects.filter(slug=counter).exists():
        raise InputError(sentence("There is no counter `{name}`.", name=counter[:60]))
    turns = [(speaker, text) for speaker, text in story if text.strip()]
    with transaction.atomic():
        case = Case.objects.create(
            customer=customer, counter=counter, channel=channel, owner=owner or by, opened_by=by, opened_at=now
        )
        for number, (speaker, text) in enumerate(turns, 1):
            _add(case, number, speaker, text, now)
        record(
            by=by.mark,
            role=by.role,
            what="case opened",
            about=case.mark,
            now=now,
            data={"counter": counter, "channel": channel, "turns": len(turns)},
        )
    return case


def add_turn(*, case: Case, speaker: str, text: str, by: Person, now: datetime) -> Turn:
    """Let the story go on. Raises Refused for nothing, or for more than a case can hold."""
    must(by, "open_case")
    if not text.strip():
        raise Refused(sentence("There is nothing in it yet. Write what was said."))
    with transaction.atomic():
        case = changed(case)
        turn = _add(case, case.turns.count() + 1, speaker, text, now)
        record(by=by.mark, role=by.role, what="story went on", about=case.mark, now=now, data={"turn": turn.number})
    return turn


def _add(case: Case, number: int, speaker: str, text: str, now: datetime) -> Turn:
    if len(text) > LONGEST_STORY:
        raise Refused(sentence("This is longer than {most} characters. Paste it in parts.", most=TOO_LONG))
    turn = Turn(case=case, number=number, speaker=speaker, at=now)
    turn.text = locked_turn(case, turn, text.strip())
    turn.save(force_insert=True)
    return turn


def note_facts(*, case: Case, facts: Mapping[str, str], how: Mapping[str, str], by: Person, now: datetime) -> None:
    """Note what is known, and how: asked, told or guessed. A blank value makes a fact unknown again.

    Raises FactError that says of each fact what is wrong with it; then nothing is noted.
    """
    must(by, "open_case")
    read = {name: value.strip() for name, value in facts.items()}
    if not set(how.values()) <= {CaseFact.How.ASKED, CaseFact.How.TOLD, CaseFact.How.GUESSED}:
        raise InputError(sentence("A fact is asked, told or guessed."))
    _check(case, read, now)
    with transaction.atomic():
        case = changed(case)
        case.facts.filter(name__in=read).delete()
        for name, value in read.items():
            if value:
                fact = CaseFact(case=case, name=name, how=how.get(name, CaseFact.How.TOLD), by=by, at=now)
                fact.value = locked_fact(case, fact, value)
                fact.save(force_insert=True)
        record(
            by=by.mark,
            role=by.role,
            what="facts noted",
            about=case.mark,
            now=now,
            data={"facts": {name: how.get(name, CaseFact.How.TOLD) for name in sorted(read)}},
        )


def _check(case: Case, facts: Mapping[str, str], now: datetime) -> None:
    asked = [policy_of(version).facts for version in held_at(now, case.counter)]
    problems: dict[str, str] = {}
    for name, value in facts.items():
        wanted = [found[name] for found in asked if name in found]
        if not wanted:
            problems[name] = sentence("no policy at this counter asks for it.")
        for fact in wanted:
            try:
                read_fact(fact, value)
            except ValueError as error:
                problems[name] = error.args[0]
    if problems:
        raise FactError(problems)


def close_case(*, case: Case, solved: bool, cared_for: bool, by: Person, now: datetime) -> Case:
    """End a case, and say apart whether it was solved and whether she was cared for."""
    must(by, "open_case")
    with transaction.atomic():
        case = changed(case)
        _end_call(case, now)
        case.closed_at, case.solved, case.cared_for = now, solved, cared_for
        case.save(update_fields=["closed_at", "solved", "cared_for"])
        record(
            by=by.mark,
            role=by.role,
            what="case closed",
            about=case.mark,
            now=now,
            data={"solved": solved, "cared_for": cared_for},
        )
    return case


def _end_call(case: Case, now: datetime) -> None:
    """A call for help ends with its case; one to the advocate keeps it open, for it is hers to answer."""
    call = case.escalations.filter(accepted_at=None, passed_on_at=None).first()
    if call is None:
        return
    if call.to_role == Role.ADVOCATE:
        raise Refused(sentence("The advocate was called in and has not answered yet. The case stays open for her."))
    call.passed_on_at = now
    call.save(update_fields=["passed_on_at"])


def be_present(*, case: Case, person: Person, now: datetime) -> list[str]:
    """Say that somebody has a case open; who else has, by name."""
    _, others = ask_all(
        (SEEN, (case.pk, person.pk, now)),
        (OTHERS, (case.pk, person.pk, now - PRESENT)),
    )
    return [name for (name,) in others]


def locked(case: Case) -> Case:
    """The case as it is now, and nobody else's until the transaction ends. Only its own row: people and customers stay free.

    Whatever else is locked is locked after it, so that two never wait for each other in a circle. Raises Missing.
    """
    rows = Case.objects.select_for_update(of=("self",)).select_related("customer")
    found = rows.filter(pk=case.pk).first()
    if found is None:
        raise Missing(sentence("There is no such case."))
    return found


def check_open(*, closed: bool, revision: int, seen: int | None = None) -> None:
    """Go on only with an open case that is as it was `seen`. Raises Refused."""
    if closed:
        raise Refused(sentence("This case is closed. Open a new one for what has come since."))
    if seen is not None and seen != revision:
        raise Refused(
            sentence("Somebody changed this case while you were looking at it. Look at what is new, then decide again.")
        )


def changed(case: Case, seen: int | None = None) -> Case:
    """The case as it is now, locked and counted as changed. Raises Refused where it is closed, or not as it was `seen`."""
    found = locked(case)
    check_open(closed=found.closed_at is not None, revision=found.revision, seen=seen)
    Case.objects.filter(pk=found.pk).update(revision=F("revision") + 1)
    found.revision += 1
    return found
