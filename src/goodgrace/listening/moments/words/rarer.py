"""Rarer ways in which people say the same, found while sentences were written for practice."""

from goodgrace.listening.moments.shape import Cue
from goodgrace.listening.moments.words.means import THEY_SAY

_INTIMATE = r"(?:husband|wife|partner|boyfriend|girlfriend|ex|spouse|fianc[eé]e?|ex-?husband|ex-?wife|him|her)"

BEREAVEMENT = (
    Cue(
        "life suicide",
        r"(?:<kin>\s(?:has\s|had\s|sadly\s)?(?:took|taken)\s(?:his|her|their)\s(?:own\s)?life|lost\s(?:my|our)\s\w+\sto\ssuicide)",
        0.93,
        "relative",
    ),
    Cue(
        "gone past passed",
        r"(?:<kin>(?:'s|\sis)\sgone(?=\s*(?:[.,;]|$|so\b|and\b(?!\s(?:\w+ed|bought|lost|broken|forgotten|left|done|paid|spent|sold|put|got)\b)|now\b))|<kin>\s(?:\w+\s)?past\saway|<kin>\spassed\s(?:yesterday|today|this\smorning|last\s|on\s(?:mon|tue|wed|thu|fri|sat|sun|the\s\d)))",
        0.88,
        "relative",
    ),
    Cue(
        "passed died gone",
        r"(?:now\sthat\s(?:he|she|they)\s(?:has|have|is|'s|'ve)\s(?:passed|died|gone))",
        0.85,
        "relative",
    ),
    Cue(
        "deceased dead",
        r"(?:<kin>,?\s(?:who\s)?(?:is|was)\s(?:now\s|sadly\s|recently\s)?deceased|<kin>\s(?:\w+\s)?(?:is|was)\sdead\b(?!\s(?:set|tired|against|wrong|keen|right|on\b|serious)))",
        0.92,
        "relative",
    ),
    Cue(
        "funeral burial",
        r"(?:(?:his|her|their)\s(?:funeral|burial|wake)\s(?:is|was|will|on|took)|(?:attend|attending|organise|organize|arrange|arranging|planning|pay\sfor|paying\sfor)\s(?:the|a|his|her)\sfuneral)",
        0.82,
        "relative",
    ),
    Cue(
        "probate",
        r"(?:(?:probate|grant\sof\sprobate)\s(?:for|of|on)\s(?:my|his|her|the)\s(?:\w+\s)?<kin>|(?:waiting|wait|going|went|still|in)\s(?:\w+\s)?(?:for|through|in)?\s?probate\b)",
        0.82,
        "relative",
    ),
    Cue(
        "end palliative dying",
        r"(?:<kin>\s(?:\w+\s){0,2}?(?:on|receiving|getting|in)\s(?:end[\s-]of[\s-]life|palliative)\scare|(?:he|she)(?:'s|\sis)\s(?:\w+\s)?dying\b(?!\s(?:to|for)))",
        0.85,
        "relative",
        "feared",
    ),
    Cue(
        "little boy girl died",
        r"(?:(?:our|my)\s(?:little\s|baby\s|beautiful\s)?(?:boy|girl|one)\s(?:has\s)?(?:died|passed\saway))",
        0.88,
        "relative",
    ),
)

