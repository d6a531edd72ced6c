"""Further ways in which people say the same; read after the others, and added to them."""

from goodgrace.listening.moments.shape import Cue

_FAMILY = r"(?:mother|father|mom|mum|dad|husband|wife|partner|parents?|son|daughter|brother|sister|child|grandmother|grandfather|grandparents|nan|gran|grandma|grandpa|aunt|uncle|in-?laws?)"
_INTIMATE = r"(?:husband|wife|partner|boyfriend|girlfriend|ex|spouse|fianc[eé]e?|ex-?husband|ex-?wife)"

BEREAVEMENT = (
    Cue(
        "grieving grieve mourning mourn miss",
        r"(?:(?:grieving|mourning|in\smourning\sfor|grieve)\s(?:the\sloss\sof\s)?(?:my|our|a)\s(?:\w+\s)?<kin>)",
        0.93,
        "relative",
    ),
    Cue("death", r"(?:(?:the|her|his|their)\sdeath\scertificate)", 0.8, "relative"),
    Cue(
        "died passed",
        r"(?:until|when|before|after|since|the\sday|the\snight)\s(?:he|she|they)\s(?:both\s)?(?:died|passed\saway|passed)\b",
        0.88,
    ),
    Cue(
        "longer lost gone",
        r"(?:<kin>(?:\sof\s[\w\s]{3,20}?)?\s(?:is|are|was)\s(?:sadly\s)?no\slonger\s(?:with\sus|here|alive|living))",
        0.92,
        "relative",
    ),
    Cue(
        "killed shot murdered drowned committed suicide took ended",
        r"(?:<kin>\s(?:\w+\s){0,3}?(?:was|were|got|has\sbeen)\s(?:\w+\s){0,3}?(?:killed|murdered|shot\sdead|shot\sand\skilled|stabbed\sto\sdeath)\b|<kin>\s(?:\w+\s)?drowned\b|<kin>\s(?:committed\ssuicide|took\s(?:his|her|their)\sown\slife|ended\s(?:his|her)\slife))",
        0.93,
        "relative",
    ),
    Cue(
        "days hours weeks hospice last survive make",
        r"(?:<kin>\s(?:\w+\s){0,3}?(?:has|have|had)\s(?:\w+\s){0,2}?(?:hours|days|weeks)\s(?:to\slive|left)|<kin>\s(?:\w+\s){0,3}?(?:in|into|entered|at)\s(?:a\s|the\s)?hospice|<kin>\s(?:will|won't|is\snot\sgoing\sto)\s(?:not\s)?(?:survive\b(?!\s(?:without|on)\b)|make\sit\s(?:through|to|past)|last\sthe\s(?:week|night|month)))",
        0.85,
        "relative",
        "feared",
    ),
    Cue(
        "buried bury cremated laid",
        r"(?:(?:buried|bury|burying|cremated|laid)\s(?:my|our|his|her)\s(?:\w+\s)?<kin>(?!'s\s(?!ashes|body|remains))(?:\sto\srest)?)",
        0.9,
        "relative",
    ),
    Cue(
        "intestate inherited inheritance heir survivor survivors",
        r"(?:(?:died|passed\saway)\s(?:intestate|without\sa\swill))",
        0.85,
        "relative",
    ),
)

