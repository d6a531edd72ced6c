"""Who she is, beside her story: what helps to speak with her, value last."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from goodgrace.cases.models import Case
from goodgrace.customers.queries import contact


@dataclass(frozen=True, slots=True)
class Who:
    """A customer as the desk shows her."""

    name: str
    reference: str
    email: str
    phone: str
    since: date | None
    needs: bool
    earlier: QuerySet[Case]


def who_of(case: Case) -> Who:
    """The customer of a case, with her earlier cases."""
    customer = case.customer
    told = contact(customer)
    needs = customer.needs.filter(ended_at=None).exists()
    earlier = Case.objects.filter(customer=customer).exclude(pk=case.pk).order_by("-opened_at")[:8]
    return Who(
        told.name or customer.reference, customer.reference, told.email, told.phone, customer.since, needs, earlier
    )
