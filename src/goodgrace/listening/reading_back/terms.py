"""Words of the house and letters that stand for words, where the customer did not use them herself."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

KNOWN_TO_ALL = frozenset(
    "OK PDF ID UK US EU USA TV PIN SMS ATM AM PM GPS DVD CD USB SIM DNA NHS BBC PO VIP DIY EUR USD GBP AI IT NY LA DC PS RE FYI MR MRS DR II III IV NOT NO YES AND THE FOR YOU OUR WE CEO UTC GMT ASAP FAQ ISBN COVID HTML URL XL NB".split()
)
"""Letters that need no explaining."""

_LETTERS = re.compile(r"(?<![\w&.-])[A-Z][A-Z&]{1,5}(?=s?(?![\w&-]))")
_SHOUTED = 0.5


def terms(draft: str, words: Iterable[str], customer: str) -> Iterator[tuple[str, int, int]]:
    """The first place of each of these terms in a draft, left out where the customer used it."""
    said = customer.lower()
    for term in words:
        one = _whole(term).search(draft) if term.strip() else None
        if one is not None and not _whole(term).search(said):
            yield term, one.start(), one.end()


def acronyms(draft: str, customer: str) -> Iterator[tuple[str, int, int]]:
    """The first place of each row of capital letters that is explained nowhere in the draft."""
    if _is_shouted(draft):
        return
    seen: set[str] = set()
    for one in _LETTERS.finditer(draft):
        letters = one[0]
        if (
            letters in seen
            or letters in KNOWN_TO_ALL
            or _is_explained(letters, draft)
            or _whole(letters).search(customer)
        ):
            continue
        seen.add(letters)
        yield letters, one.start(), one.end()


def _is_explained(letters: str, draft: str) -> bool:
    """Whether it stands in brackets after its words, or its words in brackets after it."""
    return bool(re.search(rf"\w\s*\(\s*{re.escape(letters)}s?\s*\)|\b{re.escape(letters)}s?\s*\([^)]{{4,}}\)", draft))


def _is_shouted(draft: str) -> bool:
    words = re.findall(r"[^\W\d_]{2,}", draft)
    return bool(words) and sum(word.isupper() for word in words) / len(words) > _SHOUTED


@lru_cache(maxsize=512)
def _whole(term: str) -> re.Pattern[str]:
    spaced = r"\s+".join(map(re.escape, term.split()))
    return re.compile(rf"(?<!\w){spaced}(?!\w)", re.IGNORECASE)
