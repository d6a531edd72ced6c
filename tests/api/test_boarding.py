"""The quick way to decide says the same as the long one, and lets nobody in whom the long one keeps out."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.conf import settings
from django.db import close_old_connections, connection, connections
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from goodgrace.api.boarding import boarding
from goodgrace.cases.models import Decision
from goodgrace.people.actions import make_token, revoke_token
from goodgrace.people.models import Person, Token
from goodgrace.store.asking import ask
from tests.api.calling import Program, new_key, program_of
from tests.cases.stories import a_case, in_force
from tests.people import NOW, Cast, a_cast

LONG = "?a-question-mark-goes-the-long-way"
WISH = {"policy": "warranty-tolerance", "remedy": "free_repair", "amount": "10.00"}


def said(program: Program, address: str, body: Any, status: int, **headers: str) -> dict[str, Any]:
    """What is answered, without what differs between any two decisions."""
    told = program.post(address, body, status, **headers)
    assert program.last is not None
    kinds = {name: program.last[name] for name in ("Content-Type", "Cache-Control")}
    return {**{name: value for name, value in told.items() if name not in ("id", "case", "at")}, **kinds}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (WISH, 200),
        ({**WISH, "grounds": ["just_missed"], "reason": " Three days. "}, 200),
        ({**WISH, "amount": "900"}, 403),
        ({**WISH, "amount": "10.123"}, 422),
        ({**WISH, "amount": 10.0}, 422),
        ({**WISH, "amount": "0"}, 422),
        ({**WISH, "remedy": "the_moon"}, 404),
        ({**WISH, "policy": "nothing"}, 404),
        ({**WISH, "grounds": ["stars"]}, 422),
        ({**WISH, "revision": 99}, 409),
        ({**WISH, "more": 1}, 422),
        ("{", 400),
        ('{"amount": NaN}', 400),
        (b"\xff", 400),
        ("[]", 422),
    ],
    ids=str,
)
def test_both_ways_say_the_same(cast: Cast, mia: Program, body: Any, status: int) -> None:
    in_force(cast)
    mia.get(f"/api/cases/{a_case(cast.mia).pk}")  # from here on it is known
    quick, slow = (
        said(mia, f"/api/cases/{a_case(cast.mia).pk}/decide{way}", body, status, Idempotency_Key=new_key())
        for way in ("", LONG)
    )
    assert quick == slow
    assert Decision.objects.count() == (2 if status == 200 else 0)


@pytest.mark.parametrize("way", ["", LONG])
def test_a_key_that_decided_by_one_way_answers_by_the_other(cast: Cast, mia: Program, way: str) -> None:
    in_force(cast)
    case, key = a_case(cast.mia), new_key()
    first = mia.decide(case.pk, key=key)
    assert mia.post(f"/api/cases/{case.pk}/decide{way}", {**WISH, "amount": "10"}, Idempotency_Key=key) == first
    assert Decision.objects.count() == 1


def a_token(person: Person, *scopes: str) -> tuple[Any, Program]:
    token, secret = make_token(person=person, name="t", scopes=list(scopes), days=1, by=person, now=timezone.now())
    return token, Program(secret)


@pytest.mark.parametrize("way", ["", LONG])
def test_who_may_not_come_in_is_kept_out_by_both_ways(cast: Cast, way: str) -> None:
    in_force(cast)
    address, headers = f"/api/cases/{a_case(cast.mia).pk}/decide{way}", {"Idempotency_Key": new_key()}
    token, revoked = a_token(cast.mia, "decide")
    revoke_token(token=token, by=cast.mia, now=NOW)
    for stranger in (Program(""), Program("gg_nobody"), Program("nobody"), revoked):
        stranger.post(address, WISH, 401, **headers)
    _, narrow = a_token(cast.mia, "see_cases")
    assert narrow.post(address, WISH, 403, **headers)["type"] == "urn:goodgrace:problem:scope-missing"
    gone = program_of(cast.bob)
    cast.bob.is_active = False
    cast.bob.save()
    gone.post(address, WISH, 401, **headers)
    assert not Decision.objects.exists()


def test_a_token_that_was_revoked_a_moment_ago_decides_nothing(cast: Cast) -> None:
    in_force(cast)
    token, program = a_token(cast.mia, "decide")
    for _ in range(2):
        program.decide(a_case(cast.mia).pk)
    revoke_token(token=token, by=cast.mia, now=NOW)
    for _ in range(2):
        program.decide(a_case(cast.mia).pk, status=401)
    assert Decision.objects.count() == 2


def test_a_role_that_was_taken_a_moment_ago_decides_nothing(cast: Cast) -> None:
    in_force(cast)
    _, program = a_token(cast.mia, "decide")
    for _ in range(2):
        program.decide(a_case(cast.mia).pk)
    Person.objects.filter(pk=cast.mia.pk).update(role="auditor")
    program.decide(a_case(cast.mia).pk, status=403)
    assert Decision.objects.count() == 2


def test_of_a_stranger_not_a_word_is_read() -> None:
    request = RequestFactory().post(
        "/api/cases/1/decide",
        b"{}",
        "application/json",
        headers={"Authorization": "Bearer gg_nobody", "Idempotency-Key": new_key()},
    )
    assert boarding(lambda request, **_: HttpResponse(request.read()))(request, number=1).content == b"{}"


def hang_up_on_everybody_else() -> None:
    """PostgreSQL ends every connection but the one that asks for it."""
    ask(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    connections.close_all()


@pytest.mark.skipif(not settings.ON_POSTGRES, reason="SQLite hangs up on nobody")
@pytest.mark.django_db(transaction=True)
def test_what_was_decided_is_told_though_it_cannot_be_noted_that_the_token_was_used() -> None:
    cast = a_cast()
    in_force(cast)
    program, cases = program_of(cast.mia), [a_case(cast.mia).pk for _ in range(2)]
    program.decide(cases[0])
    Token.objects.update(last_used_at=None)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(hang_up_on_everybody_else).result()
    assert program.decide(cases[1])["case"] == cases[1]
    assert connection.errors_occurred
    close_old_connections()
    assert Decision.objects.count() == 2
