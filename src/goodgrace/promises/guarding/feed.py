"""Guards as a signed copy that another system keeps and asks while we are down: written, sealed, checked.

A page is a head and items. The head says when it was made, until when it holds, which page it is (`after`, `next`; both
empty for a whole copy), and the SHA-256 of its items, each as canonical JSON with a line break. Its statement is signed with Ed25519.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from goodgrace.errors import InputError
from goodgrace.ledger.canonical import canonical, parsed
from goodgrace.ledger.heads import public_key
from goodgrace.promises.guarding.shape import ASK_A_PERSON, KINDS, Answer, Guard, answer, known_kind

FORMAT: Final = "goodgrace guards 1"
HOURS: Final = 12
MOST_HOURS: Final = 24 * 7
SKEW: Final = timedelta(minutes=5)
"""So far another system's clock may be behind ours."""
LARGEST: Final = 200_000_000
HEAD: Final = ("format", "made_at", "valid_until", "after", "next", "count", "digest", "key", "signature")
ITEM: Final = ("customer", "kinds", "until", "department")


class Unsure(InputError):
    """A copy that cannot be relied on: stale, altered, signed by another, or no copy at all."""

    def __init__(self, said: str) -> None:
        super().__init__(f"{said} {ASK_A_PERSON}")


@dataclass(frozen=True, slots=True)
class Page:
    """Guards with the head that vouches for them, as plain data."""

    head: Mapping[str, Any]
    items: Sequence[Mapping[str, Any]]


def sealed(
    guards: Iterable[Guard], *, now: datetime, seed: bytes, hours: int = HOURS, after: str = "", following: str = ""
) -> Page:
    """A page of guards, signed with the key of a seed. Raises InputError for a time that is none, or too long to be safe."""
    if not 1 <= hours <= MOST_HOURS:
        raise InputError(f"A copy holds for 1 to {MOST_HOURS} hours: what is promised later does not stand in it.")
    items = [_item(guard) for guard in guards]
    head: dict[str, Any] = {
        "format": FORMAT,
        "made_at": _written(now),
        "valid_until": _written(now + timedelta(hours=hours)),
        "after": after,
        "next": following,
        "count": len(items),
        "digest": _digest(items),
        "key": public_key(seed).hex(),
    }
    signature = Ed25519PrivateKey.from_private_bytes(seed).sign(_statement(head))
    return Page({**head, "signature": signature.hex()}, items)


def write_feed(file: Path, page: Page) -> None:
    """Write a page as JSON lines, the head first: beside the file, then in its place, so that nobody reads half of it."""
    part = file.with_name(f"{file.name}.part")
    try:
        with part.open("w", encoding="utf-8") as out:
            out.writelines(json.dumps(line) + "\n" for line in (page.head, *page.items))
        part.replace(file)
    except OSError as error:
        raise InputError(f"{file}: {error.strerror}. Name a file in a folder that can be written to.") from None


def ask_feed(file: Path, customer: str, kind: str, *, now: datetime, key: str = "") -> Answer:
    """What a kept copy answers. One that cannot be relied on answers no, and says to ask a person: safe when unsure.

    `key` is the public key the company gave you, in hexadecimal; without it the copy's own is believed. Raises InputError
    for a kind that nobody knows.
    """
    known_kind(kind)
    try:
        page = read_feed(file)
        if page.head["after"] or page.head["next"]:
            raise Unsure("This is one page of several, not a whole copy.")
        guards = checked(page, now=now, key=key)
    except Unsure as error:
        return Answer(may=False, because=str(error))
    return answer([guard for guard in guards if guard.customer == customer], kind, now)


def read_feed(file: Path) -> Page:
    """A copy as it stands in its file, not checked yet. Raises Unsure for what is none."""
    try:
        with file.open("rb") as opened:
            text = opened.read(LARGEST + 1)
        head, *items = [parsed(line) for line in text.splitlines()] if len(text) <= LARGEST else [None]
    except OSError as error:
        raise Unsure(f"{file}: {error.strerror}.") from None
    except ValueError:
        raise Unsure(f"{file}: this copy is damaged.") from None
    return page_of(head, items)


def page_of(head: Any, items: Any) -> Page:
    """A page from plain data, as an answer of the API holds it. Raises Unsure for what has another shape."""
    shaped = isinstance(head, Mapping) and set(head) == set(HEAD) and isinstance(items, list)
    if not shaped or not all(isinstance(head[name], str) for name in HEAD if name != "count"):
        raise Unsure("This is no copy of guards.")
    return Page(head, items)


def checked(page: Page, *, now: datetime, key: str = "") -> tuple[Guard, ...]:
    """The guards of a page that can be relied on now. Raises Unsure for one that is stale, altered or of another key."""
    head = page.head
    if head["format"] != FORMAT:
        raise Unsure("This copy has a format that this release does not know.")
    if key and head["key"] != key.strip().lower():
        raise Unsure("This copy is signed with another key than the one you were given.")
    if not _is_genuine(head) or head["count"] != len(page.items) or head["digest"] != _digest(page.items):
        raise Unsure("This copy was altered, or is damaged.")
    made_at, valid_until = _moment(head["made_at"]), _moment(head["valid_until"])
    if made_at > now + SKEW:
        raise Unsure("This copy was made after now: one of the clocks is wrong.")
    if now >= valid_until:
        raise Unsure(f"This copy held until {valid_until:%Y-%m-%d %H:%M} UTC and is too old.")
    return tuple(map(_guard, page.items))


def _statement(head: Mapping[str, Any]) -> bytes:
    """The bytes that are signed: the words of the head in their order, each on a line of its own."""
    return "\n".join(json.dumps(head[name]) for name in HEAD[:-1]).encode("ascii")


def _is_genuine(head: Mapping[str, Any]) -> bool:
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(head["key"]))
        key.verify(bytes.fromhex(head["signature"]), _statement(head))
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def _digest(items: Sequence[Mapping[str, Any]]) -> str:
    lines = hashlib.sha256()
    try:
        for item in items:
            lines.update(canonical(item) + b"\n")
    except (TypeError, ValueError, RecursionError):
        return ""
    return lines.hexdigest()


def _item(guard: Guard) -> dict[str, Any]:
    until = None if guard.until is None else _written(guard.until)
    return {"customer": guard.customer, "kinds": list(guard.kinds), "until": until, "department": guard.department}


def _guard(item: Any) -> Guard:
    """A guard from an item that we signed. Raises Unsure for one that this release does not understand."""
    if set(item) != set(ITEM) or not set(item["kinds"]) <= set(KINDS):
        raise Unsure("This copy says something that this release does not know.")
    until = None if item["until"] is None else _moment(item["until"])
    return Guard(item["customer"], tuple(item["kinds"]), until, item["department"])


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unsure("This copy says a moment that cannot be read.") from None
