"""Tokens: hashed, scoped, expiring; every operation says its scope, and nobody gets in without it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from goodgrace.api.urls import api, scope_of
from goodgrace.errors import InputError, NotAllowed
from goodgrace.ledger.models import Entry
from goodgrace.people.actions import LONGEST_LIFE, add_person, let_out, make_token, revoke_token, set_envelope
from goodgrace.people.authority import DUTIES, may
from goodgrace.people.models import Person, Token
from tests.api.calling import Program, program_of
from tests.people import NOW, Cast


def test_every_operation_says_its_scope() -> None:
    for operation in api.operations:
        assert scope_of(operation) in DUTIES, operation.path
        assert len(operation.auth_callbacks) == 1


TELLS = {("POST", "/api/customers/C-1/facts"): "see_customers"}
"""What answers more than it was sent, and needs the duty of reading it as well."""


def addresses() -> list[tuple[str, str, str]]:
    """Each operation's method, an address of it, and its scope."""
    fillings = {
        "{int:number}": "1",
        "{path:reference}": "C-1",
        "{path:customer}": "C-1",
        "{str:digest}": "x" * 64,
        "{name}": "callback",
    }
    fillings["{uuidstr:number}"] = "6f1f8a3e-3b1c-4d0a-9f57-1c2d3e4f5a6b"
    found = []
    for operation in api.operations:
        address = operation.path
        for name, value in fillings.items():
            address = address.replace(name, value)
        found.append((operation.methods[0], f"/api{address}", scope_of(operation)))
    return found


def test_nobody_gets_in_without_a_token_that_holds(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.mia, backend="allauth.account.auth_backends.AuthenticationBackend")
    for method, address, _ in addresses():
        for headers in ({}, {"Authorization": "Bearer gg_guessed"}, {"Authorization": "Basic bWlhOng="}):
            answer = client.generic(method, address, "{}", "application/json", headers=headers)
            assert answer.status_code == 401, address
            assert answer["WWW-Authenticate"].startswith("Bearer")
            assert answer.json()["type"] == "urn:goodgrace:problem:no-token"


def test_a_token_opens_only_what_it_is_for(cast: Cast) -> None:
    for person in cast.everybody:
        narrow = program_of(person, "see_today")
        for method, address, scope in addresses():
            headers = {"Authorization": f"Bearer {narrow.secret}"}
            answer = narrow.client.generic(method, address, "{}", "application/json", headers=headers)
            assert answer.status_code == 403
            assert answer.json()["type"] == "urn:goodgrace:problem:scope-missing"
            assert f'scope="{scope}"' in answer["WWW-Authenticate"]


def test_each_role_gets_into_just_the_operations_of_its_duties(cast: Cast) -> None:
    for person in cast.everybody:
        program = program_of(person)
        Token.objects.update(scopes=list(DUTIES))  # as if somebody had written more into it than the role may
        for method, address, scope in addresses():
            headers = {"Authorization": f"Bearer {program.secret}"}
            answer = program.client.generic(method, address, "{}", "application/json", headers=headers)
            welcome = may(person, scope) and may(person, TELLS.get((method, address), scope))
            assert (answer.status_code == 403) is not welcome, f"{person.role} {method} {address}"


@pytest.mark.parametrize("end", ["expired", "revoked", "let out", "changed"])
def test_a_token_that_ended_lets_nobody_in(cast: Cast, end: str) -> None:
    mia = program_of(cast.mia)
    assert mia.get("/api/customers")
    token = Token.objects.get()
    match end:
        case "expired":
            Token.objects.update(made_at=NOW - timedelta(days=2), expires_at=timezone.now())
        case "revoked":
            revoke_token(token=token, by=cast.mia, now=NOW)
        case "let out":
            let_out(person=cast.mia, by=cast.finn, now=NOW)
        case "changed":
            mia.secret += "x"
    assert mia.get("/api/customers", 401)["title"] == "Who are you?"


def test_only_a_hash_of_the_secret_is_kept(cast: Cast) -> None:
    token, secret = make_token(person=cast.mia, name="till", scopes=["decide"], days=30, by=cast.mia, now=NOW)
    assert secret.startswith("gg_")
    assert len(secret) == 46
    assert secret not in str(Token.objects.values().get()) + str(list(Entry.objects.values()))
    assert token.expires_at == NOW + timedelta(days=30)


def test_the_last_use_is_kept_to_the_minute(cast: Cast, mia: Program) -> None:
    mia.get("/api/customers")
    used = Token.objects.get().last_used_at
    assert used is not None
    assert (used.second, used.microsecond) == (0, 0)


def test_who_may_make_and_revoke_tokens(cast: Cast) -> None:
    def token(person: Person, by: Person, *scopes: str, days: int = 30) -> Token:
        return make_token(person=person, name="till", scopes=scopes, days=days, by=by, now=NOW)[0]

    own = token(cast.mia, cast.mia, "decide")
    with pytest.raises(NotAllowed):
        token(cast.mia, cast.tom, "decide")
    with pytest.raises(InputError, match="The role agent has no duty `publish`"):
        token(cast.mia, cast.mia, "publish")
    with pytest.raises(NotAllowed, match="makes their own tokens"):
        token(cast.mia, cast.finn, "decide")
    with pytest.raises(InputError, match="is for something"):
        token(cast.mia, cast.mia)
    for days in (0, LONGEST_LIFE + 1):
        with pytest.raises(InputError, match="1 to 366 days"):
            token(cast.mia, cast.mia, "decide", days=days)
    with pytest.raises(NotAllowed):
        revoke_token(token=own, by=cast.tom, now=NOW)
    assert revoke_token(token=own, by=cast.finn, now=NOW).revoked_at == NOW
    whats = list(Entry.objects.filter(about=cast.mia.mark).order_by("id").values_list("what", flat=True))
    assert whats == ["token made", "token revoked"]


def test_only_a_service_has_an_envelope_and_only_an_administrator_sets_it(cast: Cast) -> None:
    service = add_person(
        email="bot@example.org", name="Robin", role="agent", password=None, by=cast.finn, now=NOW, is_service=True
    )
    with pytest.raises(NotAllowed):
        set_envelope(person=service, most_per_decision=1, most_per_day=1, by=service, now=NOW)
    with pytest.raises(InputError, match="Mia is no service"):
        set_envelope(person=cast.mia, most_per_decision=1, most_per_day=1, by=cast.finn, now=NOW)
    with pytest.raises(InputError, match="not negative"):
        set_envelope(person=service, most_per_decision=-1, most_per_day=None, by=cast.finn, now=NOW)
