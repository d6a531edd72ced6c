"""The billing system behind its HTTP API: errands as signed requests, and what it believes stands.

What its engineers implement is told in docs/how/connect-billing.md.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from goodgrace.promises.channels.parameters import write_moment
from goodgrace.promises.channels.reaching import Reach, Unreached
from goodgrace.promises.channels.reconciling import Believed
from goodgrace.promises.channels.shape import Errand, Outcome, one_line
from goodgrace.promises.channels.webhook import Webhook

MOST_PAGES = 10_000
PARTS = tuple(each.name for each in fields(Believed))


class Billing:
    """Speaks with a billing system at `address`, the part before /requests and /reconciliation."""

    def __init__(
        self,
        address: str,
        secrets: Iterable[bytes],
        *,
        reach: Reach,
        now: Callable[[], datetime],
        name: str = "the billing system",
    ) -> None:
        self._root = address.rstrip("/")
        asks = f"{self._root}/requests"
        self._hook = Webhook(asks, secrets, reach=reach, now=now, name=name, status=f"{asks}/")

    def carry(self, errand: Errand) -> Outcome:
        """Ask for it under its key, which the billing system does once however often it is asked."""
        return self._hook.carry(errand)

    def ask(self, errand: Errand) -> Outcome | None:
        """What became of the key there; None where nothing certain came back."""
        return self._hook.ask(errand)

    def standing(self, since: datetime) -> tuple[Believed, ...]:
        """All that stands there and was done since a moment. Raises Unreached where the list does not come whole."""
        rows: list[Believed] = []
        after = ""
        for _ in range(MOST_PAGES):
            page, following = self._page(since, after)
            rows += page
            if not following:
                return tuple(rows)
            if following <= after:
                break
            after = following
        raise Unreached("The list of what stands has no end. Its pages go on in order of key.", False)

    def _page(self, since: datetime, after: str) -> tuple[list[Believed], str]:
        query = urlencode({"since": write_moment(since), "after": after})
        answer = self._hook.request("GET", f"{self._root}/reconciliation?{query}", "reconciliation")
        try:
            read = json.loads(answer.body) if answer.status == 200 else {}
            return [_believed(row) for row in read["rows"]], str(read.get("after") or "")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise Unreached(f"The list of what stands cannot be read ({answer.status}).", False) from None


def _believed(row: Mapping[str, Any]) -> Believed:
    """One row of theirs; a part that is missing is empty, a key is needed."""
    return Believed(**{"key": str(row["key"])} | {name: one_line(str(row.get(name) or ""), 200) for name in PARTS})
