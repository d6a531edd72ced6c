"""The rulebook, for programs: what holds, drafts, and publishing them."""

from typing import Any, Literal

from django.utils.timezone import now
from ninja import Router, Status
from pydantic import AwareDatetime, BaseModel, Field

from goodgrace.api.door import Asked, Token
from goodgrace.api.shapes import Name, Sent, Slug, Words
from goodgrace.errors import InputError
from goodgrace.playbook.reading import is_playbook
from goodgrace.rulebook import actions, playbooks
from goodgrace.rulebook.models import PlaybookVersion, Version
from goodgrace.rulebook.planned import notes_on, playbooks_held_at
from goodgrace.rulebook.queries import held_at, with_digest

router = Router(tags=["rulebook"])
Kind = Literal["policy", "playbook"]


class NewDraft(Sent):
    """The text of a policy or a playbook, as it stands in its file."""

    text: Words


class Publication(Sent):
    """Where and from when a draft holds: without counters everywhere, without a moment from now on."""

    counters: list[Slug] = Field([], max_length=200)
    acting: dict[Name, Name] = Field(
        {}, max_length=20, description="Which of its roles each of ours acts as, where it calls them otherwise."
    )
    in_force_from: AwareDatetime | None = None


class VersionShown(BaseModel):
    """One version of a policy or a playbook: a draft, or in force from a moment on."""

    kind: Kind
    policy: str = Field(description="Its name, of a playbook too.")
    moment: str = Field(description="Of a playbook, the customer's moment it is for; empty for a policy.")
    version: str
    title: str
    digest: str
    mark: str
    counters: list[str]
    acting: dict[str, str]
    drafted_at: AwareDatetime
    published_at: AwareDatetime | None
    in_force_from: AwareDatetime | None


class VersionInFull(VersionShown):
    """One version with its text."""

    text: str


class VersionPublished(VersionShown):
    """One version that was just published."""

    notes: list[str] = Field(
        description="Which remedies no playbook keeps, though they name one; they are given by hand."
    )


class Rulebook(BaseModel):
    """Every policy, or every playbook, that holds."""

    items: list[VersionShown]


PLAIN = (
    "version", "title", "digest", "mark", "acting", "drafted_at", "published_at", "in_force_from",
)  # fmt: skip


def shown(version: Version | PlaybookVersion) -> dict[str, Any]:
    """A version as it is told of."""
    told = {name: getattr(version, name) for name in PLAIN}
    if isinstance(version, PlaybookVersion):
        return {**told, "kind": "playbook", "policy": version.playbook, "moment": version.moment, "counters": []}
    return {**told, "kind": "policy", "policy": version.policy, "moment": "", "counters": version.counters}


def found(digest: str) -> Version | PlaybookVersion:
    """The version that a digest names, of whichever kind. Raises Missing."""
    return PlaybookVersion.objects.filter(digest=digest).first() or with_digest(digest)


@router.get("/rulebook", auth=Token("see_rulebook"), response=Rulebook, summary="What holds now")
def held(request: Asked, counter: str = "", kind: Kind = "policy") -> dict[str, Any]:  # noqa: ARG001  # ninja hands the request to every operation
    """The version of each policy that holds now; all, or those of a counter. With `kind=playbook`, of each playbook."""
    if kind == "playbook":
        return {"items": [shown(version) for version in playbooks_held_at(now())]}
    return {"items": [shown(version) for version in held_at(now(), counter)]}


@router.get("/rulebook/{str:digest}", auth=Token("see_rulebook"), response=VersionInFull, summary="Read a version")
def one(request: Asked, digest: str) -> dict[str, Any]:  # noqa: ARG001  # ninja hands the request to every operation
    """One version, with its text as it is."""
    version = found(digest)
    return {**shown(version), "text": version.text}


@router.post("/rulebook", auth=Token("draft"), response={201: VersionShown}, summary="Draft a policy or a playbook")
def draft(request: Asked, sent: NewDraft) -> Status[dict[str, Any]]:
    """Keep a text as a draft; the same text again is the same draft. Faults are told with line and column."""
    keep = playbooks.draft_playbook if is_playbook(sent.text) else actions.draft
    return Status(201, shown(keep(text=sent.text, by=request.auth, now=now())))


@router.post(
    "/rulebook/{str:digest}/publish", auth=Token("publish"), response=VersionPublished, summary="Publish a draft"
)
def publish(request: Asked, digest: str, sent: Publication) -> dict[str, Any]:
    """Verify a draft and let it hold. One with a defect is a 409 that shows it."""
    version, by = found(digest), request.auth
    if isinstance(version, Version):
        version = actions.publish(version=version, **sent.model_dump(), by=by, now=now())
        return {**shown(version), "notes": list(notes_on(version, version.in_force_from or now()))}
    if sent.counters:
        raise InputError("A playbook is for a moment, not for a counter. Leave `counters` out.")
    begins, acting = sent.in_force_from, sent.acting
    book = playbooks.publish_playbook(version=version, by=by, now=now(), in_force_from=begins, acting=acting)
    return {**shown(book), "notes": []}
