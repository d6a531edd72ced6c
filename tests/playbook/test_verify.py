"""Verifying: each thing that can go wrong is found, with a way that shows it; what is right passes."""

import pytest

from goodgrace.playbook.proving.findings import Finding
from goodgrace.playbook.verify import paths_of, verify
from tests.playbook.small_playbook import ASK, HEAD, small

CHOICE = f"choice: {{{ASK}, answer_within: 10 days, without_an_answer: person}}"
DEFAULT = f"choice: {{{ASK}, answer_within: 10 days, without_an_answer: give}}"
LAST = "last: {send: letter, after: choice, words: Dear you.}"


def found(*steps: str, head: str = HEAD, rest: str = "") -> list[Finding]:
    return list(verify(small(*steps, head=head, rest=rest)).findings)


def only(findings: list[Finding]) -> Finding:
    (finding,) = findings
    return finding


def test_a_sound_playbook_has_no_finding_and_says_how_many_ways_were_followed() -> None:
    verdict = verify(small(CHOICE, LAST))
    assert (verdict.ok, verdict.ways, verdict.findings) == (True, 3, ())
    assert verdict.as_json() == {"ok": True, "findings": [], "ways": 3, "unproved": []}


def test_steps_that_wait_for_each_other_never_end() -> None:
    finding = only(found("a: {do: This, after: c}", "b: {do: This, after: a}", "c: {do: This, after: b}"))
    assert (finding.kind, finding.line) == ("never_ends", 12)
    assert set(finding.path) == {"a waits for c", "b waits for a", "c waits for b"}


def test_a_question_that_waits_for_its_own_answer_is_a_circle_too() -> None:
    finding = only(
        found(
            f"choice: {{{ASK}, answer_within: 1 day, without_an_answer: keep, after: b}}",
            "b: {do: This, if: choice is keep}",
        )
    )
    assert finding.kind == "never_ends"


def test_a_guard_without_an_end_is_told() -> None:
    finding = only(found("g: {guard: dunning}", "a: {do: This}"))
    assert (finding.kind, finding.where) == ("never_ends", "g")
    assert "until: the end" in finding.message


@pytest.mark.parametrize("kind", ["guard: dunning", "suspend: fees"])
def test_what_lasts_until_a_step_that_does_not_apply_is_told_to_be_over_as_soon_as_it_begins(kind: str) -> None:
    finding = only(found(f"g: {{{kind}, until: [fix, said]}}", "fix: {do: This, when: vip}", "said: {do: That, after: fix}", CHOICE, LAST))  # fmt: skip
    assert (finding.kind, finding.where) == ("never_happens", "g")
    assert "`g` is over as soon as it begins on this way, for fix and said never can happen on it." in finding.message
    assert "vip no" in finding.path[0]


@pytest.mark.parametrize(
    "steps",
    [
        ["g: {guard: dunning, until: [fix, last]}", "fix: {do: This, when: vip}"],
        ["g: {guard: dunning, until: fix, when: vip}", "fix: {do: This, when: vip}"],
        ["g: {guard: dunning, until: fix}", "fix: {do: This, if: choice is keep}"],
    ],
)
def test_what_lasts_until_something_that_may_come_or_not_is_sound(steps: list[str]) -> None:
    assert found(*steps, CHOICE, LAST) == []


def test_a_suspension_that_one_way_leaves_standing_is_shown_by_that_way() -> None:
    finding = only(
        found(
            "rest: {suspend: fees}",
            CHOICE,
            LAST,
            "on: {resume: rest, if: choice is keep}",
            "off: {close: rest, if: choice is give}",
        )[:1]
    )
    assert (finding.kind, finding.where) == ("never_resumed", "rest")
    assert finding.path[-1] == "choice comes to person"
    assert "resume: rest" in finding.message


@pytest.mark.parametrize(
    "steps",
    [
        ["rest: {suspend: fees, for: 10 days}"],
        ["rest: {suspend: fees, until: last}"],
        ["rest: {suspend: fees}", "back: {resume: rest}"],
        ["rest: {suspend: fees}", "back: {resume: rest, if: choice is keep or person}", "shut: {close: rest, if: choice is give}"],
        ["rest: {suspend: fees, if: choice is keep}", "back: {resume: rest, after: choice}"],
        ["rest: {suspend: fees, when: vip}", "back: {resume: rest, when: vip}"],
    ],
)  # fmt: skip
def test_a_suspension_that_ends_on_every_way_is_sound(steps: list[str]) -> None:
    assert found(*steps, CHOICE, LAST) == []


def test_a_suspension_that_rests_in_one_case_only_is_resumed_in_that_case() -> None:
    finding = only(found("rest: {suspend: fees, when: vip}", "back: {resume: rest, when: fee > 100}", CHOICE, LAST))
    assert finding.kind == "never_resumed"
    assert "vip yes" in finding.path[0]


