"""The ledger, for programs that audit: what happened, in its order."""

from typing import Annotated, Any

from ninja import Router
from pydantic import AwareDatetime, BaseModel, Field

from goodgrace.api.door import Asked, Token
from goodgrace.api.shapes import Cursor, Limit, Page, number_in, page_of
from goodgrace.ledger.models import Entry
from goodgrace.ledger.queries import entries

router = Router(tags=["ledger"])
About = Annotated[str, Field(max_length=60, description="A mark such as `case:12`; without it everything.")]


class EntryShown(BaseModel):
    """One thing that happened. `position` is its place in the sealed tree, null until it is sealed."""

    id: int
    at: AwareDatetime
    by: str
    role: str
    what: str
    about: str
    policy: str
    data: dict[str, Any]
    position: int | None


def shown(entry: Entry) -> dict[str, Any]:
    """An entry as it is told of."""
    return {name: getattr(entry, name) for name in EntryShown.model_fields}


@router.get("/ledger", auth=Token("see_ledger"), response=Page[EntryShown], summary="What happened")
def every(request: Asked, about: About = "", after: Cursor = "", limit: Limit = 100) -> dict[str, Any]:
    """Entries in the order they were written."""
    return page_of(request, entries(about, number_in(after)), limit, shown)