ILLNESS = (
    Cue(
        "in",
        r"(?:\b(?:i'm|im|he's|she's|<kin>'s|am|is|still|was|were|been|been\sback|currently|lying|stuck|alone|now)\s(?:\w+\s)?in\s(?:a\s|the\s)?(?:hospital|icu|intensive\scare|a\s?&\s?e|emergency\sroom|recovery\sroom)\b(?!\s(?:car\spark|shop|administration)))",
        0.9,
    ),
    Cue(
        "spent week night days hours hospital a&e",
        r"(?:(?:spent|spend|weeks?|nights?|days|hours|months)\s(?:\w+\s){0,4}?(?:in|at)\s(?:the\s)?(?:hospital|a\s?&\s?e|accident\sand\semergency|emergency\sroom|icu|intensive\scare))",
        0.9,
    ),
    Cue(
        "broke broken fractured shattered",
        r"(?:\b(?:I|he|she|who|<kin>|has|have|had)\s(?:\w+\s){0,1}?(?:broke|broken|fractured|shattered)\s(?:my|his|her|a|both|two|three|several)\s(?:\w+\s)?(?:hip|leg|legs|arm|arms|back|neck|wrist|wrists|ankle|pelvis|skull|collarbone|shoulder|ribs|foot|hand|spine|knee|femur|vertebrae)\b(?!\s(?:of\s(?:lamb|pork|beef)|bands?|rests?|straps?|cuffs?)))",
        0.92,
    ),
    Cue(
        "signed off sick leave",
        r"(?:signed\soff\s(?:sick|work|by\smy\sdoctor|with)|(?:on|off\son|long[\s-]term)\s(?:sick|medical)\sleave|off\ssick\s(?:with|since|from|for)|(?:i'm|im|I|been)\s(?:\w+\s)?off\ssick)",
        0.85,
    ),
    Cue(
        "wheelchair bed oxygen",
        r"(?:\b(?:I|he|she|<kin>)\s(?:\w+\s){0,2}?(?:am|is|are|'m|'s|been)\s(?:\w+\s)?(?:in\sa\swheelchair|on\soxygen|on\sbed\srest|bed\s?bound|unconscious|still\sunconscious|in\sa\scast)\b|on\sbed\srest)",
        0.88,
    ),
    Cue(
        "tumor tumour cancer lump biopsy scan",
        r"(?:(?:found|have|has|had|removed)\s(?:a|an|the)\s(?:\w+\s)?(?:tumou?r|lump|growth|aneurysm|mass)\b(?:\s(?:in|on)\s(?:my|his|her)\s\w+)?|cancer\s(?:has\s)?(?:is\sback|has\scome\sback|came\sback|has\sspread|spread|returned|has\sreturned)|<kin>'?s\scancer|(?:my|his|her)\scancer\b(?!\s(?:charity|policy|cover|research)))",
        0.92,
    ),
    Cue(
        "biopsy scan test tests results cancer",
        r"(?:(?:waiting|wait|await\w*)\s(?:for\s|on\s)?(?:a|the|my|his|her)\s(?:\w+\s)?(?:biopsy|scan|mri)\s?(?:results?|appointment)?\b|(?:could|might|may)\s(?:well\s)?be\s(?:\w+\s)?(?:cancer|a\stumou?r|leuk\w+|serious|sepsis)\b|(?:could|may|might)\shave\s(?:\w+\s)?<sick>)",
        0.82,
        None,
        "feared",
    ),
    Cue(
        "operation surgery",
        r"(?:(?:need|needs|needed|have|had|has|facing)\s(?:to\shave\s)?(?:a|an)\s(?:\w+\s)?(?:operation|surgery)\b(?!\s(?:manager|hours)))",
        0.88,
    ),
    Cue(
        "accident crash collision wreck",
        r"(?:\b(?:was|were|been|been\sin|is|had|got)\s(?:\w+\s)?(?:in\s)?(?:a|an)\s(?:very\s|really\s)?(?:serious|bad|terrible|horrible|awful|nasty|major|near[\s-]fatal|severe)\s(?:car\s|road\s|motorbike\s|motorcycle\s|bike\s|work\s|auto\s|traffic\s|cycling\s)?(?:accident|crash|collision|wreck)\b)",
        0.88,
    ),
    Cue(
        "sectioned psychiatric psych",
        r"(?:<kin>\s(?:has\sbeen|was|is|got)\s(?:\w+\s)?sectioned\b|I\swas\ssectioned|psychiatric\s(?:ward|hospital|unit|care))",
        0.88,
    ),
    Cue(
        "life ventilator", r"(?:\b(?:is|are|was|been|'s)\s(?:\w+\s)?on\s(?:life\ssupport|a\sventilator|dialysis))", 0.92
    ),
    Cue(
        "risk pregnancy",
        r"(?:pregnancy\s(?:was|is|has\sbeen)\s(?:very\s)?(?:high[\s-]risk|complicated|difficult))",
        0.85,
    ),
    Cue(
        "kidneys kidney liver lungs lung heart",
        r"(?:\b(?:my|his|her)\s(?:kidneys?|liver|lungs?|heart|pancreas)\s(?:has\s|have\s|are\s|is\s)?(?:failed|fail|failing|gave\sout|packed\sup|stopped))",
        0.92,
    ),
)

