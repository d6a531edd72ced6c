"""Numbers as a person's language writes them, to and from the one form that the core reads: `1234.50`."""

import re
from typing import Final

from django.utils import formats
from django.utils.translation import gettext as _

from goodgrace.errors import InputError

PLAIN: Final = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)
SIGN_AND_REST: Final = re.compile(r"([+-]?)([0-9.,]+)")
GROUPED: Final = r"\d{1,3}(?:%s\d{3})+"
PARTED: Final = re.compile(r"[+-]?\d{1,3}(?:[ \u00a0\u202f\u2009'’]\d{3})+(?:[.,]\d+)?", re.ASCII)
"""Thousands apart by spaces or apostrophes."""
BETWEEN: Final = str.maketrans("", "", " \u00a0\u202f\u2009'’")


def canonical(text: str, places: int) -> str:
    """What was typed for something that has so many decimal places, as the core reads it: `1.234,50` is `1234.50`.

    What is no number stays as it is, so that the core says so. Raises InputError where it can be read in two ways.
    """
    typed = text.strip()
    joined = typed.translate(BETWEEN)
    found = SIGN_AND_REST.fullmatch(joined)
    if not found:
        return text
    if joined != typed and not PARTED.fullmatch(typed):
        told = {"raw": typed[:40], "whole": joined}
        raise InputError(_("“%(raw)s” can be read in two ways. Write %(whole)s if you mean so many.") % told)
    sign, digits = found[1], found[2]
    point, comma = digits.count("."), digits.count(",")
    if point and comma:
        read = _with_both(digits)
    elif point + comma > 1:
        read = _thousands(digits)
    else:
        read = _with_one(digits, typed, places)
    return text if read is None else sign + read


def _with_both(digits: str) -> str | None:
    """Both marks: the one that comes last is the decimal mark, the other parts thousands."""
    decimal = max(".,", key=digits.rindex)
    whole, _mark, rest = digits.rpartition(decimal)
    grouped = _thousands(whole)
    return f"{grouped}.{rest}" if grouped and rest.isdecimal() else None


def _thousands(digits: str) -> str | None:
    fits = any(re.fullmatch(GROUPED % re.escape(mark), digits, re.ASCII) for mark in ".,")
    return re.sub(r"[.,]", "", digits) if fits else None


def _with_one(digits: str, typed: str, places: int) -> str:
    """One mark or none. Before three digits it may part thousands; then only the language's own is sure to be decimal.

    And where nothing has three decimal places, three digits after a mark are no decimals to anybody.
    """
    own = str(formats.get_format("DECIMAL_SEPARATOR"))
    mark = next((mark for mark in ".," if mark in digits), own)
    if not digits.startswith("0") and _thousands(digits):
        told = {"raw": typed[:40], "whole": digits.replace(mark, ""), "small": digits.replace(mark, own)}
        if places < len("000"):
            raise InputError(_("“%(raw)s” can be read in two ways. Write %(whole)s if you mean so many.") % told)
        if mark != own:
            raise InputError(_("“%(raw)s” can be read in two ways. Write %(whole)s or %(small)s.") % told)
    return digits.replace(mark, ".")


def as_typed(text: str) -> str:
    """A number of the core as somebody would type it in the page's language; what is no number stays as it is."""
    return text.replace(".", str(formats.get_format("DECIMAL_SEPARATOR"))) if PLAIN.fullmatch(text) else text
