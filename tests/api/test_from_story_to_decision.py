"""A case through the API: opened, asked about, decided, told; and what is refused on the way."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goodgrace.api.deciding import DecisionShown, OneOfMany
from goodgrace.cases.deciding import decide
from goodgrace.cases.models import Decision, Turn
from goodgrace.ledger.models import Entry
from goodgrace.people.actions import add_person, set_envelope
from tests.api.calling import Program, new_key, program_of
from tests.cases.stories import STORY, a_case, a_customer, a_wish, in_force
from tests.people import NOW, Cast


def test_a_case_with_many_decisions_takes_no_more_queries_than_one_with_one(mia: Program, cast: Cast) -> None:
    in_force(cast)
    case, counts = a_case(cast.mia), []
    for _ in range(3):
        decide(case=case, wish=a_wish("10"), by=cast.ruth, now=NOW)
        with CaptureQueriesContext(connection) as asked:
            mia.get(f"/api/cases/{case.pk}")
        counts.append(len(asked))
    assert len(set(counts[1:])) == 1


def test_a_case_is_taken_from_a_customer_to_what_she_was_told(cast: Cast, mia: Program) -> None:
    in_force(cast)
    mia.post("/api/customers", {"reference": "C-77", "name": "Ada", "since": "2017-03-01"}, 201)
    case = mia.post(
        "/api/cases", {"customer": "C-77", "counter": "repair", "turns": [{"speaker": "customer", "text": STORY}]}, 201
    )
    assert case["turns"][0]["text"] == STORY
    assert case["opened_at"].endswith(("Z", "+00:00"))
    mia.post(f"/api/cases/{case['id']}/turns", {"text": "I found the receipt."}, 201)
    facts = {"days_out": "3", "repair_cost": "186.50", "own_fault": "no", "appliance": "WM-77"}
    case = mia.post(f"/api/cases/{case['id']}/facts", {"facts": facts, "how": {"days_out": "asked"}})
    assert case["facts"]["days_out"] == {"value": "3", "how": "asked"}
    sheets = mia.get(f"/api/cases/{case['id']}/sheet")
    (sheet,) = sheets["sheets"]
    assert (sheet["role"], sheet["sheet"]["remedies"]["free_repair"]["may"]["agent"]) == ("agent", "186.50")
    decided = mia.decide(case["id"], "186.50", revision=sheets["revision"], grounds=["just_missed"], reason="3 days.")
    assert (decided["amount"], decided["cost"], decided["currency"]) == ("186.50", "186.50", "EUR")
    assert decided["version"] == sheet["version"]
    told = mia.post(f"/api/decisions/{decided['id']}/told")
    assert told["told_at"]
    shown = mia.get(f"/api/cases/{case['id']}")
    assert [each["reason"] for each in shown["decisions"]] == ["3 days."]
    assert shown["decisions"][0]["stands"] is True


def test_the_same_key_decides_once_and_another_wish_under_it_is_refused(cast: Cast, mia: Program) -> None:
    in_force(cast)
    case, key = a_case(cast.mia), new_key()
    first = mia.decide(case.pk, key=key, revision=case.revision)
    assert mia.decide(case.pk, key=key, revision=case.revision)["id"] == first["id"]
    assert mia.decide(case.pk, "11", 409, key=key)["type"] == "urn:goodgrace:problem:refused"
    other = program_of(cast.bob).decide(case.pk, key=key)
    assert other["id"] != first["id"]
    assert Decision.objects.count() == 2


@pytest.mark.parametrize("key", ["", "short", "x" * 81, "no spaces here"])
def test_without_a_good_key_nothing_is_decided(cast: Cast, mia: Program, key: str) -> None:
    in_force(cast)
    wish = {"policy": "warranty-tolerance", "remedy": "free_repair", "amount": "10"}
    headers = {"Idempotency_Key": key} if key else {}
    told = mia.post(f"/api/cases/{a_case(cast.mia).pk}/decide", wish, 422, **headers)
    assert told["problems"][0]["where"] == "header.Idempotency-Key"
    assert not Decision.objects.exists()


def test_an_old_page_decides_nothing(cast: Cast, mia: Program) -> None:
    in_force(cast)
    case = a_case(cast.mia)
    mia.post(f"/api/cases/{case.pk}/turns", {"text": "I found the receipt."}, 201)
    assert "Somebody changed this case" in mia.decide(case.pk, status=409, revision=case.revision)["detail"]


def test_beyond_the_limit_the_problem_names_who_may(cast: Cast, mia: Program) -> None:
    in_force(cast)
    case = a_case(cast.mia, repair_cost="420")
    told = mia.decide(case.pk, "420", 403)
    assert told["type"] == "urn:goodgrace:problem:not-allowed"
    assert "A lead may give it" in told["detail"]
    call = mia.post(f"/api/cases/{case.pk}/help", {}, 201)
    assert call["to"] == "lead"
    assert mia.get(f"/api/cases/{case.pk}")["help"] == call
    assert mia.post(f"/api/cases/{case.pk}/help", {}, 409)
    assert program_of(cast.tom).decide(case.pk, "420")["role"] == "lead"


def test_a_no_has_a_reason_and_is_shown(cast: Cast, mia: Program) -> None:
    in_force(cast)
    case = a_case(cast.mia)
    no = {"policy": "warranty-tolerance", "remedy": "free_repair"}
    assert mia.post(f"/api/cases/{case.pk}/no", {**no, "reason": " "}, 409, Idempotency_Key=new_key())
    key = new_key()
    said = mia.post(f"/api/cases/{case.pk}/no", {**no, "reason": "It runs."}, Idempotency_Key=key)
    assert (said["amount"], said["reason"]) == ("0.00", "It runs.")
    assert mia.post(f"/api/cases/{case.pk}/no", {**no, "reason": "It runs."}, Idempotency_Key=key)["id"] == said["id"]


def test_facts_that_cannot_be_read_are_told_one_by_one(cast: Cast, mia: Program) -> None:
    in_force(cast)
    case = a_case(cast.mia)
    told = mia.post(f"/api/cases/{case.pk}/facts", {"facts": {"days_out": "three", "colour": "red"}}, 422)
    assert {each["where"] for each in told["problems"]} == {"days_out", "colour"}
    assert mia.get(f"/api/cases/{case.pk}")["facts"]["days_out"]["value"] == "3"


def test_many_are_decided_each_on_its_own_and_once(cast: Cast, mia: Program) -> None:
    in_force(cast)
    good, beyond, key = a_case(cast.mia), a_case(cast.mia, repair_cost="420"), new_key()
    wish = {"policy": "warranty-tolerance", "remedy": "free_repair", "amount": "10"}
    wishes = [
        {**wish, "case": good.pk},
        {**wish, "case": beyond.pk, "amount": "420"},
        {**wish, "case": 999_999},
        {**wish, "case": beyond.pk, "remedy": "gold"},
        {**wish, "case": beyond.pk, "revision": 0},
        {**wish, "case": good.pk, "amount": "20"},
    ]
    results = mia.post("/api/decide", {"wishes": wishes}, Idempotency_Key=key)["results"]
    statuses = [200 if each["decision"] else each["problem"]["status"] for each in results]
    assert statuses == [200, 403, 404, 404, 409, 200]
    assert "A lead may give it" in results[1]["problem"]["detail"]
    assert all(set(each) == set(OneOfMany.model_fields) for each in results)
    assert set(results[0]["decision"]) == set(DecisionShown.model_fields)
    assert all(OneOfMany.model_validate(each) for each in results)
    again = mia.post("/api/decide", {"wishes": wishes}, Idempotency_Key=key)["results"]
    assert [each["decision"] and each["decision"]["id"] for each in again] == [
        each["decision"] and each["decision"]["id"] for each in results
    ]
    assert Decision.objects.count() == 2


def test_sending_many_again_asks_the_database_as_often_as_sending_one(
    cast: Cast, mia: Program, django_assert_max_num_queries: Any
) -> None:
    in_force(cast)
    wish = {"policy": "warranty-tolerance", "remedy": "free_repair", "amount": "1"}
    wishes, key = {"wishes": [{**wish, "case": a_case(cast.mia).pk} for _ in range(20)]}, new_key()
    first = mia.post("/api/decide", wishes, Idempotency_Key=key)
    with django_assert_max_num_queries(11):
        assert mia.post("/api/decide", wishes, Idempotency_Key=key) == first


def test_more_than_a_thousand_at_once_are_too_many(cast: Cast, mia: Program) -> None:
    wish = {"policy": "p", "remedy": "r", "amount": "1", "case": 1}
    assert mia.post("/api/decide", {"wishes": [wish] * 1001}, 422, Idempotency_Key=new_key())
    assert mia.post("/api/decide", {"wishes": []}, 422, Idempotency_Key=new_key())


def test_a_service_stays_inside_its_envelope_and_is_told_who_goes_on(cast: Cast) -> None:
    in_force(cast)
    service = add_person(
        email="bot@example.org", name="Robin", role="agent", password=None, by=cast.finn, now=NOW, is_service=True
    )
    set_envelope(person=service, most_per_decision=5000, most_per_day=8000, by=cast.finn, now=NOW)
    robin, cases = program_of(service), [a_case(cast.mia) for _ in range(3)]
    told = robin.decide(cases[0].pk, "50.01", 403)
    assert "Robin may give up to 50.00 EUR at once by itself, and this costs 50.01 EUR" in told["detail"]
    assert "ask for help, and the case goes along with its story" in told["detail"]
    robin.decide(cases[0].pk, "50")
    assert robin.get(f"/api/cases/{cases[1].pk}/sheet")["sheets"][0]["envelope"] == {
        "at_once": "50.00",
        "left_today": "30.00",
    }
    assert "up to 30.00 EUR more today" in robin.decide(cases[1].pk, "30.01", 403)["detail"]
    robin.decide(cases[1].pk, "30")
    robin.decide(cases[2].pk, "0.01", 403)
    assert robin.post(f"/api/cases/{cases[2].pk}/help", {}, 201)["to"] == "lead"
    assert program_of(cast.mia).decide(cases[2].pk, "100")


def test_what_does_not_exist_is_missing(cast: Cast, mia: Program) -> None:
    in_force(cast)
    huge = 10**30
    for address in ("cases/999999", f"cases/{huge}", f"cases/{huge}/sheet", "customers/nobody", "rulebook/nothing"):
        mia.get(f"/api/{address}", 404)
    mia.post(f"/api/decisions/{uuid4()}/told", status=404)
    mia.decide(huge, status=404)


def test_neither_logs_nor_ledger_hold_what_a_customer_said(
    cast: Cast, mia: Program, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    in_force(cast)
    case = a_case(cast.mia)
    mia.post(f"/api/cases/{case.pk}/turns", {"text": "zanzibar " * 3}, 201)
    mia.post(f"/api/cases/{case.pk}/turns", {"text": "zanzibar", "speaker": "zanzibar"}, 422)
    mia.post(f"/api/cases/{case.pk}/turns", '{"text": "zanzibar', 400)
    mia.post(f"/api/cases/{case.pk}/facts", {"facts": {"days_out": "zanzibar"}}, 422)
    mia.decide(case.pk, reason="zanzibar")
    mia.decide(case.pk, "999", 403, reason="zanzibar")
    mia.post("/api/customers", {"reference": "C-1", "name": "zanzibar", "email": "zanzibar"}, 422)
    assert "zanzibar" not in "\n".join(
        record.getMessage() for record in caplog.records if not record.name.startswith("django.db")
    )
    assert "zanzibar" not in str(list(Entry.objects.values()))
    assert b"zanzibar" not in b"".join(bytes(turn.text) for turn in Turn.objects.all())


def test_a_customer_may_be_forgotten_and_her_case_says_so(cast: Cast, mia: Program) -> None:
    from goodgrace.customers.actions import forget_customer

    in_force(cast)
    ada = a_customer("C-9/1")
    case = a_case(cast.mia, ada)
    forget_customer(customer=ada, by=cast.finn, now=NOW)
    assert mia.get(f"/api/cases/{case.pk}")["turns"][0]["text"] == "(forgotten, as she asked)"
    mia.get("/api/customers/C-9/1", 404)
    mia.decide(case.pk, "186.50", 403)