JOB_LOSS = (
    Cue(
        "redundant redundancies redundancy",
        r"(?:made\s(?:\w+\s){0,2}?redundant|(?:talk|threat|round|wave)\sof\sredundanc(?:y|ies)\sat\s(?:my|our|his|her)|took\sredundancy)",
        0.9,
    ),
    Cue(
        "lay laid",
        r"(?:(?:going|about|plan\w*|threaten\w*|have|had)\s(?:to\s)?lay\s(?:me|us|him|her|them|everyone|everybody|half)\s?(?:\w+\s)?off)",
        0.9,
    ),
    Cue(
        "contract contracts",
        r"(?:\b(?:my|his|her|our)\s(?:work\s|fixed[\s-]term\s|temporary\s|teaching\s|zero[\s-]hours?\s)?contract\s(?:wasn'?t|was\snot|isn'?t\sbeing|has\snot\sbeen|won'?t\sbe|will\snot\sbe)\srenewed(?!\s(?:by\syou|with\syou)))",
        0.78,
    ),
    Cue(
        "employer boss firm company factory plant school restaurant hotel mill",
        r"(?:\b(?:my|his|her|our)\s(?:\w+'?s?\s)?(?:old\s)?(?:employer|boss|workplace|firm|factory|plant|restaurant|hotel)\s(?:\w+\s){0,2}?(?:went\s(?:bust|under|bankrupt|into\sadministration)|closed(?:\sdown)?|shut(?:\sdown)?|is\s(?:folding|closing|shutting\sdown)|folded|collapsed|moved\sabroad|stopped\spaying\s(?:me|us))\b(?!\s(?:my|the|his|her|our)\s(?:\w+\s)?(?:accounts?|pension|claim|case|plan|cards?|policy|file|ticket)))",
        0.85,
    ),
    Cue(
        "clients customers work gigs orders fares shifts bookings",
        r"(?:\ball\s(?:of\s)?(?:my|our)\s(?:clients|customers|work|gigs|orders|bookings|shifts|contracts|students|jobs)\s(?:\w+\s){0,2}?(?:gone|left|cancelled|canceled|disappeared|dried\sup|stopped|vanished)|(?:my|our)\s(?:shifts|work|gigs|bookings|orders|tours)\s(?:have\s|has\s|just\s)?(?:dried\sup|stopped\scoming|vanished))",
        0.85,
    ),
    Cue(
        "worked work",
        r"(?:\b(?:I|he|she|<kin>|I've)\s(?:have\s|has\s|had\s)?(?:not|n'?t|hasn'?t|haven'?t|not\sbeen\sable\sto)\s(?:been\sable\sto\s)?work(?:ed)?\s(?:since|for|in|because)\b|haven'?t\shad\sa\s(?:fare|gig|shift|booking|client|commission)\sin)",
        0.86,
    ),
    Cue(
        "paying paid position job jobs role",
        r"(?:no\slonger\spaying\sme|stopped\spaying\s(?:me|my\s(?:wages|salary))|(?:my|his|her)\s(?:position|job|role|post|department)\s(?:was|is|has\sbeen|is\sbeing)\s(?:\w+\s)?(?:eliminated|cut|axed|made\sredundant|outsourced|abolished|gone))",
        0.88,
    ),
    Cue(
        "hours",
        r"(?:(?:had|have|has|having|got)\s(?:my|his|her|our|their)\s(?:hours|pay|wages|shifts|salary)\s(?:cut|reduced|slashed|halved))",
        0.92,
    ),
)

