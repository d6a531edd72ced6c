"""Words of abuse at home, caring, access, separation and distress; shown, with no accuracy claimed where none is measured."""

from goodgrace.listening.moments.shape import Cue

_PARTNER = r"(?:husband|wife|partner|boyfriend|girlfriend|ex(?:[\s-](?:husband|wife|partner|boyfriend|girlfriend))?|spouse|father|mother|dad|mum|mom|stepfather|stepdad|brother|son|uncle|fianc[eé]e?|abuser)"
_HELPLESS = r"(?:mother|father|mom|mum|dad|husband|wife|partner|parents?|son|daughter|brother|sister|child|grandmother|grandfather|nan|gran|grandma|grandpa|aunt|uncle|in-?laws?)"

DOMESTIC_ABUSE = (
    Cue(
        "abuser abusive abused abuse abuses violent violence violently",
        rf"(?:\b(?:my|an?|the|her|his)\s(?:\w+\s){{0,3}}?(?:abuser|abusive\s(?:\w+\s)?(?:{_PARTNER}|relationship|marriage|home|household|man|person))\b|domestic(?:ally)?\s(?:violence|abuse[d]?)\b(?!\s(?:charity|policy|leave|awareness|hotline|team|training))|{_PARTNER}\s(?:\w+\s){{0,4}}?(?:was|is|has\sbeen|became|been|being|got)\s(?:\w+\s){{0,2}}?(?:abusive|violent|abusing|controlling)\b|(?:abused|abusing|abuses|violent\sto)\s(?:me|us)?\s?(?:by\s(?:my|his|her)\s{_PARTNER}))",
        0.88,
    ),
    Cue(
        "hits hit beat beats beating threatened threatens threatening stalk stalking stalks strangled choked hurt kill attacked punched assaulted controls control hides takes harass harassing track",
        rf"(?:\b(?:my|his|her)\s(?:\w+\s)?{_PARTNER}\s(?:\w+\s){{0,4}}?(?:hits?\b(?=\s(?:me|us|my\s(?:kids?|children|son|daughter|baby|mother|head|face)|our\s\w+|her|him|the\s(?:kids|children|baby))\b|\s*(?:[.,;!]|$)|\sand\b)(?!\s(?:me|us)\s(?:up|with\s(?:the|an?|this|that)\s(?:\w+\s)?(?:date|bill|news|question|price|invoice|request|idea))|\sour\s(?:car|van|bike|fence|wall|garage|gate))|beats?(?!\sme\sto|\sme\sat)\b(?!\s(?:me\s(?:to|at|by|in\s(?:chess|the\s(?:race|game|quiz|final)))\b|the\b|a\b|your\b|my\s(?:record|score|time)))|beat\s(?:me(?!\s(?:to|at|by|in\s(?:chess|the\s(?:race|game|quiz|final)))\b)|up)|threaten(?:s|ed|ing)\s(?:to\s(?:kill|hurt|take|find)|me)|stalk(?:s|ed|ing)|strangled|choked|punche[sd]|assaulted|attacked|hurts?\sme|harass(?:es|ed|ing)?\sme|controls\s(?:all\s)?(?:my|our|the)\s(?:money|accounts?|cards?|bank|phone)|takes\sall\smy\smoney|won'?t\slet\sme\s(?:have|see|use|leave|touch)|tracks\smy|hides\s(?:my|the)\s(?:cards?|money|post|mail)|made\sme\s(?:sign|take\sout|give)|forced\sme\sto\s(?:sign|take\sout|give)))",
        0.82,
    ),
    Cue(
        "refuge shelter restraining protective fled flee escaped fleeing escape safe",
        r"(?:\b(?:in|at|to|into|from)\sa\s(?:women'?s\s|domestic\s(?:violence|abuse)\s|safe\s)(?:refuge|shelter|house)|restraining\sorder|protective\sorder|order\sof\sprotection|non-?molestation|(?:fled|flee|fleeing|escaped|escaping|ran\saway\sfrom|hiding\sfrom|afraid\sof|scared\sof|safe\sfrom)\s(?:from\s)?(?:my|an?|the)\s(?:\w+\s){0,2}?(?:husband|wife|partner|ex|boyfriend|girlfriend|father|marriage|relationship|abus\w+)|(?:coercive|financial|economic)\s(?:control\b(?=.{0,40}(?:husband|wife|partner|ex|boyfriend|girlfriend))|abuse\sby))",
        0.82,
    ),
)

