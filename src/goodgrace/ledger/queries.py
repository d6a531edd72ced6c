"""What is read of the ledger: its entries in their order."""

from django.db.models import QuerySet

from goodgrace.ledger.models import Entry


def entries(about: str = "", after: int = 0) -> QuerySet[Entry]:
    """Entries in the order they were written, all or about one thing (`case:12`), behind the one with a number."""
    found = Entry.objects.filter(id__gt=after).order_by("id")
    return found.filter(about=about) if about else found
