"""What a policy does when one fact moves: kinder facts that turn out unkind, and cliffs at the edges."""

from collections.abc import Iterator
from dataclasses import dataclass

from goodgrace.policy.edges import Edge, edges
from goodgrace.policy.expressions import Compare, Constant, DaysBetween, Known, Node, Not, Sum, Type, write
from goodgrace.policy.meaning import value_of
from goodgrace.policy.proving.findings import Finding, amount_in_words, in_words, who_gives
from goodgrace.policy.proving.inquiry import Study
from goodgrace.policy.proving.natural import Case
from goodgrace.policy.proving.questions import AFTER, Moved, both, compare, either
from goodgrace.policy.shape import Fact, Policy, Remedy


def unkind(study: Study) -> Iterator[Finding]:
    """Facts that are declared kinder one way, and a case in which moving that way gives less."""
    for fact in study.policy.facts.values():
        if fact.kinder is not None:
            for remedy in study.policy.remedies.values():
                yield from _unkind(fact, remedy, study)


def _unkind(fact: Fact, remedy: Remedy, study: Study) -> Iterator[Finding]:
    about = f"facts.{fact.name}: whether {fact.kinder} is always kinder for {remedy.name}"
    inquiry, moved = study.inquiry, study.inquiry.moved(fact)
    kinder, limits = _kinder(fact, moved), study.limits[remedy.name].by
    moving = {target: limit for target, limit in limits.items() if moved(limit) is not limit}
    falls = either(inquiry.falls(limit, moved(limit)) for limit in moving.values())
    if not moving or not inquiry.possible(both(kinder, falls), about):
        return
    for target, limit in moving.items():
        case = inquiry.drop(kinder, moved(limit), limit, about)
        if case is not None:
            yield _unkind_finding(fact, remedy, target, case, study)
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


def _unkind_finding(fact: Fact, remedy: Remedy, target: str, case: Case, study: Study) -> Finding:
    where = f"facts.{fact.name}"
    before, after = _replay(fact, remedy, target, case, study)
    study.inquiry.confirm(after < before, where, case)
    now, then = (in_words(case[name], fact.type) for name in (fact.name + AFTER, fact.name))
    message = (
        f"`{fact.name}` is declared kinder: {fact.kinder}, but with {now} instead of {then} "
        f"{who_gives(target)} {amount_in_words(after, remedy)} of `{remedy.name}` "
        f"instead of {amount_in_words(before, remedy)}."
    )
    return Finding("unkind", where, fact.place.line, message, study.inquiry.witness(case))


def _replay(fact: Fact, remedy: Remedy, target: str, case: Case, study: Study) -> tuple[int, int]:
    """What the Python meaning gives before and after the fact has moved."""
    later = {**case, fact.name: case[fact.name + AFTER]}
    return study.given(remedy, case)[target], study.given(remedy, later)[target]


@dataclass(frozen=True, slots=True)
class Crossing:
    """How to cross an edge: move this fact by its smallest step, up (1) or down (-1)."""

    fact: Fact
    step: int


def cliffs(study: Study) -> Iterator[Finding]:
    """For each edge, what is lost when a fact moves across it by its smallest step."""
    seen = set()
    for edge in edges(study.policy):
        crossing = crossing_of(edge, study.policy)
        key = (edge.remedy.name, edge.target, edge.compare)
        if crossing is not None and key not in seen:
            seen.add(key)
            yield from _cliff(edge, crossing, study)


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


def _cliff(edge: Edge, crossing: Crossing, study: Study) -> Iterator[Finding]:
    fact, moved = crossing.fact, study.inquiry.moved(crossing.fact)
    before, limit = Known(fact.name, fact.type), study.limits[edge.remedy.name].by[edge.target]
    across = both(_stepped(before, moved(before), crossing.step), edge.compare, Not(moved(edge.compare)))
    case = study.inquiry.drop(across, moved(limit), limit, f"{edge.where}: how much is lost beyond {edge.text}")
    if case is None:
        return
    high, low = _replay(fact, edge.remedy, edge.target, case, study)
    study.inquiry.confirm(low < high, edge.where, case)
    message = _said(edge, moved, case, amount_in_words(high, edge.remedy), amount_in_words(low, edge.remedy))
    yield Finding("cliff", edge.where, edge.rule.place.line, message, study.inquiry.witness(case))


def _stepped(before: Node, after: Node, step: int) -> Compare:
    """That the second value lies one smallest step beside the first."""
    if before.type.kind == "date":
        return Compare("==", DaysBetween(before, after), Constant(step, Type("number", 0, "days")))
    return Compare("==", after, Sum(before, Constant(step, before.type), 1, before.type))


def _said(edge: Edge, moved: Moved, case: Case, high: str, low: str) -> str:
    side = edge.compare.right if isinstance(edge.compare.left, Constant) else edge.compare.left
    here, there = (in_words(value_of(node, case) or 0, side.type) for node in (side, moved(side)))
    what = f"{high} of `{edge.remedy.name}`"
    return f"At {write(side)} {here} {who_gives(edge.target)} {what}; at {there} it is {low}."
