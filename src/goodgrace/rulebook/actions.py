"""Drafting and publishing: a policy is verified before it holds, and never changed afterwards."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from goodgrace.errors import InputError, Refused
from goodgrace.ledger.actions import record
from goodgrace.people.authority import must
from goodgrace.people.models import LADDER, Person, Role
from goodgrace.policy.reading import fingerprint, read_text
from goodgrace.policy.shape import Policy
from goodgrace.policy.verify import verify
from goodgrace.rulebook.models import Counter, Version
from goodgrace.rulebook.queries import policy_of
from goodgrace.sentences import listed, sentence

LONGEST_TITLE = 120
FAR_AWAY = timedelta(days=3650)


def draft(*, text: str, by: Person, now: datetime, name: str = "policy.yaml") -> Version:
    """Keep a text as a draft; the same text again is the same draft. Raises PolicyError for one that cannot be read."""
    must(by, "draft")
    policy = read_text(text, name)
    _check_lengths(policy)
    with transaction.atomic():
        version, made = Version.objects.get_or_create(
            digest=fingerprint(policy),
            defaults={
                "policy": policy.name,
                "version": policy.version,
                "title": policy.title or policy.name,
                "text": text,
                "drafted_by": by,
                "drafted_at": now,
            },
        )
        if made:
            record(
                by=by.mark,
                role=by.role,
                what="policy drafted",
                about=f"policy:{policy.name}",
                policy=version.mark,
                now=now,
            )
    return version


def _check_lengths(policy: Policy) -> None:
    """A rulebook's shelf has its measures. Raises InputError."""
    if any(len(written) > most for written, most in ((policy.name, 50), (policy.title, 200), (policy.version, 40))):
        raise InputError(
            sentence("In the rulebook a policy's name has at most 50 characters, its title 200 and its version 40.")
        )


def publish(
    *,
    version: Version,
    by: Person,
    now: datetime,
    in_force_from: datetime | None = None,
    counters: Sequence[str] = (),
    acting: Mapping[str, str] | None = None,
) -> Version:
    """Let a draft hold, from now or a later moment on.

    Raises Refused for one with a defect, or that holds already, InputError for a counter or a role that there is not.
    """
    must(by, "publish")
    begins, roles = in_force_from or now, dict(acting or {})
    check_moment(begins, now)
    unknown = set(counters) - set(Counter.objects.values_list("slug", flat=True))
    if unknown:
        raise InputError(sentence("There is no counter `{name}`.", name=min(unknown)[:60]))
    policy = read_text(version.text, f"{version.policy}.yaml")
    check_acting(policy.roles, roles)
    if not filled(policy.roles, roles):
        raise Refused(
            sentence(
                "Nobody here could give anything by it: its roles are {roles}. Say which of them our roles act as.",
                roles=listed(policy.roles),
            )
        )
    defects = [finding for finding in verify(policy).findings if finding.is_defect]
    if defects:
        raise Refused(sentence("It has a defect and cannot be published: {defect}", defect=defects[0].message))
    with transaction.atomic():
        _hold_all()
        version = Version.objects.get(pk=version.pk)
        if version.published_at is not None:
            raise Refused(
                sentence(
                    "{title}, version {version}, is published already.", title=version.title, version=version.version
                )
            )
        _check_continues(version)
        version.published_by, version.published_at, version.in_force_from = by, now, begins
        version.counters, version.acting = list(counters), roles
        version.save()
        data = {
            "in_force_from": begins.isoformat(),
            "digest": version.digest,
            "counters": version.counters,
            "acting": roles,
        }
        record(
            by=by.mark,
            role=by.role,
            what="policy published",
            about=f"policy:{version.policy}",
            policy=version.mark,
            now=now,
            data=data,
        )
    return version


def check_moment(begins: datetime, now: datetime) -> None:
    """A version begins now or later, and within ten years. Raises Refused."""
    if begins > now + FAR_AWAY:
        raise Refused(sentence("A version begins within ten years. Choose an earlier day."))
    if begins < now:
        raise Refused(
            sentence(
                "A version holds from now or from later on: what was decided before stays decided by what held then."
            )
        )


def filled(theirs: Sequence[str], acting: Mapping[str, str]) -> frozenset[str]:
    """The roles of a policy or a playbook that somebody here acts as."""
    return frozenset(acting.get(role, role) for role in LADDER) & frozenset(theirs)


def check_acting(theirs: Sequence[str], acting: Mapping[str, str]) -> None:
    """Which of its roles each of ours acts as: both are there, or empty: as none. Raises InputError, naming those that are."""
    for ours, name in acting.items():
        if ours not in Role.values:
            raise InputError(
                sentence("There is no role `{role}`. It is one of {roles}.", role=ours[:60], roles=listed(Role))
            )
        if name and name not in theirs:
            raise InputError(
                sentence("It has no role “{name}”. Its roles are {roles}.", name=name[:60], roles=listed(theirs))
            )


def _hold_all() -> None:
    """Only one publishes at a time: what they are compared with stays as it is until they are done."""
    list(Version.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def _check_continues(version: Version) -> None:
    """What is given is counted on, before and after: amounts keep their unit, and a pool its currency."""
    policy = policy_of(version)
    for other in Version.objects.filter(published_at__isnull=False).defer("text").order_by("pk"):
        published = policy_of(other)
        if published.currency != policy.currency and (shared := _pools(policy) & _pools(published)):
            raise Refused(
                sentence("The pool `{pool}` is in {before}, and this policy counts in {now}. Name another pool.",
                         pool=min(shared), before=published.currency, now=policy.currency)
            )  # fmt: skip
        if other.policy == version.policy and (changed := _changed(policy, published)):
            raise Refused(
                sentence("`{name}` is given in another unit in version {version}, which could not be counted on. Give the remedy another name.",
                         name=min(changed), version=other.version)
            )  # fmt: skip


def _changed(policy: Policy, published: Policy) -> set[str]:
    """The remedies of both that do not give the same."""
    units = _units(published)
    return {name for name, unit in _units(policy).items() if name in units and units[name] != unit}


def _units(policy: Policy) -> dict[str, tuple[str, int, str, str]]:
    """In what each remedy of a policy is counted."""
    return {each.name: (each.gives, each.places, each.unit, policy.currency) for each in policy.remedies.values()}


def _pools(policy: Policy) -> set[str]:
    return {cap.pool for remedy in policy.remedies.values() for cap in remedy.caps if cap.pool}


def add_counter(*, slug: str, title: str, by: Person, now: datetime) -> Counter:
    """A counter that customers come to."""
    must(by, "keep_people")
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,59}", slug):
        raise InputError(
            sentence("A counter's short name has small letters, digits and hyphens, at most 60: `car-rental`.")
        )
    if not 1 <= len(title.strip()) <= LONGEST_TITLE:
        raise InputError(sentence("A name has 1 to {most} characters.", most=LONGEST_TITLE))
    if Counter.objects.filter(slug=slug).exists():
        raise InputError(sentence("{name} is there already. Choose another name.", name=slug))
    with transaction.atomic():
        counter = Counter.objects.create(slug=slug, title=title)
        record(by=by.mark, role=by.role, what="counter made", about=f"counter:{slug}", now=now)
    return counter
