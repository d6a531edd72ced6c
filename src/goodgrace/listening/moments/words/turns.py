"""Turns of phrase that only sound like a moment: they shield their words, and are shown as figurative."""

from goodgrace.listening.moments.shape import Cue, Whether

_HYPER: Whether = "figurative"

FIRM = (
    r"(?:banks?|insurers?|insurance|brokers?|providers?|suppliers?|network|carrier|compan(?:y|ies)|firms?|airlines?|gym|landlord|lender|dealer(?:ship)?|agenc(?:y|ies)|utility|council|"
    r"mortgage|phone|team|club|church|union|brands?|platform|app|service|garage|(?:business|trading)\spartners?|co-?founder|business(?:es)?|band|employer|store|shop)"
)

TURNS: dict[str, tuple[Cue, ...]] = {
    "bereavement": (
        Cue(
            "died dead dies dying death",
            r"(?:\b<thing>\s(?:(?!my\b|our\b|his\b|her\b|their\b)\w+\s){0,3}?(?:has\s|had\s|just\s|is\s|was\s|went\s|are\s|were\s|seems?\s|completely\s|totally\s|basically\s|keeps?\s|'s\s)*(?:died|dead|dies|dying|passed\saway|death)\b)",
            0.9,
            "self",
            _HYPER,
        ),
        Cue(
            "dying die dead death",
            r"(?:\bdying\s(?:to|for|of\s(?:curiosity|boredom|laughter|embarrassment))\b|to\sdie\sfor|(?:scared|bored|sick|worried|tickled|frightened|starved|working\smyself|love\s\w+|frozen)\sto\sdeath|over\smy\sdead\sbody|dead\s(?:end|ends|line|wrong|tired|serious|silence|weight|on\b(?!\sarrival)|against|chuffed|keen|tired|sure|right|pleased|happy|good|nice|funny|proud|excited|worried|annoyed|cross|lazy|busy|fast|strict|rich|lucky|honest|jealous|beat|bored|hungry|asleep|drunk|broke|nervous|calm|scared|impressed|to\sthe\sworld|posh|kind|clever|polite|angry|embarrassed|upset|picky|into|interested|last|slow|easy|broke|zone|air|heat|simple|link|links|battery|pixel|pixels|certain|set|line|cheap|stock)|(?:be\s)?the\sdeath\sof\sme|death\s(?:trap|spiral|star|by|row|valley|knell|grip|glare)|near[\s-]death|back\sfrom\sthe\sdead|die\s(?:hard|laughing)|dead\sin\sthe\swater|dropped\sdead|play\w*\sdead|die\sof\s(?:boredom|old\sage|shame|embarrassment)|killing\sme\b|dead\sto\sme|customer\sservice\s(?:is|has)\s(?:dead|died)|chivalry\sis\sdead)",
            0.9,
            "self",
            _HYPER,
        ),
        Cue(
            "baby mother family parent sister brother grand partner nanny",
            r"(?:\b(?:baby\s(?:monitor|phone|cam\w*|swing|gate|walker)|mother\s?board|family\s(?:plan|business|railcard|tradition|<machine>|<pet>)|parent\s(?:company|account|brand|firm)|sister\s(?:company|site|brand|ship|store|airline|app)|"
            r"brother\s(?:printer|mfc\S*|hl\S*|dcp\S*|sewing\smachine|scanner|fax)|grandfather\sclock|nanny\scam|partner\s(?:airline|app|site|bank|company|program\w*|hotel|store|account))\s(?:\w+\s){0,3}?(?:died|dead|dies|dying|gone|passed\saway|killed)\b)",
            0.9,
            "self",
            _HYPER,
        ),
        Cue(
            "killing kill killed killer",
            r"(?:\b(?:is|are|was|it'?s|be|absolutely|really|just)\s(?:\w+\s)?killing\s(?:me|us|my\s(?:credit|score|back|feet|budget|business|battery))\b|killed\smy\s(?:credit|score|battery|weekend|mood)|kill(?:s|ed)?\s(?:time|two\sbirds)|dressed\sto\skill|would\skill\s(?:for|you)|killer\b)",
            0.9,
            "self",
            _HYPER,
        ),
    ),
    "illness": (
        Cue(
            "sick ill fed",
            r"(?:\bsick\s(?:and\stired|of\b|to\s(?:my|death)|to\smy\sstomach|at\sheart|joke|with\sworry|that\b|how\b|note\b)|(?:makes?|making|made)\s(?:me|us)\s(?:so\s|really\s|physically\s|feel\s)?(?:sick|ill)\b|ill[\s-](?:informed|advised|prepared|equipped|mannered|treated|gotten|timed|will)|worried\ssick|love\s?sick|sick\sdeal)",
            0.9,
            "self",
            _HYPER,
        ),
        Cue(
            "operation operations heart stroke cancer headache allergic fever blind deaf paralysed pain crazy insane coma",
            r"(?:\b(?:nearly|almost|about|practically|gave\sme|gives\sme|give\sme|giving\sme|near)\s(?:had\s|have\s|having\s|to\shave\s)?(?:a\s)?(?:heart\sattack|stroke|coronary|aneurysm|cardiac|conniption)|stroke\sof\s(?:luck|genius|midnight|a\spen)|(?:heart|broke\smy|breaks\smy)\s(?:and\ssoul|of\sthe\smatter|broken|warming|felt|breaking)|cancer\s(?:to|of|on)\s(?:our|the|this|society)|a\scancer\s(?:to|on|in|of)|cancer\s(?:charity|research|society|fund|awareness)|(?:epidemic|plague|pandemic)\sof|pain\sin\sthe\s(?:neck|butt|backside|ass|rear)|splitting\sheadache\sof|sugar\scoma|food\scoma|brain\sdead|sale\sfever|cabin\sfever|shopping\saddiction|addicted\sto\s(?:your|this|the)|paraly[sz]ed\s(?:by\s(?:choice|indecision)|the)|(?:heart\sattack|stroke|fit|coronary|seizure|aneurysm)\s(?:when|over|at|on|upon|after)\s(?:[\w']+\s){0,3}?(?:bills?|prices?|invoice|costs?|total|quote|statement|fees?|charges?)|operations?\s(?:on|of|in|with)\s(?:my|the|your|our|this)\s(?:\w+\s)?<thing>|operations?\s(?:\w+\s){0,2}?(?:blocked|declined|pending|refused|failed))",
            0.9,
            "self",
            _HYPER,
        ),
        Cue("broken", r"(?:broken\s(?:heart|record|english|promise|link))", 0.9, "self", _HYPER),
    ),
    "job_loss": (
        Cue(
            "let dropped",
            r"(?:\b(?:let\sgo|dropped|dismissed|laid\soff)\s(?:of|from|off)\s(?:the|your|a|my|our|this)\s(?:[\w'-]+\s){0,2}?(?:(?:wait(?:ing)?[\s-]?)?list|queue|line|call|chat|plan|draw|hold|scheme|offer|trial)\b(?!\s?-?cent(?:re|er)|\s(?:where\s|that\s)?(?:I|we)\s(?:had\s|have\s)?work|\sat\s(?:the|your|our)\s(?:factory|plant|works)))",
            0.9,
            "self",
            _HYPER,
        ),
        Cue(
            "fired work job",
            r"(?:\bfired\s(?:up|off|from\sthe\ship|at\sthe)|(?:do|did|doing|done|does)\s(?:your|their|his|her|its|my|a\s\w+|the)\sjobs?\b|job\s(?:well\sdone|lot|bank)|out\sof\swork(?:ing)?\sorder|(?:card|app|site|website|link|code|phone|button|it|this|page|number|system|login|pin|chip|machine|account|service|password|feature|terminal)\s(?:\w+\s){0,3}?(?:does\s?n'?t|does\snot|is\s?n'?t|is\snot|not|did\s?n'?t|won'?t|wont|will\snot|wasn'?t|was\snot|stopped|no\slonger|never|doesnt|isnt|hasn'?t|has\snot|can'?t|don'?t|isn't\seven|just\s\w+)\s(?:been\s|even\s|currently\s)?work(?:ing|ed|s)?|(?:refus\w+|unwilling|unable|not|won'?t|will\snot|would\snot|wouldn'?t|didn'?t|does\snot|doesn'?t)\s(?:\w+\s)?(?:to\s)?work\swith\b|should\s(?:all\s)?(?:be|get)\sfired)",
            0.9,
            "self",
            _HYPER,
        ),
        Cue(
            "terminated terminate dismissed unemployed",
            r"(?:(?:account|contract|policy|call|chat|agreement|service|subscription|membership|session|plan|line|lease|loan)\s(?:\w+\s){0,3}?(?:terminated|dismissed)|(?:case|complaint|dispute|claim|bankruptcy)\s(?:\w+\s){0,2}?dismissed|terminated\s(?:my|the|our)\s(?:account|contract|policy|call|service|subscription|membership|lease|plan|card)|fire\s(?:the|your|those|that|these)\s\w+)",
            0.9,
            "self",
            _HYPER,
        ),
    ),
    "hardship": (
        Cue(
            "pay hard drowning broke bankrupt hungry starving rob roof afford pay lost",
            r"(?:\bdrowning\sin\s(?:paperwork|emails|forms|calls|letters|spam|messages|adverts)|(?:my|the|it|card|phone|screen|app|website|chip|heel|strap|handle|zip|machine|kettle|device|they|that|also|you|he|she|just)\s(?:\w+\s){0,1}?broke\b(?!\sand\s(?:can'?t|cannot))|(?:morally|intellectually)\sbankrupt|bankrupt\s(?:of|company|airline|merchant|seller|firm|retailer)|paid\sthrough\sthe\snose|through\sthe\sroof|costs?\sa\sfortune|without\sbreaking\sthe\sbank|break\sthe\sbank|hard\stimes\scall|(?:can'?t|cannot|won'?t|will\snot)\spay\s(?:\w+\s)?until\s(?:you|I\sget\san?\s(?:answer|invoice|correct))|starving\s(?:artist|for\s(?:news|information|attention|an\sanswer))|hungry\sfor|(?:cannot|can'?t|could\snot|couldn'?t)\safford\s(?:to\s(?:wait|waste|miss|lose\s(?:more\s)?time|be\swithout\smy\sphone|make\smistakes)|mistakes|(?:any\s)?(?:more\s)?delays?)|poor\s(?:service|customer|reception|signal|quality|communication|experience|show|design|excuse|business)|pay\s(?:attention|heed)|bank(?:ing)?\sfood|home\s?screen|(?:eviction|hardship)\s(?:comedy|movie))",
            0.9,
            "self",
            _HYPER,
        ),
        Cue(
            "payment transfer card app top",
            r"(?:\b(?:can'?t|cannot|could\snot|couldn'?t|unable\sto|not\sable\sto|won'?t\slet\sme|doesn'?t\slet\sme|wasn'?t\sable\sto)\s(?:\w+\s)?(?:make|do|complete|process|use|send|pay|paying)\s(?:\w+\s){0,3}?(?:payments?|transfers?|purchases?|transactions?|bill|top[\s-]?up|online)\s(?:\w+\s){0,3}?(?:online|(?:with|by|using|from)\s(?:my\s|the\s|a\s|your\s)?(?:new\s|virtual\s|debit\s|credit\s|physical\s)?(?:card|app|phone|watch|account)|because\sI\s(?:forgot|lost|don'?t\shave|didn'?t\shave)\smy|by\scard|through\sthe|on\sthe\s(?:app|site|website)|via|in\sthe\sapp|using|from\smy\sphone|because\s(?:the|your)\s(?:site|app|website|system)|abroad|contactless|on\syour|over\sthe\sphone)|\b(?:can'?t|cannot|couldn'?t|could\snot|unable\sto)\s(?:pay|buy\s\w+)\s(?:with|by|using)\s(?:my\s|the\s|a\s)?(?:\w+\s)?(?:card|phone|app|watch|cash))",
            0.9,
            "self",
            _HYPER,
        ),
    ),
    "disaster": (
        Cue(
            "flood flooded storm fire firestorm avalanche disaster hurricane tornado earthquake tsunami volcano fired whirlwind burned",
            r"(?:\b(?:flood(?:ed)?|avalanche|tsunami|hurricane|storm|firestorm|wave|tornado|blizzard|deluge)\s(?:of|with)\s(?:\w+\s){0,2}?(?:calls?|emails?|messages?|complaints?|letters?|paperwork|texts?|ads?|spam|offers?|requests?|notifications?|questions?|mail|tears|relief|abuse|robocalls|forms|adverts|emotions|criticism|lies|memories|activity|inquiries|new)|(?:customer\sservice|website|delivery|app|service|booking|flight|trip|launch|rollout|whole\s(?:thing|experience|process)|order|move|refund|migration|update|meeting|installation|experience|checkout)\s(?:\w+\s){0,3}?(?:a\s|an\s|such\sa\s|absolute\s|complete\s|total\s|utter\s|real\s)+(?:disaster|train\swreck|shipwreck|nightmare|storm|car\scrash)|recipe\sfor\sdisaster|disaster\s(?:recovery|movie|of\sa)|perfect\sstorm|(?:took|take|taking|sell\w*|by)\s(?:\w+\s){0,2}?(?:by\sstorm)|storm\s(?:in\sa\steacup|out|off)|brain\s?storm|fire\s(?:sale|stick|tablet|wall|him|her|them|your)|under\sfire|firing\son|trial\sby\sfire|ceasefire|set\s(?:my|the)\s\w+\son\sfire|hot\sas\sfire|flood\s(?:insurance|zone|policy|lights?|cover|certificate|coverage|gates)|got\sburn(?:ed|t)\s(?:by|before)|burn(?:ed|t)\s(?:by|bridges|through|out\b)|flooded\swith\s(?!(?:[\w.,'-]+\s){0,5}?(?:water|sewage|mud|rain\w*|seawater|sludge|oil)\b)\w+|eye\sof\sthe\sstorm|whirlwind)",
            0.9,
            "self",
            _HYPER,
        ),
    ),
    "fraud": (
        Cue(
            "robbery robbed rob steal atm machine cashpoint ate swallowed stole theft rip scam criminal fraud",
            r"(?:\b(?:daylight|highway|absolute|legali[sz]ed|pure|total|complete|outright|plain|bare-?faced|downright)\s(?:robbery|theft|robbing|extortion|scam|fraud)|(?:is|it'?s|was|are|feels\slike|seems\slike|nothing\sbut|this|such)\s(?:\w+\s){0,2}?(?:a\s)?(?:rip[\s-]?off|robbery|steal\b|scam\scompany|total\sscam|complete\sscam|racket|legal\stheft)|(?:what|absolute|real|such)\sa\s(?:steal|scam|con|rip-?off)|(?:stole|stolen|steals?|stealing)\s(?:the\s(?:show|spotlight|thunder|limelight)|my\s(?:heart|soul|breath|time|thunder|idea|parking|joy|seat|sleep|sunshine)\b(?!\sand\s(?:my|our|all)\b)|a\s(?:glance|kiss|march|look)|hours\sof|\d+\s(?:hours|minutes|days)\sof)|robbed\s(?:me\s|us\s)?(?:of\s(?:my|our|a|an|the|\d+|two|three)\s(?:time|sleep|chance|goal|evening|weekend|weekends|patience|peace|hours|minutes|sanity|win|joy|holiday|day|afternoon)|by\s(?:your|the|these)\s(?:\w+\s)?(?:fees?|prices?|charges|rates|interest))|robbing\s(?:people|customers|us|me)\s(?:with|through)|(?:atm|machine|cash\s?point|dog|cat|wind|seagull|fox|squirrel|raccoon|crow)\s(?:\w+\s)?(?:stole|ate|swallowed|took)\s\w+|identity\scrisis|life\s?hack|price\sis\sa\ssteal|hack\sday|credit\sdue)",
            0.88,
            "self",
            _HYPER,
        ),
        Cue(
            "fraud antifraud identity scam",
            r"(?:\b(?:the|your|their|our|a|to|bank'?s|from|with|and)\s(?:\w+\s){0,1}?(?:fraud|identity\stheft|anti-?fraud|scam)(?:\s(?:and|&)\s\w+)?\s(?:department|team|line|unit|units|check|checks|prevention|protection|alerts?|hotline|squad|detection|filter|warning|system|desk|specialist|number|office|page|policy|agents?|officer|division|monitoring|specialists|insurance|awareness)|fraud\s(?:alerts?|department|prevention|protection|detection|monitoring|team)\b|anti-?fraud|suspected\sfraud\sby\syour\ssystem|(?:fair|deceptive|fraudulent|illegal)\s(?:and\s\w+\s)?(?:business\s)?(?:practices?|reporting|conduct|collection\sof|misrepresentation|lending|tactics|billing|membership\sdues)|constitute\sfraud|mail\sin\sa\sfraudulent\saccount|fax,\smail)",
            0.85,
            "other",
            _HYPER,
        ),
    ),
    "domestic_abuse": (
        Cue(
            "abus",
            r"(?:\b(?:abus(?:e|ed|es|ive|ing))\s(?:of\s(?:power|process|the\ssystem|authority|trust)|collect\w+|language|debt|calls?|tactics?|practices?|collections?|fees|customers?|lending|by\s(?:your|the\s(?:bank|company|agents?))|the\s(?:system|policy|process|return))|(?:verbally|unfair|threatening|harass\w+)[\s,]+(?:and\s)?abus\w+)",
            0.9,
            "self",
            _HYPER,
        ),
    ),
    "access_need": (
        Cue(
            "deaf blind hearing",
            r"(?:\b(?:(?:sells?|selling|sold|makes?|making|repairs?|fits|fitting|supply|supplies|stocks?)\s(?!(?:my|our|me|us|him|her|his|their|them)\s)(?:\w+\s)?hearing\saids?\b|(?:I\s?a?'?m|am|is|are|was|be|being)\s(?:\w+\s)?(?:deaf|blind)\sto\s(?!some\b|certain|high|low|colou?rs?\b|red\b|green\b|light\b|most\b|(?:all\s)?(?:sounds?|noises?|voices?|speech)\b|(?:any|every)thing\s(?:above|below|on|over|under|quieter|softer|but)\b)|deaf\sears|blind\s(?:eye|spot|spots|sided|trust|copy|date|faith|luck|panic|rage)|are\syou\s(?:deaf|blind)|going\sin\sblind|blind[\s-](?:copied|copy|tasting|taste|test)|rob\w*\s\w+\sblind|blinded\sby|venetian\sblinds?|anyone\swith\s(?:two\s)?eyes)|stone\sdeaf\sto)",
            0.9,
            "self",
            _HYPER,
        ),
    ),
    "separation": (
        Cue(
            "divorce split separate broke",
            r"(?:\b(?:divorce\s(?:my|this|your)\s(?:bank|mortgage|company|phone|network|provider)|split\s(?:the|my|a|this|into|payment|bill|cost|order|up\sthe|payments|in\s(?:two|half))|separate(?:d)?\s(?:account|accounts|payment|payments|bill|order|orders|parcels?|letters?|lawsuit|transactions?|out)|broke\s(?:up\sthe|down|even|the))|love[\s-]hate\srelationship)",
            0.9,
            "self",
            _HYPER,
        ),
        Cue(
            "separated",
            r"(?:separated\b[^.;!?]{0,40}?\b(?:seats?|seated|sat|rows?|plane|flight|boarding|cabin|train|coach|carriages?|airport|terminal|immigration|customs|check-?in|queue|luggage)\b|separated\sfrom\s(?:us|me)\b)",
            0.9,
            "self",
            _HYPER,
        ),
        Cue(
            "divorce divorced divorcing separated separating split broke broken parted parting marriage",
            rf"(?:\b(?:divorc(?:e|ed|ing)|separat(?:ed|ing)|split(?:ting)?(?:\sup)?|(?:broke|broken)\sup|part(?:ed|ing)\sways|marriage)\s(?:from\s|with\s|to\s)?(?:my|our|the|your|this|that|their|his|her)\s(?:(?!husband|wife|partner|spouse|from|at|who|of|and|with)[\w'-]+\s){{0,3}}?{FIRM}\b(?!'s|\s(?:manager|clerk|teller|employee|worker|guy|man|woman|owner|director))"
            rf"|divorced\sfrom\s(?:reality|the\s(?:facts?|truth|world)|common\ssense|what|how)|{FIRM}\sand\s(?:I|we)\s(?:\w+\s){{0,3}}?(?:divorc\w+|separat\w+|split|broke\sup|part(?:ed|ing))|{FIRM}\s(?:have\s|has\s|are\s|is\s|were\s|was\s)*(?:\w+ly\s|now\s|legally\s)*(?:separated|split|divorced))",
            0.9,
            "self",
            _HYPER,
        ),
    ),
    "distress": (
        Cue(
            "suicide suicidal kill die dead end ending breakdown panic crying sleep cope jump rather",
            r"(?:\b(?:career|commercial|political|financial|social)\ssuicide|suicide\s(?:squad|mission|doors?|prevention)|(?:nearly|almost|could\shave)\s(?:died|killed\smyself)\s(?:laughing|of\s\w+)|kill(?:ed)?\smyself\s(?:laughing|trying\sto\s(?:reach|open|get|find))|(?:car|vehicle|bus|engine|system|communication|cost|price|payment)\s(?:had\sa\s|has\sa\s)?breakdown|break\s?down\s(?:of|the|cover|service|in\s(?:comm\w+|service))|breakdown\s(?:of\s(?:the|my|all|costs?|charges|fees)|cover|service|recovery)|panic\s(?:button|buy\w*|over\snothing)|for\scrying\sout\sloud|crying\sshame|sleep\s(?:mode|timer|on\sit)|lose\s(?:no\s)?sleep\sover|want\sto\sdie\s(?:laughing|of\sembarrassment)|end\s(?:of\sthe\sday|user|date)|dying\sto|(?:would|'d|will)\srather\s(?:die|kill\smyself|be\sdead|jump\soff\s\w+\s\w+)\sthan\s(?:\w+\s)?(?:call|phone|ring|fly|use|deal|talk|speak|shop|buy|order|queue|wait|stay|bank|drive|eat|watch|listen|pay|sit|travel|contact|rent|book|chat)\w*|want(?:ed|s)?\sto\sdie(?=[^.;!?]{0,40}(?:embarrass|mortif|awkward|haha|lol\b))|end(?:ing)?\sit\sall(?=\s?:|\swith\syou)|(?:prices?|pricing|rates?|fees|policy|strategy|plan|idea|move|decision|speed|marketing|driving)\s(?:is|are|was|were|seems?)\s(?:\w+\s)?suicidal|suicidal\s(?:prices?|pricing|drivers?|driving|business|move|rates|pigeons?))",
            0.9,
            "self",
            _HYPER,
        ),
    ),
}
