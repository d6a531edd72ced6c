"""A simulated year of a car-rental company: made-up returns, the same for one seed on every machine."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

SEED = 1
COLUMNS = (
    "return_id", "branch", "customer_id", "returned_on",
    "hours_late", "late_fee", "tenure_years", "cause", "moment",
)  # fmt: skip
FIRST_DAY = date(2025, 11, 1)
DAYS = 365
BRANCHES = {"Harbour": 26, "Airport": 34, "Old Town": 14, "Central Station": 18, "Riverside": 8}
MOMENTS = {"none": 951, "illness": 22, "hardship": 19, "bereavement": 8}

LATENESS = ((0, 1, 640), (1, 50, 130), (50, 100, 80), (100, 125, 34), (125, 200, 40), (200, 400, 36), (400, 500, 13),
            (500, 800, 12), (800, 2400, 9), (2400, 4800, 4), (4800, 7200, 1), (7200, 24000, 1))  # fmt: skip
"""Hundredths of an hour from and below, and how often out of 1,000: most cars come back in time, few come very late."""
TENURE = ((0, 1, 22), (1, 10, 20), (10, 30, 25), (30, 48, 12), (48, 52, 5), (52, 100, 11), (100, 260, 5))
"""Tenths of a year at the first day, from and below, and how often out of 100."""
CAUSES = (
    (400, {"traffic": 58, "illness": 4, "our_fault": 8, "other": 30}),
    (2400, {"traffic": 24, "illness": 17, "our_fault": 14, "other": 45}),
    (24000, {"traffic": 3, "illness": 34, "our_fault": 16, "other": 47}),
)
"""What kept people who were less late than so many hundredths of an hour."""
NOBODY_ASKED = 23
"""Out of 1,000 late returns, so many in which nobody wrote down the cause; the same again for the moment."""


@dataclass(frozen=True, slots=True)
class _Customer:
    name: str
    tenths: int
    moment: str


def write_history(path: str | Path, rows: int = 20_000, seed: int = SEED) -> None:
    """Write a simulated history of returns as CSV, with the facts of the late-return policy and some left blank.

    Say that it is simulated wherever you show it: in the file's name and in the report.
    """
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(history(rows, seed))


def history(rows: int = 20_000, seed: int = SEED) -> Iterator[tuple[str, ...]]:
    """The returns in order of their day, one row for each, as texts."""
    chance = Random(seed)  # noqa: S311  # a simulation, no secret
    customers = [_customer(chance, number) for number in range(max(rows * 9 // 20, 1))]
    for number in range(rows):
        customer = customers[chance.randrange(len(customers))]
        yield _return(chance, number, DAYS * number // rows, customer)


def _customer(chance: Random, number: int) -> _Customer:
    tenths = _within(chance, TENURE)
    return _Customer(f"C-{10_000 + number}", tenths, _one(chance, MOMENTS))


def _return(chance: Random, number: int, day: int, customer: _Customer) -> tuple[str, ...]:
    late = _within(chance, LATENESS)
    cause = "other" if late == 0 else _one(chance, next(causes for below, causes in CAUSES if late < below))
    moment = customer.moment
    if late and chance.randrange(1000) < NOBODY_ASKED:
        cause = ""
    if late and chance.randrange(1000) < NOBODY_ASKED:
        moment = ""
    return (
        f"R-{100_000 + number}",
        _one(chance, BRANCHES),
        customer.name,
        (FIRST_DAY + timedelta(days=day)).isoformat(),
        _decimal(late, 2),
        _decimal(_fee(late), 2),
        _decimal(customer.tenths + day * 10 // DAYS, 1),
        cause,
        moment,
    )


def _fee(late: int) -> int:
    """What a return so late is billed, in cents: 12.00 for each hour begun, 79.00 at most for each day begun."""
    days, rest = divmod(late, 2400)
    return 7900 * days + min(1200 * -(-rest // 100), 7900)


def _within(chance: Random, parts: tuple[tuple[int, int, int], ...]) -> int:
    low, below, _ = chance.choices(parts, [weight for *_, weight in parts])[0]
    return chance.randrange(low, below)


def _one(chance: Random, words: dict[str, int]) -> str:
    return chance.choices(tuple(words), tuple(words.values()))[0]


def _decimal(scaled: int, places: int) -> str:
    whole, rest = divmod(scaled, 10**places)
    return f"{whole}.{rest:0{places}d}"
