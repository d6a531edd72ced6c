"""Signatures on what travels between systems, as Standard Webhooks 1.0 says: sign what goes out, verify what comes in.

The specification: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import binascii
import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from goodgrace.errors import InputError, NotAllowed
from goodgrace.promises.channels.shape import KEY

TOLERANCE = timedelta(minutes=5)
PREFIX = "whsec_"
LEAST_SECRET, MOST_SECRET = 24, 64
MOST_SIGNATURES = 16
SECONDS = re.compile(r"[0-9]{1,11}")


@dataclass(frozen=True, slots=True)
class Signed:
    """A message whose sender is known: its id, which stays the same when it is sent again, and when it was sent."""

    id: str
    at: datetime


def read_secret(text: str) -> bytes:
    """The bytes of a shared secret written as `whsec_` and base64. Raises InputError where it is not, or too short."""
    try:
        secret = base64.b64decode(text.strip().removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise InputError("A secret is written as whsec_ and base64. This one is not; make a new one.") from None
    if not LEAST_SECRET <= len(secret) <= MOST_SECRET:
        raise InputError(f"A secret has {LEAST_SECRET} to {MOST_SECRET} bytes. This one has {len(secret)}.")
    return secret


def write_secret(secret: bytes) -> str:
    """A secret as it is handed to the other side: `whsec_` and base64."""
    return PREFIX + base64.b64encode(secret).decode()


def sign(message: str, at: datetime, body: bytes, secrets: Iterable[bytes]) -> dict[str, str]:
    """The three headers of a message, which keeps its id however often it is sent. While a secret is being changed, give the new and the old: both sign."""
    seconds = str(int(at.timestamp()))
    marks = " ".join("v1," + _mark(message, seconds, body, secret) for secret in secrets)
    if not KEY.fullmatch(message) or not marks:
        raise InputError("A message needs an id of letters, digits, _, - and :, and at least one secret.")
    return {"webhook-id": message, "webhook-timestamp": seconds, "webhook-signature": marks}


def verify(
    headers: Mapping[str, str], body: bytes, secrets: Iterable[bytes], now: datetime, tolerance: timedelta = TOLERANCE
) -> Signed:
    """Whose message this is: raises NotAllowed unless one of our secrets signed it, no longer ago than the tolerance.

    `headers` may be written in any case. Replays inside the tolerance carry the same id: the caller remembers ids.
    """
    lower = {name.lower(): value for name, value in headers.items()}
    message, seconds, marks = (lower.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature"))
    if not KEY.fullmatch(message) or not SECONDS.fullmatch(seconds) or not marks:
        raise NotAllowed("This message is not signed. Send webhook-id, webhook-timestamp and webhook-signature.")
    if not _is_signed(message, seconds, body, marks, tuple(secrets)):
        raise NotAllowed("This message is not signed with a secret we share. Sign id.timestamp.body with HMAC-SHA256.")
    at = datetime.fromtimestamp(int(seconds), UTC)
    if abs(now - at) > tolerance:
        minutes = int(tolerance.total_seconds() // 60)
        raise NotAllowed(
            f"This message is more than {minutes} minutes away from our clock. Sign it anew and send it again."
        )
    return Signed(message, at)


def _mark(message: str, seconds: str, body: bytes, secret: bytes) -> str:
    content = f"{message}.{seconds}.".encode() + body
    return base64.b64encode(hmac.digest(secret, content, "sha256")).decode()


def _is_signed(message: str, seconds: str, body: bytes, marks: str, secrets: tuple[bytes, ...]) -> bool:
    """Whether any of the signatures is one of ours; every pair is compared, in the same time whatever they say."""
    given = [
        mark.removeprefix("v1,").encode(errors="replace")
        for mark in marks.split(" ")[:MOST_SIGNATURES]
        if mark.startswith("v1,")
    ]
    ours = [_mark(message, seconds, body, secret).encode() for secret in secrets]
    return sum(hmac.compare_digest(one, other) for one in given for other in ours) > 0
