"""Words of death and of illness."""

from goodgrace.listening.moments.shape import Cue

BEREAVEMENT = (
    Cue(
        "died dies dying passed pass passing succumbed killed deceased dead gone",
        r"(?:<kin>(?:(?!\s(?:and|but|because|so)\s)<gap>)?\s*(?:just\s|recently\s|suddenly\s|sadly\s|has\s|had\s|have\s|who\s|also\s|both\s|then\s|'s\s|is\s|was\s)*"
        r"(?:died|dies|passed(?:\saway(?!\s(?:my|the|an?|our|his|her|their)\s\w+\sto\b)|\son(?!\s(?:the|my|this|to|an?|our|his|her|your|that|it|them|these|those|some|what|all|any|every|their|messages?|details)\b)|(?=\s*(?:[.,;!)]|$|and\b|in\b|last\b|from\b|due\b|suddenly|this\b|unexpectedly|so\b|but\b|X|on\sX|on\s\d|before|after|recently|from|when|while|a\s(?:week|month|year|few)))))"
        r"|<kin>\s+(?:[A-Z]\w+\s)?(?:was|is|were|are|being|has\sbeen|'s)\s(?:now\s|sadly\s|also\s|already\s)?(?:deceased|dead|killed|gone\sforever|no\slonger\swith\sus)"
        r"|<kin>\s+succumbed|<kin>\s+being\sdeceased)",
        0.95,
    ),
    Cue(
        "late deceased dead",
        r"(?:<mine>|his|her|the)\s(?:now\s)?(?:late|deceased|dead)\s(?:<kin>)(?!(?:[\s-]in[\s-]laws?)?\s(?:jokes?|fees?|payments?|benefits?|fares?|check-?(?:in|out)|dinner|tickets?|discount|show|plan|flight|arrival|delivery|bedtime|feed|booking|seat|tax|support|allowance|credits?)\b)",
        0.95,
        "relative",
    ),
    Cue(
        "death demise passing loss funeral burial ashes cremation wake",
        r"(?:(?:death|demise|passing|loss|funeral|burial|ashes|cremation|wake)\s(?:certificates?\s|expenses\s|costs\s)?(?:of|for)\s(?:both\s|one\sof\s)?(?:my|our|a|his|her|the)<two>?\s*<kin>)",
        0.95,
        "relative",
    ),
    Cue(
        "death demise funeral passing estate burial memorial probate ashes obituary headstone grave",
        r"(?:<kin>(?:\s[A-Z]\w+)?'?s'?\s(?:recent\s|sudden\s|untimely\s|tragic\s)?(?:death|demise|funeral|passing|estate|burial|memorial|probate|ashes|obituary|headstone|grave))",
        0.92,
        "relative",
    ),
    Cue(
        "lost lose losing loosing",
        r"(?:(?:lost|lose|losing|loosing)\s(?:<mine>|a|both|one\sof\smy)\s(?:\w+\s)?<kin>(?!'?s?'?\s(?:card|phone|keys?|passport|bag|wallet|job|house|home|car|luggage|coat|account|ticket|number|income|school|password|email|discount|plan)\w*)(?!'s\b|'\s)(?!\s(?:support|discount|plan|ticket))(?!\w))",
        0.88,
        "relative",
    ),
    Cue(
        "lost lose",
        r"(?:<kin>\s(?:who|whom|that)\s(?:I|we)\s(?:just\s|recently\s)?lost)",
        0.9,
        "relative",
    ),
    Cue(
        "death deaths bereave bereavement bereaved loss",
        r"(?:(?:a\s|the\s|recent\s|sudden\s|two\s|several\s)*deaths?\sin\s(?:the|my|our|his|her)\s(?:immediate\s|close\s)?family|family\sbereavement|(?:been|recently|newly|was|am|was\srecently|a)\sbereaved|"
        r"(?:my|our|recent|this|a|the)\sbereavement(?!\s(?:team|policy|fares?|leave|department|service|line|form|page|unit|centre|center|process|pack|notification|support|discount|counsel|card|guide))"
        r"|grieving(?:\s(?:the|my|our|for|over|widow\w*|family|mother|father))?|in\smourning|mourning\smy|loss\sof\s(?:a\s|my\s|our\s)?(?:family\smember|loved\sone|parent|child|spouse))",
        0.88,
        "relative",
    ),
    Cue(
        "executor executrix administrator probate testament estate",
        r"(?:(?:executors?|executers?|executrix|administrators?|administratrix|personal\srepresentative)\s(?:of|for|to|on)\s(?:the|her|his|their|my|our|this|<kin>)(?:\s[\w'\-]+){0,4}?\s?estate|(?:I|we|my\s\w+)\s(?:am|are|was|is|'m|'re)\s(?:\w+\s){0,2}(?:the\s|an\s|her\s|his\s)?(?:executors?|executers?|executrix)|"
        r"(?:settle|settling|handle|handling|close|closing|wind\sup|winding\sup|finali[sz]e|dealing\swith|deal\swith|sort\sout|sorting\sout)\s(?:out\s|up\s)?(?:her|his|my\s\w+'?s|the)\s(?:late\s\w+'?s\s)?estate|letters\s(?:testamentary|of\sadministration)|grant\sof\sprobate|going\sthrough\sprobate|(?:her|his)\sestate\s(?:is|was|in|went)|copy\sof\s(?:the|his|her)\sdeath\scertificate|sent\s(?:them\s|you\s|in\s)?(?:the|his|her)\sdeath\scertificate|(?:the|his|her)\sdeath\scertificate)",
        0.85,
        "relative",
    ),
    Cue(
        "widow widowed widower",
        r"(?:(?:I\s?a?'?m|I\sbecame|I\swas|left\sme|been|as)\s(?:now\s|just\s|recently\s|newly\s|left\s)?(?:a\s)?(?:recent\s|recently\s|new\s|young\s|newly\s|elderly\s|grieving\s)?(?:widow(?:ed|er)?)\b(?!\s(?:support|pension|maker|line)))",
        0.92,
        "relative",
    ),
    Cue(
        "miscarriage stillborn stillbirth miscarried",
        r"(?:(?:had|suffered|after|from|through|having)\s(?:a|another|my|the|our)\s(?:\w+\s)?(?:miscarriage|stillbirth)|(?:was|were|born)\sstillborn|I\smiscarried)",
        0.93,
        "relative",
    ),
    Cue(
        "passed died gone dies",
        r"(?:\b(?:he|she|they|who)\s(?:has\s|had\s|just\s|recently\s|sadly\s|suddenly\s|unexpectedly\s|then\s|both\s|also\s|had\salready\s|have\s)*(?:died|passed\saway|passed\son(?!\s(?:the|my|this|to|a))|passed(?=\s*(?:[.,;!]|$|in\sX|in\s(?:19|20)\d\d|in\s(?:January|Febr|March|April|May|June|July|Aug|Sept|Oct|Nov|Dec)|last\s(?:week|month|year|spring|summer|autumn|fall|winter|night)|suddenly))))",
        0.9,
    ),
    Cue(
        "passed died",
        r"(?:(?:unfortunately|sadly|suddenly|unexpectedly|recently|just|later|eventually)\s(?:passed\saway|died)\b)",
        0.8,
    ),
    Cue(
        "death died passing",
        r"(?:(?:after|since|before|due\sto|because\sof|upon|following|at\sthe\stime\sof)\s(?:his|her)\s(?:sudden\s|untimely\s|recent\s)?(?:death|passing))",
        0.9,
    ),
    Cue(
        "deceased",
        r"(?:(?:former|previous|prior)\s(?:home\s?owner|owner|tenant|customer|occupant|borrower)\s(?:\w+\s)?(?:is|was)\s(?:now\s)?(?:deceased|dead))",
        0.9,
        "other",
    ),
    Cue(
        "deceased died",
        r"(?:(?:the|my)\s(?:account|policy|loan|card)\s?holder\s(?:\w+\s)?(?:is|has|was)\s(?:sadly\s)?(?:deceased|died|passed\saway))",
        0.85,
    ),
    Cue(
        "hospice dying live",
        r"(?:<kin><gap>(?:is|was|are|'s)\s(?:now\s)?(?:actively\s|slowly\s)?dying\b(?!\s(?:to|for)\b)|(?:hours|days|weeks|months)\s(?:left\s)?to\slive)",
        0.85,
        None,
        "feared",
    ),
)

