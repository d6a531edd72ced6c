"""A program that calls the API as somebody."""

import json
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from goodgrace.people.actions import make_token
from goodgrace.people.authority import DUTIES, may
from goodgrace.people.models import Person

_keys = count(1)


@dataclass(slots=True)
class Program:
    """Sends JSON with a token; `last` is the whole answer, what a call gives is its JSON."""

    secret: str
    last: HttpResponse | None = None
    client: Client = field(default_factory=Client)

    def get(self, address: str, status: int = 200) -> Any:
        """Read something, and check how it was answered."""
        return self._told(self.client.get(address, headers=self._headers()), status)

    def post(self, address: str, body: Any = None, status: int = 200, **headers: str) -> Any:
        """Send something, and check how it was answered; text goes as it is."""
        sent = body if isinstance(body, str | bytes) else json.dumps({} if body is None else body)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self.client.post(address, sent, "application/json", headers={**self._headers(), **named})
        return self._told(answer, status)

    def decide(self, number: int, amount: str = "10", status: int = 200, key: str = "", **more: Any) -> Any:
        """Wish for a free repair of so much."""
        wish = {"policy": "warranty-tolerance", "remedy": "free_repair", "amount": amount, **more}
        return self.post(f"/api/cases/{number}/decide", wish, status, Idempotency_Key=key or new_key())

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"} if self.secret else {}

    def _told(self, answer: Any, status: int) -> Any:
        self.last = answer
        assert answer.status_code == status, answer.content.decode()[:2000]
        told = json.loads(answer.content)
        if status >= 400:
            is_a_problem(answer, told)
        return told


def is_a_problem(answer: Any, told: dict[str, Any]) -> None:
    """Problem details as RFC 9457 has them."""
    assert answer["Content-Type"] == "application/problem+json"
    assert told["type"].startswith("urn:goodgrace:problem:")
    assert told["status"] == answer.status_code
    assert told["title"]
    assert told["detail"]
    assert set(told) <= {"type", "title", "status", "detail", "problems"}


def new_key() -> str:
    """A key that nobody used."""
    return f"test-key-{next(_keys):06}"


def program_of(person: Person, *scopes: str) -> Program:
    """A program with a token of a person, for all they may do or for some scopes."""
    mine = scopes or [duty for duty in DUTIES if may(person, duty)]
    _, secret = make_token(person=person, name="test", scopes=mine, days=1, by=person, now=timezone.now())
    return Program(secret)
