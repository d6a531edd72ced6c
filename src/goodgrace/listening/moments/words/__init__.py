"""The words that speak of a moment, as data: one tuple of cues for each."""

from goodgrace.listening.moments.shape import Cue
from goodgrace.listening.moments.words import circumstances, further, loss, means, theft, turns

CUES: dict[str, tuple[Cue, ...]] = {
    "bereavement": loss.BEREAVEMENT + further.BEREAVEMENT,
    "illness": loss.ILLNESS + further.ILLNESS,
    "job_loss": means.JOB_LOSS + further.JOB_LOSS,
    "hardship": means.HARDSHIP + further.HARDSHIP,
    "disaster": theft.DISASTER + further.DISASTER,
    "fraud": theft.FRAUD + further.FRAUD,
    "domestic_abuse": circumstances.DOMESTIC_ABUSE + further.DOMESTIC_ABUSE,
    "caring": circumstances.CARING + further.CARING,
    "access_need": circumstances.ACCESS_NEED + further.ACCESS_NEED,
    "separation": circumstances.SEPARATION + further.SEPARATION,
    "distress": circumstances.DISTRESS + further.DISTRESS,
}
"""What speaks of each moment."""

TURNS: dict[str, tuple[Cue, ...]] = turns.TURNS
"""Turns of phrase that only sound like a moment; they are looked for first and shield the words they cover."""
