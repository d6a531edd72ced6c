"""What was noticed: counted once, set aside by whoever may, with an interval that says how little few counts tell."""

import pytest

from goodgrace.cases.actions import close_case
from goodgrace.cases.listened import count_raised, interval, keep_wording, not_so, wording_now
from goodgrace.cases.models import Dismissal, Noticed
from goodgrace.errors import Missing, NotAllowed, Refused
from tests.cases.stories import a_case, in_force
from tests.people import NOW, Cast

MARK = ("moment:fraud", 0, 5)


def test_wilsons_interval_is_as_in_the_textbook() -> None:
    assert [round(edge, 4) for edge in interval(81, 263)] == [0.2553, 0.3662]  # Newcombe 1998, table I
    assert [round(edge, 4) for edge in interval(15, 148)] == [0.0624, 0.1605]
    assert interval(0, 0) == (0.0, 1.0)


def test_each_turn_counts_once_and_all_its_marks(cast: Cast) -> None:
    in_force(cast)
    case = a_case(cast.mia)
    for _ in range(2):
        count_raised(case=case, by_turn={1: ["moment:fraud", "moment:fraud", "stake:money"]})
    count_raised(case=case, by_turn={1: ["moment:fraud"], 2: ["stake:money"]})
    assert dict(Noticed.objects.values_list("name", "raised")) == {"moment:fraud": 2, "stake:money": 2}


def test_a_mark_is_set_aside_only_by_whoever_works_on_cases_and_only_in_its_open_case(cast: Cast) -> None:
    in_force(cast)
    case, other = a_case(cast.mia), a_case(cast.mia)
    turn = case.turns.get()
    with pytest.raises(NotAllowed):
        not_so(case=case, turn=turn, mark=MARK, by=cast.olga, now=NOW)
    with pytest.raises(Missing):
        not_so(case=other, turn=turn, mark=MARK, by=cast.mia, now=NOW)
    close_case(case=case, solved=True, cared_for=True, by=cast.mia, now=NOW)
    with pytest.raises(Refused):
        not_so(case=case, turn=turn, mark=MARK, by=cast.mia, now=NOW)
    assert not Dismissal.objects.exists()


def test_the_newest_wording_holds_and_earlier_ones_stay(cast: Cast) -> None:
    first = keep_wording(glossary={"SCRA": "help for soldiers"}, book={}, by=cast.olga, now=NOW)
    second = keep_wording(glossary={}, book={}, by=cast.olga, now=NOW)
    assert wording_now() == second
    first.refresh_from_db()
    assert first.glossary == {"SCRA": "help for soldiers"}
    with pytest.raises(NotAllowed):
        keep_wording(glossary={}, book={}, by=cast.mia, now=NOW)
