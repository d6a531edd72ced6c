"""Finding a customer whose name is locked: keyed digests of the words of a name and of an address.

Without the master key nobody can tell a word from its digest. What a thief of the database alone can still see is that two
customers share a word.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from hmac import digest

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db.models import QuerySet

from goodgrace.customers.models import Customer, SearchMark

LENGTH = 16
MOST_WORDS = 20
"""As many words of a name are indexed, and looked for."""


def marks_of(name: str, email: str) -> frozenset[bytes]:
    """The digests that a customer is found by: each word of the name, and the address."""
    marks = {_mark("word", word) for word in words_of(name)}
    return frozenset(marks | ({_mark("email", _plain(email))} if email else set()))


def words_of(name: str) -> list[str]:
    """The words of a name as they are compared: small letters without accents."""
    return re.findall(r"\w+", _plain(name))[:MOST_WORDS]


def keyed_digest(text: str) -> str:
    """An identity such as a vehicle's number, so that it can be compared and not guessed."""
    return _mark("identity", text).hex()


def forgotten_mark(reference: str) -> bytes:
    """What is kept of a forgotten customer, so that the next import does not bring them back."""
    return _mark("forgotten", reference)


def forgotten_among(references: Iterable[str]) -> frozenset[str]:
    """Which of these references belonged to customers who were forgotten."""
    marks = {forgotten_mark(reference): reference for reference in references}
    found = SearchMark.objects.filter(digest__in=list(marks)).values_list("digest", flat=True)
    return frozenset(marks[bytes(mark)] for mark in found)


def called(text: str) -> QuerySet[Customer]:
    """The customers with this address, or with all these words in their name; nobody for no words."""
    marks = [_mark("email", _plain(text))] if "@" in text else [_mark("word", word) for word in words_of(text)]
    found = Customer.objects.filter(forgotten_at=None) if marks else Customer.objects.none()
    for mark in marks:
        found = found.filter(pk__in=SearchMark.objects.filter(digest=mark).values("customer"))
    return found.order_by("id")


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _mark(kind: str, text: str) -> bytes:
    return digest(_key(settings.KEYS.master), f"{kind}:{text}".encode(), "sha256")[:LENGTH]


@lru_cache(maxsize=4)
def _key(master: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"goodgrace customers search").derive(master)
