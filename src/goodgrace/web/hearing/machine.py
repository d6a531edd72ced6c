"""The language model that a setting names: asked about one story, in words that are redacted, and not waited for too long."""

import json
import re
from collections.abc import Iterable
from threading import BoundedSemaphore
from typing import Final

from goodgrace.customers.queries import Contact
from goodgrace.errors import GraceError
from goodgrace.listening.names import redact_names
from goodgrace.listening.redacting import Hidden, redact
from goodgrace.listening.suggesting import Suggestion, read_suggestion, request_about
from goodgrace.promises.channels.reaching import Reach
from goodgrace.web.hearing.endpoint import Machine

AT_ONCE: Final = 2
"""So many are asked at once in a process; the other threads of the server are for people."""

_places = BoundedSemaphore(AT_ONCE)


def safe_words(turns: Iterable[tuple[str, str]], known: Contact) -> str:
    """Turns of (speaker, words) as they may leave: redacted by forms, by names where the extra is there, and by what we know of her."""
    return "\n\n".join(f"{speaker}: {_safe(words, known)}" for speaker, words in turns)


def _safe(words: str, known: Contact) -> str:
    ours = [
        Hidden("name", *found.span())
        for part in {known.name, *known.name.split()}
        if len(part) > 1
        for found in re.finditer(rf"(?<!\w){re.escape(part)}(?!\w)", words, re.IGNORECASE)
    ]
    return redact(words, (*ours, *redact_names(words).hidden)).text


def suggestion_for(story: str, machine: Machine) -> Suggestion | None:
    """What the machine suggests about a redacted story; None where it does not answer in time, or not in the shape asked for."""
    if not _places.acquire(blocking=False):
        return None
    try:
        reach = Reach(allowed=machine.allowed, seconds=machine.seconds)
        headers = {"content-type": "application/json"} | (
            {"authorization": f"Bearer {machine.key}"} if machine.key else {}
        )
        body = json.dumps(request_about(story, machine.model)).encode()
        answer = reach.send("POST", machine.address, headers, body)
        reach.close()
    except GraceError:
        return None
    finally:
        _places.release()
    return read_suggestion(answer.body, story) if answer.status == 200 else None
