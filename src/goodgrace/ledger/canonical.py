"""What an entry says, as one row of bytes that is the same everywhere: the thing that is hashed."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from goodgrace.ledger.tree import leaf_hash

FIELDS = frozenset({"about", "at", "by", "data", "id", "policy", "position", "role", "what"})
"""All that an entry says. A leaf is the hash of these and of nothing else."""


def moment(at: datetime) -> str:
    """A moment as it is hashed and signed: UTC, ISO 8601, always with microseconds."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def canonical(told: Mapping[str, Any]) -> bytes:
    """JSON with its names in order, without spaces, everything beyond ASCII escaped."""
    return _WRITER.encode(told).encode("ascii")


def leaf_of(told: Mapping[str, Any]) -> bytes:
    """The leaf of an entry that says this."""
    return leaf_hash(canonical(told))


def parsed(text: str | bytes) -> Any:
    """JSON as it was written down. Raises ValueError for what has two meanings: a name that stands twice."""
    try:
        return _READER.decode(text if isinstance(text, str) else text.decode())
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    told = dict(pairs)
    if len(told) != len(pairs):
        raise ValueError("a name stands twice")
    return told


_WRITER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False)
_READER = json.JSONDecoder(object_pairs_hook=_each_name_once)
