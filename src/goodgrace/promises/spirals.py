"""Penalty spirals: fees that make the next fee likelier. It notices and suggests; it never acts.

A fee makes the next one likelier where, in the weeks after a fee, the next due date is missed more often than after a time without
one. Both shares are counted from the account's own rows, and told apart by Fisher's exact test; with too few, nothing is said.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from math import comb
from typing import Final, Literal

from goodgrace.errors import InputError
from goodgrace.money import Money
from goodgrace.sentences import listed, sentence

Kind = Literal["fee", "principal", "due"]
KINDS: Final = ("fee", "principal", "due")
WINDOW: Final = timedelta(days=45)
"""So long before a due date a fee is held to weigh on it: one month's due date and the next."""
LEAST_DUES, LEAST_EACH, LEAST_FEES = 8, 3, 3
"""Fewer due dates, or fewer of them with or without a fee before, or fewer fees, and nothing can be told."""
SURE: Final = Fraction(1, 10)
"""How likely the difference may be by chance at most."""
HEAVY: Final = Fraction(1, 2)
"""A spiral also shows where fees took at least so much of all that was paid back on the principal."""


@dataclass(frozen=True, slots=True, order=True)
class Row:
    """One row of an account: on a day a fee was charged, principal was paid back, or an instalment was due. Minor units."""

    on: date
    kind: Kind
    amount: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """A due date that was missed: the fee that came before it, and the fee that came of it."""

    due: Row
    before: Row
    after: Row


@dataclass(frozen=True, slots=True)
class Shares:
    """Of the due dates with a fee shortly before and of those without: how many there were, and how many brought a fee."""

    with_fee: int
    missed_with: int
    without_fee: int
    missed_without: int

    @property
    def chance(self) -> Fraction:
        """How likely so large a difference is by chance alone: Fisher's exact test, one-sided."""
        missed, all_dues = self.missed_with + self.missed_without, self.with_fee + self.without_fee
        ways = range(self.missed_with, min(self.with_fee, missed) + 1)
        many = sum(comb(self.with_fee, each) * comb(self.without_fee, missed - each) for each in ways)
        return Fraction(many, comb(all_dues, missed)) if all_dues else Fraction(1)


@dataclass(frozen=True, slots=True)
class Spiral:
    """What an account's rows tell.

    `fees` were charged and `principal` was paid back. `noticed` is True where a fee makes the next one likelier, False where
    it does not, None where too little is known: `abstains` says why. `suggests` names a playbook for a person to look at.
    """

    fees: Money
    principal: Money
    noticed: bool | None
    shares: Shares
    evidence: tuple[Evidence, ...]
    abstains: str = ""
    suggests: str = ""
    says: str = ""


def spiral(
    rows: Iterable[Row], *, currency: str, playbook: str = "hardship-grace", window: timedelta = WINDOW
) -> Spiral:
    """Look at one account. The order of the rows does not matter. Raises InputError for an amount below nothing."""
    known = sorted(rows)
    if any(row.amount < 0 or row.kind not in KINDS for row in known):
        raise InputError("A row is a fee, principal or due, with an amount of nothing or more, in minor units.")
    fees = [row for row in known if row.kind == "fee"]
    dues = [row for row in known if row.kind == "due"]
    charged = sum(row.amount for row in fees)
    repaid = sum(row.amount for row in known if row.kind == "principal")
    shares, evidence = _counted(dues, fees, window)
    abstains = _too_few(fees, dues, shares)
    noticed = None if abstains else _is_spiral(shares)
    found = Spiral(Money(charged, currency), Money(repaid, currency), noticed, shares, evidence, abstains)
    return _told(found, playbook) if noticed else found


def _counted(dues: Sequence[Row], fees: Sequence[Row], window: timedelta) -> tuple[Shares, tuple[Evidence, ...]]:
    """Each due date but the last, whose fee may be still to come: was there a fee shortly before, and did one follow?"""
    counts = {(weighed, missed): 0 for weighed in (True, False) for missed in (True, False)}
    evidence = []
    for due, following in pairwise(dues):
        before = [fee for fee in fees if due.on - window <= fee.on < due.on]
        after = [fee for fee in fees if due.on <= fee.on < following.on]
        counts[bool(before), bool(after)] += 1
        if before and after:
            evidence.append(Evidence(due, before[-1], after[0]))
    with_fee, without = counts[True, True] + counts[True, False], counts[False, True] + counts[False, False]
    return Shares(with_fee, counts[True, True], without, counts[False, True]), tuple(evidence)


def _too_few(fees: Sequence[Row], dues: Sequence[Row], shares: Shares) -> str:
    """Why nothing can be told; empty where something can."""
    if len(fees) < LEAST_FEES:
        return sentence("{n} fees are too few to tell; it takes {least}.", n=len(fees), least=LEAST_FEES)
    counted = max(len(dues) - 1, 0)
    if counted < LEAST_DUES:
        return sentence("{n} due dates are too few to tell; it takes {least}.", n=counted, least=LEAST_DUES)
    if min(shares.with_fee, shares.without_fee) < LEAST_EACH:
        return sentence(
            "{fee} due dates came shortly after a fee and {none} did not; it takes {least} of each to compare.",
            fee=shares.with_fee,
            none=shares.without_fee,
            least=LEAST_EACH,
        )
    return ""


def _is_spiral(shares: Shares) -> bool:
    return shares.chance <= SURE and shares.missed_with * shares.without_fee > shares.missed_without * shares.with_fee


def _told(found: Spiral, playbook: str) -> Spiral:
    """The finding in a sentence, with the playbook that a person may want to start."""
    shares = found.shares
    says = sentence(
        "After a fee {a} of {b} due dates brought another fee; without one before, {c} of {d} did.",
        a=shares.missed_with,
        b=shares.with_fee,
        c=shares.missed_without,
        d=shares.without_fee,
    )
    heavy = Fraction(found.fees.minor, found.principal.minor) >= HEAVY if found.principal.minor else True
    more = [sentence("Fees took at least half as much as went to the principal.")] if heavy else []
    whole = listed([says, *more], " ")
    return Spiral(found.fees, found.principal, True, shares, found.evidence, suggests=playbook, says=whole)
