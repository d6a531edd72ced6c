"""Customers from a CSV: bad rows told with line and reason, nothing half-imported, the same file twice changes nothing."""

import pytest

from goodgrace.customers.bringing import foresee_customers
from goodgrace.customers.comparing import AT_ONCE
from goodgrace.customers.models import Customer, KnownFact, SearchMark
from goodgrace.customers.queries import contact, found, known_facts, with_reference
from goodgrace.customers.reading import read_customers
from goodgrace.errors import InputError, Missing, NotAllowed, Refused
from goodgrace.ledger.models import Entry
from tests.customers.acquaintances import TODAY, bad_rows, brought
from tests.people import Cast

FILE = """reference,name,email,phone,since,language,Loyalty Tier,home city
C-1,Ada Lovelace,ada@example.org,+44 20 7946 0000,2019-04-30,en,gold,London
C-2,"Hopper, Grace",grace@example.org,,,,,"New
York"
"""


def test_a_file_brings_in_customers_and_their_facts_in_one_entry(cast: Cast) -> None:
    told = brought(FILE, cast.finn)
    assert (told.new, told.changed, told.same, told.facts) == (2, 0, 0, 3)
    ada, grace = with_reference("C-1"), with_reference("C-2")
    assert contact(ada).phone == "+44 20 7946 0000"
    assert {name: fact.value for name, fact in known_facts(ada).items()} == {
        "home_city": "London",
        "loyalty_tier": "gold",
    }
    assert known_facts(ada)["home_city"].source == "crm"
    assert known_facts(grace)["home_city"].value == "New\nYork"
    assert found("grace") == [grace]
    (entry,) = Entry.objects.all()
    assert (entry.what, entry.by) == ("customers brought in", cast.finn.mark)
    assert {name: entry.data[name] for name in ("new", "changed", "facts")} == {"new": 2, "changed": 0, "facts": 3}


def test_the_same_file_again_changes_nothing(cast: Cast) -> None:
    brought(FILE, cast.finn)
    before = list(Customer.objects.values()), list(KnownFact.objects.values()), list(SearchMark.objects.values())
    told = brought(FILE, cast.finn)
    assert (told.new, told.changed, told.same, told.facts) == (0, 0, 2, 0)
    assert before == (
        list(Customer.objects.values()),
        list(KnownFact.objects.values()),
        list(SearchMark.objects.values()),
    )
    assert Entry.objects.count() == 1


def test_what_a_file_tells_anew_is_changed_and_empty_cells_leave_what_we_know(cast: Cast) -> None:
    brought(FILE, cast.finn)
    told = brought("reference,name,email,loyalty_tier\nC-1,Ada King,,platinum\nC-2,,,\n", cast.finn)
    assert (told.new, told.changed, told.same, told.facts) == (0, 1, 1, 1)
    ada = with_reference("C-1")
    assert (contact(ada).name, contact(ada).email, ada.language) == ("Ada King", "ada@example.org", "en")
    assert known_facts(ada)["loyalty_tier"].value == "platinum"
    assert (found("lovelace"), found("king"), found("ada@example.org")) == ([], [ada], [ada])


def test_a_dry_run_counts_the_same_and_writes_nothing(cast: Cast) -> None:
    foreseen = foresee_customers(table=read_customers(FILE.encode(), "customers.csv", TODAY), by=cast.finn)
    assert not Customer.objects.exists()
    assert not Entry.objects.exists()
    assert foreseen == brought(FILE, cast.finn)


def test_every_bad_row_is_told_with_its_line_and_what_to_write(cast: Cast) -> None:
    text = (
        "reference,name,email,since,tier\n"
        "C-1,Ada,ada@example.org,2019-04-30,gold\n"
        ",Bob,,,\n"
        "\n"
        "C-1,Eve,not an address,30.04.2019,\n"
        'C-3,"two\nlines",,2030-01-01,\n'
        "C-4,too few\n"
        "C-5,Zoë,,2019-02-30,\n"
    )
    lines = bad_rows(text.encode().replace("Zoë".encode(), b"Zo\xeb"))
    assert [(line, reason.partition(":")[0]) for line, reason in lines] == [
        (3, "reference"),
        (5, "email"),
        (5, "since"),
        (6, "since"),
        (8, "It has 2 cells and the header 5."),
        (9, "name"),
        (9, "since"),
    ]
    assert "2019-04-30" in lines[2][1]
    assert "UTF-8" in lines[5][1]


