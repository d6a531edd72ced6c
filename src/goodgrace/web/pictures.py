"""Pictures drawn on the server: numbers in, places on a line out; the templates in parts/ draw them as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Whose = Literal["everybody", "you", "above"]


@dataclass(frozen=True, slots=True)
class Step:
    """How far somebody may go: whose room it is, what they are called, and the amount, also in words."""

    whose: Whose
    who: str
    amount: Decimal
    words: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the bar; `start` and `width` are percentages, written with a point in every language."""

    whose: Whose
    start: str
    width: str


@dataclass(frozen=True, slots=True)
class RoomBar:
    """A remedy's room from what everybody gets to the top of the ladder, and where this case lies on it."""

    steps: tuple[Step, ...]
    segments: tuple[Segment, ...]
    place: str | None
    place_words: str


def room_bar(steps: Sequence[Step], *, place: Decimal | None = None, place_words: str = "") -> RoomBar:
    """Draw the room. Steps go up the ladder and never down; a place beyond the last one widens the bar."""
    whole = max([step.amount for step in steps] + [place or Decimal(0)]) or Decimal(1)
    segments = []
    reached = Decimal(0)
    for step in steps:
        if step.amount > reached:
            segments.append(Segment(step.whose, percent(reached, whole), percent(step.amount - reached, whole)))
            reached = step.amount
    return RoomBar(tuple(steps), tuple(segments), None if place is None else percent(place, whole), place_words)


def percent(part: Decimal, whole: Decimal) -> str:
    """A part of a whole as SVG reads it: `37.5%`."""
    return f"{float(part / whole) * 100:.4g}%"


@dataclass(frozen=True, slots=True)
class BurnDown:
    """What is left of a pool after each day that drew from it: points of a line on a field of 100 by 40, from left to right."""

    points: str
    left: str


def burn_down(whole: int, days: Sequence[tuple[date, int]], began: date, today: date) -> BurnDown:
    """Draw what is left of a pool from the day its period began until today; days are in their order."""
    length = max((today - began).days, 1)
    left, places = whole, ["0,0"]
    for day, cost in days:
        at = min(max((day - began).days, 0), length) / length * 100
        places.append(f"{at:.4g},{(1 - left / whole) * 40:.4g}")
        left = max(left - cost, 0)
        places.append(f"{at:.4g},{(1 - left / whole) * 40:.4g}")
    places.append(f"100,{(1 - left / whole) * 40:.4g}")
    return BurnDown(" ".join(places), f"{left / whole * 100:.4g}%")
