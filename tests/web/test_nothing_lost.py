"""Whatever stands in the way, what a colleague typed stays on the page that tells her so."""

import re
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse

from goodgrace.cases.actions import close_case
from goodgrace.cases.afterwards import tell_customer
from goodgrace.cases.deciding import decide
from goodgrace.cases.models import Case, Decision
from goodgrace.people.models import Person
from goodgrace.rulebook.actions import draft, publish
from goodgrace.rulebook.models import Counter
from tests.cases.stories import a_case, a_customer, a_wish, in_force
from tests.makers import policy_text
from tests.people import NOW, Cast
from tests.web.browsing import signed_in


def sent(person: Person, address: str, **fields: Any) -> tuple[int, str]:
    answer: HttpResponse = signed_in(person).post(address, fields)  # type: ignore[assignment]  # the client's answer is one
    return answer.status_code, unescape(answer.content.decode())


@pytest.fixture
def case(cast: Cast) -> Case:
    in_force(cast)
    return a_case(cast.mia)


@pytest.fixture
def closed(cast: Cast, case: Case) -> Case:
    close_case(case=case, solved=True, cared_for=True, by=cast.bob, now=NOW)
    return case


def test_a_story_that_is_too_long_stands_there_to_be_shortened(cast: Cast) -> None:
    Counter.objects.get_or_create(slug="repair", defaults={"title": "Repair"})
    story = "She said it again. " * 6_000
    status, html = sent(cast.mia, "/cases/new", customer=a_customer().reference, counter="repair", story=story)
    assert (status, "She said it again. She said" in html) == (422, True)
    assert not Case.objects.exists()


def test_a_summary_that_cannot_be_kept_stands_there(cast: Cast, case: Case) -> None:
    status, html = sent(cast.mia, f"/cases/{case.pk}/summary", text="Her words in short. " * 6_000)
    assert (status, "Her words in short. Her words" in html) == (409, True)


@pytest.mark.parametrize("what", ["summary", "story"])
def test_words_for_a_case_that_a_colleague_closed_meanwhile_stand_there(cast: Cast, closed: Case, what: str) -> None:
    status, html = sent(cast.mia, f"/cases/{closed.pk}/{what}", text="It rattles again.")
    assert (status, "This was not done" in html, "It rattles again." in html) == (409, True, True)


def test_answers_for_a_case_that_a_colleague_closed_meanwhile_stand_there(cast: Cast, closed: Case) -> None:
    answers = {"fact.days_out": "17", "was.days_out": "3", "how.days_out": "asked"}
    status, html = sent(cast.mia, f"/cases/{closed.pk}/facts", **answers)
    assert (status, "<p>17</p>" in html) == (409, True)


def test_a_guess_stays_a_guess_where_another_answer_is_wrong(cast: Cast, case: Case) -> None:
    answers = {
        "fact.days_out": "many", "was.days_out": "3", "how.days_out": "asked",
        "fact.tenure_years": "6", "was.tenure_years": "", "how.tenure_years": "guessed",
    }  # fmt: skip
    status, html = sent(cast.mia, f"/cases/{case.pk}/facts", **answers)
    place = html[html.index('name="how.tenure_years"') :]
    assert status == 422
    assert re.search(r'<option value="(\w+)" selected>', place)[1] == "guessed"  # type: ignore[index]  # there is one


def test_what_was_ticked_and_unticked_stays_so_where_a_decision_is_refused(cast: Cast, case: Case) -> None:
    wish = {"policy": "warranty-tolerance", "remedy": "free_repair", "amount": "900", "key": "key-000001"}
    status, html = sent(cast.mia, f"/cases/{case.pk}/decide", **wish, ground=["long_standing"])
    ticked = re.findall(r'name="ground" value="(\w+)" checked', html)
    assert status == 403
    assert ticked == ["long_standing"]


def test_the_reason_of_an_overrule_that_cannot_be_stays_to_be_used_otherwise(cast: Cast, case: Case) -> None:
    decide(case=case, wish=a_wish("100"), by=cast.mia, now=NOW)
    decision = Decision.objects.get()
    tell_customer(decision=decision, by=cast.mia, now=NOW)
    status, html = sent(cast.tom, f"/decisions/{decision.pk}/overrule", reason="She was promised a new one.")
    assert (status, "She was promised a new one.</textarea>" in html) == (409, True)


def test_what_the_desk_suggests_can_be_given_in_a_currency_with_three_places(cast: Cast) -> None:
    text = policy_text("gift: {gives: money, discretion: {agent: [{up_to: 1.234}]}}").replace(
        "policy: made", "policy: made\ncurrency: KWD"
    )
    publish(version=draft(text=text, by=cast.olga, now=NOW), by=cast.olga, now=NOW)
    case = a_case(cast.mia, **dict.fromkeys(("days_out", "repair_cost", "own_fault", "appliance"), ""))
    html = signed_in(cast.mia).get(f"/cases/{case.pk}/").content.decode()
    suggested = re.search(r'name="amount"[^>]*value="([^"]*)"', html)[1]  # type: ignore[index]  # there is one
    status, _ = sent(cast.mia, f"/cases/{case.pk}/decide", policy="made", remedy="gift", amount=suggested, key="key-1")
    assert (status, str(Decision.objects.get().amount)) == (302, "1234")
