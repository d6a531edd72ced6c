"""Turns of phrase that hold a customer at a distance, why, and how a person would say it."""

import re
from dataclasses import dataclass

from goodgrace.listening.reading_back.shape import Kind


@dataclass(frozen=True, slots=True)
class Phrase:
    """A turn of phrase to look at again. Its alternatives are ours; a company's own wording wins."""

    kind: Kind
    pattern: re.Pattern[str]
    why: str
    alternatives: tuple[str, str]


def _phrase(kind: Kind, pattern: str, why: str, first: str, second: str) -> Phrase:
    return Phrase(kind, re.compile(rf"\b(?:{pattern})", re.IGNORECASE), why, (first, second))


PHRASES = (
    # ── policy-speak ──
    _phrase(
        "policy_speak",
        r"(?:as\s+per|per|under|according\s+to|in\s+line\s+with|in\s+accordance\s+with|due\s+to|because\s+of)\s+(?:our|the|company|standard)\s+(?:company\s+|internal\s+|standard\s+|return\w*\s+)?(?:policy|policies|procedures?|guidelines|terms(?:\s+and\s+conditions)?|protocol)",
        "A policy is no reason that a person can do something with. Say what the reason behind it is, or leave it out.",
        "The reason is ...",
        "Here is how we usually do this, and why: ...",
    ),
    _phrase(
        "policy_speak",
        r"(?:that|this|it)(?:'s|\s+is)\s+(?:simply\s+|just\s+)?(?:not|against)\s+(?:our|the|company)\s+policy|(?:our|company)\s+policy\s+(?:is|states?|requires?|dictates?|prevents?|does\s+not\s+allow|prohibits?|clearly\s+states?)|it\s+is\s+(?:our|company)\s+policy",
        "It puts a rule between the two of you. Say what you can do, or the reason behind the rule.",
        "What I can do is ...",
        "I cannot do that, and I want to tell you why: ...",
    ),
    _phrase(
        "policy_speak",
        r"unfortunately,?\s+(?:we|i)\s+(?:are|am)\s+(?:not\s+able|unable)(?:\s+to)?|unfortunately,?\s+(?:we|i)\s+(?:cannot|can\s?not|can't)",
        "It opens with a shut door, in words that every company uses.",
        "I am sorry, I cannot ... What I can do is ...",
        "This is not the answer you hoped for: ...",
    ),
    _phrase(
        "policy_speak",
        r"we\s+regret\s+to\s+inform(?:\s+you)?|please\s+be\s+(?:advised|informed)(?:\s+that)?|(?:kindly|please)\s+(?:note|be\s+aware)\s+that|this\s+(?:letter|email)\s+is\s+to\s+(?:inform|advise|notify)",
        "It sounds like a notice on a wall, not like a person.",
        "I have to tell you something you will not like: ...",
        "I am writing because ...",
    ),
    _phrase(
        "policy_speak",
        r"(?:any|the)\s+inconvenience(?:\s+(?:this|it|that)\s+(?:may|might)\s+have\s+caused|\s+caused|\s+this\s+has\s+caused)?",
        "It names nothing that happened, and calls it small.",
        "I am sorry that you had to ... because of us.",
        "You waited ... for this. I am sorry.",
    ),
    _phrase(
        "policy_speak",
        r"(?:we|i)\s+(?:truly\s+|highly\s+|greatly\s+)?value\s+your\s+(?:business|custom|patronage|feedback|loyalty)|your\s+(?:call|business|satisfaction|feedback)\s+is\s+(?:very\s+)?important\s+to\s+us|valued\s+customer|rest\s+assured|we\s+take\s+(?:this|these|such|all)\s+\w+\s+(?:very\s+)?seriously",
        "It is said to everybody, so it says nothing to anybody.",
        "Leave it out, and say what you did about it.",
        "I have read all of your letter, and this is what I have done: ...",
    ),
    _phrase(
        "policy_speak",
        r"(?:do\s+not|don't)\s+hesitate\s+to\s+(?:contact|call|reach|get\s+in\s+touch|ask)(?:\s+us)?|should\s+you\s+(?:have|require)\s+any\s+(?:further\s+)?(?:questions|queries|assistance|information)",
        "It leaves the work to the customer, and names nobody.",
        "You reach me at ...; I am here until ...",
        "I will call you on ... to see whether it has arrived.",
    ),
    _phrase(
        "policy_speak",
        r"(?:as\s+per|per)\s+(?:our|your|my)\s+(?:records|system|previous|earlier|last|conversation|discussion|email|correspondence|request|call)(?:\s+(?:correspondence|conversation|email|discussion|call))?|our\s+records\s+(?:show|indicate|reflect)|(?:at\s+this\s+(?:time|juncture|point\s+in\s+time))|we\s+reserve\s+the\s+right|pursuant\s+to",
        "It is the language of files. Say it as you would say it on the phone.",
        "When we spoke on ...",
        "I can see here that ...",
    ),
    _phrase(
        "policy_speak",
        r"(?:the\s+)?(?:terms(?:\s+and\s+conditions)?|t\s?&\s?cs?|agreement|contract)\s+(?:you\s+(?:signed|agreed\s+to|accepted)|clearly\s+states?|states?\s+that)|you\s+(?:agreed|signed\s+up)\s+to\s+(?:our|the)\s+terms",
        "It wins an argument and loses the person.",
        "I know this is easy to miss: ...",
        "It is written in the contract, and I understand that nobody told you so.",
    ),
    # ── blame ──
    _phrase(
        "blame",
        r"you\s+(?:have\s+)?(?:failed|neglected|omitted|forgot|refused)\s+to|your\s+(?:failure|refusal|negligence|omission)(?:\s+to)?|because\s+you\s+(?:did\s+not|didn't|failed|never)",
        "It says first of all that the customer is at fault.",
        "... has not reached us yet.",
        "We still need ...; here is the quickest way.",
    ),
    _phrase(
        "blame",
        r"you\s+should\s+(?:have|'ve)|had\s+you\s+(?:read|checked|told|sent|called|contacted|followed|provided)|you\s+(?:ought\s+to|could)\s+have",
        "What should have been done cannot be done any more.",
        "For next time: ...",
        "What helps now is ...",
    ),
    _phrase(
        "blame",
        r"you\s+(?:claim(?:ed)?|allege[sd]?|insist(?:ed)?)(?:\s+that|\s+to\s+have)?\b|your\s+alleged",
        "It says that the customer is not believed.",
        "You told us that ...",
        "You wrote that ...",
    ),
    _phrase(
        "blame",
        r"(?:as\s+)?(?:i|we)\s+(?:have\s+|'ve\s+)?already\s+(?:told|explained|informed|stated|mentioned|advised)|as\s+(?:previously|already|clearly)\s+(?:stated|explained|mentioned|advised|communicated)|as\s+you\s+(?:should|must|were|are)\s+(?:already\s+)?(?:know|be\s+aware|told|aware)",
        "It says that the customer did not listen.",
        "Let me say it once more, in other words: ...",
        "It is a lot to take in, so here it is again in short: ...",
    ),
    _phrase(
        "blame",
        r"(?:this|that|it)\s+(?:is|was)\s+(?:entirely\s+|clearly\s+)?(?:your|the\s+customer's)\s+(?:own\s+)?(?:fault|mistake|error|responsibility)|you\s+are\s+(?:responsible|liable)\s+for|user\s+error|you\s+must\s+have\s+(?:mis\w+|forgotten|pressed|entered|done)",
        "It looks for who is at fault; what matters to the customer is what happens next.",
        "This happens easily, and it can be put right: ...",
        "What we can do about it now is ...",
    ),
    # ── passive refusal ──
    _phrase(
        "passive_refusal",
        r"(?:cannot|can\s?not|can't|could\s+not|will\s+not|won't)\s+be\s+(?:\w+ly\s+)?(?:processed|refunded|accepted|granted|approved|honou?red|waived|accommodated|considered|extended|reversed|issued|made|given|offered|actioned|authori[sz]ed|changed|cancelled|fulfilled|credited)",
        "Nobody says no here, so nobody can be asked.",
        "I cannot do this, because ... What I can do is ...",
        "We decided not to ..., and this is why: ...",
    ),
    _phrase(
        "passive_refusal",
        r"(?<!card )(?<!payment )(?<!transaction )(?:has|have|had|was|were|is|are)\s+(?:been\s+|being\s+)?(?:\w+ly\s+)?(?:declined|denied|rejected|refused|disapproved|turned\s+down|deemed\s+\w+)|it\s+(?:has\s+been|was)\s+(?:decided|determined|concluded)\s+that",
        "It happened by itself, as it were. Say who decided, and why.",
        "We could not say yes to this, because ...",
        "I looked at it myself, and I have to say no this time. The reason is ...",
    ),
    _phrase(
        "passive_refusal",
        r"(?:is|are)\s+not\s+(?:permitted|allowed|eligible|entitled|possible|permissible|refundable)|(?:is|are)\s+ineligible|no\s+(?:refunds?|exceptions?|credit|compensation|extensions?)\s+(?:can|will|may|could)\s+be\s+(?:\w+)|does\s+not\s+(?:qualify|meet\s+(?:the|our)\s+criteria)",
        "It shuts the door without a person at it.",
        "I cannot do this one. What is possible is ...",
        "This does not fit the rules as they are, so I looked for another way: ...",
    ),
)

