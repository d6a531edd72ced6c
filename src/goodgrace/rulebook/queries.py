"""What holds at a moment: which version of each policy, read and ready."""

from datetime import datetime
from functools import lru_cache

from django.db.models import QuerySet

from goodgrace.errors import Missing
from goodgrace.people.models import Person
from goodgrace.policy.reading import read_text
from goodgrace.policy.shape import Policy
from goodgrace.rulebook.models import Version


def in_force(at: datetime) -> QuerySet[Version]:
    """Every published version that has begun by a moment, the newest last; older ones of a policy too."""
    return Version.objects.filter(published_at__isnull=False, in_force_from__lte=at).order_by("in_force_from", "id")


def held_at(at: datetime, counter: str = "") -> list[Version]:
    """The versions that hold at a moment for a counter, by policy name; without a counter, all."""
    newest = {version.policy: version for version in in_force(at)}
    fitting = [
        version for version in newest.values() if not counter or not version.counters or counter in version.counters
    ]
    return sorted(fitting, key=lambda version: (not version.counters, version.policy))


def holding(policy: str, at: datetime) -> Version:
    """The version of one policy that holds at a moment. Raises Missing."""
    version = in_force(at).filter(policy=policy).last()
    if version is None:
        raise Missing(f"No version of `{policy}` is in force.")
    return version


def with_digest(digest: str) -> Version:
    """The version whose text has a digest. Raises Missing."""
    version = Version.objects.filter(digest=digest).first()
    if version is None:
        raise Missing("There is no such version.")
    return version


@lru_cache(maxsize=256)
def _read(text: str, name: str) -> Policy:
    return read_text(text, name)


def policy_of(version: Version) -> Policy:
    """A version's policy, read once in a process."""
    return _read(version.text, f"{version.policy}.yaml")


def acting_role(person: Person, version: Version) -> str:
    """The role of a policy's ladder that somebody acts as; empty where they have none in it."""
    role = str(version.acting.get(person.role, person.role))
    return role if role in policy_of(version).roles else ""
