"""What a batch of cases comes to in Python and in an engine, in one form that can be compared."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from goodgrace.money import as_decimal
from goodgrace.policy.limits import limits_of
from goodgrace.policy.shape import Policy
from goodgrace.policy.sql import limits_select, sql
from tests.policy.agree.engines import Engine
from tests.policy.strategies import Batch

Cell = tuple[int, str, Decimal | None]
"""The number of a case, the name of a cell, and its amount; None where it is not decided."""


def cells_of(policy: Policy) -> list[tuple[str, str, str]]:
    """The name, remedy and target of each amount, in the order of the statement."""
    return [(f"{remedy}__{target}", remedy, target) for remedy in policy.remedies for target in policy.targets]


def decided_in_python(batch: Batch) -> list[Cell]:
    """Every amount that is decided, as the reference says."""
    answer: list[Cell] = []
    for number, case in enumerate(batch.cases):
        limits = limits_of(batch.policy, case)
        for name, remedy, target in cells_of(batch.policy):
            limit, places = limits[remedy][target], batch.policy.remedies[remedy].places
            answer.append((number, name, as_decimal(limit.sure, places) if limit.decided else None))
    return answer


def decided_in(engine: Engine, batch: Batch, style: str) -> list[Cell]:
    """The same, from the published statement over a table of a style."""
    engine.cases("cases", batch.policy, batch.raw, style)
    names = [name for name, *_ in cells_of(batch.policy)]
    wanted = ", ".join(engine.name(name) for name in ("case", *names))
    rows = engine.ask(f"SELECT {wanted} FROM (\n{sql(batch.policy, engine.dialect)}) AS answer")
    return [
        (number, name, value)
        for number, *row in sorted(rows, key=lambda row: int(row[0]))
        for name, value in zip(names, row, strict=True)
    ]


Sure = tuple[tuple[Any, ...], ...]


def sure_in_python(batch: Batch) -> Sure:
    """For each case its number, what is sure of each amount, and whether all are decided."""
    rows = []
    for number, case in enumerate(batch.cases):
        limits = limits_of(batch.policy, case)
        ranges = [
            (limits[remedy][target], batch.policy.remedies[remedy].places)
            for _, remedy, target in cells_of(batch.policy)
        ]
        sure = (as_decimal(limit.sure, places) for limit, places in ranges)
        rows.append((number, *sure, all(limit.decided for limit, _ in ranges)))
    return tuple(rows)


def sure_in(engine: Engine, batch: Batch, style: str = "natural") -> Sure:
    """The same, from the statement for relations of typed facts."""
    engine.cases("cases", batch.policy, with_defaults(batch), style)
    rows: Sequence[tuple[Any, ...]] = engine.ask(limits_select(batch.policy, "cases", engine.dialect, keep=("case",)))
    return tuple(sorted(rows))


def with_defaults(batch: Batch) -> list[dict[str, str | None]]:
    """The cases as people write them, with the defaults of what is missing written in."""
    defaults = {name: fact.default for name, fact in batch.policy.facts.items()}
    texts = {name: _write(batch.policy, name, value) for name, value in defaults.items()}
    return [{name: texts[name] if value is None else value for name, value in row.items()} for row in batch.raw]


def _write(policy: Policy, name: str, value: int | str | None) -> str | None:
    if value is None or isinstance(value, str):
        return value
    type = policy.facts[name].type
    match type.kind:
        case "yes_no":
            return "yes" if value else "no"
        case "date":
            return date.fromordinal(value).isoformat()
    return f"{as_decimal(value, type.places):f}"
