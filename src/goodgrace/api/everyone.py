"""A playbook for many customers at once, for programs: whom it would begin for, and begun for them."""

from typing import Any

from django.utils.timezone import now
from ninja import Router
from pydantic import BaseModel, Field

from goodgrace.api.door import Asked, Token
from goodgrace.api.shapes import Name, Sent
from goodgrace.promises.everyone import foresee_for_many, known_for, start_for_many
from goodgrace.rulebook.planned import playbook_in_force, playbook_of, starting_role

router = Router(tags=["promises"])


class ForMany(Sent):
    """Begin it, or with `dry_run` (which is so unless you say otherwise) only look."""

    dry_run: bool = True


class CameOfIt(BaseModel):
    """For how many it would begin or has begun; who has it or is not meant; and who is unclear, by reference, with why."""

    written: bool
    begun: int = Field(description="For so many it has begun; of a dry run, would begin.")
    left_alone: int
    unclear: dict[str, str]
    is_all: bool = Field(description="False where more are waiting: send it again to go on with them.")


@router.post(
    "/playbooks/{name}/everyone", auth=Token("start_promise"), response=CameOfIt, summary="Begin a playbook for many"
)
def for_many(request: Asked, name: Name, sent: ForMany) -> dict[str, Any]:
    """By a fact: for every customer whom the playbook's `everyone_where` means. Nobody gets it twice."""
    moment, by = now(), request.auth
    version = playbook_in_force(name, moment)
    playbook, role = playbook_of(version), starting_role(by, version)
    among = list(known_for(playbook))
    if sent.dry_run:
        seen = foresee_for_many(playbook=playbook, digest=version.digest, among=among, by=by, now=moment, role=role)
        unclear = {customer.reference: why for customer, why in seen.unclear}
        begun, left = len(seen.meant), seen.not_for + len(seen.has_it)
        return {"written": False, "begun": begun, "left_alone": left, "unclear": unclear, "is_all": True}
    came = start_for_many(playbook=playbook, digest=version.digest, among=among, by=by, now=moment, role=role)
    named = {customer.pk: customer.reference for customer, _ in among}
    unclear = {named[key]: why for key, why in came.unclear.items()}
    begun, left = len(came.made), len(came.not_for)
    return {"written": True, "begun": begun, "left_alone": left, "unclear": unclear, "is_all": came.is_all}
