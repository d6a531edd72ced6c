"""Callbacks: what another system tells later, believed only when it is signed, and counted once."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from goodgrace.errors import Missing
from goodgrace.promises.actions import confirm
from goodgrace.promises.channels.webhook import read_callback
from goodgrace.promises.models import Step
from goodgrace.promises.outside.connections import Connections
from goodgrace.promises.outside.models import Heard

KEPT: Final = timedelta(days=7)
"""So long ids are kept: far beyond the minutes in which a replay would still be believed."""
FORGOTTEN_AT_ONCE: Final = 1_000


def hear(channel: str, headers: Mapping[str, str], body: bytes, connected: Connections, now: datetime) -> bool:
    """Take in a callback; False for one that was heard before, or changes nothing.

    Raises Missing for a channel that is not connected and for a key that is none of its, NotAllowed for a signature that is not
    ours or too old, InputError for what says nothing we know.
    """
    system = connected.system(channel)
    if system is None:
        raise Missing("Nothing that calls back is connected here.")
    told = read_callback(headers, body, system.secrets, now)
    with transaction.atomic():
        _heard, first = Heard.objects.get_or_create(channel=channel, message=told.id, defaults={"at": now})
        if not first:
            return False
        if not Step.objects.filter(key=told.key, channel=channel).exists():
            raise Missing("There is no step with this key.")
        return confirm(key=told.key, outcome=told.outcome, now=now)


def forget_heard(now: datetime) -> int:
    """Let go of ids that no replay could use any more; how many."""
    old = Heard.objects.filter(at__lt=now - KEPT).values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE]
    return Heard.objects.filter(pk__in=list(old)).delete()[0]
