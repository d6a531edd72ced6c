"""Whether a moment is so: happened, feared, only thought of, or denied; and what is somebody else's wording."""

import re

from goodgrace.listening.moments.otherwise import otherwise
from goodgrace.listening.moments.shape import Whether
from goodgrace.listening.moments.words.pieces import put_together

_I = re.IGNORECASE
_LITTLE = (
    r"(?:been|be|being|a|an|the|any|my|our|ever|yet|actually|really|currently|personally|going|having|have|had|has|in|to|at|is|was|were|am|are|it|that|"
    r"this|because|of|due|myself|ourselves|recently|victim|victims|suffer(?:ed|ing|s)?|got|get|getting|experienc\w+|even|by|from|also|under|your|him|her|"
    r"me|us|so|as|in\sany|lost|losing|lose|one|single|about|with|on|seriously|for|applied|apply|filed|asking|saying|claiming|say|said|claim|"
    r"never|then|both|still|at\sall|I|we|he|she|they|his|their|report|reporting|into|facing|risk|damaged|hit|affected|destroyed|touched|become|became|becoming)"
)
_NO = r"(?:not|never|no\slonger|no|without|neither|nor|[a-z]+n't|dont|didnt|isnt|wasnt|havent|hasnt|arent|nobody|none)"
_DENIED = re.compile(rf"\b{_NO}(?!\s(?:only|just\smy))(?:\s{_LITTLE}){{0,6}}\s*$", _I)
_NOBODY = re.compile(r"\b(?:nobody|no\sone|none\sof\s(?:us|my|them)|neither\sof\s(?:us|my))\b[^,;.]{0,50}$", _I)
_NOT_INSIDE = re.compile(r"\b(?:not|never|[a-z]+n't|nobody|no\sone)\b", _I)
_NOT_FIRST = re.compile(
    r"(?:(?:I|we|he|she|they|it|my\s(?!english\b)\w+)\s?)?(?:am|is|are|was|were|been|be|have|had|has|'m|'re)\s(?:not|never|no\slonger)\s(?!able|been\sable|working|getting|receiving|enough|with|here|alive|living|together|married|employed|paid|being|in\swork|fit|mobile|well)",
    _I,
)
_TECHNICAL = re.compile(
    r"\scaused\sby\s(?:their|your|this|the)\b|[^.;]{0,30}?\b(?:due\sto|because(?:\sof)?|since|as)\s(?:\w+\s){0,3}?(?:system|website|web\ssite|portal|unknown|page|screen|app|glitch|error|online|locked|blocked|"
    r"closed|(?:they|you)\s(?:\w+\s)?(?:won't|wouldn't|refus\w+|do\snot|did\snot|blocked))\b|[^.;]{0,30}?\b(?:online|contactless|in\s(?:the|your)\sapp|on\s(?:the|your)\s(?:app|website|site|portal))\b",
    _I,
)
"""A payment that a machine or the company stood in the way of, and not want of money."""

