"""Dead ends and last resorts: cases for which nothing was left, or only what everybody always gets."""

from collections.abc import Sequence
from decimal import Decimal

from goodgrace.insight.cells import quoted, select, sql_type
from goodgrace.insight.finding import Stranded
from goodgrace.insight.warehouse import Warehouse
from goodgrace.policy.expressions import Type, facts_in
from goodgrace.policy.shape import Policy, Remedy, Rule
from goodgrace.policy.sql import number_sql

SHARE_PLACES = Decimal("0.0001")
MOST_GROUPS = 1_000


def dead_ends(warehouse: Warehouse, policy: Policy, table: str, used: Sequence[str], rows: int) -> tuple[Stranded, ...]:
    """The kinds of cases in which nobody may give anything of any remedy, the most frequent first; as `verify` has it.

    A `never` that offers something else instead saves a case only where that is to be had, and then it is no dead end.
    """
    nothing = [f"{_best(policy, remedy)} = 0" for remedy in policy.remedies.values()]
    return _groups(warehouse, policy, table, used, rows, ["decided", *nothing], (), "Dead ends")


def last_resorts(
    warehouse: Warehouse, policy: Policy, table: str, used: Sequence[str], rows: int
) -> tuple[Stranded, ...]:
    """The kinds of cases in which all that is left is what everybody always gets, the most frequent first."""
    always = {remedy.name: remedy for remedy in policy.remedies.values() if _always(remedy)}
    if not always:
        return ()
    others = [f"{_best(policy, remedy)} = 0" for name, remedy in policy.remedies.items() if name not in always]
    no_more = [f"{_best(policy, remedy)} = {_granted(remedy)}" for remedy in always.values()]
    something = " OR ".join(f"{_best(policy, remedy)} > 0" for remedy in always.values())
    hold = ["decided", *others, *no_more, f"({something})"]
    return _groups(warehouse, policy, table, used, rows, hold, tuple(always), "Last resorts")


def _best(policy: Policy, remedy: Remedy) -> str:
    """The column of the most that anybody may give: the last role's."""
    return quoted(f"{remedy.name}__{policy.roles[-1]}")


def _always(remedy: Remedy) -> list[Rule]:
    return [rule for rule in remedy.standard if rule.when is None]


def _granted(remedy: Remedy) -> str:
    """What the standard gives to everybody, without any condition."""
    amounts = ", ".join(number_sql(rule.amount, remedy.places) for rule in _always(remedy))
    most = f"greatest(0, {amounts})"
    return (
        most if remedy.at_most is None else f"least({most}, greatest(0, {number_sql(remedy.at_most, remedy.places)}))"
    )


def _groups(
    warehouse: Warehouse,
    policy: Policy,
    table: str,
    used: Sequence[str],
    rows: int,
    hold: Sequence[str],
    remedies: tuple[str, ...],
    step: str,
) -> tuple[Stranded, ...]:
    kinds = _kinds(policy)
    where = f"{quoted(table)} WHERE {' AND '.join(hold)}"
    listed = [_as_text(policy.facts[name].type, name) for name in kinds]
    order = ", ".join(("1 DESC", "2"))
    some = "GROUP BY ALL HAVING count(*) > 0"  # without a kind to group by, none are one group all the same
    grouped = select(("count(*)", "min(rowid)", *listed), f"{where} {some} ORDER BY {order} LIMIT {MOST_GROUPS}")
    found = warehouse.rows(grouped, step)
    examples = _examples(warehouse, policy, table, used, [row[1] for row in found], step)
    return tuple(
        Stranded(
            cases=cases,
            share=(Decimal(cases) / rows).quantize(SHARE_PLACES),
            group=dict(zip(kinds, values, strict=True)),
            example=examples[first],
            remedies=remedies,
        )
        for cases, first, *values in found
    )


def _kinds(policy: Policy) -> list[str]:
    """The choices and yes-or-no facts that conditions ask for: together they say what kind of case it is."""
    remedies = policy.remedies.values()
    rules = [
        rule.when for remedy in remedies for rules in (remedy.standard, *remedy.discretion.values()) for rule in rules
    ]
    whens = rules + [never.when for remedy in remedies for never in remedy.never]
    named = {name for when in whens if when is not None for name in facts_in(when)}
    return [name for name, fact in policy.facts.items() if name in named and fact.type.kind in ("choice", "yes_no")]


def _examples(
    warehouse: Warehouse, policy: Policy, table: str, used: Sequence[str], rowids: Sequence[int], step: str
) -> dict[int, dict[str, str | None]]:
    """The facts of some rows, by row."""
    if not rowids:
        return {}
    listed = ", ".join(str(rowid) for rowid in rowids)
    columns = [_as_text(policy.facts[name].type, name) for name in used]
    rows = warehouse.rows(select(("rowid", *columns), f"{quoted(table)} WHERE rowid IN ({listed})"), step)
    return {rowid: dict(zip(used, values, strict=True)) for rowid, *values in rows}


def _as_text(type: Type, name: str) -> str:
    if type.kind == "yes_no":
        return f"CASE {quoted(name)} WHEN TRUE THEN 'yes' WHEN FALSE THEN 'no' END"
    value = f"CAST({quoted(name)} AS {sql_type(type)})" if type.counts else quoted(name)
    return f"CAST({value} AS VARCHAR)"
