"""Checking an export, with no database and no settings: what an auditor runs on her own machine."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from goodgrace.errors import InputError
from goodgrace.ledger.canonical import FIELDS, leaf_of, parsed
from goodgrace.ledger.findings import Findings
from goodgrace.ledger.heads import SignedHead, head_of
from goodgrace.ledger.tree import WIDTH, is_consistent, is_included

FORMAT = "goodgrace ledger 1"
LONGEST_LINE = 1 << 20
LONGEST_PROOF = 130
"""Hashes in a proof: more than any tree needs whose size fits into 63 bits."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking found; `whole` when the file holds every entry that its head covers."""

    head: SignedHead
    about: str
    entries: int
    findings: tuple[str, ...]
    untold: int

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    @property
    def is_complete(self) -> bool:
        """Whether these are all the entries that the head covers."""
        return self.is_sound and self.entries == self.head.size

    def as_json(self) -> dict[str, Any]:
        """Plain data for programs."""
        return {
            "ok": self.is_sound,
            "complete": self.is_complete,
            "entries": self.entries,
            "about": self.about,
            "head": self.head.as_json(),
            "findings": list(self.findings),
            "untold": self.untold,
        }


def check_export(file: Path, kept: SignedHead | None = None) -> Checked:
    """Check every entry of an export against its head; with a head kept earlier, also the key, and that the ledger only grew.

    Raises InputError for a file that is no export.
    """
    found = Findings()
    try:
        with file.open("rb") as opened:
            first = _first(opened, file)
            head, about = head_of(first.get("head"), str(file)), str(first.get("about") or "")
            if not head.is_genuine:
                found.say(
                    "The head is not as it was signed: it was edited, or signed with another key than the file names."
                )
            if kept:
                _compare(kept, head, first.get("since"), found)
            entries = _entries(opened, head, about, found)
    except OSError as error:
        raise InputError(f"{file}: {error.strerror}. Name a file that `goodgrace ledger export` wrote.") from None
    if entries != first.get("entries"):
        found.say(
            f"The file has {entries} entries, and says that it has {first.get('entries')}: lines were taken out or put in."
        )
    return Checked(head, about, entries, tuple(found.told), found.untold)


def _first(opened: IO[bytes], file: Path) -> Mapping[str, Any]:
    try:
        told = parsed(opened.readline(LONGEST_LINE))
    except ValueError:
        told = None
    if not isinstance(told, Mapping) or told.get("format") != FORMAT:
        raise InputError(f"{file}: this is no export of a ledger. `goodgrace ledger export` writes one.")
    return told


def _entries(opened: IO[bytes], head: SignedHead, about: str, found: Findings) -> int:
    """Check line by line; how many there are."""
    entries, before = 0, -1
    for number, line in enumerate(_lines(opened), 2):
        entries += 1
        told, proof = _parts(line)
        if told is None:
            found.say(f"Line {number} cannot be read: it was altered.")
            continue
        if not is_included(_leaf(told), told["position"], head.size, proof, head.root):
            found.say(f"Line {number}, entry {told['id']}, is not what the head covers: it was altered.")
        if told["position"] <= before:
            found.say(f"Line {number}, entry {told['id']}, is out of order, or stands twice.")
        if about and told["about"] != about:
            found.say(f"Line {number}, entry {told['id']}, is about {told['about']}, not about {about}.")
        before = told["position"]
    return entries


def _lines(opened: IO[bytes]) -> Iterator[bytes]:
    while line := opened.readline(LONGEST_LINE):
        yield line


def _parts(line: bytes) -> tuple[dict[str, Any] | None, list[bytes]]:
    """The entry and its proof; None for what is neither."""
    try:
        told = parsed(line)
        entry, proof = told["entry"], _hashes(told["proof"])
        sound = set(told) == {"entry", "proof"} and set(entry) == FIELDS and type(entry["position"]) is int
    except (ValueError, TypeError, KeyError):
        return None, []
    return (entry, proof) if sound else (None, [])


def _leaf(told: Mapping[str, Any]) -> bytes:
    try:
        return leaf_of(told)
    except ValueError:  # NaN and its like, which no entry says
        return b""


def _hashes(told: Any) -> list[bytes]:
    proof = [bytes.fromhex(part) for part in told]
    if len(proof) > LONGEST_PROOF or any(len(part) != WIDTH for part in proof):
        raise ValueError("no proof")
    return proof


def _compare(kept: SignedHead, head: SignedHead, since: Any, found: Findings) -> None:
    """See that this head follows on the one that was kept."""
    if kept.key != head.key:
        found.say("The export was signed with another key than the kept head: ask the company which is its own.")
    if not kept.is_genuine:
        found.say("The kept head is not as it was signed: the file was edited. Take it again from where it was kept.")
    if kept.size > head.size:
        found.say(f"The kept head covers {kept.size} entries, the export's {head.size}: the end was cut off.")
        return
    try:
        proof = _hashes(since["proof"]) if since and since["size"] == kept.size else []
    except (ValueError, TypeError, KeyError):
        proof = []
    if is_consistent(kept.size, kept.root, head.size, head.root, proof):
        return
    if proof or kept.size == head.size:
        found.say("The ledger does not begin with what the kept head covers: it was changed since.")
    else:
        found.say(
            "The export does not prove that it follows on the kept head: ask for one written with `--since` that head."
        )
