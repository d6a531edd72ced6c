"""What a case still waits for: the facts and identities without which an amount is open."""

from collections.abc import Collection, Iterator, Mapping

from goodgrace.policy.expressions import Choose, Known, Node, parts_of
from goodgrace.policy.limits import UNBOUNDED, Range, discretion_is_gone, rule_range
from goodgrace.policy.meaning import Case, number_of, value_of
from goodgrace.policy.shape import STANDARD, Policy, Remedy, Rule
from goodgrace.policy.sheet.caps import CapLeft, after_caps, binds, most_for

Names = frozenset[str]


def waiting_for(
    policy: Policy, remedy: Remedy, case: Case, limits: Mapping[str, Range], caps: Collection[CapLeft]
) -> dict[str, Names]:
    """For each target whose amount is open: the names of all that it waits for, never empty.

    `limits` are the remedy's ranges before caps. What could make no difference is not among the names: a rule below
    what is sure already, a fact that another one has made idle, a cap that holds nothing back.
    """
    found = {}
    for target, limit in after_caps(limits, policy, caps).items():
        if not limit.decided:
            found[target] = frozenset(_names(policy, remedy, case, caps, target, limit.sure))
    return found


def _names(
    policy: Policy, remedy: Remedy, case: Case, caps: Collection[CapLeft], target: str, sure: int
) -> Iterator[str]:
    most = UNBOUNDED if remedy.at_most is None else number_of(remedy.at_most, remedy.places, case)
    most = UNBOUNDED if most is None else max(most, 0)
    standard = [rule for rule in remedy.standard if min(rule_range(rule, remedy, case).open, most) > sure]
    yield from _in_rules(standard, case)
    granted = list(_granted(policy, remedy, case, caps, target, most, sure))
    yield from _in_rules(granted, case)
    if remedy.at_most is not None and (standard or granted):
        yield from unknown_in(remedy.at_most, case)
    if granted:
        for never in remedy.never:
            if never.when is not None:
                yield from unknown_in(never.when, case)
        for cap in caps:
            if binds(cap.cap, target, policy):
                yield from cap.missing


def _granted(
    policy: Policy, remedy: Remedy, case: Case, caps: Collection[CapLeft], target: str, most: int, sure: int
) -> Iterator[Rule]:
    """The rules of discretion that could still give a role more than is sure."""
    if target == STANDARD or discretion_is_gone(remedy, case) is True:
        return
    left = most_for(target, policy, caps)
    most = most if left is None else min(most, left)
    for role in policy.roles[: policy.roles.index(target) + 1]:
        for rule in remedy.discretion.get(role, ()):
            if min(rule_range(rule, remedy, case).open, most) > sure:
                yield rule


def _in_rules(rules: Collection[Rule], case: Case) -> Iterator[str]:
    for rule in rules:
        yield from unknown_in(rule.amount, case)
        if rule.when is not None:
            yield from unknown_in(rule.when, case)


def unknown_in(node: Node, case: Case) -> Iterator[str]:
    """The facts without which a node's value is not known; none where it is."""
    if value_of(node, case) is not None:
        return
    if isinstance(node, Known):
        yield node.name
    parts = parts_of(node)
    if isinstance(node, Choose) and (test := value_of(node.test, case)) is not None:
        parts = (node.then if test else node.otherwise,)
    for part in parts:
        yield from unknown_in(part, case)
