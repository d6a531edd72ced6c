"""An installation with decisions of the release before comes up to date: what stands, and what caps count, is kept."""

from datetime import date

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.people import NOW

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_tallies_are_filled_from_the_decisions_that_stand() -> None:
    before = MigrationExecutor(connection)
    before.migrate([("cases", "0001_initial"), ("customers", "0003_account_rows")])
    try:
        _decide(before.loader.project_state([("cases", "0001_initial")]).apps)
    finally:
        after = MigrationExecutor(connection)
        after.migrate(after.loader.graph.leaf_nodes())
    from goodgrace.cases.models import Decision, Tally

    stands = dict(Decision.objects.values_list("key", "stands"))
    assert stands == {"stands-1": True, "stands-2": True, "undone": False, "overruled": False}
    assert set(Decision.objects.values_list("policy", flat=True)) == {"gifts"}
    rows = Tally.objects.order_by("kind").values_list("kind", "policy", "remedy", "on", "times", "amount", "cost")
    day = date(2026, 11, 24)
    assert list(rows) == [("decider", "gifts", "gift", day, 2, 500, 500), ("pool", "", "", day, 1, 0, 250)]


def _decide(apps) -> None:  # models as they were
    make = {name: apps.get_model(*name.split(".")).objects for name in (
        "people.Person", "rulebook.Version", "customers.Customer", "cases.Case", "cases.Decision", "cases.Draw", "cases.Overrule",
    )}  # fmt: skip
    person = make["people.Person"].create(email="mia@example.org", name="Mia", role="agent", joined_at=NOW)
    version = make["rulebook.Version"].create(
        policy="gifts", digest="d", version="1", title="Gifts", text="", drafted_by=person, drafted_at=NOW
    )
    customer = make["customers.Customer"].create(reference="C-1", made_at=NOW)
    case = make["cases.Case"].create(customer=customer, counter="repair", owner=person, opened_by=person, opened_at=NOW)
    for key in ("stands-1", "stands-2", "undone", "overruled"):
        decision = make["cases.Decision"].create(
            case=case, customer=customer, version=version, remedy="gift", amount=250, cost=250, role="agent", by=person,
            on=NOW.date(), at=NOW, key=key, undone_at=NOW if key == "undone" else None,
        )  # fmt: skip
        if key != "stands-2":
            make["cases.Draw"].create(decision=decision, pool="desk", cost=250, on=NOW.date())
        if key == "overruled":
            make["cases.Overrule"].create(decision=decision, by=person, at=NOW)
