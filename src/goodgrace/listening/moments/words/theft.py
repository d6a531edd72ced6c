"""Words of theft and fraud, and of storm, flood and fire."""

from goodgrace.listening.moments.shape import Cue

FRAUD = (
    Cue(
        "victim victims",
        r"(?:\b(?:victims?|victimi[sz]ed|target)\s(?:of|by|to)\s(?:(?!charged?\b)[\w,'\-/]+\s){0,6}?(?:identity|id|identification|fraud\w*|theft|scam\w*|hack\w*|phish\w*|stolen|breach\w*|robber\w*|burglar\w*|con\b|swindle\w*|cyber\w*|crime|skimm\w*|forg\w+)|(?:identity|id|fraud)\s?-?(?:theft|fraud)?\svictims?\b)",
        0.95,
    ),
    Cue(
        "stole stolen steal steals stealing theft thief",
        r"(?:<mine>\s(?:[\w'\-/]+\s){0,4}?(?:(?:was|were|been|got|is|are|has\sbeen|have\sbeen|had\sbeen|have|being|'s\sbeen)\s(?:\w+\s){0,2}?(?:stolen|stole|robbed|burgled|burglarized|snatched|pick\s?pocketed|pinched|nicked|swiped|skimmed|cloned|hacked|compromised|phished)\b)|"
        r"(?:got|had|have|having|has)\s(?:<mine>|his|her|all|a|some|\$?[\d,.{}$]+)\s(?:[\w'\-/]+\s){0,5}?(?:stolen|robbed|snatched|cloned|skimmed|hacked))",
        0.92,
    ),
    Cue(
        "hacked hack cloned compromised breached skimmed phished snatched robbed mugged burgled burglar pickpocket breach nicked",
        r"(?:<mine>\s(?:[\w'\-/]+\s){0,5}?(?:was|were|been|got|is|has\sbeen|have\sbeen|had\sbeen|being)\s(?:\w+\s){0,2}?(?:hacked|cloned|compromised|breach(?:ed)?|skimmed|phished|snatched|burgled|burglarized|broken\sinto|taken\sover|robbed|nicked)\b|\b(?:I|we|<kin>)\s(?:was|were|got|have\sbeen|had\sbeen|been|'ve\sbeen)\s(?:\w+\s){0,1}(?:hacked|robbed(?!\sof\s(?:my|the)\s(?:time|chance|sleep))|mugged|burgled|pick\s?pocketed|phished|scammed|defrauded|swindled|conned|catfished|duped))",
        0.92,
    ),
    Cue(
        "someone somebody some thief thieves scammer scammers hacker hackers stranger fraudster fraudsters criminal criminals unknown another whoever guy man woman imposter lady",
        r"(?:<someone>\s(?:(?!higher\b|from\b|at\b|named\b|in\b|to\b|could\b|can\b|called\b|told\b|said\b|would\b)\w+\s){0,4}?(?:stole|steal\w*|hacked|used|using|opened|opening|took|has\staken|has\smade|made(?!\s(?:a|an|the)\s(?:\w+\s)?(?:mistake|error))|making|charged|withdrew|got\s(?:into|hold|access)|gained\saccess|forged|cloned|accessed|logged\sinto|changed|impersonat\w+|pretend\w+\sto\sbe|claiming\sto\sbe|posing\sas|broke\sinto|emptied|drained|cashed|applied|applying|obtained|tried\sto\s(?:use|open|access|take|log)|is\sspending|spent|bought|attempting|has\sbeen\s(?:using|making|spending)|took\sout|ordering|ordered)\s(?:\w+\s){0,5}?(?:<mine>|me\b|in\smy\sname|on\smy|from\smy|under\smy|out\sof\smy|<account>))",
        0.88,
    ),
    Cue(
        "name names knowledge",
        r"(?:(?:opened|open|opening|taken\sout|took\sout|obtained|fraudulently|applied\sfor|made|set\sup|created|accounts?|loans?|cards?)\s(?:\w+\s){0,3}?(?:in|under|using)\s(?:my|our|his|her)\s(?:name|identity|social|ssn|information|details)\s?(?:and\s\w+\s)?(?:(?:\w+\s){0,3}?without\s(?:my|our|his|her)\s(?:knowledge|consent|permission|authorization)|fraudulently|by\s(?:an?\s)?(?:someone|thief|fraudster|identity))|(?:fraudulent\w*|fraud)\s(?:\w+\s){0,3}?(?:opened|open|made|created|obtained)\s(?:\w+\s){0,2}?(?:in|under|using|with)\s(?:my|our|his|her)\s(?:name|identity|information))",
        0.9,
    ),
    Cue(
        "stole stolen steal theft",
        r"(?:\b(?:he|she|they|who|someone|and|it|thief|somebody)\s(?:has\s|had\s|have\s|also\s|then\s|just\s|probably\s)*(?:stole|stolen|is\sstealing)\s(?:from\s(?:me|us|my)|<mine>|all\smy|\$?\{?\$?\d|me\b|money|her|his|it\b|(?:\w+\s){0,3}from\s(?:me|us|my)))",
        0.8,
    ),
    Cue(
        "stolen stole",
        r"(?:(?:stolen|stole)\s(?:from|out\sof)\s(?:me|us|my|our)\b|\b(?:report|reported|reporting|was|is|got|been|declared)\s(?:(?!or\b)\w+\s){0,3}?stolen\b(?!\s(?:number|card\sline))|(?<!or\s)stolen\s(?:identity|id|card|cards|check|checks|cheque|cheques|phone|wallet|purse|bag|passport|car|funds|money|debit|credit|info|information|mail)\b)",
        0.78,
    ),
    Cue(
        "identity id identification",
        r"(?:(?:identity|identification|\bid)\s?-?(?:theft|fraud)\b(?!\s(?:protection|insurance|monitoring|department|team|unit|hotline|prevention|coverage|alert\sservice|and\sfraud\sunits|resource|line|act|laws?|package)))",
        0.84,
    ),
    Cue(
        "identity",
        r"(?:<mine>\sidentity\s(?:\w+\s){0,2}?(?:was|has|had|is|being|got|been)\s(?:\w+\s){0,2}?(?:stolen|compromised|used|hacked|taken|thieved|hijacked)|(?:stole|stolen|steal|used|using|hijacked)\s(?:my|our|his|her)\sidentity)",
        0.95,
    ),
    Cue(
        "fraud fraudulent fraudulently",
        r"(?:\b(?:fraudulent(?:ly)?|fraud)\s(?:and\s\w+\s|hard\s|credit\s|bank\s|online\s|unauthori[sz]ed\s|card\s|opened\s|new\s|wire\s|hard\scredit\s|use\sof\s(?:my\s)?){0,3}<account>(?!\s(?:department|team|line|unit|report|alert|dispute|number|form|hotline|collection\sof|practices?|for\sa\sdebt))|<account>\s(?:\w+\s){0,4}?(?:is|are|was|were|as|being|been|opened|made|to\sbe|of)\s(?:\w+\s){0,2}?(?:fraudulent(?:ly)?|a\sfraud|fraud)\b(?!\s(?:department|team|alert|check|protection)))",
        0.8,
    ),
    Cue(
        "fraudulent fraud",
        r"(?:\b(?:this|it|that|these|which|all)\s(?:is|was|are|were|'s)\s(?:\w+\s)?(?:a\s|an\s|clearly\s|obviously\s|obvious\s)?(?:fraud|fraudulent|identity\s(?:theft|fraud)|fraudulent\scharge)\b(?!\s(?:practice|business|collection|company|reporting|department|conduct|billing)))",
        0.5,
    ),
    Cue(
        "fraud fraudulent",
        r"(?:\b(?:had|have|been|experienced|experiencing|suffered|reported|report|reporting|with|of|due\sto|because\sof|case\sof|noticed|discovered|found|was|saw|seeing)\s(?:a\s|an\s|the\s|some\s|my\s|it\sas\s|this\s|this\sas\s|several\s|possible\s|debit\s|credit\s|card\s|bank\s|wire\s|online\s|financial\s|mortgage\s){0,5}fraud(?:ulent)?\s?(?:case|issues?|activit(?:y|ies)|charges?|transactions?|on\s(?:my|our)\s\w+|claims?|against\s(?:me|us))\b|reported\s(?:it|this|them)\sas\sfraud|(?:it|this|that|account|charge)\sas\sfraud\b|committed\sfraud\s(?:and\sstole|using\smy|on\smy|against\sme|in\smy|with\smy))",
        0.78,
    ),
    Cue(
        "unauthori unauthoriz unauthoris unknown recogni",
        r"(?:\bunauthori[sz]ed\s(?:and\sfraudulent\s|third[\s-]party\s|online\s|bank\s|debit\s|credit\scard\s|wire\s|card\s|cash\s|small\s|money\s|electronic\s|ach\s|check\s){0,3}(?:charges?|transactions?|withdrawals?|purchases?|payments?|transfers?|checks\b|use\sof\smy|person|user|access|activity|logins?|debits?)\b(?<!fees)|(?:charges?|transactions?|withdrawals?|purchases?|transfers?)\s(?:\w+\s){0,4}?(?:were|was|are|is)\s(?:not|n'?t)\s(?:authori[sz]ed|made)\sby\s(?:me|us)|(?:charges?|transactions?|withdrawals?|purchases?)\s(?:that\s|which\s)?(?:I|we)\s(?:did\snot|didn'?t|never|have\snot|haven'?t)\s(?:make|made|authori[sz]ed?|do))",
        0.7,
    ),
    Cue(
        "scam scammed scammer scammers con conned duped defrauded swindled phish tricked fooled",
        r"(?:\b(?:I|we|me|us|was|were|been|got|am|<kin>|getting|be)\s(?:\w+\s){0,2}?(?:scammed|conned|duped|defrauded|swindled|phished|tricked\s(?:by|into\s(?:sending|giving|paying|transferring))|fooled\sby\sa)\b|(?:fell|fallen|fall|falling|falls)\s(?:\w+\s)?(?:for|victim\sto|prey\sto)\s(?:a|an|the|this|some|what)\s(?:\w+\s){0,3}?(?:scam|scammers?|fraud|phishing|con)\b|(?:sent|paid|lost|gave|transferred|wired|dealt\swith|contacted\sby|called\sby|money)\s(?:\w+\s|\$?\{?\$?[\d,.]+\}?\s){0,6}?(?:to|by|with)?\s?(?:a|an|the|this|these|some)\s?(?:\w+\s)?(?:scam(?:mers?)?|fraudsters?|con\s(?:man|artist)|swindler|impostors?)\b|scammers?\s(?:\w+\s){0,2}?(?:took|got|stole|have|had|drained|convinced|called\sme|called\smy|used)|(?:romance|investment|crypto|rental|job|lottery|ticket|gift\scard|zelle|phone|email|whatsapp|tech\ssupport)\s(?:scam|fraud)\b)",
        0.85,
    ),
    Cue(
        "tickets seller disappeared vanished counterfeit fake blocked",
        r"(?:(?:never\s(?:sent|received|delivered|shipped)|the\sseller|took\s(?:my|the|our)\smoney)\s(?:\w+\s){0,6}?(?:and\s|then\s)?(?:disappeared|vanished|blocked\s(?:my\snumber|me)|ghosted\sme)|(?:tickets?|goods|watch|item|cheque|check|bill|notes?)\s(?:was|were|is|are|turned\sout\sto\sbe)\s(?:\w+\s)?(?:counterfeit|fake|forged))",
        0.75,
    ),
    Cue(
        "forged forgery signature impersonat",
        r"(?:forged\s(?:my|our|his|her)\s\w+|(?:my|our)\ssignature\s(?:was|is|has\sbeen)\sforged|forgery\sof\smy|(?:claiming|pretending)\sto\sbe\sme\b|impersonat\w+\sme\b)",
        0.92,
    ),
    Cue(
        "information details data personal breach social ssn",
        r"(?:<mine>\s(?:personal\s|private\s|financial\s|card\s|bank\s|account\s|social\s\w+\s)?(?:information|info|details|data|ssn|social\ssecurity(?:\snumber)?|credentials)\s(?:\w+\s){0,2}?(?:was|were|has|have|had|is|been|got)\s(?:\w+\s){0,2}?(?:stolen|compromised|used\s(?:to|by|without|fraud\w*)|hacked|leaked|breach(?:ed)?|exposed|misused)|(?:using|used|use)\s(?:my|our|his|her)\s(?:\w+\s){0,2}?(?:social(?:\ssecurity)?|ssn|identity|information|info|card|name)\s(?:\w+\s){0,3}?(?:fraudulently|without\s(?:my|our)\s(?:knowledge|consent|permission|authorization)|to\sopen|to\sobtain))",
        0.87,
    ),
    Cue(
        "robber robbery burglar burglary robbed mugged",
        r"(?:\b(?:a|the|armed|recent|our|my|house)\s(?:robbery|burglary|break-?in|mugging)\b|(?:at|with|by)\sgun\s?point|we\swere\sburgled|house\swas\sbroken\sinto)",
        0.75,
    ),
)