CARING = (
    Cue(
        "care caring carer caregiver caretaker look looking looked",
        rf"(?:\b(?:care|caring|cared|look(?:ing|ed)?\safter|carer|care\s?giver|care\s?taker|nursing)\s(?:for|of|to|after)?\s?(?:my|our|his|her|an|a|both\smy|elderly)\s(?:\w+[\s-]){{0,4}}?{_HELPLESS}\b|{_HELPLESS}'?s\s(?:full[\s-]time\s|sole\s|only\s|primary\s|main\s)?(?:carer|care\s?giver|care\s?taker)\b|(?:I\s?a?'?m|as|being|am|was|became|become)\s(?:\w+\s){{0,2}}?(?:a\s|the\s)?(?:full[\s-]time\s|sole\s|unpaid\s|only\s|primary\s|family\s|main\s|his\s|her\s|young\s){{1,2}}(?:carer|care\s?giver|care\s?taker)\b|care\sfor\s(?:him|her|them)\b(?=.{{0,60}}(?:home|time|day|full|stroke|dementia|disab|ill|sick|alone)))",
        0.86,
    ),
    Cue(
        "power poa attorney guardian behalf conservator",
        rf"(?:(?:have|hold|has|with|had|under|am)\s(?:\w+\s){{0,3}}?(?:power\sof\sattorney|poa|lasting\spower|guardianship|conservator\w*|legal\sguardian)\s(?:for|of|over)\s(?:my|our|his|her)\s(?:\w+\s){{0,2}}?{_HELPLESS}|my\s(?:\w+\s)?{_HELPLESS}'?s\s(?:poa|power\sof\sattorney|guardian|conservator)|on\sbehalf\sof\smy\s(?:\w+[\s-]){{1,3}}?{_HELPLESS}(?:,?\swho\s(?:can'?t|cannot|is\s(?:blind|deaf|disabled|unable|ill|in|not\sable|\d\d)|has)))",
        0.82,
    ),
    Cue(
        "disabled special autistic dependent",
        r"(?:\b(?:my|our|a|have|with|of)\s(?:\w+\s){0,2}?(?:disabled|special[\s-]needs|severely\sautistic|autistic|bedridden|paraly[sz]ed)\s(?:\w+\s)?(?:son|daughter|child(?:ren)?|husband|wife|mother|father|brother|sister|adult\sson)\b(?=.{0,80}\b(?:care|look\safter|need|depend|alone|home|raise)\b))",
        0.75,
    ),
)

ACCESS_NEED = (
    Cue(
        "deaf hearing hard",
        r"(?:\b(?:I\s?a?'?m|am|is|are|was|who\sis|being|'s|and|both|profoundly|my\s\w+\sis)\s(?:\w+\s){0,2}?(?:deaf(?!\sears)|hard\sof\shearing|hearing[\s-]impaired|deafblind|mute|non-?verbal)\b|(?:can'?t|cannot|could\snot|unable\sto|trouble|difficult\w*)\s(?:hear(?:ing)?)\s(?:on|over|the)\s(?:the\s)?(?:phone|telephone|calls)|hearing\saids?\b|sign\slanguage)",
        0.85,
    ),
    Cue(
        "blind sight sighted see vision visually screen braille large partially",
        r"(?:\b(?:I\s?a?'?m|am|is|are|was|who\sis|being|'s|legally|registered|my\s\w+\sis|nearly|almost)\s(?:\w+\s){0,2}?(?:blind(?!\s(?:to|spot|date|sided|copy))|partially\ssighted|visually\simpaired|losing\s(?:my|his|her)\s(?:sight|vision|eyesight))\b|screen\s?reader|(?:need|want|send|prefer|have)\s(?:\w+\s){0,5}?(?:braille|large\sprint)\b|(?:my|his|her|poor|failing)\s(?:eye\s?sight|vision)\s(?:is|has|was)\s(?:\w+\s)?(?:poor|going|bad|failing|gone|too|failed))",
        0.86,
    ),
    Cue(
        "dyslexi autis adhd asperger stammer stutter learning literacy read write illiterate aphasia",
        r"(?:\b(?:I|he|she|<kin>|who|and|have|has|am|is|I'm|with|severely|being|'m|my|of)\s(?:\w+\s){0,3}?(?:dyslexi[ac]|autis(?:m|tic)|adhd|asperger'?s|(?:a\s)?stammer|stutter|learning\s(?:disabilit\w+|difficult\w+)|aphasia|illiterate|brain\sfog)\b(?!\s(?:charity|awareness))|(?:can'?t|cannot|never\slearn(?:ed|t)\sto|not\sable\sto|unable\sto|don'?t)\s(?:read\s(?:or|and|very|or\swrite|well|much|small)|write\svery|read\sso\swell))",
        0.82,
    ),
    Cue(
        "english language interpreter translat speak spanish",
        r"(?:\b(?:my|his|her|<kin>'?s?)\s(?:\w+\s)?english\s(?:is|isn'?t|was)\s(?:not\s|n'?t\s)?(?:\w+\s){0,2}?(?:good|poor|limited|bad|great|very|weak|basic|my\sfirst)|english\sis\s(?:not|n'?t)\s(?:my|his|her|our)\s(?:first|native|mother)(?:[\s-](?:language|tongue))?|(?:don'?t|doesn'?t|do\snot|does\snot|cannot|can'?t|speaks?)\s(?:speak\s|understand\s|no\s|very\slittle\s|only\s(?:a\slittle\s)?|much\s|little\s|read\s){1,3}english|(?<!they\s)(?:need|want|ask(?:ed)?\sfor|with|without)\san?\s(?:\w+\s)?(?:interpreter|translator))",
        0.78,
    ),
    Cue(
        "computer internet online smartphone phone email wheelchair app technology mobility",
        r"(?:\b(?:I|we|he|she|<kin>)\s(?:\w+\s){0,2}?(?:don'?t|do\snot|doesn'?t|does\snot|can'?t|cannot|never)\s(?:\w+\s){0,2}?(?:have|own|use|used|know\show\sto\suse)\s(?:a\s|the\s|any\s){0,2}(?:computer|internet|smart\s?phone|email|e-mail|technology)\b(?!\s(?:address\son|banking\sbecause))|(?:in|use|using|needs?|need)\s(?:a|my|his|her)\swheelchair|(?:step[\s-]free|wheelchair)\saccess|too\s(?:old|elderly)\s(?:to\suse|for)\s(?:\w+\s){0,2}?(?:computers?|internet|online|smartphones?|apps?|technology))",
        0.76,
    ),
    Cue(
        "memory confused forget elderly",
        r"(?:\b(?:my|his|her)\s(?:\w+\s)?memory\s(?:is|has|isn'?t)\s(?:\w+\s){0,2}?(?:bad|failing|poor|going|gone|not)|(?:easily|gets|get|very)\sconfused\s(?:on|by|over|when|with|and)\s(?:the\s)?(?:phone|calls|letters|forms|people)|memory\s(?:loss|problems))",
        0.75,
    ),
)

