"""What actions and the core say, in the page's language, with numbers and days as that language writes them."""

from datetime import date

from django.utils import formats
from django.utils.translation import gettext as _

from goodgrace.errors import GraceError
from goodgrace.sentences import Quantity, Sentence
from goodgrace.web.days import in_words


def told(text: object) -> str:
    """A sentence, an amount or a day in the page's language; whatever else stays as it was written."""
    match text:
        case Quantity():
            number = formats.number_format(text.number, text.places, force_grouping=True)
            return f"{number} {unit_of(text)}".rstrip()
        case Sentence():
            return _(text.template).format(**{name: told(value) for name, value in text.values.items()})
        case date():
            return in_words(text, "j F Y")
        case _:
            return str(text)


def unit_of(amount: Quantity) -> str:
    """The unit of an amount in the page's language, where it is one that the language knows."""
    return _(amount.unit) if amount.unit else ""


def said(error: GraceError) -> str:
    """What an error of ours says, in the page's language."""
    return told(error.args[0]) if error.args else ""
