"""One customer: added, found, told of, and what happened in order."""

from datetime import UTC, date, datetime, timedelta

import pytest

from goodgrace.customers.actions import add_customer, note_fact
from goodgrace.customers.models import Customer
from goodgrace.customers.queries import contact, found, known_facts, timeline, with_reference
from goodgrace.customers.words import contact_text
from goodgrace.errors import InputError, Missing, NotAllowed, Refused
from goodgrace.ledger.models import Entry
from tests.customers.acquaintances import a_need, ada, bought
from tests.people import NOW, Cast


def test_a_customer_is_added_and_their_contact_opens_again(cast: Cast) -> None:
    customer = with_reference(ada(cast).reference)
    told = contact(customer)
    assert (told.name, told.email, told.phone) == ("Ada Lovelace", "ada@example.org", "+44 20 7946 0000")
    assert [(entry.what, entry.about, entry.data) for entry in Entry.objects.all()] == [
        ("customer added", customer.mark, {})
    ]


def test_nobody_but_those_who_meet_customers_and_administrators_adds_one(cast: Cast) -> None:
    for person in (cast.olga, cast.max):
        with pytest.raises(NotAllowed, match="agent"):
            add_customer(reference="C-2", by=person, now=NOW)


def test_a_reference_that_is_taken_is_refused_and_nothing_else_changes(cast: Cast) -> None:
    ada(cast)
    with pytest.raises(Refused, match="C-1 already"):
        ada(cast)
    assert (Customer.objects.count(), Entry.objects.count()) == (1, 1)


def test_a_day_that_has_begun_somewhere_has_come(cast: Cast) -> None:
    morning_in_tokyo = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
    assert add_customer(reference="C-2", since=date(2026, 11, 25), by=cast.mia, now=morning_in_tokyo)
    with pytest.raises(InputError, match="has not come yet"):
        add_customer(reference="C-3", since=date(2026, 11, 26), by=cast.mia, now=morning_in_tokyo)


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("reference", " "),
        ("reference", "forgotten-7"),
        ("name", "A\0da"),
        ("name", "x" * 1_000_000),
        ("email", "ada at example"),
        ("phone", "none"),
        ("address", "1\n2\n3\n4\n5\n6"),
        ("language", "klingon"),
        ("time_zone", "Mars/Olympus"),
        ("since", date(2030, 1, 1)),
    ],
)
def test_what_cannot_be_kept_is_told_with_the_name_of_the_part(cast: Cast, part: str, value: object) -> None:
    with pytest.raises(InputError, match=rf"^{part}: .{{1,200}}$"):
        add_customer(**{"reference": "C-1", "by": cast.mia, "now": NOW, part: value})


@pytest.mark.parametrize("text", ["ada", "LOVELACE", "lovelace ada", "Ada@Example.org ", "C-1", " C-1"])
def test_a_customer_is_found_by_words_of_the_name_by_address_and_by_reference(cast: Cast, text: str) -> None:
    customer = ada(cast)
    add_customer(reference="C-2", name="Adam Smith", email="adam@example.org", by=cast.mia, now=NOW)
    assert found(text) == [customer]


@pytest.mark.parametrize("text", ["", "ad", "ada smith", "example.org", "@", "%", "ada lovelace byron"])
def test_nobody_is_found_by_what_they_are_not_called(cast: Cast, text: str) -> None:
    ada(cast)
    assert found(text) == []


def test_accents_and_capitals_do_not_stand_between_people(cast: Cast) -> None:
    customer = add_customer(reference="C-3", name="José ÁLVAREZ-Núñez", by=cast.mia, now=NOW)
    assert found("jose nunez") == found("Álvarez") == [customer]


def test_the_newest_value_of_a_fact_counts_with_its_source_and_time(cast: Cast) -> None:
    customer = ada(cast)
    for value, days in (("gold", 1), ("silver", 9)):
        then = NOW - timedelta(days=days)
        note_fact(customer=customer, name="tier", value=value, source="crm", by=cast.finn, now=NOW, seen_at=then)
    told = known_facts(customer)["tier"]
    assert (told.value, told.source, told.seen_at) == ("gold", "crm", NOW - timedelta(days=1))


def test_a_fact_has_a_value_a_source_and_a_time_that_has_been(cast: Cast) -> None:
    customer = ada(cast)
    for wrong in ({"value": " "}, {"source": ""}, {"name": "7 tiers"}, {"seen_at": NOW + timedelta(days=1)}):
        with pytest.raises(InputError):
            note_fact(
                **{
                    "customer": customer,
                    "name": "tier",
                    "value": "gold",
                    "source": "crm",
                    "by": cast.mia,
                    "now": NOW,
                    **wrong,
                }
            )
    assert not customer.facts.exists()


def test_a_locked_text_that_is_moved_does_not_open(cast: Cast) -> None:
    customer, other = ada(cast), ada(cast, "C-2")
    customer.email = customer.name
    other.name = customer.name
    for moved, part in ((customer, "email"), (other, "name")):
        with pytest.raises(Missing):
            contact_text(moved, part)


def test_a_fact_moved_to_another_row_does_not_open(cast: Cast) -> None:
    customer = ada(cast)
    told = {"customer": customer, "source": "crm", "by": cast.mia, "now": NOW}
    first, second = (note_fact(name=name, value=name, **told) for name in ("tier", "city"))
    customer.facts.filter(pk=second.pk).update(value=first.value)
    with pytest.raises(Missing, match="behind our back"):
        known_facts(customer)


def test_the_timeline_tells_what_happened_the_newest_first(cast: Cast) -> None:
    customer = ada(cast)
    note_fact(customer=customer, name="home_city", value="London", source="crm", by=cast.mia, now=NOW)
    a_need(customer, cast.mia)
    bought(
        "reference,on,amount,currency\nC-1,2026-01-03,10,EUR\nC-1,2026-01-20,2.50,EUR\nC-1,2025-12-24,7,GBP", cast.finn
    )
    assert [(moment.on.isoformat(), moment.text) for moment in timeline(customer)] == [
        ("2026-11-24", "home city noted, from crm"),
        ("2026-11-24", "a need was noted"),
        ("2026-01-20", "2 purchases, 12.50 EUR"),
        ("2025-12-24", "1 purchase, 7.00 GBP"),
    ]
