"""Whose moment it is: the writer's, somebody's near to her, or another's."""

import re

from goodgrace.listening.moments.shape import Cue, Who
from goodgrace.listening.moments.words.pieces import PIECES, put_together

_KIN = put_together(r"(?:<my>\s)?(?:(?!(?:an?|this|that)\s(?:little|baby)\s)\w+\s)?<kin>")
_OTHERS = (
    r"(?:your\s(?:\w+\s)?\w+|you|customers?|consumers?|people|others|everyone|everybody|anyone|anybody|nobody|citizens|celebrit\w+|actors?|actress|"
    r"singers?|politicians?|presidents?|king|queen|neighbou?rs?|colleagues?|co-?workers?|boss|manager|agent|representative|rep|employees?|staff|"
    r"tenants?|renters?|seller|buyer|borrowers?|owners?|home\s?owners?|landlord|clients?|users?|members?|men|women|students|veterans|"
    r"(?:(?:my|our|his|her|a|the)\s(?:\w+\s)?)?(?:friends?|neighbou?rs?|colleagues?|co-?workers?|boss|flatmate|landlord|driver|passengers?|plumber|technician|advisors?|advisers?|courier|tenants?|customers?|factory|suppliers?)|thousands|hundreds|millions|acquaintance|cosigner|co-?signer|(?:a|the|this|that|another|some|one)\s(?:man|woman|lady|guy|person|family|couple|customer|character)|"
    r"elderly(?:\speople)?|patients?|victims\sof|teachers?|the\s(?:company|merchant|shop|airline|hotel|lender|bank)|"
    rf"(?:my|our|his|her|a|the)\s(?:\w+\s)?{PIECES['pet']}|(?:the\s|my\s)?characters?|the\s(?:film|movie|book|news|article|story))"
)
_PERSON = re.compile(
    rf"(?P<kin>{_KIN.pattern}(?![\s-](?:tongue|language)\b))|(?P<other>\b{_OTHERS}\b)|(?P<self>\b(?:I|I'm|I've|I'd|im|ive|me|my|mine|myself|we|we're|we've|us|our|ours|ourselves)\b)"
    rf"|(?P<they>\b(?:he|she|him|his|her|hers|who|whom|they|them|their)(?:'s|'d|'re|'ve)?\b)",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    rf"\b{_OTHERS}\s(?:who\s(?:was|were|lived?|lives|rented)\s)?(?:here\s|there\s)?(?:before|above|below|beneath|opposite|behind|beside|near|next(?:\sdoor)?\sto|across\sfrom)\s$",
    re.IGNORECASE,
)
"""The tenants before us: we only say who they are."""

_THEY_FOUND = re.compile(
    r"they(?:'ve|\shave|\sjust)?\sfound\b(?!\s(?:\w+\s){1,3}in\s(?:the|your|that|this|an?)\s(?:\w+\s)?(?:road|mattress|pillow|sofa|duvet|cushion|carpet|rug|floor|wall|ceiling|pipe|tyre|tire|cake|bread|sauce|paint)\b)",
    re.IGNORECASE,
)
"""A lump in a breast, and not in a mattress; nobody else was named, so it is hers."""
_OTHERS_OWN = re.compile(
    rf"(?:\b{_OTHERS}'s?|\b(?:your|someone'?s|somebody'?s|a|an|another|people'?s|any|every|no))\s(?:\w+\s){{0,1}}$",
    re.IGNORECASE,
)
_ANYBODYS = re.compile(r"\b(?:family|loved|relatives?|parents?|child|sibling|close|best|spouse)\b", re.IGNORECASE)
_THIEF = re.compile(r"^(?:he|she|they|who|him|them)", re.IGNORECASE)
_OWN_FIRST = frozenset({"fraud", "hardship", "disaster", "domestic_abuse", "job_loss"})
_DONE_BY_OTHERS = frozenset({"fraud", "domestic_abuse"})
_LENDER = re.compile(
    r"(?:they|them|you|who|(?:(?:the|my|our|his|her|a|your)\s(?:\w+\s)?)?"
    r"(?:landlord|bank|lender|company|servicer|collector|bailiffs?|sheriff|council))",
    re.IGNORECASE,
)
_OF_ONE = re.compile(r"\b(?:his|her|their)\s(?:\w+\s)?[\w-]+$", re.IGNORECASE)
_SOMEBODY = re.compile(
    r"\b(?:the|a|an|your|this|that|another|some|every|many|most)\s(?!whole|entire|only)(?:(?!and\b|or\b|but\b|that\b|when\b|because\b|as\b|since\b|so\b|then\b|while\b|after\b)[\w-]+\s){1,2}$",
    re.IGNORECASE,
)
_NAMED_AFTER = re.compile(rf",\s(?:my|our)\s{PIECES['kin']}", re.IGNORECASE)
_OURS = re.compile(r"\b(?:us|me|my|our|family)\b", re.IGNORECASE)
_ABOUT_A_PERSON = frozenset({"bereavement", "illness", "job_loss", "access_need", "separation"})
_IN_THE_WORDS = frozenset({"bereavement", "illness", "separation", "access_need"})
_BREAK = re.compile(
    r"[;:()]|\b(?:but|because|since|although|though|however|and\s(?=I\b|my\b|we\b|our\b|then\b))\b", re.IGNORECASE
)
_MOURNED = frozenset({"bereavement", "caring"})


