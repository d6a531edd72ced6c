"""The same thing sent many times at the same moment: it happens once, and a service's day ends where it should."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections
from django.test import Client

from goodgrace.cases.models import Case, Decision
from goodgrace.people.actions import add_person, set_envelope
from tests.api.calling import program_of
from tests.cases.stories import a_case, in_force
from tests.people import NOW, Cast, a_cast

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TIMES = 12
WISH = {"policy": "warranty-tolerance", "remedy": "free_repair"}


@pytest.fixture
def everybody() -> Iterator[Cast]:
    yield a_cast()
    connections.close_all()


def at_once(send: Callable[[int], int]) -> list[int]:
    """The status of each call; all begin together, each with a connection of its own."""
    gate = Barrier(TIMES)

    def one(number: int) -> int:
        gate.wait()
        try:
            return send(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(TIMES) as pool:
        return list(pool.map(one, range(TIMES)))


def decide(secret: str, case: Case, what: str, key: str, **wish: str) -> int:
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": key}
    body = json.dumps(WISH | wish)
    answer = Client().post(f"/api/cases/{case.pk}/{what}", body, "application/json", headers=headers)
    return answer.status_code


def test_a_key_sent_many_times_at_once_decides_once(everybody: Cast) -> None:
    in_force(everybody)
    case, secret = a_case(everybody.mia), program_of(everybody.mia).secret
    assert at_once(lambda _: decide(secret, case, "decide", "the-one-key", amount="10")) == [200] * TIMES
    assert at_once(lambda _: decide(secret, case, "no", "another-key", reason="It runs.")) == [200] * TIMES
    assert Decision.objects.count() == 2


def test_a_key_used_for_many_cases_at_once_decides_one_of_them(everybody: Cast) -> None:
    in_force(everybody)
    cases, secret = [a_case(everybody.mia) for _ in range(TIMES)], program_of(everybody.mia).secret
    statuses = at_once(lambda number: decide(secret, cases[number], "decide", "the-one-key", amount="10"))
    assert sorted(statuses) == [200] + [409] * (TIMES - 1)
    assert Decision.objects.count() == 1


def test_a_service_passes_its_day_by_no_cent(everybody: Cast) -> None:
    in_force(everybody)
    robin = add_person(
        email="robin@example.org", name="Robin", role="agent", password=None, by=everybody.finn, now=NOW, is_service=True
    )  # fmt: skip
    set_envelope(person=robin, most_per_decision=None, most_per_day=5500, by=everybody.finn, now=NOW)
    cases, secret = [a_case(everybody.mia) for _ in range(TIMES)], program_of(robin).secret
    statuses = at_once(lambda number: decide(secret, cases[number], "decide", f"key-{number:06}", amount="10"))
    assert sorted(statuses) == [200] * 5 + [403] * (TIMES - 5)
