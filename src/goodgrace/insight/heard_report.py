"""The listener's report: one HTML page that stands on its own, with the sentences that are evidence and no more."""

from functools import cache
from typing import TYPE_CHECKING

from goodgrace.insight.heard import Listened, Quote
from goodgrace.insight.report import TEMPLATES

if TYPE_CHECKING:
    from jinja2 import Template

SHOWN = 4
"""So many sentences stand open; the others of a kind fold out."""

MOMENT_WORDS = {
    "bereavement": "Bereavement",
    "illness": "Serious illness",
    "job_loss": "Work lost",
    "hardship": "Money hardship",
    "disaster": "Disaster",
    "fraud": "Fraud or theft",
    "domestic_abuse": "Abuse at home",
    "caring": "Caring for someone",
    "access_need": "Access needs",
    "separation": "Separation",
    "distress": "Distress or self-harm",
}
EMOTION_WORDS = {
    "frustration": "Frustration",
    "sadness": "Sadness or grief",
    "worry": "Worry or fear",
    "confusion": "Confusion",
    "disappointment": "Disappointment",
    "embarrassment": "Embarrassment",
    "gratitude": "Gratitude",
    "relief": "Relief or joy",
    "neutral": "Neutral",
}
REASON_WORDS = {
    "deadline": "A deadline",
    "money": "Money at risk",
    "third contact": "Not the first time they ask",
    "safety": "Someone may not be safe",
    "dependants": "People who depend on them",
}
GUIDANCE = {
    "distress": "Read these yourself, soon. Ask openly how the person is, offer a call with the advocate, and know the number of a crisis line. We claim no accuracy here.",
    "domestic_abuse": "Read these yourself. Do not write or call at an address that another may see before asking what is safe, and offer the advocate. We claim no accuracy here.",
}
WHY_WORDS = {
    "hypothetical": "only imagined, or in words that are not the customer’s own",
    "figurative": "a figure of speech",
    "denied": "said not to be so",
    "someone else": "somebody else’s",
    "unsure": "not sure enough to be raised",
}


HIDES = (
    "Numbers of cards, accounts and orders, sort codes, emails, phones and street addresses are put out of the sentences "
    "by their form, and stand here as [card number] and the like. Names of people stay: take care to whom you give this page."
)
HIDES_NAMES = (
    "Numbers of cards, accounts and orders, sort codes, emails, phones and street addresses are put out of the sentences "
    "by their form, and names of people and places by a small model, which misses some: take care to whom you give this page."
)


def report(found: Listened, source: str, column: str, hides: str = HIDES) -> str:
    """One self-contained page without script: what was heard in a table of messages, with its sentences, redacted.

    `hides` says what was put out of them.
    """
    from markupsafe import Markup

    style = "".join((TEMPLATES / name).read_text(encoding="utf-8") for name in ("report.css", "heard.css"))
    return _template().render(
        found=found,
        source=source,
        column=column,
        style=Markup(style),  # noqa: S704  # our own files
        moments=[_kind(found, "moment", name, count, MOMENT_WORDS) for name, count in found.moments.most_common()],
        kept=_kept(found),
        reasons=[_kind(found, "reason", name, count, REASON_WORDS) for name, count in found.reasons.most_common()],
        emotions=[
            _kind(found, "emotion", name, count, EMOTION_WORDS)
            for name, count in found.emotions.most_common()
            if name != "neutral"
        ],
        guidance=GUIDANCE,
        hides=hides,
    )


def _kind(
    found: Listened, kind: str, name: str, count: int, words: dict[str, str]
) -> tuple[str, str, int, list[Quote], list[Quote]]:
    """A kind's name, what people call it, in how many messages, and its sentences: those shown and those folded."""
    quotes = found.quotes.get((kind, name), [])
    return name, words[name], count, quotes[:SHOWN], quotes[SHOWN:]


def _kept(found: Listened) -> list[tuple[str, str, list[Quote], list[Quote]]]:
    """What was noticed and not raised, by moment: its name, why in words with counts, its sentences."""
    told = []
    for name in MOMENT_WORDS:
        whys = {why: count for (moment, why), count in found.not_raised.most_common() if moment == name}
        if whys:
            quotes = found.quotes.get(("not raised", name), [])
            because = "; ".join(f"{count:,} {WHY_WORDS[why]}" for why, count in whys.items())
            told.append((MOMENT_WORDS[name], because, quotes[:SHOWN], quotes[SHOWN:]))
    return told


@cache
def _template() -> "Template":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    loader = FileSystemLoader(TEMPLATES)
    shelf = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return shelf.get_template("heard.html.j2")
