"""Where people are left alone: a `never` that offers what is not there, nevers in a circle, and dead ends."""

from collections.abc import Iterator
from itertools import combinations

from goodgrace.policy.expressions import Node, Not
from goodgrace.policy.proving.findings import Finding
from goodgrace.policy.proving.idle import PlacedNever, nevers_of
from goodgrace.policy.proving.inquiry import Study
from goodgrace.policy.proving.questions import both, condition_of
from goodgrace.policy.shape import STANDARD


def contradictions(study: Study) -> Iterator[Finding]:
    """Nevers that send people in a circle, or to a remedy that gives them nothing."""
    nevers = nevers_of(study.policy)
    told: dict[str, list[Node]] = {never.where: [] for never in nevers}
    for one, other in combinations(nevers, 2):
        finding = _circle(one, other, study)
        if finding is not None:
            yield finding
            told[one.where].append(Not(condition_of(other.never.when)))
            told[other.where].append(Not(condition_of(one.never.when)))
    for placed in nevers:
        yield from _empty_instead(placed, told[placed.where], study)


def _circle(one: PlacedNever, other: PlacedNever, study: Study) -> Finding | None:
    """Two nevers that offer each other in one case, where neither remedy is anybody's to give."""
    if one.never.instead != other.remedy.name or other.never.instead != one.remedy.name:
        return None
    remedies = (one.remedy, other.remedy)
    hold = [condition_of(placed.never.when) for placed in (one, other)]
    about = f"{one.where}: whether {other.where} makes a circle with it"
    case = study.inquiry.case(both(*hold, *map(study.is_empty, remedies)), about)
    if case is None:
        return None
    study.inquiry.confirm(not any(study.given(remedy, case)[study.top] for remedy in remedies), one.where, case)
    message = (
        f"A circle: this takes `{one.remedy.name}` away and offers `{other.remedy.name}` instead, while {other} "
        f"takes that away in the same case and offers `{one.remedy.name}`."
    )
    return one.finding("contradiction", message, study.inquiry.witness(case))


def _empty_instead(placed: PlacedNever, elsewhere: list[Node], study: Study) -> Iterator[Finding]:
    """A case in which a never takes something away and nobody may give what it offers instead."""
    own, instead = study.limits[placed.remedy.name], study.policy.remedies[placed.never.instead]
    where = both(condition_of(placed.never.when), study.is_empty(instead), *elsewhere)
    about = f"{placed.where}: whether what it offers instead is always there"
    case = study.inquiry.drop(where, own.by[STANDARD], own.ungated, about)
    if case is None:
        return
    study.inquiry.confirm(not study.given(instead, case)[study.top], placed.where, case)
    message = (
        f"It takes `{placed.remedy.name}` away and offers `{instead.name}` instead, but in this case nobody may give "
        f"`{instead.name}` either."
    )
    yield placed.finding("contradiction", message, study.inquiry.witness(case))


def dead_ends(study: Study) -> Iterator[Finding]:
    """A case in which nobody may give anything: no standard, no discretion, nothing instead."""
    remedies = study.policy.remedies.values()
    about = "remedies: whether there is something to give in every case"
    case = study.inquiry.case(both(*map(study.is_empty, remedies)), about)
    if case is None:
        return
    given = [amount for remedy in remedies for amount in study.given(remedy, case).values()]
    study.inquiry.confirm(not any(given), "remedies", case)
    line = min(remedy.place.line for remedy in remedies)
    message = f"A dead end: in this case not even the {study.top} may give anything, and nothing is offered instead."
    yield Finding("dead_end", "remedies", line, message, study.inquiry.witness(case))
