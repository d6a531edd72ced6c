"""A customer who asks to be forgotten: what the cases knew goes in the same moment as the key that locks their words."""

from datetime import datetime

from django.db import transaction

from goodgrace.cases.models import Dismissal
from goodgrace.customers import actions
from goodgrace.customers.models import Customer
from goodgrace.people.authority import must
from goodgrace.people.models import Person
from goodgrace.promises.forgetting import forget_words


def forget_customer(*, customer: Customer, by: Person, now: datetime) -> Customer:
    """Forget a customer, and the marks set aside on her story: they say what was noticed about her, though not in words.

    Raises what `customers.actions.forget_customer` does, and Refused while a promise to her is on its way. The counts of
    what was noticed know nobody and stay.
    """
    must(by, "forget_customer")
    with transaction.atomic():
        forget_words(Customer.objects.select_for_update().get(pk=customer.pk))
        forgotten = actions.forget_customer(customer=customer, by=by, now=now)
        Dismissal.objects.filter(case__customer=customer).delete()
    return forgotten