ILLNESS = (
    Cue(
        "cancer leuk lymphoma tumor tumour stroke heart dementia alzheimer parkinson multiple epilepsy sepsis pneumonia covid coronavirus diabetes kidney liver aneurysm brain spinal broken lupus fibro long ptsd bipolar schizo clinical severe depression meningitis crohn copd als mnd seizure autoimmune serious anorexia psychosis post blood sickle",
        r"(?:(?:diagnos\w+|diagnosis\sof|battling|fighting|fought|battled|suffer(?:s|ed|ing)?|recover(?:s|ed|ing)?|treated|treatment|chemo\w*|surgery|hospitali[sz]ed|sick|ill|bedridden|disabled|in\s(?:the\s)?hospital)\s(?:with|from|of|for|due\sto|because\sof|after)?\s?(?:my\s|his\s|her\s|a\s|an\s|the\s)?(?:\w+[\s-]){0,3}?<sick>)",
        0.95,
    ),
    Cue(
        "cancer leuk lymphoma tumor tumour stroke heart dementia alzheimer parkinson multiple epilepsy sepsis pneumonia covid coronavirus diabetes kidney liver aneurysm brain spinal broken lupus fibro long ptsd bipolar schizo clinical severe depression meningitis crohn copd als mnd seizure autoimmune serious psychosis post blood sickle",
        r"(?:\b(?:have|has|had|having|got|contracted|caught|developed|with|broke)\s(?:been\s)?(?:a\s|an\s|my\s|his\s|her\s)?(?:(?:massive|major|minor|mild|severe|stage|breast|lung|colon|prostate|ovarian|bowel|skin|pancreatic|throat|brain|terminal|advanced|metastatic|bone|second|small|bad|aggressive|serious|suspected|blood|thyroid|three|several|two|rare|form|of|four|4|3|iv|iii|early|late|onset)[\s-]){0,4}<sick>(?!\s(?:charity|research|insurance|cover|fund|policy|society|awareness|relief|restrictions|rules|closure|delays?|lockdown|grant|loan|protocol)))",
        0.9,
    ),
    Cue(
        "diagnos",
        r"(?:\b(?:was|were|been|is|got|being|am|'s|'ve\sbeen|just|recently|'ve\sjust\sbeen)\s(?:just\s|recently\s|newly\s|also\s|then\s|finally\s)?diagnosed\b(?!\s(?:the\s(?:problem|fault|issue)|as\sa\s(?:fault|problem))))",
        0.92,
    ),
    Cue(
        "diagnosis prognosis",
        r"(?:(?:my|his|her|<kin>'?s?|a\s(?:cancer|terminal|recent|serious|devastating|dementia))\s(?:\w+\s)?(?:diagnosis|prognosis))",
        0.88,
    ),
    Cue(
        "hospital hospitali hospitals icu intensive er ward hospice ambulance emergency rehab",
        r"(?:\b(?:in\sand\sout\sof|was\sin|were\sin|been\sin|is\sin|am\sin|'m\sin|still\sin|lying\sin|are\sin|went\sto|rushed\sto|taken\sto|rushed\sinto|taken\sinto|admitted\sto|admitted\sinto|stay\sin|spent<gap>in|ended\sup\sin|landed\sin|home\sfrom|out\sof|discharged\sfrom|released\sfrom|currently\sin|me\sin|him\sin|her\sin|weeks?\sin|days?\sin|months?\sin|nights?\sin|put\sin|staying\sin|while\sin|be\sin|back\sin|go\sinto|going\sinto|go\sin|going\sin|into)\s(?:a\s|the\s|our\s|my\s|local\s|children'?s\s)*(?:hospital|icu|intensive\scare|emergency\sroom|e\.?r\.?\b|a\s?&\s?e|coronary\sward|hospice|psychiatric\s\w+|cardiac\sward|rehab\b)(?!\s(?:bill|car\spark|account|billing|administration|website|system|shop)))",
        0.92,
    ),
    Cue(
        "hospital",
        r"(?:\b(?:was|were|been|got|being|is|'m|am|'s|are|became|him|her|me)\s(?:\w+\s)?hospitali[sz]ed?\b|hospitali[sz]ation\s(?:of|for|due)|(?:my|his|her|<kin>'?s?|recent|long|a)\s(?:\w+\s)?(?:hospitali[sz]ation|hospital\sstay|hospital\sadmission)|hospital\s(?:with|bed)\b)",
        0.93,
    ),
    Cue(
        "admitted",
        r"(?:\b(?:was|were|been|got|be)\sadmitted\sto\b(?!\s(?:the\s(?:bar|university|college|club|school)|college|university|law|me\s|having|making|making)))",
        0.8,
    ),
    Cue(
        "surger surgeries operation operated transplant amputat chemo dialysis radiation mastectomy bypass radiotherapy",
        r"(?:(?:had|having|have|has|undergo\w*|underwent|needs?|needed|recover\w+\sfrom|awaiting|waiting\sfor|after|following|scheduled\sfor|due\sto|through|facing|requires?|required|for|from|my|his|her|\d+|two|three|several|multiple|emergency|due\sfor|on)\s(?:a\s|an\s|my\s|his\s|her\s|major\s|emergency\s|open\s|second\s|another\s|two\s|three\s|several\s|multiple\s|recent\s|serious\s|urgent\s|heart\s|back\s|brain\s|knee\s|hip\s|spinal\s|cancer\s|weekly\s|regular\s|more\s|kidney\s|the\s|\d+\s){0,4}(?:surger(?:y|ies)|chemo(?:therapy)?|radiation(?:\stherapy)?|radiotherapy|dialysis|(?:kidney|liver|heart|organ|lung|bone\smarrow|stem\scell)?\s?transplant|amputation|mastectomy|hysterectomy|bypass)\b(?!\s(?:bill|center|centre|costs?)))",
        0.9,
    ),
    Cue(
        "operation operated amputated",
        r"(?:(?:had|having|recovering\sfrom|after|awaiting|waiting\sfor|undergoing|need)\s(?:an|my|a|his|her|another)\s(?:\w+\s)?operation\b(?!\s(?:manager|hours|system|centre))|(?:was|were|be)\soperated\son|(?:leg|arm|foot|hand)\s(?:was\s)?amputated)",
        0.9,
    ),
    Cue(
        "ill sick unwell ailing illness sickness",
        r"(?:\b(?:was|is|am|are|were|been|became|become|fell|fallen|falling|got|gets|getting|'m|being|'s|feeling|taken|he|she)\s(?:\w+ly\s|very\s|really\s|so\s|too\s|quite\s|now\s|extremely\s|just\s|still\s|also\s|then\s|chronically\s|terribly\s|critically\s|gravely\s|mentally\s|both\s|often\s){0,2}(?:ill|sick|unwell|poorly|bedridden|bed\s?ridden|bed\s?bound|housebound|paraly[sz]ed|wheelchair[\s-]bound)\b(?!\s(?:of|and\stired|with\s(?:worry|rage|envy|jealousy|guilt|excitement|nerves|love)|to\s(?:my|death)|about|at\s(?:how|the)|that|informed|advised|prepared|equipped|mannered|conceived|treated|served|gotten|fitting|by\s(?:this|how|the)|how|from\s(?:all\sthe|the\s(?:stress|worry|runaround)))))",
        0.86,
    ),
    Cue(
        "illness sickness disease ailment condition health medical disability",
        r"(?:(?:due\sto|because\sof|with|through|have|has|had|having|from|facing|of|by|suffer\w*|experienc\w+|for|my|his|her|<kin>'?s?|and|along\swith|after)\s(?:a\s|an\s|my\s|his\s|her\s|the\s|our\s|some\s|other\s|many\s|several\s|ongoing\s|on-going\s|serious\s|severe\s|major\s|chronic\s|long[\s-]term\s|terminal\s|mental\s|recent\s|series\sof\s|number\sof\s|sudden\s|life[\s-]threatening\s|critical\s|debilitating\s|unexpected\s|bad\s|poor\s|lengthy\s|<kin>'s\s|long\s|permanent\s|certain\s|underlying\s|pre-existing\s|declining\s|failing\s|extreme\s|grave\s|family\s|very\s|rare\s|heart\s|lung\s|physical\s){0,5}(?:illness(?:es)?|sickness|ailments?|disease|medical\s(?:issues?|conditions?|problems?|emergenc(?:y|ies)|crisis|situations?|leave|reasons?|complications?|difficulties)|health\s(?:issues?|conditions?|problems?|crisis|scare|complications?|emergenc(?:y|ies)|reasons?|challenges|struggles|concerns)|heart\scondition|(?:poor|ill|failing|declining|bad)\shealth)\b(?!\s(?:insurance|cover|policy|benefit|bill|debt|collection|account|billing|billing)))",
        0.85,
    ),
    Cue(
        "terminal",
        r"(?:terminal(?:ly)?\s(?:ill(?:ness)?|cancer|disease|diagnosis|condition)\b(?!\s(?:benefits?|cover|insurance|policy|clause|claims?|rider|form))|(?:is|was|are|am|'s|it'?s|cancer\sis)\sterminal\b(?!\s\d))",
        0.95,
    ),
    Cue(
        "disabled disability disabilities handicapped paraly wheelchair",
        r"(?:\b(?:I|he|she|we|<kin>|who|and|I'm|im|that)\s(?:\w+\s){0,2}?(?:am|is|are|was|became|become|been|'m|'s|being)\s(?:a\s)?(?:now\s|also\s|permanently\s|totally\s|severely\s|physically\s|mentally\s|fully\s|100\s?%\s|partially\s|legally\s|both\s|considered\s){0,3}(?:disabled|handicapped|paraly[sz]ed|quadriplegic|paraplegic)\b(?!\s(?:badge|parking|toilets?|bays?|access|the|my\s(?:card|account|app|auto|access)|cash|autopay|by|it|access|notif|online|this|that|all|auto))|"
        r"(?:on|receiv\w+|collect\w+|living\son|live\son|get|gets|draw\w*)\s(?:a\s|my\s|his\s|her\s|permanent\s|social\ssecurity\s|ss\s|va\s|full\s|short[\s-]term\s|long[\s-]term\s|state\s|only\s){0,3}disability\b|disabled\s(?:veteran|vet|person|senior|mother|father|son|daughter|wife|husband|child|woman|man|pensioner)|(?:my|his|her|a|total\sand\spermanent|permanent)\s(?:\w+\s)?disabilit(?:y|ies)\b(?!\s(?:insurance|discount|office|rights|policy|act|bus)))",
        0.85,
    ),
    Cue(
        "accident injur injury injured wreck crash hurt fell concussion",
        r"(?:(?:was|were|been|in|had|after|into|from|got|having|involved\sin)\s(?:a|an|my|his|her|the|another)\s(?:\w+\s){0,3}?(?:car|auto|motor\w*|work|serious|bad|vehicle|bike|traffic|road|horrible|terrible|near[\s-]fatal|skiing|workplace|construction|truck|boating|tragic|major|industrial)\s(?:\w+\s)?(?:accident|crash|wreck|collision)\b(?:<gap>(?:injur\w+|hospital\w*|hurt|broke\w*|surgery|unable\sto\swork))|"
        r"\b(?:was|were|been|got|am|is|badly|seriously|severely|<kin>)\s(?:badly\s|seriously\s|severely\s|critically\s|injured\s)?(?:injured|concussed)\b(?!\s(?:party|parties|feelings))|(?:due\sto|from|with|suffered|sustained|after|had|have|has|of)\s(?:a\s|an\s|my\s|his\s|her\s|serious\s|severe\s|bad\s|multiple\s|traumatic\s|the\s|life[\s-]changing\s|several\s){0,3}(?:work|back|head|spine|spinal|brain|knee|neck|shoulder|serious|severe|job|leg|workplace|on[\s-]the[\s-]job|bodily)[\s-](?:\w+\s)?injur(?:y|ies))",
        0.85,
    ),
    Cue(
        "coma ventilator life",
        r"(?:in\s(?:a|an\sinduced)\scoma\b|on\s(?:a\sventilator|life\ssupport)|fighting\sfor\s(?:his|her|my)\slife)",
        0.93,
    ),
    Cue(
        "breakdown mental",
        r"(?:(?:had|having|suffered|suffering|after|recovering\sfrom)\s(?:a|my|his|her)\s(?:complete\s|total\s)?(?:nervous|mental|mental\shealth)\s(?:breakdown|collapse)|sectioned\sunder|(?:struggling|struggle|problems|issues|suffer\w*)\swith\smy\smental\shealth|my\smental\shealth\s(?:is|has|was|condition|problems|issues|got))",
        0.82,
    ),
    Cue(
        "pregnan premature",
        r"(?:(?:high[\s-]risk|complicated|difficult)\spregnancy|pregnancy\scomplications|complications\s(?:in|with|during)\s(?:my|her|the)\spregnancy|(?:born|baby\s(?:is|was|came)|twins\swere)\s(?:\w+\s)?(?:premature|preterm)|in\sthe\s(?:nicu|neonatal\s\w+))",
        0.85,
    ),
    Cue(
        "overdose rehab addiction",
        r"(?:(?:my|his|her)\s(?:\w+\s)?(?:addiction|alcoholism)\b|in\s(?:drug\s)?rehab\b|overdosed)",
        0.75,
    ),
)
