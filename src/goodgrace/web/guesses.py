"""How often somebody may come with a link that does not exist: a few times a minute from one place, per process."""

from collections.abc import Mapping
from threading import Lock
from typing import Final

MOST: Final = 10
WITHIN: Final = 60.0
MOST_PLACES: Final = 10_000


class Guesses:
    """Counts wrong guesses by where they come from; only in memory, and for a minute."""

    def __init__(self) -> None:
        self._seen: dict[str, list[float]] = {}
        self._lock = Lock()

    def too_many(self, place: str, at: float) -> bool:
        """Whether a place has guessed too often within the last minute, by a clock that only goes on."""
        with self._lock:
            return len(self._fresh(place, at)) >= MOST

    def note(self, place: str, at: float) -> None:
        """One more wrong guess."""
        with self._lock:
            if len(self._seen) >= MOST_PLACES:
                self._seen = dict(self._still(at))
            self._seen[place] = [*self._fresh(place, at), at][-MOST:]

    def _fresh(self, place: str, at: float) -> list[float]:
        return [each for each in self._seen.get(place, []) if at - each < WITHIN]

    def _still(self, at: float) -> Mapping[str, list[float]]:
        """Those who guessed just now; where these are too many, nobody is remembered."""
        still = {place: fresh for place in self._seen if (fresh := self._fresh(place, at))}
        return still if len(still) < MOST_PLACES else {}
