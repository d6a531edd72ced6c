"""The shipped playbooks where people take their time: nothing is charged between, nothing goes on against her word."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from goodgrace.playbook.plan import plan
from goodgrace.playbook.proving.paths import Path as Way
from goodgrace.playbook.reading import read
from goodgrace.playbook.rows import Step
from goodgrace.playbook.running import Run, run
from goodgrace.playbook.shape import Playbook
from goodgrace.playbook.spans import days_since
from goodgrace.playbook.verify import paths_of

ROOT = Path(__file__).resolve().parents[2]
PLAYBOOKS = {path.stem: read(path) for path in sorted((ROOT / "policies/playbooks").glob("*.yaml"))}
STARTED, ZONE = datetime(2026, 3, 2, 9, tzinfo=UTC), ZoneInfo("UTC")
BY_PEOPLE = ("do", "call", "send", "gift")
"""Kinds that somebody takes time for; a question is open from when it is due, also while its words wait to be read."""
RESTING = [name for name, book in PLAYBOOKS.items() if any(line.kind == "suspend" for line in book.steps.values())]


def rows(name: str, facts: Mapping[str, object]) -> tuple[Step, ...]:
    return plan(PLAYBOOKS[name], started=STARTED, zone=ZONE, facts=facts)


def played(name: str, facts: Mapping[str, object], takes: Mapping[str, int] = {}, **answers: tuple[str, float]) -> Run:
    """One case played through; answers come on days, and steps take as many days as is said."""
    given = {question: (outcome, STARTED + timedelta(days=day)) for question, (outcome, day) in answers.items()}
    took = {step: timedelta(days=days) for step, days in takes.items()}
    return run(rows(name, facts), started=STARTED, zone=ZONE, answers=given, takes=took)


def day_of(found: Run, name: str) -> int | None:
    at = found.first(name, "kept", "asked")
    return None if at is None else days_since(STARTED, at, ZONE)


def over_on(found: Run, name: str) -> int | None:
    at = found.first(name, "over")
    return None if at is None else days_since(STARTED, at, ZONE)


def resting(steps: Sequence[Step], found: Run) -> list[tuple[datetime, datetime]]:
    """From when until when something rests, what follows without a gap taken together."""
    spans = sorted(
        (at, found.first(step.name, "over") or datetime.max.replace(tzinfo=UTC))
        for step in steps
        if step.kind == "suspend" and (at := found.first(step.name, "kept"))
    )
    together: list[tuple[datetime, datetime]] = []
    for first, last in spans:
        if together and first <= together[-1][1]:
            together[-1] = (together[-1][0], max(last, together[-1][1]))
        else:
            together.append((first, last))
    return together


def tempers(book: Playbook) -> Iterator[tuple[str, Way, int, int]]:
    """Each way, with people who take no time, or days, and answers that come soon, or long after they were asked for."""
    for way in paths_of(book):
        for takes in (0, 5, 20):
            for answered in (0, 9, 90):
                yield book.name, way, takes, answered


@pytest.mark.parametrize("name", RESTING)
def test_no_day_is_charged_between_however_long_anybody_takes(name: str) -> None:
    book = PLAYBOOKS[name]
    for _, way, takes, answered in tempers(book):
        steps = rows(name, way.facts)
        slow = {step.name: timedelta(days=takes) for step in steps if step.kind in BY_PEOPLE}
        answers = {each: (outcome, STARTED + timedelta(days=answered)) for each, outcome in way.outcomes().items()}
        found = run(steps, started=STARTED, zone=ZONE, answers=answers, takes=slow)
        assert len(resting(steps, found)) <= 1, (way.in_words(), takes, answered)


@pytest.mark.parametrize("name", RESTING)
def test_what_rests_ends_only_when_all_that_people_do_for_it_is_done(name: str) -> None:
    """But for the last word, which says that it is."""
    book = PLAYBOOKS[name]
    for _, way, takes, answered in tempers(book):
        steps = rows(name, way.facts)
        slow = {step.name: timedelta(days=takes) for step in steps if step.kind in ("do", "call")}
        answers = {each: (outcome, STARTED + timedelta(days=answered)) for each, outcome in way.outcomes().items()}
        found = run(steps, started=STARTED, zone=ZONE, answers=answers, takes=slow)
        done = [at for step in steps if step.kind == "do" and (at := found.first(step.name, "kept"))]
        rested = resting(steps, found)
        assert not rested or not done or max(done) <= rested[-1][1], (way.in_words(), takes, answered)


BEREAVED = {"lessee_died": "yes", "transfer_fee": "595"}


def test_a_car_that_is_collected_five_days_after_a_choice_on_day_nine_costs_no_fee_until_then() -> None:
    found = played("bereavement-lease", BEREAVED, {"collect_car": 5, "end_lease": 2}, family_choice=("return_car", 9))
    assert (day_of(found, "collect_car"), day_of(found, "lease_ends"), over_on(found, "rest_on")) == (14, 16, 16)
    assert (over_on(found, "no_fees"), day_of(found, "last_word")) == (10, 16)


def test_a_talk_on_the_monday_after_the_ten_days_costs_no_fee_either_and_nothing_is_called_settled_by_it() -> None:
    found = played(
        "bereavement-lease", BEREAVED, {"by_hand": 3}, family_choice=("person", 9), after_the_talk=("person", 20)
    )
    assert (day_of(found, "by_hand"), over_on(found, "rest_on"), day_of(found, "last_word")) == (23, 23, 23)


@pytest.mark.parametrize("day", [20, 25, 29])
def test_who_asks_for_thirty_more_days_has_as_many_as_who_is_silent(day: int) -> None:
    asked = played("disaster-area", {"in_the_area": "yes"}, what_helps=("more_time", day))
    silent = played("disaster-area", {"in_the_area": "yes"})
    assert over_on(asked, "thirty_more") == over_on(silent, "thirty_more") == 60
    assert day_of(asked, "thirty_more_told") == day


def test_a_call_after_a_flood_that_comes_late_takes_no_day() -> None:
    found = played("disaster-area", {"in_the_area": "yes"}, {"the_call": 4, "as_said": 5}, what_helps=("call_me", 28))
    assert over_on(found, "until_we_talked") == day_of(found, "as_said") == 37


def test_who_owes_nothing_is_told_of_no_days() -> None:
    facts = {"in_the_area": "yes", "has_payments": "no"}
    assert day_of(played("disaster-area", facts), "thirty_more_told") is None


def test_instalments_rest_on_where_the_talk_comes_after_the_sixty_days() -> None:
    found = played("hardship-grace", {"money_is_short": "yes"}, {"agree": 9, "as_agreed": 2})
    assert (over_on(found, "breathing_space"), day_of(found, "as_agreed")) == (60, 69)
    assert over_on(found, "rest_on") == day_of(found, "goes_on") == 69


def test_what_rests_for_illness_goes_on_only_when_she_says_so() -> None:
    silent = played("serious-illness", {"seriously_ill": "yes"}, {"before_it_goes_on": 400})
    assert (day_of(silent, "goes_on"), over_on(silent, "all_rests")) == (None, None)
    said = played("serious-illness", {"seriously_ill": "yes"}, {"end_contract": 2}, as_you_say=("stop", 120))
    assert (day_of(said, "goes_on"), day_of(said, "end_contract"), day_of(said, "ends_here")) == (None, 122, 122)


@pytest.mark.parametrize("choice", ["go_on", "stop"])
def test_nobody_is_told_that_everything_still_rests_after_she_has_chosen(choice: str) -> None:
    found = played("serious-illness", {"seriously_ill": "yes"}, {"a_note": 20}, what_suits=(choice, 25))
    assert day_of(found, "how_are_you") == 14


@pytest.mark.parametrize("name", PLAYBOOKS)
def test_no_contract_is_closed_before_somebody_has_ended_it(name: str) -> None:
    steps = PLAYBOOKS[name].steps
    closing = [line for line in steps.values() if line.kind == "close" and name != "loan-interest-forgiven"]
    assert all(any(steps[first].kind == "do" for first in line.after) for line in closing)


def test_the_loan_promises_no_date_that_nobody_can_move() -> None:
    words = PLAYBOOKS["loan-interest-forgiven"].steps["in_writing"].words
    assert "move the date" not in words["en"]
    assert "verschieben" not in words["de"]
    assert "no penalty" in words["en"]
    assert "keine Strafe" in words["de"]


def test_a_question_on_which_a_refusal_hangs_does_not_say_that_it_is_for_the_records() -> None:
    asked = [fact.ask or "" for book in PLAYBOOKS.values() for fact in book.facts.values()]
    assert not [ask for ask in asked if "our records" in ask]
