"""Replay: what each of many past cases would have got under a policy, per role and per group; old against new."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any

from goodgrace.errors import InputError
from goodgrace.insight.cells import counted, literal, quoted, select
from goodgrace.insight.facts import Facts, facts_view
from goodgrace.insight.unread import Unread, unread
from goodgrace.insight.warehouse import ROWS, Column, Progress, Warehouse, opened
from goodgrace.policy.comparable import comparable
from goodgrace.policy.naming import suggest
from goodgrace.policy.shape import STANDARD, Policy
from goodgrace.policy.sql import limits_select

MOST_GROUPS = 10_000
CHANGES = ("gain", "lose", "same", "undecided")


@dataclass(frozen=True, slots=True)
class Amount:
    """How many cases would have got something, and how much in all, in the remedy's own unit."""

    cases: int
    total: Decimal

    def as_json(self) -> dict[str, Any]:
        """With the total as a decimal text."""
        return {"cases": self.cases, "total": f"{self.total:f}"}


Amounts = Mapping[str, Mapping[str, Amount]]
"""For each remedy, and each of "standard" and the roles."""


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the cases: how many, how many of them could be decided, and what those would have got."""

    rows: int
    decided: int
    remedies: Amounts

    def as_json(self) -> dict[str, Any]:
        """As in docs/reference/history.md."""
        return {
            "rows": self.rows,
            "decided": self.decided,
            "remedies": {name: _remedy_json(cells) for name, cells in self.remedies.items()},
        }


@dataclass(frozen=True, slots=True)
class Replay:
    """What a history would have got. Only decided rows count; `undecidable` says which missing facts kept the others back.

    `settings`, `absent` and `unread` are as in a `Finding`; of two policies compared, both count for `absent`.
    """

    whole: Group
    undecidable: Mapping[str, int]
    unreadable: Mapping[str, int]
    by: Mapping[str, Mapping[str, Group]] = field(default_factory=dict)
    changed: Mapping[str, int] | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    absent: Mapping[str, str | None] = field(default_factory=dict)
    unread: Mapping[str, tuple[Unread, ...]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many cases were read."""
        return self.whole.rows

    @property
    def decided(self) -> int:
        """How many of them could be decided with the facts they have."""
        return self.whole.decided

    def as_json(self) -> dict[str, Any]:
        """As in docs/reference/history.md; `changed` is there only when two policies were compared."""
        whole = self.whole.as_json()
        by = {column: {value: group.as_json() for value, group in groups.items()} for column, groups in self.by.items()}
        found = {
            "rows": self.rows,
            "decided": self.decided,
            "undecidable": dict(self.undecidable),
            "unreadable": dict(self.unreadable),
            "absent": list(self.absent),
            "remedies": whole["remedies"],
            "by": by,
        }
        return found if self.changed is None else {**found, "changed": dict(self.changed)}


def _remedy_json(cells: Mapping[str, Amount]) -> dict[str, Any]:
    may = {role: amount.as_json() for role, amount in cells.items() if role != STANDARD}
    return {"standard": cells[STANDARD].as_json(), "may": may}


def replay(
    policy: Policy,
    cases: str | Path,
    *,
    against: Policy | None = None,
    by: Sequence[str] = (),
    settings: Mapping[str, object] | None = None,
    out: str | Path | None = None,
    progress: Progress | None = None,
) -> Replay:
    """What each past case would have got under a policy; with `against`, who gains and who loses by it.

    `cases` is CSV, Parquet or a folder of Parquet; `settings` fixes facts for every row; `by` groups by columns; `out`
    writes every row with its amounts, as Parquet or CSV. Raises InputError that names what cannot be read.
    """
    if against is not None:
        comparable(policy, against)
    with opened(cases, progress) as warehouse:
        groups = {name: f"by {place}" for place, name in enumerate(dict.fromkeys(by))}
        labels = tuple(f"{_group_cell(warehouse, policy, name)} AS {quoted(label)}" for name, label in groups.items())
        facts = facts_view(warehouse, policy, source=ROWS, settings=settings, keep=labels)
        if out is not None:
            warehouse.write(_rows_select(warehouse, policy, facts), Path(out), "Writing the rows")
        keep = (*groups.values(), *(name.strip('"') for name in (*facts.odd.values(), *facts.sources)), *facts.used)
        warehouse.view("limits", limits_select(policy, facts.view, keep=keep))
        whole, undecidable, unreadable, by_group = _read_groups(warehouse, policy, facts, groups)
        examples, absent = unread(warehouse, facts, unreadable), dict(facts.absent)
        changed = None
        if against is not None:
            changed, absent_then = _compared(warehouse, policy, against, facts, settings)
            absent = {**absent_then, **absent}
    told = {name: str(value) for name, value in (settings or {}).items()}
    return Replay(whole, undecidable, unreadable, by_group, changed, told, absent, examples)


