"""What one remedy comes to in one case."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from goodgrace.policy.shape import Never, Remedy
from goodgrace.policy.sheet.caps import CapLeft
from goodgrace.policy.sheet.failing import Failed


class Offer(NamedTuple):
    """What one remedy comes to in one case.

    Amounts are exact decimals in the remedy's unit (1 and 0 where it gives yes or nothing). `may` is what each role may
    give now, after caps; `limits` is the same before caps. `open` tells that missing facts could still make it more.
    """

    remedy: Remedy
    standard: Decimal
    may: Mapping[str, Decimal]
    limits: Mapping[str, Decimal]
    grounds: tuple[str, ...]
    failed: tuple[Failed, ...]
    never: Never | None
    caps: tuple[CapLeft, ...]
    open: bool
