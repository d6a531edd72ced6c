"""Ten days after a lessee has died, played: fees rest in the billing system's books, and begin again in the family's name."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from goodgrace.demo.billing.beside import beside
from goodgrace.demo.lease import Lease
from goodgrace.demo.tendays import DAYS, play
from goodgrace.promises.outside.connections import connections_of
from goodgrace.rulebook.playbooks import draft_playbook, publish_playbook
from tests.cases.stories import POLICIES, a_customer
from tests.demo.test_beside import SECRET, connected
from tests.people import NOW, Cast


@pytest.mark.django_db
def test_ten_days_go_by_and_everything_promised_is_kept(cast: Cast, tmp_path: Path) -> None:
    began, told, books = NOW - DAYS, list[str](), tmp_path / "billing.sqlite3"
    text = (POLICIES / "playbooks/bereavement-lease.yaml").read_text()
    book = draft_playbook(text=text, by=cast.olga, now=began - timedelta(days=1), name="bereavement-lease.yaml")
    publish_playbook(version=book, by=cast.olga, now=began - timedelta(days=1), acting={})
    with beside(books, SECRET) as address:
        connections = connections_of(connected(address), {})
        lease = Lease(address)
        lease.begin(began)
        promise = play(
            a_customer("S-HANNA"), cast.mia, connections, began=began, tell=told.append, sleep=lambda: None, lease=lease
        )  # fmt: skip
        charged = lease.days_charged()
    with closing(sqlite3.connect(books)) as db:
        kinds = [kind for (kind,) in db.execute("SELECT kind FROM acts ORDER BY 1")]
    became = dict(promise.steps.values_list("name", "state"))
    assert kinds == ["resume", "suspend", "suspend", "waive"]
    assert (became["condolences"], became["day_nine"], became["goes_on"]) == ("kept", "kept", "kept")
    assert (became["rest_on"], became["collect_car"], became["talk_it_over"]) == ("kept", "skipped", "skipped")
    assert charged == [f"{began.date() - timedelta(days=days)}" for days in range(5, 0, -1)], "no day while fees rest"
    assert sum("Billing charges nothing: 11.40 USD" in line for line in told) == 10
    assert not [line for line in told if line.endswith(": late")]
    assert any("Return the car, or keep it in the family: open" in line for line in told), "its words went to them"
    assert any("One day is left to choose: kept" in line for line in told)
