"""The desk, without a browser: what it shows, what it takes, and that nothing typed is lost."""

import re
from datetime import date
from html import unescape

import pytest

from goodgrace.cases.actions import note_facts
from goodgrace.cases.afterwards import tell_customer
from goodgrace.cases.deciding import decide
from goodgrace.cases.models import Case, Decision
from goodgrace.customers.models import Purchase
from goodgrace.people.models import Role
from goodgrace.rulebook.models import Counter
from tests.cases.stories import STORY, a_case, a_customer, a_wish, in_force, later
from tests.people import NOW, Cast
from tests.web.browsing import signed_in


def page(person: object, case: Case) -> str:
    answer = signed_in(person).get(f"/cases/{case.pk}/")  # type: ignore[arg-type]  # a person of the cast
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def form(html: str, remedy: str) -> dict[str, str]:
    """The hidden fields of a remedy's form, as a browser sends them."""
    part = html[html.index(f'value="{remedy}"') :]
    found = {name: re.search(rf'name="{name}" value="([^"]*)"', part) for name in ("key", "seen")}
    return {
        "policy": "warranty-tolerance",
        "remedy": remedy,
        **{name: match[1] for name, match in found.items() if match},
    }


@pytest.fixture
def mias(cast: Cast) -> Case:
    in_force(cast)
    return a_case(cast.mia)


def test_the_story_stands_before_who_she_is(cast: Cast, mias: Case) -> None:
    html = re.sub(r'<a class="noted".*?</a>|<[^>]*>', "", page(cast.mia, mias))
    assert STORY[:60] in html
    assert html.index(STORY[:60]) < html.index("You may give up to") < html.index("with us since")


def test_a_case_is_taken_from_story_to_decision(cast: Cast) -> None:
    in_force(cast)
    Counter.objects.get_or_create(slug="repair", defaults={"title": "Appliance repair"})
    ada, client = a_customer(), signed_in(cast.mia)
    opened = client.post("/cases/new", {"customer": ada.reference, "counter": "repair", "story": STORY})
    assert opened.status_code == 302
    case = Case.objects.get()
    assert "How many days after the warranty ended did it break?" in page(cast.mia, case)
    facts = {"fact.days_out": "3", "fact.repair_cost": "186.50", "fact.appliance": "WM-1", "how.days_out": "told"}
    assert client.post(f"/cases/{case.pk}/facts", facts).status_code == 302
    html = page(cast.mia, case)
    assert "You may give up to <strong>186.50 EUR</strong>" in html
    done = client.post(
        f"/cases/{case.pk}/decide", {**form(html, "free_repair"), "amount": "186.50", "ground": "just_missed"}
    )
    assert done.status_code == 302
    decision = Decision.objects.get()
    assert (decision.amount, decision.by, decision.grounds) == (18650, cast.mia, ["just_missed"])
    assert "stands" in page(cast.mia, case)


def test_grounds_that_the_facts_prove_are_ticked_already(cast: Cast, mias: Case) -> None:
    html = page(cast.mia, mias)
    assert re.search(r'value="just_missed" checked', html)
    assert not re.search(r'value="depends_on_it_now" checked', html)


def test_what_counts_as_no_until_somebody_says_otherwise_can_be_said(cast: Cast, mias: Case) -> None:
    html = page(cast.mia, mias)
    assert "Does somebody at home depend on it just now" in html
    assert "left open: no" in html
    assert 'href="#fact-depends_on_it"' in html
    assert "You may give up to <strong>7 days</strong>" in html
    said = {"fact.depends_on_it": "yes", "how.depends_on_it": "told"}
    assert signed_in(cast.mia).post(f"/cases/{mias.pk}/facts", said).status_code == 302
    html = page(cast.mia, mias)
    assert "You may give up to <strong>21 days</strong>" in html
    assert re.search(r'value="depends_on_it_now" checked', html)
    assert 'href="#fact-depends_on_it"' not in html


def test_a_wrong_answer_to_what_was_left_open_is_said_beside_it(cast: Cast, mias: Case) -> None:
    said = {"fact.own_fault": "perhaps", "how.own_fault": "told"}
    answer = signed_in(cast.mia).post(f"/cases/{mias.pk}/facts", said)
    html = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert 'id="problem-own_fault"' in html
    assert "This was not done" not in html


def test_what_one_of_it_costs_us_is_said(cast: Cast, mias: Case) -> None:
    assert "It costs us 6.00 EUR for 1 day." in page(cast.mia, mias)


def test_what_was_given_in_full_says_so_where_nothing_more_is_open(cast: Cast, mias: Case) -> None:
    decide(case=mias, wish=a_wish(amount="186.50"), by=cast.mia, now=NOW)
    html = page(cast.mia, mias)
    assert "Given already: 186.50 EUR." in html[html.index("Not open to you here") :]


