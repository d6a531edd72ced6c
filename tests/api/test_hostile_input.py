"""Whatever is sent, the answer is a problem that says why; never a fault of ours."""

import json

import pytest
from django.test import Client

from tests.api.calling import Program, is_a_problem, new_key
from tests.cases.stories import a_case, a_customer, in_force
from tests.people import Cast

CASE = '{"customer": "C-1", "counter": "repair", "turns": [{"text": %s}]}'


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[" * 100_000,
        '{"a":' * 100_000 + "1" + "}" * 100_000,
        '{"customer": NaN}',
        '{"customer": -Infinity}',
        '{"customer": ' + "9" * 10_000 + "}",
        CASE % r'"a\u0000b"',
        CASE % r'"\ud800"',
        CASE % '"a\0b"',
        b'{"customer": "\xff"}',
        b'{"customer": "\xed\xa0\x80"}',
        "null",
        "7",
        '"text"',
        "[]",
        '{"customer": 1, "counter": [], "turns": {}}',
        '{"customer": "C-1", "counter": "repair", "colour": "red"}',
        '{"customer": "C-1", "counter": "' + "r" * 61 + '"}',
        CASE % '"' + "}" * 3,
        CASE % "1e400",
    ],
    ids=range(21),
)
def test_a_body_that_cannot_be_read_is_a_problem(cast: Cast, mia: Program, body: str | bytes) -> None:
    a_customer("C-1")
    answer = mia.client.post("/api/cases", body, "application/json", headers={"Authorization": f"Bearer {mia.secret}"})
    assert answer.status_code in (400, 422), answer.content.decode()[:500]
    is_a_problem(answer, json.loads(answer.content))


@pytest.mark.parametrize("amount", [10, 10.5, "-1", "1e3", "NaN", "10,00", " 10", "1.0000000000", "٣", "", None, True])
def test_an_amount_is_a_plain_decimal_in_a_text(cast: Cast, mia: Program, amount: object) -> None:
    wish = {"policy": "p", "remedy": "r", "amount": amount}
    told = mia.post("/api/cases/1/decide", wish, 422, Idempotency_Key=new_key())
    assert told["problems"][0]["where"] == "body.amount"


@pytest.mark.parametrize("amount", ["9" * 30, "999999", "0", "0.001", "1.999999999"])
def test_an_amount_that_nobody_gives_is_refused(cast: Cast, mia: Program, amount: str) -> None:
    in_force(cast)
    assert mia.decide(a_case(cast.mia).pk, amount, 403 if amount == "999999" else 422)


def test_a_nul_in_an_address_is_a_problem(cast: Cast, mia: Program) -> None:
    for address in ("customers/%00", "customers?q=%00", "rulebook?counter=a%00", "rulebook/%00"):
        mia.get(f"/api/{address}", 400)


def test_more_than_a_megabyte_is_too_much_and_a_batch_may_have_ten(cast: Cast, mia: Program) -> None:
    a_customer("C-1")
    told = mia.post("/api/cases", CASE % json.dumps("x" * 1_000_000), 413)
    assert "at most 1 MB" in told["detail"]
    wishes = {"wishes": [], "more": "x" * 2_000_000}
    mia.post("/api/decide", wishes, 422, Idempotency_Key=new_key())
    told = mia.post("/api/decide", {**wishes, "more": "x" * 10_000_000}, 413, Idempotency_Key=new_key())
    assert "at most 10 MB" in told["detail"]


def test_a_body_in_chunks_is_refused_rather_than_taken_for_none(cast: Cast, mia: Program) -> None:
    assert "Content-Length" in mia.post("/api/cases", "{}", 400, Transfer_Encoding="chunked")["detail"]


def test_a_missing_body_is_told_so(cast: Cast, mia: Program) -> None:
    assert mia.post("/api/cases", "", 422)["problems"] == [{"where": "body", "what": "Field required"}]


def test_a_stranger_is_not_even_read(cast: Cast) -> None:
    assert Program("gg_x").post("/api/cases", "x" * 1_000_001, 401)


def test_other_addresses_and_methods_are_problems_too(cast: Cast, mia: Program) -> None:
    for address in ("/api/", "/api/nothing", "/api/cases/x", "/api/customers/"):
        mia.get(address, 404)
    answer = Client().delete("/api/customers")
    assert (answer.status_code, set(answer["Allow"].split(", "))) == (405, {"GET", "POST"})
    is_a_problem(answer, answer.json())


def test_a_fault_of_ours_is_told_without_what_was_said(
    cast: Cast, mia: Program, caplog: pytest.LogCaptureFixture
) -> None:
    from django.db import OperationalError
    from django.test import RequestFactory

    from goodgrace.api.problems import answer

    request = RequestFactory().get("/api/cases/1")
    request.resolver_match = None
    broken = answer(request, RuntimeError("zanzibar"))
    assert (broken.status_code, b"zanzibar" in broken.content, "zanzibar" in caplog.text) == (500, False, False)
    assert "RuntimeError" in caplog.text
    busy = answer(request, OperationalError("database is locked"))
    assert (busy.status_code, busy["Retry-After"]) == (503, "2")
