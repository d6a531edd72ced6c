"""The grace finder: reads past cases and shows where grace could be offered, to how many, and at what cost."""

from collections.abc import Mapping
from decimal import localcontext
from pathlib import Path

from goodgrace.insight.cells import counted, quoted, select
from goodgrace.insight.facts import Facts, facts_view
from goodgrace.insight.finding import Finding as Finding
from goodgrace.insight.moving import Places, check_places
from goodgrace.insight.near import near_misses
from goodgrace.insight.stranded import dead_ends, last_resorts
from goodgrace.insight.unread import unread
from goodgrace.insight.warehouse import ROWS, Progress, Warehouse, opened
from goodgrace.money import REPORTED
from goodgrace.policy.edges import edges
from goodgrace.policy.shape import Policy
from goodgrace.policy.sql import limits_select

TABLE = "cases"


def find(
    policy: Policy,
    cases: str | Path,
    *,
    settings: Mapping[str, object] | None = None,
    at: Places | None = None,
    progress: Progress | None = None,
) -> Finding:
    """Where grace is missing in past cases: near misses with their cost, cliffs, dead ends and last resorts.

    `cases` is CSV, Parquet or a folder of Parquet; `settings` fixes facts for every row; `at` says where to move limits
    to, instead of round distances. Raises InputError that names what cannot be read.
    """
    with localcontext(REPORTED):
        check_places(policy, at)
        return _found(policy, cases, settings, at, progress)


def _found(
    policy: Policy,
    cases: str | Path,
    settings: Mapping[str, object] | None,
    at: Places | None,
    progress: Progress | None,
) -> Finding:
    with opened(cases, progress) as warehouse:
        facts = facts_view(warehouse, policy, source=ROWS, settings=settings)
        keep = (*(odd.strip('"') for odd in facts.odd.values()), *facts.used)
        warehouse.keep(TABLE, limits_select(policy, facts.view, keep=keep), "Reading the cases")
        rows, decided, undecidable, unreadable = _counts(warehouse, facts)
        found = [near_misses(warehouse, policy, edge, TABLE, at) for edge in edges(policy)] if decided else []
        missed = [near for near in found if near is not None]
        return Finding(
            rows=rows,
            decided=decided,
            undecidable=undecidable,
            unreadable=unreadable,
            edges=tuple(sorted(missed, key=lambda near: (-near.cases, near.edge.rule.place))),
            dead_ends=dead_ends(warehouse, policy, TABLE, facts.used, rows) if decided else (),
            last_resort=last_resorts(warehouse, policy, TABLE, facts.used, rows) if decided else (),
            settings={name: str(value) for name, value in (settings or {}).items()},
            absent=facts.absent,
            unread=unread(warehouse, facts, unreadable),
        )


def _counts(warehouse: Warehouse, facts: Facts) -> tuple[int, int, dict[str, int], dict[str, int]]:
    """Rows, decided rows, undecided rows by missing fact, and unreadable cells by fact."""
    lacking = [counted(f"NOT decided AND {quoted(name)} IS NULL") for name in facts.used]
    odd = [counted(column) for column in facts.odd.values()]
    query = select(("count(*)", counted("decided"), *lacking, *odd), quoted(TABLE))
    [[rows, decided, *counts]] = warehouse.rows(query, "Counting what could be decided")
    undecidable = dict(zip(facts.used, counts, strict=False))
    unreadable = dict(zip(facts.odd, counts[len(facts.used) :], strict=True))
    return rows, decided, _some(undecidable), _some(unreadable)


def _some(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: count for name, count in counts.items() if count}
