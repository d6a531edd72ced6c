"""Signed heads: what the installation states about its ledger, in a form that an auditor can keep and check."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from goodgrace.errors import InputError
from goodgrace.ledger.canonical import moment, parsed
from goodgrace.ledger.tree import WIDTH

LARGEST_FILE = 1 << 20
"""Bytes that are read at most of a file with a kept head."""
SIGNATURE_WIDTH = 64
NAMES = ("size", "root", "at", "previous", "signature", "key")


@dataclass(frozen=True, slots=True)
class SignedHead:
    """The statement that the first `size` entries have this root and follow on `previous`, signed with the key of `key`."""

    size: int
    root: bytes
    at: datetime
    previous: bytes
    signature: bytes
    key: bytes

    @property
    def statement(self) -> bytes:
        """The bytes that are signed."""
        parts = ("goodgrace ledger head", self.size, self.root.hex(), moment(self.at), self.previous.hex())
        return "\n".join(map(str, parts)).encode("ascii")

    @property
    def is_genuine(self) -> bool:
        """Whether whoever has the private key of `key` signed just this."""
        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(self.signature, self.statement)
        except (InvalidSignature, ValueError):
            return False
        return True

    def as_json(self) -> dict[str, Any]:
        """Plain data, hashes as hexadecimal digits: what an auditor keeps."""
        return {
            "size": self.size,
            "root": self.root.hex(),
            "at": moment(self.at),
            "previous": self.previous.hex(),
            "signature": self.signature.hex(),
            "key": self.key.hex(),
        }


def public_key(seed: bytes) -> bytes:
    """The public half of a signing key."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def signature(head: SignedHead, seed: bytes) -> bytes:
    """What signs this head; its own signature plays no part."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(head.statement)


def read_head(file: Path) -> SignedHead:
    """A head that somebody kept: a file of its own, or the first line of an export. Raises InputError for another file."""
    try:
        with file.open("rb") as opened:
            text = opened.read(LARGEST_FILE)
    except OSError as error:
        raise InputError(f"{file}: {error.strerror}. Name the file that keeps the head.") from None
    return head_of(_head_in(text), str(file))


def head_of(told: Any, where: str) -> SignedHead:
    """A head from plain data. Raises InputError where it is none."""
    if not isinstance(told, Mapping) or set(told) != set(NAMES):
        raise InputError(f"{where}: this is no head of a ledger. `goodgrace ledger seal --json` prints one.")
    try:
        at = datetime.fromisoformat(told["at"])
        root, previous, signed, key = (bytes.fromhex(told[name]) for name in ("root", "previous", "signature", "key"))
        sound = type(told["size"]) is int and 0 < told["size"] < 1 << 63 and moment(at) == told["at"]
    except (TypeError, ValueError, OverflowError):
        sound, at, root, previous, signed, key = False, datetime.min, b"", b"", b"", b""  # noqa: DTZ901  # never used
    if not sound or [len(root), len(previous), len(signed), len(key)] != [WIDTH, WIDTH, SIGNATURE_WIDTH, WIDTH]:
        raise InputError(f"{where}: this head is damaged. Take it again from where it was kept.")
    return SignedHead(told["size"], root, at, previous, signed, key)


def _head_in(text: bytes) -> Any:
    for part in (text, text.partition(b"\n")[0]):
        try:
            told = parsed(part)
        except ValueError:
            continue
        return told.get("head", told) if isinstance(told, Mapping) else None
    return None
