"""Reading a playbook: everything it says is there, and every fault is told with its place and what to do next."""

import pytest

from goodgrace.errors import PolicyError
from goodgrace.playbook.reading import fingerprint, is_playbook, read_text
from goodgrace.playbook.shape import KINDS
from goodgrace.playbook.spans import Span
from tests.playbook.small_playbook import ASK, HEAD, small

CHOICE = f"choice: {{{ASK}, answer_within: 10 days, without_an_answer: person}}"
LETTER = "a: {send: letter, words: Dear you.}"


def faults(text: str) -> list[str]:
    with pytest.raises(PolicyError) as refused:
        read_text(text, "p.yaml")
    return [str(problem).removeprefix("p.yaml:") for problem in refused.value.problems]


def step_faults(*steps: str) -> list[str]:
    """The faults of a small playbook with these steps, lines counted from the first step."""
    text = HEAD + "steps:\n" + "".join(f"  {step}\n" for step in steps)
    first = HEAD.count("\n") + 2
    told = (fault.split(":", 1) for fault in faults(text))
    return [f"{int(line) - first}:{rest}" for line, rest in told]


def test_a_playbook_says_who_when_what_and_for_whom() -> None:
    playbook = small(CHOICE, LETTER)
    assert (playbook.name, playbook.title, playbook.owner, playbook.moment) == ("small", "Small", "care", "test")
    assert playbook.may_start == ("agent",)
    assert playbook.words == {"en": "We see to it."}
    assert playbook.steps["choice"].outcomes == ("keep", "give", "person")
    assert fingerprint(playbook) == fingerprint(small(CHOICE, LETTER)) != fingerprint(small(LETTER))


