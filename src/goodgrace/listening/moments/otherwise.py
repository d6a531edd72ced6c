"""What the words around say otherwise: found again, alive, so once, said of a thing, or written by the company."""

import re

from goodgrace.listening.moments.shape import Whether
from goodgrace.listening.moments.words.pieces import put_together
from goodgrace.listening.moments.words.turns import FIRM

_I = re.IGNORECASE
_NEXT = 160
"""Characters of the next sentence in which it may be taken back."""

_WAS_LOST = re.compile(r"^(?:lost|lose|losing|loosing)\b|\blost$", _I)
_WHILE = r"(?:while|when|as|during)\s(?:we\s|I\s|out\s)?(?:were\s|was\s|went\s|had\s)?"
_WHERE = (
    r"(?:super\s?market|shops?|shopping|stores?|malls?|cent(?:re|er)|crowds?|airports?|terminals?|stations?|platform|car\sparks?|parking\s(?:lot|garage)|parkade|park|zoo|"
    r"museum|market|festival|concert|theme\spark|queues?|line|lobby|lounge|maze|stadium|fair|baggage|arrivals|departures|security|check-?in|gates?|customs|"
    r"ikea|tesco|walmart|costco|heathrow|gatwick|schiphol|jfk|disney\w*|beach|playground|cinema|theat(?:er|re)|hotel|resort|fairground|campsite|library|match|parade|carnival|duty[\s-]free|escalators?|aisles?|transit|subway|metro|tube)"
)
_ASTRAY = re.compile(
    rf"(?:,?\s(?:again\s|briefly\s|once\s|twice\s|yesterday\s|today\s|last\s\w+\s|(?:in|at|near)\s(?:[\w'-]+\s){1, 3}?)*for\s(?:a\s(?:few\s)?(?:minutes?|moments?|while|seconds?|bit|hours?)|(?:an|half\san|about\s\w+|\w+)\s(?:minutes|seconds|hours?))\b"
    rf"|,?\s(?:\w+\s){{0,3}}?(?:in|at|near|inside|outside|on|around|between|among|through)\s(?:all\s)?(?:a|an|the|your|our|this|that|their)?\s?(?:[\w'-]+\s){{0,3}}?{_WHERE}\b"
    r"(?!\s(?:shooting|attack|bomb\w*|fire|accident|crash|disaster|collapse|explosion|massacre|stabbing|shootings))"
    rf"|,?\s{_WHILE}(?:shopping|boarding|sightseeing|changing\s\w+|queu\w+|going\sthrough|walking\sround|checking\sin|transferring)\b"
    r"|\s(?:on|off)\s(?:the|a|our|your)\s(?:phone|line|call|video\scall|zoom)|\s(?:mid[\s-]?call|from\sthe\scall)"
    r"|\sto\s(?:golf|football|soccer|fishing|cricket|gaming|video\sgames?|work|tiktok|facebook|fortnite|minecraft|crypto|the\s(?:office|internet|dark\sside|telly|tv|computer|competition)|"
    r"(?:his|her|their)\s(?:phones?|work|jobs?|xbox|ps5|playstation|career|secretary|tablets?)|another\s(?:man|woman)|a\syounger\s(?:man|woman)|a\scult)\b"
    r"|\s(?:to\s(?:my|his|her)\sex\b|in\s(?:the|a|my|our|this)\s(?:\w+\s)?(?:divorce|custody|court|separation|split)|to\s(?:social\sservices|the\s(?:state|system|courts?)|cps|foster|adoption))"
    r"|\s(?:as|from)\s(?:a|an|the|my|our|your)\s(?:\w+\s)?(?:contacts?|users?|members?|beneficiar\w+|named\sdriver|group|list|plan|app|account|policy|reference|guarantor|customer|sight)\b"
    r"|\sat\s(?:chess|cards|poker|scrabble|monopoly|golf|tennis|pool|darts)\b|\s(?:stroller|pram|buggy|pushchair|carrier|bags?|clothes|luggage|formula|bottles?|weight|fat|tooth|teeth|shoes?|blanket|toys?|seat|monitor|room|status|link|access|railcard|benefits?|allowance|tax|care|credits?|photos?|pictures?|videos?|recipes?|ring|name|pass|"
    r"membership|tickets?|details|connection|company|business|account|bonus|rate|policy|settings|profile|data|file|files|paperwork|app|tree|crest|silver|bible|time)\b)",
    _I,
)
"""Lost from sight, to a hobby, to somebody else, or not herself but a thing of hers."""