HARDSHIP = (
    Cue(
        "savings drowning debt penniless broke skint tight maxed gone",
        r"(?:(?:all\s)?(?:my|our)\s(?:life\s)?savings\s(?:are|is|have|has)\s(?:\w+\s)?(?:gone|used\sup|wiped|run\sout|exhausted)|drowning\sin\s(?:\w+\s)?debts?|\b(?:i'm|im|we're|am|are|is|he's|she's)\s(?:\w+\s)?(?:penniless|destitute|skint|flat\sbroke|insolvent)\b|money\s(?:is|has\sbeen|got|'s)\s(?:\w+\s)?(?:tight|short)|maxed\sout\s(?:every|all|both|my)\s(?:\w+\s){0,3}?(?:to\s(?:live|eat|survive|pay)|just\sto))",
        0.84,
    ),
    Cue(
        "keep lights roof",
        r"(?:(?:<cant>|struggl\w+\sto)\s(?:\w+\s)?keep\s(?:the\slights\son|a\sroof|my\s(?:home|house)|our\s(?:home|house)))",
        0.9,
    ),
    Cue(
        "missed",
        r"(?:(?:missed|skipped|defaulted\son)\s(?:\w+\s){0,3}?(?:payments?|instal\w+|rent)\s(?:\w+\s){0,3}?(?:because|since|as|when|after)\s(?:\w+\s){0,4}?(?:no\smoney|nothing\sleft|broke|lost|could\s?n'?t|ill|laid|out\sof\swork))",
        0.84,
    ),
    Cue(
        "sell sold",
        r"(?:(?:had|have|forced)\sto\s(?:sell|pawn)\s(?:my|our|the)\s(?:house|home|car|jewel\w+|wedding\sring|furniture|tools|van)\b(?:\s(?:\w+\s){0,3}?(?:pay|eat|live|survive|debts?|owed|because))?)",
        0.7,
    ),
    Cue(
        "lose losing",
        r"(?:\b(?:I|we|I'll|we'll)\s(?:will\s|am\sgoing\sto\s|are\sgoing\sto\s|may\s|could\s|might\s|'ll\s|am\sabout\sto\s|stand\sto\s)?(?:lose|be\slosing)\s(?:my|our)\s(?:car|van|flat|apartment|house|home)\b)",
        0.8,
        None,
        "feared",
    ),
    Cue(
        "foreclos evict repossess",
        r"(?:threat\w*\s(?:\w+\s){0,2}?to\s(?:foreclose|evict|repossess|take\s(?:my|our)\s(?:house|home|car)|throw\s(?:me|us)\sout)|(?:going|about|trying|want\w*)\sto\s(?:evict|foreclose|repossess|throw)\s?(?:on\s)?(?:me|us|my\s\w+|our\s\w+)?)",
        0.84,
        "self",
        "feared",
    ),
    Cue(
        "street homeless",
        r"(?:(?:I'll|we'll|I\swill|we\swill|will|I|we)\s(?:be\s|end\sup\s|soon\sbe\s)?(?:out\s)?on\sthe\sstreets?\b)",
        0.82,
        None,
        "feared",
    ),
    Cue(
        "know pay",
        r"(?:(?:don'?t|do\snot|no)\s(?:know|idea)\show\s(?:I|we)\s?(?:will|'ll|am\sgoing\sto|can|are\sgoing\sto|should|could)\s(?:pay|feed|eat|live|survive|make\s(?:rent|ends)|afford|manage|get\sby)\b)",
        0.84,
        None,
        "feared",
    ),
    Cue(
        "more manage",
        r"(?:(?:payments?|instal\w+|rent|bills?|amount)\s(?:is|are|was|were)\s(?:\w+\s)?(?:more\sthan\s(?:I|we)\s(?:can|could)|too\smuch\sfor\s(?:me|us)\s(?:to\s(?:pay|manage)|now|on\smy)))",
        0.82,
    ),
    Cue(
        "pills medicine insulin meals food",
        r"(?:(?:cutting|splitting|rationing|skipping|going\swithout)\s(?:my|his|her|our|on)?\s?(?:pills|medicine|insulin|medication|meals|food|lunch|heating)|week\sof\sfood\sfor|nothing\sleft\s(?:for|to)\s(?:food|eat|live|the\s(?:kids|children)))",
        0.84,
    ),
    Cue(
        "lived live money month income",
        r"(?:(?:live|living|survive|survives|lives|get\sby)\son\s(?:\$|£|€|\{)?[\d,.$}]+\s?(?:dollars|euros|pounds)?\s(?:a|per|each)\s(?:week|month|fortnight))",
        0.8,
    ),
    Cue(
        "payday lender loan",
        r"(?:(?:payday\slender|pay\s?day\sloan|loan\sshark)\s(?:\w+\s){0,4}?(?:to\s(?:pay|eat|live)|because|just))",
        0.7,
    ),
)