ILLNESS = (
    Cue(
        "stroke dementia cancer seizures epilepsy depression diabetes chemo chemotherapy tumour tumor heart alzheimer",
        r"(?:(?:my|his|her|<kin>'?s)\s(?:recent\s|first\s|second\s|severe\s|long\s)?(?:stroke|dementia|seizures?|epilepsy|chemo(?:therapy)?|tumou?r|heart\s(?:attack|surgery|failure)|alzheimer'?s|ms\b|depression|psychosis)\b(?!\s(?:order|width|score)))",
        0.86,
    ),
    Cue(
        "pacemaker oxygen dialysis insulin",
        r"(?:(?:have|has|'ve|got|with|fitted\swith)\s(?:a|an|my)\s(?:pacemaker|stoma|feeding\stube|colostomy\s\w+)\b|(?:I'm|am|is|on)\s(?:on\s)?dialysis)",
        0.85,
    ),
    Cue(
        "chemo chemotherapy radiotherapy",
        r"(?:(?:weeks?|months?|rounds?|cycles?|course|sessions?)\s(?:into|of|through)\s(?:my\s|his\s|her\s)?(?:chemo(?:therapy)?|radiotherapy|radiation))",
        0.93,
    ),
    Cue(
        "walk stand",
        r"(?:(?:can'?t|cannot|can\sno\slonger|unable\sto)\s(?:even\s)?walk\s(?:since|after|because|any\s?more|without|far\sbecause)|lost\s(?:a|my|his|her|both)\s(?:leg|legs|arm|foot|feet|hand|eye|fingers?|toes?)\b)",
        0.88,
    ),
    Cue(
        "manic psychotic relapse episode breakdown nervous",
        r"(?:(?:a|my|his|her|during\sa|had\sa)\s(?:\w+\s)?(?:manic|psychotic|depressive|bipolar)\sepisode|with\sa\snervous\sbreakdown)",
        0.86,
    ),
    Cue(
        "operations autoimmune chronic terminal disease illness",
        r"(?:(?:two|three|four|five|several|many|\d)\s(?:\w+\s)?operations\s(?:since|in|on|this|last)|(?:have|has|'ve|got|had|with)\s(?:got\s)?(?:a|an)\s(?:chronic|serious|rare|severe|incurable|autoimmune|neurological|degenerative|progressive|heart|lung|kidney|liver|genetic|blood)\s(?:\w+\s)?(?:illness|disease|condition|disorder)\b)",
        0.9,
    ),
    Cue(
        "fall fell broke",
        r"(?:<kin>\s(?:\w+\s)?(?:had\sa\s(?:bad\s|nasty\s|serious\s)?fall\b|fell\s(?:down\sthe\sstairs|and\sbroke))|broke\s(?:my|his|her|both|two)\s(?:\w+\s)?(?:pelvis|hips?|legs?|arms?|back|neck|wrists?|ankles?|shoulders?)\b(?!\s(?:of\s(?:lamb|pork|beef)|bands?|rests?|straps?|cuffs?)))",
        0.86,
    ),
    Cue(
        "bedridden bedbound housebound",
        r"(?:<kin>\s(?:is|was|has\sbeen|became)\s(?:\w+\s)?(?:bedridden|bed\s?bound|house\s?bound|paraly[sz]ed|quadriplegic)|\bI\s?a?'?m\s(?:\w+\s)?(?:bedridden|bed\s?bound|house\s?bound))",
        0.92,
    ),
    Cue(
        "tested symptoms",
        r"(?:(?:being|getting|been)\stested\sfor\s(?:\w+\s)?(?:<sick>|ms\b|cancer)|symptoms\sof\s(?:a\s)?<sick>)",
        0.8,
        None,
        "feared",
    ),
    Cue(
        "rushed er",
        r"(?:(?:rushed|taken|went|brought|admitted)\s(?:back\s)?to\s(?:the\s)?(?:er|a\s?&\s?e|emergency\sroom|emergency)\b(?!\s(?:exit|contact|line)))",
        0.9,
    ),
)

