"""Finding a customer or a case from the top bar, and the list of cases with its filter in the address."""

import re
from html import unescape

import pytest

from goodgrace.cases.actions import close_case
from goodgrace.cases.models import Case
from goodgrace.people.models import Person, Team
from goodgrace.web.casebook import PAGE
from goodgrace.web.search import number_in
from tests.cases.stories import STORY, a_case, a_customer, in_force
from tests.customers.acquaintances import ada
from tests.people import NOW, Cast
from tests.web.browsing import signed_in


def shown(person: Person, address: str) -> str:
    answer = signed_in(person).get(address)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def numbers(html: str) -> list[int]:
    """The cases on a page, in their order."""
    return [int(number) for number in re.findall(r'<a href="/cases/(\d+)/" data-line', html)]


@pytest.mark.parametrize("asked", ["{}", "#{}", "case {}", "Case:{}", " case  {} "])
def test_a_case_is_found_by_its_number(cast: Cast, asked: str) -> None:
    in_force(cast)
    case, _other = a_case(cast.mia), a_case(cast.mia)
    assert numbers(shown(cast.bob, f"/search/?q={asked.format(case.pk).replace('#', '%23')}")) == [case.pk]


def test_what_is_no_number_of_a_case_is_not_taken_for_one() -> None:
    assert [number_in(text) for text in ("case 12", "12", "#12", "4711", "Case:12")] == [12, 12, 12, 4711, 12]
    assert [number_in(text) for text in ("C-12", "house 12", "12 Main Street", "", "case")] == [None] * 5


def test_a_customer_is_found_with_her_cases(cast: Cast) -> None:
    in_force(cast)
    hers, other = a_case(cast.mia, ada(cast, "C-ADA")), a_case(cast.mia)
    for asked in ("lovelace", "C-ADA", "ada@example.org"):
        html = shown(cast.mia, f"/search/?q={asked}")
        assert "Ada Lovelace</a>" in html
        assert numbers(html) == [hers.pk]
    assert other.pk not in numbers(html)


def test_what_was_searched_stays_in_the_bar_and_in_the_address_of_the_filter(cast: Cast) -> None:
    in_force(cast)
    case = a_case(cast.mia, ada(cast))
    close_case(case=case, solved=True, cared_for=True, by=cast.mia, now=NOW)
    html = shown(cast.mia, "/search/?q=ada+lovelace&stand=open")
    assert 'value="ada lovelace"' in html
    assert '<a href="?q=ada%20lovelace&stand=closed"' in html
    assert numbers(html) == []
    assert numbers(shown(cast.mia, "/search/?q=ada+lovelace&stand=closed")) == [case.pk]


def test_nothing_found_says_what_can_be_looked_for(cast: Cast) -> None:
    assert "Nothing is called “nobody”" in shown(cast.mia, "/search/?q=nobody")
    assert "Write a name, a customer number" in shown(cast.mia, "/search/")


def test_the_list_begins_with_my_open_cases_and_counts_them_in_the_bar(cast: Cast) -> None:
    in_force(cast)
    mine, _bobs, closed = a_case(cast.mia), a_case(cast.bob), a_case(cast.mia)
    close_case(case=closed, solved=True, cared_for=True, by=cast.mia, now=NOW)
    html = shown(cast.mia, "/cases/")
    assert numbers(html) == [mine.pk]
    assert '<span class="count">1</span>' in html
    assert "None of your cases is open" in shown(cast.tom, "/cases/")


def test_the_list_shows_the_teams_or_all_open_or_closed_at_a_counter(cast: Cast) -> None:
    in_force(cast)
    mine, bobs, toms = a_case(cast.mia), a_case(cast.bob), a_case(cast.tom)
    cast.tom.team = Team.objects.create(name="Rental", site=cast.tom.team.site)  # type: ignore[union-attr]  # Tom has a team
    cast.tom.save()
    close_case(case=bobs, solved=True, cared_for=False, by=cast.bob, now=NOW)
    wanted = {
        "whose=team&stand=all": [bobs.pk, mine.pk],
        "whose=all&stand=open": [toms.pk, mine.pk],
        "whose=all&stand=closed": [bobs.pk],
        "whose=all&stand=all&counter=rental": [],
        "whose=everybody&stand=gone": [mine.pk],
    }
    assert {asked: numbers(shown(cast.mia, f"/cases/?{asked}")) for asked in wanted} == wanted


def test_a_long_list_goes_on_by_cursor_and_keeps_its_filter(cast: Cast) -> None:
    in_force(cast)
    customer = a_customer()
    made = [a_case(cast.mia, customer).pk for _ in range(PAGE + 2)]
    html = shown(cast.bob, "/cases/?whose=all&stand=open&counter=repair")
    assert numbers(html) == made[::-1][:PAGE]
    onward = re.search(r'href="(\?[^"]*before=\d+)"', html)
    assert onward
    assert "whose=all&stand=open&counter=repair" in onward[1]
    assert numbers(shown(cast.bob, f"/cases/{onward[1]}")) == made[::-1][PAGE:]


def test_the_table_to_take_along_holds_numbers_and_no_story(cast: Cast) -> None:
    in_force(cast)
    case = a_case(cast.mia, a_customer("=1+2"))
    close_case(case=case, solved=True, cared_for=False, by=cast.mia, now=NOW)
    answer = signed_in(cast.bob).get("/cases/?whose=all&stand=closed&csv=yes")
    head, row = answer.content.decode("utf-8-sig").splitlines()
    assert answer["Content-Disposition"] == 'attachment; filename="cases.csv"'
    assert head.startswith("case,counter,channel,opened")
    assert row.startswith(f"{case.pk},repair,desk,2026-11-24T10:30")
    assert row.endswith("Mia,'=1+2,0,yes,no")
    assert not any(word in answer.content.decode() for word in STORY.split() if len(word) > 6)


def test_a_case_that_was_forgotten_is_still_listed_without_her_words(cast: Cast) -> None:
    from goodgrace.customers.actions import forget_customer

    in_force(cast)
    case: Case = a_case(cast.mia, ada(cast))
    forget_customer(customer=case.customer, by=cast.ida, now=NOW)
    html = shown(cast.bob, "/cases/?whose=all&stand=all")
    assert numbers(html) == [case.pk]
    assert "Lovelace" not in html
