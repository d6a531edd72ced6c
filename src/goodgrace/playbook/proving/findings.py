"""What verifying a playbook brings to light, as people and as programs read it."""

from dataclasses import dataclass
from typing import Any, Literal

FindingKind = Literal[
    "never_ends", "never_resumed", "left_alone", "never_happens", "cannot_start", "missing_words", "example_failed"
]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend in a playbook: where it is, what it is, and a way the playbook can go that shows it.

    `where` is a step's name, "examples.1", "requires" or "words". `path` tells the way in plain words; it is empty where
    the finding is that no way exists.
    """

    kind: FindingKind
    where: str
    line: int
    message: str
    path: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The finding for programs."""
        return {
            "kind": self.kind, "where": self.where, "line": self.line, "message": self.message, "path": list(self.path),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found about a playbook, through how many ways it was followed, and what could not be settled.

    `ok` is False with any finding and with anything unproved: what is not proved is not claimed.
    """

    findings: tuple[Finding, ...]
    ways: int
    unproved: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing is to be mended and every way was followed."""
        return not self.findings and not self.unproved

    def as_json(self) -> dict[str, Any]:
        """The verdict for programs: `{"ok", "findings", "ways", "unproved"}`."""
        found = [finding.as_json() for finding in self.findings]
        return {"ok": self.ok, "findings": found, "ways": self.ways, "unproved": list(self.unproved)}
