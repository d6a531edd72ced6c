"""The words that speak of a moment, as data: one tuple of cues for each."""

from goodgrace.listening.moments.shape import Cue
from goodgrace.listening.moments.words import circumstances, further, loss, means, missed, rarer, theft, turns

CUES: dict[str, tuple[Cue, ...]] = {
    "bereavement": loss.BEREAVEMENT + further.BEREAVEMENT + rarer.BEREAVEMENT + missed.BEREAVEMENT,
    "illness": loss.ILLNESS + further.ILLNESS + rarer.ILLNESS + missed.ILLNESS,
    "job_loss": means.JOB_LOSS + further.JOB_LOSS + rarer.JOB_LOSS,
    "hardship": means.HARDSHIP + further.HARDSHIP + rarer.HARDSHIP + missed.HARDSHIP,
    "disaster": theft.DISASTER + further.DISASTER + rarer.DISASTER,
    "fraud": theft.FRAUD + further.FRAUD + rarer.FRAUD,
    "domestic_abuse": circumstances.DOMESTIC_ABUSE + further.DOMESTIC_ABUSE + rarer.DOMESTIC_ABUSE,
    "caring": circumstances.CARING + further.CARING + rarer.CARING + missed.CARING,
    "access_need": circumstances.ACCESS_NEED + further.ACCESS_NEED + rarer.ACCESS_NEED,
    "separation": circumstances.SEPARATION + further.SEPARATION + rarer.SEPARATION,
    "distress": circumstances.DISTRESS + further.DISTRESS + rarer.DISTRESS,
}
"""What speaks of each moment."""

TURNS: dict[str, tuple[Cue, ...]] = turns.TURNS
"""Turns of phrase that only sound like a moment; they are looked for first and shield the words they cover."""
