"""The pools: what is left of each, and how it went down."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from goodgrace.cases.queries import Pool, pools_at
from goodgrace.money import Money
from goodgrace.sentences import quantity
from goodgrace.web.pictures import BurnDown, burn_down
from goodgrace.web.rooms import room

LATELY = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Shown:
    """A pool as the page says it: amounts in words, the days behind the picture, and the picture."""

    pool: Pool
    whole: Money
    left: Money
    within: str
    days: tuple[tuple[date, Money], ...]
    picture: BurnDown | None
    low: bool


@require_safe
@room("see_rulebook")
def pools(request: HttpRequest) -> HttpResponse:
    """Every pool that a policy in force draws from."""
    return render(
        request, "rulebook/pools.html", {"pools": list(_shown(pools_at(timezone.localtime()), timezone.localdate()))}
    )


def _shown(found: list[Pool], today: date) -> Iterator[Shown]:
    for pool in found:
        days = tuple((day, Money(cost, pool.currency)) for day, cost in pool.days)
        began = min([today - LATELY, *(day for day, _ in pool.days)])
        picture = burn_down(pool.whole, pool.days, began, today) if pool.whole else None
        whole, left = Money(pool.whole, pool.currency), Money(pool.left, pool.currency)
        count, _space, measure = pool.within.partition(" ")
        within = quantity(pool.within, Decimal(count), 0, measure) if pool.within else ""
        yield Shown(pool, whole, left, within, days, picture, low=pool.left * 5 < pool.whole)
