"""How far a step has come that nobody has done yet: to come, planned, untried, or words that reached nobody."""

from datetime import datetime

from goodgrace.promises import states
from goodgrace.promises.models import Step

TELLS = ("call", "send", "remind")
"""Kinds by which she is told something: they go with what they would tell of."""


def is_call_to_come(row: Step) -> bool:
    """Whether a call has not been begun yet, nor handed to anybody; it may be late already."""
    return row.kind == "call" and is_untried(row)


def is_untried(row: Step) -> bool:
    """Whether nobody has had a step in hand yet, though its time may have come."""
    return row.state in (states.PROMISED, states.LATE) and row.intent_at is None and not row.refused


def is_unsent(row: Step, now: datetime) -> bool:
    """Whether words have reached nobody yet, nor are on their way this moment: a mail may be tried again."""
    in_hand = row.worker and row.lease_until and row.lease_until > now
    waits = row.state in (states.PROMISED, states.LATE) and not row.refused and not in_hand
    return is_untried(row) or (waits and row.channel == "email" and not row.is_by_hand)


def is_unbegun(row: Step, now: datetime) -> bool:
    """Whether a step is to come, or would have: a call that was planned, words that nobody has sent, a letter not yet posted."""
    if row.kind not in TELLS or row.kind == "call":
        return is_to_come(row) or (row.kind == "call" and is_untried(row))
    unposted = row.channel == "letter" and row.state in states.STEP_WAITS
    return is_to_come(row) or is_unsent(row, now) or unposted


def is_to_come(row: Step) -> bool:
    """Whether the time of a step has not come yet, nor is known."""
    return row.state == states.PROMISED and row.due_at is None
