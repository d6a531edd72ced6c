"""Numbers typed as a language writes them: read at the door, asked back where they are ambiguous, never guessed."""

import re
from html import unescape

import pytest
from django.utils import translation

from goodgrace.cases.words import fact_text
from goodgrace.errors import InputError
from goodgrace.web.numbers import as_typed, canonical
from tests.cases.stories import a_case, in_force
from tests.people import Cast
from tests.web.browsing import signed_in
from tests.web.test_german import in_german

READ = {
    "186,50": "186.50",
    "186.50": "186.50",
    "186": "186",
    "1.234,50": "1234.50",
    "1,234.50": "1234.50",
    "1 234,50": "1234.50",
    "1\u202f234,50": "1234.50",
    "1'234.50": "1234.50",
    "1.234.567": "1234567",
    "-3,5": "-3.5",
    "0.125": "0.125",
    "1234.567": "1234.567",
}


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize(("typed", "read"), READ.items())
def test_a_number_is_read_as_people_write_it(language: str, typed: str, read: str) -> None:
    with translation.override(language):
        assert canonical(typed, 3) == read


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize(
    ("typed", "whole"), [("12 50", "1250"), ("12'50", "1250"), ("1 2345", "12345"), ("1 234 5,50", "12345,50")]
)
def test_digits_apart_that_are_no_thousands_are_asked_back(language: str, typed: str, whole: str) -> None:
    with translation.override(language), pytest.raises(InputError, match=whole):
        canonical(typed, 2)


@pytest.mark.parametrize(("language", "typed", "own"), [("de", "1.234", "1,234"), ("en", "1,234", "1.234")])
def test_what_can_be_read_in_two_ways_is_asked_back(language: str, typed: str, own: str) -> None:
    with translation.override(language):
        with pytest.raises(InputError) as asked:
            canonical(typed, 3)
        assert typed in str(asked.value)
        assert "1234" in str(asked.value)
        assert own in str(asked.value)
        assert canonical(own, 3) == "1.234"


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("typed", ["1.234", "1,234"])
def test_three_digits_after_a_mark_are_no_cents_in_any_language(language: str, typed: str) -> None:
    with translation.override(language), pytest.raises(InputError, match="1234"):
        canonical(typed, 2)


@pytest.mark.parametrize("typed", ["", "three", "12,34,5", "1.2.3", ",,", "1,5 EUR", "WM-1", "1..2"])
def test_what_is_no_number_is_left_to_the_core(typed: str) -> None:
    with translation.override("de"):
        assert canonical(typed, 3) == typed


def test_a_number_stands_in_a_field_as_the_language_writes_it() -> None:
    with translation.override("de"):
        assert [as_typed(text) for text in ("186.50", "3", "2026-11-24", "no")] == ["186,50", "3", "2026-11-24", "no"]
    with translation.override("en"):
        assert as_typed("186.50") == "186.50"


def test_a_german_colleague_types_a_fact_the_german_way(cast: Cast) -> None:
    in_force(cast)
    case, client = a_case(cast.mia, repair_cost=""), in_german(cast.mia)
    assert client.post(f"/cases/{case.pk}/facts", {"fact.repair_cost": "186,50"}).status_code == 302
    fact = case.facts.get(name="repair_cost")
    assert fact_text(case.customer, fact.pk, fact.value) == "186.50"
    html = unescape(client.get(f"/cases/{case.pk}/").content.decode())
    assert "186,50 EUR" in html
    assert re.search(r'name="fact.repair_cost" value="186,50"', html)
    unchanged = {
        "fact.repair_cost": "186,50",
        "was.repair_cost": "186,50",
        "was_how.repair_cost": "told",
        "how.repair_cost": "told",
    }
    revision = case.__class__.objects.get(pk=case.pk).revision
    client.post(f"/cases/{case.pk}/facts", unchanged)
    assert case.__class__.objects.get(pk=case.pk).revision == revision


def test_an_ambiguous_fact_or_amount_is_asked_back_beside_its_field_and_kept(cast: Cast) -> None:
    in_force(cast)
    case, client = a_case(cast.mia), in_german(cast.mia)
    answer = client.post(f"/cases/{case.pk}/facts", {"fact.repair_cost": "1.234"})
    html = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "„1.234“ kann man auf zwei Arten lesen. Schreiben Sie 1234, wenn Sie so viel meinen." in html
    assert 'value="1.234"' in html
    sent = {"policy": "warranty-tolerance", "remedy": "free_repair", "key": "key-ambiguous", "amount": "1.234"}
    decided = client.post(f"/cases/{case.pk}/decide", sent)
    assert decided.status_code == 422
    assert "auf zwei Arten lesen" in decided.content.decode()
    assert not case.decisions.exists()


def test_an_english_page_writes_amounts_in_english(cast: Cast) -> None:
    in_force(cast)
    case = a_case(cast.mia, repair_cost="1250.00")
    html = signed_in(cast.ruth).get(f"/cases/{case.pk}/").content.decode()
    assert "1,250.00 EUR" in html
    assert "1.250,00 EUR" in in_german(cast.ruth).get(f"/cases/{case.pk}/").content.decode()
