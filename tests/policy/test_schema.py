"""The schema for editors: it takes every policy that we ship, marks what the reader would, and knows the same keys."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from goodgrace.errors import PolicyError
from goodgrace.policy import reading
from goodgrace.policy.reader import declarations, ledger_lines, remedies
from goodgrace.policy.reading import read_text
from goodgrace.policy.schema import schema

ROOT = Path(__file__).resolve().parent.parent.parent
POLICIES = [*sorted((ROOT / "policies").glob("*.yaml")), ROOT / "tests/policy/late-return.yaml"]
GOOD = """
policy: p
roles: [agent, lead]
facts:
  fee: {type: money}
  cause: {type: choice, of: [traffic, other]}
remedies:
  waive:
    gives: money
    at_most: fee
    standard: [{when: fee <= 5, give: fee}]
    discretion: {agent: [{up_to: 25}]}
    never: [{when: fee > 900, because: it is too much, instead: person}]
    caps: [{per: customer, times: 3, within: 12 months}]
  person: {gives: yes, standard: always}
one_of: [[waive, person]]
examples:
  - {name: one, facts: {fee: 5.50}, expect: {waive: {agent: 5.50}}, given: []}
"""
BAD = [
    ("policy: p", "polcy: p"),
    ("roles: [agent, lead]", "roles: []"),
    ("roles: [agent, lead]", "roles: agent"),
    ("roles: [agent, lead]", "roles: [Agent, lead]"),
    ("roles: [agent, lead]", "roles: [agent, lead]\ncurrency: euro"),
    ("type: money", "type: mony"),
    ("type: money", "places: 2"),
    ("type: money", "type: number, places: 7"),
    ("type: money", "type: number, places: -1"),
    (", of: [traffic, other]", ""),
    ("of: [traffic, other]", "of: []"),
    ("  cause:", "  car: {type: key, default: none}\n  cause:"),
    ("fee: {type: money}", "Fee: {type: money}"),
    ("gives: money", "gives: cash"),
    ("{up_to: 25}", "{give: 25}"),
    ("give: fee", "up_to: fee"),
    (", because: it is too much", ""),
    (", instead: person", ""),
    ("per: customer, ", ""),
    ("per: customer", "per: customer, pool: gifts"),
    ("times: 3", "amount: 5, times: 3"),
    ("times: 3, ", ""),
    ("times: 3", "times: 2.5"),
    ("12 months", "a year"),
    (", standard: always", ""),
    ("standard: always", "standard: sometimes"),
    ("[[waive, person]]", "[[waive]]"),
    ("[[waive, person]]", "[waive, person]"),
    (", facts: {fee: 5.50}", ""),
    ("given: []", "given: [{remedy: waive, amount: 5}]"),
]


def loaded(text: str) -> Any:
    """YAML 1.2 as an editor sees it: dates are text."""
    return json.loads(json.dumps(YAML(typ="safe", pure=True).load(text), default=str))


def faults(text: str) -> list[str]:
    return [error.message for error in Draft202012Validator(schema()).iter_errors(loaded(text))]


def tables(part: Any) -> Iterator[dict[str, Any]]:
    """Every table with keys of its own in a schema."""
    if isinstance(part, dict):
        if "properties" in part and "additionalProperties" in part:
            yield part
        for inner in part.values():
            yield from tables(inner)
    if isinstance(part, list):
        for inner in part:
            yield from tables(inner)


def test_the_schema_is_itself_valid() -> None:
    Draft202012Validator.check_schema(schema())
    assert schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_every_policy_that_we_ship_fits_the_schema(path: Path) -> None:
    assert faults(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(("good", "bad"), BAD, ids=[f"{good}-{bad}" for good, bad in BAD])
def test_what_the_schema_marks_the_reader_refuses_too(good: str, bad: str) -> None:
    assert good in GOOD
    text = GOOD.replace(good, bad, 1)
    assert faults(text)
    with pytest.raises(PolicyError):
        read_text(text)


def test_numbers_may_be_written_as_numbers_or_in_quotation_marks() -> None:
    quoted = GOOD.replace("times: 3", 'times: "3"').replace("up_to: 25", 'up_to: "25"').replace("5.50", '"5.50"')
    assert faults(GOOD) == faults(quoted) == []
    assert [cap.times for cap in read_text(quoted).remedies["waive"].caps] == [3]


def test_the_schema_knows_the_keys_that_the_reader_knows() -> None:
    known = {tuple(table["properties"]) for table in tables(schema())}
    assert known == {
        reading.POLICY_KEYS,
        declarations.FACT_KEYS,
        reading.EXAMPLE_KEYS,
        remedies.REMEDY_KEYS,
        remedies.STANDARD_KEYS,
        remedies.DISCRETION_KEYS,
        remedies.NEVER_KEYS,
        remedies.CAP_KEYS,
        ledger_lines.GIVEN_KEYS,
    }


def test_every_key_is_explained_to_the_person_who_writes() -> None:
    bare = [
        key for table in tables(schema()) for key, told in table["properties"].items() if not told.get("description")
    ]
    assert bare == []
