"""The rulebook, for programs: what holds, drafts, and publishing them."""

from typing import Any

from django.utils.timezone import now
from ninja import Router, Status
from pydantic import AwareDatetime, BaseModel, Field

from goodgrace.api.door import Asked, Token
from goodgrace.api.shapes import Name, Sent, Slug, Words
from goodgrace.rulebook import actions
from goodgrace.rulebook.models import Version
from goodgrace.rulebook.queries import held_at, with_digest

router = Router(tags=["rulebook"])


class NewDraft(Sent):
    """A policy's text, as it stands in its file."""

    text: Words


class Publication(Sent):
    """Where and from when a draft holds: without counters everywhere, without a moment from now on."""

    counters: list[Slug] = Field([], max_length=200)
    acting: dict[Name, Name] = Field(
        {}, max_length=20, description="Which of its roles each of ours acts as, where it calls them otherwise."
    )
    in_force_from: AwareDatetime | None = None


class VersionShown(BaseModel):
    """One version of a policy: a draft, or in force from a moment on."""

    policy: str
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


class Rulebook(BaseModel):
    """Every policy that holds."""

    items: list[VersionShown]


PLAIN = tuple(name for name in VersionInFull.model_fields if name != "text")


def shown(version: Version) -> dict[str, Any]:
    """A version as it is told of."""
    return {name: getattr(version, name) for name in PLAIN}


@router.get("/rulebook", auth=Token("see_rulebook"), response=Rulebook, summary="What holds now")
def held(request: Asked, counter: str = "") -> dict[str, Any]:  # noqa: ARG001  # ninja hands the request to every operation
    """The version of each policy that holds now; all, or those of a counter."""
    return {"items": [shown(version) for version in held_at(now(), counter)]}


@router.get("/rulebook/{str:digest}", auth=Token("see_rulebook"), response=VersionInFull, summary="Read a version")
def one(request: Asked, digest: str) -> dict[str, Any]:  # noqa: ARG001  # ninja hands the request to every operation
    """One version, with its text as it is."""
    version = with_digest(digest)
    return {**shown(version), "text": version.text}


@router.post("/rulebook", auth=Token("draft"), response={201: VersionShown}, summary="Draft a policy")
def draft(request: Asked, sent: NewDraft) -> Status[dict[str, Any]]:
    """Keep a text as a draft; the same text again is the same draft. Faults are told with line and column."""
    return Status(201, shown(actions.draft(text=sent.text, by=request.auth, now=now())))


@router.post("/rulebook/{str:digest}/publish", auth=Token("publish"), response=VersionShown, summary="Publish a draft")
def publish(request: Asked, digest: str, sent: Publication) -> dict[str, Any]:
    """Verify a draft and let it hold. One with a defect is a 409 that shows it."""
    version = actions.publish(version=with_digest(digest), **sent.model_dump(), by=request.auth, now=now())
    return shown(version)
