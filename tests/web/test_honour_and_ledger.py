"""How far decisions stood, by policy, and the ledger to take along with its proofs."""

import json
from html import unescape
from pathlib import Path

from django.utils import timezone

from goodgrace.cases.afterwards import overrule
from goodgrace.cases.deciding import decide
from goodgrace.cases.models import Case
from goodgrace.ledger.actions import record
from goodgrace.ledger.checking import check_export
from goodgrace.ledger.models import Head
from goodgrace.ledger.sealing import seal_all
from goodgrace.people.models import Person
from tests.cases.stories import a_case, a_wish, in_force
from tests.people import Cast
from tests.web.browsing import signed_in

WHY = "The same was refunded by the bank already."


def page(person: Person, address: str) -> str:
    answer = signed_in(person).get(address)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def overruled_once(cast: Cast) -> Case:
    """Three decisions under one policy, one of them overruled."""
    now = timezone.now()
    in_force(cast, at=now)
    made = [decide(case=a_case(cast.mia, now=now), wish=a_wish("5"), by=cast.mia, now=now) for _ in range(3)]
    overrule(decision=made[0], by=cast.tom, reason=WHY, now=now)
    return made[0].case


def test_overrules_are_gathered_by_policy_with_their_counts(cast: Cast) -> None:
    overruled_once(cast)
    html = page(cast.bob, "/honour/")
    assert "1 of 3 decisions" in html
    assert '<a href="#warranty-tolerance">Repairs just after the warranty</a>' in html
    assert WHY in html
    assert cast.mia.name not in html.replace(cast.bob.name, "")


def test_today_tells_when_something_was_overruled_and_what(cast: Cast) -> None:
    overruled_once(cast)
    html = page(cast.mia, "/")
    card = html[html.index("Overruled, and why") :]
    assert timezone.localdate().strftime("%B %Y") in card
    assert "Repair it as if the warranty still held: 5.00 EUR" in card
    assert WHY in card


def test_where_nothing_was_overruled_it_says_for_how_long(cast: Cast) -> None:
    in_force(cast)
    assert "None in the last 90 days. Every decision stood." in page(cast.bob, "/honour/")


def test_who_sees_no_cases_reads_counts_and_no_reasons(cast: Cast) -> None:
    overruled_once(cast)
    html = page(cast.olga, "/honour/")
    assert "1 of 3 decisions" in html
    assert WHY not in html
    assert "a reason can hold what a customer told" in html
    assert "a reason can hold what a customer told" not in page(cast.tom, "/honour/")


def test_the_counts_are_taken_along_without_a_reason_or_a_name(cast: Cast) -> None:
    overruled_once(cast)
    answer = signed_in(cast.max).get("/honour/?csv=yes")
    head, row = answer.content.decode("utf-8-sig").splitlines()
    assert head == "policy,title,decisions,noes,overruled,since,until"
    assert row.startswith("warranty-tolerance,Repairs just after the warranty,3,0,1,")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"


def test_the_ledger_is_taken_along_with_proofs_that_hold(cast: Cast, tmp_path: Path) -> None:
    case = overruled_once(cast)
    seal_all(timezone.now)
    answer = signed_in(cast.max).get("/ledger/export")
    assert answer.status_code == 200
    file = tmp_path / "ledger.jsonl"
    file.write_bytes(b"".join(answer.streaming_content))  # type: ignore[attr-defined]  # a file is streamed
    assert check_export(file).is_complete
    about = signed_in(cast.max).get(f"/ledger/export?about={case.mark}")
    lines = b"".join(about.streaming_content).splitlines()  # type: ignore[attr-defined]  # as above
    assert {json.loads(line)["entry"]["about"] for line in lines[1:]} == {case.mark}


def test_the_ledger_names_people_and_their_roles_and_says_by_whose_clock(cast: Cast) -> None:
    case = overruled_once(cast)
    html = page(cast.max, "/ledger/")
    assert ">Mia, agent</td>" in html
    assert ">Tom, lead</td>" in html
    assert ">Olga, policy owner</td>" in html
    assert "person:" not in html.replace("?about=person", "")
    assert "Times are as clocks in Lisbon show them." in html
    cast.max.team = None
    cast.max.save()
    assert "Times are in UTC." in page(cast.max, f"/ledger/?about={case.mark}")
    cast.max.language = "de"
    cast.max.save()
    assert ">Mia, Kundenberatung</td>" in page(cast.max, "/ledger/")


def test_what_nobody_did_is_by_goodgrace_itself_and_unknown_marks_stay(cast: Cast) -> None:
    for by in ("clock", "person:999999", "somebody"):
        record(by=by, role="", what="billing compared", about="channel:billing", now=timezone.now())
    html = page(cast.max, "/ledger/")
    assert [f">{by}</td>" in html for by in ("Goodgrace itself", "person:999999", "somebody")] == [True] * 3


def test_what_is_sealed_is_counted_as_it_is_numbered(cast: Cast) -> None:
    for _ in range(1200):
        record(by="clock", role="", what="billing compared", about="channel:billing", now=timezone.now())
    seal_all(timezone.now)
    size = Head.objects.get().size
    html = page(cast.max, "/ledger/")
    assert f"{size:,} entries are sealed, counted from 0, the last ones on" in html
    assert f">{size - 1:,}</td>" in html


def test_where_nothing_is_sealed_the_page_says_so(cast: Cast) -> None:
    answer = signed_in(cast.max).get("/ledger/export")
    assert answer.status_code == 409
    assert "Nothing is sealed yet" in answer.content.decode()
