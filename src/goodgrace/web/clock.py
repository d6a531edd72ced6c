"""The one place where the pages read the clock."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """This moment, aware."""
    return timezone.now()
