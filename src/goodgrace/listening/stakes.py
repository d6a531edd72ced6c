"""How much is at stake for the customer: a deadline, money, a third contact, safety, people who depend on her."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from goodgrace.listening.spacing import evened, placed

Level = Literal["low", "medium", "high"]
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is at stake, and the words that say so, as places in the text."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Stakes:
    """How much is at stake, and why; without a reason it is low."""

    level: Level
    reasons: tuple[Reason, ...]


_DAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|tonight|today|midnight|noon|the end of (?:the|this) (?:day|week|month))"
_SPAN = r"(?:\d{1,3}|one|two|three|four|five|seven|ten|a few) (?:more )?(?:hours?|days?|weeks?)"
_FAMILY = r"(?:kids?|child(?:ren)?|bab(?:y|ies)|infants?|toddlers?|newborns?|sons?|daughters?|grand(?:sons?|daughters?|child(?:ren)?|kids?))"
_ILL = r"(?:elderly|disabled|sick|ill|dying|ailing|bedridden|handicapped|aging|ageing)"
_FRAIL = r"(?:\w+[- ]){0,3}(?:mothers?|fathers?|mom|mum|mam|dad|parents?|wife|husband|partner|spouse|brothers?|sisters?|siblings?|nan|gran|granny|grandad|aunt|uncle|in-?laws|family|nieces?|nephews?|cousin|grand\w+|sons?|daughters?|kids?|child(?:ren)?|bab(?:y|ies)|twins|toddlers?|newborn)\b"
_HOME = r"(?:home|house|apartment|flat|property)"
_FALL = r"(?:foreclos\w+|evict\w*|repossess\w*|bankrupt\w*|auctioned|garnish\w*)"

_SAYS: dict[str, tuple[tuple[str, str], ...]] = {
    "deadline": (
        (
            "by until before no due",
            rf"\b(?:by|until|before|no later than|due(?: on)?) (?:this |next )?{_DAY}\b",
        ),
        (
            "days day week weeks hour hours",
            rf"\b(?:in|within|only|have|has|got|just) (?:the next |only |about )?{_SPAN} (?:left|to (?:pay|respond|move|leave|vacate|decide|close|appeal|answer)|or (?:they|i|we|else))\b",
        ),
        (
            "deadline deadlines time running last final",
            r"\b(?:deadlines?|time is running out|running out of time|last (?:day|chance) (?:to|is|for|before)|final notice|time[- ]sensitive)\b",
        ),
        (
            "closing hearing court auction surgery operation wedding funeral flight eviction foreclosure shut shutoff",
            rf"\b(?:closing|hearing|court date|auction|surgery|operation|wedding|funeral|flight|eviction|foreclosure sale|shut[- ]?off) (?:is|are|was set|is set|takes place|has been set)(?: scheduled)?(?: for| on)? (?:this |next |in )?(?:the )?(?:{_DAY}|{_SPAN}|morning|week|\d{{1,2}}(?:st|nd|rd|th)?\b)",
        ),
        (
            "expire expires runs will",
            rf"\b(?:expires?|runs out|will be (?:cut|shut|turned) off|will be (?:disconnected|auctioned|sold|repossessed|foreclosed)) (?:on |by |in |at )?(?:this |next )?(?:{_DAY}|{_SPAN})",
        ),
    ),
    "money": (
        (
            "lose losing lost take taking took sell selling sold save",
            rf"\b(?:los(?:e|ing|t)|take|taking|took|sell|selling|sold|save) (?:my|our|her|his|their|the family) (?:\w+ )?(?:{_HOME}|business|savings|pension|retirement|livelihood)\b",
        ),
        (
            "foreclosure evict repossess bankrupt auctioned garnish",
            rf"\b{_FALL}\b(?! (?:is|are) not)",
        ),
        (
            "life all everything last emptied wiped drained",
            r"\b(?:life savings|all (?:of )?(?:my|our) (?:money|savings)|everything (?:i|we) (?:had|have|own)|last (?:penny|cent|dollar)|emptied my|wiped out|drained)\b",
        ),
        (
            "can cannot cant unable not no without",
            r"\b(?:can(?:no|['’])?t|cannot|unable to|not able to|no money (?:to|for)|without money for) (?:even )?(?:pay|afford|buy|make|cover|feed)(?: for)? (?:\w+ ){0,2}(?:rent|mortgage|food|groceries|medicine|medication|bills?|electricity|heating|my family|(?:our|my) (?:kids|children))\b",
        ),
        (
            "$ £ € usd eur gbp",
            r"(?:[$£€]\s?|\b(?:USD|EUR|GBP) ?)(?:\d{1,3}(?:,\d{3})+|\d{4,})(?:\.\d\d)?\b",
        ),
        (
            "$ £ €",
            r"(?:[$£€]\s?)\{[$£€]?\d{4,}(?:\.\d\d)?\}|\{\$\d{4,}(?:\.\d\d)?\}",
        ),
        (
            ",",
            r"\b\d{1,3}(?:,\d{3})+(?:\.\d\d)? ?(?:dollars|pounds|euros?|usd|eur|gbp|€|£)",
        ),
    ),
    "third contact": (
        (
            "time call email mail letter complaint attempt request dispute chat ticket message",
            r"\b(?:third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d{1,2}(?:rd|th)|umpteenth|hundredth) (?:time|call|email|e-mail|letter|complaint|attempt|request|dispute|chat|ticket|message)\b",
        ),
        (
            "times",
            r"\b(?:called|phoned|emailed|e-mailed|written|wrote|contacted|complained|asked|disputed|reached out|spoken|spoke|been told)\b[^.!?\n]{0,40}?\b(?:three|four|five|six|seven|eight|nine|ten|a dozen|dozens of|several|many|multiple|numerous|countless|\d{1,3}) (?:\w+ )?times\b",
        ),
        (
            "phone calls email emails mail mails letters complaints attempts disputes",
            r"\b(?:three|four|five|six|seven|eight|nine|ten|several|many|multiple|numerous|countless|dozens of|\d{1,3}) (?:phone )?(?:calls|e-?mails|letters|complaints|attempts|disputes)\b",
        ),
        (
            "over again time repeatedly",
            r"\b(?:over and over|again and again|time and (?:time )?again|repeatedly (?:called|asked|contacted|requested|told|disputed))\b",
        ),
        (
            "still yet",
            r"\b(?:still|yet) (?:no|not|have(?:n['’]t| not)) (?:\w+ ){0,3}(?:reply|answer|response|call(?:ed)? back|heard)\b",
        ),
    ),
    "safety": (
        (
            "life lives safety",
            r"\b(?:my|our|her|his|their) (?:life|lives|safety) (?:is|are|was|were) (?:in danger|at risk|threatened)\b",
        ),
        (
            "safe unsafe danger",
            r"(?:\b(?:not|never)|n['’]t) (?:feel(?:ing)? )?safe\b(?! (?:using|giving|paying|shopping|sharing|sending|banking|enough|with|about|to (?:use|pay|send|share|give|order)))|\bunsafe\b|\bin danger\b(?! of)",
        ),
        (
            "threaten threatened threatens",
            r"\b(?:threaten(?:ed|s|ing)?) (?:to (?:kill|hurt|harm|shoot|hit|beat)|me with (?:a|violence)|my (?:life|children|family))\b",
        ),
        (
            "stalk stalked stalking restraining protective domestic",
            r"\b(?:stalk(?:ed|ing|er|s)|restraining order|protective order|domestic (?:violence|abuse))\b",
        ),
        (
            "suicide kill killing hurt hurting harm harming end ending want reason",
            r"\b(?:suicid\w+|(?:kill|harm)(?:ing)? myself|hurt(?:ing)? myself(?! (?:on|at|when|while|falling|tripping|by|badly|trying|in (?:the|a|your))\b)|end(?:ing)? (?:it all|my life)|(?:do(?:n['’]t| not)) want to (?:live|be alive|go on)|no reason to live)\b",
        ),
        (
            "gas carbon caught electric no oxygen dialysis insulin homeless sleeping on",
            r"\b(?:gas leak|carbon monoxide|caught fire|electric shock|no (?:heat|heating|running water|power) (?:in|with|and|for|since)|oxygen (?:machine|tank|concentrator)|dialysis|insulin|homeless|sleeping in (?:my|our|the) car|on the street)\b",
        ),
        (
            "brake brakes",
            r"\bbrakes? (?:failed|do(?:es)? ?n['’]t work|stopped working)\b",
        ),
    ),
    "dependants": (
        (
            "kid kids child children baby babies infant toddler newborn son sons daughter grand",
            rf"\b(?:my|our|with|two|three|four|five|six|small|young|little) (?:\w+ ){{0,2}}{_FAMILY}\b",
        ),
        (
            "elderly disabled sick ill dying ailing bedridden handicapped aging ageing",
            rf"\b(?:my|our|her|his) (?:\w+ ){{0,2}}{_ILL} (?:mother|father|mom|mum|dad|parents?|wife|husband|son|daughter|grand\w+|brother|sister|spouse|partner)\b",
        ),
        (
            "single i caring take taking took sole",
            rf"\b(?:single (?:mother|mom|mum|father|dad|parent)|i(?: am|['’]m) (?:\w+ )?(?:pregnant|a carer|a caregiver|the carer|the caregiver)|(?:caring for|(?:taking|take|took) care of) (?:my|our) {_FRAIL}|sole (?:provider|earner|breadwinner))\b",
        ),
        (
            "family household",
            r"\b(?:family|household) of (?:three|four|five|six|seven|eight|\d)\b",
        ),
    ),
}
"""For each reason: words or marks of which one must begin in a message, and the pattern that is then tried."""


_KEY = 4  # letters of a word that are looked at before a pattern is tried
_WORD = re.compile(r"[a-z]+|[$£€,]")
_PATTERNS = {
    name: tuple(
        (frozenset(key[:_KEY] for key in keys.split()), re.compile(pattern, re.IGNORECASE)) for keys, pattern in said
    )
    for name, said in _SAYS.items()
}
_MAY_BE_DENIED = frozenset({"safety", "dependants"})
_DENIED = re.compile(
    r"\b(?:not|never|no(?! longer)|without|neither|nor|nobody|no one|isn|wasn|aren|weren|haven|hasn|hadn|don|doesn|didn|won|wouldn)\b(?:['’]?t\b)?"
    r"(?! (?:only|just)\b)(?: (?:at all|an?|any|the|in|at|to|be|been|being|is|are|was|were|have|has|had|me|us|my|our|your|him|her|feel|feeling|even|really|"
    r"actually|currently|ever|going|about|thinking|think|of|planning|plan|want|wanting|considering|gonna|he|she|they|you|i|we|there|one|with|kind|sort|"
    r"say|said|saying|or|risk|history|thoughts?|need|under|for|living|sleeping|get|got|getting|because|ready|trying|try)){0,6} ?$",
    re.IGNORECASE,
)
"""What stands before words that are denied: they are not at stake."""
_NOT_INSIDE = re.compile(r"\b(?:no|not|never|without)\b", re.IGNORECASE)
_ALL = tuple((name, keys, pattern) for name, patterns in _PATTERNS.items() for keys, pattern in patterns)
_BY_KEY = {key: [at for at, (_, keys, _) in enumerate(_ALL) if key in keys] for _, keys, _ in _ALL for key in keys}
_ODD = re.compile("[\u0130\u0131\u017f\u212a]")
"""Letters that patterns take for i, s and k: with them, words begin otherwise than they look."""
MOST_OF_EACH = 3
"""So many places are told of each reason; more say nothing new."""


def stakes(text: str, unsafe: Sequence[Place] = (), not_so: Sequence[Place] = ()) -> Stakes:
    """How much is at stake, by what the text says.

    `unsafe` are places that tell of abuse or of harm to oneself; `not_so` are places of what is
    denied, or a turn of phrase.
    """
    told = {Reason("safety", start, end) for start, end in _apart(sorted(unsafe))}
    known = [*unsafe, *not_so]
    read = {one for one in _reasons(text) if one.name != "safety" or not any(_meet(one, place) for place in known)}
    reasons = tuple(sorted(told | read, key=lambda reason: (reason.start, reason.end, reason.name)))
    return Stakes(_level({reason.name for reason in reasons}), reasons)


def _meet(reason: Reason, place: Place) -> bool:
    return reason.start < place[1] and place[0] < reason.end


def _level(names: set[str]) -> Level:
    """High where someone may not be safe, where a deadline puts money or people at risk, or where three come together."""
    if "safety" in names or len(names) >= 3 or ("deadline" in names and names & {"money", "dependants"}):
        return "high"
    return "medium" if names else "low"


def _reasons(given: str) -> Iterator[Reason]:
    text, stood = evened(given)
    found: dict[str, set[Place]] = {}
    for name, pattern in _tried(text):
        places = (match.span() for match in pattern.finditer(text))
        found.setdefault(name, set()).update(place for place in places if not _is_denied(name, text, place))
    for name, those in found.items():
        yield from (Reason(name, *placed(start, end, stood)) for start, end in _apart(sorted(those))[:MOST_OF_EACH])


def _tried(text: str) -> Iterator[tuple[str, re.Pattern[str]]]:
    """The patterns of which a word begins in the text."""
    if not text.isascii() and _ODD.search(text):
        yield from ((name, pattern) for name, _, pattern in _ALL)
        return
    for at in sorted({at for key in beginnings(text) for at in _BY_KEY.get(key, ())}):
        yield _ALL[at][0], _ALL[at][2]


def _is_denied(name: str, text: str, place: Place) -> bool:
    if name not in _MAY_BE_DENIED:
        return False
    if name == "dependants" and _NOT_INSIDE.search(text, *place):
        return True
    return _DENIED.search(text, max(0, place[0] - 60), place[0]) is not None


def beginnings(text: str) -> set[str]:
    """The first letters of each word, and the marks that patterns ask for."""
    return {word[:_KEY] for word in _WORD.findall(text.lower())}


def _apart(places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The places without those that overlap one before."""
    kept: list[tuple[int, int]] = []
    for start, end in places:
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept
