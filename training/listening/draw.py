"""Which complaints are the held-out test of moments, and which are for development."""

import csv
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

COMPLAINTS = Path(__file__).resolve().parents[3] / "shared/data/cfpb/complaints.csv"
TEXT = "Consumer complaint narrative"
LONGEST = 4_000
DRAWN = {"rare": 150, "means": 100, "rest": 60}

SCREENS = {
    "rare": r"""death|died|dies|dead|dying|passed|passing|deceased|funeral|widow\w*|late\s(?:husband|wife|mother|father)|executor|executrix|
    probate|lost\smy\s(?:mother|father|mom|dad|husband|wife|son|daughter|brother|sister)|ill|illness|sick\w*|disease|cancer|hospital\w*|
    surger\w+|covid\w*|stroke|heart|diagnos\w+|medical|medicin\w+|health|disab\w+|depress\w+|anxiety|injur\w+|pregnan\w+|doctor|treatment|
    chemo\w*|dement\w+|alzheimer\w*|coma|accident|laid\soff|layoff\w*|furlough\w*|unemploy\w+|job|jobs|jobless|out\sof\swork|fired|
    loss\sof\sincome|lost\sincome|pandemic|hurricane|flood\w*|fire|tornado|earthquake|disaster|storm|wildfire|fema""",
    "means": r"""hardship|afford|foreclos\w+|evict\w*|repossess\w*|bankrupt\w*|struggl\w+|garnish\w*|homeless\w*|behind|divorc\w+|separat\w+|abus\w+|
    stole\w*|theft|thief|thieves|fraud\w*|scam\w*|hack\w*|unauthori[sz]ed|identity|suicid\w+|stress\w*|deaf|blind|elderly|veteran|fixed\sincome|
    cannot\spay|can'?t\spay|unable\sto\s(?:pay|make)""",
}
_SCREENS = {name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE | re.VERBOSE) for name, words in SCREENS.items()}


@dataclass(frozen=True, slots=True)
class Complaint:
    """One complaint in the words of the person, and the stratum it belongs to."""

    id: str
    text: str
    stratum: str


def stratum(text: str) -> str:
    """The first screen that a text passes, or `rest`."""
    return next((name for name, screen in _SCREENS.items() if screen.search(text)), "rest")


def population(path: Path = COMPLAINTS) -> Iterator[Complaint]:
    """Every different narrative of at most 4,000 characters, in the file's order."""
    seen: set[str] = set()
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            text = row[TEXT]
            if text.strip() and len(text) <= LONGEST and text not in seen:
                seen.add(text)
                yield Complaint(row["Complaint ID"], text, stratum(text))


def split(everything: list[Complaint]) -> tuple[list[Complaint], list[Complaint]]:
    """The held-out complaints and those for development; the order of a hash draws them."""
    drawn: list[Complaint] = []
    for name, number in DRAWN.items():
        those = sorted((one for one in everything if one.stratum == name), key=_order)
        drawn += those[:number]
    ids = {one.id for one in drawn}
    return drawn, [one for one in everything if one.id not in ids]


def _order(complaint: Complaint) -> str:
    return hashlib.sha256(f"goodgrace moments 1 {complaint.id}".encode()).hexdigest()
