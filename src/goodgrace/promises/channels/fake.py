"""The shipped fake: a channel that keeps what it was asked, acts once for each key, and behaves as its script says."""

import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal

from goodgrace.promises.channels.shape import Errand, Outcome

Behaviour = Literal["keep", "later", "fail", "act_and_vanish", "lie", "refuse", "busy"]


class Fake:
    """A channel for demos and tests. `script` is what happens at each asking in turn; after its end, everything is kept.

    keep: acts. later: acts once `confirm` is called. fail: does nothing, try again. act_and_vanish: acts, and the answer
    is lost. lie: says kept and does nothing. refuse: will never do it. busy: asks for a minute.

    `asked` is every errand in order, `done` what was really done, by key.
    """

    def __init__(self, script: Iterable[Behaviour] = ()) -> None:
        self.asked: list[Errand] = []
        self.done: dict[str, Errand] = {}
        self._known: dict[str, Outcome] = {}
        self._script: Iterator[Behaviour] = iter(script)
        self._lock = threading.Lock()

    def carry(self, errand: Errand) -> Outcome:
        """Behave as the script says; a key that was done before is told as before."""
        with self._lock:
            self.asked.append(errand)
            if self._known.get(errand.key, LOST).state != "again":
                return self._known[errand.key]
            behaviour: Behaviour = next(self._script, "keep")
            if behaviour in ("keep", "act_and_vanish"):
                self.done[errand.key] = errand
            said = SAID[behaviour]
            if behaviour in REMEMBERED:
                self._known[errand.key] = SAID["keep"] if behaviour == "act_and_vanish" else said
            return said

    def ask(self, errand: Errand) -> Outcome | None:
        """What the fake would say became of a key."""
        with self._lock:
            return self._known.get(errand.key, LOST)

    def confirm(self, key: str) -> Outcome:
        """Do what was taken on for later, as a callback would tell it. Raises KeyError for what was never asked."""
        with self._lock:
            self.done[key] = next(errand for errand in self.asked if errand.key == key)
            self._known[key] = SAID["keep"]
            return self._known[key]

    def times(self) -> Counter[str]:
        """How often each key was asked for."""
        with self._lock:
            return Counter(errand.key for errand in self.asked)


LOST = Outcome("again", "The fake never heard of it.")
SAID: dict[Behaviour, Outcome] = {
    "keep": Outcome("kept", "The fake did it.", "fake"),
    "later": Outcome("unconfirmed", "The fake took it on.", "fake"),
    "fail": Outcome("again", "The fake could not do it."),
    "act_and_vanish": Outcome("again", "The fake did not answer. It may have acted."),
    "lie": Outcome("kept", "The fake did it.", "fake"),
    "refuse": Outcome("refused", "The fake will not do this."),
    "busy": Outcome("again", "The fake is busy.", wait=60),
}
REMEMBERED: frozenset[Behaviour] = frozenset({"keep", "later", "act_and_vanish", "lie", "refuse"})
