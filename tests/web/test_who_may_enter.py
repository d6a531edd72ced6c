"""Every address as every role and as nobody: each view says which duty it asks for, and lets in just those who have it."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from goodgrace.cases.deciding import decide
from goodgrace.cases.helping import escalate
from goodgrace.ledger.sealing import seal_all
from goodgrace.people.actions import add_person, make_token
from goodgrace.people.authority import may
from goodgrace.promises.actions import lay_in_print_room, lay_task
from goodgrace.promises.links import make_link
from goodgrace.rulebook.playbooks import draft_playbook, publish_playbook
from tests.cases.stories import POLICIES, a_case, a_wish, in_force
from tests.customers.acquaintances import a_need
from tests.people import NOW, Cast
from tests.promises.keeping import begun
from tests.web.browsing import signed_in

OPEN_DOORS = ("account/", "family/", "language", "health", "static/", "api/")
"""Signing in and the language of a page are for everybody, guarded by their own library or Django, a family's page by its link (test_family.py); tests/api walks the API."""


MOST_QUERIES = 30


def rooms(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, object]]:
    for pattern in patterns:
        where = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from rooms(pattern.url_patterns, where)
        else:
            yield where, pattern.callback


def guarded() -> list[tuple[str, str]]:
    found = []
    for where, view in rooms(get_resolver().url_patterns):
        if not where.startswith(OPEN_DOORS):
            duty = getattr(view, "duty", None)
            assert duty, f"{where}: this view asks for no duty"
            found.append((where, duty))
    return found


@pytest.fixture
def places(cast: Cast) -> dict[str, str]:
    """Every guarded address, filled in with things that exist."""
    version = in_force(cast)
    text = (POLICIES / "playbooks/callback.yaml").read_text(encoding="utf-8")
    book = publish_playbook(version=draft_playbook(text=text, by=cast.olga, now=NOW), by=cast.olga, now=NOW)
    case, other = a_case(cast.mia), a_case(cast.mia)
    decision = decide(case=case, wish=a_wish("5"), by=cast.mia, now=NOW)
    call = escalate(case=other, by=cast.mia, now=NOW)
    need = a_need(case.customer, cast.mia)
    service = add_person(
        email="bot@example.org", name="Bot", role="agent", password=None, by=cast.finn, now=NOW, is_service=True
    )
    token, _secret = make_token(person=cast.mia, name="walk", scopes=["decide"], days=9, by=cast.mia, now=NOW)
    seal_all(timezone.now)
    promise = begun(cast)
    step = promise.steps.get(name="waive_it")
    item = lay_in_print_room(step=step, customer=promise.customer, pdf=b"%PDF-", now=NOW)
    task = lay_task(step=step, now=NOW)
    link, _secret = make_link(promise=promise, days=9, by=cast.mia, now=NOW)
    made = {"promises": promise.pk, "prints": item.pk}
    team = cast.mia.team
    assert team is not None
    numbers = {
        "calls": call.pk, "customers": case.customer_id, "people": cast.mia.pk, "services": service.pk,
        "tokens": token.pk, "teams": team.pk, "sites": team.site_id, "tasks": task.pk,
    }  # fmt: skip
    filled = {}
    for where, duty in guarded():
        number = numbers.get(where.partition("/")[0], case.pk)
        address = (
            where.replace("<int:pk>", str(number))
            .replace("<uuid:pk>", str(made.get(where.partition("/")[0], decision.pk)))
            .replace("<str:name>", "callback")
            .replace("<str:digest>", book.digest if where.startswith("rulebook/playbooks/") else version.digest)
            .replace("<uuid:link>", str(link.pk))
            .replace("<uuid:need>", str(need.pk))
        )
        assert "<" not in address, f"{address}: the walk does not know what to put here"
        filled[f"/{address}"] = duty
    return filled


def entered(client: Client, address: str) -> int:
    """Come to an address; the status of the answer, read to its end where it is a file."""
    answer = client.get(address)
    if answer.streaming:
        b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # a file is streamed
    return answer.status_code


def test_nobody_gets_in_without_signing_in(places: dict[str, str]) -> None:
    for address in places:
        for answer in (Client().get(address), Client().post(address)):
            assert answer.status_code == 302, address
            assert answer["Location"].startswith("/account/login/"), address


def test_each_role_gets_into_just_the_rooms_of_its_duties(cast: Cast, places: dict[str, str]) -> None:
    for person in cast.everybody:
        client = signed_in(person)
        for address, duty in places.items():
            status = entered(client, address)
            if may(person, duty):
                assert status in (200, 405), f"{person.role} at {address}: {status}"
            else:
                assert status == 403, f"{person.role} at {address}: {status}"


def test_no_page_asks_the_database_more_than_thirty_times(cast: Cast, places: dict[str, str]) -> None:
    for _ in range(4):
        a_case(cast.mia)
    for address, duty in places.items():
        person = next(person for person in cast.everybody if may(person, duty))
        client = signed_in(person)
        with CaptureQueriesContext(connection) as asked:
            entered(client, address)
        assert len(asked) <= MOST_QUERIES, f"{address}: {len(asked)} queries"


def test_whoever_is_let_out_gets_in_nowhere(cast: Cast, places: dict[str, str]) -> None:
    client = signed_in(cast.mia)
    cast.mia.is_active = False
    cast.mia.save()
    assert {client.get(address).status_code for address in places} == {302}


def test_a_form_without_its_token_is_refused(cast: Cast, places: dict[str, str]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.mia, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post("/cases/new", {"story": "x"}).status_code == 403
