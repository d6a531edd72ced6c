"""What the customer told and the draft does not take up."""

import re

from goodgrace.listening.moments.finding import Found

_I = re.IGNORECASE
ANY_ACKNOWLEDGEMENT = re.compile(
    r"\b(?:(?:i|we)(?:\s+am|\s+are|'m|'re)\s+(?:\w+\s+){0,3}?sorry|so\s+sorry|sorry\s+(?:to|for|about|that)|condolences?|sympath\w+|i\s+understand|we\s+understand|i\s+can\s+(?:see|hear|imagine|understand|only\s+imagine)|"
    r"(?:that|this|it)\s+(?:must|sounds?|is)\s+(?:\w+\s+){0,3}?(?:hard|difficult|awful|terrible|frightening|frustrating|painful|upsetting|worrying|exhausting|a\s+lot)|thank\s+you\s+for\s+(?:telling|letting|trusting|sharing|being\s+open|writing)|"
    r"going\s+through|(?:difficult|hard|sad|painful)\s+time|i\s+(?:hear|realise|realize)\s+(?:that|how|you)|my\s+thoughts|you\s+are\s+right|you\s+have\s+every\s+right|i\s+apologi[sz]e|we\s+apologi[sz]e|(?:i|we)\s+hope\s+(?:that\s+)?(?:you|he|she|they|your|everybody|everyone))\b",
    _I,
)
_GENERAL = re.compile(
    r"\bgoing\s+through\b|\b(?:difficult|hard|sad|painful|worrying|terrible)\s+(?:time|days|weeks|months|year|situation)\b|\bwhat\s+(?:has\s+)?happened\s+to\s+(?:you|your)\b|\bcarrying\b|\b(?:so|such)\s+a\s+lot\b",
    _I,
)
_SOMEBODY = r"(?:mother|father|mum|mom|dad|husband|wife|partner|son|daughter|brother|sister|child|baby|parents?|grand\w+|uncle|aunt|cousin|friend|mrs?|ms|dr)"
MENTIONS: dict[str, re.Pattern[str]] = {
    "bereavement": re.compile(
        rf"\b(?:loss|condolence\w*|died|death|passed\s+away|(?:he|she|they|{_SOMEBODY})\s+(?:has\s+|had\s+)?passed|passing|grie\w+|bereave\w+|funeral|late\s+{_SOMEBODY}|widow\w*|estate|miscarriage|mourning)\b",
        _I,
    ),
    "illness": re.compile(
        r"\b(?:ill|illness|sick|hospital\w*|surger\w+|operation|treatment|recover\w*|health|diagnos\w+|cancer|stroke|accident|injur\w+|unwell|get\s+well|better\s+soon|condition|medical|disab\w+|feeling\s+better)\b",
        _I,
    ),
    "job_loss": re.compile(
        r"\b(?:job|work|laid\s+off|redundan\w+|unemploy\w+|income|furlough\w*|employ\w+|hours|business|wages)\b", _I
    ),
    "hardship": re.compile(
        r"\b(?:hardship|afford|struggl\w+|money\s+is|tight|financial\w*|cannot\s+pay|can't\s+pay|manage|behind|keep\s+your\s+(?:home|house|car)|foreclos\w+|evict\w*|what\s+you\s+can\s+pay|enough\s+to\s+live|payment\s+plan)\b",
        _I,
    ),
    "disaster": re.compile(
        r"\b(?:flood\w*|fire|storm|hurricane|tornado|earthquake|damage\w*|your\s+(?:house|home)|safe|disaster)\b", _I
    ),
    "fraud": re.compile(
        r"\b(?:fraud\w*|stolen|theft|thief|scam\w*|hack\w*|identity|unauthori[sz]ed|robbed|robbery|burglar\w*|somebody\s+(?:else\s+)?(?:did|used)|someone\s+(?:else\s+)?(?:did|used))\b",
        _I,
    ),
    "domestic_abuse": re.compile(
        r"\bsafe(?:ly|ty)?\b|\bin\s+confidence\b|\bconfidential\w*|\btrust\w*\s+(?:me|us)\b", _I
    ),
    "caring": re.compile(
        r"\b(?:car(?:e|ing|er)\s+(?:for|of)|look(?:ing)?\s+after|carer|power\s+of\s+attorney|on\s+(?:her|his|their)\s+behalf)\b",
        _I,
    ),
    "access_need": re.compile(
        r"\b(?:large\s+print|braille|in\s+writing|by\s+(?:email|text|letter|post)|interpreter|screen\s+reader|hear\w*|deaf|sight|see|blind|read\w*|slow\w*|language|translat\w+|wheelchair|step-free|access\w*|reach\s+you)\b",
        _I,
    ),
    "separation": re.compile(r"\b(?:separat\w+|divorc\w+|split|apart|break-?up|marriage|on\s+your\s+own)\b", _I),
    "distress": re.compile(
        r"\b(?:worried\s+about\s+(?:you|what)|how\s+(?:you\s+are|are\s+you)|with\s+you|talk\s+to\s+(?:somebody|someone|your\s+doctor)|helpline|samaritans|lifeline|not\s+alone|advocate|on\s+your\s+own\s+with)\b",
        _I,
    ),
}
"""How a draft shows that it heard of a moment."""

