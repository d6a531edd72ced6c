"""A customer who asks to be forgotten: first what is owed to her is kept or let go, then nothing about her stays in words."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from goodgrace.customers.models import Customer
from goodgrace.errors import Refused
from goodgrace.promises import states
from goodgrace.promises.models import Promise, Step
from goodgrace.promises.outside.models import Difference
from goodgrace.promises.wording import OwnWords
from goodgrace.sentences import sentence


def still_owed(customer: Customer) -> QuerySet[Promise]:
    """What is promised to a customer and on its way, or still to be ended elsewhere though it was let go: it names her to others."""
    in_hand = Step.objects.filter(promise=OuterRef("pk"), state__in=states.STEP_WAITS)
    return Promise.objects.filter(Q(ended_at=None) | Exists(in_hand), customer=customer).order_by("made_at")


def forget_words(customer: Customer) -> None:
    """What was written for her, and by what name another system speaks of her; inside the caller's transaction.

    Raises Refused while something promised to her is on its way: nobody could write to her, or end what rests for her.
    """
    if owed := still_owed(customer).first():
        raise Refused(
            sentence("{title} is promised to this customer and on its way. Keep it, or let it go as agreed with her; then she can be forgotten.", title=owed.title)
        )  # fmt: skip
    OwnWords.objects.filter(customer=customer).delete()
    Difference.objects.filter(step=None, reference=customer.reference).update(reference="")
