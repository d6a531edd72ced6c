"""Words of work lost and of money that does not reach."""

from goodgrace.listening.moments.shape import Cue

JOB_LOSS = (
    Cue(
        "lost lose losing loose loss lay lost",
        r"(?:\b(?:lost|lose|losing|loose|loosing|loss\sof)\s(?:my|his|her|our|their|a|the|both\sour|the\sonly|all\smy|two|employment|of\semployment|full[\s-]time|second|main)\s?(?:\w+\s){0,2}?(?:jobs?|employment|position(?!\sin\s(?:the\s)?(?:queue|line))|livelihood|work(?!\saround)|clients|contract(?!\snumber))\b(?!\s(?:offer|interview|application|opportunit\w+|sheet|number|card|reference|ref|ticket|description|pack|file|folder|details|id|code|share)\b)|lost\semployment|loss\sof\s(?:\w+\s)?(?:employment|income|job|work|wages|earnings)|lost\s(?:\w+\s){0,4}?(?:income|wages|pay|earnings|salary)\b)",
        0.92,
    ),
    Cue(
        "laid layoff layoffs lay",
        r"(?:\b(?:was|were|got|been|being|am|is|are|be|I|he|she|'m|getting|husband|wife|just|both)\s(?:\w+\s){0,2}?laid[\s-]off\b|\blay-?offs?\b|laid\soff\s(?:from|in|due|because|work|at|last))",
        0.94,
    ),
    Cue("furlough furloughed", r"(?:\b(?:furlough(?:ed)?|put\son\sfurlough)\b(?!\s(?:scheme|rules|policy)))", 0.94),
    Cue(
        "unemploy",
        r"(?:\b(?:am|is|was|were|been|became|become|im|i'm|currently|still|being|are|with|on|of|due\sto|from|to|collecting|receiving|and|struggled\swith|filed\sfor|now|recently|while|he's|she's|remain\w*)\s(?:\w+\s){0,2}?(?:unemployed|unemployment)\b(?!\s(?:insurance|rate|figures|cover|policy|office|protection|benefit\srules))|unemployed\s(?:since|for|due|because|at\sth|and))",
        0.92,
    ),
    Cue(
        "laid fired terminated sacked redundant dismissed let redundancy terminate termination axed",
        r"(?:\b(?:was|were|got|been|being|am|is|'m|I)\s(?:\w+ly\s|just\s|recently\s|then\s|both\s){0,2}(?:fired(?!\sup)|sacked|dismissed\sfrom\s(?:my|his|her|work)|let\sgo(?!\sof)|made\sredundant|redundant|terminate(?:d)?\s(?:from|due|by\smy|at\swork|after|because)(?:\s(?:my|work|the\scompany|employ))?|wrongfully\sterminated?)\b(?!\s(?:the\s(?:case|complaint|dispute|claim)|my\s(?:case|complaint|dispute|claim)|as\s(?:frivolous|a)))|made\sme\sredundant|(?:laid\s(?:me|him|her|us)\soff|let\s(?:me|him|her|us)\sgo(?=\s*(?:[.,;!]|$|from|in|because|due|after|last|at|on|and|yesterday|today|this|when|with|before|two|three|\d|a\s(?:week|month|year|few|couple)|without))|(?:fired|sacked|dismissed)\s(?:me|him|her)\b)|(?:my|his|her|face|facing)\s(?:\w+\s)?redundancy|(?:my|his|her)\s(?:employer|boss|company|firm|job)\s(?:\w+\s){0,3}?(?:let\s(?:me|him|her)\sgo|fired\s(?:me|him|her)|sacked\s(?:me|him|her)|terminated\s(?:me|him|her|my)|closed|shut\sdown|folded|went\s(?:under|bust|bankrupt|out\sof\sbusiness)|ended|eliminated|downsized|cut)\b(?!\s(?:my|the|his|her|our)\s(?:\w+\s)?(?:accounts?|pension|claim|case|plan|cards?|policy|file|ticket)))",
        0.88,
    ),
    Cue(
        "out without not no cannot between jobless",
        r"(?:\b(?:been|am|was|im|i'm|is|are|still|were|being|'s|he's|be|currently|now|put\s(?:me|him|her)|off|he|she|and|I)\s(?:\w+\s){0,3}?(?:out\sof\s(?:work(?!ing\sorder|\sat\s\d)|a\sjob)|without\s(?:a\s|any\s)?(?:job|work|employment)|jobless)\b|out\sof\swork\b(?!\sat\s\d)|between\sjobs\b(?!\stoday)|off\swork\s(?:for|since|due|until|because|with|on|sick|\w+\s(?:weeks|months))|(?:have|has|had|with|got|having)\sno\s(?:job|work|employment)\b(?!\s(?:order|history|details|address|phone|number|email|permit|visa|experience|for\s(?:you|your|the|him|her|them))\b)|no\sjob\sand)",
        0.9,
    ),
    Cue(
        "work working worked inability job jobs",
        r"(?:(?:\b(?:I|we|he|she|who|me|him|her|<kin>|im|I'm)\s(?:(?!its?\b|something\b|which\b|that\b|card\b|app\b|code\b)\w+\s){0,2}?|\band\s(?=could|can|am\b|was\s(?:un|not\sable)|unable|became\sunable))(?:<cant>|no\slonger|not\s(?:been\s)?able\sto|cause[sd]?\sme\snot\sto|do\snot|don'?t|stopped|stop|had\sto\sstop|unable\sto|inability\sto|incapable\sof|prevented\sme\sfrom|forced\sto\sstop|has\snot|haven'?t|have\snot|was\snot|wasn't|isn'?t|is\snot|not)\s?(?:been\s|currently\s|physically\s|even\s)?(?:work(?:ing|ed)?)\b(?=\s*(?:[.,;!?)]|$|any\s?more|due|because|since|for\s(?:\w+\s)?(?:months|weeks|years|a\swhile|now)|and\b|as\b|full|in\s(?:months|weeks|X)|at\sall|to\smy\sfull|again|after|until|during|or\b|right\snow|so\b|while|with\smy|at\sthe\smoment|from))(?!\s(?:with\s(?:me|us|you|them|the)|and\s(?:the\s(?:site|app)))))",
        0.72,
    ),
    Cue(
        "quit resign resigned leave retire stop",
        r"(?:\b(?:had|have|forced|has|needed)\sto\s(?:quit|leave|resign\sfrom|retire\s(?:early|due|because|to\scare|from)|give\sup|stop|close)\s?(?:my\s|his\s|her\s|our\s|the\s|a\s)?(?:job|work(?:ing)?|position|career|due|to\scare|early|because|shop|company|restaurant)\b|forced\sto\sretire\b|forced\sinto\s(?:early\s)?retirement|quit\s(?:my|his|her)\sjob\b(?!\s(?:for\s(?:an?|another)\b|to\s(?:start|join|travel|go|become|study|open))))",
        0.88,
    ),
    Cue(
        "hours pay wages salary income cut reduced slashed reduction",
        r"(?:(?:my|our|his|her|work|working|their)\s(?:\w+\s){0,2}?(?:hours|pay|wages?|salary|income|earnings|paychecks?|shifts?|tips)\s(?:\w+\s){0,3}?(?:been|was|were|got|is|are|have\sbeen|has\sbeen|being|went|dropped|fell|stopped|dried)\s?(?:\w+\s){0,2}?(?:cut(?!\soff)|reduced|slashed|halved|down\sto|gone|dropped|stopped|lost|to\s(?:zero|nothing|almost\snothing)|by\shalf|up)\b|(?:cut|reduced|slashed|cutting|reducing|halved)\s(?:my|our|his|her|back\s(?:my|on\smy|our))\s(?:\w+\s)?(?:hours|pay|wages|salary|shifts|income)\b|(?:pay\scut|reduction\sin\s(?:my\s|our\s|his\s|her\s)?(?:income|pay|hours|wages|salary)|reduced\s(?:income|hours|pay)|drop\sin\s(?:income|pay|earnings)|loss\sof\s(?:my\s)?income|not\sgetting\spaid|no\s(?:pay\s?check|wages|salary)\b)|lost\s(?:half|most|all|part|a\slot|much|\d+\s?%)\sof\s(?:my|our|his|her)\s(?:income|wages|pay|salary))",
        0.86,
    ),
    Cue(
        "business shop restaurant company salon",
        r"(?:\b(?:my|our|his|her)\s(?:own\s|small\s|family\s|little\s)?(?:business|shop|restaurant|company|salon|store|bakery|studio|café|cafe|firm)\s(?:\w+\s){0,3}?(?:closed|shut\sdown|failed|went\s(?:under|bust|bankrupt|out\sof\sbusiness)|collapsed|folded|has\sno\s(?:customers|income)|was\sclosed|had\sto\sclose|forced\sto\sclose)(?!\s(?:at|early|on\s(?:sunday|monday|weekends)|the\s(?:account|case)))|(?:close|closed|lost|losing|lose|shut(?:ting)?)\s(?:down\s)?(?:my|our|his|her)\s(?:own\s|small\s|family\s)?(?:business|shop|restaurant|company|salon|store|bakery)\b(?!\s(?:account|checking|card|credit|loan|banking)))",
        0.82,
    ),
    Cue(
        "job jobs work employment",
        r"(?:\b(?:look(?:ing)?|search(?:ing|ed)?|hunt(?:ing)?|trying)\s(?:for\s|to\sfind\s)(?:a\s|any\s|another\s|new\s|permanent\s|full[\s-]time\s|steady\s){0,3}(?:job|work|employment)\b(?!\s(?:around|arounds|number|order))|job\s?(?:hunting|search(?:ing)?|seeker)|(?:can'?t|cannot|couldn'?t|could\snot|haven'?t|hadn'?t|hadnt|not|unable\sto|struggl\w+\sto)\s(?:been\sable\sto\s)?(?:find|found|get|gotten|obtain)\s(?:a\s|any\s|another\s|new\s|permanent\s|full[\s-]time\s|steady\s){0,3}(?:job|work|employment)\b(?!\s(?:because\sof\s(?:this|my\scredit|the\sreport))))",
        0.72,
    ),
    Cue(
        "demoted redundancy severance",
        r"(?:\b(?:was|been|got)\sdemoted\b|(?:my|his|her)\s(?:severance|redundancy\s(?:notice|pay|money))|zero\shours\sgiven|contract\s(?:was|has\sbeen)\s(?:not\srenewed|ended\searly)(?:\s(?:by|at)\smy\s(?:employer|work|job)))",
        0.8,
    ),
)

