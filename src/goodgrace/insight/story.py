"""What the grace finder found, told in sentences for somebody who has never seen the tool."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from goodgrace.insight.charts import Curve, Point
from goodgrace.insight.distances import plain
from goodgrace.insight.finding import Finding, NearMisses, Reach, Stranded
from goodgrace.money import as_decimal, places_of
from goodgrace.policy.expressions import Constant
from goodgrace.policy.reasons import amount_text, phrase, words
from goodgrace.policy.shape import STANDARD, Policy

MOST_EXAMPLES = 5
FAR = 4
"""A chart ends where the steps are more than so many times as far as the one in the headline."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table behind a chart."""

    place: str
    cases: str
    cost: str
    each: str


@dataclass(frozen=True, slots=True)
class EdgeStory:
    """One limit: what it is, who just missed it, and what helping them would have cost."""

    remedy: str
    whom: str
    limit: str
    missed: str
    cost: str
    cliff: str
    where: str
    curve: Curve
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class StrandedStory:
    """One kind of case with nothing, or almost nothing, left to offer."""

    cases: str
    kind: str
    left: str
    example: str


def edge_story(policy: Policy, found: NearMisses) -> EdgeStory:
    """Tell one limit's near misses."""
    reach = _telling(found)
    drawn = _drawn(found, reach)
    points = [_today(policy, found), *(_point(each) for each in drawn)]
    limit = phrase(found.edge.compare, policy)
    missed, cost = f"{_missed(policy, found, reach)}.", f"{_helped(policy, reach)} {_beyond(reach)}".strip()
    across = f"Where the limit could lie{_in_unit(policy, found)}"
    priced = found.cost is not None
    curve = Curve(
        title=f"{found.edge.remedy.title}: what moving the limit would have cost",
        sentence=_curve_sentence(policy, found, drawn),
        across=across,
        up=f"Cost in {policy.currency}" if priced else "Cases helped",
        points=points,
    )
    return EdgeStory(
        remedy=found.edge.remedy.title,
        whom=whom(found.edge.target),
        limit=limit,
        missed=missed,
        cost=cost,
        cliff=_cliff(policy, found),
        where=f"{found.edge.where}, line {found.edge.rule.place.line}",
        curve=curve,
        rows=tuple(_row(policy, found, reach) for reach in found.curve),
    )


def whom(target: str) -> str:
    """Whom a limit is for, in words."""
    return "what everybody gets" if target == STANDARD else f"what the {words(target)} may give"


def so_many_cases(count: int) -> str:
    """So many cases, in words: "1 case", "1,234 cases"; one customer may have several."""
    return f"{count:,} case{'' if count == 1 else 's'}"


def money(policy: Policy, amount: Decimal) -> str:
    """An amount of money with its places, thousands apart, and its currency."""
    smallest = Decimal(1).scaleb(-places_of(policy.currency))
    return f"{amount.quantize(smallest, ROUND_HALF_EVEN):,f} {policy.currency}"


