"""Rules and nevers without effect: those no case reaches, those that kinder rules cover, a `never` that always holds."""

from collections.abc import Iterator
from dataclasses import dataclass

from goodgrace.policy.expressions import Node, Not, write
from goodgrace.policy.proving.findings import Finding, FindingKind, Witness
from goodgrace.policy.proving.inquiry import Study
from goodgrace.policy.proving.questions import HOLDS
from goodgrace.policy.shape import STANDARD, Never, Policy, Remedy, Rule

MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class PlacedRule:
    """A rule with its name, its target, and what it gives on its own."""

    where: str
    remedy: Remedy
    target: str
    rule: Rule
    gives: Node

    def __str__(self) -> str:
        """Name the rule so that it can be found: "`waive_fee.agent.2` (line 31)"."""
        return f"`{self.where}` (line {self.rule.place.line})"

    def finding(self, kind: FindingKind, message: str) -> Finding:
        """Something that was found about this rule."""
        return Finding(kind, self.where, self.rule.place.line, message)


@dataclass(frozen=True, slots=True)
class PlacedNever:
    """A `never` with its name and its remedy."""

    where: str
    remedy: Remedy
    never: Never

    def __str__(self) -> str:
        """Name the never so that it can be found: "`waive_fee.never.1` (line 35)"."""
        return f"`{self.where}` (line {self.never.place.line})"

    def finding(self, kind: FindingKind, message: str, witness: Witness | None = None) -> Finding:
        """Something that was found about this never."""
        return Finding(kind, self.where, self.never.place.line, message, witness)


def rules_of(remedy: Remedy, study: Study) -> list[PlacedRule]:
    """Every rule of a remedy, from the standard up the ladder."""
    rules = {STANDARD: remedy.standard, **remedy.discretion}
    nodes = study.limits[remedy.name].rules
    return [
        PlacedRule(f"{remedy.name}.{target}.{number}", remedy, target, rule, gives)
        for target in study.policy.targets
        for number, (rule, gives) in enumerate(zip(rules.get(target, ()), nodes[target], strict=True), 1)
    ]


def nevers_of(policy: Policy) -> list[PlacedNever]:
    """Every never of a policy, in the order of the text."""
    return [
        PlacedNever(f"{remedy.name}.never.{number}", remedy, never)
        for remedy in policy.remedies.values()
        for number, never in enumerate(remedy.never, 1)
    ]


def idle_rules(study: Study) -> Iterator[Finding]:
    """Rules that make no difference to anybody: never reached, or always covered by a kinder one."""
    for remedy in study.policy.remedies.values():
        reached = []
        for placed in rules_of(remedy, study):
            if _is_reached(placed.where, placed.rule.when, study):
                reached.append(placed)
            else:
                yield placed.finding("unreachable", _never_true(placed.rule.when))
        yield from _covered(reached, study)


def idle_nevers(study: Study) -> Iterator[Finding]:
    """Nevers that can never hold, and nevers that always do."""
    for placed in nevers_of(study.policy):
        when = placed.never.when
        if not _is_reached(placed.where, when, study):
            yield placed.finding("unreachable", _never_true(when))
        elif when is None or not study.inquiry.possible(Not(when), f"{placed.where}: whether it always holds"):
            message = f"This always holds, so nobody can ever use discretion for `{placed.remedy.name}`."
            yield placed.finding("contradiction", message)


def _is_reached(where: str, when: Node | None, study: Study) -> bool:
    return when is None or study.inquiry.possible(when, f"{where}: whether it is ever reached")


def _never_true(when: Node | None) -> str:
    return f"No case fulfils `{write(when)}`." if when else "No case fulfils this."


def _covered(rules: list[PlacedRule], study: Study) -> Iterator[Finding]:
    """From the last rule to the first, leaving out what is covered already: of two equal rules the later is idle."""
    kept, targets = list(rules), study.policy.targets
    for placed in reversed(rules):
        reach = targets.index(placed.target)
        others = [other for other in kept if other is not placed and targets.index(other.target) <= reach]
        covering = _covering(placed, others, study)
        if covering is None:
            continue
        kept.remove(placed)
        alone = (other for other in covering if _covering(placed, [other], study) is not None)
        yield placed.finding("covered", _covered_by(next(alone, None), covering))


def _covering(placed: PlacedRule, others: list[PlacedRule], study: Study) -> list[PlacedRule] | None:
    """Those of the other rules that are enough to leave a rule without effect; None where it has one."""
    remedy, limits = placed.remedy, study.limits[placed.remedy.name]
    where = Not(limits.gone) if placed.target != STANDARD and remedy.never else HOLDS
    high = [placed.gives, *([limits.most] if limits.most else [])]
    about = f"{placed.where}: whether it ever gives more than the other rules"
    enough = study.inquiry.covers(where, high, [other.gives for other in others], remedy, about)
    return None if enough is None else [others[number] for number in enough]


def _covered_by(alone: PlacedRule | None, covering: list[PlacedRule]) -> str:
    if alone:
        return f"Whoever it applies to gets as much or more by {alone}."
    if not covering:
        return "It never gives anything."
    named = ", ".join(map(str, covering[:MOST_NAMED])) + (" and others" if len(covering) > MOST_NAMED else "")
    return f"Whoever it applies to gets as much or more by other rules together: {named}."