def test_one_button_stands_out_and_it_is_what_comes_next(cast: Cast, mias: Case) -> None:
    def standing_out() -> list[str]:
        return re.findall(r'class="button primary"[^>]*>([^<]*)<', page(cast.mia, mias))

    assert standing_out() == ["Decide"]
    decision = decide(case=mias, wish=a_wish(amount="100"), by=cast.mia, now=NOW)
    assert standing_out() == ["She has been told"]
    tell_customer(decision=decision, by=cast.mia, now=later(minutes=1))
    assert standing_out() == ["Decide"]
    note_facts(case=mias, facts={"days_out": ""}, how={}, by=cast.mia, now=later(minutes=2))
    assert standing_out() == ["Note the answers"]


def test_what_is_beyond_is_refused_on_the_page_and_nothing_typed_is_lost(cast: Cast, mias: Case) -> None:
    sent = {**form(page(cast.mia, mias), "free_repair"), "amount": "400", "reason": "She has a baby."}
    answer = signed_in(cast.mia).post(f"/cases/{mias.pk}/decide", sent)
    html = unescape(answer.content.decode())
    assert answer.status_code == 403
    assert "400.00 EUR is more" in html
    assert 'value="400"' in html
    assert "She has a baby." in html
    assert not Decision.objects.exists()


def test_a_page_that_is_old_decides_nothing_and_says_so(cast: Cast, mias: Case) -> None:
    sent = {**form(page(cast.mia, mias), "free_repair"), "amount": "10"}
    assert (
        signed_in(cast.bob)
        .post(f"/cases/{mias.pk}/story", {"text": "I found the receipt.", "speaker": "customer"})
        .status_code
        == 302
    )
    answer = signed_in(cast.mia).post(f"/cases/{mias.pk}/decide", sent)
    assert answer.status_code == 409
    assert "while you were looking" in answer.content.decode()
    assert "I found the receipt." in answer.content.decode()


def test_two_people_on_one_case_see_each_other(cast: Cast, mias: Case) -> None:
    page(cast.mia, mias)
    assert "Mia has this case open too" in page(cast.bob, mias)


def test_an_answer_that_cannot_be_read_is_said_beside_it_and_kept(cast: Cast, mias: Case) -> None:
    answer = signed_in(cast.mia).post(f"/cases/{mias.pk}/facts", {"fact.days_out": "three"})
    assert answer.status_code == 422
    assert '"three" is not a plain number. Write a whole number in digits, like 3.' in unescape(answer.content.decode())
    answer = signed_in(cast.mia).post(f"/cases/{mias.pk}/facts", {"fact.repair_cost": "a lot"})
    assert "Write it as 12.50, without unit or thousands mark." in answer.content.decode()


def test_a_no_needs_a_reason_and_is_honoured(cast: Cast, mias: Case) -> None:
    sent = {**form(page(cast.mia, mias), "free_repair"), "no": "yes", "amount": ""}
    assert signed_in(cast.mia).post(f"/cases/{mias.pk}/decide", sent).status_code == 409
    answer = signed_in(cast.mia).post(f"/cases/{mias.pk}/decide", {**sent, "reason": "It runs again."})
    assert answer.status_code == 302
    assert Decision.objects.get().amount == 0


def test_asking_for_help_and_taking_over(cast: Cast, mias: Case) -> None:
    assert signed_in(cast.mia).post(f"/cases/{mias.pk}/help").status_code == 302
    assert "A lead was asked" in page(cast.mia, mias)
    (call,) = mias.escalations.all()
    assert signed_in(cast.tom).post(f"/calls/{call.pk}/accept").status_code == 302
    mias.refresh_from_db()
    assert mias.owner == cast.tom


def test_where_nothing_is_possible_there_is_always_a_way_on(cast: Cast) -> None:
    in_force(cast)
    html = page(cast.mia, a_case(cast.mia, own_fault="yes", days_out="90"))
    assert "Offer instead: Fill in the insurance claim with her." in html
    assert "Call in the advocate" in html


def test_an_overrule_is_refused_once_she_knows(cast: Cast, mias: Case) -> None:
    decision = decide(case=mias, wish=a_wish(), by=cast.mia, now=NOW)
    tell_customer(decision=decision, by=cast.mia, now=later(minutes=1))
    answer = signed_in(cast.tom).post(f"/decisions/{decision.pk}/overrule", {"reason": "Too much."})
    assert answer.status_code == 409
    assert "taking it back is not" in answer.content.decode()


def test_closing_asks_for_solved_and_cared_for_apart(cast: Cast, mias: Case) -> None:
    client = signed_in(cast.mia)
    assert client.post(f"/cases/{mias.pk}/close", {"solved": "yes"}).status_code == 422
    assert client.post(f"/cases/{mias.pk}/close", {"solved": "no", "cared_for": "yes"}).status_code == 302
    mias.refresh_from_db()
    assert (mias.solved, mias.cared_for) == (False, True)