DISASTER = (
    Cue(
        "tornado hurricane earthquake storm hail lightning fire flood explosion wildfire tree",
        r"(?:(?:tornado|hurricane|earthquake|storm|hail|lightning|wild\s?fire|flood|explosion|landslide|cyclone|typhoon)\s(?:\w+\s){0,3}?(?:took|destroyed|hit|struck|flattened|ruined|cracked|damaged|wrecked|flooded|swept|ripped|devastated|knocked\sout)\s(?:\w+\s){0,2}?(?:my|our|us|the\s(?:roof|house|barn|greenhouse|road|village|town|street|shop)|out\s(?:my|our)|away\s(?:my|our)))",
        0.88,
    ),
    Cue(
        "basement cellar floor kitchen water",
        r"(?:(?:basement|cellar|ground\sfloor|kitchen|house|shop|garage|flat|street)\s(?:is|was|has\sbeen|are|were)\s(?:\w+\s)?(?:under\swater|underwater|flooded|knee[\s-]deep))",
        0.9,
    ),
    Cue(
        "collapsed smoke",
        r"(?:(?:my|our|the)\s(?:building|house|roof|ceiling|block)\s(?:has\s|had\s|just\s)?(?:collapsed|caved\sin)|(?:smoke|flood|storm|fire|water)\sdamage\s(?:in|to|throughout)\s(?:every|all|my|our|the))",
        0.82,
    ),
    Cue(
        "fema shelter evacuated evacuate evacuation displaced",
        r"(?:fema\s(?:put|gave|helped|sent|paid|housed)|(?:in|at)\sa\sshelter\s(?:after|since|because)|(?:may|might|could|will|had|have|having|forced|ordered|told)\s(?:have\s)?to\sevacuate|(?:we|I|they|have\sbeen|been)\s(?:were\s|was\s|are\s)?(?:being\s)?evacuated|displaced\sby)",
        0.86,
    ),
    Cue(
        "burned burnt burned",
        r"(?:(?:house|home|flat|apartment|trailer|caravan|shop|barn|garage|building|workshop|restaurant)\s(?:\w+\s){0,2}?(?:burned|burnt|burning|caught\sfire)\b)",
        0.9,
    ),
    Cue(
        "river flood flooded sea water",
        r"(?:(?:river|sea|creek|stream|water)\s(?:\w+\s){0,2}?(?:came\s(?:over|in|up|through)|burst|will\sflood|flooded|rose|is\srising)|<kin>\s(?:was|were|got|has\sbeen)\s(?:\w+\s)?flooded|flood\s(?:our|my)\s(?:house|home|basement|flat)\sagain)",
        0.84,
    ),
    Cue(
        "fire tree roof",
        r"(?:(?:the|a)\s(?:wild)?fire\sis\s(?:coming|close|near|spreading|at\sour)|tree\s(?:came|fell|crashed)\s(?:\w+\s){0,4}?(?:roof|house|car|home)\b(?:\s(?:\w+\s){0,3}?storm)?)",
        0.84,
    ),
)

