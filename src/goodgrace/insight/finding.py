"""What the grace finder found: near misses with their cost, cliffs, dead ends and last resorts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from goodgrace.insight.unread import Unread
from goodgrace.policy.edges import Edge


@dataclass(frozen=True, slots=True)
class Reach:
    """So far beyond a limit: the cases within it, and what helping them all would have cost (None: it has no price).

    `to` is where the limit would have to lie, in the policy's words. `beyond` counts those of the cases in which nobody
    on the ladder could give as much on their own judgement.
    """

    within: Decimal
    to: str
    cases: int
    cost: Decimal | None
    beyond: int

    def missed_json(self) -> dict[str, Any]:
        """One step of `missed`."""
        return {"within": f"{self.within:f}", "cases": self.cases, "cost": _text(self.cost), "beyond": self.beyond}

    def curve_json(self) -> dict[str, Any]:
        """One point of `curve`."""
        return {"to": self.to, "cases": self.cases, "cost": _text(self.cost), "beyond": self.beyond}


@dataclass(frozen=True, slots=True)
class NearMisses:
    """The people who missed one edge and nothing else: how far, and how much more the rule would have given without it.

    `missed` adds up outwards; `curve` is the same for the places the limit may be moved to. Drops are in the remedy's
    own unit.
    """

    edge: Edge
    cases: int
    cost: Decimal | None
    missed: tuple[Reach, ...]
    curve: tuple[Reach, ...]
    typical_drop: Decimal
    largest_drop: Decimal

    def as_json(self) -> dict[str, Any]:
        """One of `edges`."""
        return {
            **self._where(),
            "missed": [reach.missed_json() for reach in self.missed],
            "curve": [reach.curve_json() for reach in self.curve],
        }

    def cliff_json(self) -> dict[str, Any]:
        """One of `cliffs`."""
        nearest = self.missed[0]
        return {
            **self._where(),
            "cases": self.cases,
            "nearest": {"within": f"{nearest.within:f}", "cases": nearest.cases},
            "typical_drop": f"{self.typical_drop:f}",
            "largest_drop": f"{self.largest_drop:f}",
        }

    def _where(self) -> dict[str, Any]:
        edge = self.edge
        return {
            "remedy": edge.remedy.name,
            "rule": edge.where,
            "to_whom": edge.target,
            "edge": edge.text,
            "line": edge.rule.place.line,
        }


@dataclass(frozen=True, slots=True)
class Stranded:
    """Cases of one kind for which nothing was left, or only what everybody always gets (`remedies`)."""

    cases: int
    share: Decimal
    group: Mapping[str, str | None]
    example: Mapping[str, str | None]
    remedies: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """One of `dead_ends`; with `remedies`, one of `last_resort`."""
        found = {
            "cases": self.cases,
            "share": f"{self.share:f}",
            "group": dict(self.group),
            "example": dict(self.example),
        }
        return {**found, "remedies": list(self.remedies)} if self.remedies else found


@dataclass(frozen=True, slots=True)
class Finding:
    """Where grace is missing in a history. Only decided rows are looked at; the others are counted by what they lack.

    `settings` are the facts set for every row; `absent` those that the table has no column for, with the column that
    looks like it. `unread` are examples of cells that could not be read: for the person at the terminal, no report and
    no JSON has them.
    """

    rows: int
    decided: int
    undecidable: Mapping[str, int]
    unreadable: Mapping[str, int]
    edges: tuple[NearMisses, ...]
    dead_ends: tuple[Stranded, ...]
    last_resort: tuple[Stranded, ...]
    settings: Mapping[str, str]
    absent: Mapping[str, str | None]
    unread: Mapping[str, tuple[Unread, ...]] = field(default_factory=dict)

    @property
    def cliffs(self) -> tuple[NearMisses, ...]:
        """The same edges by how many people hit them, and how hard: the higher drop first among equals."""
        by_drop = sorted(self.edges, key=lambda found: found.typical_drop, reverse=True)
        return tuple(sorted(by_drop, key=lambda found: -found.cases))

    def as_json(self) -> dict[str, Any]:
        """As in docs/reference/history.md."""
        return {
            "rows": self.rows,
            "decided": self.decided,
            "undecidable": dict(self.undecidable),
            "unreadable": dict(self.unreadable),
            "absent": list(self.absent),
            "edges": [found.as_json() for found in self.edges],
            "cliffs": [found.cliff_json() for found in self.cliffs],
            "dead_ends": [found.as_json() for found in self.dead_ends],
            "last_resort": [found.as_json() for found in self.last_resort],
        }


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:f}"
