"""How the billing service behaves badly on command, the same way each time for the same seed, key and asking."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from hashlib import blake2b
from typing import Any

from goodgrace.errors import InputError

MOST_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Temper:
    """What goes wrong and how often: each a chance from 0 to 1 for every asking, and the seconds that go with them."""

    seed: int = 0
    busy: float = 0
    """answers 429 and asks for a second, before doing anything"""
    fail: float = 0
    """answers 503 before doing anything"""
    delay: float = 0
    """answers only after `delay_seconds`"""
    hang: float = 0
    """acts, holds its answer for `hang_seconds`, and then ends the connection without one"""
    vanish: float = 0
    """acts, and ends the connection without an answer"""
    repeat: float = 0
    """acts, and answers 409 as if it had been asked before"""
    later: float = 0
    """answers 202, acts after `later_seconds`, and tells it by a callback"""
    late: float = 0
    """a callback comes only after another `late_seconds`"""
    twice: float = 0
    """a callback comes twice"""
    lie: float = 0
    """says that it is done, and does nothing: only reconciliation shows it"""
    drift: float = 0
    """does less than it says: a suspension ends a day early, an amount is a unit short"""
    delay_seconds: float = 0.2
    hang_seconds: float = 3
    later_seconds: float = 0.5
    late_seconds: float = 3

    def happens(self, what: str, key: str, times: int) -> bool:
        """Whether this goes wrong now, the key being asked for the so-many-th time."""
        chance: float = getattr(self, what)
        if not chance:
            return False
        drawn = blake2b(f"{self.seed}/{what}/{key}/{times}".encode(), digest_size=8).digest()
        return int.from_bytes(drawn, "big") < chance * 2**64

    def holds_back(self, key: str, times: int) -> bool:
        """Whether anything happens that comes before acting."""
        return any(self.happens(what, key, times) for what in ("busy", "fail", "delay", "later"))


CALM = Temper()


def read_temper(said: Mapping[str, Any], before: Temper = CALM) -> Temper:
    """A temper as somebody sets it; what is not said stays as before. Raises InputError where a chance is none."""
    known = {each.name for each in fields(Temper)}
    for name, value in said.items():
        if name not in known:
            raise InputError(f"`{name[:40]}` is nothing it can do. It knows {', '.join(sorted(known))}.")
        most = MOST_SECONDS if name.endswith("_seconds") else 1
        fits = isinstance(value, int) if name == "seed" else isinstance(value, int | float) and 0 <= value <= most
        if not fits or isinstance(value, bool):
            raise InputError(f"{name} is a number from 0 to {most:g}." if name != "seed" else "seed is a whole number.")
    return Temper(**(asdict(before) | dict(said)))
