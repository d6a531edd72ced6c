"""What a token's secret looks like, and whose it is."""

import json
from collections.abc import Collection, Iterator
from datetime import datetime
from functools import lru_cache
from hashlib import sha256

from django.db.models import Q

from goodgrace.people.models import Person, Site, Team, Token
from goodgrace.store.asking import Row, ask, made_of

PREFIX = "gg_"
"""So that a secret that was left lying about is recognised."""
SECRET_BYTES = 32
TOKEN = ("id", "scopes", "person_id", "last_used_at")
PERSON = (
    "id",
    "email",
    "name",
    "role",
    "team_id",
    "language",
    "is_service",
    "is_active",
    "most_per_decision",
    "most_per_day",
)
OPENS = "t.digest = %s AND t.revoked_at IS NULL AND t.expires_at > %s AND p.is_active"
"""Which token `t` of which person `p` a secret's digest opens at a moment."""
HOLD = f"""
SELECT {", ".join(f"t.{name}" for name in TOKEN)}, {", ".join(f"p.{name}" for name in PERSON)},
  g.id, g.site_id, g.name, s.time_zone, t.digest
FROM people_token t JOIN people_person p ON p.id = t.person_id
LEFT JOIN people_team g ON g.id = p.team_id LEFT JOIN people_site s ON s.id = g.site_id
WHERE {OPENS.replace("= %s", "{among}", 1)}
"""  # noqa: S608  # our own column names


def digest_of(secret: str) -> str:
    """How a secret is kept. With 256 random bits nobody guesses it, so a plain hash is enough."""
    return sha256(secret.encode()).hexdigest()


def token_with(secret: str, now: datetime) -> Token | None:
    """The token that a secret opens just now; None for one that never was, has ended, was revoked, or is of somebody let out."""
    return next((_token(row) for _, row in _held([secret], now)), None)


def tokens_with(secrets: Collection[str], now: datetime) -> dict[str, Token]:
    """The tokens that some secrets open just now, by these; one statement for all. They are shared: nobody changes them."""
    return {secret: _shared(row) for secret, row in _held(secrets, now)}


def _held(secrets: Collection[str], now: datetime) -> Iterator[tuple[str, Row]]:
    shown = {digest_of(secret): secret for secret in secrets if secret.startswith(PREFIX)}
    for row in ask(HOLD, [*shown], now) if shown else ():
        yield shown[row[-1]], row[:-1]


def _token(row: Row) -> Token:
    token = made_of(Token, TOKEN, row)
    token.scopes = json.loads(row[TOKEN.index("scopes")])
    token.person = made_of(Person, PERSON, row[len(TOKEN) :])
    team, site, name, zone = row[-4:]
    if team is not None:
        token.person.team = made_of(Team, ("id", "site_id", "name"), (team, site, name))
        token.person.team.site = made_of(Site, ("id", "time_zone"), (site, zone))
    return token


_shared = lru_cache(maxsize=1024)(_token)
"""Made once for as long as nothing in its row changes."""


def note_use(token: Token, now: datetime) -> None:
    """Keep when a token was last used, to the minute, so that one nobody uses can be revoked."""
    note_last(token.pk, token.last_used_at, now)


def note_last(number: int, before: datetime | None, now: datetime) -> None:
    """The same for a token by its number, and when it was used before."""
    minute = now.replace(second=0, microsecond=0)
    if before is None or before < minute:
        unused = Q(last_used_at=None) | Q(last_used_at__lt=minute)
        Token.objects.filter(unused, pk=number).update(last_used_at=minute)