JOB_LOSS = (
    Cue(
        "paid pay wages salary",
        r"(?:\b(?:I|he|she|<kin>|we|I'm)\s?(?:\w+\s)?(?:not\sbeing\spaid|hasn'?t\sbeen\spaid|haven'?t\sbeen\spaid|not\sbeen\spaid|haven'?t\shad\sany\s(?:wages|pay|salary)|suspended\swithout\spay|not\sgetting\sa\s(?:pay\s?check|wage|salary))\b(?!\s(?:my\s(?:refund|claim)|the\s(?:refund|claim|bonus))))",
        0.78,
    ),
    Cue(
        "hours wages",
        r"(?:<kin>'s\s(?:hours|wages|pay|shifts)\s(?:were|was|are|have\sbeen)\s(?:\w+\s)?(?:cut|reduced|halved|slashed))",
        0.92,
        "relative",
    ),
    Cue("jobseeker jobseekers statutory universal", r"(?:job\s?seeker'?s\sallowance|on\sstatutory\ssick\spay)", 0.82),
    Cue(
        "job jobs",
        r"(?:(?:my|our|his|her|<kin>'s)\s(?:job|jobs|position)\s(?:is|are)\s(?:\w+\s)?at\srisk)",
        0.85,
        None,
        "feared",
    ),
    Cue(
        "stopped stop working",
        r"(?:since\sI\s(?:had\sto\s)?stop(?:ped)?\sworking|took\s(?:my|our|his|her)\sjobs?\s(?:with|away)|(?:my|our)\s(?:cleaning\s)?(?:contracts|clients|customers)\s(?:were|was)\s(?:lost|cancelled))",
        0.84,
    ),
    Cue(
        "resigned quit",
        r"(?:(?:resigned|quit|left\smy\sjob|stopped\swork)\s(?:because\sof|due\sto|for)\s(?:my|his|her)\s(?:health|illness|mother|father|son|daughter|husband|wife))",
        0.82,
    ),
    Cue("apprenticeship", r"(?:apprenticeship\s(?:was|has\sbeen)\s(?:cancelled|canceled|ended))", 0.8),
)

