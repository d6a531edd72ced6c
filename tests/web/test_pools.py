"""The pools' page: what is left, by what was given and still stands."""

from html import unescape

from goodgrace.cases.afterwards import undo
from goodgrace.cases.deciding import decide
from goodgrace.cases.queries import pools_at
from tests.cases.stories import a_case, a_wish, in_force, later
from tests.people import NOW, Cast
from tests.web.browsing import signed_in


def page(cast: Cast) -> str:
    answer = signed_in(cast.olga).get("/rulebook/pools")
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_what_is_left_is_what_stands_in_its_period(cast: Cast) -> None:
    in_force(cast)
    decide(case=a_case(cast.mia), wish=a_wish("100"), by=cast.mia, now=NOW)
    undo(decision=decide(case=a_case(cast.mia), wish=a_wish("50"), by=cast.mia, now=NOW), by=cast.mia, now=NOW)
    (pool,) = pools_at(NOW)
    assert (pool.name, pool.whole, pool.drawn, pool.left) == ("repair-desk", 1_200_000, 10_000, 1_190_000)
    (pool,) = pools_at(later(days=40))
    assert pool.drawn == 0


def test_the_page_says_it_in_words_with_the_days_behind_the_picture(cast: Cast) -> None:
    in_force(cast)
    assert "<strong>12,000.00 EUR</strong> of 12,000.00 EUR are left." in page(cast)
    decide(case=a_case(cast.mia), wish=a_wish("100"), by=cast.mia, now=NOW)
    assert '<td class="number">100.00 EUR</td>' in page(cast)


def test_without_a_pool_it_says_so(cast: Cast) -> None:
    assert "No policy in force draws from a pool." in page(cast)