FEELINGS: dict[str, str] = {
    "frustrated": r"frustrat(?:ed|ing)|fed\s+up|annoyed|irritated|exasperated",
    "angry": r"angry|furious|outraged|livid|mad",
    "worried": r"worried|anxious|nervous|concerned|scared|afraid|frightened|terrified|stressed|panicking",
    "sad": r"sad|heartbroken|devastated|upset|in\s+tears|crying",
    "disappointed": r"disappointed|let\s+down|disheartened",
    "confused": r"confused|at\s+a\s+loss|baffled",
    "ashamed": r"ashamed|embarrassed|humiliated|mortified",
    "exhausted": r"exhausted|overwhelmed|worn\s+out|desperate|helpless|at\s+my\s+wits'?\s+end",
}
_STATED = {
    name: re.compile(
        rf"(?<!as far as )\b(?:i\s+(?:am|was|feel|felt|have\s+been)|i'm|im|i've\s+been|we\s+(?:are|were|feel|felt)|we're|(?:makes?|made|making|leaves?|left)\s+(?:me|us)|leaving\s+(?:me|us))\s+(?:(?!not\b|never\b|no\b)\w+\s+){{0,3}}?(?P<feeling>{words})\b(?!\s+(?:my|the)\s+\w+)",
        _I,
    )
    for name, words in FEELINGS.items()
}


def feelings(text: str) -> tuple[tuple[str, int, int], ...]:
    """The feelings that a customer states in so many words, with their place; at most one of each."""
    plain = text.replace("’", "'")
    found = ((name, pattern.search(plain)) for name, pattern in _STATED.items())
    return tuple((name, one.start("feeling"), one.end("feeling")) for name, one in found if one is not None)


def takes_up(moment: str, draft: str) -> bool:
    """Whether a draft shows that it heard of a moment."""
    if MENTIONS[moment].search(draft):
        return True
    return moment not in ("domestic_abuse", "distress") and _GENERAL.search(draft) is not None


def takes_up_feeling(feeling: str, draft: str) -> bool:
    """Whether a draft takes up a feeling: by its name or by any words of understanding."""
    return bool(re.search(rf"\b(?:{FEELINGS[feeling]})\b", draft, _I) or ANY_ACKNOWLEDGEMENT.search(draft))


def said_of(found: Found, customer: str) -> str:
    """The customer's own words, not too many."""
    words = " ".join(customer[found.start : found.end].split())
    return words if len(words) <= 80 else words[:77] + "..."
