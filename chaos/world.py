"""The world that a run happens in: a clock in a file, a playbook of four steps over a year, and promises made from it."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

START = datetime(2026, 1, 15, 8, 0, tzinfo=UTC)
SPREAD = timedelta(days=80)
"""Promises begin over so many days, so that those of a year cross both changes of the clocks."""
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Sydney", "Asia/Kolkata")
SECRET = bytes(range(32))
STEPS = ("rest", "waive_it", "credit_it", "refund_it")
PLAYBOOK = """
playbook: a-year
title: A year of four steps
version: 1
owner: customer-care
serves: a-purpose
moment: hardship
currency: EUR
may_start: [agent]
facts:
  fee: {type: money, least: 0, default: 12.50, ask: What was charged?}
words:
  en: Hello {customer}.
steps:
  rest:
    title: Fees rest for thirty days
    suspend: fees
    for: 30 days
    within: 1 day
  waive_it:
    title: The fee is not charged
    waive: fee
    what: the fee
    on: day 60 at 02:30
    after: rest
    within: 2 days
  credit_it:
    title: Half a year on, something is put to the account
    credit: fee
    on: day 180
    after: waive_it
    within: 2 days
  refund_it:
    title: Three quarters on, the rest goes back
    refund: fee
    on: day 272 at 09:00
    after: credit_it
    within: 2 days
"""


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


def promise(count: int, chance: Random) -> None:
    """Make so many promises, a customer each, a hundred in a transaction as deciding does."""
    from django.db import transaction

    from goodgrace.customers.models import Customer
    from goodgrace.customers.vault import new_key
    from goodgrace.people.models import Person
    from goodgrace.playbook.reading import fingerprint, read_text
    from goodgrace.promises.making import Wanted, make_many, planned

    playbook = read_text(PLAYBOOK)
    digest = fingerprint(playbook)
    by = Person.objects.create_user("mia@example.org", None, name="Mia", role="agent", joined_at=START)
    for place, size in _batches(count):
        names = [f"C-{number:06}" for number in range(place, place + size)]
        with transaction.atomic():
            Customer.objects.bulk_create(
                Customer(reference=name, wrapped_key=new_key(name), made_at=START) for name in names
            )
            customers = Customer.objects.filter(reference__in=names)
            started = (START + SPREAD * (place / count)).replace(microsecond=chance.randrange(1_000_000))
            wanted = []
            for customer in customers:
                zone = chance.choice(ZONES)
                made = planned(playbook, digest, facts={}, started=started, zone=ZoneInfo(zone))
                wanted.append(Wanted(customer.pk, customer, f"chaos:{customer.pk}", by.pk, "", zone, "", made))
            make_many(wanted, started)


def _batches(count: int) -> Iterator[tuple[int, int]]:
    for place in range(0, count, 100):
        yield place, min(100, count - place)