def whose(moment: str, cue: Cue, text: str, sentence: int, start: int, end: int) -> Who:
    """Whose it is, from the words, then from the clause before them, then from who was last spoken of."""
    if cue.who is not None and not _is_anothers(text, sentence, start):
        return cue.who
    if moment == "caring":
        return "relative"
    if _NAMED_AFTER.match(text, end):
        return "relative"
    if moment in _ABOUT_A_PERSON and _is_somebody(text, sentence, start):
        return "other"
    inside = list(_PERSON.finditer(text, start, _with_owner(moment, text, start, end)))
    before = [one for one in _PERSON.finditer(text, _clause(text, sentence, start), start) if not _is_beside(one, text)]
    for one in _in_order(moment, inside, before):
        return _who(one, moment, text, sentence)
    return "self"


def _with_owner(moment: str, text: str, start: int, end: int) -> int:
    """The end of the words; where they end in my, the end of whoever follows: my mother."""
    owner = _PERSON.match(text, end - 2) if moment in _OWN_FIRST and text[start:end].lower().endswith(" my") else None
    return owner.end() if owner is not None else end


def _is_beside(one: re.Match[str], text: str) -> bool:
    return one.lastgroup == "self" and _BESIDE.search(text, max(0, one.start() - 80), one.start()) is not None


def _in_order(moment: str, inside: list[re.Match[str]], before: list[re.Match[str]]) -> list[re.Match[str]]:
    """The persons spoken of, the likeliest first."""
    nearest = before[::-1]
    if moment in _OWN_FIRST:
        return _owners_first(moment, inside, nearest)
    if moment == "bereavement":
        inside = [one for one in inside if one.lastgroup != "self"]
    if moment in _IN_THE_WORDS:
        kin = [one for one in inside if one.lastgroup == "kin"]
        return [*kin, *inside[:1], *nearest, *inside]
    return [*nearest, *inside]


def _owners_first(moment: str, inside: list[re.Match[str]], nearest: list[re.Match[str]]) -> list[re.Match[str]]:
    """My card, whoever took it; my home, whoever takes it: who does it to her is not whom it happens to."""
    if moment in _DONE_BY_OTHERS:
        inside = [one for one in inside if one.lastgroup != "they" or not _THIEF.match(one[0])]
        nearest = [one for one in nearest if one.lastgroup != "they"]
    if moment == "hardship":
        nearest = [one for one in nearest if not _LENDER.fullmatch(one[0])]
    return [*(one for one in inside if one.lastgroup != "other"), *nearest, *inside]


def _clause(text: str, sentence: int, start: int) -> int:
    breaks = [one.end() for one in _BREAK.finditer(text, max(sentence, start - 200), start)]
    return breaks[-1] if breaks else max(sentence, start - 200)


def _who(one: re.Match[str], moment: str, text: str, sentence: int) -> Who:
    if one.lastgroup == "kin":
        if _OF_ONE.search(text, max(sentence, one.start() - 12), one.end()) and _of_a_stranger(text, one.start()):
            return "other"
        anothers = _is_anothers(text, sentence, one.start()) and not _ANYBODYS.search(one[0])
        return "other" if anothers else "relative"
    if moment == "separation" and one.lastgroup == "they":
        return "self"
    if one.lastgroup == "self":
        return "self"
    if one.lastgroup == "they":
        return _spoken_of(moment, text, one.start())
    return "other"


def _is_somebody(text: str, sentence: int, start: int) -> bool:
    """Whether some man or thing stands right before the words: the driver, your agent, a passenger."""
    before = _SOMEBODY.search(text, max(sentence, start - 60), start)
    return before is not None and not _KIN.search(before[0]) and not _OURS.search(before[0])


def _of_a_stranger(text: str, at: int) -> bool:
    """Whether his or her refers to a stranger named last."""
    named = [one.lastgroup for one in _PERSON.finditer(text, max(0, at - 200), at) if one.lastgroup in ("kin", "other")]
    return bool(named) and named[-1] == "other"


def _is_anothers(text: str, sentence: int, start: int) -> bool:
    return _OTHERS_OWN.search(text, max(sentence, start - 40), start) is not None


def _spoken_of(moment: str, text: str, at: int) -> Who:
    """Whom he, she or they means: the last kin or stranger named in the 400 characters before."""
    named = [one for one in _PERSON.finditer(text, max(0, at - 400), at) if one.lastgroup in ("kin", "other")]
    if named:
        return _who(named[-1], moment, text, max(0, at - 400))
    if moment == "illness" and _THEY_FOUND.match(text, at):
        return "self"
    return "relative" if moment in _MOURNED else "other"
