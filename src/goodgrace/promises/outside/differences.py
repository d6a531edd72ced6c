"""What another system holds and nobody here promised: seen by people, and settled by one of them, never by itself."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from goodgrace.errors import InputError, Missing, Refused
from goodgrace.ledger.actions import record
from goodgrace.people.authority import must
from goodgrace.people.models import Person
from goodgrace.promises.outside.models import Difference
from goodgrace.sentences import sentence


def open_differences() -> QuerySet[Difference]:
    """What stands otherwise at another system and was not settled, the longest first."""
    return (
        Difference.objects.filter(settled_at=None).select_related("step__promise__customer").order_by("found_at", "pk")
    )


def strays() -> QuerySet[Difference]:
    """Those that no promise of ours is about: nothing else on anybody's list shows them."""
    return open_differences().filter(step=None)


def settle(*, difference: int, how: str, by: Person, now: datetime) -> None:
    """Somebody has seen to what nobody here promised: it was ended there, or it may stand as it does.

    What was ended and still stands is found again at night. Raises Missing, Refused where it was settled already or a
    promise of ours is about it, InputError for neither of the two.
    """
    must(by, "keep_promises")
    if how not in Difference.How.values:
        raise InputError(sentence("Say whether it was ended there, or may stand."))
    with transaction.atomic():
        found = Difference.objects.select_for_update(of=("self",)).filter(pk=difference).first()
        if found is None:
            raise Missing(sentence("There is no such difference."))
        if found.step_id is not None:
            raise Refused(sentence("A promise of ours is about this. Settle it there, on the promise's page."))
        if found.settled_at is not None:
            raise Refused(sentence("Somebody has done this already."))
        found.settled_at, found.settled_by, found.settled_how = now, by, how
        found.save(update_fields=["settled_at", "settled_by", "settled_how"])
        data = {"key": found.key, "what": found.what, "how": how}
        record(by=by.mark, role=by.role, what="difference settled", about="channel:billing", now=now, data=data)