FRAUD = (
    Cue(
        "charges charge transactions payments withdrawals purchases recognise recognize",
        r"(?:(?:charges?|transactions?|payments?|withdrawals?|purchases?|transfers?|orders?)\s(?:\w+\s){0,3}?(?:that\s)?(?:I|we)\s(?:did\snot|didn'?t|never|do\snot|don'?t)\s(?:make|made|authori[sz]ed?|recogni[sz]e)\b(?=.{0,100}(?:statement|country|night|am\b|abroad|city|never\sbeen|miami|account|card|foreign)))",
        0.66,
    ),
    Cue(
        "used using card emptied drained",
        r"(?:(?:ex|roommate|flatmate|housemate|nephew|cousin|carer|nurse|cleaner|ex-\w+|stranger|neighbou?r)\s(?:\w+\s){0,3}?(?:used|stole|took|emptied|drained|opened|forged)\s(?:my|our|his|her)\s(?:\w+\s)?(?:card|account|identity|name|money|savings|cheque|check)|they\s(?:drained|emptied|cleaned\sout|took\sover)\s(?:my|our)\b(?!\s(?:\w+\s){1,3}?(?:with|by|through)\s(?:your\s|their\s|the\s|these\s|those\s|all\s)*(?:\w+\s)?(?:fees?|charges?)\b))",
        0.85,
    ),
    Cue(
        "vanished disappeared seller",
        r"(?:(?:seller|landlord|builder|trader|agent|company|man|woman|guy)\s(?:who|that|and|then|has|had|just)?\s?(?:then\s|who\s|that\s)?(?:vanished|disappeared|never\s(?:existed|showed\sup))\b)",
        0.78,
    ),
    Cue(
        "scammer scammers fraudster caller con trick tricked talked",
        r"(?:(?:a|an|the|some)\s(?:scammer|fraudster|con\s?man|caller|swindler)\s(?:\w+\s){0,2}?(?:talked|tricked|convinced|persuaded|fooled|got)\s(?:me|us|my\s\w+)|gave(?:n)?\s(?:\w+\s){0,4}?(?:details|code|password|pin|number)\s(?:\w+\s)?to\s(?:a|an|the|some)\s(?:\w+\s)?(?:scammer|fraudster|stranger|caller)|given\smy\sdetails\sto\sa)",
        0.88,
    ),
    Cue(
        "stealing steals stole taken",
        r"(?:(?:has\sbeen|is|was|been|keeps)\sstealing\sfrom\s(?:my|our|me|us)|<kin>'?s\s(?:\w+\s)?(?:wallet|purse|card|bag|phone|bike|car|passport|jewellery|handbag)\s(?:was|got|has\sbeen|were)\s(?:\w+\s)?(?:taken|stolen|snatched)|stole\smy\s(?!time|heart|thunder|idea|joy)\w+|stole\s(?:<kin>'s)\s\w+)",
        0.86,
    ),
    Cue("signature forged", r"(?:signature\s(?:is|was)\s(?:\w+\s)?forged|forged\s(?:signature|cheque|check))", 0.88),
    Cue(
        "someone somebody data details",
        r"(?:(?:someone|somebody|they|a\sstranger)\s(?:has|have|got|had)\s(?:\w+\s)?(?:my|our)\s(?:data|details|card|information|ssn|social|password|identity|pin|passport)\b)",
        0.72,
    ),
    Cue(
        "clicked link phishing gave code password",
        r"(?:clicked\s(?:on\s)?(?:the|a|that)\s(?:\w+\s)?link\s(?:and|then)\s(?:\w+\s){0,6}?(?:gone|money|account|empt|drain|password)|entered\smy\s(?:password|details|pin|card)\s(?:\w+\s){0,3}?(?:fake|phishing|scam))",
        0.82,
    ),
    Cue(
        "took over sim",
        r"(?:(?:took\sover|hijacked|swapped|cloned)\smy\s(?:sim|number|phone|email|account|profile|instagram|facebook))",
        0.86,
    ),
)

