"""The facts of past cases: a view in which each fact of a policy is a column of its exact type."""

import difflib
from collections.abc import Mapping, Set
from dataclasses import dataclass

from goodgrace.errors import InputError
from goodgrace.insight.cells import cell, constant, counted, quoted, select
from goodgrace.insight.warehouse import Column, Warehouse
from goodgrace.policy.naming import suggest
from goodgrace.policy.shape import Fact, Policy, facts_used
from goodgrace.policy.values import Value, read_fact


@dataclass(frozen=True, slots=True)
class Facts:
    """A view of the table with the facts that a policy hangs on.

    `view` is its name; its columns are the facts, the table's own columns (`Column.sql`), and for each name in `odd`
    a column that is true where the cell holds something that cannot be read; `suspects` counts in SQL, more quickly, at
    least as many cells as `odd` has, and none where `odd` has none and no cell is full of spaces. `absent` are the facts that the table
    has no column for and nobody set, each with the column that looks like it (or none).
    """

    view: str
    used: tuple[str, ...]
    odd: Mapping[str, str]
    suspects: Mapping[str, str]
    sources: tuple[str, ...]
    absent: Mapping[str, str | None]


def read_settings(policy: Policy, settings: Mapping[str, object] | None) -> dict[str, Value | None]:
    """The exact values of facts that are the same for every row. Raises InputError that names what cannot be read."""
    values: dict[str, Value | None] = {}
    for name, raw in (settings or {}).items():
        fact = policy.facts.get(name)
        if fact is None:
            raise InputError(f"`{policy.name}` has no fact `{name}`. {suggest(name, policy.facts)}".rstrip())
        try:
            values[name] = read_fact(fact, raw)
        except ValueError as error:
            raise InputError(f"{name}={raw}: {error}") from None
    return values


def facts_view(
    warehouse: Warehouse,
    policy: Policy,
    *,
    source: str,
    view: str = "facts",
    settings: Mapping[str, object] | None = None,
    keep: tuple[str, ...] = (),
) -> Facts:
    """Make the view of a policy's facts over `source`, which has the table's columns; `keep` are columns carried along.

    Raises InputError where the table has no column for any fact that the policy hangs on.
    """
    values = read_settings(policy, settings)
    used = facts_used(policy)
    columns = {name: warehouse.column(name) for name in policy.facts if name not in values}
    absent = tuple(name for name in used if columns.get(name) is None and name not in values)
    if used and not values and len(absent) == len(used):
        raise InputError(_no_column(warehouse, absent))
    look_alikes = _look_alikes(warehouse, absent, {column.name for column in columns.values() if column})
    listed, odd = [column.sql for column in warehouse.columns], {}
    for name, fact in policy.facts.items():
        value, unreadable = _fact(fact, columns.get(name), values.get(name, fact.default))
        listed.append(f"{value} AS {quoted(name)}")
        if unreadable and name in used:
            odd[name] = f'"odd {name}"'
            listed.append(f"{unreadable} AS {odd[name]}")
    warehouse.view(view, select((*listed, *keep), quoted(source)))
    read = {name: column.sql for name, column in columns.items() if column is not None and name in odd}
    suspects = {name: _suspects(policy.facts[name], odd[name], column) for name, column in read.items()}
    return Facts(view, used, odd, suspects, tuple(dict.fromkeys(read.values())), look_alikes)


def _suspects(fact: Fact, odd: str, column: str) -> str:
    if fact.default is not None:
        return counted(odd)
    return f"count({column}) - count({quoted(fact.name)})"


def _fact(fact: Fact, column: Column | None, value: Value | None) -> tuple[str, str]:
    if column is None:
        return constant(fact.type, value), ""
    found = cell(fact, column.sql, column.type)
    return found.value, found.odd


def _look_alikes(warehouse: Warehouse, absent: tuple[str, ...], taken: Set[str]) -> dict[str, str | None]:
    """For each absent fact the column whose name is most like it, of those that belong to no other fact."""
    free = {column.name.casefold(): column.name for column in warehouse.columns if column.name not in taken}
    near = {name: difflib.get_close_matches(name.casefold(), free, 1, 0.6) for name in absent}
    return {name: free[found[0]] if found else None for name, found in near.items()}


def _no_column(warehouse: Warehouse, absent: tuple[str, ...]) -> str:
    has = [column.name for column in warehouse.columns]
    near = _look_alikes(warehouse, absent, set())
    hints = [f"`{found}` looks like `{name}`" for name, found in near.items() if found]
    hint = (
        f" Rename columns: {', '.join(hints)}."
        if hints
        else f" It has {', '.join(has[:12])}{' …' if len(has) > 12 else ''}."
    )
    named = ", ".join(f"`{name}`" for name in absent)
    return f"{warehouse.file}: no column holds a fact that the policy hangs on: {named}.{hint}"
