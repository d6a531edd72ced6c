"""Pieces that the patterns of moments are put together from, written in them as <name>."""

import re

_KIN = (
    r"mother|mom|mum|mommy|mama|ma|father|dad|daddy|papa|parents?|husband|wife|hubby|spouse|partner|fianc[eé]e?|boyfriend|girlfriend|"
    r"sons?|daughters?|child|children|kids?|baby|toddler|newborn|twins?|brothers?|sisters?|siblings?|"
    r"grand(?:mother|father|mom|dad|ma|pa|parents?|sons?|daughters?|child(?:ren)?|kids?)|nan|nana|nanny|gran|granny|grandad|"
    r"aunt|auntie|uncle|nieces?|nephews?|cousins?|in-?laws?|family|loved\sones?|relatives?|"
    r"best\sfriend|close\sfriend|roommate|housemate|(?<!that\s)(?<!this\s)(?:little|baby)\s(?:girl|boy|lad)|nani|dadi|amma|appa"
)

PIECES = {
    "kin": rf"(?:(?:step|foster|half|ex|god|great|late|elderly|older|younger|eldest|youngest|only|own|dear|beloved|"
    rf"\d+\s?(?:yr|year)s?[\s-]old)[\s-]?)*(?:{_KIN})(?:[\s-]+in[\s-]+laws?)?\b",
    "my": r"\b(?:my|our|his|her|their)\b",
    "mine": r"\b(?:my|our)\b",
    "i": r"\b(?:I|we|i've|i'm|ive|im|we've|we're|I'd|me\sand\s\w+|my\s\w+\sand\sI)\b",
    "gap": r"(?:[\s,(]+[\w'.\-/]+\)?){0,4}?[\s,]+",
    "few": r"(?:[\s,]+[\w'\-/]+){0,3}?[\s,]+",
    "two": r"(?:\s+[\w'\-/]+){0,2}?\s+",
    "be": r"(?:am|are|is|was|were|been|being|be|got|get|gets|getting|'m|'re|'s|im|became|become|becoming)",
    "cant": r"(?:can'?t|can\s?not|couldn'?t|could\snot|(?:am|was|are|were|be|been|being|is|'m|im|we're)?\s*(?:un|not\s)able\sto|"
    r"(?:have|had|has)\sno\s(?:way|means)\s(?:to|of)|no\slonger\sable\sto|wasn'?t\sable\sto|weren'?t\sable\sto|wont\sbe\sable\sto|"
    r"won'?t\sbe\sable\sto|not\sgoing\sto\sbe\sable\sto|struggl(?:e|ed|es|ing)\sto|barely|hardly|can\sbarely|can\shardly|scarcely)",
    "bills": r"(?:bills?|rent|mortgages?|payments?|loans?|debts?|card|cards|balance|account|it|that|them|this|anything|the\samount|installments?|"
    r"instalments?|utilities|electric(?:ity)?|gas|heat(?:ing)?|water|tax(?:es)?|credit\scards?|car|insurance|premiums?|fees?|council\stax)",
    "need": r"(?:food|groceries|medicine|medications?|prescriptions?|heat(?:ing)?|rent|bills|diapers|formula|gas|eat|feed|"
    r"electric(?:ity)?|clothes|insulin|petrol|nappies|milk|the\sbasics|basic\sneeds)",
    "account": r"(?:accounts?|cards?|debit\scards?|credit\scards?|loans?|charges?|transactions?|payments?|purchases?|withdrawals?|transfers?|checks?|cheques?|"
    r"inquir(?:y|ies)|enquir(?:y|ies)|debts?|activit(?:y|ies)|bank\saccounts?|lines?\sof\scredit|applications?|orders?|tradelines?|items?)",
    "someone": r"(?:someone|somebody|some\sone|a\sthief|thieves|the\sthief|a\sscammer|scammers|the\sscammer|a\shacker|hackers|the\shacker|"
    r"a\sstranger|strangers|fraudsters?|an?\sfraudster|a\scriminal|criminals|an?\simpostor|imposters?|an?\sunknown\s\w+|another\sperson|"
    r"whoever|a\sguy|a\sman|a\swoman|a\slady)",
    "sick": r"(?:cancer|leuk[a]?emia|lymphoma|tumou?rs?|strokes?|heart\s(?:attack|failure|surgery|condition|disease)|dementia|alzheimer'?s|parkinson'?s|"
    r"multiple\ssclerosis|epilepsy|sepsis|pneumonia|covid(?:-?19)?|coronavirus|diabetes|kidney\s(?:failure|disease)|liver\s(?:failure|disease)|"
    r"aneurysm|brain\s(?:injury|tumou?r|bleed)|spinal\sinjury|broken\s(?:hip|leg|back|neck|arm)|lupus|fibromyalgia|long\scovid|ptsd|"
    r"bipolar(?:\sdisorder)?|schizophrenia|clinical\sdepression|severe\sdepression|depression|meningitis|crohn'?s|copd|als|mnd|seizures?|"
    r"an?\sautoimmune\s\w+|anorexia|psychosis|postnatal\sdepression|postpartum\sdepression|blood\sclots?|a\sserious\s\w+|sickle\scell)\b",
    "machine": r"(?:(?:smart|cell|mobile\s)?phones?|mobile|laptop|computer|pc|tablet|batter(?:y|ies)|car|van|truck|lorry|bike|motor(?:bike|cycle)|scooter|moped|boat|engine|motor|gearbox|clutch|"
    r"modem|router|printer|scanner|television|tv|telly|screen|monitor|machine|hard\sdrive|mother\s?board|device|fridge|freezer|oven|cooker|hob|kettle|toaster|microwave|hoover|vacuum|dryer|"
    r"dishwasher|boiler|heater|radiator|thermostat|ipad|iphone|macbook|watch|camera|charger|headphones|earbuds|speaker|console|xbox|playstation|drone|robot|pump|bulb|keyboard|chip|"
    r"hearing\said|air\scon\w*|aircon|lawn\s?mower|mower|clock|toy|vehicle|system|signal|plants?|lawn|tree|roses|orchid)",
    "pet": r"(?:dogs?|cats?|pupp(?:y|ies)|kittens?|horses?|pon(?:y|ies)|rabbits?|hamsters?|parrots?|budgies?|goldfish|fish|pets?|guinea\spigs?|tortoise)",
    "brand": r"(?:honda|toyota|ford|bmw|vw|volkswagen|audi|mercedes|merc|golf|corsa|fiesta|dell|samsung|vespa|fiat|tesla|harley|volvo|beetle|mustang|lenovo|hoover|dyson|civic|corolla)",
    "thing": r"(?:<machine>|card|account|app|website|site|line|internet|wi-?fi|connection|chat|link|page|server|portal|profile|claim|conversation|call|thread|deal|project|idea|request|"
    r"ticket|case|hopes?|dream|credit|software|bot|chatbot|store|order|parcel|package|contract|file|email|"
    r"sofa|couch|armchair|chair|table|bed|wardrobe|desk|shelf|stool|lamp|doll|teddy|umbrella|pram|buggy|stroller|tent|suitcase|bag|door|window|fence|hair|feet|wallet|budget)",
    "storm": r"(?:hurricanes?|tornado(?:e?s)?|earthquakes?|wild\s?fires?|floods?|flooding|storms?|typhoons?|cyclones?|landslides?|mudslides?|tsunami|"
    r"house\sfire|fire|blizzard|hail\s?storm|ice\sstorm|gas\sexplosion|explosion|burst\spipes?|natural\sdisaster|sinkhole|eruption|volcano)\b",
}


def put_together(pattern: str) -> re.Pattern[str]:
    """A pattern with its pieces in place, blind to case; whitespace in the pattern is written \\s."""
    while _NAMED.search(pattern):
        pattern = _NAMED.sub(lambda name: PIECES[name[1]], pattern)
    return re.compile(rf"(?:(?<!\w)|(?='))(?:{pattern})", re.IGNORECASE)


_NAMED = re.compile(r"(?<!\?P)<([a-z]+)>")
