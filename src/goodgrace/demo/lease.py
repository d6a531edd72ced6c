"""The lease of Hanna's father at the demo's billing service: a fee for each day, charged or at rest, as its own books say."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.client import HTTPConnection
from typing import Any, Final
from urllib.parse import urlsplit

ACCOUNT: Final = "L-BRANDES"
CUSTOMER: Final = "S-HANNA"
FEE: Final = "11.40 USD"
BEFORE: Final = 5
"""So many days were charged before the family called."""


@dataclass(frozen=True, slots=True)
class Lease:
    """What the billing service at an address charges for the lease."""

    address: str

    def begin(self, now: datetime) -> None:
        """Open the account, and charge the days before a moment. Raises OSError where the service is not there."""
        self._say("POST", "/accounts", {"account": ACCOUNT, "customer": CUSTOMER, "fee": FEE})
        for days in range(BEFORE, 0, -1):
            self._say("POST", "/charges", {"at": (now - timedelta(days=days)).isoformat()})

    def charge(self, at: datetime) -> str:
        """Charge the day of a moment, as the service does each day; what came of it, in a sentence."""
        told = self._say("POST", "/charges", {"at": at.isoformat()})
        if told["charged"]:
            return f"Billing charges {FEE} for the lease"
        return f"Billing charges nothing: {FEE} for the lease rests" if told["suspended"] else ""

    def days_charged(self) -> list[str]:
        """The days that were charged, by the service's own books."""
        return [row["day"] for row in self._say("GET", f"/charges/{ACCOUNT}", None)["rows"]]

    def _say(self, method: str, path: str, body: object) -> Any:
        parts = urlsplit(self.address)
        asking = HTTPConnection(parts.hostname or "", parts.port, timeout=10)
        try:
            asking.request(method, path, json.dumps(body) if body is not None else None, {"Connection": "close"})
            return json.loads(asking.getresponse().read())
        finally:
            asking.close()
