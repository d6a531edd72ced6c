"""How often a token may come, and which came lately; each server process keeps it in memory for itself."""

from dataclasses import dataclass
from math import ceil
from threading import Lock

from goodgrace.errors import GraceError
from goodgrace.people.tokens import digest_of

MOST_BUCKETS = 10_000


class TooMany(GraceError):
    """A token came too often; `seconds` says when it may come again."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(
            f"This token came too often. Come again in {seconds} s, or send up to a thousand decisions at once."
        )


@dataclass(slots=True)
class Bucket:
    """How many requests are left just now, and when that was counted, in seconds of a clock that only goes on."""

    left: float
    at: float


class Pace:
    """Counts for each token; kept in memory, so that each server process counts for itself."""

    def __init__(self) -> None:
        self._buckets: dict[int, Bucket] = {}
        self._lock = Lock()

    def take(self, token: int, per_minute: int, at: float) -> None:
        """One request of a token at a moment. Raises TooMany where a minute's worth is used up; 0 a minute is no bound."""
        if not per_minute:
            return
        with self._lock:
            bucket = self._buckets.get(token)
            if bucket is None:
                self._forget_the_oldest()
                bucket = self._buckets[token] = Bucket(per_minute, at)
            bucket.left = min(per_minute, bucket.left + (at - bucket.at) * per_minute / 60)
            bucket.at = at
            if bucket.left < 1:
                raise TooMany(ceil((1 - bucket.left) * 60 / per_minute))
            bucket.left -= 1

    def _forget_the_oldest(self) -> None:
        """A bucket that nobody took from for longest is full again anyway."""
        if len(self._buckets) >= MOST_BUCKETS:
            del self._buckets[min(self._buckets, key=lambda token: self._buckets[token].at)]


class Lately:
    """Secrets that opened a token lately, by their digests. It lets nobody in: it only tells whom to listen to first."""

    def __init__(self) -> None:
        self._digests: dict[str, None] = {}
        self._lock = Lock()

    def note(self, secret: str) -> None:
        """This one held just now; of many, those that were noted first are forgotten."""
        with self._lock:
            self._digests.pop(digest := digest_of(secret), None)
            if len(self._digests) >= MOST_BUCKETS:
                del self._digests[next(iter(self._digests))]
            self._digests[digest] = None

    def knows(self, secret: str) -> bool:
        """Whether it held lately."""
        return digest_of(secret) in self._digests

    def forget(self, secret: str) -> None:
        """It holds no more."""
        with self._lock:
            self._digests.pop(digest_of(secret), None)
