"""The playbook's schema for editors: it takes what we ship, marks what the reader would, and knows the same keys."""

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from goodgrace.errors import PolicyError
from goodgrace.playbook import reading
from goodgrace.playbook.reader import examples, steps
from goodgrace.playbook.reading import read_text
from goodgrace.playbook.schema import schema
from goodgrace.playbook.shape import KINDS
from goodgrace.policy.reader import declarations
from tests.policy.test_schema import loaded, tables

ROOT = Path(__file__).resolve().parent.parent.parent
PLAYBOOKS = sorted((ROOT / "policies/playbooks").glob("*.yaml"))
GOOD = """
playbook: p
owner: care
moment: test
may_start: [agent]
facts: {owed: {type: money}}
requires: [{that: owed > 0, otherwise: Nothing to do.}]
words: {en: We see to it., de: Wir kümmern uns.}
steps:
  rest: {suspend: fees, for: 10 days}
  quiet: {guard: [dunning], until: the end}
  choice:
    ask: customer
    words: Which one?
    options: {keep: Keep it., give: Give it.}
    answer_within: 2 weeks
    without_an_answer: keep
  talk: {call: customer, if: choice is keep, on: day 9 at 09:00, between: 10:00 and 17:00, quiet_days: [sunday, 12-24]}
  letter: {send: letter, words: Dear you., routine: yes, after: [talk, choice], within: 4 hours}
  back: {check: owed == 0, by: 12 months, without_an_answer: person}
examples:
  - {name: one, facts: {owed: 5}, starts: 2026-11-02 10:00, answers: {choice: keep on day 4}, expect: {day 0: [rest]}, over: {rest: day 10}}
"""
BAD = [
    ("playbook: p", "playbok: p"),
    ("moment: test", "moment: A Test"),
    ("may_start: [agent]", "may_start: []"),
    (", otherwise: Nothing to do.", ""),
    ("en: We", "english: We"),
    ("for: 10 days", "for: a while"),
    ("for: 10 days", "for: 10 days, hurry: yes"),
    ("[dunning]", "[duning]"),
    ("ask: customer", "ask: colleague"),
    ("    answer_within: 2 weeks\n", ""),
    (", give: Give it.", ""),
    ("on: day 9 at 09:00", "on: 9"),
    ("between: 10:00 and 17:00", "between: 10 to 17"),
    ("[sunday, 12-24]", "[24.12.]"),
    ("send: letter", "send: postcard"),
    (", words: Dear you.", ""),
    ("routine: yes", "routine: sometimes"),
    (", by: 12 months", ""),
    ("keep on day 4", "keep"),
    ("{day 0: [rest]}", "{0: [rest]}"),
    (", expect: {day 0: [rest]}", ""),
    ("rest: day 10", "rest: 10"),
]


def faults(text: str) -> list[str]:
    return [error.message for error in Draft202012Validator(schema()).iter_errors(loaded(text))]


def test_the_playbooks_schema_is_itself_valid() -> None:
    Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("path", PLAYBOOKS, ids=lambda path: path.stem)
def test_every_playbook_that_we_ship_fits_the_schema(path: Path) -> None:
    assert faults(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(("good", "bad"), BAD, ids=[f"{good}-{bad}" for good, bad in BAD])
def test_what_the_schema_marks_the_reader_refuses_too(good: str, bad: str) -> None:
    assert good in GOOD
    assert faults(GOOD) == []
    text = GOOD.replace(good, bad, 1)
    assert faults(text)
    with pytest.raises(PolicyError):
        read_text(text)


def test_the_schema_knows_the_keys_that_the_reader_knows() -> None:
    known = {tuple(table["properties"]) for table in tables(schema())}
    assert known == {
        reading.PLAYBOOK_KEYS,
        reading.REQUIREMENT_KEYS,
        declarations.FACT_KEYS,
        examples.EXAMPLE_KEYS,
        *((name, *steps.COMMON_KEYS, *kind.keys) for name, kind in KINDS.items()),
    }


def test_every_key_is_explained_to_the_person_who_writes() -> None:
    bare = [
        key for table in tables(schema()) for key, told in table["properties"].items() if not told.get("description")
    ]
    assert bare == []
