"""Near misses: who falls short of one edge only, by how much, and what moving it would do."""

from collections.abc import Sequence
from decimal import Decimal

from goodgrace.insight.cells import counted, quoted, select
from goodgrace.insight.distances import plain, round_distances, thinned
from goodgrace.insight.finding import NearMisses, Reach
from goodgrace.insight.moving import Places, asked_moves, limit_of, moved, round_moves
from goodgrace.insight.warehouse import Warehouse
from goodgrace.money import as_decimal, places_of
from goodgrace.policy.edges import Edge
from goodgrace.policy.shape import STANDARD, Policy, Remedy
from goodgrace.policy.sql import condition_sql, number_sql

FAR = 2
"""Distances reach to the farthest case, unless it lies more than so many times beyond the 95th percentile."""
MISSES = "near misses"


def near_misses(warehouse: Warehouse, policy: Policy, edge: Edge, table: str, at: Places | None) -> NearMisses | None:
    """Everybody in `table` (typed facts and limits) who falls short of one edge only; None where nobody does."""
    step = f"Near misses of {edge.text}"
    warehouse.view(MISSES, _misses(edge, policy.roles, table))
    spread = (
        "count(*)",
        "max(distance)",
        "quantile_disc(distance, 0.95)",
        "sum(cost)",
        "quantile_disc(gain, 0.5)",
        "max(gain)",
    )
    [[cases, farthest, most, cost, typical, largest]] = warehouse.rows(select(spread, quoted(MISSES)), step)
    if not cases:
        return None
    far = farthest if farthest <= FAR * most else most
    ladder = round_distances(edge.type.unit, Decimal(1).scaleb(-edge.type.places), far)
    asked, limit = asked_moves(policy, edge, at), limit_of(policy, edge)
    moves = asked or (() if limit is None else round_moves(limit, edge.type.unit, ladder, far))
    counted = _counted(warehouse, policy, edge, (*ladder, *moves), step)
    missed, curve = _telling(counted[: len(ladder)]), counted[len(ladder) :]
    return NearMisses(
        edge=edge,
        cases=cases,
        cost=_in_money(policy, edge.remedy, cost),
        missed=missed,
        curve=curve if asked else _telling(curve) or missed,
        typical_drop=typical,
        largest_drop=largest,
    )


def _telling(reaches: Sequence[Reach]) -> tuple[Reach, ...]:
    return tuple(reaches[place] for place in thinned([reach.cases for reach in reaches]))


def _cost_sql(remedy: Remedy, amount: str) -> str:
    """What an amount costs, in the smallest unit of money and rounded up to it case by case, as `ledger_lines.price` does."""
    if remedy.gives == "money":
        return f"({amount}) * {10**remedy.places}"
    return "NULL::DECIMAL(38, 0)" if remedy.costs is None else f"ceil(({amount}) * {remedy.costs}::DECIMAL(18, 0))"


def _in_money(policy: Policy, remedy: Remedy, minor: Decimal | None) -> Decimal | None:
    """So much in the smallest unit of money as an amount; None where the remedy has no price."""
    if remedy.gives != "money" and remedy.costs is None:
        return None
    return as_decimal(int(minor or 0), places_of(policy.currency))


def _misses(edge: Edge, roles: Sequence[str], table: str) -> str:
    """The distance and the gain of every near miss, and whether it is more than anybody may give now."""
    remedy, places = edge.remedy, edge.remedy.places
    now = quoted(f"{remedy.name}__{edge.target}")
    amount = number_sql(edge.rule.amount, places)
    most = None if remedy.at_most is None else number_sql(remedy.at_most, places)
    given = amount if most is None else f"least({amount}, {most})"
    hold = ["decided", f"NOT ({condition_sql(edge.compare)})", f"({condition_sql(edge.relaxed)})"]
    hold += [f"({part}) IS NOT NULL" for part in (amount, most) if part is not None]
    if edge.target != STANDARD:
        hold += ["FALSE" if never.when is None else f"NOT ({condition_sql(never.when)})" for never in remedy.never]
    smallest = as_decimal(edge.step, edge.type.places)
    distance = f"({number_sql(edge.miss, edge.type.places)} + {smallest:f})"
    top = quoted(f"{remedy.name}__{roles[-1]}")
    inner = select(
        (f"{distance} AS distance", f"({given}) - {now} AS gain", f"({given}) > {top} AS beyond"),
        f"{quoted(table)} WHERE {' AND '.join(hold)}",
    )
    return select(("*", f"{_cost_sql(remedy, 'gain')} AS cost"), f"({inner}) AS misses WHERE gain > 0")


def _counted(
    warehouse: Warehouse, policy: Policy, edge: Edge, distances: Sequence[Decimal], step: str
) -> tuple[Reach, ...]:
    """How many misses lie within each distance, and what helping them costs; one pass for all."""
    columns = []
    for distance in distances:
        near = f"distance <= {distance:f}"
        columns += [counted(near), f"sum(cost) FILTER (WHERE {near})", counted(f"{near} AND beyond")]
    [numbers] = warehouse.rows(select(columns, quoted(MISSES)), step)
    found = []
    for place, distance in enumerate(distances):
        cases, cost, beyond = numbers[3 * place : 3 * place + 3]
        price = _in_money(policy, edge.remedy, cost)
        found.append(Reach(plain(distance), moved(edge, distance), cases, price, beyond))
    return tuple(found)