def test_a_reference_that_stands_twice_names_its_first_line(cast: Cast) -> None:
    assert bad_rows("reference\nC-1\nC-2\nC-1\n") == [(4, "reference: C-1 stands on line 2 already.")]


def test_nothing_of_a_file_with_a_bad_row_is_brought_in(cast: Cast) -> None:
    with pytest.raises(Refused, match="Mend them"):
        brought("reference,email\nC-1,ada@example.org\nC-2,nobody\n", cast.finn)
    assert not Customer.objects.exists()


def test_nothing_stays_of_a_file_that_fails_in_its_last_row(cast: Cast) -> None:
    brought("reference,name\nC-X,Bob\n", cast.finn)
    Customer.objects.filter(reference="C-X").update(name=b"not what was locked here")
    strangers = "".join(f"C-{number},Ada\n" for number in range(AT_ONCE))
    with pytest.raises(Missing, match="behind our back"):
        brought(f"reference,name\n{strangers}C-X,Eve\n", cast.finn)
    assert [customer.reference for customer in Customer.objects.all()] == ["C-X"]
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("source", ["", "x" * 61, "c\0rm"])
def test_where_the_facts_come_from_is_said_in_a_few_letters(cast: Cast, source: str) -> None:
    with pytest.raises(InputError, match="where the facts come from"):
        brought(FILE, cast.finn, source)


def test_only_an_administrator_brings_customers_in(cast: Cast) -> None:
    for person in cast.everybody:
        if person != cast.finn:
            with pytest.raises(NotAllowed, match="administrator"):
                brought(FILE, person)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no column `reference`"),
        ("name,email\n", "no column `reference`, only name, email"),
        ("reference,tier,Tier\n", "`tier` stands twice"),
        ("reference,\n", "is no name of a fact"),
        ("reference,7 tiers\n", "7 tiers"),
        ("reference,ti\0er\n", "NUL"),
        ('reference,"name\n', "quote"),
        (b"\xff\xfer\0e\0f\0", "UTF-16"),
    ],
)
def test_a_header_that_is_none_is_told_with_what_to_do(text: str | bytes, told: str) -> None:
    data = text.encode() if isinstance(text, str) else text
    with pytest.raises(InputError, match=rf"^customers\.csv:1: .*{told}"):
        read_customers(data, "customers.csv", TODAY)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_commas_semicolons_tabs_and_a_byte_order_mark_are_read(cast: Cast, mark: str) -> None:
    brought("\ufeff" + f"reference{mark}name\r\nC-1{mark}Ada\r\n", cast.finn)
    assert contact(with_reference("C-1")).name == "Ada"


def test_a_formula_stays_text(cast: Cast) -> None:
    formula = "=cmd|'/c calc'!A1"
    brought(f'reference,name,note\n"=1+1",{formula},"@SUM(A1:A9)"\n', cast.finn)
    customer = with_reference("=1+1")
    assert (contact(customer).name, known_facts(customer)["note"].value) == (formula, "@SUM(A1:A9)")


def test_hostile_cells_are_told_in_short_and_the_rows_after_them_are_still_read(cast: Cast) -> None:
    text = f"reference,name,note\nC-1,A\0da,x\nC-2,{'x' * 1_000_000},y\nC-3,Eve,{'z' * 100_000}\nC-4,\x1b[2J,x\nC-5,Bob,x\n"
    told = bad_rows(text)
    assert [line for line, _ in told] == [2, 3, 4, 5]
    assert all(len(reason) < 200 for _, reason in told)


def test_the_reading_of_a_file_that_is_all_wrong_stops() -> None:
    told = bad_rows("reference,email\n" + "x,y\n" * 50_000)
    assert len(told) <= 2002
    assert "not looked at" in told[-1][1]


def test_a_file_tells_where_letters_go(cast: Cast) -> None:
    brought('reference,name,address\nC-1,Ada,12 St James; London\nC-2,Grace,"1 Navy Yard\nArlington\n"\n', cast.finn)
    assert contact(with_reference("C-1")).address == "12 St James\nLondon"
    assert contact(with_reference("C-2")).address == "1 Navy Yard\nArlington"
    assert bad_rows("reference,address\nC-1,1;2;3;4;5;6\n") == [
        (2, "address: it has 6 lines. A letter's window holds 5 under the name.")
    ]
