"""What speaks for what a role may give, and what stands in the way of more."""

from collections.abc import Iterator, Sequence

from goodgrace.money import scaled
from goodgrace.policy.expressions import All, Either, Named, Node, without_not
from goodgrace.policy.limits import discretion_is_gone, rule_limit
from goodgrace.policy.meaning import Case, number_of, value_of
from goodgrace.policy.shape import Policy, Remedy, Rule
from goodgrace.policy.sheet.caps import most_for
from goodgrace.policy.sheet.failing import Failed, nodes_failing
from goodgrace.policy.sheet.offer import Offer


def speaking_for(policy: Policy, offer: Offer, role: str, case: Case) -> tuple[str, ...]:
    """The grounds that stand for it in those rules that give a role its limit; a rule without a condition needs none."""
    if not offer.grounds:
        return ()
    remedy = offer.remedy
    limit = scaled(offer.limits[role], remedy.places) or 0
    given = [
        rule.when
        for rule in _discretion(policy, remedy, role)
        if rule.when is not None and rule_limit(rule, remedy, case).sure >= limit
    ]
    named = {name for when in given for name in _standing_for(without_not(when), case)}
    return tuple(name for name in offer.grounds if name in named)


def _standing_for(node: Node, case: Case) -> Iterator[str]:
    """The grounds, without `not` before them, by which a condition holds."""
    match node:
        case All(parts=parts) | Either(parts=parts):
            for part in parts:
                if value_of(part, case) is True:
                    yield from _standing_for(part, case)
        case Named(name=name, condition=condition):
            yield name
            yield from _standing_for(without_not(condition), case)


def standing_in_the_way(policy: Policy, offer: Offer, role: str, case: Case) -> tuple[Failed, ...]:
    """What failed in those rules, up to a role's own on the ladder, that could give it more than it may give now."""
    nodes = {
        node
        for rule in _kinder_rules(policy, offer, role, case)
        if rule.when is not None
        for node in nodes_failing(rule.when, case)
    }
    return tuple(failed for failed in offer.failed if failed.node in nodes)


def _kinder_rules(policy: Policy, offer: Offer, role: str, case: Case) -> Iterator[Rule]:
    remedy = offer.remedy
    may = scaled(offer.may[role], remedy.places) or 0
    most = None if remedy.at_most is None else number_of(remedy.at_most, remedy.places, case)
    if not offer.failed or (most is not None and most <= may):
        return
    yield from (rule for rule in remedy.standard if _would_give(rule, remedy, case) > may)
    left = most_for(role, policy, offer.caps)
    if discretion_is_gone(remedy, case) is not True and (left is None or left > may):
        for rule in _discretion(policy, remedy, role):
            if _would_give(rule, remedy, case) > may:
                yield rule


def _would_give(rule: Rule, remedy: Remedy, case: Case) -> int:
    """The most that a rule could give if its condition held."""
    return rule_limit(Rule(None, rule.amount, rule.place), remedy, case).open


def _discretion(policy: Policy, remedy: Remedy, role: str) -> Sequence[Rule]:
    """The rules of a role and of those before it on the ladder."""
    ladder = policy.roles[: policy.roles.index(role) + 1]
    return [rule for name in ladder for rule in remedy.discretion.get(name, ())]
