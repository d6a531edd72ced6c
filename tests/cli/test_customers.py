"""`goodgrace customers` as an administrator at a terminal meets it."""

import json

import pytest

from goodgrace.customers.models import Customer, Purchase
from goodgrace.people.models import Person
from tests.people import NOW

CUSTOMERS = "reference,name,tier\nC-1,Ada Lovelace,gold\nC-2,Bob,silver\n"
CDNOW = " 00001 19970101  1   11.77\n 00002 19970112  1   12.00\n 00002 19970112  5   77.00\n"


def test_a_dry_run_says_what_would_change_and_the_import_does_it(cast, run, write):
    file = write("customers.csv", CUSTOMERS)

    status, out, err = run("customers", "import", file, "--dry-run")
    assert (status, err, Customer.objects.count()) == (0, "", 0)
    assert "nothing was written" in out
    assert "2 new customers, 0 changed, 0 as before." in out

    status, out, err = run("customers", "import", file)
    assert (status, err, Customer.objects.count()) == (0, "", 2)
    assert "2 facts noted." in out


def test_purchases_of_cdnow_come_in_by_one_command(cast, run, write):
    file = write("master.txt", CDNOW)

    status, out, err = run("customers", "purchases", file, "--json")

    told = json.loads(out)
    assert (status, err) == (0, "")
    assert (told["written"], told["new"], told["new_customers"]) == (True, 3, 2)
    assert set(Customer.objects.values_list("reference", flat=True)) == {"cdnow-00001", "cdnow-00002"}


@pytest.mark.parametrize("words", [(), ("--dry-run",)])
def test_bad_rows_end_with_status_2_and_nothing_is_written(cast, run, write, words):
    file = write("customers.csv", "reference,email\nC-1,ada@example.org\nC-2,nobody\n,\n")

    status, out, err = run("customers", "import", file, *words)

    assert (status, out, Customer.objects.count()) == (2, "", 0)
    assert err.splitlines()[0].startswith('customers.csv:3: email: "nobody" is no address.')
    assert err.splitlines()[-1] == "Nothing was written. Mend these and run it again."


def test_bad_rows_are_told_to_programs_too(cast, run, write):
    file = write("p.csv", "reference,on,amount,currency\nC-1,2026-01-03,x,EUR\n")

    status, out, _ = run("customers", "purchases", file, "--json")

    told = json.loads(out)
    assert (status, told["written"], Purchase.objects.count()) == (2, False, 0)
    assert told["bad"][0]["line"] == 2


def test_without_an_administrator_or_with_several_it_says_whom_to_name(db, run, write):
    file = write("customers.csv", CUSTOMERS)
    status, _, err = run("customers", "import", file)
    assert (status, err) == (2, "There is no administrator yet who could do it. Add one first.\n")

    for name in ("finn", "fay"):
        Person.objects.create_user(f"{name}@example.org", name=name, role="administrator", joined_at=NOW)
    status, _, err = run("customers", "import", file)
    assert (status, "--by EMAIL" in err) == (2, True)

    status, _, err = run("customers", "import", file, "--by", "Fay@example.org")
    assert (status, err, Customer.objects.count()) == (0, "", 2)


def test_whoever_may_not_do_it_is_told_who_may(cast, run, write):
    file = write("customers.csv", CUSTOMERS)
    for who, told in (("mia@example.org", "administrator"), ("nobody@example.org", "nobody here")):
        status, _, err = run("customers", "import", file, "--by", who)
        assert (status, told in err, Customer.objects.count()) == (2, True, 0)


def test_a_file_that_is_not_there_is_told_plainly(cast, run):
    status, out, err = run("customers", "purchases", "no-such.csv")
    assert (status, out, err) == (2, "", "no-such.csv: No such file or directory.\n")


def test_rows_of_accounts_come_in_by_one_command_or_are_told_by_line(cast, run, write):
    head = "reference,account,on,kind,amount,currency\n"
    file = write("accounts.csv", head + "C-1,L-77,2026-01-05,fee,35.00,EUR\n")

    status, out, err = run("customers", "accounts", file, "--dry-run")
    assert (status, err, "1 new row of accounts, 0 that we had already." in out) == (0, "", True)
    status, out, err = run("customers", "accounts", file)
    assert (status, err, Customer.objects.get().reference) == (0, "", "C-1")

    bad = write("bad.csv", head + "C-1,L-77,2026-01-05,gift,35.00,EUR\n")
    status, out, err = run("customers", "accounts", bad)
    assert (status, out) == (2, "")
    assert err.startswith('bad.csv:2: kind: "gift" is none of fee, principal, due.')
