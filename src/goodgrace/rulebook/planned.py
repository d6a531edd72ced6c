"""Which playbooks hold at a moment, and who may start them."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from django.db.models import QuerySet

from goodgrace.errors import Missing
from goodgrace.people.models import Person
from goodgrace.playbook.decided import slips
from goodgrace.playbook.reading import read_text
from goodgrace.playbook.shape import Playbook
from goodgrace.policy.proving.findings import Finding
from goodgrace.policy.shape import Policy
from goodgrace.rulebook.actions import filled
from goodgrace.rulebook.models import PlaybookVersion, Version
from goodgrace.rulebook.queries import policy_of
from goodgrace.sentences import listed, sentence

HELD = """
SELECT playbook, digest FROM rulebook_playbookversion
WHERE published_at IS NOT NULL AND in_force_from <= %s ORDER BY in_force_from, id
"""
"""Each playbook's name and digest as they began by a moment, the newest last: for deciding, which waits for it."""


def playbooks_held_at(at: datetime) -> list[PlaybookVersion]:
    """The version of each playbook that holds at a moment, by title."""
    newest = {version.playbook: version for version in _begun(at)}
    return sorted(newest.values(), key=lambda version: (version.title, version.playbook))


def playbook_in_force(name: str, at: datetime) -> PlaybookVersion:
    """The version of one playbook that holds at a moment. Raises Missing."""
    version = _begun(at).filter(playbook=name).last()
    if version is None:
        raise Missing(sentence("No version of the playbook `{name}` is in force.", name=name))
    return version


def playbook_with_digest(digest: str) -> PlaybookVersion:
    """The playbook version whose text has a digest. Raises Missing."""
    version = PlaybookVersion.objects.filter(digest=digest).first()
    if version is None:
        raise Missing(sentence("There is no such version."))
    return version


def playbook_of(version: PlaybookVersion) -> Playbook:
    """A version's playbook, read once in a process: what a digest names never changes."""
    return playbook_named(version.digest)


def owners_of(digests: Iterable[str]) -> dict[str, str]:
    """Who carries out what has no department of its own, by the digest of each playbook that is here."""
    here = PlaybookVersion.objects.filter(digest__in=set(digests)).values_list("digest", flat=True)
    return {digest: playbook_named(digest).owner for digest in here}


def kept_by_hand(policy: Policy, at: datetime) -> tuple[Finding, ...]:
    """What a policy promises by playbooks that do not hold at a moment, or that cannot keep it: it is given by hand."""
    return slips(policy, {version.playbook: playbook_of(version) for version in playbooks_held_at(at)})


def notes_on(version: Version, at: datetime) -> tuple[str, ...]:
    """What a policy owner should know of a version that begins at a moment: given by hand, roles nobody acts as, a number used twice."""
    policy = policy_of(version)
    empty = [role for role in policy.roles if role not in filled(policy.roles, version.acting)]
    nobody = [sentence("Nobody here acts as {roles}: what only they may give, nobody can give.", roles=listed(empty))]
    others = Version.objects.filter(policy=version.policy, version=version.version, published_at__isnull=False)
    twice = [
        sentence(
            "There is a version {version} of it already, with another text. Give each its own number, so that people can name it.",
            version=version.version,
        )
    ]
    again = others.exclude(pk=version.pk).exists()
    return (*(nobody if empty else ()), *(twice if again else ()), *(each.message for each in kept_by_hand(policy, at)))


def starting_role(person: Person, version: PlaybookVersion) -> str:
    """The role as which somebody may start a playbook; empty where they may not."""
    role = str(version.acting.get(person.role, person.role))
    return role if role in playbook_of(version).may_start else ""


def _begun(at: datetime) -> QuerySet[PlaybookVersion]:
    begun = PlaybookVersion.objects.filter(published_at__isnull=False, in_force_from__lte=at)
    return begun.order_by("in_force_from", "id").defer("text")


@lru_cache(maxsize=256)
def playbook_named(digest: str) -> Playbook:
    """The playbook that a digest names, read once in a process."""
    name, text = PlaybookVersion.objects.values_list("playbook", "text").get(digest=digest)
    return read_text(text, f"{name}.yaml")
