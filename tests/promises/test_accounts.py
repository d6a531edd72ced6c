"""Penalty spirals of accounts that came in: noticed with evidence, on the page and in the API, and nothing begun by it."""

from collections.abc import Iterable
from html import unescape

import pytest
from django.urls import reverse

from goodgrace.customers.models import AccountRow, Customer
from goodgrace.promises.accounts import accounts_of, spirals_behind
from goodgrace.promises.models import Promise
from goodgrace.rulebook.playbooks import draft_playbook, publish_playbook
from tests.api.calling import program_of
from tests.cases.stories import POLICIES, a_customer
from tests.people import NOW, Cast
from tests.promises.test_spirals import account
from tests.web.browsing import signed_in


def with_account(late: Iterable[int], months: int = 14, *, reference: str = "C-1", name: str = "L-77") -> Customer:
    """A customer whose instalments came late in these months."""
    customer = Customer.objects.filter(reference=reference).first() or a_customer(reference)
    AccountRow.objects.bulk_create(
        AccountRow(customer=customer, account=name, on=row.on, kind=row.kind, amount=row.amount, currency="EUR")
        for row in account(set(late), months)
    )
    return customer


def in_force(cast: Cast) -> None:
    text = (POLICIES / "playbooks/hardship-grace.yaml").read_text(encoding="utf-8")
    publish_playbook(version=draft_playbook(text=text, by=cast.olga, now=NOW), by=cast.olga, now=NOW)


@pytest.mark.django_db
def test_each_account_is_looked_at_on_its_own() -> None:
    customer = with_account(range(6, 11))
    with_account([1, 2], name="L-78")
    first, second = accounts_of(customer)
    assert (first.name, first.spiral.noticed, str(first.spiral.fees)) == ("L-77", True, "175.00 EUR")
    assert (second.name, second.spiral.noticed) == ("L-78", None)


@pytest.mark.django_db
def test_the_list_goes_on_behind_a_customer_and_says_how_many_tell_too_little() -> None:
    ada = with_account(range(6, 11))
    with_account([1, 2, 3], months=5, reference="C-2")
    bea = with_account(range(6, 11), reference="C-3")
    looked = spirals_behind()
    assert [each.customer for each in looked.noticed] == [ada, bea]
    assert (looked.looked_at, looked.too_little, looked.after) == (3, 1, None)
    assert [each.customer for each in spirals_behind(ada.pk).noticed] == [bea]


def test_her_page_shows_fees_against_principal_with_evidence_and_only_suggests(cast: Cast) -> None:
    customer = with_account(range(6, 11))
    in_force(cast)
    told = unescape(signed_in(cast.mia).get(f"/customers/{customer.pk}/").content.decode())
    assert "<strong>175.00 EUR</strong> of fees were charged, <strong>900.00 EUR</strong> of principal" in told
    assert "a fee makes the next one likelier" in told
    assert "After a fee 4 of 5 due dates brought another fee; without one before, 1 of 8 did." in told
    assert "After the fee of 5 July 2025 the instalment due on 30 July 2025 was missed" in told
    begin = reverse("promise_begin", kwargs={"pk": customer.pk, "name": "hardship-grace"})
    assert f'href="{begin}"' in told
    assert signed_in(cast.mia).get(begin).status_code == 200
    assert Promise.objects.count() == 0


def test_where_the_playbook_is_not_in_force_or_too_little_is_known_the_page_says_so(cast: Cast) -> None:
    customer = with_account(range(6, 11))
    with_account([1, 2], name="L-78")
    told = unescape(signed_in(cast.mia).get(f"/customers/{customer.pk}/").content.decode())
    assert "The playbook hardship-grace may help, once it is in force." in told
    assert "cannot be told yet: 2 fees are too few to tell; it takes 3." in told


def test_the_list_names_whom_it_concerns_and_takes_no_nonsense(cast: Cast) -> None:
    with_account(range(6, 11))
    told = unescape(signed_in(cast.mia).get("/customers/fees").content.decode())
    assert "1 account with fees was looked at; 0 tell too little." in told
    assert signed_in(cast.mia).get("/customers/fees?after=%F0%9F%98%80").status_code == 200


def test_programs_bring_rows_in_all_or_none_and_read_what_they_tell(cast: Cast) -> None:
    finn, mia = program_of(cast.finn), program_of(cast.mia)
    a_customer("C-1")
    rows = [
        {"customer": "C-1", "account": "L-77", "on": str(row.on), "kind": row.kind, "amount": f"{row.amount // 100}.00", "currency": "EUR"}
        for row in account(set(range(6, 11)), 14)
    ]  # fmt: skip
    assert finn.post("/api/accounts", {"rows": rows, "dry_run": True}, 201)["written"] is False
    assert AccountRow.objects.count() == 0
    refused = finn.post("/api/accounts", {"rows": [rows[0], {**rows[1], "kind": "gift"}]}, 422)
    assert '"gift" is none of fee' in str(refused["problems"])
    assert "rows.1" in str(refused["problems"])
    assert AccountRow.objects.count() == 0
    assert finn.post("/api/accounts", {"rows": rows}, 201)["new"] == len(rows)
    assert finn.post("/api/accounts", {"rows": rows}, 201) == {
        "written": True, "new": 0, "same": len(rows), "forgotten": 0, "new_customers": 0
    }  # fmt: skip
    mia.post("/api/accounts", {"rows": rows}, 403)
    (told,) = mia.get("/api/accounts/C-1")
    assert (told["fees"], told["principal"], told["noticed"], told["suggests"]) == ("175.00", "900.00", True, "hardship-grace")  # fmt: skip
    assert len(told["evidence"]) == 4
    mia.get("/api/accounts/C-9", 404)
