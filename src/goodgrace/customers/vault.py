"""What customers told us, kept under a key of their own: forget the key, and nobody can read it any more."""

import os
from functools import lru_cache
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from goodgrace.errors import Missing
from goodgrace.sentences import sentence

NONCE = 12
FORGOTTEN = sentence("This was forgotten, as the customer asked.")


class KeyHolder(Protocol):
    """Whoever has a wrapped key: a customer."""

    @property
    def reference(self) -> str:
        """How other systems call them."""

    @property
    def wrapped_key(self) -> bytes | memoryview | None:
        """Their data key, wrapped; None once they are forgotten."""


def new_key(reference: str) -> bytes:
    """A fresh data key for a customer, wrapped by the installation's master key."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(settings.KEYS.master).encrypt(nonce, AESGCM.generate_key(256), reference.encode())


def lock(holder: KeyHolder, place: str, text: str) -> bytes:
    """A text that only this customer's key opens again, and only in this place (`turn.text:8f3…`)."""
    nonce = os.urandom(NONCE)
    return nonce + _key(holder).encrypt(nonce, text.encode(), place.encode())


def unlock(holder: KeyHolder, place: str, locked: bytes | memoryview) -> str:
    """The text that was locked in a place. Raises Missing where it was forgotten, or is not what was put there."""
    raw = bytes(locked)
    try:
        return _key(holder).decrypt(raw[:NONCE], raw[NONCE:], place.encode()).decode()
    except InvalidTag:
        raise Missing("What stands here was changed behind our back, or its key is another one.") from None


def _key(holder: KeyHolder) -> AESGCM:
    if not holder.wrapped_key:
        raise Missing(FORGOTTEN)
    return _unwrapped(bytes(holder.wrapped_key), holder.reference)


@lru_cache(maxsize=4096)
def _unwrapped(wrapped: bytes, reference: str) -> AESGCM:
    try:
        return AESGCM(AESGCM(settings.KEYS.master).decrypt(wrapped[:NONCE], wrapped[NONCE:], reference.encode()))
    except InvalidTag:
        raise Missing("The master key is not the one this was kept with.") from None
