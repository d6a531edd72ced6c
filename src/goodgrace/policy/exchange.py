"""A decision sheet as plain data for other programs; amounts are decimal strings."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from goodgrace.money import as_decimal
from goodgrace.policy.decision import DecisionSheet
from goodgrace.policy.sheet.asking import Ask
from goodgrace.policy.sheet.caps import CapLeft
from goodgrace.policy.sheet.failing import Failed
from goodgrace.policy.sheet.offer import Offer


def as_data(sheet: DecisionSheet) -> dict[str, Any]:
    """The whole sheet: remedies with their standard, what each role may give, why, and what to ask next."""
    return {
        "policy": sheet.policy.name,
        "version": _version(sheet.policy.version),
        "remedies": {name: _offer(offer) for name, offer in sheet.remedies.items()},
        "one_of": [list(group) for group in sheet.policy.one_of],
        "ask_next": [_ask(ask) for ask in sheet.ask_next],
    }


def _version(version: str) -> int | str:
    """A version as it stands in the policy: a number where it is one."""
    return int(version) if version.isascii() and version.isdigit() and len(version) < 16 else version


def _offer(offer: Offer) -> dict[str, Any]:
    never = offer.never
    return {
        "gives": offer.remedy.gives,
        "standard": text(offer.standard),
        "may": _texts(offer.may),
        "limits": _texts(offer.limits),
        "open": offer.open,
        "grounds": list(offer.grounds),
        "failed": [_failed(failed) for failed in offer.failed],
        "never": None if never is None else {"because": never.because, "instead": never.instead},
        "caps": [_cap(cap, offer.remedy.places) for cap in offer.caps],
    }


def _failed(failed: Failed) -> dict[str, Any]:
    return {"condition": failed.condition, "margin": None if failed.margin is None else text(failed.margin)}


def _cap(left: CapLeft, places: int) -> dict[str, Any]:
    cap = left.cap
    return {
        "per": cap.per,
        "pool": cap.pool,
        "binds": cap.binds,
        "within": str(cap.within) if cap.within else "ever",
        "times": None if cap.times is None else {"of": cap.times, "used": left.used},
        "left": None if left.left is None else text(as_decimal(left.left, places)),
        "missing": list(left.missing),
    }


def _ask(ask: Ask) -> dict[str, Any]:
    return {
        "fact": ask.fact,
        "question": ask.question,
        "opens": {
            remedy: {target: None if amount is None else text(amount) for target, amount in targets.items()}
            for remedy, targets in ask.opens.items()
        },
    }


def _texts(amounts: Mapping[str, Decimal]) -> dict[str, str]:
    return {role: text(amount) for role, amount in amounts.items()}


def text(amount: Decimal) -> str:
    """An amount as a plain decimal string with its places: "60.00"."""
    return f"{amount:f}"
