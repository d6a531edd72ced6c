"""Letting in a service and making it a token, at a terminal."""

import pytest

from goodgrace.people.models import Person, Token
from goodgrace.people.tokens import digest_of
from tests.people import Cast


@pytest.mark.django_db
def test_a_service_gets_an_envelope_and_a_token_that_is_shown_once(run, cast: Cast) -> None:
    status, out, _ = run("add-service", "robin@example.org", "--name", "Robin", "--most-per-day", "50000")
    assert status == 0
    service = Person.objects.get(email="robin@example.org")
    assert (service.is_service, service.most_per_decision, service.most_per_day) == (True, None, 50000)
    assert not service.has_usable_password()
    status, out, _ = run("token", "robin@example.org", "--name", "till", "--scope", "decide", "--days", "30")
    token = Token.objects.get()
    assert status == 0
    assert (token.name, token.scopes, token.person) == ("till", ["decide"], service)
    assert digest_of(out.split()[-1]) == token.digest
    assert run("token", "robin@example.org", "--name", "till", "--revoke")[0] == 0
    token.refresh_from_db()
    assert token.revoked_at


@pytest.mark.django_db
def test_what_cannot_be_is_said_with_what_could(run, cast: Cast) -> None:
    status, _, err = run("token", "mia@example.org", "--name", "till", "--scope", "publish")
    assert status == 2
    assert "The role agent has no duty `publish`. Its scopes are among: see_cases," in err
    assert run("token", "nobody@example.org", "--name", "x")[0] == 2
    assert run("token", "mia@example.org", "--name", "x", "--revoke")[0] == 2