SEPARATION = (
    Cue(
        "divorce divorced divorcing divorcee separated separation separating split split-up ex",
        r"(?:\b(?:divorc(?:e|ed|ing)|divorcee)\b(?!\s(?:between\sthe|my\s(?:mortgage|bank|company)|lawyer\sad|rate|settlement\scalculator|my\sbank))|(?:I|we|me|my\s\w+|husband\sand\sI|wife\sand\sI|are|were|was|am|recently|legally|have|been|got|'re|I'm|now|getting)\s(?:\w+\s){0,2}?separated\b(?!\s(?:by|into|out|the|from\s(?:the\s(?:main|other)))|accounts)|(?:my|our|marital|the|a|legal|recent|after|trial)\sseparation\b(?!\s(?:of|between\s(?:the|two)\s(?:accounts|funds)|fee|notice))|(?:went|going|go|gone|been)\sthrough\sa\s(?:\w+\s){0,2}?(?:separation|break-?up|split|divorce))",
        0.85,
    ),
    Cue(
        "split broke left broken breakup walked",
        r"(?:\b(?:my|husband|wife|partner|boyfriend|girlfriend|we|ex|I|and)\s(?:\w+\s){0,4}?(?:split\sup|broke\s(?:\w+\s){0,3}?up|broken\sup|parted\sways|are\sno\slonger\stogether)\b(?!\s(?:by\b(?!\s(?:mutual|agreement|text|phone|e-?mail|letter|message|whatsapp))|(?:the|my|a|into|payment|to|at|for)\b)|with\s(?:the\scompany|my\sbank))|(?:husband|wife|partner|boyfriend|girlfriend|spouse)\s(?:has\s|just\s|recently\s|suddenly\s|had\s|then\s)*(?:left|walked\sout|moved\sout|abandoned|leaving)\b(?:\s(?:on\s)?(?:me|us)\b(?!\s(?:a|an|the|his|her|some|on\shold|waiting|with\s(?:a|the)|my)\s(?:\w+\s)?(?:message|note|voicemail|voice|list|card|car|money|house|key|keys|present|ticket|letter|number|hold|waiting|receipt|papers?|bill|form|file|contract|address|phone|laptop|bag|check|cheque))(?!\s(?:a\smessage|behind|on\shold|waiting))|\s(?:after\s(?:\w+\s)?(?:years|months|our)|last\s(?:week|month|year|spring|summer|autumn|fall|winter|january|february|march|april|may|june|july|august|september|october|november|december)|in\s(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|19\d\d|20\d\d|xx)|for\s(?:good|another|someone|somebody|a\s(?:younger|different|new)\s(?:man|woman|girl|guy))|without\s(?:a\sword|saying|warning|telling)|and\s(?:I\b|we\b|the\s(?:kids|children)|took|moved|filed|never))|(?=\s*(?:[.;!]|$)))|marriage\s(?:\w+\s){0,2}?(?:ended|broke|broken|over|fell\sapart|ending|breakdown|collapsed)|(?:end|breakdown|break-?up)\sof\s(?:my|our|the)\s(?:marriage|relationship))",
        0.83,
    ),
    Cue(
        "custody",
        r"(?:(?:custody\s(?:battle|hearing|case|dispute|fight)|child\scustody|fighting\s(?:\w+\s){0,3}?custody|custody\sof\s(?:my|our|the)\s(?:kids|children|son|daughter)))",
        0.75,
    ),
)