def cells(policy: Policy) -> Iterator[tuple[str, str, str]]:
    """Remedy, target and the quoted column of every amount that a policy gives."""
    for remedy in policy.remedies:
        for target in policy.targets:
            yield remedy, target, quoted(f"{remedy}__{target}")


def _group_cell(warehouse: Warehouse, policy: Policy, name: str) -> str:
    """The cell to group by, as text: of a column of the table, or of a fact that is set for every row."""
    column = warehouse.column(name)
    if column is not None or name in policy.facts:
        return f"coalesce(CAST({column.sql if column else quoted(name)} AS VARCHAR), '')"
    hint = suggest(name, [column.name for column in warehouse.columns])
    raise InputError(f"{warehouse.file}: there is no column `{name}` to group by. {hint}".rstrip())


def _rows_select(warehouse: Warehouse, policy: Policy, facts: Facts) -> str:
    _refuse_given_names(warehouse, policy)
    kept = [column.sql for column in warehouse.columns]
    limits = limits_select(policy, facts.view, keep=[name.strip('"') for name in kept])
    columns = [
        f"{column.sql} AS {quoted(name)}"
        for column, name in zip(warehouse.columns, _own_names(warehouse.columns), strict=True)
    ]
    columns += [f"CASE WHEN decided THEN {cell} END AS {cell}" for _, _, cell in cells(policy)]
    return select(columns, f"({limits}) AS limits")


def _refuse_given_names(warehouse: Warehouse, policy: Policy) -> None:
    """Raise InputError where a column of the table is named like one that the policy's amounts will have."""
    given = {cell.strip('"').casefold() for _, _, cell in cells(policy)}
    for column in warehouse.columns:
        if column.name.casefold() in given:
            fault = f"it has a column `{column.name}` already, and the rows written would have two of that name"
            raise InputError(f"{warehouse.file}: {fault}. Rename this one, or leave it out of the table.")


def _own_names(columns: Sequence[Column]) -> list[str]:
    """The columns' names, made different where a table has one twice; upper and lower case are the same."""
    names: list[str] = []
    taken: set[str] = set()
    for column in columns:
        numbered = (f"{column.name} ({number})" for number in range(2, len(columns) + 2))
        name = next(name for name in chain([column.name], numbered) if name.casefold() not in taken)
        taken.add(name.casefold())
        names.append(name)
    return names


def _read_groups(
    warehouse: Warehouse, policy: Policy, facts: Facts, groups: Mapping[str, str]
) -> tuple[Group, dict[str, int], dict[str, int], dict[str, dict[str, Group]]]:
    """One pass over the cases; each row of its answer is the whole or a group, decided or not."""
    missing = [f"count(*) - count({quoted(name)})" for name in facts.used]
    odd = facts.suspects.values() if warehouse.columnar else [counted(odd) for odd in facts.odd.values()]
    counts = [*missing, *odd]
    columns = _own_columns(policy)
    listed = ["count(*)", *counts]
    for column in columns:
        listed += [f"count_if({column} > 0)", f"sum({column})"]
    parts: dict[tuple[str | None, str | None], dict[bool, Sequence[Any]]] = {(None, None): {}}
    for column, value, decided, *numbers in warehouse.rows(_grouped(listed, groups), "Replaying the cases"):
        parts.setdefault((column, value), {})[decided] = numbers
    found = {key: _group(policy, part, columns, 1 + len(counts)) for key, part in parts.items()}
    by = {name: {str(value): group for (column, value), group in found.items() if column == name} for name in groups}
    _refuse_many_groups(warehouse, by)
    undecidable, unreadable = _counted(parts[None, None], facts)
    if unreadable and warehouse.columnar:
        unreadable = _unreadable(warehouse, facts)
    return found[None, None], undecidable, unreadable, by


def _unreadable(warehouse: Warehouse, facts: Facts) -> dict[str, int]:
    """How many cells of each fact cannot be read: a pass of its own, where some are suspected."""
    query = select([counted(odd) for odd in facts.odd.values()], quoted(facts.view))
    numbers = warehouse.rows(query, "Counting what cannot be read")[0]
    return {name: count for name, count in zip(facts.odd, numbers, strict=True) if count}


def _own_columns(policy: Policy) -> dict[str, int]:
    """The columns that need to be added up, and their places in the answer: a role without rules gets what the one before it gets."""
    kept = [
        cell
        for remedy, target, cell in cells(policy)
        if target == STANDARD or policy.remedies[remedy].discretion.get(target)
    ]
    return {cell: place for place, cell in enumerate(kept)}


def _counted(parts: Mapping[bool, Sequence[Any]], facts: Facts) -> tuple[dict[str, int], dict[str, int]]:
    """The undecided rows that lack each fact, and the cells of each fact that cannot be read; where there are any."""
    undecided = parts.get(False, ())[1:]
    undecidable = {name: count for name, count in zip(facts.used, undecided, strict=False) if count}
    unreadable = dict.fromkeys(facts.odd, 0)
    for numbers in parts.values():
        for name, count in zip(facts.odd, numbers[1 + len(facts.used) :], strict=False):
            unreadable[name] += count
    return undecidable, {name: count for name, count in unreadable.items() if count}


