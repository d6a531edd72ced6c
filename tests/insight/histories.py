"""Small policies and histories to test with, and the plain-Python way to count what DuckDB counts."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path

from goodgrace.money import as_decimal, places_of, whole
from goodgrace.policy.edges import Edge
from goodgrace.policy.limits import discretion_is_gone, limits_of, rule_range
from goodgrace.policy.meaning import Case, number_of, value_of
from goodgrace.policy.reader.ledger_lines import price
from goodgrace.policy.reading import read_text
from goodgrace.policy.shape import STANDARD, Policy, Remedy, Rule
from goodgrace.policy.values import read_facts

LATE = """
policy: late
title: Late returns
currency: EUR
roles: [agent, lead]
facts:
  hours: {type: number, places: 2, unit: h, least: 0}
  fee: {type: money}
  years: {type: number, places: 1}
  cause: {type: choice, of: [traffic, our_fault, other]}
  insured: {type: yes_no}
  bought: {type: date}
  times: {type: number, default: 0}
remedies:
  waive:
    gives: money
    at_most: fee
    standard:
      - {when: hours <= 1, give: fee}
    discretion:
      agent:
        - {when: hours < 4 and (years >= 5 or insured), up_to: "share(fee, 50)"}
        - {when: cause == "our_fault", up_to: fee}
        - {when: 2 > times, up_to: 5}
      lead:
        - {when: "days_between(bought, on) <= 30", up_to: fee}
    never:
      - {when: hours > 72, because: it is missing, instead: talk}
  days:
    gives: number
    unit: days
    costs: 35
    discretion:
      agent:
        - {when: hours * 2 > years, up_to: 2}
  talk: {gives: yes, costs: 3, discretion: {lead: [{when: bought >= "2026-01-10"}]}}
"""
FACTS = ("hours", "fee", "years", "cause", "insured", "bought", "times", "on")


@cache
def late() -> Policy:
    """A policy with every kind of fact, remedy and edge."""
    return read_text(LATE)


def write_csv(path: Path, rows: Sequence[Mapping[str, str | None]], columns: Sequence[str] = FACTS) -> Path:
    """A CSV file with so many rows; None is a blank cell."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows([[row.get(name) or "" for name in columns] for row in rows])
    return path


def cases_of(policy: Policy, rows: Sequence[Mapping[str, object]]) -> list[Case]:
    """The rows as the Python meaning reads them."""
    return [read_facts(policy, row) for row in rows]


def is_decided(policy: Policy, case: Case) -> bool:
    """Whether the missing facts make no difference to any amount."""
    return all(cell.decided for cells in limits_of(policy, case).values() for cell in cells.values())


def naive_misses(policy: Policy, edge: Edge, cases: Sequence[Case]) -> Iterator[tuple[Decimal, Decimal]]:
    """Distance and gain of every near miss of an edge, one case after the other."""
    for case in cases:
        if not is_decided(policy, case) or value_of(edge.compare, case) is not False:
            continue
        if edge.target != STANDARD and discretion_is_gone(edge.remedy, case) is not False:
            continue
        gain = _gain(policy, edge, case)
        distance = number_of(edge.miss, edge.type.places, case)
        if gain > 0 and distance is not None:
            yield as_decimal(distance + edge.step, edge.type.places), as_decimal(gain, edge.remedy.places)


def priced(policy: Policy, remedy: Remedy, gains: Iterable[Decimal]) -> Decimal | None:
    """What so many people's gains would have cost, each rounded up as the ledger does it; None where it has no price."""
    prices = [price(remedy, whole(gain, remedy.places)) for gain in gains]
    known = [minor for minor in prices if minor is not None]
    return as_decimal(sum(known), places_of(policy.currency)) if len(known) == len(prices) else None


def _gain(policy: Policy, edge: Edge, case: Case) -> int:
    now = limits_of(policy, case)[edge.remedy.name][edge.target].sure
    relaxed = rule_range(Rule(edge.relaxed, edge.rule.amount, edge.rule.place), edge.remedy, case)
    most = edge.remedy.at_most
    bound = relaxed.sure if most is None else number_of(most, edge.remedy.places, case)
    return min(relaxed.sure, bound or 0) - now
