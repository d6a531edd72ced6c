"""`goodgrace listen --audio`: one recording, turned into words on this machine and heard like a message."""

from pathlib import Path
from typing import Any

from rich.console import Console

from goodgrace.cli import write_json
from goodgrace.cli.screen import line, plain
from goodgrace.insight.heard import Redacting
from goodgrace.insight.heard_report import EMOTION_WORDS, MOMENT_WORDS, REASON_WORDS
from goodgrace.listening.hearing import Heard, hear
from goodgrace.listening.redacting import Redacted
from goodgrace.listening.speech import words_of


def run(audio: Path, model: Path, redacting: Redacting, as_json: bool) -> None:
    """Say what a recording tells. It is heard raw, in memory; the words that are shown are redacted."""
    raw = words_of(audio, model)
    heard, shown = hear(raw), redacting(raw)
    if as_json:
        write_json({"text": shown.text, **_placed(heard.as_json(), shown)})
    else:
        _print(heard, shown)


def _placed(told: dict[str, Any], shown: Redacted) -> dict[str, Any]:
    """The same with places in the redacted text, so that they slice what the caller has."""
    for each in (*told["moments"], *told["stakes"]["reasons"]):
        each["start"], each["end"] = (len(shown.part(0, each[at])) for at in ("start", "end"))
    return told


def _print(heard: Heard, shown: Redacted) -> None:
    console = Console()
    line(console, shown.text or "(no words)")
    if heard.abstained:
        line(console, plain("\nNothing is said about it", "bold"), f": {heard.why}")
        return
    line(console, plain("\nMoments to act on", "bold"))
    for each in heard.moments_to_act_on:
        line(
            console,
            f"  {MOMENT_WORDS[each.moment]}: “{shown.part(each.start, each.end)}”, {each.confidence:.0%} likely",
        )
    line(console, plain("\nAt stake", "bold"), f": {heard.stakes.level}")
    for reason in heard.stakes.reasons:
        line(console, f"  {REASON_WORDS[reason.name]}: “{shown.part(reason.start, reason.end)}”")
    feelings = ", ".join(EMOTION_WORDS[each.name].lower() for each in heard.emotions) or "none that is clear"
    line(console, plain("\nFeelings, by the words alone", "bold"), f": {feelings}")
    line(console, "\nThe words were written down by a machine and may be wrong. Nothing is decided by it.")