HARDSHIP = (
    Cue(
        "behind owe",
        r"(?:(?:\d+|one|two|three|four|five|six|several)\s(?:months?|weeks?|payments?)\s(?:\w+\s)?(?:behind|in\sarrears)|owe[ds]?\s(?:\w+\s)?(?:\d+|one|two|three|four|five|six|several)\s(?:months?|weeks?)'?\s?(?:of\s|worth\sof\s)?(?:back\s)?rent)",
        0.86,
        unless=THEY_SAY,
    ),
    Cue("pawned pawn", r"(?:pawn(?:ed|ing)?\s(?:my|our|his|her)\s\w+)", 0.85),
    Cue(
        "debt iva",
        r"(?:(?:on|in|under|entered|have|joined|enrolled\sin)\s(?:a|an|into\sa)\s(?:debt\s(?:management|relief|settlement|counsel\w+|consolidation)\s(?:plan|order|program\w*|agency)|individual\svoluntary\sarrangement)|(?:working\swith|entered\sinto|using)\sa\sdebt\s(?:counsel\w+|management|relief)\s(?:agency|company|charity))",
        0.8,
    ),
    Cue(
        "surviving survive scraping",
        r"(?:(?:barely|hardly|only\sjust)\s(?:surviving|survive|getting\sby|scraping\sby|making\sit|managing)\b)",
        0.84,
    ),
    Cue(
        "losing lose from",
        r"(?:(?:days|weeks|months|inches|close|away)\s(?:away\s)?(?:from|to)\slosing\s(?:my|our|the|everything|it\sall))",
        0.85,
        None,
        "feared",
    ),
    Cue(
        "account bank zero empty overdrawn",
        r"(?:(?:my|our)\s(?:bank\s)?account\sis\s(?:at\szero|empty|overdrawn)\s(?:and|until|so)\s(?:\w+\s){0,4}?(?:kids|children|rent|food|eat|pay|need))",
        0.82,
    ),
    Cue(
        "living credit borrow borrowing borrowed",
        r"(?:living\s(?:off|on)\s(?:my\s)?credit\scards?\s(?:since|for|to|because|now)|(?:borrow|borrowed|borrowing)\s(?:money\s)?(?:from\s(?:family|friends|my\s\w+)\s)?(?:just\s)?(?:to|for)\s(?:eat|food|groceries|rent|live|pay\s(?:my\s|the\s)?(?:rent|bills)))",
        0.85,
    ),
    Cue(
        "shut cut off",
        r"(?:(?:my|our)\s(?:water|power|electric\w*|gas|heat|heating|lights)\s(?:has\sbeen|was|were|got|is|have\sbeen|is\sgoing\sto\sbe|will\sbe)\s(?:\w+\s)?(?:shut|cut|turned)\s?off(?=.{0,40}(?:pay|paid|since|last|this|because|on\s))(?!\s(?:by\smistake|for\s(?:repairs|maintenance|works))))",
        0.7,
    ),
    Cue(
        "paycheck wages garnish",
        r"(?:(?:took|taking|take|garnish\w+)\s(?:my|our|his|her)\s(?:whole|entire|full)\s(?:pay\s?check|wages?|salary))",
        0.82,
    ),
    Cue("only pay", r"(?:(?:can|could)\sonly\s(?:pay|afford|manage)\s(?:about\s|you\s|back\s)?(?:\$|£|€|\{)?\d)", 0.8),
    Cue(
        "lump sum",
        r"(?:(?:lump\ssum|all\sat\sonce|in\sfull|that\smuch)\s?,?\s(?:which|that)\sI\s(?:do\snot|don'?t|didn'?t|did\snot)\shave|<cant>\s(?:come\sup\swith|raise|find)\s(?:the|that|this|all|\$|\d))",
        0.84,
    ),
    Cue(
        "fall feed",
        r"(?:(?:will|'ll|going\sto)\s(?:soon\s)?fall\s(?:\w+\s)?behind\b|(?:won'?t|will\snot)\sbe\sable\sto\s(?:feed|eat|pay\s(?:my|our|the)\s(?:rent|mortgage|bills)|buy\sfood))",
        0.82,
        None,
        "feared",
    ),
    Cue(
        "sheriff thrown kicked",
        r"(?:(?:sheriff|landlord|bailiffs?)\s(?:\w+\s)?(?:put|threw|kicked|locked)\s(?:me|us)\sout|(?:been|were|was|got)\s(?:thrown|kicked)\sout\sof\s(?:my|our)\s(?:home|flat|house|apartment))",
        0.86,
    ),
    Cue(
        "heating heat",
        r"(?:(?:had\sto|have\sto|having\sto)\s(?:turn|switch)\s(?:the\s|my\s|our\s)?heating\soff|(?:can'?t|cannot|afraid\sto)\s(?:heat|put\sthe\sheating\son))",
        0.72,
    ),
    Cue(
        "defaulted default",
        r"(?:(?:I|we)\s(?:have\s|had\s|'ve\s)?defaulted\son\s(?:my|our|the|this)\s\w+)",
        0.78,
        unless=THEY_SAY,
    ),
    Cue("times", r"(?:times\sare\s(?:very\s|really\s)?hard(?=\s*(?:[.,;]|$|right|for|and|now|at)))", 0.72),
)

DISASTER = (
    Cue(
        "burned burnt caught",
        r"(?:(?:my|our|his|her|their|the|<kin>'s)\s(?:\w+\s)?(?:dorm|hotel|bakery|school|church|place|office|store|cabin|studio|stable|stables|salon)\s(?:\w+\s)?(?:burned\s(?:down|to)|burnt\s(?:down|to)|caught\sfire|was\sgutted)|burned\sto\sthe\sground)",
        0.88,
    ),
    Cue("evacuation", r"(?:evacuation\s(?:order|orders|zone|notice))", 0.8, None, "feared"),
    Cue(
        "wiped washed swept levee dam quake surge",
        r"(?:(?:wiped\sout|washed\saway|swept\saway|flattened|destroyed|ruined)\sby\s(?:the\s|a\s)?<storm>|(?:the\s)?(?:levee|dam|dyke)\s(?:broke|burst|failed|may\snot\shold)|(?:earth)?quake\s(?:brought|knocked|cracked)|storm\ssurge\s\w+\s(?:our|my)|lightning\sstrike\s\w+\s(?:everything|my|our))",
        0.85,
    ),
    Cue(
        "storm hurricane flood fire",
        r"(?:lost\s(?:my|our)\s(?:\w+\s){1,2}?in\sthe\s(?:storm|hurricane|flood|fire|tornado|earthquake))",
        0.86,
    ),
)

