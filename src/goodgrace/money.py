"""Money in integer minor units, and the one rounding the language knows."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, Inexact, InvalidOperation, Overflow
from functools import lru_cache

EXACT = Context(prec=100, traps=[Inexact])
"""Decimal arithmetic that cannot round, whatever the caller's own context says."""
REPORTED = Context(prec=100, rounding=ROUND_HALF_EVEN, traps=[InvalidOperation, DivisionByZero, Overflow])
"""For what reports tell of amounts, such as averages and shares of a whole: the same whatever the caller's context says."""

# ISO 4217: the currencies whose minor unit is not a hundredth.
_PLACES = (
    dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0)
    | dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3)
    | dict.fromkeys("CLF UYW".split(), 4)
)


def places_of(currency: str) -> int:
    """How many decimal places an ISO 4217 currency has: 2 for EUR, 0 for JPY, 3 for KWD, 4 for CLF."""
    return _PLACES.get(currency, 2)


def half_even(numerator: int, denominator: int) -> int:
    """Divide two integers and round to the nearest, a tie to the even neighbour; the denominator is positive."""
    quotient, rest = divmod(numerator, denominator)
    twice = 2 * rest
    if twice > denominator or (twice == denominator and quotient % 2):
        return quotient + 1
    return quotient


@lru_cache(maxsize=1 << 16)
def as_decimal(scaled: int, places: int) -> Decimal:
    """The exact decimal of a scaled integer: (6000, 2) is 60.00."""
    return Decimal(scaled).scaleb(-places, EXACT)


def as_text(scaled: int, places: int) -> str:
    """Write a scaled integer as a plain decimal, with all its places: (6000, 2) is "60.00"."""
    return f"{as_decimal(scaled, places):f}"


def scaled(value: Decimal, places: int) -> int | None:
    """The integer that stands for a decimal at so many places, or None where it has more places than that."""
    moved = value.scaleb(places, EXACT)
    integer = int(moved)
    return integer if integer == moved else None


def whole(value: Decimal, places: int) -> int:
    """The integer that stands for a decimal which has no more than so many places."""
    return int(value.scaleb(places, EXACT))


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount of one currency, in its minor unit: Money(6000, "EUR") is sixty euros."""

    minor: int
    currency: str

    def __str__(self) -> str:
        """Write the amount for a person, thousands apart: "1,250.00 EUR"."""
        return f"{as_decimal(self.minor, places_of(self.currency)):,f} {self.currency}"