DISTRESS = (
    Cue(
        "suicide suicidal kill killed killing end ending die life live living alive hurt harm cut better reason point worth wish self",
        r"(?:\bsuicid(?:e|al)\b(?!\s(?:prevention|hotline|squad|mission|line|awareness))|(?:kill(?:ing)?|harm(?:ing)?|hurt(?:ing)?|cut(?:ting)?)\s(?:myself|himself|herself|themselves)\b(?!\s(?:laughing|trying|off|on\s(?:the|an?|your|my)|working|shaving|opening|short|some|to\s(?:get|meet|make|finish|reach|find)|over\s(?:the|this|a)))|self[\s-]harm\w*|(?:end|ending|take|taking|took)\s(?:my|his|her)\s(?:own\s)?life\b|end\sit\sall|(?:don'?t|do\snot|didn'?t|doesn'?t|no\slonger)\s(?:really\s|even\s)?want\sto\s(?:live|be\salive|be\shere\sany\s?more|go\son(?:\s(?:like\sthis|living|any\s?more))?|wake\sup|exist)\b|want(?:ed|s)?\sto\s(?:just\s)?die\b(?!\s(?:laughing|of\sembarrass))|better\soff\s(?:dead|without\sme)|no\s(?:reason|point)\s(?:to\sliv\w+|in\sliv\w+|left\sto\slive|to\sgo\son|in\sgoing\son(?!\swith\b))|can'?t\s(?:see\sa\sway\sout|go\son(?:\s(?:like\sthis|any\s?more|living))?)(?=\s*(?:[.,;!]|$|and|because|any|like))|not\sworth\sliving|wish\s(?:I\s(?:was|were)\sdead|I\scould\sdisappear|I\shad\snever\sbeen\sborn)|ready\sto\send)",
        0.85,
    ),
    Cue(
        "panic breakdown cope coping sleep sleeping sleepless eat breaking cry crying break anxiety losing function bottom wits",
        r"(?:\bpanic\sattacks?\b|(?:having|had|have|on\sthe\s(?:verge|edge|brink)\sof|close\sto|near|giving\sme|heading\sfor|about\sto\shave)\s(?:a|another|my)\s(?:\w+\s)?(?:nervous\s|mental\s|complete\s|emotional\s)*breakdown|(?:can'?t|cannot|can\snot|couldn'?t|unable\sto|not|barely|am\snot|struggling\sto|i'm\snot)\s(?:\w+\s)?(?:cop(?:e|ing)|sleep(?:ing)?\s(?:at\snight|or\seat|because|any\s?more|for|since|over|due|from|with|and|thinking)|eat(?:ing)?\s(?:or|and)\s(?:sleep(?:ing)?|function)|sleep\b(?=\s*[.,;!]|$)|function)\b(?!\s(?:with\s(?:the|your|this|these|all\sthe)\s(?:\w+\s)?(?:website|site|apps?|menus?|forms?|system|chatbot|bot|portal|process|queues?|noise|music|instructions|interface|manual)))|at\s(?:my|an?\sabsolute)\s?breaking\spoint|breaking\spoint\b|cry(?:ing)?\s(?:myself\sto\ssleep|every\s(?:day|night)|all\s(?:day|night)|myself)|losing\smy\smind\b|(?:severe|crippling|terrible|constant)\sanxiety|(?:sleepless\snights|no\ssleep\sfor)|at\s(?:my\swits?'?\send|rock\sbottom)\b)",
        0.72,
    ),
    Cue(
        "depressed depression hopeless despair desperate helpless",
        r"(?:\b(?:am|feel|feeling|been|become|became|getting|me|I'm|im|so)\s(?:\w+\s){0,2}?(?:depressed|hopeless|in\sdespair|suicidal|worthless)\b(?!\s(?:economy|market|prices?|by\syour))|utter\s(?:despair|emotional\sdistress)|(?:extreme|severe|utter|deep)\s(?:emotional|mental)\s(?:distress|anguish))",
        0.66,
    ),
)
