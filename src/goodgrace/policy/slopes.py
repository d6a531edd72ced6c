"""What a policy does when one fact moves: kinder facts that turn out unkind, and cliffs at the edges."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from goodgrace.policy.edges import Edge, edges
from goodgrace.policy.expressions import Compare, Constant, DaysBetween, Known, Node, Not, Sum, Type, write
from goodgrace.policy.findings import Finding, amount_in_words, in_words, who_gives
from goodgrace.policy.inquiry import Inquiry
from goodgrace.policy.meaning import value_of
from goodgrace.policy.natural import Case
from goodgrace.policy.questions import AFTER, Limits, Moved, both, compare, either
from goodgrace.policy.shape import Fact, Policy, Remedy
from goodgrace.policy.values import Value

LimitsByRemedy = Mapping[str, Limits]


def unkind(policy: Policy, limits: LimitsByRemedy, inquiry: Inquiry) -> Iterator[Finding]:
    """Facts that are declared kinder one way, and a case in which moving that way gives less."""
    for fact in policy.facts.values():
        if fact.kinder is None:
            continue
        for name, remedy in policy.remedies.items():
            yield from _unkind(fact, remedy, limits[name], policy, inquiry)


def _unkind(fact: Fact, remedy: Remedy, limits: Limits, policy: Policy, inquiry: Inquiry) -> Iterator[Finding]:
    about = f"facts.{fact.name}: whether {fact.kinder} is always kinder for {remedy.name}"
    moved = inquiry.moved(fact)
    kinder = _kinder(fact, moved)
    pairs = {target: (moved(limit), limit) for target, limit in limits.by.items() if moved(limit) is not limit}
    falls = either(inquiry.falls(before, after) for after, before in pairs.values())
    if not pairs or not inquiry.possible(both(kinder, falls), about):
        return
    for target, (after, before) in pairs.items():
        case = inquiry.drop(kinder, after, before, about)
        if case is not None:
            yield _unkind_finding(fact, remedy, target, case, policy, inquiry)
            return


def _kinder(fact: Fact, moved: Moved) -> Node:
    """That the fact's second value is kinder than its first."""
    before: Node = Known(fact.name, fact.type)
    after = moved(before)
    match fact.kinder:
        case "more":
            return compare(after, ">", before)
        case "less":
            return compare(after, "<", before)
        case "yes":
            return both(Not(before), after)
        case _:
            return both(before, Not(after))


def _unkind_finding(fact: Fact, remedy: Remedy, target: str, case: Case, policy: Policy, inquiry: Inquiry) -> Finding:
    where = f"facts.{fact.name}"
    before, after = _replay(fact, remedy, target, case, policy, inquiry)
    inquiry.confirm(after < before, where, case)
    values = [in_words(case[name], fact.type) for name in (fact.name + AFTER, fact.name)]
    message = (
        f"`{fact.name}` is declared kinder: {fact.kinder}, but with {values[0]} instead of {values[1]} "
        f"{who_gives(target)} {amount_in_words(after, remedy)} of `{remedy.name}` "
        f"instead of {amount_in_words(before, remedy)}."
    )
    return Finding("unkind", where, fact.place.line, message, inquiry.witness(case))


def _replay(fact: Fact, remedy: Remedy, target: str, case: Case, policy: Policy, inquiry: Inquiry) -> tuple[int, int]:
    """What the Python meaning gives before and after the fact has moved."""
    later: dict[str, Value] = {**case, fact.name: case[fact.name + AFTER]}
    before, after = (inquiry.amounts(policy, remedy.name, each)[target] for each in (case, later))
    return before, after


@dataclass(frozen=True, slots=True)
class Crossing:
    """How to cross an edge: move this fact by its smallest step, up (1) or down (-1)."""

    fact: Fact
    step: int


def cliffs(policy: Policy, limits: LimitsByRemedy, inquiry: Inquiry) -> Iterator[Finding]:
    """For each edge, what is lost when a fact moves across it by its smallest step."""
    seen = set()
    for edge in edges(policy):
        crossing = crossing_of(edge, policy)
        key = (edge.remedy.name, edge.target, edge.compare)
        if crossing is not None and key not in seen:
            seen.add(key)
            yield from _cliff(edge, crossing, limits[edge.remedy.name], policy, inquiry)


def crossing_of(edge: Edge, policy: Policy) -> Crossing | None:
    """How an edge is crossed from the side where it holds; None where it is no single fact's to move."""
    left, right, away = edge.compare.left, edge.compare.right, -edge.direction
    if isinstance(left, Constant):
        left, right, away = right, left, -away
    if not isinstance(right, Constant | Known):
        return None
    if isinstance(left, DaysBetween) and isinstance(left.end, Known) and isinstance(left.start, Known | Constant):
        left = left.end
    elif isinstance(left, DaysBetween) and isinstance(left.start, Known) and isinstance(left.end, Constant):
        left, away = left.start, -away
    return Crossing(policy.facts[left.name], away) if isinstance(left, Known) else None


def _cliff(edge: Edge, crossing: Crossing, limits: Limits, policy: Policy, inquiry: Inquiry) -> Iterator[Finding]:
    fact, moved = crossing.fact, inquiry.moved(crossing.fact)
    before, limit = Known(fact.name, fact.type), limits.by[edge.target]
    across = both(_stepped(before, moved(before), crossing.step), edge.compare, Not(moved(edge.compare)))
    case = inquiry.drop(across, moved(limit), limit, f"{edge.where}: how much is lost beyond {edge.text}")
    if case is None:
        return
    high, low = _replay(fact, edge.remedy, edge.target, case, policy, inquiry)
    inquiry.confirm(low < high, edge.where, case)
    message = _said(edge, moved, case, amount_in_words(high, edge.remedy), amount_in_words(low, edge.remedy))
    yield Finding("cliff", edge.where, edge.rule.place.line, message, inquiry.witness(case))


def _stepped(before: Node, after: Node, step: int) -> Compare:
    """That the second value lies one smallest step beside the first."""
    if before.type.kind == "date":
        return Compare("==", DaysBetween(before, after), Constant(step, Type("number", 0, "days")))
    return Compare("==", after, Sum(before, Constant(step, before.type), 1, before.type))


def _said(edge: Edge, moved: Moved, case: Case, high: str, low: str) -> str:
    side = edge.compare.right if isinstance(edge.compare.left, Constant) else edge.compare.left
    here, there = (in_words(value_of(node, case) or 0, side.type) for node in (side, moved(side)))
    return f"At {write(side)} {here} {who_gives(edge.target)} {high}; at {there} it is {low}."