def test_a_desk_needs_few_queries(cast: Cast, mias: Case, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]  # pytest-django's own
    in_force(cast, "right-thing-to-do", counters=(), acting={Role.AGENT: "colleague"})
    client = signed_in(cast.mia)
    with django_assert_max_num_queries(30):
        assert client.get(f"/cases/{mias.pk}/").status_code == 200


def test_a_refusal_of_what_is_no_longer_on_the_page_is_said_on_top_with_what_was_written(
    cast: Cast, mias: Case
) -> None:
    sent = {**form(page(cast.mia, mias), "free_repair"), "amount": "186.50", "reason": "She has a baby."}
    decide(case=mias, wish=a_wish(), by=cast.bob, now=NOW)
    html = unescape(signed_in(cast.mia).post(f"/cases/{mias.pk}/decide", sent).content.decode())
    assert "while you were looking" in html
    assert "She has a baby." in html


def test_correcting_one_thing_leaves_the_others_as_they_were_known(cast: Cast, mias: Case) -> None:
    sent = {
        "fact.days_out": "5", "was.days_out": "3", "how.days_out": "asked", "was_how.days_out": "told",
        "fact.tenure_years": "9.7", "was.tenure_years": "9.7", "how.tenure_years": "record", "was_how.tenure_years": "record",
        "fact.own_fault": "", "was.own_fault": "no", "how.own_fault": "told", "was_how.own_fault": "told",
    }  # fmt: skip
    assert signed_in(cast.mia).post(f"/cases/{mias.pk}/facts", sent).status_code == 302
    assert {fact.name: fact.how for fact in mias.facts.all()} == {
        "days_out": "asked",
        "repair_cost": "told",
        "appliance": "told",
    }


@pytest.mark.parametrize("amount", ["1,000", "1.000", "1" * 101, "1e999999", "zwölf"])
def test_an_amount_that_could_be_misread_is_given_back(cast: Cast, mias: Case, amount: str) -> None:
    sent = {**form(page(cast.mia, mias), "free_repair"), "amount": amount}
    answer = signed_in(cast.mia).post(f"/cases/{mias.pk}/decide", sent)
    assert answer.status_code == 422
    assert len(answer.content) < 60_000
    assert not Decision.objects.exists()


def test_thousands_and_cents_with_both_marks_are_understood(cast: Cast, mias: Case) -> None:
    sent = {**form(page(cast.mia, mias), "free_repair"), "amount": "1.234,56"}
    answer = signed_in(cast.mia).post(f"/cases/{mias.pk}/decide", sent)
    assert answer.status_code == 403
    assert "1,234.56 EUR is more" in unescape(answer.content.decode())


def test_a_comma_for_the_cents_is_understood(cast: Cast, mias: Case) -> None:
    sent = {**form(page(cast.mia, mias), "free_repair"), "amount": "12,50"}
    assert signed_in(cast.mia).post(f"/cases/{mias.pk}/decide", sent).status_code == 302
    assert Decision.objects.get().amount == 1250


def test_characters_that_no_database_takes_do_no_harm(cast: Cast, mias: Case) -> None:
    mia, max_ = signed_in(cast.mia), signed_in(cast.max)
    assert mia.get("/customers/?q=%00").status_code == 200
    assert max_.get("/ledger/?about=%00").status_code == 200
    assert mia.get("/rulebook/%00/").status_code == 404
    assert mia.post("/cases/new", {"story": "a\0b", "customer": "\0", "counter": "\0"}).status_code == 422


def test_what_is_left_is_drawn_as_it_may_be_given(cast: Cast) -> None:
    in_force(cast)
    case = a_case(cast.mia, repair_cost="420")
    decide(case=case, wish=a_wish("250"), by=cast.mia, now=NOW)
    assert "The lead may go up to 170.00 EUR." in page(cast.mia, case)
    assert "you: 170.00 EUR" in page(cast.tom, case)


def test_somebody_on_no_ladder_reads_who_may(cast: Cast, mias: Case) -> None:
    assert "The agent may go up to 186.50 EUR." in page(cast.ida, mias)


def test_what_she_bought_stands_last_on_her_page(cast: Cast, mias: Case) -> None:
    for day, cents in ((1, 1250), (9, 750)):
        Purchase.objects.create(customer=mias.customer, on=date(2026, 11, day), amount=cents, currency="EUR")
    html = unescape(signed_in(cast.mia).get(f"/customers/{mias.customer_id}/").content.decode())
    assert "2 purchases for 20.00 EUR in all" in html
    assert html.index("Cases") < html.index("What she has bought")
