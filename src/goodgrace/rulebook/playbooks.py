"""Drafting and publishing playbooks: verified before one holds, never changed afterwards."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from goodgrace.errors import InputError, Refused
from goodgrace.ledger.actions import record
from goodgrace.people.authority import must
from goodgrace.people.models import Person
from goodgrace.playbook.reading import fingerprint, read_text
from goodgrace.playbook.shape import Playbook
from goodgrace.playbook.verify import verify
from goodgrace.rulebook.actions import check_acting, check_moment, filled
from goodgrace.rulebook.models import PlaybookVersion
from goodgrace.sentences import sentence


def draft_playbook(*, text: str, by: Person, now: datetime, name: str = "playbook.yaml") -> PlaybookVersion:
    """Keep a text as a draft; the same text again is the same draft. Raises PolicyError for one that cannot be read."""
    must(by, "draft")
    playbook = read_text(text, name)
    _check_lengths(playbook)
    with transaction.atomic():
        version, made = PlaybookVersion.objects.get_or_create(
            digest=fingerprint(playbook),
            defaults={
                "playbook": playbook.name,
                "moment": playbook.moment,
                "version": playbook.version,
                "title": playbook.title,
                "text": text,
                "drafted_by": by,
                "drafted_at": now,
            },
        )
        if made:
            _note("playbook drafted", version, by, now, {})
    return version


def publish_playbook(
    *,
    version: PlaybookVersion,
    by: Person,
    now: datetime,
    in_force_from: datetime | None = None,
    acting: Mapping[str, str] | None = None,
) -> PlaybookVersion:
    """Let a draft hold, from now or a later moment on; what was started before goes on as it was planned.

    Raises Refused for one in which something is to be mended or not settled, or that holds already, InputError for a
    role that is not the playbook's.
    """
    must(by, "publish")
    begins, roles = in_force_from or now, dict(acting or {})
    check_moment(begins, now)
    playbook = read_text(version.text, f"{version.playbook}.yaml")
    _check_roles(playbook, roles)
    _check_sound(playbook)
    with transaction.atomic():
        version = PlaybookVersion.objects.select_for_update().get(pk=version.pk)
        if version.published_at is not None:
            raise Refused(
                sentence(
                    "{title}, version {version}, is published already.", title=version.title, version=version.version
                )
            )
        version.published_by, version.published_at, version.in_force_from = by, now, begins
        version.acting = roles
        version.save()
        _note(
            "playbook published",
            version,
            by,
            now,
            {"in_force_from": begins.isoformat(), "digest": version.digest, "acting": roles},
        )
    return version


def _check_lengths(playbook: Playbook) -> None:
    """A rulebook's shelf has its measures. Raises InputError."""
    measured = ((playbook.name, 50), (playbook.title, 200), (playbook.version, 40))
    if any(len(written) > most for written, most in measured):
        raise InputError(
            sentence("In the rulebook a playbook's name has at most 50 characters, its title 200 and its version 40.")
        )


def _check_roles(playbook: Playbook, roles: Mapping[str, str]) -> None:
    check_acting(playbook.may_start, roles)
    if not filled(playbook.may_start, roles):
        raise Refused(
            sentence(
                "Nobody here could start it: it is started by {who}. Say which of them our roles act as.",
                who=", ".join(playbook.may_start),
            )
        )


def _check_sound(playbook: Playbook) -> None:
    verdict = verify(playbook)
    if verdict.findings:
        raise Refused(sentence("It has a defect and cannot be published: {defect}", defect=verdict.findings[0].message))
    if verdict.unproved:
        raise Refused(sentence("What is not proved is not published: {what}", what=verdict.unproved[0]))


def _note(what: str, version: PlaybookVersion, by: Person, now: datetime, data: Mapping[str, object]) -> None:
    about = f"playbook:{version.playbook}"
    record(by=by.mark, role=by.role, what=what, about=about, policy=version.mark, now=now, data=data)
