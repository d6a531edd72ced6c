"""What holds at a moment: which version of each policy, read and ready."""

import json
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from django.db.models import QuerySet

from goodgrace.errors import Missing
from goodgrace.people.models import Person
from goodgrace.policy.reading import read_text
from goodgrace.policy.shape import Policy
from goodgrace.rulebook.models import Version
from goodgrace.sentences import sentence
from goodgrace.store.asking import Row, ask, made_of

COLUMNS = ("id", "policy", "digest", "version", "title", "counters", "acting", "published_at", "in_force_from")
JSON = ("counters", "acting")
NEWEST = f"""
SELECT {", ".join(COLUMNS)} FROM (
  SELECT *, row_number() OVER (PARTITION BY policy ORDER BY in_force_from DESC, id DESC) AS place
  FROM rulebook_version WHERE published_at IS NOT NULL AND in_force_from <= %s
) AS begun WHERE place = 1
"""  # noqa: S608  # our own column names


def in_force(at: datetime) -> QuerySet[Version]:
    """Every published version that has begun by a moment, the newest last; older ones of a policy too. Their texts are read when they are needed."""
    begun = Version.objects.filter(published_at__isnull=False, in_force_from__lte=at)
    return begun.order_by("in_force_from", "id").defer("text")


def newest_at(at: datetime) -> dict[str, Version]:
    """The version of each policy that holds at a moment, by the policy's name. They are shared: nobody changes them."""
    return newest_of(ask(NEWEST, at))


def newest_of(rows: Iterable[Row]) -> dict[str, Version]:
    """The same from the rows that NEWEST finds."""
    return {version.policy: version for version in map(_version, rows)}


@lru_cache(maxsize=256)
def _version(row: Row) -> Version:
    """A version from its row, made once: what was published does not change."""
    kept = {name: json.loads(value) if name in JSON else value for name, value in zip(COLUMNS, row, strict=True)}
    return made_of(Version, COLUMNS, list(kept.values()))


def held_at(at: datetime, counter: str = "") -> list[Version]:
    """The versions that hold at a moment for a counter, by policy name; without a counter, all."""
    fitting = [
        version
        for version in newest_at(at).values()
        if not counter or not version.counters or counter in version.counters
    ]
    return sorted(fitting, key=lambda version: (not version.counters, version.policy))


def with_digest(digest: str) -> Version:
    """The version whose text has a digest. Raises Missing."""
    version = Version.objects.filter(digest=digest).first()
    if version is None:
        raise Missing(sentence("There is no such version."))
    return version


@lru_cache(maxsize=256)
def _read(digest: str) -> Policy:
    name, text = Version.objects.values_list("policy", "text").get(digest=digest)
    return read_text(text, f"{name}.yaml")


def policy_of(version: Version) -> Policy:
    """A version's policy, read once in a process: what a digest names never changes."""
    return _read(version.digest)


def acting_role(person: Person, version: Version) -> str:
    """The role of a policy's ladder that somebody acts as; empty where they have none in it."""
    role = str(version.acting.get(person.role, person.role))
    return role if role in policy_of(version).roles else ""
