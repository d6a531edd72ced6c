"""Finds moments in a message: the words first, then whose they are, and whether they are said as so."""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial

from goodgrace.listening.moments.sentences import sentences
from goodgrace.listening.moments.shape import MOMENTS, Cue, Found, Whether
from goodgrace.listening.moments.whether import quotations, whether
from goodgrace.listening.moments.whose import whose
from goodgrace.listening.moments.words import CUES, TURNS
from goodgrace.listening.moments.words.pieces import put_together
from goodgrace.listening.spacing import evened, placed

__all__ = ["MOMENTS", "SHIPPED_THRESHOLD", "Found", "Score", "find", "sentences", "to_act_on"]

Score = Callable[[str, str], float | None]
"""How likely a sentence tells of a moment, from 0 to 1, or None where the listener abstains: (sentence, moment)."""

Quoted = Callable[[], tuple[tuple[int, int], ...]]
"""The places of what is quoted from others; looked for when the first words are found."""

SHIPPED_THRESHOLD = 0.6
"""From this confidence on a moment is shown to be acted on; below it the listener abstains."""

CARE_FIRST = ("distress", "domestic_abuse")
"""To miss these costs more than to show them once too often: where the words are clear, meaning takes nothing from them."""

CLEAR = 0.8
"""How sure words are that leave little else to think of."""

DOUBTFUL = 0.5
"""How sure words are that another reading is as likely for."""

_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "´": "'", "\u00a0": " ", "\u202f": " ", "\t": " ", "\n": " ", "\r": " "}
)
_WORD = re.compile(r"[a-z0-9']+")
_KEY = 4  # letters of a word that are looked at before a pattern is tried


@dataclass(frozen=True, slots=True)
class _Listed:
    """Cues with their moments, in order, and the places of those that ask for each key."""

    cues: tuple[tuple[str, Cue], ...]
    by_key: Mapping[str, list[int]]


def find(text: str, score: Score | None = None) -> tuple[Found, ...]:
    """The moments of a message in the order of their words, those to act on and those not (see `to_act_on`).

    The places are in `text` as it was given. At most one of each moment, person and manner is told for a sentence.
    Only English is read; in other languages nothing is guessed. With `score`, the two are weighed together.
    """
    even, places = evened(text)
    found = ((placed(one.start, one.end, places), one) for one in _found(even, score))
    return tuple(replace(one, start=start, end=end) for (start, end), one in found)


def _found(text: str, score: Score | None) -> tuple[Found, ...]:
    plain = text.translate(_PLAIN)
    quoted = cache(partial(quotations, text))
    found = (one for place in sentences(text) for one in _in_sentence(plain, place, quoted, score))
    return tuple(sorted(found, key=lambda one: (one.start, one.end)))


def to_act_on(found: Found) -> bool:
    """Whether a colleague is shown this as a moment: happened or feared, hers or a relative's, and sure enough."""
    return (
        found.whether in ("happened", "feared")
        and found.who in ("self", "relative")
        and found.confidence >= SHIPPED_THRESHOLD
    )


def _in_sentence(
    plain: str,
    place: tuple[int, int],
    quoted: Quoted,
    score: Score | None,
) -> Iterator[Found]:
    """The best of each moment, person and manner in one sentence."""
    begun = _beginnings(plain[place[0] : place[1]])
    shields = [
        (moment, one.start(), one.end()) for moment, cue in _likely(_TURNS, begun) for one in _all(cue, plain, place)
    ]
    best: dict[tuple[str, str, str], Found] = {
        (moment, "self", "figurative"): Found(moment, "self", "figurative", start, end, 0.9)
        for moment, start, end in shields
    }
    for moment, cue in _likely(_CUES, begun):
        for one in _all(cue, plain, place):
            if any(
                moment == shielded and one.start() < until and since < one.end() for shielded, since, until in shields
            ):
                continue
            found = _read(moment, cue, one, plain, place, quoted, score)
            key = (moment, found.who, found.whether)
            if key not in best or best[key].confidence < found.confidence:
                best[key] = found
    yield from (_with_denial(one, best) for one in best.values())


def _with_denial(found: Found, best: dict[tuple[str, str, str], Found]) -> Found:
    """What is denied in one half of a sentence has not happened in the other."""
    if found.whether in ("happened", "feared") and (found.moment, found.who, "denied") in best:
        return replace(found, whether="denied")
    return found


def _read(
    moment: str,
    cue: Cue,
    words: re.Match[str],
    plain: str,
    place: tuple[int, int],
    quoted: Quoted,
    score: Score | None,
) -> Found:
    start, end = words.span()
    who = whose(moment, cue, plain, place[0], start, end)
    so: Whether = whether(moment, plain, place, start, end, may_deny=cue.whether != "feared")
    if so == "happened" and cue.whether is not None:
        so = cue.whether
    if any(since <= start and end <= until for since, until in quoted()):
        so = "hypothetical"
    sure = (
        DOUBTFUL
        if cue.unless and _pattern_before(cue.unless).search(plain, max(place[0], start - 60), start)
        else cue.sure
    )
    return Found(moment, who, so, start, end, _confidence(sure, moment, plain[place[0] : place[1]], score))


def _confidence(sure: float, moment: str, sentence: str, score: Score | None) -> float:
    """How sure words and meaning are together: their odds, each counted for half of what it says beyond even odds."""
    likely = score(sentence, moment) if score is not None else None
    if likely is None:
        return sure
    if moment in CARE_FIRST and sure >= CLEAR:
        likely = max(likely, sure)
    return 1 / (1 + math.exp(-(_odds(sure) + _odds(min(max(likely, 0.02), 0.98))) / 2 - 0.5 * _odds(sure)))


def _odds(share: float) -> float:
    return math.log(share / (1 - share))


def _beginnings(text: str) -> frozenset[str]:
    """The first letters of each word, and words that are shorter as they are."""
    return frozenset(word[:_KEY] for word in _WORD.findall(text.lower()))


def _likely(listed: _Listed, begun: frozenset[str]) -> tuple[tuple[str, Cue], ...]:
    """The cues that may be in a message that begins its words so, in the order in which they are listed."""
    places = {place for key in begun for place in listed.by_key.get(key, ())}
    return tuple(listed.cues[place] for place in sorted(places))


def _all(cue: Cue, plain: str, place: tuple[int, int]) -> Iterator[re.Match[str]]:
    return _pattern(cue.pattern).finditer(plain, *place)


def _keys(keys: str) -> frozenset[str]:
    return frozenset(key[:_KEY] for key in keys.split())


def _listed(words: Mapping[str, tuple[Cue, ...]]) -> _Listed:
    cues = tuple((moment, cue) for moment, listed in words.items() for cue in listed)
    by_key: dict[str, list[int]] = {}
    for place, (_, cue) in enumerate(cues):
        for key in _keys(cue.keys):
            by_key.setdefault(key, []).append(place)
    return _Listed(cues, by_key)


@cache
def _pattern_before(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return put_together(pattern)


_CUES, _TURNS = _listed(CUES), _listed(TURNS)
