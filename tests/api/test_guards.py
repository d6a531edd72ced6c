"""May I send dunning to her now: no dunning passes a guard, and a slip is never a yes."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from goodgrace.errors import InputError, Missing
from goodgrace.people.actions import let_out, revoke_token
from goodgrace.people.models import Token
from goodgrace.promises.guarding.feed import checked, page_of
from goodgrace.promises.guarding.shape import KINDS
from goodgrace.promises.guarding.standing import every_guard, may, standing
from goodgrace.promises.models import Promise, Step
from tests.api.calling import Program, program_of
from tests.cases.stories import a_customer
from tests.people import NOW, Cast
from tests.promises.keeping import begun

GUARDED = """
rest: {title: Nothing is charged, suspend: fees, for: 10 days}
quiet: {title: No dunning, guard: [dunning, marketing], for: 10 days}
tell: {title: Call and say so, call: customer, between: 09:00 and 18:00, within: 2 days}
back: {title: Fees go on, resume: rest, after: tell}
"""


@pytest.fixture
def held(cast: Cast) -> Promise:
    return begun(cast, GUARDED, now=timezone.now())


def test_no_dunning_passes_a_guard(cast: Cast, mia: Program, held: Promise) -> None:
    reference = held.customer.reference
    told = mia.get(f"/api/guards/{reference}?kind=dunning")
    until = held.started_at + timedelta(days=10)
    assert told["may"] is False
    assert told["until"][:10] == f"{until:%Y-%m-%d}"
    assert told["because"].startswith("We promised this customer: no dunning until ")
    assert held.title not in told["because"]
    assert mia.get(f"/api/guards/{reference}?kind=charge")["may"] is False
    assert mia.get(f"/api/guards/{reference}?kind=survey") == {
        "may": True, "until": None, "because": "Nothing stands against it."
    }  # fmt: skip


def test_a_customer_without_a_promise_may_be_written_to(cast: Cast, mia: Program) -> None:
    a_customer("A/1 b")
    assert mia.get("/api/guards/A%2F1%20b?kind=dunning")["may"] is True


def test_a_slip_is_never_a_yes(cast: Cast, mia: Program, held: Promise) -> None:
    assert "Ask about one of dunning" in mia.get(f"/api/guards/{held.customer.reference}?kind=duning", 422)["detail"]
    assert mia.get(f"/api/guards/{held.customer.reference}", 422)["problems"][0]["where"] == "query.kind"
    assert "ask a person" in mia.get("/api/guards/NOBODY?kind=dunning", 404)["detail"]
    twice = mia.get(f"/api/guards/{held.customer.reference}?kind=dunning&kind=survey", 422)
    assert twice["detail"] == "Ask about one kind at a time."
    with pytest.raises(InputError):
        may("NOBODY", "duning", NOW)
    with pytest.raises(Missing):
        may("NOBODY", "dunning", NOW)


@pytest.mark.parametrize("change", ["lifted", "over by the clock", "released", "not begun"])
def test_what_is_over_or_has_not_begun_holds_nothing_back(cast: Cast, held: Promise, change: str) -> None:
    now, quiet = timezone.now(), Step.objects.filter(promise=held, name="quiet")
    match change:
        case "lifted":
            quiet.update(ended_at=now)
        case "over by the clock":
            now = held.started_at + timedelta(days=10, hours=2)
        case "released":
            Promise.objects.update(state="released", ended_at=now)
        case "not begun":
            quiet.update(state="promised", due_at=None, at=None)
    assert may(held.customer.reference, "marketing", now).may


def test_a_suspension_counts_from_when_it_is_due_whatever_the_other_system_says(cast: Cast, held: Promise) -> None:
    rest = Step.objects.get(promise=held, name="rest")
    assert rest.state == "promised"
    Step.objects.filter(pk=rest.pk).update(state="late", was_late=True)
    assert not may(held.customer.reference, "charge", timezone.now()).may


def test_asking_takes_one_statement_the_token_included(cast: Cast, mia: Program, held: Promise) -> None:
    mia.get(f"/api/guards/{held.customer.reference}?kind=dunning")
    with CaptureQueriesContext(connection) as asked:
        mia.get(f"/api/guards/{held.customer.reference}?kind=dunning")
    assert len(asked) == 1


def test_the_quick_way_says_what_the_long_way_says(cast: Cast, mia: Program, held: Promise) -> None:
    client, address = mia.client, f"/api/guards/{held.customer.reference}?kind="
    for kind in KINDS:
        quick, long = (
            client.get(address + kind, headers={"Authorization": f"{how} {mia.secret}"}) for how in ("Bearer", "bearer")
        )
        assert quick.json() == long.json()
        assert dict(quick.headers) == dict(long.headers)


@pytest.mark.parametrize("end", ["revoked", "let out", "scope gone"])
def test_the_quick_way_remembers_no_token_that_ended_a_moment_ago(cast: Cast, held: Promise, end: str) -> None:
    mia, address = program_of(cast.mia), f"/api/guards/{held.customer.reference}?kind=dunning"
    assert mia.get(address)["may"] is False
    match end:
        case "revoked":
            revoke_token(token=Token.objects.get(), by=cast.mia, now=NOW)
        case "let out":
            let_out(person=cast.mia, by=cast.finn, now=NOW)
        case "scope gone":
            Token.objects.update(scopes=["decide"])
    mia.get(address, 403 if end == "scope gone" else 401)


def test_all_guards_come_in_signed_pages(cast: Cast, held: Promise, monkeypatch: pytest.MonkeyPatch) -> None:
    reference, now = held.customer.reference, timezone.now()
    told = program_of(cast.mia).get("/api/guards")
    assert told["next"] is None
    found = checked(page_of(told["head"], told["items"]), now=now)
    assert {(guard.customer, guard.kinds) for guard in found} == {
        (reference, ("charge",)),
        (reference, ("dunning", "marketing")),
    }
    assert list(found) == list(every_guard(now))
    first, following = standing(now, most=1)
    second, end = standing(now, following, most=1)
    assert (first + second, end) == (list(found), 0)


def test_a_forgotten_customer_stands_in_no_copy(cast: Cast, held: Promise) -> None:
    held.customer.forgotten_at = NOW
    held.customer.save()
    assert list(every_guard(timezone.now())) == []


def test_the_command_writes_a_copy_and_asks_it(cast: Cast, held: Promise, tmp_path: Path, capsys) -> None:
    from goodgrace.cli import main

    def run(*words: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            main(["guards", *words])
        return int(ended.value.code or 0), capsys.readouterr().out

    file, reference = str(tmp_path / "guards.jsonl"), held.customer.reference
    status, out = run("export", file)
    assert (status, "2 guards" in out) == (0, True)
    key = out.rpartition("Key: ")[2].strip()
    status, out = run("ask", file, reference, "dunning", "--key", key)
    assert (status, out.startswith("No. We promised this customer: no dunning")) == (1, True)
    assert run("ask", file, reference, "survey", "--key", key) == (0, "Yes. Nothing stands against it.\n")
    status, out = run("ask", file, reference, "survey", "--key", "00" * 32, "--json")
    assert (status, json.loads(out)["may"]) == (1, False)
