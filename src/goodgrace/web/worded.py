"""Words of steps as pages show them: to be read before they go, and to be sent by hand where they do not go by themselves."""

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.utils.timezone import now

from goodgrace.playbook.words import LONGEST as LONGEST_WORDS
from goodgrace.promises import states, wording
from goodgrace.promises.before import undone_before
from goodgrace.promises.holding import WORDED
from goodgrace.promises.models import Step
from goodgrace.promises.outside.drafting import reader_of, subject_to_read, words_to_change
from goodgrace.promises.titles import title_of
from goodgrace.promises.wording import Written, may_be_reworded
from goodgrace.web.said import told

SENT = ("email", "letter")
"""Channels that carry words by themselves where they are connected."""


def wants_eyes(row: Step) -> bool:
    """Words by mail before they go, and those of a letter that could not be set."""
    return row.ended_at is None and (row.channel == "email" or row.refused) and may_be_reworded(row)


def goes_by_hand(row: Step) -> bool:
    """Words that a person sends: they lie on somebody's list, for nothing here carries them or they could not go."""
    stopped = row.channel == "email" and row.refused
    waits = row.state in states.STEP_WAITS and row.due_at is not None
    by_hand = row.kind in WORDED and row.channel in SENT and (row.is_listed or stopped)
    return waits and by_hand and not wants_eyes(row)


def undone(row: Step, steps: Sequence[Step]) -> list[str]:
    """The titles of what is to be done before words go out."""
    return [told(title_of(each)) for each in undone_before(row, steps)]


def looked_at(row: Step, typed: Mapping[str, str], stands: Written | None = None) -> dict[str, object]:
    """The words of a step as a person reads and changes them: what was typed, what was written, or what was drafted.

    `stands` is what was written, where it was read already.
    """
    drafted, stands = words_to_change(row, settings.CONNECTED.company, now()), stands or wording.written(row)
    words = stands.text or drafted
    by_mail = reader_of(row).email if row.channel == "email" else ""
    of_family = bool(by_mail) and row.parameters.get("to") == "family"
    subject = subject_to_read(row, settings.CONNECTED.company, now()) if row.channel == "email" else ""
    shown = {
        "step": row,
        "subject": subject,
        "stands": stands,
        "most": LONGEST_WORDS,
        "to": by_mail,
        "of_family": of_family,
    }
    if typed.get("step") == str(row.pk) and "words" in typed:
        meanwhile = words if typed.get("seen", "") != stands.version else ""
        shown, words = shown | {"meanwhile": meanwhile}, typed["words"]
    return shown | {"words": words, "leads": "{link}" in words}
