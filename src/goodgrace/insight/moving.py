"""Where a limit may be moved to: round numbers that suit its unit and the cases, or places that were asked for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import takewhile

from goodgrace.errors import InputError
from goodgrace.insight.distances import FAMILIAR, plain
from goodgrace.money import as_decimal, scaled, whole
from goodgrace.policy.edges import Edge, edges
from goodgrace.policy.expressions import Constant, Known, facts_in
from goodgrace.policy.naming import suggest
from goodgrace.policy.shape import Policy

Places = Sequence[Decimal] | Mapping[str, Sequence[Decimal]]
"""Where to move limits to: for every edge, or for the edges of a fact by its name."""
MOST_REASONS = 3
DIGITS = 12
"""A number of more digits, before or behind the point, is none that is counted."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A plain number that an edge compares with, in the edge's smallest unit; `sign` is the kinder direction.

    `end` is as far as the fact itself can go that way, None where nothing bounds it.
    """

    now: int
    sign: int
    end: int | None
    places: int


def limit_of(policy: Policy, edge: Edge) -> Limit | None:
    """The plain number that an edge compares with; None where that is a day, or no constant."""
    constant, sign = _constant(edge)
    if constant is None or not constant.type.counts:
        return None
    places = edge.type.places
    other = edge.compare.left if constant is edge.compare.right else edge.compare.right
    end = None
    if isinstance(other, Known):
        fact = policy.facts[other.name]
        bound = fact.most if sign == 1 else fact.least
        end = None if bound is None else bound * 10 ** (places - fact.type.places)
    return Limit(int(constant.value) * 10 ** (places - constant.type.places), sign, end, places)


def _constant(edge: Edge) -> tuple[Constant | None, int]:
    """The constant that an edge compares with, and in which direction moving it is kinder."""
    if isinstance(edge.compare.right, Constant):
        return edge.compare.right, -edge.direction
    if isinstance(edge.compare.left, Constant):
        return edge.compare.left, edge.direction
    return None, 1


def moved(edge: Edge, distance: Decimal) -> str:
    """Where the edge lies when it is moved so far to the kinder side: a number, a day, or "+3" where it is no constant."""
    constant, sign = _constant(edge)
    if constant is None:
        return f"+{plain(distance):f}"
    if constant.type.kind != "date":
        return f"{plain(as_decimal(int(constant.value), constant.type.places) + sign * distance):f}"
    day = int(constant.value) + sign * int(distance)
    return date.fromordinal(min(max(day, 1), date.max.toordinal())).isoformat()


def round_moves(limit: Limit, unit: str, ladder: Sequence[Decimal], farthest: Decimal) -> tuple[Decimal, ...]:
    """How far to move a limit so that it comes to lie at round numbers, up to the first that covers `farthest`.

    `ladder` are round distances. No number lies beyond what the fact can be, nor beyond zero unless a case does.
    """
    steps, far = [whole(distance, limit.places) for distance in ladder], whole(farthest, limit.places)
    now = limit.sign * limit.now  # as if the kinder side were always up
    end = None if limit.end is None else limit.sign * limit.end
    if now < 0 and now + far <= 0:
        end = 0 if end is None else min(end, 0)
    familiar = [scaled(Decimal(word), limit.places) for word in FAMILIAR.get(unit, "").split()]
    known = [limit.sign * number for number in familiar if number is not None]
    near = {_nearest(now + step, step) for step in steps} | {number for number in known if number > now}
    near |= {_covering(now, far, steps)}
    reached = sorted({number if end is None else min(number, end) for number in near} - {now})
    short = list(takewhile(lambda number: number < now + far, reached))
    return tuple(as_decimal(number - now, limit.places) for number in reached[: len(short) + 1] if number > now)


def _nearest(number: int, step: int) -> int:
    """The multiple of a step that is nearest to a number, the higher of two."""
    return (2 * number + step) // (2 * step) * step


def _covering(now: int, far: int, steps: Sequence[int]) -> int:
    """The roundest number that covers the farthest case and goes at most half as far again; `steps` go up."""
    if now + far == 1:  # a strict limit has to pass zero to let zero in
        return 1
    covering = [-(-(now + far) // step) * step for step in reversed(steps)]
    return next((number for number in covering if 2 * (number - now) <= 3 * far), covering[-1])


def asked_moves(policy: Policy, edge: Edge, at: Places | None) -> tuple[Decimal, ...]:
    """How far beyond the edge the places lie that were asked for, as far as it can be moved there."""
    limit = limit_of(policy, edge)
    if not at or limit is None:
        return ()
    places = (
        at if not isinstance(at, Mapping) else [place for name in facts_in(edge.compare) for place in at.get(name, ())]
    )
    fitting = {whole(place, limit.places) for place in places if not _why_not(edge, limit, place)}
    return tuple(as_decimal(far, limit.places) for far in sorted(limit.sign * (place - limit.now) for place in fitting))


def check_places(policy: Policy, at: Places | None) -> None:
    """Raise InputError for a place that no limit can be moved to, and say why each cannot."""
    if at is None:
        return
    for name in at if isinstance(at, Mapping) else ():
        if name not in policy.facts:
            raise InputError(f"`{policy.name}` has no fact `{name}`. {suggest(name, policy.facts)}".rstrip())
    asked = at.items() if isinstance(at, Mapping) else (("", at),)
    for name, place in ((name, place) for name, places in asked for place in places):
        reasons = list(_reasons(policy, name, place))
        if all(reasons):
            what = f"{place} is no place to move a limit to"
            why = "; ".join([*dict.fromkeys(reasons)][:MOST_REASONS]) or "no limit here compares with a plain number"
            raise InputError(f"{what}: {why}. Name a number on the kinder side of a limit.")


def _reasons(policy: Policy, name: str, place: Decimal) -> Iterator[str]:
    """For each limit that could be meant: why it cannot be moved to a place, nothing where it can."""
    for edge in edges(policy):
        limit = limit_of(policy, edge)
        if limit is not None and (not name or name in facts_in(edge.compare)):
            yield _why_not(edge, limit, place)


def _why_not(edge: Edge, limit: Limit, place: Decimal) -> str:
    """Why a limit cannot be moved to a place, in a few words; nothing where it can."""
    if not place.is_finite() or abs(place.adjusted()) > DIGITS:
        return "it is no number that is counted"
    number = scaled(place, limit.places)
    if number is None:
        return f"`{edge.text}` is counted in steps of {as_decimal(1, limit.places)}"
    if limit.sign * number <= limit.sign * limit.now:
        return f"`{edge.text}` would be no kinder"
    if limit.end is not None and limit.sign * number > limit.sign * limit.end:
        return f"what `{edge.text}` asks for never lies beyond {plain(as_decimal(limit.end, limit.places)):f}"
    return ""
