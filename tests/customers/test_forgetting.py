"""What is stored holds no plain text, and forgetting makes what was locked unreadable while the ledger stays whole."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from goodgrace.customers.actions import add_customer, forget_customer, note_fact, read_needs
from goodgrace.customers.models import Customer, KnownFact, Need
from goodgrace.customers.queries import contact, found, known_facts, timeline, with_reference
from goodgrace.customers.worth import value_of
from goodgrace.errors import Missing, NotAllowed, Refused
from goodgrace.ledger.models import Entry
from tests.customers.acquaintances import TODAY, a_need, ada, bought, brought
from tests.people import NOW, Cast, a_cast

on_sqlite = pytest.mark.skipif(settings.ON_POSTGRES, reason="looks into the file that SQLite writes")


def stored() -> bytes:
    """Every byte of the database's files."""
    name = str(connection.settings_dict["NAME"])
    return b"".join(path.read_bytes() for path in Path(name).parent.glob(f"{Path(name).name}*"))


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_no_word_about_a_customer_is_stored_in_the_clear() -> None:
    cast = a_cast()
    customer = ada(cast)
    note_fact(customer=customer, name="tier", value="Platinum Elite", source="crm", by=cast.mia, now=NOW)
    a_need(customer, cast.mia, impact="small letters tire her")
    brought("reference,name,email,nickname\nC-9,Grace Hopper,grace@example.org,Amazing Grace\n", cast.finn)
    raw = stored().lower()
    assert b"c-9" in raw  # a reference is no secret: it shows that we look in the right place
    for word in (
        b"lovelace",
        b"7946 0000",
        b"platinum",
        b"large print",
        b"tire her",
        b"hopper",
        b"grace@example",
        b"amazing grace",
    ):
        assert word not in raw, word


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_after_forgetting_the_key_and_what_it_locked_are_gone_from_the_file() -> None:
    cast = a_cast()
    customer = Customer.objects.get(pk=ada(cast, "reference-of-ada").pk)
    need = Need.objects.get(pk=a_need(customer, cast.mia).pk)
    secrets = [bytes(customer.wrapped_key or b""), bytes(customer.name), bytes(need.support), b"reference-of-ada"]
    assert all(secret in stored() for secret in secrets)
    forget_customer(customer=customer, by=cast.finn, now=NOW)
    assert not any(secret in stored() for secret in secrets)


def test_whoever_is_forgotten_is_not_found_and_nothing_about_them_opens(cast: Cast) -> None:
    customer = ada(cast)
    note_fact(customer=customer, name="tier", value="gold", source="crm", by=cast.mia, now=NOW)
    a_need(customer, cast.mia)
    gone = forget_customer(customer=customer, by=cast.finn, now=NOW)
    gone.refresh_from_db()
    assert (
        gone.wrapped_key,
        bytes(gone.name),
        bytes(gone.email),
        bytes(gone.phone) + bytes(gone.address),
        gone.since,
    ) == (
        None,
        b"",
        b"",
        b"",
        None,
    )
    assert contact(gone).name == "forgotten"
    assert (known_facts(gone), timeline(gone), found("ada"), found("ada@example.org")) == ({}, [], [], [])
    assert not KnownFact.objects.exists()
    with pytest.raises(Missing):
        with_reference("C-1")
    with pytest.raises(Missing, match="forgotten"):
        read_needs(customer=gone, by=cast.mia, now=NOW)


def test_the_ledger_stays_whole_when_a_customer_is_forgotten(cast: Cast) -> None:
    customer = ada(cast)
    a_need(customer, cast.mia)
    read_needs(customer=customer, by=cast.mia, now=NOW)
    before = list(Entry.objects.order_by("id").values())
    forget_customer(customer=customer, by=cast.finn, now=NOW)
    *kept, last = Entry.objects.order_by("id").values()
    assert kept == before
    assert (last["what"], last["about"], last["by"]) == ("customer forgotten", customer.mark, cast.finn.mark)


def test_what_a_forgotten_customer_bought_stays_without_them(cast: Cast) -> None:
    customer = ada(cast)
    bought("reference,on,amount,currency\nC-1,2026-01-03,10,EUR\n", cast.finn)
    gone = forget_customer(customer=customer, by=cast.finn, now=NOW)
    assert gone.reference == f"forgotten-{gone.pk}"
    assert value_of(gone, TODAY).spent == {"EUR": 1000}


def test_only_an_administrator_forgets_and_only_once(cast: Cast) -> None:
    customer = ada(cast)
    with pytest.raises(NotAllowed, match="administrator"):
        forget_customer(customer=customer, by=cast.ruth, now=NOW)
    forget_customer(customer=customer, by=cast.finn, now=NOW)
    for change in (
        lambda: forget_customer(customer=customer, by=cast.finn, now=NOW),
        lambda: note_fact(customer=customer, name="tier", value="gold", source="crm", by=cast.mia, now=NOW),
        lambda: a_need(customer, cast.mia),
    ):
        with pytest.raises(Missing, match="forgotten"):
            change()


def test_an_import_does_not_bring_back_whoever_was_forgotten(cast: Cast) -> None:
    forget_customer(customer=ada(cast), by=cast.finn, now=NOW)
    customers = brought("reference,name\nC-1,Ada Lovelace\nC-2,Bob\n", cast.finn)
    assert (customers.new, customers.forgotten) == (1, 1)
    purchases = bought("reference,on,amount,currency\nC-1,2026-01-03,10,EUR\nC-2,2026-01-03,10,EUR\n", cast.finn)
    assert (purchases.new, purchases.forgotten, purchases.new_customers) == (1, 1, 0)
    with pytest.raises(Refused, match="new reference"):
        add_customer(reference="C-1", by=cast.mia, now=NOW)
