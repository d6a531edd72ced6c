"""What a policy's rules come to in one case: for each remedy the standard, and how far each role may go."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from goodgrace.policy.meaning import Case, number_of, value_of
from goodgrace.policy.shape import STANDARD, Policy, Remedy, Rule

UNBOUNDED = 10**30
"""Stands for "as much as the missing fact turns out to allow"."""


@dataclass(frozen=True, slots=True)
class Range:
    """What is sure already, and what it could become at most once the missing facts are known; in smallest units."""

    sure: int
    open: int

    @property
    def decided(self) -> bool:
        """Whether the missing facts, if any, make no difference."""
        return self.open <= self.sure

    def kinder(self, other: "Range") -> "Range":
        """The larger of two ranges, end by end."""
        return Range(max(self.sure, other.sure), max(self.open, other.open))


NOTHING = Range(0, 0)


def limits_of(policy: Policy, case: Case) -> dict[str, dict[str, Range]]:
    """For each remedy and each target ("standard", then the roles): the range of its limit, before caps."""
    return {name: remedy_limits(policy, remedy, case) for name, remedy in policy.remedies.items()}


def remedy_limits(
    policy: Policy, remedy: Remedy, case: Case, settled: Mapping[str, Range] = MappingProxyType({})
) -> dict[str, Range]:
    """One remedy's ranges: the kindest rule wins, a role gives at least what the one before it may.

    `settled` is what rules give each target that are known already and left out of the remedy.
    """
    kindest = kindest_of(remedy.standard, remedy, case).kinder(settled.get(STANDARD, NOTHING))
    ranges = {STANDARD: _at_most(kindest, remedy, case)}
    never = discretion_is_gone(remedy, case)
    for role in policy.roles:
        if never is not True:
            granted = kindest_of(remedy.discretion.get(role, ()), remedy, case).kinder(settled.get(role, NOTHING))
            kindest = kindest.kinder(granted if never is False else Range(0, granted.open))
        ranges[role] = _at_most(kindest, remedy, case)
    return ranges


def discretion_is_gone(remedy: Remedy, case: Case) -> bool | None:
    """Whether a `never` of the remedy holds; None where that is not known."""
    found = [True if never.when is None else value_of(never.when, case) for never in remedy.never]
    return True if True in found else None if None in found else False


def kindest_of(rules: Iterable[Rule], remedy: Remedy, case: Case) -> Range:
    """What the kindest of some rules gives, before the remedy's `at_most`."""
    kindest = NOTHING
    for rule in rules:
        kindest = kindest.kinder(rule_range(rule, remedy, case))
    return kindest


def rule_range(rule: Rule, remedy: Remedy, case: Case) -> Range:
    """What one rule gives in a case, before the remedy's `at_most`."""
    applies = True if rule.when is None else value_of(rule.when, case)
    if applies is False:
        return NOTHING
    amount = number_of(rule.amount, remedy.places, case)
    possible = UNBOUNDED if amount is None else max(amount, 0)
    return Range(possible if applies and amount is not None else 0, possible)


def rule_limit(rule: Rule, remedy: Remedy, case: Case) -> Range:
    """What one rule gives in a case, held to the remedy's `at_most`."""
    return _at_most(rule_range(rule, remedy, case), remedy, case)


def _at_most(kindest: Range, remedy: Remedy, case: Case) -> Range:
    if remedy.at_most is None:
        return kindest
    most = number_of(remedy.at_most, remedy.places, case)
    if most is None:
        return Range(0, kindest.open)
    most = max(most, 0)
    return Range(min(kindest.sure, most), min(kindest.open, most))