_LOST_BY = re.compile(
    r"\b(?:you|your\s(?!hospital|doctors?|surgeons?|clinic|ward|nurses)(?:\w+\s){1,3}|(?:the|an?)\s(?:airline|hotel|staff|crew|agent|nursery|school|guide|bus|porter|airport|ferry|cruise)(?:\s\w+)?\s)"
    r"\s?(?:have\s|has\s|had\s|just\s|then\s|even\s|almost\s|nearly\s|\w+ly\s|managed\sto\s)*$",
    _I,
)
_FOUND = re.compile(
    r"\b(?:(?:I|we|they|he|she|you|someone|somebody|staff|security|and|then|but|later|(?:a|an|the|your)\s(?:\w+\s)?\w+)\s(?:\w+ly\s|later\s|then\s|soon\s|had\s|have\s|only\s|at\slast\s)*"
    r"(?:found|located|spotted|tracked\sdown|caught\sup\swith|met)\s(?:her|him|them|each\sother|one\sanother)(?=\s*(?:[.,;!?)]|$)|\s(?:again|later|safe\w*|waiting|at|near|by|outside|after|and|an?\s(?:hour|minute)|"
    r"\w+\s(?:minutes|hours)|eventually|there|with|sitting|standing|crying|asleep|wandering|looking|back)\b)"
    r"|(?:she|he|they)(?:'s|'d|\shas|\shad|\shave)?\s(?:\w+ly\s|later\s|then\s|soon\s)*(?:turned\sup|came\sback|come\sback|showed\sup|reappeared|returned|is\sback|are\sback)\b"
    r"|(?:she|he|they)\s(?:was|were)\s(?:\w+ly\s|later\s|soon\s)*(?:found(?=\s*[.,;!]|\s(?:again|safe|waiting|at\sthe\s(?:gate|desk|entrance|counter|exit|till|checkout|information)))|located|paged|waiting)\b|\breunited\b(?!\s(?:in|with\sgod|in\sheaven)))",
    _I,
)
_FOUND_DEAD = re.compile(
    r"\b(?:dead|died|body|hang(?:ing|ed)|lifeless|unconscious|not\sbreathing|too\slate|drowned|passed)\b", _I
)

_KIN = put_together(r"<kin>")
_ALIVE = put_together(
    r"(?:\b(?:he|she|they|I|we|who|(?:my|our)\s(?P<kin><kin>))(?:'s|'m|'re|\sis|\sam|\sare)\s(?:\w+ly\s|very\smuch\s|still\s|in\sfact\s|both\s|quite\s|so\s|all\s)*"
    r"(?:alive\b(?!\s(?:in|through)\b)|living\b(?!\s(?:in|with|on|off|at|from)\b)|not\s(?:dead|deceased|gone)\b|sitting\s(?:next|beside|right|here)|standing\s(?:next|beside|right|here)|right\shere)"
    r"|\b(?:he|she|they)\s(?:isn't|aren't)\s(?:dead|deceased)?(?=\s*(?:[.,;!]|$))|\b(?:he|she|they)\s(?:is|are)\snot(?=\s*(?:[.;!]|$))|\b(?:he|she|they)\s(?:did\snot|didn't|never|hasn't|has\snot)(?:\sdied?)?(?=\s*(?:[.;!]|$)))"
)
_UNREAL = re.compile(r"\b(?:if|though|like|wish|wished|pretend|imagine|dream|dreamt)\s$", _I)
_PREDICATE = re.compile(r"\b(?:died|dead|deceased|passed(?:\saway|\son)?|gone|killed)$", _I)
_TAKEN_BACK = re.compile(
    r"\s*(?:which\s|but\s|and\s)?(?:that|this|it|none\sof\s(?:that|this))\s?(?:'s|is|was)\s(?:simply\s|just\s|all\s|completely\s|of\scourse\s)*"
    r"(?:not\s(?:true|so|the\scase)|untrue|false|a\s(?:lie|joke|mistake|mix-?up|misunderstanding)|nonsense|rubbish|incorrect|n't\strue)\s*(?:[.!?]|$)",
    _I,
)