def test_a_step_has_the_usual_channel_of_its_kind_and_a_day_before_it_is_late() -> None:
    playbook = small(
        LETTER, "b: {send: email, words: Dear you.}", "c: {send: note, words: Dear you.}", "d: {wait: 3 days}"
    )
    assert [line.channel for line in playbook.steps.values()] == ["letter", "email", "task", "here"]
    assert [line.within for line in playbook.steps.values()] == [Span(1, "day")] * 3 + [None]
    assert [line.department for line in playbook.steps.values()] == ["care"] * 4


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_step_can_be_written(kind: str) -> None:
    steps = {
        "resume": "{resume: rest}", "close": "{close: rest}", "waive": "{waive: fee, what: the fee}",
        "refund": '{refund: "share(fee, 50)"}', "credit": "{credit: 25}", "extend": "{extend: 14, unit: days, what: the warranty}",
        "send": "{send: letter, words: {en: Dear you., de: Liebe.}}", "gift": "{gift: a pen, costs: 4.50}",
        "call": "{call: family, between: 10:00 and 12:00, quiet_days: [sunday, 12-24]}", "wait": "{wait: 60 days}",
        "ask": f"{{{ASK}, answer_within: 2 weeks, without_an_answer: keep}}",
        "check": "{check: owed == 0, by: 12 months, without_an_answer: no}",
        "remind": "{remind: colleague, of: rest, before: 1 day, words: Soon.}", "guard": "{guard: [dunning], until: the end}",
        "pause": "{pause: 20 minutes}", "do": "{do: Collect the car}", "suspend": "{suspend: fees, until: rest}",
    }  # fmt: skip
    line = small("rest: {suspend: interest, for: 10 days}", f"step: {steps[kind]}").steps["step"]
    assert line.kind == kind


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        (["a: {sent: letter}"], "0:3: The step `a` needs to say what is done. Did you mean `send`?"),
        (["a: {send: letter, wait: 2 days, words: Hi}"], "0:3: The step `a` does one thing, not several. Keep one of send, wait."),
        (["a: {send: postcard, words: Hi}"], "0:13: What is sent cannot be `postcard`. It is one of letter, note, email."),
        (["a: {send: letter}"], "0:6: The step `a` needs `words:`. Add `words: …`."),
        (["a: {send: letter, words: Hi, hurry: yes}"], "0:32: The step `a` has no `hurry`. It can have "),
        (["a: {wait: ten days}"], "0:13: `wait` does not fit: `ten days` is not a length of time. Write a number and a unit"),
        (["a: {wait: 2 days, in: 3 days}"], "0:21: When it is due stands here twice. `wait` says it alone."),
        (["a: {do: This, on: 9}"], "0:21: `9` is not a day of the playbook. Write it as `on: day 9`"),
        (["a: {do: This, after: b}", LETTER.replace("a:", "bb:")], "0:24: There is no step `b`. Did you mean `bb`?"),
        (["a: {do: This, after: a}"], "0:24: `after` names its own step. Name another, or leave the key out."),
        (["a: {do: This, channel: billling}"], "0:26: `channel` cannot be `billling`. Did you mean `billing`?"),
        ([f"a: {{do: This, department: {'d' * 61}}}"], "0:29: `department` has 61 characters; at most 60 fit. Shorten it."),
        ([CHOICE.replace("{keep:", f"{{{'k' * 61}:")], f"0:68: `{'k' * 60}` cannot name an option."),
        (["a: {resume: b}", "b: {do: This}"], "0:15: `b` suspends nothing, so nothing can be ended here. Name a `suspend`."),
        (["a: {guard: duning, until: the end}"], "0:14: What is held back cannot be `duning`. Did you mean `dunning`?"),
        (["a: {suspend: fees, for: 2 days, until: the end}"], "0:35: When it ends stands here twice. Keep `for` or `until`."),
        (["a: {suspend: fees, for: vip days}"], "0:27: `vip` cannot say for how many days. Declare it as {type: number, least: 1"),
        (["a: {suspend: fees, for: given days}"], "0:27: There is no fact `given`. "),
        (["a: {waive: fe}"], "0:14: There is no fact or ground `fe`. Did you mean `fee`?"),
        (["a: {waive: vip}"], "0:14: Money is needed here; `vip` is a yes or no. Compare money with money."),
        (["a: {check: owed == 0, without_an_answer: person}"], "0:6: The step `a` needs `by:`. Add `by: …`."),
        (["a: {do: This, when: fee}"], "0:23: A condition is needed here; `fee` is money. Compare it, as in `fee == …`."),
        (["a: {remind: customer, before: 2 days, words: Hi}"], "0:25: Before what? Add `of:` and the step that ends then."),
        (["a: {remind: customer, of: b, before: 2 days, words: Hi}", "b: {do: This}"], "0:3: `b` has no day on which it ends"),
        (["a: {call: customer, between: 9 to 5}"], "0:32: `between` does not fit: `9 to 5` does not say from when to when. Write it as"),
        (["a: {call: customer, quiet_days: [sundy]}"], "0:36: A quiet day does not fit: `sundy` is not a day. Write sunday"),
        (["a: {send: letter, words: Dear {cutsomer}}"], "0:"),
        (["a: {send: letter, words: 'Dear {cutsomer}'}"], "0:34: There is no placeholder `{cutsomer}`. Did you mean `customer`?"),
        (["a: {send: letter, words: 'Dear {'}"], "0:34: `{` stands alone here. There are {customer}, "),
        (["a: {send: letter, words: {english: Hi}}"], "0:29: `english` is not a language. Write its code, as en or de."),
        (["a: {send: letter, words: ''}"], "0:28: The words are empty. Write what is said, in plain words."),
    ],
)  # fmt: skip
def test_a_fault_in_a_step_is_told_with_its_place_and_what_to_do(steps: list[str], told: str) -> None:
    found = step_faults(*steps)
    assert any(fault.startswith(told) for fault in found), "\n".join(found)


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ("choise is keep", "19: `choise` is not a question of this playbook. Did you mean `choice`?"),
        ("choice is kept", "29: `choice` never is `kept`. Did you mean `keep`?"),
        ("choice = keep", "26: `is` is missing here. Write it as in"),
        ("choice is keep and", "36: A question is missing here. "),
        ("choice is keep, give", "33: This goes on in a way that cannot be read. Write it as in"),
        ("a is keep", "19: `a` is not a question of this playbook. "),
    ],
)
def test_a_fault_in_what_must_have_happened_is_told_at_its_word(condition: str, told: str) -> None:
    found = step_faults(f"a: {{do: This, if: '{condition}'}}", CHOICE)
    column, rest = told.split(":", 1)
    assert [fault for fault in found if fault.startswith(f"0:{int(column) + 3}:{rest}")], "\n".join(found)


@pytest.mark.parametrize(
    ("condition", "data"),
    [
        ("choice is keep", {"step": "choice", "is": ["keep"]}),
        ("choice is keep or give", {"step": "choice", "is": ["keep", "give"]}),
        ("choice is not keep", {"step": "choice", "is": ["give", "person"]}),
        ("choice is open", {"open": "choice"}),
        ("choice is not open", {"step": "choice", "is": ["keep", "give", "person"]}),
        ("choice is keep or back is yes and choice is give", {"any": [
            {"step": "choice", "is": ["keep"]},
            {"all": [{"step": "back", "is": ["yes"]}, {"step": "choice", "is": ["give"]}]},
        ]}),
    ],
)  # fmt: skip
def test_what_must_have_happened_is_kept_as_data(condition: str, data: object) -> None:
    check = "back: {check: owed == 0, by: 1 month, without_an_answer: no}"
    assert small(CHOICE, check, f"a: {{do: This, if: {condition}}}").steps["a"].condition == data


