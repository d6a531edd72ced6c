"""What actions and the core say, in the page's language, with numbers and days as that language writes them."""

from datetime import date
from typing import TYPE_CHECKING, Final

from django.db.models import TextChoices
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from goodgrace.errors import FactError, GraceError
from goodgrace.money import Money, as_decimal, places_of
from goodgrace.sentences import Listed, Moment, Quantity, Sentence
from goodgrace.web.days import in_words

if TYPE_CHECKING:
    from decimal import Decimal

UNITS: Final = frozenset(
    {
        gettext_noop("second"), gettext_noop("seconds"), gettext_noop("minute"), gettext_noop("minutes"),
        gettext_noop("hour"), gettext_noop("hours"), gettext_noop("day"), gettext_noop("days"),
        gettext_noop("night"), gettext_noop("nights"), gettext_noop("week"), gettext_noop("weeks"),
        gettext_noop("month"), gettext_noop("months"), gettext_noop("year"), gettext_noop("years"),
        gettext_noop("mile"), gettext_noop("miles"), gettext_noop("point"), gettext_noop("points"),
        gettext_noop("piece"), gettext_noop("pieces"),
    }
)  # fmt: skip
"""The units that the house knows; one of a policy's own stays as it is written."""


def told(text: object) -> str:
    """A sentence, an amount or a day in the page's language; whatever else stays as it was written."""
    match text:
        case Quantity():
            return f"{number(text.number, text.places)} {unit(text.unit)}".rstrip()
        case Money(minor=minor, currency=currency):
            places = places_of(currency)
            return f"{number(as_decimal(minor, places), places)} {currency}"
        case Sentence():
            return _(text.template).format(**{name: told(value) for name, value in text.values.items()})
        case Moment():
            return in_words(text.at, "j F Y, H:i")
        case Listed():
            return text.between.join(told(part) for part in text.parts)
        case TextChoices():
            return str(text.label)
        case date():
            return in_words(text, "j F Y")
        case _:
            return str(text)


def number(value: "Decimal", places: int) -> str:
    """A number as the page's language writes it, thousands apart."""
    return formats.number_format(value, places, use_l10n=True, force_grouping=True)


def unit(name: str) -> str:
    """A unit in the page's language."""
    return _(name) if name in UNITS else name


def said(error: GraceError) -> str:
    """What an error of ours says, in the page's language."""
    if isinstance(error, FactError):
        return "\n".join(f"{name}: {told(what)}" for name, what in error.problems.items())
    message = error.args[0] if error.args else ""
    return told(message)
