"""A customer who asks to be forgotten: first what is owed to her is kept or let go, then nothing about her stays in words."""

from django.db.models import QuerySet

from goodgrace.customers.models import Customer
from goodgrace.errors import Refused
from goodgrace.promises.models import Promise
from goodgrace.promises.outside.models import Difference
from goodgrace.promises.wording import OwnWords
from goodgrace.sentences import sentence


def still_owed(customer: Customer) -> QuerySet[Promise]:
    """What is promised to a customer and on its way: it names her to others, so she cannot be forgotten before it is over."""
    return Promise.objects.filter(customer=customer, ended_at=None).order_by("made_at")


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