NOT_BLAME = re.compile(
    r"\b(?:not|never|nothing|no|isn't|wasn't|without)\b[^.!?]{0,30}$|you\s+(?:did\s+not|didn't)\s+(?:do\s+anything|cause|need)",
    re.IGNORECASE,
)
"""What turns blame around: this was not your mistake."""

JARGON: dict[str, tuple[str, str]] = {
    "aforementioned": ("this", "the one you wrote about"),
    "herewith": ("with this letter", "here"),
    "hereby": ("with this letter", "(leave it out)"),
    "notwithstanding": ("even so", "although"),
    "utilise": ("use", "work with"),
    "utilize": ("use", "work with"),
    "commence": ("start", "begin"),
    "terminate": ("end", "close"),
    "ascertain": ("find out", "check"),
    "expedite": ("do it faster", "put it first"),
    "endeavour": ("try", "do what I can"),
    "endeavor": ("try", "do what I can"),
    "remit": ("send", "pay"),
    "remittance": ("payment", "what you sent"),
    "disbursement": ("payment to you", "what we pay out"),
    "adjudicated": ("decided", "looked at"),
    "actioned": ("done", "carried out"),
    "escalated": ("passed on to somebody who can decide", "given to my lead, by name"),
    "ex gratia": ("as a goodwill gesture", "because we want to"),
    "pro rata": ("for the part of the month you had it", "in proportion"),
    "in lieu of": ("instead of", "in place of"),
    "in respect of": ("about", "for"),
    "prior to": ("before", "until"),
    "subsequent to": ("after", "once"),
    "in the event that": ("if", "should it happen that"),
    "with regard to": ("about", "on"),
    "delinquent": ("late", "not paid yet"),
    "delinquency": ("late payment", "what is not paid yet"),
    "forbearance": ("a pause in your payments", "some months without payments"),
    "amortisation": ("paying it back in parts", "how the loan goes down"),
    "amortization": ("paying it back in parts", "how the loan goes down"),
    "decedent": ("the person who died, by name", "your mother or father, by name"),
    "beneficiary": ("the person who receives it", "you, as the one named"),
    "deductible": ("the part you pay yourself", "your share"),
    "non-compliance": ("what is still missing", "not done yet"),
    "stakeholders": ("the people concerned", "everybody involved"),
    "touch base": ("talk", "call you"),
    "circle back": ("come back to you", "write again"),
    "going forward": ("from now on", "(leave it out)"),
}
"""Words of the house that a customer does not use, and what she would say."""
