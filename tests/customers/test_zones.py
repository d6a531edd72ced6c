"""By whose clock a customer lives: told with a near name where there is no such zone, noted, brought in and forgotten."""

import pytest

from goodgrace.customers.actions import add_customer, forget_customer, note_time_zone
from goodgrace.customers.cells import read_time_zone
from goodgrace.customers.models import Customer
from goodgrace.customers.queries import with_reference
from goodgrace.customers.zones import COMMON, is_zone, place_of
from goodgrace.errors import InputError, Missing, NotAllowed
from goodgrace.ledger.models import Entry
from tests.customers.acquaintances import ada, bad_rows, brought
from tests.people import NOW, Cast

NEW_YORK = "America/New_York"


@pytest.mark.parametrize(
    ("told", "near"),
    [
        ("New York", NEW_YORK),
        ("america/new_york", NEW_YORK),
        ("Amerika/New_York", NEW_YORK),
        ("Europe/Berln", "Europe/Berlin"),
        ("berlin", "Europe/Berlin"),
        ("US/Estern", "US/Eastern"),
    ],
)
def test_an_unknown_zone_is_answered_with_a_near_one(told: str, near: str) -> None:
    with pytest.raises(ValueError, match=f'^"{told}" is no time zone. {near} may be meant.$'):
        read_time_zone(told)


@pytest.mark.parametrize(
    "told", ["nowhere at all", "PST", "../../etc/passwd", "<b>", "7", "localtime", "Factory", "posixrules"]
)
def test_where_none_is_near_it_says_how_one_is_written(told: str) -> None:
    with pytest.raises(ValueError, match="Write it as Europe/Berlin or America/New_York"):
        read_time_zone(told)


def test_a_zone_or_nothing_is_read_as_it_stands() -> None:
    assert [read_time_zone(cell) for cell in (f" {NEW_YORK} ", "UTC", "", "  ")] == [NEW_YORK, "UTC", "", ""]
    with pytest.raises(ValueError, match="at most 64"):
        read_time_zone("x" * 65)


def test_what_a_page_offers_are_zones_that_there_are() -> None:
    assert [name for name in COMMON if not is_zone(name)] == []
    assert (place_of("America/Argentina/Buenos_Aires"), place_of("UTC")) == ("Buenos Aires", "UTC")


def test_it_is_noted_and_the_ledger_never_says_which(cast: Cast) -> None:
    customer = ada(cast)
    for _ in range(2):
        note_time_zone(customer=customer, time_zone=NEW_YORK, by=cast.mia, now=NOW)
    assert with_reference(customer.reference).time_zone == NEW_YORK
    (entry,) = Entry.objects.filter(what="time zone noted")
    assert (entry.by, entry.about, entry.data) == (cast.mia.mark, customer.mark, {})
    note_time_zone(customer=customer, time_zone="", by=cast.mia, now=NOW)
    assert with_reference(customer.reference).time_zone == ""


def test_no_zone_is_not_noted_and_neither_is_one_by_who_may_not(cast: Cast) -> None:
    customer = ada(cast)
    with pytest.raises(InputError, match="Europe/Berlin may be meant"):
        note_time_zone(customer=customer, time_zone="Berlin", by=cast.mia, now=NOW)
    with pytest.raises(InputError, match=r"^time_zone: .*New_York may be meant"):
        add_customer(reference="C-2", time_zone="New York", by=cast.mia, now=NOW)
    with pytest.raises(NotAllowed):
        note_time_zone(customer=customer, time_zone=NEW_YORK, by=cast.max, now=NOW)
    assert set(Customer.objects.values_list("reference", "time_zone")) == {(customer.reference, "")}


def test_a_column_brings_it_in_and_an_empty_cell_leaves_it(cast: Cast) -> None:
    told = brought(f"reference,name,Time zone\nC-1,Ada,{NEW_YORK}\nC-2,Bea,\n", cast.finn)
    assert (told.new, told.facts) == (2, 0)
    again = brought("reference,time_zone\nC-1,\nC-2,Europe/Berlin\n", cast.finn)
    assert (again.changed, again.same) == (1, 1)
    assert [with_reference(each).time_zone for each in ("C-1", "C-2")] == [NEW_YORK, "Europe/Berlin"]


def test_a_row_with_no_zone_is_told_with_its_line_and_a_near_one() -> None:
    rows = bad_rows(f"reference,time_zone\nC-1,{NEW_YORK}\nC-2,New York\nC-3,elsewhere\n")
    assert [line for line, _ in rows] == [3, 4]
    assert rows[0][1] == f'time_zone: "New York" is no time zone. {NEW_YORK} may be meant.'


def test_it_is_forgotten_with_her(cast: Cast) -> None:
    customer = add_customer(reference="C-2", time_zone=NEW_YORK, by=cast.mia, now=NOW)
    assert customer.time_zone == NEW_YORK
    forget_customer(customer=customer, by=cast.finn, now=NOW)
    assert Customer.objects.get(pk=customer.pk).time_zone == ""
    with pytest.raises(Missing):
        note_time_zone(customer=customer, time_zone=NEW_YORK, by=cast.mia, now=NOW)