FRAUD = (
    Cue(
        "details used",
        r"(?:(?:my|our)\s(?:card|bank|account|credit\scard)\s(?:details|number|information)\s(?:were|was|have\sbeen|has\sbeen|got|are\sbeing)\s(?:\w+\s)?(?:used|stolen|taken|copied))",
        0.84,
    ),
    Cue(
        "scam",
        r"(?:(?:think|believe|feel|afraid|worried|sure)\s(?:that\s)?(?:it|this|that|it's|this\sis|he|she|they)\s?(?:is|was|'s|may\sbe|might\sbe|are)?\s?(?:all\s)?a\s(?:scam|phishing|fraud)\b(?!\scompany))",
        0.7,
        None,
        "feared",
    ),
    Cue(
        "purse wallet handbag bag passport taken intercepted broken burgled",
        r"(?:(?:my|our)\s(?:purse|wallet|handbag|bag|passport|backpack|rucksack|luggage|suitcase|bike|bicycle|scooter)\s(?:was|were|got|has\sbeen|is)\s(?:\w+\s)?(?:taken\s(?:from|out|off|while)|broken\sinto|intercepted|pinched|grabbed)|(?:the|my|our)\s(?:check|cheque|card|letter|mail|post)\s(?:was|were|got|has\sbeen)\s(?:\w+\s)?intercepted|(?:shop|house|home|car|flat|van|store|office|luggage)\s(?:was|got|has\sbeen|had\sbeen)\s(?:burgled|broken\sinto|burglarized|ransacked|robbed|looted))",
        0.86,
    ),
    Cue("stole", r"(?:\bthey\sstole\s(?:the|my|our|a|all)\s(?!idea|show|time|hours)\w+)", 0.74),
    Cue(
        "fraudster scammer imposter fake",
        r"(?:(?:was|is|turned\sout\sto\sbe)\s(?:a|an)\s(?:fraudster|scammer|impostor|imposter|con\s(?:man|artist)|swindler|conman)|(?:a|the)\sfake\s(?:bank|police|landlord|seller|clerk|officer|agent|website|shop|page|ad|listing|job|charity)\b)",
        0.78,
    ),
    Cue(
        "hacker hackers thief thieves",
        r"(?:(?:a|the|some)\s(?:hacker|thief|fraudster|scammer|criminal)s?\s(?:also\s|then\s|has\s|had\s)?(?:transferred|moved|withdrew|took|used|changed|opened|emptied|sent|got|made)\b)",
        0.88,
        "self",
    ),
    Cue(
        "online banking got into",
        r"(?:(?:got|broke|hacked|logged)\s(?:\w+\s)?into\s(?:my|our)\s(?:online\s)?(?:bank(?:ing)?|account|email|phone|wallet|computer)\b(?<!I\sgot\sinto\smy)(?!\s(?:page|today|again)))",
        0.62,
    ),
    Cue(
        "took deposit vanished",
        r"(?:took\s(?:the|my|our)\s(?:deposit|money|cash|payment)\sand\s(?:\w+\s)?(?:vanished|disappeared|ran|left|never|blocked))",
        0.84,
    ),
)

