"""What may be told of a customer, cell by cell: each reader gives the value, or a ValueError that says what to write."""

import re
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from goodgrace.customers.zones import is_zone, nearest
from goodgrace.money import places_of, scaled
from goodgrace.policy.values import LONGEST_NUMBER, PLAIN_NUMBER, SPACES
from goodgrace.sentences import Sentence, sentence

LONGEST_REFERENCE, LONGEST_NAME, LONGEST_EMAIL, LONGEST_PHONE, LONGEST_FACT = 80, 200, 254, 40, 2000
LONGEST_SOURCE, LONGEST_ZONE = 60, 64
LONGEST_ADDRESS, MOST_ADDRESS_LINES = 300, 5
FORGOTTEN_PREFIX = "forgotten-"
"""How the references of forgotten customers begin; nobody else's may."""
FIRST_ZONE = timezone(timedelta(hours=14))
LARGEST_AMOUNT = 10**15
"""In minor units; large enough for anybody, and ten thousand of them still add up in a database's integer."""
LARGEST_COUNT = 10**9
EARLIEST_YEAR = 1900


def read_text(cell: str, longest: int) -> str:
    """A short text as it stands, without white space around it; formulas and markup are only text."""
    text = cell.strip(SPACES)
    if len(text) > longest:
        raise ValueError(f"it is {len(text):,} characters long; at most {longest:,} are kept.")
    if re.search("[\udc80-\udcff]", text):
        raise ValueError("it is not UTF-8. Save the file as “CSV UTF-8”.")
    if re.search(r"[\x00-\x08\x0e-\x1f\x7f]", text):
        raise ValueError("it holds characters that no keyboard writes, such as NUL. Take them out.")
    return text


def read_reference(cell: str) -> str:
    """How another system calls a customer; never empty."""
    reference = read_text(cell, LONGEST_REFERENCE)
    if not reference:
        raise ValueError("it is empty. Every customer needs one.")
    if reference.startswith(FORGOTTEN_PREFIX):
        raise ValueError(f"`{FORGOTTEN_PREFIX}…` is how we call those whom we forgot. Give another one.")
    return reference


def read_email(cell: str) -> str:
    """An address, or nothing."""
    email = read_text(cell, LONGEST_EMAIL)
    if email:
        _check_email(email)
    return email


def _check_email(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError:
        raise ValueError(f'"{shown(email)}" is no address. Write it as ada@example.org.') from None


def read_phone(cell: str) -> str:
    """A telephone number with a digit in it, or nothing."""
    phone = read_text(cell, LONGEST_PHONE)
    if phone and not re.search(r"\d", phone):
        raise ValueError(f'"{shown(phone)}" has no digit in it. Write it as +351 21 000 0000.')
    return phone


def read_address(cell: str) -> str:
    """The lines of a postal address under the name, each on a line of its own or parted by `;`, or nothing."""
    lines = [line.strip(SPACES) for line in re.split(r"[;\r\n]+", read_text(cell, LONGEST_ADDRESS))]
    told = [line for line in lines if line]
    if len(told) > MOST_ADDRESS_LINES:
        raise ValueError(f"it has {len(told)} lines. A letter's window holds {MOST_ADDRESS_LINES} under the name.")
    return "\n".join(told)


def read_language(cell: str) -> str:
    """A language's short name, or nothing."""
    language = read_text(cell, LONGEST_NAME)
    if language and not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z]{2,4})?", language):
        raise ValueError(f'"{shown(language)}" is no language. Write it as en, de or pt-BR.')
    return language


def read_time_zone(cell: str) -> str:
    """A time zone by its name, as computers write it, or nothing."""
    zone = read_text(cell, LONGEST_ZONE)
    if zone and not is_zone(zone):
        raise ValueError(_no_zone(zone))
    return zone


def _no_zone(told: str) -> Sentence:
    if near := nearest(told):
        return sentence('"{zone}" is no time zone. {near} may be meant.', zone=shown(told), near=near)
    return sentence('"{zone}" is no time zone. Write it as Europe/Berlin or America/New_York.', zone=shown(told))


def latest_day(now: datetime) -> date:
    """The day it is where days begin first: whoever tells of it may live there."""
    return now.astimezone(FIRST_ZONE).date()


def read_day(cell: str, today: date) -> date | None:
    """A day that has been, or nothing."""
    text = read_text(cell, LONGEST_NAME)
    if not text:
        return None
    day = _day(text)
    if day is None or day.year < EARLIEST_YEAR:
        raise ValueError(f'"{shown(text)}" is no day. Write it as 2019-04-30.')
    if day > today:
        raise ValueError(f"{day} has not come yet.")
    return day


def _day(text: str) -> date | None:
    if not re.fullmatch(r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def read_fact_name(heading: str) -> str:
    """The name of a fact that a column's heading stands for: `Loyalty Tier` is `loyalty_tier`."""
    name = re.sub(r"[\s.\-]+", "_", read_text(heading, LONGEST_NAME).lower()).strip("_")
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,59}", name):
        raise ValueError(f'"{shown(heading)}" is no name of a fact. Write it as loyalty_tier, in at most 60 letters.')
    return name


def read_currency(cell: str) -> str:
    """A currency's three letters."""
    currency = read_text(cell, LONGEST_NAME).upper()
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise ValueError(f'"{shown(currency)}" is no currency. Write it as EUR.')
    return currency


def read_amount(cell: str, currency: str) -> int:
    """An amount in the currency's minor unit, exact: 12.50 in EUR is 1250, and 12.505 is refused, never rounded."""
    text = read_text(cell, LONGEST_NAME)
    if len(text) > LONGEST_NUMBER or not re.fullmatch(PLAIN_NUMBER, text, re.ASCII):
        raise ValueError(f'"{shown(text)}" is no plain number. Write it as 1234.50, without unit or thousands mark.')
    places = places_of(currency)
    minor = scaled(Decimal(text), places)
    if minor is None:
        raise ValueError(f"{text} has more than the {places} decimal places of {currency}.")
    if abs(minor) > LARGEST_AMOUNT:
        raise ValueError(f"{text} is more than anybody pays.")
    return minor


def read_count(cell: str) -> int:
    """How many things were bought; 1 where nothing is told."""
    text = read_text(cell, LONGEST_NAME)
    if not text:
        return 1
    if not re.fullmatch(r"[0-9]{1,10}", text) or int(text) > LARGEST_COUNT:
        raise ValueError(f'"{shown(text)}" is no count. Write it as 2.')
    return int(text)


def shown(text: str) -> str:
    """The beginning of a cell as it may be printed: nothing in it steers a terminal."""
    spelled = "".join(mark if mark.isprintable() else ascii(mark)[1:-1] for mark in text[:40])
    return spelled + ("…" if len(text) > 40 else "")
