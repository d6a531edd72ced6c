"""What an errand says as text, read exactly: amounts such as "60.00 EUR", and moments with their offset."""

import re
from datetime import UTC, datetime
from decimal import Decimal

from goodgrace.errors import InputError
from goodgrace.money import Money, as_text, places_of, scaled

AMOUNT = re.compile(r"([0-9]{1,12}(?:\.[0-9]{1,6})?) ([A-Z]{3})")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)", re.ASCII)


def read_amount(text: str) -> Money:
    """The amount that "60.00 EUR" says. Raises InputError where it is not an amount of a currency, in its own places."""
    found = AMOUNT.fullmatch(text)
    minor = scaled(Decimal(found[1]), places_of(found[2])) if found else None
    if found is None or minor is None:
        raise InputError(f"`{text[:40]}` is no amount. Write it like 60.00 EUR.")
    return Money(minor, found[2])


def write_amount(money: Money) -> str:
    """An amount as errands carry it: 60.00 EUR."""
    return f"{as_text(money.minor, places_of(money.currency))} {money.currency}"


def read_moment(text: str) -> datetime:
    """The moment that "2026-12-04T17:00:00+01:00" says, in UTC. Raises InputError where the offset or a part is missing."""
    try:
        moment = datetime.fromisoformat(text) if MOMENT.fullmatch(text) else None
        if moment:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise InputError(f"`{text[:40]}` is no moment. Write it like 2026-12-04T17:00:00+01:00.")


def write_moment(moment: datetime) -> str:
    """A moment as we write it to other systems: in UTC, to the second."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")