_IS_NOT = re.compile(r"(?:\b(?:am|is|are|was|were)|'m|'re|'s)\s(?:not|never)\b(?!\s(?:my|good|very|our|the|great))", _I)
_MISTAKEN = re.compile(
    r"\b(?:mistaken(?:ly)?|incorrect(?:ly)?|wrong(?:ly)?|erroneous(?:ly)?|false(?:ly)?|(?:reported|listed|marked|flagged|declared|showing|shown|shows|coded|recorded)\s"
    r"(?:\w+\s){0,3}as|(?:thinks?|says?|claims?|states?|believes?|insists?|told\sme|assumed?)\s(?:that\s)?(?:I\s?a?'?m|I\swas|I\shad|we\sare))\b[^.;]{0,40}$",
    _I,
)
_UNTRUE = re.compile(
    r"^[^.;!?]{0,60}?\b(?:which\sis\s(?:not\strue|untrue|wrong|false|a\smistake)|(?:that|it|this)\s(?:is|was)\s(?:not\strue|untrue|a\slie|wrong|false|a\smistake|just\sa\sjoke)|"
    r"(?:that\s)?I\s(?:am|'m)\s(?:very\smuch\s|still\s)?(?P<self>alive|fine|well)|(?:that|it|this)\s(?:isn't|wasn't)\s(?:true|so)|turned\sout\s(?:to\sbe\s)?(?:not|nothing|fine|a\sfalse|a\smistake|false)|false\salarm)",
    _I,
)
_IF = re.compile(
    r"\b(?:if|unless|in\scase(?:\sof)?|in\sthe\sevent(?:\sof|\sthat)?|suppos(?:e|ing)|imagin(?:e|ing)|should\s(?:I|my|we|our|one|a|anyone|the|he|she|you|they)|whether|as\sthough|were\sI\sto|were\sto|"
    r"hypothetically|let'?s\ssay|(?:^\s*|(?:just|well|like)\s)say\s(?:I|my|we)|assuming|wonder(?:ing)?\swhat|until|before\sI|so\sthat\sI\s(?:don'?t|do\snot)|lest)\b",
    _I,
)
_ASKED = re.compile(
    r"\b(?:what\s(?:happens|if|would|about|should\s(?:I|we)|do\s(?:I|we)\sdo)|how\s(?:do|does|can|should|would)\s|what\skind|do\syou\s(?:cover|offer|have|help|insure|support)|does\s(?:the|my|your|this|it|that)\s(?:\w+\s){0,3}(?:cover|include|protect|apply|pay\sout)|"
    r"is\s(?:there|it)\s(?:a|any|possible)|are\sthere|(?:am|are|is)\s(?:\w+\s){1,3}(?:covered|protected|insured|eligible)|can\s(?:someone|a\scustomer|people|anyone|one)|would\s(?:I|you|it|that)\s)",
    _I,
)
_QUESTION = re.compile(
    r"(?:does|do|can|could|is|are|will|would|what|how|who|whom|where|should|may)\s(?!(?:\w+\s){0,3}know\b)", _I
)
_COVER = re.compile(
    r"\b(?:insur(?:e[sd]?|ance)\s(?:\w+\s){0,3}?(?:for|against|in)|policy\s(?:for|on|covers?|about|says|states)|cover(?:s|ed|age)?\s(?:for|against|in)|"
    r"(?:protect(?:s|ed|ing|ion)?|guard)\s(?:\w+\s){0,3}?(?:from|against)|prevent(?:s|ing|ion)?(?:\sof)?|article\s(?:about|on)|leaflet|brochure|training\s(?:on|about)|webinar|film|movie|novel|book\s(?:about|on)|"
    r"(?:raise|raising|donat\w+|charity|fundrais\w+)\s(?:\w+\s){0,4}?(?:for|to|money|funds)|in\sthe\snews|advert(?:isement)?|song|podcast|documentary)\b[^.;]{0,50}$",
    _I,
)
_MIGHT = re.compile(
    r"\b(?:could|would|might|may|can|shall)(?:n't|\snot)?(?:\s(?:be|have|well|also|easily|potentially|possibly|then|even|soon|end|up|i|we|you|they|cause|create|lead|result|a|an|to|the|in|me|us|my|our|put|into|financial|severe|real|become|been|serious|great|undue|of|all|go|lose)){0,7}\s*$",
    _I,
)
_MAYBE = re.compile(r"\b(?:could|might|may)\b[^.;]*$", _I)
_CAUSING = re.compile(r"\b(?:create|cause|lead|result|put)\b", _I)
_FEARED = re.compile(
    r"(?:\b(?:afraid|scared|worr(?:y|ied|ies|ying)|fear(?:s|ed|ful|ing)?|terrified|anxious|frightened|dread(?:ing)?|petrified|at\srisk|risk(?:ing)?|threat(?:en)?(?:s|ed|ing)?|on\sthe\s(?:verge|brink|edge)|"
    r"suspect(?:s|ed|ing)?|suspicious|possib(?:ly|le)|potential(?:ly)?|probably|likely)\b[^.;]{0,60}"
    r"|\b(?:about\sto|going\sto|gonna|will|'ll|won't|wont|may|might|could|fac(?:e|es|ed|ing)(?:\swith)?|looks?\slike|seems?|appears?|think|thinks|believe|feel|guess|assume|close\sto|weeks?\sfrom|days?\sfrom|soon|near|nearly|almost|headed|heading)\b(?:\s[\w']+){0,5}?)\s*$",
    _I,
)
_FEAR_INSIDE = re.compile(
    r"^(?:lose|losing|loosing|loose\s|fac(?:e|ing|ed)|threat|avoid|stop|risk|be\s|foreclosure\swill|end\sup|go\s(?:bankrupt|homeless)|will|going\sto|pending|schedul|before|to\s(?:be\s)?foreclos|fear|save|postpone|cancel)",
    _I,
)
_CERTAIN = frozenset({"bereavement", "illness", "job_loss", "separation", "access_need", "caring", "disaster"})
_NEGATIVE_WORDS = frozenset({"hardship", "job_loss", "distress", "access_need", "domestic_abuse", "caring"})
_BREAK = re.compile(
    r"(?=\b(?:I|we)(?:'ll|\swill|\sam\sgoing|'m\sgoing|\smay|\smight|\swould|\sshall|'d)\b)|[,;:()]|\s[-–—]\s|\b(?:but|because|since|although|though|however|so|after|now\sthat|as(?=\s(?:I|my|we|our|he|she)\b)|and(?=\s(?:I|my|we|our|he|she|then|now|is|was|am|have|has|lost)\b)|when(?=\s(?:I|my|we|our|he|she)\b)|while|due)\b",
    _I,
)
_OWN_CLAUSE = re.compile(r"(?:I|we)(?:'ll|\swill|\sam\sgoing|'m\sgoing)\b", _I)
_HARD_BREAK = re.compile(r"[;:]|\b(?:but|because|since|although|though|however)\b", _I)
_LAW = re.compile(
    r"\b(?:title|subsection|prohibit\w*|applicab\w+|pursuant|u\.?s\.?c|section|act\srequires|furnishers?|consumer\sreporting|growing\snature|violation\sof|violations|negligent|statute)\b|\(\s?\d\s?\)",
    _I,
)
_OWN = re.compile(r"\b(?:I|me|my|mine|we|us|our|I'm|im)\b", _I)
_QUOTE = re.compile(
    r"“[^“”]{12,500}”|\"[^\"\n]{12,500}?(?:\"|'')|«[^«»]{12,500}»|(?m:^[ \t]*>[^\n]*$)|''[^\n]{12,500}?''|(?<!\w)'[^'\n]{12,300}'(?!\w)"
)
_OWN_SPEECH = re.compile(
    r"\b(?:I|we)\s(?:\w+\s){0,4}?(?:said|told|wrote|explained|replied|answered|say|mentioned|asked|responded|stated|emailed)\b[^.!?]{0,40}$",
    _I,
)
_THEIR_TEXT = re.compile(
    r"\b(?:letter|website|web\ssite|leaflet|form|notice|policy|page|terms|email|advert|poster|section|act|law|code|statute|regulation|fcra|faq|guide|message|text|brochure|template|script|sign|poster|flyer|checklist|footer|question|slide|card|bot)\s(?:\w+\s){0,2}?"
    r"(?:says?|said|states?|stated|reads?|read|requires?|provides?|asks?|mentions?|tells?|lists?|covers?|explains?|gives?)\b",
    _I,
)


