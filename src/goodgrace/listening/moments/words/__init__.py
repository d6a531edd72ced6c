"""The words that speak of a moment, as data: one tuple of cues for each."""

from goodgrace.listening.moments.shape import Cue
from goodgrace.listening.moments.words import circumstances, loss, means, theft, turns

CUES: dict[str, tuple[Cue, ...]] = {
    "bereavement": loss.BEREAVEMENT,
    "illness": loss.ILLNESS,
    "job_loss": means.JOB_LOSS,
    "hardship": means.HARDSHIP,
    "disaster": theft.DISASTER,
    "fraud": theft.FRAUD,
    "domestic_abuse": circumstances.DOMESTIC_ABUSE,
    "caring": circumstances.CARING,
    "access_need": circumstances.ACCESS_NEED,
    "separation": circumstances.SEPARATION,
    "distress": circumstances.DISTRESS,
}
"""What speaks of each moment."""

TURNS: dict[str, tuple[Cue, ...]] = turns.TURNS
"""Turns of phrase that only sound like a moment; they are looked for first and shield the words they cover."""
