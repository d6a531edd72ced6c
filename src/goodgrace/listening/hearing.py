"""Hearing: what a message says of feelings, of what is at stake and of moments, each with its words, or an abstention."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from goodgrace.listening import model
from goodgrace.listening.moments.finding import Found, Score, find, sentences, to_act_on
from goodgrace.listening.stakes import Reason, Stakes, stakes
from goodgrace.listening.tongue import has_words, is_english

NEUTRAL = "neutral"
EMOTIONS = ("frustration", "sadness", "worry", "confusion", "disappointment", "embarrassment", "gratitude", "relief")
"""The eight groups: `sadness` is sadness or grief, `worry` worry or fear, `relief` relief or joy."""
UNSAFE = {"distress", "domestic_abuse"}
NOT_SO = {"denied", "figurative"}
CALM = 0.5
"""Where nothing was heard, and it is less likely than this that nothing is there, we are not sure."""
MOST_SENTENCES = 240
"""Of a longer message the feelings are heard in its first and its last sentences."""
LONGEST_SENTENCE = 240
"""Characters; a longer one is heard in parts of about this length, as much as the model reads at once."""
MESSAGES_AT_ONCE = 256
"""Their sentences go through the model in order of length: of more messages, fewer pieces are filled up."""
TAUGHT = 110
"""Characters of the longest sentence that the meaning of moments was learned from; of longer ones it says nothing."""

OTHER_LANGUAGE = "It does not read as English, the only language the listener was taught."
TOO_SHORT = "There are no words to hear."
UNSURE = "The listener is not sure enough to say anything."
IN_PART = "Of this long message, the feelings were heard in its first and last sentences only."

_PART = re.compile(rf".{{1,{LONGEST_SENTENCE}}}(?:\s+|\Z)|.{{{LONGEST_SENTENCE}}}", re.DOTALL)
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Emotion:
    """A feeling that a message shows most clearly in `text[start:end]`; how likely, from 0 to 1."""

    name: str
    confidence: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard in one message. It is for a person to read: nothing is decided by it.

    `abstained` means that nothing is said about it; `why` says why, or what else to know.
    """

    emotions: tuple[Emotion, ...]
    stakes: Stakes
    moments: tuple[Found, ...]
    abstained: bool
    why: str = ""

    @property
    def understood(self) -> bool:
        """Whether it was listened to at all: what is said in a language that the listener does not know was not."""
        return self.why != OTHER_LANGUAGE

    @property
    def moments_to_act_on(self) -> tuple[Found, ...]:
        """The moments that happened to the customer or someone close, or that they fear; the rest shows why not."""
        return tuple(found for found in self.moments if to_act_on(found))

    def as_json(self) -> dict[str, Any]:
        """The same as plain data: names, shares and places, none of the message's words."""
        return {
            "emotions": [{"name": each.name, "confidence": each.confidence} for each in self.emotions],
            "stakes": {"level": self.stakes.level, "reasons": [_placed(each) for each in self.stakes.reasons]},
            "moments": [_moment(each) for each in self.moments],
            "abstained": self.abstained,
            "why": self.why,
        }


def _placed(reason: Reason) -> dict[str, Any]:
    return {"name": reason.name, "start": reason.start, "end": reason.end}


def _moment(found: Found) -> dict[str, Any]:
    told = {"moment": found.moment, "who": found.who, "whether": found.whether, "start": found.start, "end": found.end}
    return {**told, "confidence": round(found.confidence, 3)}


def hear(text: str) -> Heard:
    """What one message says: feelings, stakes and moments, each with its words; or an abstention that says why."""
    return hear_many([text])[0]


def hear_many(texts: Iterable[str], progress: Callable[[int], None] | None = None) -> list[Heard]:
    """The same for many messages, in their order; `progress` is told after each few how many were heard."""
    rest, heard = iter(texts), list[Heard]()
    while some := list(islice(rest, MESSAGES_AT_ONCE)):
        heard.extend(_together(some))
        if progress:
            progress(len(heard))
    return heard


def _together(texts: Sequence[str]) -> list[Heard]:
    """A few messages, whose sentences go through the model side by side."""
    refusals = [_refusal(text) for text in texts]
    places = [() if refusal else _places(text) for text, refusal in zip(texts, refusals, strict=True)]
    said = iter(
        model.emotions([text[start:end] for text, spans in zip(texts, places, strict=True) for start, end in spans])
    )
    felt = [[(span, next(said)) for span in spans] for spans in places]
    return [
        Heard((), Stakes("low", ()), (), abstained=True, why=refusal) if refusal else _heard(text, shown)
        for text, refusal, shown in zip(texts, refusals, felt, strict=True)
    ]


def _heard(text: str, felt: Sequence[tuple[Span, dict[str, float]]]) -> Heard:
    moments = find(text, score())
    unsafe = [(found.start, found.end) for found in moments if found.moment in UNSAFE and to_act_on(found)]
    not_so = [(found.start, found.end) for found in moments if found.whether in NOT_SO]
    at_stake, emotions = stakes(text, unsafe, not_so), _emotions(felt)
    abstained = not (emotions or moments or at_stake.reasons)
    why = UNSURE if abstained else IN_PART if len(felt) == MOST_SENTENCES else ""
    return Heard(emotions, at_stake, moments, abstained, why)


def score() -> Score:
    """How likely a sentence tells of a moment, by its meaning; each goes through the model once, whichever are asked."""
    kept: dict[str, dict[str, float]] = {}

    def likely(sentence: str, moment: str) -> float | None:
        if len(sentence) > TAUGHT:
            return None
        if sentence not in kept:
            [kept[sentence]] = model.moments([sentence])
        return kept[sentence].get(moment)

    return likely


def _emotions(felt: Sequence[tuple[Span, dict[str, float]]]) -> tuple[Emotion, ...]:
    """Each group that reaches its threshold in some sentence, where it is clearest; neutral where there is none."""
    found = [clearest for name in EMOTIONS if (clearest := _clearest(name, felt))]
    if found:
        return tuple(sorted(found, key=lambda emotion: -emotion.confidence))
    (start, _), (_, end) = felt[0][0], felt[-1][0]
    calm = min(said[NEUTRAL] for _, said in felt)
    return (Emotion(NEUTRAL, round(calm, 3), start, end),) if calm >= CALM else ()


def _clearest(name: str, felt: Sequence[tuple[Span, dict[str, float]]]) -> Emotion | None:
    (start, end), said = max(felt, key=lambda each: each[1][name])
    likely = said[name]
    return Emotion(name, round(likely, 3), start, end) if likely >= model.threshold(name) else None


def _refusal(text: str) -> str:
    """Why a text is not heard; nothing where it is."""
    if not has_words(text):
        return TOO_SHORT
    return "" if is_english(text) else OTHER_LANGUAGE


def _places(text: str) -> tuple[Span, ...]:
    """The sentences of a message, long ones in parts; of a very long message the first and the last."""
    spans = tuple(part for start, end in sentences(text) for part in _parts(text, start, end))
    if len(spans) > MOST_SENTENCES:
        spans = (*spans[: MOST_SENTENCES // 2], *spans[-MOST_SENTENCES // 2 :])
    return spans or ((0, len(text)),)


def _parts(text: str, start: int, end: int) -> tuple[Span, ...]:
    if end - start <= LONGEST_SENTENCE:
        return ((start, end),)
    return tuple(match.span() for match in _PART.finditer(text, start, end))