def test_after_every_answer_there_is_a_word_or_a_person() -> None:
    finding = only(
        found(CHOICE, "a: {send: letter, words: Dear., if: choice is keep}", "b: {do: This, if: choice is person}")
    )
    assert (finding.kind, finding.where) == ("left_alone", "choice")
    assert "`choice` comes to give" in finding.message


def test_a_reminder_alone_is_no_next_step() -> None:
    findings = found(CHOICE, "a: {remind: customer, after: choice, words: Soon.}")
    assert {finding.kind for finding in findings} == {"left_alone"}


def test_a_way_without_any_word_or_person_is_told() -> None:
    finding = only(found("a: {waive: fee}", "b: {send: letter, words: Dear., when: vip}"))
    assert (finding.kind, finding.where) == ("left_alone", "steps")
    assert "vip no" in finding.path[0]


@pytest.mark.parametrize(
    "steps",
    [
        ["a: {do: This, when: vip and not vip}"],
        ["a: {do: This, if: choice is keep and choice is give}"],
        ["a: {do: This, if: choice is keep}", "b: {do: This, after: a, if: choice is give}"],
        ["a: {do: This, if: choice is open, after: choice}"],
    ],
)
def test_a_step_that_is_on_no_way_is_told(steps: list[str]) -> None:
    finding = only(found(CHOICE, LAST, *steps))
    assert finding.kind == "never_happens"


def test_a_reminder_that_always_comes_too_late_is_told_and_one_in_time_is_not() -> None:
    finding = only(found(DEFAULT, LAST, "r: {remind: customer, of: choice, on: day 11, words: Soon.}"))
    assert (finding.kind, finding.where) == ("never_happens", "r")
    assert found(DEFAULT, LAST, "r: {remind: customer, of: choice, on: day 9, words: Soon.}") == []


def test_a_step_long_after_the_time_ran_out_may_still_find_the_question_with_a_colleague() -> None:
    assert found(CHOICE, LAST, "r: {do: Look after it, if: choice is open, on: day 30}") == []


def test_what_is_required_must_be_possible() -> None:
    head = HEAD.replace(
        "words:", "requires:\n  - {that: fee > 10, otherwise: no}\n  - {that: fee < 5, otherwise: no}\nwords:"
    )
    assert only(found("a: {do: This}", head=head)).kind == "cannot_start"


def test_what_is_required_leaves_out_the_ways_that_cannot_start() -> None:
    head = HEAD.replace("words:", "requires:\n  - {that: vip, otherwise: no}\nwords:")
    assert found("a: {waive: fee}", "b: {send: letter, words: Dear., when: vip}", head=head) == []


def test_a_text_that_lacks_a_language_of_the_others_is_told() -> None:
    finding = only(found("a: {send: letter, words: {en: Dear., de: Liebe.}}"))
    assert (finding.kind, finding.where) == ("missing_words", "words")
    assert "in de" in finding.message


def test_an_example_that_comes_out_otherwise_says_how() -> None:
    rest = """examples:
  - name: wrong
    facts: {vip: yes, fee: 60}
    answers: {choice: keep on day 3}
    expect: {day 0: [choice], day 4: [last]}
    never: [choice]
    over: {rest: day 9}
"""
    finding = only(found("rest: {suspend: fees, for: 10 days}", CHOICE, LAST, rest=rest))
    assert finding.kind == "example_failed"
    assert "`last` happens on day 3, where day 4 is expected." in finding.message
    assert "`choice` happens on day 0, where it is never expected." in finding.message
    assert "`rest` ends on day 10, where day 9 is expected." in finding.message
    assert finding.path == ("with vip yes, fee 60", "choice comes to keep on day 3")


def test_an_example_without_the_facts_it_needs_says_what_is_missing() -> None:
    rest = "examples:\n  - {name: bare, expect: {day 0: a}}\n"
    finding = only(found("a: {do: This, when: vip}", "b: {do: That}", rest=rest))
    assert "it cannot be played through. One thing is needed first: vip." in finding.message


def test_conditions_on_facts_go_together_only_where_some_case_fulfils_them() -> None:
    playbook = small(
        "a: {do: This, when: fee > 100}", "b: {do: This, when: fee > 200}", "c: {do: This, when: fee <= 100}"
    )
    happening = {frozenset(name for name in path.states if path.happens(name)) for path in paths_of(playbook)}
    assert happening == {frozenset("a"), frozenset("ab"), frozenset("c")}


def test_a_playbook_with_too_many_ways_is_not_called_sound() -> None:
    questions = [CHOICE.replace("choice", f"choice{number}", 1) for number in range(10)]
    lasts = [
        LAST.replace("last", f"last{number}", 1).replace("after: choice", f"after: choice{number}")
        for number in range(10)
    ]
    verdict = verify(small(*questions, *lasts))
    assert not verdict.ok
    assert verdict.unproved == ("There are more than 20,000 ways it can go. Split it into two playbooks.",)