_OF_KIN = put_together(r"<kin>")


def quotations(text: str) -> tuple[tuple[int, int], ...]:
    """The places of what is quoted from others: between quotation marks or after >, but not what the writer says she said.

    A message that stands between quotation marks as a whole is her own: so they are exported and pasted.
    """
    whole = text.strip()
    return tuple(
        (one.start(), one.end())
        for one in _QUOTE.finditer(text)
        if (one.group().strip() != whole or whole.startswith(">"))
        and not _OWN_SPEECH.search(text, max(0, one.start() - 80), one.start())
    )


def whether(
    moment: str, text: str, sentence: tuple[int, int], start: int, end: int, *, may_deny: bool = True
) -> Whether:
    """Whether the words between start and end of a sentence are said as so; `may_deny`: a no among them denies it."""
    clause = start if _OWN_CLAUSE.match(text, start) else _after(_BREAK, text, sentence[0], start)
    near = text[clause:start]
    wide = text[_after(_HARD_BREAK, text, sentence[0], start) : start]
    if _is_denied(moment, text, sentence, near, start, end, may_deny):
        return "denied"
    if other := otherwise(moment, text, sentence, clause, start, end):
        return other
    if moment == "hardship" and _TECHNICAL.match(text, end):
        return "figurative"
    if _is_thought_of(text, sentence, near, wide, start):
        return "hypothetical"
    return _so_or_feared(moment, text[start:end], near)


def _so_or_feared(moment: str, words: str, near: str) -> Whether:
    if _MIGHT.search(near):
        maybe = _MAYBE.search(near) and not _CAUSING.search(near + words)
        return "feared" if maybe or moment == "fraud" or _FEAR_INSIDE.match(words) else "hypothetical"
    if moment == "hardship" and _FEAR_INSIDE.match(words):
        return "feared"
    return "feared" if _FEARED.search(near) and not (moment in _CERTAIN and _ONLY_OPINION.search(near)) else "happened"


_ONLY_OPINION = re.compile(
    r"\b(?:think|thinks|believe|feel|guess|assume|appears?|seems?|looks?\slike|probably|likely|possibl[ey])\b", _I
)


def _is_denied(
    moment: str, text: str, sentence: tuple[int, int], near: str, start: int, end: int, may_deny: bool
) -> bool:
    if _DENIED.search(near) or _NOBODY.search(near):
        return True
    if may_deny and (
        _NOT_FIRST.match(text, start, end)
        or (moment not in _NEGATIVE_WORDS and _NOT_INSIDE.search(text, start + 1, end))
    ):
        return True
    if moment in ("bereavement", "illness", "job_loss") and _MISTAKEN.search(near):
        return True
    if moment in ("access_need", "domestic_abuse") and _IS_NOT.search(text, start, end):
        return True
    untrue = _UNTRUE.search(text[end : sentence[1]])
    return untrue is not None and not (untrue["self"] and _OF_KIN.search(text, start, end))


def _is_thought_of(text: str, sentence: tuple[int, int], near: str, wide: str, start: int) -> bool:
    before = text[sentence[0] : start]
    if _LAW.search(text, *sentence) and not _OWN.search(text, *sentence):
        return True
    return bool(
        _IF.search(near)
        or _COVER.search(wide)
        or (
            text[sentence[1] - 1] == "?"
            and (_ASKED.search(wide) or (len(near) == len(before) and _QUESTION.match(before)))
        )
        or (
            _THEIR_TEXT.search(before)
            and not re.search(r"\b(?:I|my|we|our)\b", text[start - 15 if start > 15 else 0 : start], _I)
        )
    )


def _after(breaks: re.Pattern[str], text: str, sentence: int, start: int) -> int:
    """The end of the last break before the words, or where the sentence begins, at most 200 characters back."""
    earliest = max(sentence, start - 200)
    ends = [one.end() for one in breaks.finditer(text, earliest, start)]
    return ends[-1] if ends else earliest
