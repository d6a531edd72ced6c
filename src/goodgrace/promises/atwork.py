"""Whether anybody keeps the clocks: each worker says now and then that it is at work, and silence is noticed."""

from datetime import datetime, timedelta

from django.db.models import Max

from goodgrace.promises.models import AtWork

SILENT = timedelta(minutes=2)
"""So long after a worker was last heard of, what happens by the clock counts as waiting; each says so every quarter of a minute."""
FORGOTTEN = timedelta(days=1)


def note_at_work(name: str, now: datetime) -> None:
    """Say that a worker is at work, and forget those who have not been for a day."""
    AtWork.objects.update_or_create(name=name, defaults={"at": now})
    AtWork.objects.filter(at__lt=now - FORGOTTEN).exclude(name=name).delete()


def last_at_work() -> datetime | None:
    """When a worker was last at work; None where none was for a long time, or ever."""
    last: datetime | None = AtWork.objects.aggregate(at=Max("at"))["at"]
    return last


def silent_since(now: datetime) -> datetime | None:
    """Since when nobody is at work, though somebody was; None where somebody is, or where none has been for long or ever."""
    last = last_at_work()
    return last if last is not None and now - last > SILENT else None