CAUSED = r"\b(?:caus(?:e[sd]?|ing)|creat(?:e[sd]?|ing)|put(?:s|ting)?|impos(?:e[sd]?|ing))\b[^.;]{0,40}$"
"""A claim for damages more than a state of need: "this error causes me financial hardship"."""

THEY_SAY = r"\b(?:says?|said|saying|claim\w*|stat(?:es?|ed|ing)|wrote|shows?|showed|showing|told\sme|notif\w+|inform\w+|reflect\w*|insist\w*|email|text|letter|notice)\b[^.;]{0,30}$"
"""What a lender says is owed, and the customer may not."""

HARDSHIP = (
    Cue(
        "hardship hardships",
        r"(?:\b(?:financial(?:ly)?|economic|severe\sfinancial|money|due\sto|because\sof|my|temporary|real|times\sof|medical|monetary|serious\sfinancial)\s(?:and\s\w+\s)?hardships?\b(?!\s(?:policy|team|department|on\smy\scredit|to\smy\scredit|score|(?:on|in)\s(?:the|my)\s(?:purchas\w+|credit|life|score)))|hardship\s(?:program\w*|assistance|letter|application|plan|package|forbearance|relief|request|deferment|extension|withdrawal|arrangement|option|form|help)|(?:am|was|is|been|having|experienc\w+|suffer\w+|facing|going\sthrough)\s(?:in\s)?(?:a\s|some\s|extreme\s|much\s|true\s)?hardships?\b(?!\son\smy\scredit))",
        0.86,
        unless=CAUSED,
    ),
    Cue(
        "hardship",
        r"(?:\b(?:my\sfamily|we|I|us)\s(?:\w+\s){0,2}?(?:suffered|gone\sthrough|faced|had|experienced)\s(?:\w+\s){0,2}?hardship)",
        0.88,
    ),
    Cue(
        "pay paying make making afford keep meet cover",
        r"(?:(?:<cant>|do\snot\shave\s(?:the\s|any\s|enough\s)?(?:money|funds|means|cash)\sto|don'?t\shave\s(?:the\s|any\s|enough\s)?(?:money|funds|means|cash)\sto|didn'?t\shave\s(?:the\s|any\s|enough\s)?(?:money|funds)\sto|no\s(?:money|funds|income)\s(?:left\s)?to|struggl\w+\s(?:\w+\s)?to)\s?(?:\w+ly\s|even\s|possibly\s|no\slonger\s|currently\s|continue\s(?:to\s|making\s|paying\s)?|keep\s|to\s){0,3}(?:pay(?:ing)?|make|making|meet|cover|keep\sup(?:\swith)?|maintain|handle|catch\sup(?:\son|\swith)?)(?!\s(?:you\sback\suntil\syou|it\s(?:on|via|through|using|with)\s(?:the|your)\s(?:site|app|website|web|phone)|(?:a\s|my\s|the\s)?(?:payments?|bill)\s(?:online|on\s(?:the|your)\s(?:app|website|site)|via|through|by\sphone|using|with\smy\scard|over\sthe)|sense|calls?|contact|an?\s(?:appointment|decision|call|account|claim|complaint|purchase|deposit|transfer|change|login|choice)|(?:any\s)?changes?|up\smy|it\s(?:to|work|in|stop)|sure|heads|out|this\s(?:transfer|purchase)|purchases?|transfers?|transactions?|any\s(?:transactions?|purchases?|transfers?)|(?:a|any)\spayments?\s(?:by|with|from)|attention|track|contactless|abroad|in\s(?:shops?|store|euros|dollars)|with\s(?:my|the|your)\s(?:card|phone|watch|app)|at\s(?:the\s)?(?:shop|store|till|counter|petrol|gas)))(?:\s(?:[\w'$\-{}.,]+\s){0,5}?(?:<bills>)\b|\s(?:back|off|more|any\s?more|the|my|our|for|it|them|him|this|that|ends|\$|\{|all|full|these|what|as|so|now|until|and)\b|(?=\s*[.,;!]|$)))",
        0.84,
    ),
    Cue(
        "afford unaffordable",
        r"(?:(?:<cant>|never|not|don'?t|do\snot|wouldn'?t|would\snot|barely|could\sno\slonger|n't)\s?(?:\w+ly\s|even\s|be\sable\sto\s|to\s|possibly\s|longer\s){0,2}afford\b(?!\s(?:to\shave\s(?:such|this|these|an?|any)|me\s(?:the\sopportunity|a)|to\s(?:hire|have\shire|wait|be\spatient|lose\smore\stime|waste)|(?:an?|the)\s(?:attorney|lawyer)|(?:your|the|an?)\s(?:\w+\s)?(?:premium|upgrade|business\sclass|first\sclass|gold|platinum|deluxe|luxury|latest)\b|(?:the\s)?time)|any\smore\s(?:delays|time))|(?:un|in|not\s)affordable\s(?:\w+\s)?(?:payments?|amounts?|rents?|rates?|increase|bills?|instal\w+|plan)|payments?\s(?:\w+\s){0,3}?(?:is|are|was|were|became|become)\s(?:\w+\s)?(?:unaffordable|not\saffordable|out\sof\sreach|beyond\s(?:my|our)\s(?:reach|means)))",
        0.85,
    ),
    Cue(
        "behind arrears late delinquent overdue missed fallen fell",
        r"(?:\b(?:am|is|was|were|are|been|im|i'm|fell|fallen|fall|falling|got|gotten|get|getting|we're|become|now|running)\s(?:\w+\s){0,2}?(?:behind\s(?!(?:on|in|with)\s(?:my|the|our)\s(?:reading|e-?mails?|work|series|shows?|studies|homework|schedule|news|laundry|sleep)\b)(?:(?:on|in|with|by|a|two|three|four|several|and|due|because|for|since)\b|\d|the\s(?:rent|mortgage))|in\s(?:rent\s|mortgage\s)?arrears)|fell\sbehind\b(?!\s(?:the\s(?:sofa|fridge|cooker|couch|counter|bed|desk|door|wall|seat)|schedule))|fallen\sbehind\b(?!\sschedule)|falling\sbehind\b(?!\sschedule)|(?:rent|mortgage)\sarrears|arrears\s(?:on|of)\s(?:my|our))",
        0.82,
        unless=THEY_SAY,
    ),
    Cue(
        "foreclos forclos",
        r"(?:(?:in|into|facing|faced\swith|to|of|active|stop|avoid|stopping|threaten\w*|under|started|starting|start|begin|began|sent|went|going|goes|risk|with|pending|proceed\w*|schedul\w+|before|save\s\w+\s\w+\sfrom|postpone|cancel|the)\s(?:\w+\s){0,2}?(?:foreclosures?|forclosures?)\b(?!\s(?:auction\slistings|department|attorney|mill|law|crisis|listing|hold|action\sitself))|(?:was|were|are|is|been|being|has|have|going\sto\sbe|to\sbe|be|they'?re|has\snow|will)\s(?:\w+\s){0,2}?(?:foreclos(?:ed|ing|e)|forclos(?:ed|ing|e))\b(?:\son|\sour|\smy)?|foreclos(?:e|ed|ing)\s(?:on|upon)\s(?:my|our|us|me|the\s(?:house|home|property)|his|her)|foreclosure\s(?:will|proceedings|sale\s(?:date|is)|notice|started|process|action|papers))",
        0.84,
    ),
    Cue(
        "lose losing lost evict homeless street auction eviction roof",
        r"(?:\b(?:lose|losing|lost|loose|loosing)\s(?:my|our|the|his|her|their)\s(?:\w+\s){0,2}?(?:house|homes?|apartment|flat|condo)\b(?!\s(?:phone|internet|key|keys|number|insurance|loan|page|screen|address|delivery|game|team|purchase|contract|equity))|(?:evict(?:ed|ion|ing)?)\b(?!\s(?:attorney|lawyer|record|on\smy\s(?:report|record|credit)|law|moratorium\sinformation))|(?:be|am|are|became|become|is|was|were|been|being|made|left|end\sup|now|go)\s(?:\w+\s)?homeless\b|(?:on|onto|out\son|into)\sthe\sstreets?\b(?=.{0,60}\b(?:kids?|children|family|live|living|we|I)\b)|house\s(?:was|is|being)\s(?:\w+\s)?(?:put\son|going\sto)\s(?:the\s)?auction|(?:home|house)\s(?:was|is)\s(?:\w+\s){0,4}?(?:being\s|from\sbeing\s)?auctioned|sleep(?:ing)?\sin\s(?:my|our|the)\scar\b|living\sin\s(?:my|our|a)\scar\b|(?:no|nowhere)\s(?:place\s)?to\slive\b|roof\sover\s(?:my|our|their)\sheads?)",
        0.83,
    ),
    Cue(
        "repo repoed repossess repossession repossessed bailiff bailiffs",
        r"(?:\b(?:my|our|the|his|her|a)\s(?:\w+\s){0,3}?(?:car|vehicle|truck|van|suv|motorcycle|bike|it|auto|house|home)\s(?:\w+\s){0,3}?(?:repo(?:'?e?d|ssess(?:ed)?)?|repossess(?:ed|ion)?)\b|repo(?:ssess(?:ed|ing)?|'?e?d)\s(?:my|our|the|his|her)\s(?:\w+\s)?(?:car|vehicle|truck|van|suv|house|home)|(?:threat\w*|facing|avoid|let\sthe|the|of|fear\w*|risk\sof|from)\s(?:\w+\s){0,2}?repossession\b(?!\s(?:on\smy|is\sshowing|fee|report|and\sselling|record|appears|still))|bailiffs?\b)",
        0.78,
    ),
    Cue(
        "bankrupt bankruptcy",
        r"(?:\b(?:I|we|me|us|I\'m|forcing|<kin>)\s(?:\w+\s){0,3}?(?:(?:have|had|has|forced|need|going|about|end(?:ed|ing)?\sup|may|might|considering|into|process|afford|no\schoice\sbut|will|by)\s)(?:\w+\s){0,4}?(?:fil(?:e|ing)\s(?:\w+\s){0,2}?bankruptcy|into\sbankruptcy|bankrupt\b|declare\s(?:\w+\s)?bankrupt(?:cy)?)|\b(?:I|we|me|us|I'm|<kin>)\s(?:\w+\s){0,2}?(?:go|going|went|gone|am|are|was|declared)?\s?(?:\w+\s)?bankrupt\b)",
        0.68,
    ),
    # Told without more it is mostly an entry on a credit record.
    Cue("filed bankruptcy", r"(?:(?:I|we)\s(?:\w+\s){0,3}?filed\s(?:\w+\s){0,2}?bankruptcy)", 0.5),
    Cue(
        "financial financially money finances cash economic trouble difficulties struggle struggling broke poverty drowning crippling fallen hard last flat ends deep deeper living payday skint destitute penniless insolvent strapped ears neck",
        r"(?:\b(?:financial|money|cash[\s-]?flow|financially|economic)\s(?:and\s\w+\s)?(?:difficult(?:y|ies)|trouble|troubles|problems?|distress(?:ed)?|struggles?|struggling|crisis|strain|stress|worries|ruin(?:ed)?|collaps\w+|desperate|devastat\w+|burden(?!\sof\sproof)|emergency|unstable|instability|set\s?backs?|drowning|hard\stimes?)\b(?!\s(?:to\s(?:the|my)\scompany))|(?:struggl\w+|suffer\w*|drowning|desperate|ruin\w*|devastat\w*|strapped|crippl\w+|stretched|hit\s\w+)\s(?:\w+\s)?financ(?:ial(?:ly)?|es)\b|fallen\son\shard\stimes|hard\stimes\b|on\s(?:my|our)\slast\s(?:\$|dollar|penny|few)|flat\sbroke|dead\sbroke|(?:am|are|'m|we're|I)\s(?:\w+\s)?(?:broke|skint|destitute|penniless|insolvent)\b(?!\s(?:the|my|our|it|up|down|a))|living\s(?:pay\s?check\sto\spay\s?check|hand\sto\smouth|in\spoverty)|make\sends\smeet|ends\smeet|drowning\sin\s(?:\w+\s)?(?:debt|bills)|crippling\sdebt|payday\sto\spayday|deep(?:er)?\sin(?:to)?\sdebt|(?:up\sto\smy|over\smy)\s(?:ears|neck|head)\sin\s(?:debt|bills))",
        0.82,
        unless=CAUSED,
    ),
    Cue(
        "food eat feed groceries medicine medication prescription heat heating hungry bank starving meals diapers",
        r"(?:(?:<cant>|no\smoney\s(?:left\s)?for|without|nothing\s(?:left\s)?(?:for|to)|choose\sbetween|choosing\sbetween|going\swithout|no|skipping|not\senough\s(?:money\s)?(?:for|to))\s?(?:\w+\s){0,3}?(?:buy\s|feed\s|eat|put\sfood|afford\s|get\s|pay\sfor\s|have\s)?(?:\w+\s){0,2}?(?:food(?!\s(?:delivery|order))|groceries|my\s(?:kids|children|family)|medicine|medication|prescriptions?|heating|meals|eating\sor\sheating|nappies|diapers|eat(?!\sout))\b(?=.{0,40}(?:[.,;!]|$|and|or|for|because|this|my|until|on))|food\s?bank|food\sstamps|(?:kids|children|we|family|I|I'm|we're)\s(?:\w+\s){0,2}?(?:(?:going|go|went|are|am|is)\s)(?:hungry(?!\sfor)|starving|without\sfood)|nothing\sto\seat|heat\sor\seat)",
        0.72,
    ),
    Cue(
        "shut cut disconnect disconnected shutoff off",
        r"(?:(?:electric(?:ity)?|power|gas|water|heat(?:ing)?|utilities|lights)\s(?:\w+\s){0,4}?(?:shut\s?-?off|cut\s?-?off|disconnected|turned\soff)\b(?:(?:\s\w+){0,6}?\s(?:pay|paid|bill|money|afford|behind))|(?:shut|cut|turn|disconnect)(?:ting)?\s(?:off\s)?(?:my|our)\s(?:lights|power|electric\w*|gas|water|heat\w*)\s(?:off\s)?(?:\w+\s){0,6}?(?:pay|paid|bill|money|afford|behind))",
        0.8,
    ),
    Cue(
        "forbear forbearance deferment deferments defer modification modify assistance payment plan arrangement",
        r"(?:\b(?:request(?:ed|ing)?(?!\sto\screate)|ask(?:ed|ing)?|appl(?:y|ied|ying)|approved|needed?|begg(?:ed|ing)|granted|given|gave\sme|got|put|submitted|enrolled|go|pleaded)\s(?:(?!explain\b)\w+\s){0,4}?(?:for|in|into|on|a|an|that|my|to\sget|with|of)\s(?:(?!are\b|is\b|to\b)\w+\s){0,3}?(?:forbear(?:ance)?|defer(?:ment|rments?|ral)|(?:loan|mortgage|home)\s(?:modification|mod)|loan\smod|payment\s(?:plan|arrangement|holiday|deferral|relief)|mortgage\s(?:assistance|relief|holiday)|payment\sassistance|rent\srelief|debt\s(?:relief|counsel\w+)))",
        0.72,
    ),
    Cue(
        "payday fixed pension social income survive live money leaves left",
        r"(?:(?:on|living\son|live\son|survive\son)\s(?:a\s|my\s|only\s|just\s|our\s|very\s|one\s){0,3}(?:fixed\sincome|limited\sincome|low\sincome|small\spension|state\spension|benefits\salone|universal\scredit|welfare|\$?\{?\$?[\d,.]+\}?\sa\s(?:week|month))\b|\bto\s(?:survive|live)\son\b(?=.{0,40}(?:month|week|until|left|\.|$))|(?:have|has|had|with|got|left\swith|'ve)\s(?:absolutely\s|literally\s|got\s)?(?:no|zero|nothing)\s(?:money|income|savings|funds)\b(?!\s(?:transfer|in\s(?:that|this)\saccount|back\sguarantee|on\sthe\scard|order))|(?:and|or|with)\sno\s(?:income|money\scoming\sin)\b(?!\stax)|not\s(?:receiving|getting)\sany\s(?:kind\sof\s)?income|wages?\s(?:are\s|is\s|being\s|were\s|was\s)?garnish\w*(?=.{0,80}(?:rent|live|food|survive|bills|kids|family)))",
        0.7,
    ),
    Cue(
        "meet obligation obligations default trouble",
        r"(?:(?:unable|not\sable|couldn'?t|could\snot)\s(?:to\s)?(?:meet|fulfil\w*|honou?r)\s(?:my|our|his|her|the|all)\s(?:\w+\s)?(?:obligations?|commitments|payments)|(?:run|ran|got|fell)\sinto\s(?:\w+\s)?(?:trouble|difficult(?:y|ies))\s(?:paying|with\s(?:the|my|our)\s(?:payments|bills|rent|mortgage|loan)|making|financially)|(?:lost|lose)\severything\s(?:I|we)\s(?:own|owned|had|have|worked\sfor)|can'?t\scatch\sup|exhausted\s(?:all\s)?(?:my|our)\s(?:savings|resources))",
        0.84,
    ),
    Cue(
        "struggling struggle struggled",
        r"(?:\bstruggl(?:ing|ed|e)\s(?:\w+\s){0,2}?(?:to\s(?:make\s(?:\w+\s){0,2}?payments?|pay|survive|live|keep\s(?:up|the\slights|a\sroof|my\shome|our\shome)|stay\safloat|get\sby|feed|meet|afford|make\sends|put\sfood|cover)|financially|with\s(?:\w+\s){0,2}?(?:payments?|bills|debts?|rent|mortgage|money|finances|the\scost)))",
        0.88,
    ),
)
