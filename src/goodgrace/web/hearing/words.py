"""What is noticed, in words for people."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

CALLED: "Final[Mapping[str, StrPromise]]" = {
    "bereavement": _("a death"),
    "illness": _("serious illness"),
    "job_loss": _("a job lost"),
    "hardship": _("money is short"),
    "disaster": _("a disaster"),
    "fraud": _("fraud or theft"),
    "domestic_abuse": _("not safe at home"),
    "caring": _("caring for somebody"),
    "access_need": _("needs another way to reach us"),
    "separation": _("a separation"),
    "distress": _("great distress"),
    "deadline": _("a deadline"),
    "money": _("home, savings or living at risk"),
    "third contact": _("has asked before"),
    "safety": _("safety"),
    "dependants": _("people who depend on her"),
    "frustration": _("frustration"),
    "sadness": _("sadness"),
    "worry": _("worry"),
    "confusion": _("confusion"),
    "disappointment": _("disappointment"),
    "embarrassment": _("embarrassment"),
    "gratitude": _("gratitude"),
    "relief": _("relief"),
}
"""Moments, reasons why much is at stake, feelings."""

WHOSE: "Final[Mapping[tuple[str, str], StrPromise]]" = {
    ("self", "happened"): _("it happened to her"),
    ("relative", "happened"): _("it happened to somebody close to her"),
    ("self", "feared"): _("she fears it"),
    ("relative", "feared"): _("she fears it for somebody close to her"),
}

NOT_RAISED: "Final[Mapping[str, StrPromise]]" = {
    "hypothetical": _("she only supposes it"),
    "figurative": _("it is a figure of speech"),
    "denied": _("she says it is not so"),
    "happened": _("it is somebody else's, or not sure enough"),
    "feared": _("it is somebody else's, or not sure enough"),
}

NOTES: "Final[Mapping[str, StrPromise]]" = {
    "policy_speak": _("Policy-speak"),
    "blame": _("Blame"),
    "passive_refusal": _("Nobody says no"),
    "jargon": _("A word of the house"),
    "acronym": _("Letters"),
    "reading_level": _("Hard to read"),
    "solution_first": _("The answer comes first"),
    "not_mentioned": _("Not taken up"),
    "hard_news": _("Hard news"),
}
"""Kinds of notes on a draft."""


def called(name: str) -> str:
    """What was noticed, in the page's language."""
    return str(CALLED.get(name, name))


def how_sure(confidence: float) -> str:
    """A share in words that people use: how many of ten such words mean it."""
    return gettext("right about %(n)d times in 10") % {"n": min(round(confidence * 10), 9)}
