"""What was found amiss, as plain sentences: the first hundred in words, the others counted."""

from dataclasses import dataclass, field

MOST_TOLD = 100
"""Who alters a million entries does not fill our memory with sentences."""


@dataclass(slots=True)
class Findings:
    """Collects sentences while a ledger is gone through."""

    told: list[str] = field(default_factory=list)
    untold: int = 0

    def say(self, sentence: str) -> None:
        """Take up one finding."""
        if len(self.told) < MOST_TOLD:
            self.told.append(sentence)
        else:
            self.untold += 1
