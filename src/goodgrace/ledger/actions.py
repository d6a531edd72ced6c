"""The one way into the ledger: entries, in the same transaction as what they tell of."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from goodgrace.store.pouring import Pouring, as_json, pour_all

COLUMNS = ("at", "by", "role", "what", "about", "policy", "data")


class Told(NamedTuple):
    """What an entry says: when, who in which role, what, about what, under which version, and plain data as JSON."""

    at: datetime
    by: str
    role: str
    what: str
    about: str
    policy: str
    data: str


def record(
    *,
    by: str,
    role: str,
    what: str,
    about: str,
    now: datetime,
    policy: str = "",
    data: Mapping[str, Any] | None = None,
) -> None:
    """Write down that something happened. `by` and `about` are marks like `person:3`; `data` is plain, and nobody's words."""
    record_all([Told(now, by, role, what, about, policy, as_json(data or {}))])


def record_all(entries: Sequence[Told]) -> None:
    """Write down what happened, in this order."""
    pour_all(poured(entries))


def poured(entries: Sequence[Told]) -> Pouring:
    """The rows of entries, in this order, for whoever writes them with what they tell of."""
    return "ledger_entry", COLUMNS, entries
