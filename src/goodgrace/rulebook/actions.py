"""Drafting and publishing: a policy is verified before it holds, and never changed afterwards."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from goodgrace.errors import Refused
from goodgrace.ledger.actions import record
from goodgrace.people.authority import must
from goodgrace.people.models import Person
from goodgrace.policy.reading import fingerprint, read_text
from goodgrace.policy.verify import verify
from goodgrace.rulebook.models import Counter, Version


def draft(*, text: str, by: Person, now: datetime, name: str = "policy.yaml") -> Version:
    """Keep a text as a draft; the same text again is the same draft. Raises PolicyError for one that cannot be read."""
    must(by, "draft")
    policy = read_text(text, name)
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


def publish(
    *,
    version: Version,
    by: Person,
    now: datetime,
    in_force_from: datetime | None = None,
    counters: Sequence[str] = (),
    acting: Mapping[str, str] | None = None,
) -> Version:
    """Let a draft hold, from now or a later moment on. Raises Refused for one with a defect, or that holds already."""
    must(by, "publish")
    begins = in_force_from or now
    if begins < now:
        raise Refused(
            "A version holds from now or from later on: what was decided before stays decided by what held then."
        )
    defects = [
        finding for finding in verify(read_text(version.text, f"{version.policy}.yaml")).findings if finding.is_defect
    ]
    if defects:
        raise Refused(f"It has a defect and cannot be published: {defects[0].message}")
    with transaction.atomic():
        version = Version.objects.select_for_update().get(pk=version.pk)
        if version.published_at is not None:
            raise Refused(f"{version.title}, version {version.version}, is published already.")
        version.published_by, version.published_at, version.in_force_from = by, now, begins
        version.counters, version.acting = list(counters), dict(acting or {})
        version.save()
        data = {"in_force_from": begins.isoformat(), "digest": version.digest, "counters": version.counters}
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


def add_counter(*, slug: str, title: str, by: Person, now: datetime) -> Counter:
    """A counter that customers come to."""
    must(by, "keep_people")
    with transaction.atomic():
        counter = Counter.objects.create(slug=slug, title=title)
        record(by=by.mark, role=by.role, what="counter made", about=f"counter:{slug}", now=now)
    return counter
