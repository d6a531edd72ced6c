"""Support somebody needs: on what basis we know it, who may read it, and that every reading is written down."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from goodgrace.customers.actions import end_need, read_needs
from goodgrace.customers.models import Customer, Need
from goodgrace.customers.queries import due_for_review
from goodgrace.errors import InputError, NotAllowed, Refused
from goodgrace.ledger.models import Entry
from goodgrace.people.models import Person, Site
from tests.customers.acquaintances import SUPPORT, TODAY, a_need, ada
from tests.people import NOW, Cast


def test_a_need_is_read_by_the_roles_it_names_and_each_reading_is_an_entry(cast: Cast) -> None:
    customer = ada(cast)
    need = a_need(customer, cast.ruth, impact="small letters tire her", signpost="the library of sight loss")
    for person in (cast.bob, cast.ida):
        (read,) = read_needs(customer=customer, by=person, now=NOW)
        assert (read.support, read.impact, read.signpost, read.review_due) == (
            SUPPORT,
            "small letters tire her",
            "the library of sight loss",
            False,
        )
    readings = Entry.objects.filter(what="needs read").order_by("id")
    assert [(entry.by, entry.role, entry.about) for entry in readings] == [
        (cast.bob.mark, "agent", customer.mark),
        (cast.ida.mark, "advocate", customer.mark),
    ]
    assert readings[0].data["needs"] == [str(need.pk)]


def test_a_review_is_on_a_day_to_come_where_it_is_noted(cast: Cast) -> None:
    Site.objects.update(time_zone="America/New_York")
    evening = datetime(2026, 11, 24, 20, 0, tzinfo=ZoneInfo("America/New_York")).astimezone(UTC)
    mia = Person.objects.get(pk=cast.mia.pk)
    assert a_need(ada(cast), mia, now=evening, review_on=date(2026, 11, 25))
    with pytest.raises(InputError, match="a day to come"):
        a_need(Customer.objects.get(), mia, now=evening, review_on=date(2026, 11, 24))


def test_no_word_of_a_need_stands_in_the_ledger(cast: Cast) -> None:
    customer = ada(cast)
    need = a_need(customer, cast.mia, impact="small letters tire her")
    read_needs(customer=customer, by=cast.mia, now=NOW)
    end_need(need=need, by=cast.mia, now=NOW)
    told = " ".join(str(entry.data) for entry in Entry.objects.all())
    assert not {"large", "print", "letters", "tire", "Ada", "Lovelace"} & set(told.replace("'", " ").split())


def test_a_role_that_may_not_read_a_need_is_told_who_may_and_nothing_is_written(cast: Cast) -> None:
    customer = ada(cast)
    a_need(customer, cast.mia)
    with pytest.raises(NotAllowed, match="agent or customer advocate"):
        read_needs(customer=customer, by=cast.tom, now=NOW)
    for person in (cast.olga, cast.max, cast.finn):
        with pytest.raises(NotAllowed):
            read_needs(customer=customer, by=person, now=NOW)
    assert not Entry.objects.filter(what="needs read").exists()


def test_only_the_needs_of_ones_own_role_are_read(cast: Cast) -> None:
    customer = ada(cast)
    a_need(customer, cast.mia)
    a_need(customer, cast.mia, support="time to think", readers=["lead"])
    assert [need.support for need in read_needs(customer=customer, by=cast.tom, now=NOW)] == ["time to think"]


def test_where_nothing_is_noted_nothing_is_read_nor_written(cast: Cast) -> None:
    customer = ada(cast)
    assert read_needs(customer=customer, by=cast.mia, now=NOW) == []
    assert not Entry.objects.filter(what="needs read").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"consent_how": ""},
        {"consent_how": "she nodded, I think"},
        {"consent_at": None},
        {"consent_at": NOW + timedelta(minutes=1)},
        {"readers": []},
        {"readers": ["auditor"]},
        {"readers": ["agent", "everybody"]},
        {"review_on": TODAY},
        {"basis": "curiosity"},
        {"support": "  "},
        {"support": "x" * 501},
    ],
)
def test_a_need_without_its_basis_its_readers_or_its_review_is_not_kept(cast: Cast, wrong: dict[str, Any]) -> None:
    customer = ada(cast)
    with pytest.raises(InputError):
        a_need(customer, cast.mia, **wrong)
    assert not Need.objects.exists()


def test_a_yes_without_an_explanation_is_no_consent(cast: Cast) -> None:
    with pytest.raises(Refused, match="what for"):
        a_need(ada(cast), cast.mia, explained=False)


def test_thanking_and_signposting_are_never_demanded(cast: Cast) -> None:
    need = a_need(ada(cast), cast.mia, thanked=False)
    assert (need.thanked, bytes(need.impact), bytes(need.signpost)) == (False, b"", b"")


def test_a_public_interest_needs_no_consent(cast: Cast) -> None:
    customer = ada(cast)
    a_need(customer, cast.mia, basis="public_interest", consent_how="", consent_at=None, explained=False)
    (read,) = read_needs(customer=customer, by=cast.mia, now=NOW)
    assert read.basis == "public_interest"


def test_a_need_that_ended_leaves_no_words(cast: Cast) -> None:
    customer = ada(cast)
    need = end_need(need=a_need(customer, cast.mia, impact="tired"), by=cast.mia, now=NOW)
    need.refresh_from_db()
    assert (bytes(need.support), bytes(need.impact)) == (b"", b"")
    assert read_needs(customer=customer, by=cast.mia, now=NOW) == []
    with pytest.raises(Refused, match="ended"):
        end_need(need=need, by=cast.mia, now=NOW)


def test_a_need_past_its_review_is_named_but_still_helps(cast: Cast) -> None:
    customer = ada(cast)
    need = a_need(customer, cast.mia, review_on=TODAY + timedelta(days=1))
    later = NOW + timedelta(days=1)
    assert list(due_for_review(TODAY)) == []
    assert list(due_for_review(later.date())) == [need]
    (read,) = read_needs(customer=customer, by=cast.mia, now=later)
    assert (read.support, read.review_due) == (SUPPORT, True)
