"""The world that a run happens in: a clock in a file, playbooks over a year, and promises made from them."""

import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from goodgrace.playbook.shape import Playbook
    from goodgrace.promises.making import Made

START = datetime(2026, 1, 15, 8, 0, tzinfo=UTC)
SPREAD = timedelta(days=80)
"""Promises begin over so many days, so that those of a year cross both changes of the clocks."""
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Sydney", "Asia/Kolkata")
SECRET = bytes(range(32))
PLAYBOOKS = Path(__file__).parent / "playbooks"
SHARES: Mapping[str, int] = {"a-year": 40, "a-choice": 25, "until-done": 20, "by-hand": 15}
"""The playbooks that are played, and of a hundred promises how many are made from each."""


class FileClock:
    """A clock that many processes read from one file; one of them moves it."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __call__(self) -> datetime:
        """What it shows."""
        return datetime.fromisoformat(self.file.read_text(encoding="ascii"))

    def set(self, to: datetime) -> None:
        """Show another moment, for everybody at once."""
        fresh = self.file.with_suffix(".new")
        fresh.write_text(to.isoformat(), encoding="ascii")
        fresh.replace(self.file)


def enter(home: Path, database: str) -> None:
    """Make Django ready on the database of a run."""
    os.environ["GOODGRACE_HOME"] = str(home)
    os.environ["DATABASE_URL"] = database
    if not database:
        del os.environ["DATABASE_URL"]
    from goodgrace.cli.site import begin

    begin()


def promise(count: int, chance: Random) -> list[str]:
    """Make so many promises, a customer each, a hundred in a transaction as deciding does; the customers' references."""
    from django.db import transaction

    from goodgrace.customers.models import Customer
    from goodgrace.customers.vault import new_key
    from goodgrace.people.models import Person
    from goodgrace.promises.making import Wanted, make_many

    by = Person.objects.create_user("mia@example.org", None, name="Mia", role="agent", joined_at=START)
    made: list[str] = []
    for place, size in _batches(count):
        names = [f"C-{number:06}" for number in range(place, place + size)]
        made += names
        with transaction.atomic():
            Customer.objects.bulk_create(
                Customer(reference=name, wrapped_key=new_key(name), made_at=START) for name in names
            )
            customers = Customer.objects.filter(reference__in=names).order_by("reference")
            started = (START + SPREAD * (place / count)).replace(microsecond=chance.randrange(1_000_000))
            wanted = []
            for customer in customers:
                zone = chance.choice(ZONES)
                planned = _planned(chance, started, zone)
                wanted.append(Wanted(customer.pk, customer, f"chaos:{customer.pk}", by.pk, "", zone, "", planned))
            make_many(wanted, started)
    return made


def _planned(chance: Random, started: datetime, zone: str) -> "Made":
    from goodgrace.playbook.reading import fingerprint
    from goodgrace.promises.making import planned

    (name,) = chance.choices([*SHARES], [*SHARES.values()])
    playbook = _read(name)
    return planned(playbook, fingerprint(playbook), facts={}, started=started, zone=ZoneInfo(zone))


@cache
def _read(name: str) -> "Playbook":
    from goodgrace.playbook.reading import read

    return read(PLAYBOOKS / f"{name}.yaml")


def _batches(count: int) -> Iterator[tuple[int, int]]:
    for place in range(0, count, 100):
        yield place, min(100, count - place)