DOMESTIC_ABUSE = (
    Cue(
        "controls controlled money locked pay forced sign violent hits beats scared afraid find fleeing flee fled takes track",
        rf"(?:\b(?:he|she)\s(?:controls\s(?:all\s)?(?:the|my|our)\s(?:money|accounts?|finances)|takes\sall\smy\s(?:pay|wages|money)|(?:made|forced)\sme\s(?:to\s)?(?:sign|take\sout|open|hand\sover)|locked\sme\sout\sof\s(?:our|the|my)\s(?:account|house|home)|was\sviolent|is\sviolent|hits\sme|hit\sme\b|beats?\sme\b(?!\s(?:to|at|in|by)\b)|threatens\sme|reads\smy\s(?:letters|post|messages)\sand)|{_FAMILY}'?s\s(?:\w+\s)?(?:husband|partner|boyfriend|man)\s(?:hits|beats|threatens|abuses)|(?:my|our|her|his)\s(?:\w+\s)?{_FAMILY}\sis\s(?:\w+\s)?(?:fleeing|being\scontrolled|being\sabused|being\sbeaten|escaping)|(?:strangled|beaten|hit|stalked|raped|attacked|threatened|assaulted)\sby\s(?:my|her|his)\s(?:\w+\s)?{_INTIMATE}|{_INTIMATE}\s(?:keeps|kept)\s(?:turning\sup|following|coming\sto\smy|calling\smy\swork)|scared\sof\swhat\smy\s{_INTIMATE}|afraid\s(?:that\s)?(?:he|she)(?:'ll|\swill|\smight)\s(?:find|hurt|kill|come))",
        0.85,
    ),
    Cue(
        "beat beats beaten stepfather father",
        rf"(?:(?:step\s?father|step\s?dad|{_FAMILY})\s(?:(?:beat|beats)\s(?:me|us|my)\b(?!\s(?:to|at|by)\b)|(?:hits|hit|abused|abuses|molested|threatens)\s(?:me|us|my)\b(?!\sto|\s(?:up|with\s(?:the|an?|this|that)\s(?:\w+\s)?(?:date|bill|news|question|price|invoice|request|idea))))|(?:my|our)\s(?:brother|son|father|mother|sister)\sthreatens\sme|pocket\smoney\b(?=.{0, 20}$))",
        0.82,
    ),
)

CARING = (
    Cue(
        "care needs look looking nurse depends dependent needs left handle guardian lpa feed moved",
        rf"(?:(?:my|our)\s(?:\w+\s){{0,2}}?{_FAMILY}\s(?:\w+\s){{0,5}}?(?:needs?\s(?:\w+\s)?(?:care\b|me\sday|constant|round|looking\safter)|depends\son\sme|can'?t\sbe\sleft\salone|cannot\sbe\sleft\salone)|(?:look(?:s|ing|ed)?\safter|nurse|feed|wash|bathe|lift)\s(?:,|and|\w+\s){{0,3}}?(?:my|our|her|him|both|two|his)\s(?:\w+\s){{0,3}}?{_FAMILY}|look\safter\s(?:her|him|them)\b|on\sbehalf\sof\smy\s(?:\w+\s)?{_FAMILY},?\s(?:who|because|as)|guardian\s(?:of|for)\smy|hold\s(?:an\s|the\s)?(?:lpa|poa|power\sof\sattorney)|(?:handle|manage|do|run)\s(?:everything|all\s(?:the\s)?\w+)\sfor\smy\s(?:\w+\s)?{_FAMILY})",
        0.84,
    ),
    Cue(
        "care look",
        rf"(?:(?:have|has|had)\sto\s(?:look\safter|care\sfor|take\scare\sof)\s(?:my|our)\s(?:\w+\s)?{_FAMILY}|(?:become|becoming)\smy\s(?:\w+\s)?{_FAMILY}'?s\scarer|take\scare\sof\smy\s(?:\w+\s)?{_FAMILY})",
        0.86,
    ),
)

ACCESS_NEED = (
    Cue(
        "speak english",
        r"(?:only\sspeaks?\s(?:a\slittle|very\slittle|some|bad|broken)\senglish|(?:my|his|her)\senglish\s(?:is|isn't)\s(?:\w+\s)?(?:bad|poor|good|great))",
        0.8,
    ),
    Cue(
        "tremor hands shake see print sight small",
        r"(?:with\smy\stremor|my\shands\s(?:shake|tremble|don'?t\swork)|(?:can'?t|cannot|unable\sto)\s(?:see|read)\s(?:the\s|your\s)?(?:small\sprint|grey\stext|letters?\sany\s?more|screen\sbecause|print)|losing\smy\s(?:sight|hearing|eyesight))",
        0.82,
    ),
    Cue(
        "non nonverbal verbal mute tablet",
        r"(?:<kin>\s(?:is|was)\s(?:\w+\s)?(?:non[\s-]?verbal|mute|deaf|blind|hard\sof\shearing|partially\ssighted|visually\simpaired)\b)",
        0.9,
    ),
    Cue("deaf blind", r"(?:(?:will|going\sto|may)\s(?:go|be|become)\s(?:deaf|blind)\b)", 0.85, None, "feared"),
)

