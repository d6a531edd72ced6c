"""Defects of a policy as it stands: rules without effect, a `never` that contradicts, cases nobody can help."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from goodgrace.policy.expressions import Node, Not, write
from goodgrace.policy.findings import Finding, FindingKind
from goodgrace.policy.inquiry import Inquiry
from goodgrace.policy.questions import Limits, both, compare, condition_of, nothing
from goodgrace.policy.shape import STANDARD, Never, Policy, Remedy, Rule

LimitsByRemedy = Mapping[str, Limits]


@dataclass(frozen=True, slots=True)
class Placed:
    """A rule with its name, its target, and what it gives on its own."""

    where: str
    target: str
    rule: Rule
    gives: Node

    def __str__(self) -> str:
        """Name the rule so that it can be found: "`waive_fee.agent.2` (line 31)"."""
        return f"`{self.where}` (line {self.rule.place.line})"

    def found(self, kind: FindingKind, message: str) -> Finding:
        """A finding about this rule."""
        return Finding(kind, self.where, self.rule.place.line, message)


def rules_of(remedy: Remedy, limits: Limits, policy: Policy) -> list[Placed]:
    """Every rule of a remedy, from the standard up the ladder."""
    rules = {STANDARD: remedy.standard, **{role: remedy.discretion.get(role, ()) for role in policy.roles}}
    return [
        Placed(f"{remedy.name}.{target}.{number}", target, rule, gives)
        for target in policy.targets
        for number, (rule, gives) in enumerate(zip(rules[target], limits.rules[target], strict=True), 1)
    ]


def idle_rules(policy: Policy, limits: LimitsByRemedy, inquiry: Inquiry) -> Iterator[Finding]:
    """Rules that make no difference to anybody: never reached, or always covered by a kinder one."""
    for name, remedy in policy.remedies.items():
        rules = rules_of(remedy, limits[name], policy)
        reached = [placed for placed in rules if _reached(placed.where, placed.rule.when, inquiry)]
        idle = [placed for placed in rules if placed not in reached]
        yield from (placed.found("unreachable", _never_true(placed.rule.when)) for placed in idle)
        yield from _covered(reached, remedy, limits[name], inquiry)


def idle_nevers(policy: Policy, _: LimitsByRemedy, inquiry: Inquiry) -> Iterator[Finding]:
    """Nevers that can never hold, and nevers that always do."""
    for where, remedy, never in _nevers(policy):
        if not _reached(where, never.when, inquiry):
            yield Finding("unreachable", where, never.place.line, _never_true(never.when))
        elif never.when is None or not inquiry.possible(Not(never.when), where):
            message = f"This always holds, so nobody can ever use discretion for `{remedy.name}`."
            yield Finding("contradiction", where, never.place.line, message)


def _never_true(when: Node | None) -> str:
    return f"No case fulfils `{write(when)}`." if when else "No case fulfils this."


def _reached(where: str, when: Node | None, inquiry: Inquiry) -> bool:
    return when is None or inquiry.possible(when, f"{where}: whether it is ever reached")


def _covered(rules: list[Placed], remedy: Remedy, limits: Limits, inquiry: Inquiry) -> Iterator[Finding]:
    """From the last rule to the first, leaving out what is covered already: of two equal rules the later is idle."""
    kept = list(rules)
    targets = list(limits.by)
    for placed in reversed(rules):
        reach = targets.index(placed.target)
        others = [other for other in kept if other is not placed and targets.index(other.target) <= reach]
        if _makes_a_difference(placed, others, remedy, limits, inquiry):
            continue
        kept.remove(placed)
        alone = (other for other in others if not _makes_a_difference(placed, [other], remedy, limits, inquiry))
        yield placed.found("covered", _covered_by(next(alone, None), others))


def _makes_a_difference(placed: Placed, others: list[Placed], remedy: Remedy, limits: Limits, inquiry: Inquiry) -> bool:
    high = [placed.gives, *([limits.most] if limits.most else [])]
    question = inquiry.exceeds(high, [other.gives for other in others], remedy)
    if placed.target != STANDARD and remedy.never:
        question = both(Not(limits.gone), question)
    return inquiry.possible(question, f"{placed.where}: whether it ever gives more than the other rules")


def _covered_by(alone: Placed | None, others: list[Placed]) -> str:
    if alone:
        return f"Whoever it applies to gets as much or more by {alone}."
    if others:
        return "Whoever it applies to gets as much or more by the other rules together."
    return "It never gives anything."


def _nevers(policy: Policy) -> Iterator[tuple[str, Remedy, Never]]:
    for remedy in policy.remedies.values():
        for number, never in enumerate(remedy.never, 1):
            yield f"{remedy.name}.never.{number}", remedy, never


def contradictions(policy: Policy, limits: LimitsByRemedy, inquiry: Inquiry) -> Iterator[Finding]:
    """Nevers that send people in a circle, or to a remedy that gives them nothing."""
    circles = list(_circles(policy, limits, inquiry))
    yield from circles
    known = {finding.where for finding in circles}
    for where, remedy, never in _nevers(policy):
        if where not in known:
            yield from _empty_instead(where, remedy, never, policy, limits, inquiry)


def _circles(policy: Policy, limits: LimitsByRemedy, inquiry: Inquiry) -> Iterator[Finding]:
    top = policy.roles[-1]
    for (where, remedy, never), (there, other, back) in combinations(_nevers(policy), 2):
        if never.instead != other.name or back.instead != remedy.name:
            continue
        empty = [compare(limits[each.name].by[top], "==", nothing(each)) for each in (remedy, other)]
        case = inquiry.case(both(condition_of(never.when), condition_of(back.when), *empty), f"{where}: a circle")
        if case is None:
            continue
        given = [inquiry.amounts(policy, each.name, case)[top] for each in (remedy, other)]
        inquiry.confirm(given == [0, 0], where, case)
        message = (
            f"In a circle: `{remedy.name}` is never given and offers `{other.name}` instead, while `{there}` "
            f"(line {back.place.line}) takes that away and offers `{remedy.name}`."
        )
        yield Finding("contradiction", where, never.place.line, message, inquiry.witness(case))


def _empty_instead(
    where: str, remedy: Remedy, never: Never, policy: Policy, limits: LimitsByRemedy, inquiry: Inquiry
) -> Iterator[Finding]:
    top, own = policy.roles[-1], limits[remedy.name]
    instead = policy.remedies[never.instead]
    empty = compare(limits[instead.name].by[top], "==", nothing(instead))
    lost = both(condition_of(never.when), empty)
    case = inquiry.drop(lost, own.by[STANDARD], own.ungated, f"{where}: whether what it offers instead is there")
    if case is None:
        return
    inquiry.confirm(inquiry.amounts(policy, instead.name, case)[top] == 0, where, case)
    message = (
        f"It takes `{remedy.name}` away and offers `{instead.name}` instead, but in this case nobody may give "
        f"`{instead.name}` either."
    )
    yield Finding("contradiction", where, never.place.line, message, inquiry.witness(case))


def dead_ends(policy: Policy, limits: LimitsByRemedy, inquiry: Inquiry) -> Iterator[Finding]:
    """A case in which nobody may give anything: no standard, no discretion, nothing instead."""
    top = policy.roles[-1]
    empty = [compare(limits[name].by[top], "==", nothing(remedy)) for name, remedy in policy.remedies.items()]
    case = inquiry.case(both(*empty), "remedies: whether somebody can be helped in every case")
    if case is None:
        return
    given = [amount for name in policy.remedies for amount in inquiry.amounts(policy, name, case).values()]
    inquiry.confirm(not any(given), "remedies", case)
    line = min(remedy.place.line for remedy in policy.remedies.values())
    message = f"A dead end: in this case not even the {top} may give anything, and nothing is offered instead."
    yield Finding("dead_end", "remedies", line, message, inquiry.witness(case))
