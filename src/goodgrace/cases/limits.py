"""How much more of a remedy somebody may give in a case, after what the case has got and what its caps leave."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from goodgrace.cases.counting import Counts
from goodgrace.cases.models import Case
from goodgrace.cases.sheets import Open
from goodgrace.money import as_decimal
from goodgrace.policy.decision import DecisionSheet
from goodgrace.policy.shape import Policy, Remedy
from goodgrace.policy.sheet.caps import CapLeft, bound_for

Got = Mapping[tuple[str, str], int]
"""What a case has got so far, in smallest units, by policy and remedy."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What bounds a remedy in one case, in smallest units: the standard, each role's limit, what the caps leave, what it got."""

    policy: Policy
    remedy: Remedy
    standard: int
    limits: Mapping[str, int]
    caps: tuple[CapLeft, ...]
    got: int

    def left(self, role: str) -> int:
        """What a role may still give."""
        beyond, bound = self.limits[role] - self.got, bound_for(role, self.policy, self.caps)
        return max(self.standard - self.got, beyond if bound is None else min(beyond, bound), 0)

    def who(self, amount: int, above: str) -> str:
        """The lowest role above another that may give so much; empty where none may."""
        higher = self.policy.roles[self.policy.roles.index(above) + 1 :]
        return next((role for role in higher if amount <= self.left(role)), "")


def bounds_of(sheet: DecisionSheet, remedy: Remedy, caps: Iterable[CapLeft], got: int) -> Bounds:
    """What bounds a remedy, from a sheet that was made without a ledger."""
    standard, *limits = sheet.amounts_of(remedy.name)
    by_role = dict(zip(sheet.policy.roles, limits, strict=True))
    return Bounds(sheet.policy, remedy, standard, by_role, tuple(caps), got)


def got_by(counts: Counts, case: Case) -> dict[tuple[str, str], int]:
    """What a case has got of each remedy so far."""
    found: dict[tuple[str, str], int] = {}
    for each in counts.standing.get(case.pk, ()):
        found[each.policy, each.remedy] = found.get((each.policy, each.remedy), 0) + each.amount
    return found


def left_for(opened: Open, remedy: Remedy, got: Got, role: str) -> Decimal:
    """What a role may still give of a remedy in a case, after what the case has got already."""
    offer = opened.sheet.remedies[remedy.name]
    bounds = bounds_of(opened.sheet, remedy, offer.caps, got.get((opened.version.policy, remedy.name), 0))
    return as_decimal(bounds.left(role), remedy.places)