@pytest.mark.parametrize(
    ("good", "bad", "told"),
    [
        ("moment: test", "", "1:1: A playbook needs `moment:`."),
        ("moment: test", "moment: A Test", "3:9: `A Test` cannot name a moment."),
        ("moment: test", f"moment: a{'_b' * 30}", f"3:9: `a{'_b' * 30}"[:60]),
        ("owner: care", f"owner: {'c' * 61}", "2:8: `owner` has 61 characters; at most 60 fit. Shorten it."),
        ("may_start: [agent]", "may_start: []", "4:12: Nobody may start this."),
        ("may_start: [agent]", "may_start: agent", "4:12: `may_start` is a list, not a word or a number."),
        ("words: We see to it.", "words: {}", "10:8: The words to begin with are missing."),
        ("owner: care", "owner: care\nonwer: x", "3:1: A playbook has no `onwer`. Did you mean `owner`?"),
        ("words:", "requires: [{that: vip}]\nwords:", "10:12: What is required needs `otherwise:`."),
        ("words:", "requires: [{that: vip and, otherwise: no}]\nwords:", "10:"),
        ("words:", "everyone_where: fee\nwords:", "10:17: A condition is needed here; `fee` is money."),
        (
            "vip: {type: yes_no}",
            "vip: {type: yesno}",
            "6:15: The type of `vip` cannot be `yesno`. Did you mean `yes_no`?",
        ),
    ],
)
def test_a_fault_in_the_head_is_told_with_its_place_and_what_to_do(good: str, bad: str, told: str) -> None:
    assert good in HEAD
    found = faults(HEAD.replace(good, bad, 1) + f"steps:\n  {LETTER}\n")
    assert any(fault.startswith(told) for fault in found), "\n".join(found)


@pytest.mark.parametrize(
    ("example", "told"),
    [
        ("{name: x}", "An example needs `expect:`."),
        ("{name: x, expect: {9: [a]}}", "`9` is not a day. Write it as `day 9`; it starts on day 0."),
        ("{name: x, expect: {day 0: [b]}}", "There is no step `b`."),
        ("{name: x, expect: {day 0: a}, never: b}", "There is no step `b`."),
        ("{name: x, expect: {day 0: a}, facts: {vipp: yes}}", "`facts` has no `vipp`. Did you mean `vip`?"),
        ("{name: x, expect: {day 0: a}, facts: {vip: maybe}}", "`vip` does not fit"),
        ("{name: x, expect: {day 0: a}, zone: Berlin}", "`Berlin` is not a time zone. Write it as Europe/Berlin."),
        ("{name: x, expect: {day 0: a}, zone: Europe}", "`Europe` is not a time zone."),
        ("{name: x, expect: {day 0: a}, starts: 2026-02-30 10:00}", "`2026-02-30 10:00` is not a day and a time."),
        ("{name: x, expect: {day 0: a}, answers: {choice: keep}}", "`keep` does not say what and when."),
        (
            "{name: x, expect: {day 0: a}, answers: {choice: kep on day 1}}",
            "`choice` never is `kep`. Did you mean `keep`?",
        ),
        ("{name: x, expect: {day 0: a}, answers: {a: keep on day 1}}", "`answers` has no `a`."),
        ("{name: x, expect: {day 0: a}, over: {a: 9}}", "`9` is not a day."),
    ],
)
def test_a_fault_in_an_example_is_told(example: str, told: str) -> None:
    found = faults(HEAD + f"steps:\n  {LETTER}\n  {CHOICE}\nexamples:\n  - {example}\n")
    assert any(told in fault for fault in found), "\n".join(found)


def test_every_fault_is_told_at_once() -> None:
    text = (
        HEAD.replace("owner: care", "owner: ")
        + "steps:\n  a: {send: letter}\n  b: {wait: soon}\n  c: {do: This, after: d}\n"
    )
    assert len(faults(text)) == 4


@pytest.mark.parametrize(
    "text",
    ["", "playbook: p\n---\nplaybook: q", "playbook: p\nsteps: {a: &x {wait: 1 day}}", "- a", "playbook: [", "\x00"],
)
def test_what_is_no_playbook_is_told_plainly(text: str) -> None:
    assert faults(text)


def test_a_step_has_a_short_name_since_what_ends_it_is_called_by_it() -> None:
    small(LETTER.replace("a:", f"{'a' * 40}:", 1))
    [fault] = step_faults(LETTER.replace("a:", f"{'a' * 41}:", 1))
    assert "The name of a step has at most 40 letters" in fault


def test_a_playbook_has_no_more_steps_than_a_person_can_follow() -> None:
    many = [LETTER.replace("a:", f"a{number}:", 1) for number in range(61)]
    assert any("A playbook has at most 60 steps." in fault for fault in step_faults(*many))


def test_a_text_says_itself_whether_it_is_a_playbook() -> None:
    assert is_playbook("# why\nplaybook: p\n")
    assert not is_playbook("policy: p\ntitle: 'playbook: q'\n")
