"""Reads a draft back: what stands between it and the customer, with reasons and other words."""

import re
from collections.abc import Iterator, Mapping

from goodgrace.listening.moments.finding import Found, find, sentences, to_act_on
from goodgrace.listening.reading_back.book import own_wordings, wordings
from goodgrace.listening.reading_back.missing import ANY_ACKNOWLEDGEMENT, feelings, said_of, takes_up, takes_up_feeling
from goodgrace.listening.reading_back.phrases import JARGON, NOT_BLAME, PHRASES
from goodgrace.listening.reading_back.plainness import is_hard_to_read
from goodgrace.listening.reading_back.shape import Kind, Note, PhraseBook
from goodgrace.listening.reading_back.terms import acronyms, terms

__all__ = ["Note", "read_back"]

HARDEST = 3  # so many hard sentences are told, not each one

_I = re.IGNORECASE
_GREETING = re.compile(
    r"^\s*(?:dear|hello|hi|good\s+(?:morning|afternoon|evening|day))\b(?:\s(?:mr|mrs|ms|dr|prof)\.)?[^\n.,!?:]{0,60}[,!.:]?\s*(?:\n+|(?<=[,!.:])\s+)",
    _I,
)
_SOLUTION = re.compile(
    r"\b(?:(?:i|we)(?:\s+have|\s+will|\s+can|'ve|'ll)\s+(?:\w+\s+)?(?:refund|credit|waive|cancel|clos|sent|send|process|updat|chang|remov|issu|arrang|transfer|forward|register|paus|stopp|book|paid|pay)\w*|"
    r"please\s+(?:send|fill|complete|return|provide|call|visit|click|upload|submit|log|contact|follow|use|sign|pay|find|reply|allow)|you\s+(?:can|need\s+to|must|will\s+need\s+to|have\s+to|may)\b|"
    r"your\s+(?:refund|claim|request|account|application|payment|case|ticket|order)\s+(?:has|have|is|was|will|number)|attached|to\s+(?:close|cancel|proceed|resolve)\b)",
    _I,
)
_NO = re.compile(
    r"\b(?:(?:i|we)\s+(?:cannot|can\s?not|can't|are\s+(?:not\s+able|unable)|am\s+(?:not\s+able|unable)|will\s+not|won't|could\s+not|couldn't|have\s+to\s+(?:say\s+no|decline|refuse))|"
    r"(?:has|have|was|were|is)\s+(?:been\s+)?(?:declined|denied|rejected|refused|turned\s+down)|not\s+(?:possible|eligible|entitled|refundable)|ineligible|no\s+refunds?|cannot\s+be\s+\w+|can't\s+be\s+\w+)\b",
    _I,
)
_NOT_A_NO = re.compile(
    r"(?:cannot|can't|can\s?not)\s+(?:imagine|thank|apologi[sz]e|wait|stress|promise\s+enough|be\s+(?:easy|put|overstated))|(?:card|payment|transaction)\s+(?:was|is|has\s+been)\s+(?:declined|rejected|refused)|will\s+not\s+(?:be\s+charged|have\s+to|need|charge|happen|close|let)|won't\s+(?:be\s+charged|have\s+to|need|charge)|(?:until|before)\s+(?:i|we)\b",
    _I,
)
_WARNING = re.compile(
    r"\b(?:(?:i|we)(?:'m|\s+am|'re|\s+are)\s+(?:\w+\s+)?(?:afraid|sorry)|sorry\s+to\s+(?:say|tell)|i\s+wish|not\s+the\s+(?:answer|news|outcome)|(?:i|we)\s+know\s+(?:this|that|it)|hard\s+to\s+(?:hear|say|read)|disappoint\w*|bad\s+news|hoped\s+for|difficult\s+(?:news|to)|rather\s+have)\b",
    _I,
)
_NEXT = re.compile(
    r"\b(?:what\s+(?:i|we|you)\s+can|instead|another\s+way|(?:i|we)\s+can\b(?!\s?not)|(?:i|we)\s+(?:will|'ll)\b(?!\s+not)|i'll|we'll|here\s+is|next\s+step|you\s+can\b(?!\s?not)|you\s+could|you\s+may\b|possible\s+is|option|alternatively|call\s+me|reach\s+me|by\s+(?:monday|tuesday|wednesday|thursday|friday|tomorrow|the\s+end))\b",
    _I,
)


def read_back(
    customer_text: str, draft: str, *, glossary: Mapping[str, str] | None = None, book: PhraseBook | None = None
) -> tuple[Note, ...]:
    """Notes on a draft to a customer, in the order of their places in it; each may be ignored.

    `glossary` says the company's own terms in plain words; they count as jargon wherever the customer did not use them
    herself. `book` holds the company's own wordings, which win over ours. Nothing is stored, and nobody is scored.
    """
    if not draft.strip():
        return ()
    told = tuple(found for found in find(customer_text) if to_act_on(found))
    moments = tuple(dict.fromkeys(found.moment for found in told))
    notes = (
        *_phrases(draft, moments, book),
        *_words(customer_text, draft, glossary or {}, moments, book),
        *_hard_sentences(draft, moments, book),
        *_solution_first(customer_text, draft, moments, book),
        *_not_mentioned(customer_text, draft, told, book),
        *_hard_news(draft, moments, book),
    )
    return tuple(sorted(notes, key=lambda note: (note.start, note.end, note.kind)))


