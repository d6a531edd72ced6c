"""Near misses: who falls short of one edge only, by how much, and what moving it would do."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from goodgrace.insight.cells import counted, quoted, select
from goodgrace.insight.distances import round_distances, thinned
from goodgrace.insight.finding import NearMisses, Reach
from goodgrace.insight.warehouse import Warehouse
from goodgrace.money import as_decimal, places_of, scaled
from goodgrace.policy.edges import Edge
from goodgrace.policy.expressions import Constant, facts_in
from goodgrace.policy.ledger_lines import price
from goodgrace.policy.shape import STANDARD, Policy, Remedy
from goodgrace.policy.sql import condition_sql, number_sql

Places = Sequence[Decimal] | Mapping[str, Sequence[Decimal]]
"""Where to move limits to: for every edge, or for the edges of a fact by its name."""
FAR = 2
"""Distances reach to the farthest case, unless it lies more than so many times beyond the 95th percentile."""
MISSES = "near misses"


def near_misses(warehouse: Warehouse, policy: Policy, edge: Edge, table: str, at: Places | None) -> NearMisses | None:
    """Everybody in `table` (typed facts and limits) who falls short of one edge only; None where nobody does."""
    step = f"Near misses of {edge.text}"
    warehouse.view(MISSES, _misses(edge, table))
    spread = (
        "count(*)",
        "max(distance)",
        "quantile_disc(distance, 0.95)",
        "sum(gain)",
        "quantile_disc(gain, 0.5)",
        "max(gain)",
    )
    [[cases, farthest, most, total, typical, largest]] = warehouse.rows(select(spread, quoted(MISSES)), step)
    if not cases:
        return None
    smallest = Decimal(1).scaleb(-edge.type.places)
    ladder = round_distances(edge.type.unit, smallest, farthest if farthest <= FAR * most else most)
    asked = _asked(edge, at)
    counted = _counted(warehouse, policy, edge, (*ladder, *asked), step)
    missed = [counted[place] for place in thinned([reach.cases for reach in counted[: len(ladder)]])]
    return NearMisses(
        edge=edge,
        cases=cases,
        cost=cost(policy, edge.remedy, total),
        missed=tuple(missed),
        curve=tuple(counted[len(ladder) :] or missed),
        typical_drop=typical,
        largest_drop=largest,
    )


def cost(policy: Policy, remedy: Remedy, amount: Decimal) -> Decimal | None:
    """What so much of a remedy costs in money, rounded up to the minor unit; None where it has no price."""
    minor = price(remedy, scaled(amount, remedy.places) or 0)
    return None if minor is None else as_decimal(minor, places_of(policy.currency))


def _misses(edge: Edge, table: str) -> str:
    """The distance and the gain of every near miss; an unknown never counts as one."""
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
    inner = select(
        (f"{distance} AS distance", f"({given}) - {now} AS gain"), f"{quoted(table)} WHERE {' AND '.join(hold)}"
    )
    return select("*", f"({inner}) AS misses WHERE gain > 0")


def _counted(warehouse: Warehouse, policy: Policy, edge: Edge, distances: Sequence[Decimal], step: str) -> list[Reach]:
    """How many misses lie within each distance, and what helping them costs; one pass for all."""
    columns = []
    for distance in distances:
        columns += [counted(f"distance <= {distance:f}"), f"sum(gain) FILTER (WHERE distance <= {distance:f})"]
    [numbers] = warehouse.rows(select(columns, quoted(MISSES)), step)
    found = []
    for place, distance in enumerate(distances):
        cases, total = numbers[2 * place : 2 * place + 2]
        helped = cost(policy, edge.remedy, total or Decimal(0))
        found.append(Reach(plain(distance), moved(edge, distance), cases, helped))
    return found


def plain(number: Decimal) -> Decimal:
    """The same number without zeros behind the point: 24, not 24.00."""
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def moved(edge: Edge, distance: Decimal) -> str:
    """Where the edge lies when it is moved so far to the kinder side: a number, a day, or "+3" where it is no constant."""
    constant, sign = _constant(edge)
    if constant is None:
        return f"+{plain(distance):f}"
    if constant.type.kind != "date":
        return f"{plain(as_decimal(int(constant.value), constant.type.places) + sign * distance):f}"
    day = int(constant.value) + sign * int(distance)
    return date.fromordinal(min(max(day, 1), date.max.toordinal())).isoformat()


def _constant(edge: Edge) -> tuple[Constant | None, int]:
    """The constant that an edge compares with, and in which direction moving it is kinder."""
    if isinstance(edge.compare.right, Constant):
        return edge.compare.right, -edge.direction
    if isinstance(edge.compare.left, Constant):
        return edge.compare.left, edge.direction
    return None, 1


def _asked(edge: Edge, at: Places | None) -> list[Decimal]:
    """How far beyond the edge the places lie that were asked for, as far as they are on its kinder side."""
    constant, sign = _constant(edge)
    if not at or constant is None or constant.type.kind == "date":
        return []
    places = (
        at if not isinstance(at, Mapping) else [place for name in facts_in(edge.compare) for place in at.get(name, ())]
    )
    now = as_decimal(int(constant.value), constant.type.places)
    return sorted({sign * (place - now) for place in places if sign * (place - now) > 0})