_REPORTED = re.compile(
    r"\b(?:you|your\s(?:[\w'-]+\s){0,3}?[\w'-]+|(?:the|my|our|this|their)\s(?:\w+\s)?(?:system|records?|credit\s(?:report|file|bureau|record)|website|app|bot|portal|database|chatbot|statement)|experian|equifax|trans\s?union)\s"
    r"(?:\w+ly\s|have\s|has\s|had\s|just\s|still\s|keep\s|keeps\s|now\s|all\s|also\s|even\s|once\s)*"
    r"(?:wrote|writes?|written|writing|said|says?|saying|states?|stated|claim(?:s|ed|ing)?|thinks?|thought|believe[sd]?|assume[sd]?|insist(?:s|ed|ing)?|recorded|reports?|reported|shows?|showed|decided|concluded|told\s(?:me|us|\w+))\s"
    r"(?:to\s(?:me|us)\s|in\s(?:\w+\s){1,3}?)?(?:that\s)?(?:(?:my|our|the|his|her)\s(?:\w+\s){0,2}?|I\s|he\s|she\s|we\s|they\s)?(?:is\s|was\s|am\s|are\s|has\s|had\s|have\s|'m\s|'s\s|been\s|now\s)*$",
    _I,
)
"""What the company, its letter or its records say; whether it is so, she has not said."""

_REPORTABLE = frozenset({"illness", "job_loss", "separation"})
_NEARLY = re.compile(r"\b(?:(?:could|would|should)\shave|could've|would've|nearly|almost|practically)\b", _I)
_COULD_HAVE = re.compile(r"\b(?:(?:could|would)(?:\sall|\seasily|\swell)?\shave|could've|would've)(?:\s\w+)?\s?$", _I)
"""What did not happen after all."""

_GIVEN = put_together(
    r"\b(?:flowers?|roses?|lil(?:y|ies)|tulips?|orchids?|plants?|bouquets?|wreath|tree|battery|phone|tablet|laptop|car|toy)\s(?:\w+\s){0,2}?(?:for|from|of|to)\s(?:my|our|his|her)\s$"
    r"|\b(?:ones?|it|that|which|<thing>s?)\s(?:that\s|which\s)?(?:I|we|he|she)\s(?:have\s|had\s|just\s)*(?:gave|given|bought|got|sent|lent|ordered|sold|passed\son|handed\s(?:on|down))\s(?:to|for|from)\s(?:my|our|his|her)\s$"
)
"""What somebody was given is dead, and not she."""

_TO_A_FIRM = re.compile(
    rf"\b(?:marriage|married|divorc\w+|relationship|separat\w+|wedded)\s(?:to|with|from)\s(?:my|our|the|your|this|that)\s(?:[\w'-]+\s){{0,3}}?{FIRM}\b",
    _I,
)
"""A marriage to a company, of which the sentence before speaks."""

_THOUGHT = re.compile(
    r"\b(?:I|we|he|she|they|you|staff|everyone|everybody)\s(?:had\s|first\s|already\s|really\s)?(?:thought|assumed|believed)\s(?:that\s)?(?:my|our|the|his|her|I|we|he|she)\b",
    _I,
)
_NOT_AFTER_ALL = re.compile(
    r"[^.;!?]{0,60}?\bbut\s(?:then\s|later\s|luckily\s|in\sfact\s|actually\s)*(?:(?:I|we|he|she)\s(?:had\s|have\s|then\s|later\s|just\s)?(?:found|was\swrong|were\swrong|misplaced|forgot|left)|it\s(?:was\sn|turned|was\sin\b|was\sat\b|was\sjust)|that\swas\s(?:wrong|not)|found)",
    _I,
)
_AT_THE_HOSPITAL = re.compile(r"\b(?:hospital|hospice|icu|intensive\scare|emergency\sroom|a\s?&\s?e)\b", _I)
_VISITING = re.compile(
    r"\s(?:\w+\s){0,2}?(?:to\s(?:visit|collect|pick\sup|drop\soff|meet|deliver)|visiting|for\swork|as\sa\s(?:nurse|doctor|visitor|volunteer|cleaner|porter))\b",
    _I,
)
_MORE_OF_IT = re.compile(
    r"\s(?:before|after|too|without|because|of|within|outside|in|on|from|last|while|when|during|at|this)\b", _I
)