SEPARATION = (
    Cue(
        "separated separating apart moved together over ended ending leave left wedding",
        rf"(?:\b(?:we've|we|they|parents|I'm|are|have|is|and)\s(?:\w+\s)?(?:separated|separating|living\sapart|no\slonger\stogether)\b(?!\s(?:by|into|out))|(?:my|our|his|her|son's|daughter's)\smarriage\s(?:is|has|was)?\s?(?:\w+\s)?(?:over|ended|ending|ends|finished|falling\sapart|broken)|(?:he|she)\s(?:has\s|just\s)?(?:moved\sout|walked\sout|left\s(?:me|us)\b(?!\s(?:a|an|the|his|her|some|on\shold|waiting|with\s(?:a|the)|my)\s))\b|called\soff\s(?:the|our|my)\s(?:wedding|engagement)|{_INTIMATE}\s(?:has\s)?(?:ended\sit|ended\sthings|broke\sit\soff|called\sit\soff)|(?:about|going|want|planning|decided)\sto\sleave\smy\s{_INTIMATE}\b(?!\s(?:a|the|my|some|\d)))",
        0.84,
    ),
)

DISTRESS = (
    Cue(
        "go going point wish better cut cutting end ending wanted anymore live worth want",
        r"(?:(?:can'?t|cannot|can\snot)\s(?:(?:go|carry)\son\b(?!\s(?:the|a(?!\s(?:day|moment|minute|week))|an|my(?!\sown)|our|your|this|that|holidays?|vacation|trips?|board|tour|leave|strike|foot|google|with\s(?:my|the|this|our|your)))|take\s(?:it|this)\sany\s?more\b(?!\s(?:to|on|with)\b)|take\smuch\smore\b)|(?:no|what'?s\sthe|see\sno)\s(?:point|reason)\s(?:in\s|to\s)?(?:(?:going|carrying)\son(?!\swith\b)|living|live|life)|wish\s(?:I|that\sI)\s(?:\w+\s){0,2}?(?:never\sbeen\sborn|dead|was\sdead|were\sdead|could\s(?:just\s)?die)|better\soff\swithout\sme|better\soff\sdead|cutting\smyself\b(?!\s(?:on|off|shaving|some|short|opening|trying|while|when))|(?:like|about|of|to)\send(?:ing)?\s(?:it\sall|my\slife|everything)|don'?t\swant\sto\s(?:be\shere|live|wake))",
        0.86,
    ),
    Cue(
        "sleep slept eat cry cries crying shake losing mind",
        r"(?:(?:haven'?t|have\snot|hasn'?t|not)\s(?:\w+\s)?(?:slept|eaten)\s(?:\w+\s){0,2}?(?:in|for|since|properly|over|because)|(?:cry|cries|crying|cried)\s(?:myself|every|all|each)\s?(?:\w+\s)?(?:day|night|morning|to\ssleep)?|see\s(?:a|no|any)\sway\sout|losing\smy\smind|shake\severy\stime|can'?t\s(?:eat|sleep)\sor\s(?:sleep|eat)|nervous\swreck)",
        0.76,
    ),
    Cue(
        "killing himself herself hurt harm",
        r"(?:(?:talks?|talking|talked|thinking|thought|thoughts)\s(?:about|of)\s(?:killing|hurting|harming)\s(?:myself|himself|herself)|what\sI\smight\sdo\sto\smyself|(?:will|might|going\sto|could)\s(?:hurt|kill|harm)\s(?:himself|herself|myself))",
        0.88,
    ),
)