def _telling(found: NearMisses) -> Reach:
    """The step worth a headline: the farthest that does not double the limit, or halve it; else one in the middle."""
    right = found.edge.compare.right
    if isinstance(right, Constant) and right.type.counts and int(right.value) > 0:
        now = as_decimal(int(right.value), right.type.places)
        near = [reach for reach in found.curve if reach.within <= (now if found.edge.direction == -1 else now / 2)]
        return near[-1] if near else found.curve[0]
    return found.curve[(len(found.curve) - 1) // 2]


def _drawn(found: NearMisses, telling: Reach) -> tuple[Reach, ...]:
    """The steps to draw: far ones would flatten the near ones, and stand in the table only."""
    near = [reach for reach in found.curve if reach.within <= FAR * telling.within]
    return tuple(found.curve[: max(len(near), 3)])


def _measured(policy: Policy, found: NearMisses, number: Decimal) -> str:
    if found.edge.type.kind == "money":
        return money(policy, number)
    unit = found.edge.type.unit
    return f"{number:,f} {unit.removesuffix('s') if number == 1 else unit}".rstrip()


def _place(policy: Policy, found: NearMisses, reach: Reach) -> str:
    """Where the limit would lie, with its unit."""
    if reach.to.startswith("+"):
        return f"{_measured(policy, found, reach.within)} farther"
    if "-" in reach.to[1:]:
        return reach.to
    return _measured(policy, found, Decimal(reach.to))


def _missed(policy: Policy, found: NearMisses, reach: Reach) -> str:
    by = _measured(policy, found, reach.within)
    right = found.edge.compare.right
    who = so_many_cases(reach.cases)
    if not isinstance(right, Constant):
        return f"{who} missed this limit by {by} or less"
    limit = phrase(right, policy)
    if found.edge.direction == -1:
        return f"{who} came within {by} after the limit of {limit}"
    return f"{who} fell short of the {limit} by {by} or less"


def _helped(policy: Policy, reach: Reach) -> str:
    if reach.cost is None:
        return "The policy does not say what this costs."
    if reach.cases == 1:
        return f"Helping this one would have cost {money(policy, reach.cost)}."
    return f"Helping them would have cost {money(policy, reach.cost)}, {money(policy, reach.cost / max(reach.cases, 1))} each."


def _beyond(reach: Reach) -> str:
    """Whom a colleague could have helped already: a limit of the standard is no wall where somebody may go further."""
    if reach.beyond == reach.cases:
        return f"Nobody may give {'that' if reach.cases == 1 else 'them that'} today on their own judgement."
    if not reach.beyond and reach.cases == 1:
        return "In this one a colleague may already give as much; a wider limit would spare the asking."
    if not reach.beyond:
        return "In all of them a colleague may already give as much; a wider limit would spare people the asking."
    return f"In {reach.cases - reach.beyond:,} of them a colleague may already give as much; in {reach.beyond:,} nobody may."


def _cliff(policy: Policy, found: NearMisses) -> str:
    nearest = found.missed[0]
    remedy = found.edge.remedy
    typical, largest = (amount_text(policy, remedy, drop) for drop in (found.typical_drop, found.largest_drop))
    if found.cases == 1:
        drop = f"By the rule it would have got {largest} more"
    elif typical == largest:
        drop = f"Half of these {found.cases:,} would have got {largest} more by the rule, the most there was"
    else:
        drop = f"Half of these {found.cases:,} would have got at least {typical} more by the rule; the most was {largest} more"
    near = f"{nearest.cases:,} of them missed it by {_measured(policy, found, nearest.within)} or less"
    return f"{so_many_cases(found.cases)} met every other condition and failed at this limit. {near}. {drop}."


def _in_unit(policy: Policy, found: NearMisses) -> str:
    unit = policy.currency if found.edge.type.kind == "money" else found.edge.type.unit
    constant = isinstance(found.edge.compare.right, Constant)
    if constant and found.edge.compare.right.type.kind == "date":
        return ""
    return f", in {unit}" if unit else ""


def _today(policy: Policy, found: NearMisses) -> Point:
    right = found.edge.compare.right
    if not isinstance(right, Constant):
        return Point("as it is", Decimal(0), "today")
    if right.type.kind == "date":
        return Point(phrase(right, policy), Decimal(0), "today")
    return Point(f"{plain(as_decimal(int(right.value), right.type.places)):f}", Decimal(0), "today")


def _point(reach: Reach) -> Point:
    height = Decimal(reach.cases) if reach.cost is None else reach.cost
    return Point(reach.to, height, f"{reach.cases:,}")


def _curve_sentence(policy: Policy, found: NearMisses, drawn: Sequence[Reach]) -> str:
    first, last = drawn[0], drawn[-1]
    parts = [_moved(policy, found, first)]
    if last is not first:
        parts.append(_moved(policy, found, last))
    return f"The ring is the limit as it is today. {'. '.join(parts)}."


def _moved(policy: Policy, found: NearMisses, reach: Reach) -> str:
    cost = "" if reach.cost is None else f" for {money(policy, reach.cost)}"
    return f"At {_place(policy, found, reach)} it would have helped {so_many_cases(reach.cases)}{cost}"


def _row(policy: Policy, found: NearMisses, reach: Reach) -> Row:
    cost = "no price" if reach.cost is None else money(policy, reach.cost)
    each = "" if reach.cost is None or not reach.cases else money(policy, reach.cost / reach.cases)
    return Row(_place(policy, found, reach), f"{reach.cases:,}", cost, each)


def stranded_stories(policy: Policy, found: Sequence[Stranded]) -> tuple[StrandedStory, ...]:
    """Tell the most frequent kinds of cases that were left with nothing, or with what everybody always gets."""
    telling = [name for name in (found[0].group if found else ()) if len({each.group[name] for each in found}) > 1]
    return tuple(_stranded(policy, each, telling) for each in found[:MOST_EXAMPLES])


def _stranded(policy: Policy, found: Stranded, telling: Sequence[str]) -> StrandedStory:
    kind = ", ".join(fact_text(policy, name, found.group[name]) for name in telling or found.group)
    left = " and ".join(policy.remedies[name].title for name in found.remedies)
    known = [fact_text(policy, name, value) for name, value in found.example.items() if value is not None]
    share = f"{(found.share * 100).normalize():f} %"
    return StrandedStory(
        f"{so_many_cases(found.cases)}, {share} of all",
        kind or "of every kind",
        left,
        f"One of them: {_listed(known)}.",
    )


def fact_text(policy: Policy, name: str, value: str | None) -> str:
    """A fact of a case, in a few words: "gold membership", "2 passengers", "no insurance", "24 hours since booking"."""
    type = policy.facts[name].type
    if value is None:
        return f"{words(name)} unknown"
    if type.kind == "yes_no":
        denied = "not" if words(name).endswith(("ed", "wn", "en")) else "no"
        return words(name) if value == "yes" else f"{denied} {words(name)}"
    if type.kind == "choice":
        return f"{words(name)} {words(value)}"
    if type.kind == "date":
        return f"{words(name)} {value}"
    if type.kind == "money":
        return f"{words(name).removesuffix(f' {policy.currency.lower()}')} {money(policy, Decimal(value))}"
    unit = "" if type.unit in words(name).split() or not type.unit else f" {type.unit}"
    return f"{words(name)} {plain(Decimal(value)):,f}{unit}"


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else "nothing is known"


def summary(policy: Policy, finding: Finding) -> Iterator[str]:
    """The report in a few sentences, the most useful first."""
    if finding.edges:
        found = finding.edges[0]
        reach = _telling(found)
        yield f"The limit that most people just missed: {phrase(found.edge.compare, policy)}. {_missed(policy, found, reach)}. {_helped(policy, reach)} {_beyond(reach)}"
    elif finding.decided:
        yield "Nobody just missed a limit in these cases."
    dead = sum(each.cases for each in finding.dead_ends)
    rest = sum(each.cases for each in finding.last_resort)
    if dead:
        yield f"For {so_many_cases(dead)} there was nothing at all to offer: no colleague could give anything."
    elif finding.decided:
        yield "Nobody was left without anything to offer."
    if rest:
        yield f"For {so_many_cases(rest)} all that was left is what everybody always gets."
    if finding.rows > finding.decided:
        left = finding.rows - finding.decided
        yield f"{left:,} of {finding.rows:,} cases could not be decided, because a fact is not known."


def undecided_lines(policy: Policy, finding: Finding) -> Iterator[str]:
    """Which facts are missing or cannot be read, and in how many cases."""
    for name, count in finding.undecidable.items():
        why = "the table has no column for it" if name in finding.absent else "the cell is blank or cannot be read"
        yield f"{so_many_cases(count)} could not be decided without “{words(name)}”: {why}."
    for name, count in finding.unreadable.items():
        cells = f"{count:,} cell{'' if count == 1 else 's'}"
        yield f"{cells} of “{words(name)}”: what stands there is no {_expected(policy, name)}. We treat it as not known."


def _expected(policy: Policy, name: str) -> str:
    type = policy.facts[name].type
    if type.kind == "choice":
        return f"answer the policy knows ({', '.join(words(word) for word in type.of)})"
    if type.counts:
        return f"plain number with at most {type.places} decimals, or is out of its range"
    return {"yes_no": "yes or no", "date": "date"}.get(type.kind, "text")
