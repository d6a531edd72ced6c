"""Several people press “for many at once” at one moment, on either database: nobody gets a playbook twice."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from goodgrace.customers.actions import note_fact
from goodgrace.customers.models import Customer
from goodgrace.customers.queries import told_of_many
from goodgrace.ledger.models import Entry
from goodgrace.promises.everyone import start_for_many
from goodgrace.promises.models import Promise
from goodgrace.rulebook.models import PlaybookVersion
from goodgrace.rulebook.planned import playbook_of
from goodgrace.rulebook.playbooks import draft_playbook, publish_playbook
from tests.cases.stories import POLICIES, a_customer
from tests.people import NOW, Cast, a_cast

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PRESSES, CUSTOMERS = 4, 12


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    connections.close_all()


def flooded(cast: Cast) -> PlaybookVersion:
    """The playbook in force, and customers who live where it happened."""
    text = (POLICIES / "playbooks/disaster-area.yaml").read_text(encoding="utf-8")
    version = publish_playbook(version=draft_playbook(text=text, by=cast.olga, now=NOW), by=cast.olga, now=NOW)
    for _ in range(CUSTOMERS):
        note_fact(
            customer=a_customer(), name="in_the_area", value="yes", source="operations", by=cast.mia, now=NOW
        )  # fmt: skip
    return version


def test_presses_at_one_moment_begin_it_for_everybody_once() -> None:
    cast = a_cast()
    version = flooded(cast)
    playbook, together = playbook_of(version), Barrier(PRESSES)

    def press(_place: int) -> int:
        try:
            together.wait(30)
            among = told_of_many(["in_the_area"])
            came = start_for_many(playbook=playbook, digest=version.digest, among=among, by=cast.ruth, now=NOW)
            return len(came.made)
        finally:
            connection.close()

    with ThreadPoolExecutor(PRESSES) as pool:
        made = list(pool.map(press, range(PRESSES)))
    got = sorted(Promise.objects.values_list("customer", flat=True))
    assert got == sorted(Customer.objects.values_list("pk", flat=True))
    assert sum(made) == CUSTOMERS
    assert Entry.objects.filter(what="promise made").count() == CUSTOMERS
