"""Whom it is for: what is for a family never names the one who died as its reader, and a customer's page is no family's."""

from html import unescape
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from goodgrace.customers.actions import note_address
from goodgrace.customers.words import locked_contact
from goodgrace.people.models import Person
from goodgrace.promises.actions import lay_task
from goodgrace.promises.keeping import Keeper
from goodgrace.promises.links import make_link
from goodgrace.promises.models import PrintItem, Promise
from goodgrace.promises.outside.channels import channels
from goodgrace.promises.outside.connections import connections_of
from tests.people import Cast
from tests.promises.keeping import begun
from tests.promises.test_keeping import until_idle
from tests.web.browsing import signed_in
from tests.web.test_family import asked_for, coming

pytestmark = pytest.mark.django_db
TO_THEM = (
    "sorry: {title: A letter to the family, send: letter, to: family, words: {en: We are sorry.}, within: 1 day}\n"
    "papers: {title: Find the papers, do: Find the papers, within: 2 days}\n"
)
TO_HER = (
    "told: {title: A letter, send: letter, words: {en: All is well.}, within: 1 day}\n"
    "repair: {title: Repair it, do: Repair it, within: 2 days}\n"
)


def page(person: Person, address: str) -> str:
    answer = signed_in(person).get(address)
    assert answer.status_code == 200, address
    return unescape(answer.content.decode())


def named(promise: Promise, by: Person) -> Promise:
    """The same promise, to Karl Brandes."""
    customer = promise.customer
    customer.name = locked_contact(customer, "name", "Karl Brandes")
    customer.save()
    note_address(customer=customer, address="Lindenweg 4\n22085 Hamburg", by=by, now=timezone.now())
    return promise


def printed(settings: Any) -> None:
    """What is to be posted lies in the print room."""
    settings.CONNECTED = connections_of({"GOODGRACE_COMPANY": "Northlight"}, {})
    until_idle(Keeper("w", timezone.now, Random(1), channels(settings.CONNECTED, timezone.now)))


def link_to(promise: Promise, by: Person) -> str:
    """Where the family's page is."""
    return f"/family/{make_link(promise=promise, days=30, by=by, now=timezone.now())[1]}/"


def test_a_letter_to_a_family_lies_in_the_print_room_as_theirs(cast: Cast, settings: Any) -> None:
    named(begun(cast, TO_THEM, now=timezone.now()), cast.mia)
    printed(settings)
    told = page(cast.mia, "/prints/")
    assert "For the family of Karl Brandes" in told
    assert "The Brandes family<br>Lindenweg 4<br>22085 Hamburg" in told, "as on the paper"
    assert "For Karl Brandes" not in told
    item = PrintItem.objects.get()
    signed_in(cast.mia).post(f"/prints/{item.pk}/posted", {"paper": item.paper})
    assert "For the family of Karl Brandes" in page(cast.mia, "/prints/")


def test_a_letter_to_a_customer_stays_hers(cast: Cast, settings: Any) -> None:
    named(begun(cast, TO_HER, now=timezone.now()), cast.mia)
    printed(settings)
    assert "For Karl Brandes<br>Karl Brandes<br>Lindenweg 4" in page(cast.mia, "/prints/")


def test_a_call_for_which_a_family_wished_is_on_the_list_as_theirs(cast: Cast) -> None:
    promise = named(begun(cast, TO_THEM, now=timezone.now()), cast.mia)
    asked_for(link_to(promise, cast.mia), coming(2), "10:00")
    for at in ("/", "/promises/"):
        told = page(cast.mia, at)
        assert "Please call" in told
        assert "For the family of Karl Brandes" in told


def test_what_is_done_about_an_account_is_for_whoever_has_it(cast: Cast) -> None:
    promise = named(begun(cast, TO_THEM, now=timezone.now()), cast.mia)
    lay_task(step=promise.steps.get(name="papers"), now=timezone.now())
    assert "For Karl Brandes" in page(cast.mia, "/promises/")


def test_what_is_late_for_a_family_says_so(cast: Cast, settings: Any) -> None:
    named(begun(cast, TO_THEM, now=timezone.now()), cast.mia)
    assert "The family of Karl Brandes" in page(cast.mia, "/promises/"), "the letter is due by tomorrow"


def test_a_number_in_a_letter_is_named_only_where_a_letter_was_posted(cast: Cast, settings: Any) -> None:
    promise = begun(cast, TO_HER, now=timezone.now())
    at = link_to(promise, cast.mia)
    printed(settings)
    before = Client().get(at).content.decode()
    assert "Mia is there for you." in before
    assert "letter" not in before
    item = PrintItem.objects.get()
    signed_in(cast.mia).post(f"/prints/{item.pk}/posted", {"paper": item.paper})
    assert "Mia is there for you. The number is in your letter." in Client().get(at).content.decode()
    assert "in your letter" not in Client().get("/family/strange/").content.decode()


def test_without_a_number_the_companys_line_of_contact_is_said(cast: Cast, settings: Any) -> None:
    promise = begun(cast, TO_HER, now=timezone.now())
    known = {"GOODGRACE_COMPANY": "Northlight", "GOODGRACE_COMPANY_CONTACT": "help@northlight.example"}
    settings.CONNECTED = connections_of(known, {})
    assert "Mia is there for you: help@northlight.example." in Client().get(link_to(promise, cast.mia)).content.decode()


def test_a_page_is_called_the_familys_only_where_the_promise_speaks_to_a_family(cast: Cast) -> None:
    theirs, hers = begun(cast, TO_THEM), begun(cast, TO_HER)
    leads = begun(cast, 'told: {title: A letter, send: letter, words: {en: "See {link}."}, within: 1 day}\n')
    for promise in (theirs, leads):
        told = page(cast.mia, f"/promises/{promise.pk}/")
        assert "The family's page" in told
        assert "Make a link for the family" in told
    told = page(cast.mia, f"/promises/{hers.pk}/")
    assert "amily" not in told
    assert "A page for her" in told
    assert "Make a link for her" in told
