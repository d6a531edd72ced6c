"""The thief: whoever has the database's password, and takes the guards away before anything else."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection

from goodgrace.ledger import guards
from goodgrace.ledger.actions import record
from goodgrace.ledger.models import Entry, Head
from goodgrace.ledger.sealing import seal
from tests.people import NOW


@contextmanager
def a_thief_at_work() -> Iterator[None]:
    """The database without the ledger's guards and rules, for as long as the block lasts."""
    guards.remove(connection)
    yield
    guards.install(connection)


def happened(many: int, about: str = "case:12", now: datetime = NOW) -> list[Entry]:
    """Write down so many entries."""
    for at in range(many):
        record(by="person:3", role="agent", what="decided", about=about, now=now, policy="made@1", data={"amount": at})
    return list(Entry.objects.order_by("-id")[:many][::-1])


def sealed_ledger(batches: Sequence[int] = (5, 3, 4)) -> list[int]:
    """A ledger sealed in these batches; the ids of its entries in the order of their positions."""
    for number, many in enumerate(batches):
        happened(many)
        assert seal(NOW + timedelta(minutes=number))
    return list(Entry.objects.order_by("position").values_list("id", flat=True))


def change(entry: int, **values: object) -> None:
    """Change an entry behind the ledger's back."""
    assert Entry.objects.filter(id=entry).update(**values) == 1


def change_head(size: int, /, **values: object) -> None:
    """Change a head behind the ledger's back."""
    assert Head.objects.filter(size=size).update(**values) == 1
