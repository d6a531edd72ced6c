"""Paper as a picture: the address stands in the window, nothing leaves the margins, a hand has room to sign."""

from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest

from goodgrace.promises.channels.papers import Document, Paper
from goodgrace.promises.channels.papers.typesetting import pictures
from tests.pictures import Box, Page, look_at
from tests.promises.channels.test_letter import CARD, LETTER, TASKS

PPI = 60
WINDOW = {"a4": Box(20, 45, 105, 90), "letter": Box(22.2, 51.8, 136.5, 80.5)}
"""What a window envelope shows: DIN 5008 form B; and a #10 envelope in which a sheet folded twice lies at the bottom."""
SHEET = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
MARGIN, SLACK = 28.0, 0.6
"""In millimetres: left and right of a letter; and for what a dot is wide."""
PAPERS: tuple[Paper, ...] = ("a4", "letter")


@cache
def seen(document: Document, paper: Paper = "a4") -> list[Page]:
    """The pages as somebody sees them who has only the fonts that come with us."""
    return [look_at(each, PPI) for each in pictures(document, paper=paper, machine_fonts=False, ppi=PPI)]


def inside(page: Page, side: float = MARGIN, top: float = 14, bottom: float = 14) -> bool:
    """Whether all ink of a page stands between its margins."""
    ink, (width, height) = page.ink(), page.size
    assert ink is not None
    return Box(side - SLACK, top, width - side + SLACK, height - bottom).holds(ink)


def below_the_head(page: Page, paper: Paper) -> list[Box]:
    """What stands where the address belongs: everything under the letterhead and above the date, on the left half."""
    return page.lines(Box(0, 40, page.size[0] / 2, WINDOW[paper].bottom + 2))


@pytest.mark.parametrize("paper", PAPERS)
def test_a_page_is_as_large_as_its_paper(paper: Paper) -> None:
    (page,) = seen(LETTER, paper)
    assert page.size == pytest.approx(SHEET[paper], abs=SLACK)


@pytest.mark.parametrize("paper", PAPERS)
def test_the_address_stands_in_the_window_and_nothing_else_does(paper: Paper) -> None:
    (page,) = seen(LETTER, paper)
    shown = below_the_head(page, paper)
    assert len(shown) == 1 + len(LETTER.to)  # who sent it, small, and the lines of the address
    assert all(WINDOW[paper].holds(line) for line in shown)
    assert page.lines(WINDOW[paper]) == pytest.approx(shown)


@pytest.mark.parametrize("paper", PAPERS)
def test_a_line_of_an_address_that_is_too_long_stays_in_the_window(paper: Paper) -> None:
    (page,) = seen(replace(LETTER, to=("Mrs Eleonore von und zu Hohenlohe-Waldenburg-Schillingsfürst", "Kiel")), paper)
    shown = below_the_head(page, paper)
    assert len(shown) == 4  # the long line is broken
    assert all(WINDOW[paper].holds(line) for line in shown)


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("long", [1, 14])
def test_nothing_is_drawn_outside_the_margins(paper: Paper, long: int) -> None:
    pages = seen(replace(LETTER, subject="About your car", body="\n\n".join([LETTER.body] * long)), paper)
    assert len(pages) == (1 if long == 1 else 2)
    assert all(inside(page) for page in pages)
    assert all(inside(page, side=26) for page in seen(TASKS, paper))
    assert all(inside(page, side=17, top=8, bottom=8) for page in seen(replace(CARD, by_hand=True), paper))


@pytest.mark.parametrize("paper", PAPERS)
def test_a_word_that_is_wider_than_the_page_goes_on_in_the_next_line(paper: Paper) -> None:
    before = len(seen(LETTER, paper)[0].lines())
    (page,) = seen(replace(LETTER, body="Donaudampfschifffahrt" * 20, to=("M" * 60,), signer="W" * 90), paper)
    assert inside(page)
    assert len(page.lines()) > before
    assert sum(line.right - line.left > 140 for line in page.lines()) >= 4  # full lines, and not one that is cut


@pytest.mark.parametrize("paper", PAPERS)
def test_each_part_of_a_letter_is_where_one_looks_for_it(paper: Paper) -> None:
    (page,) = seen(LETTER, paper)
    width, height = page.size
    name, rule, *address, date, greeting, first, second, closing, signer, role, foot = page.lines()
    assert name.top == pytest.approx(24, abs=1)
    assert rule.bottom - rule.top < 1
    assert (rule.left, rule.right) == pytest.approx((MARGIN, width - MARGIN), abs=SLACK)
    assert len(address) == 4
    assert date.right == pytest.approx(width - MARGIN, abs=SLACK)
    assert date.left > width / 2
    assert all(each.left == pytest.approx(MARGIN, abs=1) for each in (greeting, first, second, closing, signer, role))
    assert signer.top - closing.bottom > 15  # a hand signs here
    assert foot.top > height - 30


def test_a_card_for_a_pen_shows_faint_lines_and_no_words_on_its_front() -> None:
    front, words = seen(replace(CARD, by_hand=True))
    *rules, sign = front.lines()
    assert len(rules) >= 6
    assert all(line.bottom - line.top < 1 for line in rules)
    assert all(below.top - above.bottom == pytest.approx(10, abs=1) for above, below in pairwise(rules))
    assert sign.left > 30  # the company's name, in the middle
    assert len(words.lines()) >= 3


def test_a_list_has_a_box_to_tick_before_each_task() -> None:
    (page,) = seen(TASKS)
    boxes = [line for line in page.lines(Box(25, 60, 31.5, 270)) if 4 < line.bottom - line.top < 6.5]
    assert len(boxes) == len(TASKS.tasks)
    assert all(box.right - box.left == pytest.approx(5, abs=1) for box in boxes)
