"""Distances a person would choose: round numbers that suit a unit and the cases at hand."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import count, takewhile

MOST_STEPS = 6
FAMILIAR = {
    "hours": "0.25 0.5 1 2 4 6 12 24 48 72 168 336 720 1440 2160 4320 8760",
    "minutes": "1 2 5 10 15 30 60 120 240 480 1440 2880 10080 43200",
    "days": "1 2 3 5 7 14 30 60 90 180 365 730 1825 3650",
    "weeks": "1 2 4 8 13 26 52 104 260",
    "months": "1 2 3 6 12 24 36 60 120 240",
    "years": "0.5 1 2 3 5 10 20 30 50",
}
"""Steps people know from clocks and calendars, by unit."""


def round_distances(unit: str, step: Decimal, farthest: Decimal) -> tuple[Decimal, ...]:
    """Round distances from the smallest step up to the first that covers `farthest`; `step` is the unit's smallest part."""
    known = [Decimal(word) for word in FAMILIAR.get(unit, "").split()]
    known = [distance for distance in known if distance % step == 0]
    ladder = known if known and known[-1] >= farthest else [*_one_two_five(step, farthest)]
    below = [distance for distance in ladder if distance < farthest]
    return (*below, ladder[len(below)])


def _one_two_five(step: Decimal, farthest: Decimal) -> list[Decimal]:
    every = (digit * step.scaleb(power) for power in count() for digit in (1, 2, 5))
    below = list(takewhile(lambda distance: distance < farthest, every))
    last = below[-1] if below else Decimal(0)
    above = next(
        digit * step.scaleb(power) for power in count() for digit in (1, 2, 5) if digit * step.scaleb(power) > last
    )
    return [*below, above]


def plain(number: Decimal) -> Decimal:
    """The same number without zeros behind the point: 24, not 24.00."""
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def thinned(cases: Sequence[int]) -> list[int]:
    """Which of many distances to show, at most six: the first that has a case, the last, and an even choice between.

    `cases` says how many lie within each, adding up outwards; a distance that adds no case is left out.
    """
    telling = [place for place, number in enumerate(cases) if number > (cases[place - 1] if place else 0)]
    if len(telling) <= MOST_STEPS:
        return telling
    last = len(telling) - 1
    return [telling[round(last * pick / (MOST_STEPS - 1))] for pick in range(MOST_STEPS)]
