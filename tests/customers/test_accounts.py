"""Rows of accounts: brought in whole or not at all, once however often they come, and gone with whoever is forgotten."""

import pytest

from goodgrace.customers.accounts import read_accounts
from goodgrace.customers.actions import forget_customer
from goodgrace.customers.bringing import BroughtRows
from goodgrace.customers.bringing_accounts import bring_in_accounts, foresee_accounts
from goodgrace.customers.models import AccountRow, Customer
from goodgrace.errors import InputError, NotAllowed, Refused
from goodgrace.ledger.models import Entry
from tests.customers.acquaintances import TODAY, ada
from tests.people import NOW, Cast

HEAD = "reference,account,on,kind,amount,currency\n"
TWO = HEAD + "C-1,L-77,2026-01-05,fee,35.00,EUR\nC-9,L-80,2026-01-01,due,100,EUR\n"


def brought(text: str, cast: Cast) -> BroughtRows:
    return bring_in_accounts(table=read_accounts(text.encode(), "accounts.csv", TODAY), by=cast.finn, now=NOW)


def test_rows_come_in_with_the_customers_they_are_of_and_the_same_file_changes_nothing(cast: Cast) -> None:
    ada(cast)
    table = read_accounts(TWO.encode(), "accounts.csv", TODAY)
    assert foresee_accounts(table=table, by=cast.finn) == BroughtRows(2, 0, 0, 1)
    assert AccountRow.objects.count() == 0
    assert brought(TWO, cast) == BroughtRows(2, 0, 0, 1)
    assert brought(TWO, cast) == BroughtRows(0, 2, 0, 0)
    row = AccountRow.objects.get(customer__reference="C-1")
    assert (row.account, row.kind, row.amount, row.currency) == ("L-77", "fee", 3500, "EUR")
    assert Customer.objects.get(reference="C-9").since is not None
    assert Entry.objects.filter(what="accounts brought in").count() == 1


def test_two_fees_alike_on_one_day_are_two(cast: Cast) -> None:
    fee = "C-1,L-77,2026-01-05,fee,35.00,EUR\n"
    assert brought(HEAD + fee, cast).new == 1
    assert brought(HEAD + fee * 2, cast) == BroughtRows(1, 1, 0, 0)


def test_a_bad_row_is_told_with_its_line_and_every_reason_and_nothing_comes_in(cast: Cast) -> None:
    text = TWO + ",,2999-01-01,gift,-3,EUR\nC-1,L-77,2026-01-05,fee,1.005,EUR\nshort\n"
    table = read_accounts(text.encode(), "accounts.csv", TODAY)
    assert [bad.line for bad in table.bad] == [4, 4, 4, 4, 4, 5, 6]
    told = " ".join(bad.reason for bad in table.bad)
    for part in ("Every customer needs one", "account: it is empty", "has not come yet", '"gift" is none of fee', "below nothing", "more than the 2 decimal places"):  # fmt: skip
        assert part in told
    with pytest.raises(Refused, match="nothing of it is brought in"):
        bring_in_accounts(table=table, by=cast.finn, now=NOW)
    assert AccountRow.objects.count() == 0


@pytest.mark.parametrize(
    "head", ["reference,on,kind,amount,currency", "reference,account,on,kind,amount,currency,name"]
)
def test_other_columns_are_told(head: str) -> None:
    with pytest.raises(InputError, match=r"accounts.csv:1: .* Accounts have reference, account, on"):
        read_accounts(f"{head}\n".encode(), "accounts.csv", TODAY)


def test_only_an_administrator_brings_them_in(cast: Cast) -> None:
    table = read_accounts(TWO.encode(), "accounts.csv", TODAY)
    for person in (cast.mia, cast.olga):
        with pytest.raises(NotAllowed):
            bring_in_accounts(table=table, by=person, now=NOW)
        with pytest.raises(NotAllowed):
            foresee_accounts(table=table, by=person)


def test_forgetting_takes_the_rows_along_and_a_file_does_not_bring_them_back(cast: Cast) -> None:
    customer = ada(cast)
    brought(TWO, cast)
    forget_customer(customer=customer, by=cast.finn, now=NOW)
    assert not AccountRow.objects.filter(customer=customer).exists()
    assert brought(TWO, cast) == BroughtRows(0, 1, 1, 0)
