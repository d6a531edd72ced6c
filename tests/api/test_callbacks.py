"""Callbacks: believed only when signed, counted once, and refused clearly where they are hostile."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from goodgrace.promises.channels.signing import sign
from goodgrace.promises.models import Promise, Step
from goodgrace.promises.outside.connections import System
from goodgrace.promises.outside.hearing import forget_heard
from goodgrace.promises.outside.models import Heard
from tests.people import Cast
from tests.promises.keeping import begun

SECRET, ADDRESS = b"s" * 32, "/api/callbacks/billing"


@pytest.fixture
def waiting(cast: Cast, settings) -> Step:
    """A fee that the billing system took on to waive later."""
    settings.CONNECTED = replace(settings.CONNECTED, billing=System("http://127.0.0.1:1", (SECRET,)))
    promise: Promise = begun(cast, now=timezone.now())
    Step.objects.filter(promise=promise, name="waive_it").update(
        state="unconfirmed", intent_at=timezone.now(), attempts=1
    )
    return Step.objects.get(promise=promise, name="waive_it")


def call(key: str, state: str = "kept", *, message: str = "m-1", secret: bytes = SECRET, age: float = 0, **more):
    body = more.pop("body", None) or json.dumps({"data": {"key": key, "state": state, "reference": "B-9"}}).encode()
    headers = sign(message, timezone.now() - timedelta(seconds=age), body, [secret])
    sent = more.pop("sent", body)
    return Client().post(more.pop("address", ADDRESS), sent, "application/json", headers={**headers, **more})


def test_a_callback_confirms_its_step_once(waiting: Step) -> None:
    first, again = call(waiting.key), call(waiting.key)
    assert (first.status_code, first.json()) == (200, {"heard": True, "changed": True})
    assert (again.status_code, again.json()) == (200, {"heard": True, "changed": False})
    waiting.refresh_from_db()
    assert (waiting.state, waiting.reference) == ("kept", "B-9")
    assert Heard.objects.count() == 1


def test_a_replay_changes_nothing_even_where_it_says_something_else(waiting: Step) -> None:
    call(waiting.key)
    assert call(waiting.key, "refused").json()["changed"] is False
    assert call(waiting.key, message="m-2").json()["changed"] is False
    waiting.refresh_from_db()
    assert waiting.state == "kept"


def test_who_said_that_it_is_done_and_tells_later_that_it_is_not_is_heard(waiting: Step) -> None:
    call(waiting.key)
    assert call(waiting.key, "refused", message="m-2").json()["changed"] is True
    waiting.refresh_from_db()
    assert waiting.state == "late"


def test_what_will_never_be_done_is_loudly_late(waiting: Step) -> None:
    assert call(waiting.key, "refused").status_code == 200
    waiting.refresh_from_db()
    assert (waiting.state, waiting.refused) == ("late", True)


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"secret": b"x" * 32}, 403),
        ({"age": 330}, 403),
        ({"age": -330}, 403),
        ({"webhook-signature": ""}, 403),
        ({"webhook-id": "m-2"}, 403),
        ({"sent": b'{"data": {"key": "x", "state": "kept"}}'}, 403),
        ({"body": b"[" * 9_000}, 422),
        ({"body": b'{"data": {"state": "kept"}}'}, 422),
        ({"state": "done"}, 422),
        ({"sent": b"x" * 10_000_000}, 413),
        ({"sent": b"x" * 70_000}, 413),
        ({"address": "/api/callbacks/letter"}, 404),
        ({"address": "/api/callbacks/webhook"}, 404),
    ],
)
def test_a_hostile_callback_is_refused_and_changes_nothing(waiting: Step, more: dict, status: int) -> None:
    answer = call(waiting.key, **more)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    waiting.refresh_from_db()
    assert waiting.state == "unconfirmed"
    assert not Heard.objects.exists()


def test_a_strange_key_is_told_so_and_may_be_sent_again(waiting: Step) -> None:
    assert call("nobody:knows").status_code == 404
    assert not Heard.objects.exists()
    other = Step.objects.get(promise=waiting.promise, name="tell")
    assert call(other.key).status_code == 404, "a call is nothing that the billing system keeps"


def test_only_a_post_is_heard(waiting: Step) -> None:
    assert Client().get(ADDRESS).status_code == 405


def test_what_was_heard_is_forgotten_after_a_week(waiting: Step) -> None:
    call(waiting.key)
    assert forget_heard(timezone.now() + timedelta(days=6)) == 0
    assert forget_heard(timezone.now() + timedelta(days=8)) == 1


def test_nothing_is_connected_unless_a_setting_says_so() -> None:
    assert settings.CONNECTED.billing is None