_THING_BEFORE = put_together(
    r"(?:(?:my|our|the|your|this|that|his|her|their|its|a|<kin>'s)\s(?:[\w'-]+\s){0,2}?<thing>s?"
    r"(?P<filler>(?:'s|\s(?:has|had|have|is|was|were|are|got|gets|get|just|also|then|nearly|almost|been|now|all|only|too|so|very|went|feels?|looks?|seems?|seemed|"
    r"committed|commits|commit|tried|attempted|attempting|wants?|wanted|decided|threatens?|threatened|to|tries|took|fell|falls|becomes?|became|who|which|even|\w+ly))*)\s?$)"
)
_BEGINS_AS_VERB = re.compile(
    r"(?:is|was|are|were|has|had|have|got|gets|became|fell|been|being|'s|taken|rushed|diagnosed|died|wants?|wanted|suffers?|suffered|needs?|needed)\b",
    _I,
)
_PREPOSITION = re.compile(r"\b(?:on|in|by|of|to|at|for|from|with|over|about|using|via|through|without)\s$", _I)
_PERSONS = put_together(r"\b(?:my|our|his|her|their|I|we|me|he|she|they|who|<kin>)\b")
_OF_A_THING = frozenset({"bereavement", "illness", "job_loss", "access_need", "separation", "distress"})
_CALLED = put_together(
    r"(?:<kin>\s?\((?:[\w'.,-]+\s){0,4}?(?:<machine>|<pet>|<brand>)s?(?:\s\w{1,6})?\)|\bbaby\s?(?:,|-|–|—|\s-)\s?(?:my|our|the|a|an)\s(?:[\w'-]+\s){0,3}?(?:<machine>|<pet>|<brand>)\b)"
)
"""A name for one's car: my baby (the car)."""

_ONCE = re.compile(
    r"(?<!am\s)(?<!'m\s)(?<!is\s)(?<!are\s)(?<!was\s)(?<!were\s)(?<!got\s)(?<!get\s)(?<!getting\s)(?<!be\s)\bused\sto\b",
    _I,
)
_BE_OR_HAVE = re.compile(r"\s(?:be|have|feel|suffer|care|look|live|struggle|get)\b[^,;.!?]{0,40}$", _I)
_DID_NOT = frozenset({"illness", "job_loss", "disaster", "fraud"})
_ONCE_SO = frozenset({"illness", "job_loss", "hardship", "access_need", "caring", "distress"})
_WAS = re.compile(r"\b(?:was|were|been)\b", _I)
_WORKS_NOW = re.compile(
    r"^[^.;!?]{0,60}?\b(?:but|and|though|however|until|then|since\sthen)\b(?:(?!\b(?:not|never|no|without|cannot)\b|n't)[^.;!?]){0,30}?\b(?:(?:have|has|got|found|started|with|in|landed|began|begun)\s(?:now\s)?(?:a|an|my|his|her|the|another|new)?\s?(?:(?!no\b|not\b|lost\b|never\b)\w+\s){0,2}?(?:job|work|position|employment)\b"
    r"|(?:am|'m|is|'s|are|'re)\s(?:now\s|back\s|again\s|happily\s|currently\s|fully\s)*(?:working|employed|at\swork|in\swork))",
    _I,
)
_JOBLESS = re.compile(
    r"\b(?:unemployed|unemployment|out\sof\s(?:work|a\sjob)|without\s(?:a\s|any\s)?(?:job|work)|jobless|between\sjobs|no\s(?:job|work))\b",
    _I,
)


def otherwise(moment: str, text: str, sentence: tuple[int, int], near: int, start: int, end: int) -> Whether | None:
    """What else the words from start to end are, if not what they seem; `near` is where their clause begins."""
    words = text[start:end]
    if moment in _OF_A_THING and _is_a_things(text, sentence[0], start, end, words):
        return "figurative"
    if moment == "bereavement":
        return _of_a_death(text, sentence, near, start, end, words)
    if moment == "separation" and _is_from_a_firm(text, sentence, start):
        return "figurative"
    if moment in _DID_NOT and (_COULD_HAVE.search(text, near, start) or _is_not_after_all(text, near, end)):
        return "hypothetical"
    if moment == "illness" and _is_a_visit(text, sentence[1], end, words):
        return "denied"
    if moment in _REPORTABLE and _REPORTED.search(text, near, start):
        return "hypothetical"
    return "denied" if moment in _ONCE_SO and _is_over(moment, text, sentence, near, start, end) else None


