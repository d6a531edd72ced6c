"""A playbook read aloud says every step, when and where it happens, in plain words."""

import re
from pathlib import Path

import pytest

from goodgrace.playbook.aloud import Spoken, aloud
from goodgrace.playbook.reading import read, read_text
from goodgrace.playbook.shape import KINDS

PLAYBOOKS = {path.stem: path for path in sorted((Path(__file__).parents[2] / "policies/playbooks").glob("*.yaml"))}
CODE = re.compile(r"==|!=|<=|>=|[_{}`]|\bNone\b")


def spoken(name: str) -> dict[str, Spoken]:
    return {each.name: each for each in aloud(read(PLAYBOOKS[name]))}


@pytest.mark.parametrize("name", PLAYBOOKS)
def test_every_step_of_a_shipped_playbook_is_said_without_its_code(name: str) -> None:
    steps = spoken(name)
    assert list(steps) == list(read(PLAYBOOKS[name]).steps)
    assert not [line for each in steps.values() for line in (each.does, *each.when) if CODE.search(line)]


def test_a_question_says_how_long_it_waits_and_what_silence_means() -> None:
    asked = spoken("bereavement-lease")["family_choice"]
    assert asked.does == "a question to the family"
    assert asked.when == ("within 4 hours", "an answer within 10 days; without one: a colleague asks")
    assert len(asked.options) == 2


def test_what_comes_of_an_answer_names_the_question() -> None:
    steps = spoken("bereavement-lease")
    assert steps["talk_it_over"].when[0] == (
        "if “Return the car, or keep it in the family” came to: settled with a colleague"
    )
    assert steps["day_nine"].when[:2] == (
        "if “Return the car, or keep it in the family” is still open",
        "on day 9 at 09:00",
    )
    assert steps["end_lease"].when == ("after “Collect the car on a day that suits the family”", "within 2 days")


def test_what_lasts_says_until_when() -> None:
    steps = spoken("repair-after-warranty")
    assert steps["no_reminder"].does == "nothing of this goes out meanwhile: dunning, survey"
    assert steps["no_reminder"].when == ("until “The repair”, “What we take over is not on the bill”",)
    assert spoken("bereavement-lease")["no_fees"].when[-1] == "for as many days as is said under agreed"


ALL_KINDS = """
playbook: all-kinds
owner: desk
serves: a-purpose
moment: complaint
may_start: [agent]
currency: EUR
facts:
  fee: {type: money, least: 0, ask: How much?}
  paid: {type: money, least: 0, from: billing, ask: How much is paid?}
  agreed: {type: number, unit: days, least: 0, most: 60}
words: {en: Hello.}
steps:
  rest: {title: R, suspend: fees, for: 10 days}
  again: {title: A, resume: rest, on: day 20}
  waive: {title: W, waive: fee, what: the fee, when: fee > 5}
  back: {title: B, refund: fee, what: the fee}
  put: {title: P, credit: fee, what: a thank-you}
  longer: {title: L, extend: 2, what: the contract, unit: months}
  one_more: {title: L1, extend: 1, what: the contract, unit: months}
  as_agreed: {title: L2, extend: agreed, what: the contract, unit: days}
  five: {title: W5, waive: 500}
  half: {title: WH, waive: "share(fee, 50)", what: half of it}
  paid_back: {title: BP, refund: paid, what: the rest}
  letter: {title: S, send: note, to: family, words: {en: Hi}}
  gift: {title: G, gift: a journal, to: customer}
  flowers: {title: GF, gift: flowers, costs: 1080}
  call: {title: C, call: customer, in: 2 days, words: {en: Hi}}
  late_call: {title: CL, call: family, between: 20:00 and 21:00, quiet_days: [monday, 12-24, 2026-12-31]}
  any_day: {title: CA, call: family, quiet_days: []}
  still: {title: N, wait: 3 days}
  look: {title: K, check: paid >= fee, by: 30 days, without_an_answer: person}
  remind: {title: M, remind: lead, on: day 3, words: {en: Hi}}
  quiet: {title: Q, guard: [dunning], until: the end}
  breath: {title: D, pause: 20 minutes, words: {en: Hi}}
  do: {title: O, do: Look at it}
"""


def test_each_kind_of_step_has_words() -> None:
    book = read_text(ALL_KINDS)
    said = {each.name: each.does for each in aloud(book)}
    assert set(KINDS) - {line.kind for line in book.steps.values()} == {"close", "ask"}
    assert said == {
        "rest": "let rest: fees",
        "again": "begins again: fees",
        "waive": "not charged: the fee",
        "back": "goes back: the fee",
        "put": "put to the account: a thank-you, as much as is said under fee",
        "longer": "prolonged by 2 months: the contract",
        "one_more": "prolonged by 1 month: the contract",
        "as_agreed": "prolonged by as many days as is said under agreed: the contract",
        "five": "not charged: 500.00 EUR",
        "half": "not charged: half of it, 50 % of fee",
        "paid_back": "goes back: the rest, as much as is said under paid",
        "letter": "a note to the family",
        "gift": "a gift: a journal",
        "flowers": "a gift: flowers, for 1,080.00 EUR",
        "call": "a call to the customer",
        "late_call": "a call to the family",
        "any_day": "a call to the family",
        "still": "nothing happens for 3 days",
        "look": "somebody looks whether this is so: paid is at least fee",
        "remind": "a reminder for the lead",
        "quiet": "nothing of this goes out meanwhile: dunning",
        "breath": "20 minutes for the colleague",
        "do": "Look at it",
    }
    when = {each.name: each.when for each in aloud(book)}
    assert when["waive"][0] == "where fee is more than 5.00 EUR"
    assert when["call"][0] == "2 days later"
    assert when["call"][-2:] == ("between 09:00 and 18:00", "not on Sunday")
    assert when["late_call"][-2:] == (
        "between 20:00 and 21:00",
        "not on Monday, 24 December every year, 2026-12-31",
    )
    assert when["any_day"][-1] == "between 09:00 and 18:00"
    assert when["look"] == ("by 30 days after the beginning",)
    assert when["quiet"] == ("until everything else is settled",)
