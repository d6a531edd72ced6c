"""Days and times in words, as each language writes them: `24 November` or `24. November`."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Final

from django.utils.formats import date_format
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

FORMS: "Final[Mapping[str, StrPromise]]" = {
    "F Y": pgettext_lazy("a day in words, as Django's date filter writes it", "F Y"),
    "l, H:i": pgettext_lazy("a day in words, as Django's date filter writes it", "l, H:i"),
    "j F": pgettext_lazy("a day in words, as Django's date filter writes it", "j F"),
    "j F Y": pgettext_lazy("a day in words, as Django's date filter writes it", "j F Y"),
    "j F, H:i": pgettext_lazy("a day in words, as Django's date filter writes it", "j F, H:i"),
    "j F Y, H:i": pgettext_lazy("a day in words, as Django's date filter writes it", "j F Y, H:i"),
    "j M Y H:i:s": pgettext_lazy("a day in words, as Django's date filter writes it", "j M Y H:i:s"),
    "l, j F": pgettext_lazy("a day in words, as Django's date filter writes it", "l, j F"),
    "l, j F Y": pgettext_lazy("a day in words, as Django's date filter writes it", "l, j F Y"),
    "l, j F, H:i": pgettext_lazy("a day in words, as Django's date filter writes it", "l, j F, H:i"),
}
"""How the pages write days, as English does it; the catalogue says how another language does."""


def in_words(moment: date, form: str) -> str:
    """A day or a time in the page's language. Raises KeyError for a form that no language has been asked about."""
    return date_format(moment, str(FORMS[form]))
