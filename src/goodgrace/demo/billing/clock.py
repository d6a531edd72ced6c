"""The billing service's own clock, which can be set, sped up, and led on."""

import time


class Clock:
    """The service's own clock, in seconds since 1970: real time until somebody sets it, then as fast as they say."""

    def __init__(self) -> None:
        self._set_at, self._shows, self._speed = time.time(), time.time(), 1.0

    def __call__(self) -> float:
        """What it shows now."""
        return self._shows + (time.time() - self._set_at) * self._speed

    def set(self, to: float, speed: float) -> None:
        """Show this moment from now on, running so many times as fast as real time."""
        self._set_at, self._shows, self._speed = time.time(), to, speed

    def follow(self, to: float) -> None:
        """Move on to this moment, where it is later than now."""
        if to > self():
            self.set(to, self._speed)
