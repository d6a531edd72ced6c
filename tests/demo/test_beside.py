"""The demo's billing service is a process of its own, which suspends fees in its own books and ends with the demo."""

import socket
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from django.utils import timezone

from goodgrace.demo.billing.beside import beside
from goodgrace.playbook.reading import fingerprint, read
from goodgrace.promises.channels.signing import write_secret
from goodgrace.promises.keeping import Keeper
from goodgrace.promises.making import start
from goodgrace.promises.models import PrintItem, Promise, Task
from goodgrace.promises.outside.channels import channels
from goodgrace.promises.outside.connections import connections_of
from tests.cases.stories import POLICIES, a_customer
from tests.people import Cast
from tests.promises.keeping import BERLIN
from tests.promises.test_keeping import until_idle

SECRET = write_secret(b"s" * 32)
DAY = 86_400


def connected(address: str) -> Mapping[str, str]:
    return {
        "GOODGRACE_BILLING_URL": address, "GOODGRACE_BILLING_SECRET": SECRET, "GOODGRACE_ALLOWED": "127.0.0.0/8",
        "GOODGRACE_COMPANY": "Simulated", "GOODGRACE_COMPANY_ADDRESS": "1 Street", "GOODGRACE_COMPANY_CONTACT": "+49 40 5",
    }  # fmt: skip


def begin(cast: Cast) -> Promise:
    playbook = read(POLICIES / "playbooks/bereavement-lease.yaml")
    return start(
        playbook=playbook, digest=fingerprint(playbook), customer=a_customer("C-LEASE"), facts={"lessee_died": "yes", "transfer_fee": "250"},
        by=cast.mia, now=timezone.now(), zone=BERLIN,
    )  # fmt: skip


@pytest.mark.django_db
def test_a_death_suspends_all_fees_for_ten_days_in_the_billing_systems_own_books(cast: Cast, tmp_path: Path) -> None:
    books = tmp_path / "billing.sqlite3"
    with beside(books, SECRET) as address:
        promise = begin(cast)
        ways = channels(connections_of(connected(address), {}), timezone.now)
        until_idle(Keeper("w", timezone.now, Random(1), ways))
    with closing(sqlite3.connect(books)) as db:
        rows = db.execute("SELECT kind, customer, account, until_at - from_at FROM acts ORDER BY 4").fetchall()
    assert [row[:3] for row in rows] == [("suspend", "C-LEASE", "")] * 2, (
        "for ten days, and until everything is settled"
    )
    assert abs(rows[0][3] - 10 * DAY) <= 3600
    assert promise.steps.get(name="no_fees").state == "kept"
    assert Task.objects.filter(step__name="journal", done_at=None).count() == 1
    assert PrintItem.objects.filter(step__name="condolences", signed_and_posted_at=None).count() == 1


def test_it_ends_with_the_demo(tmp_path: Path) -> None:
    with beside(tmp_path / "billing.sqlite3", SECRET) as address:
        port = int(address.rpartition(":")[2])
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