def _of_a_death(text: str, sentence: tuple[int, int], near: int, start: int, end: int, words: str) -> Whether | None:
    after = min(sentence[1] + _NEXT, len(text))
    if _WAS_LOST.search(words) and _is_astray(text, sentence, start, end, after):
        return "figurative"
    if _is_alive(text, end, after, words) or _TAKEN_BACK.match(text, sentence[1], after):
        return "denied"
    if _GIVEN.search(text, max(sentence[0], start - 60), start):
        return "figurative"
    if _NEARLY.search(text, max(near, start - 8), end) or _THOUGHT.search(text, near, end):
        return "hypothetical"
    if _PREDICATE.search(words) and _is_reported(text, near, start, words) and not _MORE_OF_IT.match(text, end):
        return "hypothetical"
    return None


def _is_astray(text: str, sentence: tuple[int, int], start: int, end: int, after: int) -> bool:
    """Whether who was lost was only lost from sight."""
    if _ASTRAY.match(text, end, sentence[1]) or _LOST_BY.search(text, max(sentence[0], start - 60), start):
        return not _FOUND_DEAD.search(text, end, after)
    return _FOUND.search(text, end, after) is not None and not _FOUND_DEAD.search(text, end, after)


def _is_not_after_all(text: str, near: int, end: int) -> bool:
    return _THOUGHT.search(text, near, end) is not None and _NOT_AFTER_ALL.match(text, end) is not None


def _is_from_a_firm(text: str, sentence: tuple[int, int], start: int) -> bool:
    """Whether it is a company that she leaves, and nobody near to her is named since, to the end of the sentence."""
    firm = _TO_A_FIRM.search(text, max(0, start - _NEXT), start)
    return firm is not None and _KIN.search(text, firm.end(), sentence[1]) is None


def _is_a_visit(text: str, sentence: int, end: int, words: str) -> bool:
    """Whether she was at a hospital for somebody else, who is none of her family."""
    visiting = _VISITING.match(text, end, sentence) if _AT_THE_HOSPITAL.search(words) else None
    return visiting is not None and _KIN.search(text, visiting.end(), min(visiting.end() + 25, sentence)) is None


def _is_alive(text: str, end: int, after: int, words: str) -> bool:
    """Whether it is said afterwards that who was said to be dead lives: he, she, or the same kin."""
    alive = _ALIVE.search(text, end, after)
    kin = _KIN.search(words)
    if (
        alive is None
        or _UNREAL.search(text, max(0, alive.start() - 14), alive.start())
        or (kin and alive[0].lower().startswith(("i ", "i'm", "we ", "we'")))
    ):
        return False
    if alive["kin"]:
        return kin is not None and alive["kin"].lower() == kin[0].lower()
    return _KIN.search(text, end, alive.start()) is None


def _is_reported(text: str, near: int, start: int, words: str) -> bool:
    kin = _KIN.search(words)
    return _REPORTED.search(text, near, start + (kin.start() if kin else 0)) is not None


def _is_a_things(text: str, sentence: int, start: int, end: int, words: str) -> bool:
    """Whether a thing is what they are said of: my laptop, or a car that is called my baby."""
    if _CALLED.search(text, start, min(end + 40, len(text))):
        return True
    if _PERSONS.search(words):
        return False
    thing = _THING_BEFORE.search(text, max(sentence, start - 70), start)
    if thing is None or _PREPOSITION.search(text, max(sentence, thing.start() - 10), thing.start()):
        return False
    return bool(thing["filler"] or _BEGINS_AS_VERB.match(words))


def _is_over(moment: str, text: str, sentence: tuple[int, int], near: int, start: int, end: int) -> bool:
    """Whether it was so once, and is no more: I used to be, or a job is had again."""
    once = _ONCE.search(text, near, end)
    if once and _BE_OR_HAVE.match(text, once.end(), end):
        return True
    words = text[max(near, start - 12) : end]
    return (
        moment == "job_loss"
        and bool(_JOBLESS.search(words) and _WAS.search(words))
        and _WORKS_NOW.search(text[end : sentence[1]]) is not None
    )
