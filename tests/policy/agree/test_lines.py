"""Each word of the language, by example: the file says what it comes to, and three engines say the same."""

from collections.abc import Callable
from typing import get_args

import pytest

from goodgrace.policy.expressions import Compare, Node, Op, walk
from goodgrace.policy.shape import Policy
from tests.policy.agree.engines import Engine
from tests.policy.agree.lines import Line, read_lines, said_by, said_by_python
from tests.policy.strategies import Raw

POLICY, LINES = read_lines()
ROWS: list[Raw] = [facts for line in LINES for facts, _ in line.trials]
Meaning = Callable[[Policy, tuple[Line, ...], list[Raw]], list[list[str]]]


def wrong(meaning: Meaning) -> list[str]:
    """The trials that come to something else than the file says."""
    answers = iter(meaning(POLICY, LINES, ROWS))
    return [
        f"{line.say} with {facts}: {found}, not {answer}"
        for number, line in enumerate(LINES)
        for facts, answer in line.trials
        if (found := next(answers)[number]) != answer
    ]


def test_python_agrees_with_every_line() -> None:
    assert not wrong(said_by_python)


def test_duckdb_agrees_with_every_line(in_duckdb: Engine) -> None:
    assert not wrong(lambda *lines: said_by(in_duckdb, *lines))


def test_postgresql_agrees_with_every_line(in_postgres: Engine) -> None:
    assert not wrong(lambda *lines: said_by(in_postgres, *lines))


@pytest.mark.spark
def test_spark_agrees_with_every_line(in_spark: Engine) -> None:
    assert not wrong(lambda *lines: said_by(in_spark, *lines))


def test_every_line_means_the_same_with_the_facts_of_every_other(in_duckdb: Engine, in_postgres: Engine) -> None:
    expected = said_by_python(POLICY, LINES, ROWS)
    assert said_by(in_duckdb, POLICY, LINES, ROWS) == expected
    assert said_by(in_postgres, POLICY, LINES, ROWS) == expected


def test_every_word_of_the_language_has_a_line() -> None:
    nodes = [node for line in LINES for node in walk(line.node)]
    assert {type(node) for node in nodes} == set(get_args(Node))
    assert {node.op for node in nodes if isinstance(node, Compare)} == set(get_args(Op))
