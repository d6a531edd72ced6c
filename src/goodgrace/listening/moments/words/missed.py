"""Wordings that readers of the listener found missing: what is feared for somebody, and who is cared for."""

from goodgrace.listening.moments.shape import Cue

_SERIOUS = (
    r"(?:cancer|leuk[a]?emia|lymphoma|(?:a\s)?(?:\w+\s)?tumou?r|(?:a\s)?(?:\w+\s)?stroke|(?:a\s)?heart\s(?:attack|failure|disease|condition)|dementia|alzheimer'?s|parkinson'?s|"
    r"multiple\ssclerosis|ms(?!\s(?:office|word|teams|excel|windows))|mnd|als|epilepsy|sepsis|pneumonia|meningitis|crohn'?s|copd|an?\saneurysm|lupus|psychosis|kidney\sfailure|liver\sfailure|terminal(?!\s(?:\d|one|two|three|four|five|[a-e]\b|building|fee)))"
)
_PERSON = r"(?:it|this|that|I|he|she|they|we|my\s\w+|our\s\w+)"
_DOCTORS = r"(?:doctors?|gp|consultants?|specialists?|surgeons?|oncologist|neurologist|hospital|nurses?|they|I|we|he|she|paramedics?)"
_WHO_NEEDS = r"(?:mother|father|mom|mum|mam|dad|husband|wife|partner|parents?|in-?laws?|brother|sister|son|daughter|child|grand(?:mother|father|ma|pa|parents|son|daughter)|nan|gran|granny|grandad|aunt|auntie|uncle)"

BEREAVEMENT = (
    Cue(
        "left gone went",
        r"(?:<kin>\s(?:has\s|had\s|have\s)?(?:left\sus\s(?:forever|for\sever|too\ssoon)|left\sthis\s(?:world|life|earth)|(?:gone|went)\sto\s(?:heaven|god|be\swith\s(?:god|the\slord|jesus)))\b)",
        0.92,
        "relative",
    ),
    Cue("more", r"(?:<kin>\s(?:is|are)\s(?:sadly\s)?no\smore(?=\s*(?:[.,;!]|$|and\b|so\b)))", 0.9, "relative"),
    Cue(
        "expired",
        r"(?:<kin>\s(?:has\s|had\s|suddenly\s|sadly\s|unfortunately\s|just\s)*expired(?=\s*(?:[.,;!]|$|(?:on|in|due|last|yesterday|today|at|because|suddenly|from)\b)))",
        0.88,
        "relative",
    ),
    Cue(
        "lost lose losing",
        r"(?:(?:lost|lose|losing)\s(?:my|our)\s(?:little|beautiful|precious|baby|beloved|sweet)\s(?:girl|boy|one|angel)\b)",
        0.9,
        "relative",
    ),
    Cue(
        "die pass survive make live",
        r"(?:<kin>\s(?:\w+\s){0,2}?(?:will|may|might|could|won't|wont|is\sgoing\sto|is\snot\sgoing\sto|isn't\sgoing\sto|is\sabout\sto|is\sunlikely\sto|is\snot\sexpected\sto|isn't\sexpected\sto|can't|cannot)\s"
        r"(?:not\s|soon\s|\w+ly\s|well\s){0,2}(?:die\b(?!\s(?:of\s(?!cancer|this|covid|it\b|heart|sepsis)|laughing|if|when|for|to|without|over|unless|at\sthe\sthought|inside|down))|pass\saway|survive\b(?!\s(?:without|on|school|the\s(?:week|day)\swithout))|make\sit\s(?:through\sthe\s(?:night|week|winter|month|year|operation|surgery)|to\s(?:christmas|spring|summer|the\s(?:end|summer|spring))|past)|live\s(?:much\slonger|long)\b))",
        0.92,
        "relative",
        "feared",
    ),
)

ILLNESS = (
    Cue(
        "suspect suspects suspected fear fears feared think thinks believe believes say afraid worried looks may might could",
        rf"(?:\b{_DOCTORS}(?:\s(?:(?!not\b|never\b|no\b)\w+\s){{0,2}}?|(?='))(?:suspect(?:s|ed)?|fear(?:s|ed)?|thinks?|thought|believe[sd]?|(?:am|is|are|'m|was|were)\s(?:\w+\s)?(?:afraid|worried|scared|frightened|convinced))\s(?:that\s)?{_PERSON}\s?(?:is|'s|am|'m|are|was|may\sbe|might\sbe|could\sbe|has|have|had|may\shave|might\shave|could\shave|has\shad|had\shad|will\sbe)\s(?:had\s|got\s)?{_SERIOUS}\b(?!\s(?:of|on|to|in)\s(?:the|our|this)\s(?:society|industry|company|world|economy)))",
        0.92,
        None,
        "feared",
    ),
    Cue(
        "suspect suspects suspected suspicion",
        rf"(?:\b{_DOCTORS}\s(?:(?!not\b|never\b|no\b)\w+\s){{0,2}}?suspect(?:s|ed)?\s(?:\w+\s)?{_SERIOUS}\b|(?:with|has|have|had|of)\s(?:a\s)?suspected\s(?:\w+\s)?{_SERIOUS}\b)",
        0.92,
        None,
        "feared",
    ),
)

HARDSHIP = (
    Cue(
        "bailiff bailiffs sheriff enforcement",
        r"(?:(?:bailiffs?|sheriff|enforcement\s(?:officers?|agents?))\s(?:are|is|will|'re|may|might)\s(?:be\s)?(?:coming|come|visiting|visit|arriving|arrive|turning\sup|turn\sup|at\s(?:my|our)\sdoor))",
        0.92,
        "self",
        "feared",
    ),
)

CARING = (
    Cue(
        "care caring look looking",
        rf"(?:\b(?:my|our)\s(?:[\w'-]+\s){{0,2}}?{_WHO_NEEDS}\b[^.;!?\n]{{0,80}}?\b(?:and|so|but|whom|who|that|,)\s?(?:I|we|I'm|my\s\w+\sand\sI)\s?(?:am\s|'m\s|are\s|have\sto\s|must\s|had\sto\s|now\s|also\s|still\s|mostly\s|\w+ly\s|help\s(?:to\s)?)*(?:car(?:e|ing)\sfor|look(?:ing)?\safter|tak(?:e|ing)\scare\sof)\b(?:\s(?:him|her|them|both)\b|(?=\s*(?:[.,;!]|$|full|at|alone|every)))(?!\s(?:deeply|very|so\smuch|a\slot|dearly|money|finances)))",
        0.84,
        "relative",
    ),
    Cue(
        "care caring look looking",
        r"(?:\b(?:I|we)\s?(?:am\s|'m\s|are\s|have\sto\s|now\s|also\s|still\s|\w+ly\s)*(?:car(?:e|ing)\sfor|look(?:ing)?\safter)\s(?:him|her|them)(?=\s*(?:[.,;!]|$|at|full|alone|every|day|on\smy\sown))(?=[^.;!?\n]{0,60}?\b(?:dementia|disab\w+|full[\s-]time|alzheimer'?s|wheelchair|bed|stroke|carer|day\sand\snight|round\sthe\sclock|at\shome)\b))",
        0.8,
        "relative",
    ),
)
