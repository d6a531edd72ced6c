"""Guards, for programs that send or charge: may this go out to her now; and all of them, signed, to keep a copy."""

from typing import Annotated, Any

from django.conf import settings
from django.utils.timezone import now
from ninja import Router
from pydantic import AwareDatetime, BaseModel, Field

from goodgrace.api.door import Asked, Token
from goodgrace.api.shapes import Cursor, cursor_of, number_in
from goodgrace.errors import InputError
from goodgrace.promises.guarding.feed import sealed
from goodgrace.promises.guarding.shape import KINDS
from goodgrace.promises.guarding.standing import may, standing

router = Router(tags=["guards"])
Kind = Annotated[str, Field(max_length=40, description=f"One of {', '.join(KINDS)}.")]


class MayGo(BaseModel):
    """Whether something may go out to a customer now."""

    may: bool
    until: AwareDatetime | None = Field(description="Until when it may not; null where it may, or no clock tells.")
    because: str


class Head(BaseModel):
    """What vouches for a page: until when it holds, the SHA-256 of its items, and the signature. docs/how/guards.md tells how to check it."""

    format: str
    made_at: str
    valid_until: str
    after: str
    next: str
    count: int
    digest: str
    key: str
    signature: str


class GuardTold(BaseModel):
    """What may not go out to one customer meanwhile."""

    customer: str
    kinds: list[str]
    until: str | None
    department: str


class Guards(BaseModel):
    """A page of the guards that stand, with the head that vouches for it."""

    head: Head
    items: list[GuardTold]
    next: str | None


@router.get(
    "/guards/{path:customer}",
    auth=Token("ask_guards"),
    response=MayGo,
    summary="May this go out to her now?",
    url_name="ask_guard",
)
def ask(request: Asked, customer: str, kind: Kind) -> MayGo:
    """Ask before each mail and each charge. A kind or a customer that nobody knows is refused: a slip is never a yes."""
    if len(request.GET.getlist("kind")) > 1:
        raise InputError("Ask about one kind at a time.")
    told = may(customer, kind, now())
    return MayGo(may=told.may, until=told.until, because=told.because)


@router.get("/guards", auth=Token("ask_guards"), response=Guards, summary="All guards, signed")
def every(request: Asked, after: Cursor = "") -> dict[str, Any]:
    """Up to a thousand at once; go on with `next` until it is null, and keep them for when we do not answer."""
    moment = now()
    guards, following = standing(moment, number_in(after))
    cursor = cursor_of(following) if following else ""
    page = sealed(guards, now=moment, seed=settings.KEYS.seal, after=after, following=cursor)
    return {"head": page.head, "items": page.items, "next": f"{request.path}?after={cursor}" if cursor else None}