def _phrases(draft: str, moments: tuple[str, ...], book: PhraseBook | None) -> Iterator[Note]:
    plain = draft.replace("’", "'")
    taken: list[tuple[int, int]] = []
    for phrase in PHRASES:
        own = own_wordings(phrase.kind, moments, book)
        for one in phrase.pattern.finditer(plain):
            if phrase.kind == "blame" and NOT_BLAME.search(plain, max(0, one.start() - 40), one.start()):
                continue
            if not any(start < one.end() and one.start() < end for start, end in taken):
                taken.append(one.span())
                yield Note(phrase.kind, one.start(), one.end(), phrase.why, own or phrase.alternatives)


def _words(
    customer: str, draft: str, glossary: Mapping[str, str], moments: tuple[str, ...], book: PhraseBook | None
) -> Iterator[Note]:
    """Jargon of ours and of the company, and letters that nobody explained."""
    known = {term.lower() for term in glossary}
    for term, start, end in terms(draft, glossary, customer):
        why = f"“{term}” is a word of the house; the customer did not use it."
        yield Note("jargon", start, end, why, (glossary[term], f"{glossary[term]} ({term})"))
    for term, start, end in terms(draft, JARGON, customer):
        if term.lower() not in known:
            why = f"“{term}” is a word of letters and files; in a talk nobody says it."
            yield Note("jargon", start, end, why, own_wordings("jargon", moments, book) or JARGON[term])
    for letters, start, end in acronyms(draft, customer):
        if letters.lower() not in known:
            why = f"“{letters}” is not explained anywhere, and the customer did not use it."
            yield _note("acronym", start, end, why, moments, book)


def _hard_sentences(draft: str, moments: tuple[str, ...], book: PhraseBook | None) -> Iterator[Note]:
    hard = [(start, end) for start, end in sentences(draft) if is_hard_to_read(draft[start:end])]
    for start, end in hard[:HARDEST]:
        words = len(draft[start:end].split())
        why = f"This sentence has {words} words. Who is tired or upset loses the thread."
        yield _note("reading_level", start, end, why, moments, book)


def _solution_first(customer: str, draft: str, moments: tuple[str, ...], book: PhraseBook | None) -> Iterator[Note]:
    """The first sentence that does something, where it stands before the first that shows she was heard."""
    if not moments and not feelings(customer):
        return
    for start, end in sentences(draft):
        if start < _after_greeting(draft) and end <= _after_greeting(draft):
            continue
        said = draft[start:end].replace("’", "'")
        if ANY_ACKNOWLEDGEMENT.search(said) or any(takes_up(moment, said) for moment in moments):
            return
        if _SOLUTION.search(said):
            why = "The answer comes before a word about what the customer told. Being heard comes first."
            yield _note("solution_first", start, end, why, moments, book)
            return


def _not_mentioned(customer: str, draft: str, told: tuple[Found, ...], book: PhraseBook | None) -> Iterator[Note]:
    place = _after_greeting(draft)
    first = {found.moment: found for found in reversed(told)}
    plain = draft.replace("’", "'")
    for moment, found in sorted(first.items(), key=lambda item: item[1].start):
        if not takes_up(moment, plain):
            why = f"The customer wrote “{said_of(found, customer)}”. The draft does not take it up."
            yield _note("not_mentioned", place, place, why, (moment,), book)
    for feeling, start, end in feelings(customer) if not told else ():
        if not takes_up_feeling(feeling, plain):
            why = f"The customer wrote “{customer[start:end]}”. The draft does not take it up."
            yield _note("not_mentioned", place, place, why, (), book)


def _hard_news(draft: str, moments: tuple[str, ...], book: PhraseBook | None) -> Iterator[Note]:
    """The first no that comes without a word of warning before it, or with nothing possible after it."""
    plain = draft.replace("’", "'")
    places = sentences(draft)
    for number, (start, end) in enumerate(places):
        said = plain[start:end]
        if not _NO.search(said) or _NOT_A_NO.search(said):
            continue
        before = plain[places[number - 1][0] if number else start : end]
        missing = [
            *([] if _WARNING.search(before) else ["It comes without a word that prepares for it."]),
            *([] if _NEXT.search(plain[start:]) else ["Nothing after it says what is possible, or what happens next."]),
        ]
        if missing:
            yield _note("hard_news", start, end, " ".join(["This is hard news.", *missing]), moments, book)
        return


def _after_greeting(draft: str) -> int:
    greeting = _GREETING.match(draft)
    return greeting.end() if greeting else len(draft) - len(draft.lstrip())


def _note(kind: Kind, start: int, end: int, why: str, moments: tuple[str, ...], book: PhraseBook | None) -> Note:
    found = wordings(kind, moments, book)
    if found is None:  # each kind has wordings for any moment in our own book
        raise LookupError(f"the phrase book has no wording for {kind}")
    return Note(kind, start, end, why, found)
