"""The keys of an installation: one file that only its owner can read, made on first use."""

import base64
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from goodgrace.errors import InputError


@dataclass(frozen=True, slots=True)
class Keys:
    """`web` signs sessions; `master` (32 bytes) wraps the customers' keys; `seal` (32 bytes) signs the ledger's heads."""

    web: str
    master: bytes
    seal: bytes


def keys_of(home: Path) -> Keys:
    """The keys in a home folder; made there where there are none. Raises InputError for a file that is not whole."""
    file = home / "keys.json"
    if not file.exists():
        _write(file)
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        keys = Keys(told["web"], base64.b64decode(told["master"]), base64.b64decode(told["seal"]))
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError(
            f"{file}: these are no keys. Put back the file that was there; without it nothing can be read."
        ) from None
    if len(keys.master) != 32 or len(keys.seal) != 32:
        raise InputError(f"{file}: `master` and `seal` are 32 bytes each, in base64.")
    return keys


def _write(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    told = {
        "web": secrets.token_urlsafe(48),
        "master": base64.b64encode(secrets.token_bytes(32)).decode(),
        "seal": base64.b64encode(secrets.token_bytes(32)).decode(),
    }
    part = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        json.dump(told, out, indent=2)
    try:
        os.link(part, file)  # of two that start at once, the first one's keys count
    except FileExistsError:
        pass
    finally:
        part.unlink()
