"""Numbers for new rows that stand in an index beside those of the same moment."""

from datetime import UTC, datetime, timedelta
from secrets import randbits
from uuid import UUID

VERSION, VARIANT = 7, 2
EPOCH, MILLISECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(milliseconds=1)


def new_number(now: datetime) -> UUID:
    """A UUID of version 7 (RFC 9562): the moment in milliseconds, then 74 random bits.

    Random ones fall anywhere in an index, so that each new row rewrites another page of it; these share the last one.
    """
    milliseconds, random = (now - EPOCH) // MILLISECOND, randbits(74)
    return UUID(int=milliseconds << 80 | VERSION << 76 | random >> 62 << 64 | VARIANT << 62 | random & (1 << 62) - 1)
