"""What a customer has been to us: when they last bought, how often, how much; beside all others, in five groups each."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal

from django.db.models import Count, Max, Q, QuerySet, Sum

from goodgrace.customers.models import Customer, Purchase, Spread

DAYS_A_YEAR = Decimal("365.25")
GROUPS = 5
BOUGHT = Q(amount__gte=0)
"""What came back (below zero) lowers what was spent, and is no purchase."""


@dataclass(frozen=True, slots=True)
class Scores:
    """From 1 to 5, where 5 is the fifth that bought last, most often, or for most; customers who are alike score alike."""

    recency: int
    frequency: int
    monetary: int


@dataclass(frozen=True, slots=True)
class Value:
    """What somebody has been to us. `spent` is in minor units by currency; no scores where they bought nothing yet."""

    recency_days: int | None
    frequency: int
    spent: Mapping[str, int]
    scores: Scores | None
    tenure_years: Decimal | None


@dataclass(frozen=True, slots=True)
class _Bought:
    """What somebody bought in one currency."""

    currency: str
    last: date | None
    times: int
    spent: int


def value_of(customer: Customer, today: date) -> Value:
    """A customer's recency, frequency and money, with their scores, lifetime spend and years with us."""
    sums = [bought for _, bought in _sums(Purchase.objects.filter(customer=customer, on__lte=today))]
    spent = {one.currency: one.spent for one in sums}
    days, times = [one.last for one in sums if one.last], sum(one.times for one in sums)
    years = tenure_years(customer.since, today)
    if not days:
        return Value(None, 0, spent, None, years)
    return Value((today - max(days)).days, times, spent, _scores(max(days), times, sums), years)


def tenure_years(since: date | None, today: date) -> Decimal | None:
    """The years somebody has been with us, cut to one place; None where we do not know since when."""
    if since is None:
        return None
    return max(Decimal((today - since).days) / DAYS_A_YEAR, Decimal(0)).quantize(Decimal("0.1"), ROUND_DOWN)


def _scores(last: date, times: int, bought: Sequence[_Bought]) -> Scores | None:
    """Scores by the kept spreads; money counts in the currency they mostly buy in."""
    main = max(bought, key=lambda row: (row.times, row.currency))
    measures = {"last_on": last.toordinal(), "purchases": times, _spent_in(main.currency): main.spent}
    cuts = dict(Spread.objects.filter(measure__in=measures).values_list("measure", "cuts"))
    if len(cuts) < len(measures):
        return None
    return Scores(*(1 + bisect_left(cuts[measure], value) for measure, value in measures.items()))


def count_spreads(now: datetime) -> None:
    """Count anew how all customers compare; called in the transaction that brings purchases in."""
    values: dict[str, list[int]] = {}
    last: dict[int, date] = {}
    times: dict[int, int] = {}
    for who, one in _sums(Purchase.objects.all()):
        if one.last:
            last[who] = max(one.last, last.get(who, one.last))
            times[who] = times.get(who, 0) + one.times
            values.setdefault(_spent_in(one.currency), []).append(one.spent)
    values |= {"last_on": [day.toordinal() for day in last.values()], "purchases": list(times.values())}
    Spread.objects.all().delete()
    Spread.objects.bulk_create(
        Spread(measure=measure, cuts=_cuts(told), customers=len(told), counted_at=now)
        for measure, told in values.items()
        if told
    )


def _cuts(values: Sequence[int]) -> list[int]:
    """The largest value of each fifth but the last: whoever has more than it belongs to a higher one."""
    ordered = sorted(values)
    return [ordered[-(-len(ordered) * group // GROUPS) - 1] for group in range(1, GROUPS)]


def _spent_in(currency: str) -> str:
    return f"spent:{currency}"


def _sums(purchases: QuerySet[Purchase]) -> Iterator[tuple[int, _Bought]]:
    """What each customer bought in each currency."""
    grouped = purchases.order_by().values_list("customer_id", "currency")
    rows = grouped.annotate(last=Max("on", filter=BOUGHT), times=Count("id", filter=BOUGHT), spent=Sum("amount"))
    for who, currency, last, times, spent in rows.iterator(chunk_size=10_000):
        yield who, _Bought(currency, last, times, int(spent))
