"""Whose clock a page goes by, in words: the customer's or another one, beside that of the colleague who reads it."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Final

from django.utils import timezone

from goodgrace.customers.models import Customer
from goodgrace.customers.zones import place_of
from goodgrace.playbook.clock import zone_named
from goodgrace.web.days import in_words

HALF_A_YEAR: Final = timedelta(days=182)
"""Two clocks that agree in summer may not in winter."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock of a place: whether it is the customer's own, what it shows now, and what the colleague's does.

    `is_ours` where both always show the same.
    """

    place: str
    is_hers: bool
    is_ours: bool
    there: str
    here: str


def clock_of(customer: Customer, now: datetime) -> Clock | None:
    """The customer's own clock, where it is known."""
    return _clock(customer, zone_named(customer.time_zone), now) if customer.time_zone else None


def clock_beside(customer: Customer, zone: tzinfo, now: datetime) -> Clock | None:
    """The clock of a zone by which a customer's promise counts; None where that of whoever reads the page shows the same."""
    found = _clock(customer, zone, now)
    return None if found.is_ours else found


def _clock(customer: Customer, zone: tzinfo, now: datetime) -> Clock:
    ours = timezone.get_current_timezone()
    is_ours = all(_off(each, ours) == _off(each, zone) for each in (now, now + HALF_A_YEAR))
    there, here = (in_words(timezone.localtime(now, at), "l, H:i") for at in (zone, ours))
    return Clock(place_of(str(zone)), bool(customer.time_zone), is_ours, there, here)


def _off(moment: datetime, zone: tzinfo) -> timedelta | None:
    return moment.astimezone(zone).utcoffset()