DOMESTIC_ABUSE = (
    Cue(
        "hiding stalked stalking hit raped broke forced monitors smashes threw kill court leave posts away",
        rf"(?:(?:hiding|hide|running|get|got|getting)\s(?:away\s)?from\s(?:my\s{_INTIMATE}|him\b|an?\s(?:abusive|violent)\s\w+)|(?:being\s|been\s)?stalked\sby\s(?:my|an?)\s(?:ex|former|man|partner|husband)|(?:he|she)\s(?:has\s|had\s|also\s|even\s)?(?:hit|beaten|beat|raped|choked|kicked|punched|slapped|burned|strangled)\sme\b(?!\s(?:to|at|in|by)\b)|(?:he|she)\sbroke\smy\s(?:arm|nose|jaw|ribs?|finger|wrist)|forced\sby\smy\s(?:husband|wife|partner|ex|father|boyfriend|girlfriend)|{_INTIMATE}\s(?:monitors|checks|watches|controls)\s(?:every|all|each)\s(?:\w+\s)?(?:I|my)|(?:won'?t|doesn'?t|does\snot|will\snot)\slet\sme\s(?:see|have|use|touch)\s(?:the|any|my|our)\s(?:statements?|money|accounts?|card|bank|phone)|(?:he|she)(?:'ll|\swill|\swould|\smight)\skill\sme\b|(?:court\sorder|injunction)\s(?:that|so\sthat|against)\s(?:he|she|him|her|my\sex)|(?:planning|trying|want|going|need|ready)\sto\s(?:leave|escape|get\saway\sfrom)\s(?:him|her)\b)",
        0.82,
    ),
    Cue(
        "shelter refuge",
        r"(?:<kin>\s(?:is|was|are)\sin\sa\s(?:shelter|refuge|safe\shouse)|(?:because|since|when)\s(?:he|she)\sbeat\s(?:her|him|them))",
        0.82,
        "relative",
    ),
)

CARING = (
    Cue(
        "carer attorney deputy manage bathe sit dress lift handle bills",
        r"(?:(?:as|being)\s(?:my|his|her)\s(?:\w+\s)?(?:mother|father|mum|mom|dad|aunt|uncle|husband|wife|brother|sister|son)'s\s(?:attorney|deputy|carer|guardian)|(?:his|her|my\s\w+'s)\sdeputy\b|(?:I|we)\s(?:manage|handle|do|run|pay)\smy\s(?:mother|father|mum|mom|dad|aunt|uncle|nan|gran|grandmother|brother|sister)'?s\s(?:money|finances|bills|affairs|shopping|accounts?)|(?:I|we)\s(?:bathe|wash|dress|feed|lift|sit\swith)\smy\s(?:\w+\s)?(?:mother|father|mum|mom|dad|husband|wife|aunt|nan|gran|son|daughter|brother|sister)|round[\s-]the[\s-]clock\scare|can'?t\s(?:feed|wash|dress)\s(?:herself|himself|themselves))",
        0.82,
    ),
    Cue(
        "lives dementia",
        r"(?:<kin>\s(?:\w+\s)?has\s(?:dementia|alzheimer'?s|parkinson'?s|a\sbrain\sinjury|cerebral\spalsy|down'?s)\s(?:\w+\s)?and\s(?:lives\swith|depends|needs)|disabled\s(?:daughter|son|husband|wife|brother|sister|mother|father)\sand\smy)",
        0.8,
    ),
)

