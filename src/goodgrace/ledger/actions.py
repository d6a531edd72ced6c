"""The one way into the ledger: an entry, in the same transaction as what it tells of."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from goodgrace.ledger.models import Entry


def record(
    *,
    by: str,
    role: str,
    what: str,
    about: str,
    now: datetime,
    policy: str = "",
    data: Mapping[str, Any] | None = None,
) -> Entry:
    """Write down that something happened. `by` and `about` are marks like `person:3`; `data` is plain, and nobody's words."""
    return Entry.objects.create(by=by, role=role, what=what, about=about, at=now, policy=policy, data=dict(data or {}))
