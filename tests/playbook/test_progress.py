"""What is to be done now: steps begin when their time has come, and those that turned out otherwise are skipped."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from goodgrace.playbook.clock import due_at, late_at
from goodgrace.playbook.progress import answered, begun, without_answer
from goodgrace.playbook.rows import State, Step
from tests.playbook.small_playbook import ASK, BERLIN, MONDAY, NEW_YORK, look, rows, to_begin, to_skip

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KEPT = State("kept", MONDAY)
CHOICE = f"choice: {{{ASK}, answer_within: 10 days, without_an_answer: give}}"
PERSON = f"choice: {{{ASK}, answer_within: 10 days, without_an_answer: person}}"
LETTER = "{send: letter, words: Dear you."


def due(steps: tuple[Step, ...], name: str, **states: State) -> datetime | None:
    known = {step.name: State() for step in steps} | states
    step = next(step for step in steps if step.name == name)
    return due_at(step, known, started=MONDAY, zone=BERLIN)


def chosen(outcome: str, at: datetime = MONDAY) -> State:
    return answered(State("open", MONDAY), outcome, at)


def test_what_waits_for_nothing_begins_at_once() -> None:
    assert to_begin(look(rows(f"a: {LETTER}}}", "b: {do: Look after it}"))) == ["a", "b"]


def test_what_follows_waits_until_all_it_follows_is_settled() -> None:
    steps = rows(f"a: {LETTER}}}", f"b: {LETTER}}}", f"c: {LETTER}, after: [a, b]}}")
    assert to_begin(look(steps, {"a": KEPT})) == ["b"]
    assert to_begin(look(steps, {"a": KEPT, "b": State("kept", MONDAY)})) == ["c"]


def test_a_step_in_some_days_is_due_then_and_the_clock_says_when_to_look_again() -> None:
    steps = rows(f"a: {LETTER}}}", f"b: {LETTER}, after: a, in: 3 days}}")
    found = look(steps, {"a": KEPT})
    assert to_begin(found) == []
    assert found.wake_at == MONDAY + 3 * DAY
    later_on = look(steps, {"a": KEPT}, MONDAY + 4 * DAY)
    assert [(begin.name, begin.due_at) for begin in later_on.begin] == [("b", MONDAY + 3 * DAY)]


def test_on_a_day_counts_from_the_start_and_keeps_the_customers_clock_over_the_change() -> None:
    steps = rows(f"a: {LETTER}, on: day 9}}", f"b: {LETTER}, on: day 9 at 08:15}}")
    started = datetime(2026, 10, 20, 8, tzinfo=UTC)  # ten in Berlin; the clocks go back on the 25th
    states = {"a": State(), "b": State()}
    assert due_at(steps[0], states, started=started, zone=BERLIN) == datetime(2026, 10, 29, 9, tzinfo=UTC)
    assert due_at(steps[1], states, started=started, zone=BERLIN) == datetime(2026, 10, 29, 7, 15, tzinfo=UTC)
    assert due_at(steps[1], states, started=started, zone=NEW_YORK) == datetime(2026, 10, 29, 12, 15, tzinfo=UTC)


def test_a_day_that_has_passed_already_is_now() -> None:
    steps = rows(f"a: {LETTER}}}", f"b: {LETTER}, after: a, on: day 2}}")
    assert due(steps, "b", a=State("kept", MONDAY + 5 * DAY)) == MONDAY + 5 * DAY


def test_a_step_is_late_after_its_department_has_had_its_time() -> None:
    steps = rows(f"a: {LETTER}, within: 4 hours}}", f"b: {LETTER}, by: 2 days}}", f"c: {LETTER}}}", "d: {wait: 1 day}")
    late = [late_at(step, MONDAY, started=MONDAY, zone=BERLIN) for step in steps]
    assert late == [MONDAY + 4 * HOUR, MONDAY + 2 * DAY, MONDAY + DAY, None]
    assert late_at(steps[1], MONDAY + 3 * DAY, started=MONDAY, zone=BERLIN) == MONDAY + 3 * DAY


def test_a_step_waits_for_the_answer_it_hangs_on_and_is_skipped_where_it_turned_out_otherwise() -> None:
    steps = rows(CHOICE, f"a: {LETTER}, if: choice is keep}}", f"b: {LETTER}, if: choice is not keep}}")
    assert to_begin(look(steps, {"choice": State("open", MONDAY)})) == []
    found = look(steps, {"choice": chosen("keep")})
    assert (to_begin(found), to_skip(found)) == (["a"], ["b"])
    assert found.skip[0].because == "It turned out otherwise: choice."


def test_who_follows_only_what_was_skipped_is_skipped_too_and_all_at_once() -> None:
    steps = rows(CHOICE, f"a: {LETTER}, if: choice is keep}}", f"b: {LETTER}, after: a}}", f"c: {LETTER}, after: [b]}}")
    assert to_skip(look(steps, {"choice": chosen("give")})) == ["a", "b", "c"]


def test_who_follows_something_that_was_kept_goes_on() -> None:
    steps = rows(CHOICE, f"a: {LETTER}, if: choice is keep}}", f"b: {LETTER}, after: [a, choice]}}")
    found = look(steps, {"choice": chosen("give")})
    assert (to_begin(found), to_skip(found)) == (["b"], ["a"])


def test_an_open_question_is_asked_about_only_when_the_step_comes_due() -> None:
    steps = rows(CHOICE, f"a: {LETTER}, if: choice is open, on: day 9}}")
    waiting = {"choice": State("open", MONDAY)}
    early, late = look(steps, waiting), look(steps, waiting, MONDAY + 9 * DAY)
    assert (to_begin(early), early.wake_at) == ([], MONDAY + 9 * DAY)
    assert to_begin(late) == ["a"]
    assert to_skip(look(steps, {"choice": chosen("keep")})) == ["a"]


def test_nobody_is_reminded_of_a_question_that_is_answered_or_with_a_colleague() -> None:
    steps = rows(PERSON, "r: {remind: customer, of: choice, before: 1 day, words: One day is left.}")
    assert look(steps, {"choice": State("open", MONDAY)}).wake_at == MONDAY + 9 * DAY
    assert to_begin(look(steps, {"choice": State("open", MONDAY)}, MONDAY + 9 * DAY)) == ["r"]
    assert to_skip(look(steps, {"choice": chosen("give")})) == ["r"]
    assert to_skip(look(steps, {"choice": State("open", MONDAY, ended_at=MONDAY + DAY)})) == ["r"]


def test_a_question_whose_time_has_run_out_comes_to_its_default_or_goes_to_a_colleague() -> None:
    for steps, outcome in ((rows(CHOICE), "give"), (rows(PERSON), None)):
        assert look(steps, {"choice": State("open", MONDAY)}, MONDAY + 10 * DAY - HOUR).over == ()
        assert look(steps, {"choice": State("open", MONDAY)}, MONDAY + 10 * DAY).over == ("choice",)
        assert without_answer(steps[0]) == outcome
    handed = {"choice": State("open", MONDAY, ended_at=MONDAY + 10 * DAY)}
    found = look(rows(PERSON), handed, MONDAY + 30 * DAY)
    assert (found.over, found.done) == ((), False)


def test_a_check_that_is_known_says_so_and_an_unknown_one_does_as_it_is_written() -> None:
    steps = rows(
        "c: {check: owed == 0, by: 12 months, without_an_answer: person}",
        "d: {check: vip, by: 1 day, without_an_answer: no}",
    )
    assert [without_answer(steps[0], truth) for truth in (True, False, None)] == ["yes", "no", None]
    assert without_answer(steps[1]) == "no"
    assert steps[0].outcomes == ("yes", "no", "person")


def test_a_suspension_is_over_after_its_days_and_a_guard_with_the_step_it_names() -> None:
    steps = rows(
        "s: {suspend: fees, for: days_given days}", "g: {guard: dunning, until: a}", f"a: {LETTER}, in: 2 days}}"
    )
    states = {"s": KEPT, "g": KEPT}
    assert look(steps, states).lift == ()
    assert look(steps, states, MONDAY + 5 * DAY).lift == ("s",)
    assert look(steps, states | {"a": KEPT}).lift == ("g",)
    assert look(steps, states | {"a": KEPT, "g": State("kept", MONDAY, ended_at=MONDAY)}).lift == ()


def test_a_guard_until_the_end_waits_for_everything_and_for_what_still_rests() -> None:
    steps = rows(
        "g: {guard: [dunning, marketing], until: the end}", "s: {suspend: fees, for: 5 days}", f"a: {LETTER}}}"
    )
    states = {"g": KEPT, "s": KEPT, "a": KEPT}
    assert look(steps, states).lift == ()
    ended = states | {"s": State("kept", MONDAY, ended_at=MONDAY + 5 * DAY)}
    assert look(steps, ended, MONDAY + 5 * DAY).lift == ("g",)
    assert look(steps, ended | {"g": State("kept", MONDAY, ended_at=MONDAY + 5 * DAY)}, MONDAY + 6 * DAY).done


def test_nothing_is_resumed_before_it_rests_nor_where_nothing_rested() -> None:
    steps = rows("s: {suspend: fees, when: vip}", "r: {resume: s}")
    assert to_begin(look(steps)) == ["s"]
    assert to_begin(look(steps, {"s": KEPT})) == ["r"]
    assert to_skip(look(steps, {"s": State("released", MONDAY)})) == ["r"]
    assert to_skip(look(rows("s: {suspend: fees, when: not vip}", "r: {resume: s}"))) == ["s", "r"]


def test_what_could_not_be_kept_holds_all_that_follows() -> None:
    steps = rows("s: {suspend: fees}", f"a: {LETTER}}}", f"b: {LETTER}, after: a}}", "r: {resume: s, after: a}")
    found = look(steps, {"s": KEPT, "a": State("broken", MONDAY)})
    assert (to_begin(found), to_skip(found)) == ([], [])


def test_a_call_waits_for_her_hours() -> None:
    steps = rows("c: {call: customer, between: 15:00 and 17:00, quiet_days: [monday]}")
    assert due(steps, "c") == MONDAY + DAY + 5 * HOUR


def test_asking_twice_gives_the_same_and_what_is_done_is_not_asked_for_again() -> None:
    steps = rows(CHOICE, f"a: {LETTER}}}")
    assert look(steps) == look(steps)
    states = {step.name: begun(step, MONDAY) for step in steps}
    assert [state.status for state in states.values()] == ["open", "kept"]
    assert to_begin(look(steps, states)) == []


def test_all_is_done_when_nothing_is_left_to_happen() -> None:
    steps = rows(f"a: {LETTER}}}", "s: {suspend: fees, for: 5 days}")
    assert not look(steps, {"a": KEPT, "s": KEPT}).done
    assert look(steps, {"a": KEPT, "s": replace(KEPT, ended_at=MONDAY + 5 * DAY)}, MONDAY + 5 * DAY).done
    assert not look(steps, {"s": replace(KEPT, ended_at=MONDAY + 5 * DAY)}).done


@pytest.mark.parametrize("text", ["choice is keep or choice is open", "choice is open or choice is keep"])
def test_a_condition_may_take_an_answer_or_an_open_question(text: str) -> None:
    steps = rows(CHOICE, f"a: {LETTER}, if: {text}, on: day 2}}")
    assert to_skip(look(steps, {"choice": chosen("give")}, MONDAY + DAY)) == ["a"]
    assert to_begin(look(steps, {"choice": chosen("keep")}, MONDAY + 2 * DAY)) == ["a"]
