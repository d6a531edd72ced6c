"""The lines of lines.yaml, read: expressions with their trials."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from goodgrace.money import as_text
from goodgrace.policy.expressions import Node
from goodgrace.policy.meaning import number_of, value_of
from goodgrace.policy.reading import read_text
from goodgrace.policy.shape import Policy
from goodgrace.policy.sql import condition_sql, number_sql
from goodgrace.policy.values import read_facts
from tests.policy.agree.engines import Engine
from tests.policy.strategies import Raw

FILE = Path(__file__).with_name("lines.yaml")
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Line:
    """One expression, read, and the rows of trials: facts and what it should come to."""

    say: str
    node: Node
    trials: tuple[tuple[Raw, str], ...]

    def spell(self, value: Any) -> str:
        """An answer of Python or of an engine as it is written in the file."""
        if value is None:
            return UNKNOWN
        if self.node.type.kind == "yes_no":
            return "yes" if value else "no"
        return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"


@cache
def read_lines() -> tuple[Policy, tuple[Line, ...]]:
    """The policy whose facts the lines use, and the lines: a condition is read as a ground, an amount as a bound."""
    tree = YAML(typ="base", pure=True).load(FILE.read_text(encoding="utf-8"))
    entries = {f"line_{number}": entry for number, entry in enumerate(tree["lines"])}
    conditions = {name: entry["say"] for name, entry in entries.items() if "as" not in entry}
    amounts = {name: _remedy(entry) for name, entry in entries.items() if "as" in entry}
    written = {"policy": "lines", "roles": ["agent"], "facts": tree["facts"], "remedies": amounts}
    policy = read_text(json.dumps(written | {"grounds": tree["grounds"] | conditions}, ensure_ascii=False))
    return policy, tuple(_line(entry, _node(policy, name)) for name, entry in entries.items())


def _remedy(entry: dict[str, Any]) -> dict[str, Any]:
    kind, _, places = entry["as"].partition(" ")
    amount = {"at_most": entry["say"], "standard": [{"give": "1"}]}
    return {"gives": kind, **amount} | ({"places": places} if places else {})


def _node(policy: Policy, name: str) -> Node:
    node = policy.grounds[name] if name in policy.grounds else policy.remedies[name].at_most
    assert node is not None
    return node


def _line(entry: dict[str, Any], node: Node) -> Line:
    trials = []
    for *values, answer in entry["gives"]:
        facts = {name: None if value == UNKNOWN else value for name, value in zip(entry["with"], values, strict=True)}
        trials.append((facts, answer))
    return Line(entry["say"], node, tuple(trials))


def said_by_python(policy: Policy, lines: tuple[Line, ...], rows: list[Raw]) -> list[list[str]]:
    """What every line comes to in every row, by the reference."""
    cases = [read_facts(policy, row) for row in rows]
    return [[_python(line, case) for line in lines] for case in cases]


def _python(line: Line, case: dict[str, Any]) -> str:
    if line.node.type.kind == "yes_no":
        return line.spell(value_of(line.node, case))
    number, places = number_of(line.node, line.node.type.places, case), line.node.type.places
    if number is None:
        return UNKNOWN
    text = as_text(number, places)
    return text.rstrip("0").rstrip(".") if places else text


def said_by(engine: Engine, policy: Policy, lines: tuple[Line, ...], rows: list[Raw]) -> list[list[str]]:
    """What every line comes to in every row, in one question to an engine."""
    engine.cases("lines", policy, rows, "natural")
    columns = [
        condition_sql(line.node, engine.dialect)
        if line.node.type.kind == "yes_no"
        else number_sql(line.node, line.node.type.places, engine.dialect)
        for line in lines
    ]
    listed = ", ".join(f"{column} AS {engine.name(f'line_{number}')}" for number, column in enumerate(columns))
    answer = sorted(
        engine.ask(f"SELECT {engine.name('case')}, {listed} FROM {engine.name('lines')}"), key=lambda row: int(row[0])
    )
    return [[line.spell(value) for line, value in zip(lines, row, strict=True)] for _, *row in answer]
