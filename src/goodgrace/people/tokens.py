"""What a token's secret looks like, and whose it is."""

from datetime import datetime
from hashlib import sha256

from django.db.models import Q

from goodgrace.people.models import Token

PREFIX = "gg_"
"""So that a secret that was left lying about is recognised."""
SECRET_BYTES = 32


def digest_of(secret: str) -> str:
    """How a secret is kept. With 256 random bits nobody guesses it, so a plain hash is enough."""
    return sha256(secret.encode()).hexdigest()


def token_with(secret: str, now: datetime) -> Token | None:
    """The token that a secret opens just now; None for one that never was, has ended, was revoked, or is of somebody let out."""
    if not secret.startswith(PREFIX):
        return None
    tokens = Token.objects.select_related("person__team__site")
    return tokens.filter(digest=digest_of(secret), revoked_at=None, expires_at__gt=now, person__is_active=True).first()


def note_use(token: Token, now: datetime) -> None:
    """Keep when a token was last used, to the minute, so that one nobody uses can be revoked."""
    minute = now.replace(second=0, microsecond=0)
    if token.last_used_at is None or token.last_used_at < minute:
        unused = Q(last_used_at=None) | Q(last_used_at__lt=minute)
        Token.objects.filter(unused, pk=token.pk).update(last_used_at=minute)
