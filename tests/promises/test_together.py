"""Several workers at once, on either database: nothing is claimed twice, and nobody waits in a circle."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from goodgrace.promises.channels.fake import Fake
from goodgrace.promises.keeping import turn
from goodgrace.promises.models import Step
from tests.people import a_cast
from tests.promises.keeping import Watch, begun
from tests.promises.test_keeping import a_keeper

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
WORKERS, PROMISES = 4, 60
STEPS = "one:\n  title: One\n  waive: fee\n  what: fee\ntwo:\n  title: Two\n  credit: fee\n  after: one"


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    connections.close_all()


def test_four_workers_share_the_work_and_do_nothing_twice() -> None:
    cast, billing = a_cast(), Fake(["fail", "act_and_vanish"] * 10)
    for _ in range(PROMISES):
        begun(cast, STEPS)
    keepers = [a_keeper(Watch(), f"w{n}", billing=billing) for n in range(WORKERS)]

    def work(place: int) -> int:
        watch, done = keepers[place].clock, 0
        assert isinstance(watch, Watch)
        try:
            for _ in range(40):
                done += turn(keepers[place]).carried
                watch.pass_by(seconds=20)
        finally:
            connection.close()
        return done

    with ThreadPoolExecutor(WORKERS) as pool:
        shares = list(pool.map(work, range(WORKERS)))
    assert not Step.objects.exclude(state="kept").exists()
    assert len(billing.done) == 2 * PROMISES
    assert sum(shares) >= 2 * PROMISES
    assert max(billing.times().values()) <= 2, "only what failed is asked for again"