def _grouped(listed: Sequence[str], groups: Mapping[str, str]) -> str:
    """One query for the whole and for every group; its first columns say which: column, value, and whether decided."""
    if not groups:
        return select(("NULL", "NULL", "decided", *listed), "limits GROUP BY decided")
    labels = [quoted(label) for label in groups.values()]
    named = zip(groups, labels, strict=True)
    names = " ".join(f"WHEN grouping({label}) = 0 THEN {literal(name)}" for name, label in named)
    values = " ".join(f"WHEN grouping({label}) = 0 THEN {label}" for label in labels)
    sets = ", ".join(("(decided)", *(f"({label}, decided)" for label in labels)))
    columns = (f"CASE {names} END", f"CASE {values} END", "decided", *listed)
    query = select(columns, f"limits GROUP BY GROUPING SETS ({sets})")
    return f"{query} ORDER BY 1 NULLS FIRST, 2 LIMIT {2 * (MOST_GROUPS + 1) * len(groups) + 2}"


def _refuse_many_groups(warehouse: Warehouse, by: Mapping[str, Mapping[str, Group]]) -> None:
    for name, groups in by.items():
        if len(groups) > MOST_GROUPS:
            fault = f"`{name}` has more than {MOST_GROUPS:,} values. Group by a column with fewer."
            raise InputError(f"{warehouse.file}: {fault}")


def _group(policy: Policy, parts: Mapping[bool, Sequence[Any]], columns: Mapping[str, int], skip: int) -> Group:
    decided = parts.get(True, ())
    remedies: dict[str, dict[str, Amount]] = {}
    amount = Amount(0, Decimal(0))
    for remedy, target, cell in cells(policy):
        if cell in columns:
            place = skip + 2 * columns[cell]
            none = (0, Decimal(0).scaleb(-policy.remedies[remedy].places))
            amount = Amount(*(decided[place : place + 2] if decided else none))
        remedies.setdefault(remedy, {})[target] = amount
    return Group(sum(part[0] for part in parts.values()), decided[0] if decided else 0, remedies)


def _compared(
    warehouse: Warehouse, policy: Policy, old: Policy, facts: Facts, settings: Mapping[str, object] | None
) -> tuple[dict[str, int], Mapping[str, str | None]]:
    """Who gains and who loses from `old` to `policy`, and what `old` asks for and the table lacks; in one pass over the same rows."""
    kept = [column.sql.strip('"') for column in warehouse.columns]
    new = (*(column.sql for column in warehouse.columns), *_renamed(policy), 'decided AS "new decided"')
    warehouse.view("new limits", select(new, f"({limits_select(policy, facts.view, keep=kept)}) AS limits"))
    carried = tuple(f'"new {remedy} {target}"' for remedy, target, _ in cells(policy))
    known = {name: value for name, value in (settings or {}).items() if name in old.facts}
    asked = facts_view(
        warehouse, old, source="new limits", view="old facts", settings=known, keep=(*carried, '"new decided"')
    )
    limits = limits_select(old, asked.view, keep=[name.strip('"') for name in (*carried, '"new decided"')])
    pairs = [(f'"new {remedy} {target}"', quoted(f"{remedy}__{target}")) for remedy, target in _shared(policy, old)]
    less = " OR ".join(f"{_amount(now, policy, True)} < {_amount(then, old, False)}" for now, then in pairs) or "FALSE"
    more = less.replace(" < ", " > ")
    kind = f"CASE WHEN NOT (decided AND \"new decided\") THEN 'undecided' WHEN {less} THEN 'lose' WHEN {more} THEN 'gain' ELSE 'same' END"
    query = select((f"{kind} AS kind", "count(*)"), f"({limits}) AS limits GROUP BY kind")
    rows = warehouse.rows(query, "Comparing with the other policy")
    return dict.fromkeys(CHANGES, 0) | dict(rows), asked.absent


def _renamed(policy: Policy) -> Iterator[str]:
    return (f'{cell} AS "new {remedy} {target}"' for remedy, target, cell in cells(policy))


def _shared(policy: Policy, old: Policy) -> Iterator[tuple[str, str]]:
    """The cells to compare: every remedy of either policy, for everybody and for the roles that both have."""
    for remedy in dict.fromkeys((*policy.remedies, *old.remedies)):
        yield from ((remedy, target) for target in policy.targets if target in old.targets)


def _amount(column: str, policy: Policy, new: bool) -> str:
    """A cell's amount; nothing where the policy has no such remedy."""
    own = {f'"new {remedy} {target}"' if new else cell for remedy, target, cell in cells(policy)}
    return column if column in own else "0"