ACCESS_NEED = (
    Cue(
        "lipread guide relay neurodivergent dyscalculia wheelchair stairs macular jaws",
        r"(?:\bI\s(?:\w+\s)?(?:lip-?read)\b|my\sguide\sdog|text\srelay|\b(?:I'm|am|is)\sneurodivergent|dyscalculia|dyspraxi[ac]|macular\sdegeneration|with\s(?:JAWS|nvda|voiceover)|(?:I|he|she|<kin>)\s(?:can'?t|cannot)\s(?:use|manage|climb)\s(?:the\s)?stairs|(?:use|using|push|need)\s(?:a|my)\s(?:walker|mobility\sscooter|white\scane))",
        0.84,
    ),
    Cue(
        "own mobile smartphone internet",
        r"(?:(?:don'?t|do\snot|doesn'?t)\sown\sa\s(?:mobile|smart\s?phone|computer|phone)|(?:have|has)\sno\s(?:internet|computer|smart\s?phone|mobile)\b(?!\s(?:signal|connection\ssince|since|service|coverage)))",
        0.78,
    ),
    Cue(
        "learning language read write learned learnt",
        r"(?:(?:still\s)?learning\s(?:the\slanguage|english)|never\s(?:learned|learnt)\sto\s(?:read|write)|(?:can'?t|cannot|can\snot)\sread\s(?:or|and)\swrite|print\sis\stoo\ssmall\sfor\smy)",
        0.82,
    ),
    Cue(
        "hear",
        r"(?:<kin>\s(?:can'?t|cannot)\s(?:hear|see)\s(?:you|well|any\s?more|the|on)|speak\sfor\s(?:him|her)\b)",
        0.8,
        "relative",
    ),
)

SEPARATION = (
    Cue(
        "moved dumped left engagement annulled divorce wants apart splitting walked settlement",
        rf"(?:{_INTIMATE}\s(?:has\s|had\s|just\s|recently\s)*(?:moved\sout|dumped\sme|left\sme\b(?!\s(?:a|an|the|his|her|some|on\shold|waiting|my)\s))|(?:he|she)(?:'s|\shas)\s(?:left|walked\sout\son)\s(?:me|us)|ended\s(?:our|the|my)\s(?:engagement|marriage|relationship)|marriage\s(?:was|is|has\sbeen)\sannulled|(?:wants|filed\sfor|asked\sfor|asking\sfor)\sa\sdivorce|(?:spouse|wife|husband|partner)\sand\sI\s(?:now\s)?live\sapart|(?:may|might|are|will)\s(?:be\s)?split(?:ting)?\sup\b(?!\s(?:the|my|our|a))|since\s(?:he|she)\s(?:walked\sout|left|moved\sout)\b|fighting\sfor\smy\s(?:kids|children|son|daughter))",
        0.82,
    ),
)

DISTRESS = (
    Cue(
        "falling apart rope end will live driving river bridge overdose thoughts dead everything stop point crying bed pills",
        r"(?:\bI'?\s?a?m\sfalling\sapart\b|(?:at|reached)\sthe\send\sof\smy\s(?:rope|tether)|lost\s(?:the|my)\swill\sto\s(?:live|go\son)|thought\s(?:about|of)\s(?:driving|jumping|walking|hanging|ending|stepping)\b|took\san\soverdose|(?:of|by)\smy\sown\sthoughts|rather\sbe\sdead\b|want\s(?:it|everything|it\sall)\sto\s(?:just\s)?(?:stop|end)\b|(?:don'?t|can'?t|cannot)\ssee\s(?:the|a|any)\s(?:point|future|way\sforward)\b(?!\s(?:of|in)\s(?:this|your|the|paying|calling))|can'?t\sstop\s(?:crying|shaking)|can'?t\sget\sout\sof\sbed|driv(?:e|ing)\sme\sto\s(?:suicide|despair|the\sedge))",
        0.82,
    ),
    Cue(
        "awake drinking tablets alone turn frightened scared eat better",
        r"(?:(?:lying|lie|lay)\sawake\s(?:every|all|at|night)|started\s(?:drinking|self-?harming|cutting)\sagain|on\s(?:tablets|antidepressants|medication)\s(?:because|over|since)|don'?t\sknow\swhere\sto\sturn|(?:frightened|scared|afraid)\s(?:that\s)?I'?ll\sdo\ssomething|better\soff\swithout\sme|what\sI\smight\sdo|cry\s(?:every|all)\s|so\s(?:frightened|scared|upset)\s(?:\w+\s){0,4}?(?:doesn'?t|can'?t|won'?t)\s(?:eat|sleep))",
        0.78,
    ),
)
