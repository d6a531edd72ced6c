"""One customer's story told in order, from the ledger and from billing's own tables, for whoever looks for a fault."""

import json
import sqlite3
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path


def retell(customers: Collection[str], books: Path) -> dict[str, list[str]]:
    """What happened to each of some customers: lines in the order of the clock, then each step as it stands at the end."""
    told = {}
    for customer in customers:
        moments = sorted([*_from_ledger(customer), *_from_billing(customer, books)])
        told[customer] = [f"{at:%Y-%m-%d %H:%M:%S} {said}" for at, said in moments] + [*_at_the_end(customer)]
    return told


def _from_ledger(customer: str) -> Iterator[tuple[datetime, str]]:
    from goodgrace.ledger.models import Entry
    from goodgrace.promises.models import Promise

    marks = [promise.mark for promise in Promise.objects.filter(customer__reference=customer)]
    for entry in Entry.objects.filter(about__in=marks).order_by("pk"):
        yield entry.at, f"{entry.about[8:13]} {entry.by.split(':')[0]}: {entry.what} {json.dumps(entry.data)}"


def _from_billing(customer: str, books: Path) -> Iterator[tuple[datetime, str]]:
    with sqlite3.connect(books) as db:
        acts = db.execute(
            "SELECT acted_at, ended_at, acts.kind, key, times_asked, number, about FROM acts JOIN requests USING (key) "
            "WHERE acts.customer = ?",
            (customer,),
        ).fetchall()
    db.close()
    for at, ended, kind, key, asked, number, about in acts:
        yield (
            datetime.fromtimestamp(at, UTC),
            f"billing: {kind} {key}, asked {asked} times, as number {number}: {about}",
        )
        if ended is not None:
            yield datetime.fromtimestamp(ended, UTC), f"billing: over {key}"


def _at_the_end(customer: str) -> Iterator[str]:
    from goodgrace.promises.models import Step

    for step in Step.objects.filter(promise__customer__reference=customer).order_by("position", "pk"):
        yield (
            f"at the end: {step.name} ({step.key}) is {step.state}, due {step.due_at}, late {step.late_at}, meant "
            f"{step.intent_at}, over {step.ended_at}, tried {step.attempts} times, next {step.next_try_at}: {step.said}"
        )