DISASTER = (
    Cue(
        "hurricane tornado earthquake wildfire wild flood flooding floods storm typhoon cyclone landslide mudslide tsunami house fire blizzard hail ice gas explosion burst natural sinkhole eruption volcano",
        r"(?:\b(?:home|house|apartment|property|flat|condo|roof|building|basement|office|shop|store|business|town|city|village|street|area|neighbou?rhood|kitchen|car|place|farm|everything|belongings|island|region|trailer|cellar|warehouse|garage|bakery|restaurant|workshop)\s(?:\w+\s){0,4}?(?:was|were|is|got|has\sbeen|have\sbeen|been|had\sbeen|being|has|had|suffered|under)\s(?:\w+\s){0,4}?(?:destroyed|damaged|flooded|burn(?:ed|t)\s?(?:down)?|hit|ruined|struck|devastated|lost|under\swater|underwater|gutted|wiped\sout|swept\saway|flattened|evacuated|damage)\b(?:(?:\s\w+){0,4}?\s(?:by|in|from|during|due\sto|after|because\sof)\s(?:\w+\s){0,3}?<storm>)?)",
        0.85,
    ),
    Cue(
        "hurricane tornado earthquake wildfire flood typhoon cyclone storm natural fire house flooding wild landslide",
        r"(?:\b(?:due\sto|because\sof|after|from|in|during|by|through|following|since|of|lost\s(?:\w+\s){1,4}?(?:in|to)|victims?\sof|affected\sby|hit\sby|impacted\sby|displaced\sby|survived|was|had|have|evacuated\s(?:for|from|because\sof))\s(?:a\s|an\s|the\s|our\s|my\s|recent\s|last\s|terrible\s|devastating\s|major\s|severe\s|of\s|massive\s|big\s|this\s|bad\s|local\s|recent\s|huge\s|two\s|total\s|kitchen\s){0,4}(?:hurricanes?|tornado(?:e?s)?|earthquake|wild\s?fires?|flood(?:ing|s)?(?!\s(?:insurance|zone|of|policy|cover|plain|cert|gates|light|map|risk|coverage))|typhoon|cyclone|landslide|mudslide|house\sfire|natural\sdisaster|apartment\sfire|kitchen\sfire|tropical\sstorm|(?<=by\sa\s)storm|(?<=by\sthe\s)storm)\b(?!\s(?:ride|insurance|season|zone|policy|cover|lamps?|sale|of\s(?:calls|emails|messages|paperwork)))(?:\s(?!in\b|and\b|on\b|we\b|I\b|the\b|my\b|damaged?\b)[A-Z]\w+)?)",
        0.86,
    ),
    Cue(
        "hurricane",
        r"(?:hurricane\s(?!season|insurance|cover|deductible|policy|lamp)\w+(?:\s(?:which|that))?(?:\s(?:devastated|hit|destroyed|struck|damaged|took|flooded)(?:\s\w+){1,3})?)",
        0.85,
    ),
    Cue(
        "flood flooded water storm fire smoke hurricane wind tornado hail earthquake burned burnt evacuated pipe",
        r"(?:(?:had|have|has|suffered|from|the|with|of|major|severe|extensive|our|rain)\s(?:\w+\s)?(?:flood|storm|fire|smoke|hurricane|wind|tornado|hail|earthquake)\s(?:and\s\w+\s)?damage|(?:we|I|they)\s(?:were|was|got|are|have\sbeen|'ve\sbeen)\s(?:badly\s|completely\s)?(?:flooded|flooded\sout|burned\sout|burnt\sout|evacuated)|pipe\sburst|burst\spipe|(?:street|area|town|city|village)\s(?:was|is|were)\s(?:completely\s)?flooded)",
        0.85,
    ),
    Cue(
        "fire burned burnt",
        r"(?:\b(?:my|our|the|his|her|their|a|whole)\s(?:\w+\s)?(?:house|home|apartment|flat|building|kitchen|garage|shop|business|barn|place|block|restaurant)\s(?:\w+\s){0,2}?(?:burned|burnt|caught\sfire|went\sup\sin\sflames|on\sfire|is\son\sfire)|(?:house|home|apartment|kitchen|flat|building|garage|barn|shop|warehouse)\sfire\b(?!\s(?:insurance|safety|alarm|policy|extinguisher|code|regulation|department|cover))|lost\s(?:everything|it\sall|our\shome|my\shome|the\shouse)\s(?:\w+\s){0,3}?(?:in|to)\s(?:a|the)\s(?:\w+\s)?(?:fire|flood|hurricane|tornado|storm|earthquake))",
        0.9,
    ),
    Cue(
        "disaster fema",
        r"(?:(?:declared|federal|natural|national|state\sof)\s(?:a\s)?(?:disaster|emergency)\s(?:area|zone)?|disaster[\s-](?:affected|stricken|hit|declared|relief)\s?(?:area|zone|payment|assistance)?|(?:received|from|applied\s(?:to|for)|help\sfrom)\s(?:\w+\s){0,3}?fema\b)",
        0.7,
    ),
    Cue(
        "power",
        r"(?:without\s(?:power|electricity|running\swater)\s(?:\w+\s){0,6}?(?:since|after|because\sof|due\sto)\s(?:the\s|a\s)?<storm>)",
        0.85,
    ),
)
