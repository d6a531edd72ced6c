"""Asking for help: the story goes along, the owner stays until somebody accepts, and silence is no answer."""

import pytest

from goodgrace.cases.actions import close_case
from goodgrace.cases.helping import ANSWER_WITHIN, accept, escalate, pass_on_unanswered, waiting
from goodgrace.cases.models import Case
from goodgrace.cases.words import turn_text
from goodgrace.errors import NotAllowed, Refused
from goodgrace.people.models import Role
from tests.cases.stories import STORY, a_case, later
from tests.people import NOW, Cast


def a_plain_case(cast: Cast) -> Case:
    """A case of Mia's of which nothing but the story is known."""
    return a_case(cast.mia, days_out="", repair_cost="", own_fault="", appliance="")


def test_the_case_stays_with_its_owner_until_somebody_accepts(cast: Cast) -> None:
    case = a_plain_case(cast)
    call = escalate(case=case, by=cast.mia, now=NOW)
    assert (call.to_role, call.due_at) == (Role.LEAD, NOW + ANSWER_WITHIN)
    assert Case.objects.get(pk=case.pk).owner == cast.mia
    taken = accept(call=call, by=cast.tom, now=later(minutes=3))
    assert taken.owner == cast.tom
    assert [turn_text(turn, case.customer) for turn in case.turns.all()] == [STORY]


def test_only_whom_it_is_for_accepts_and_only_once(cast: Cast) -> None:
    call = escalate(case=a_plain_case(cast), by=cast.mia, now=NOW)
    with pytest.raises(NotAllowed):
        accept(call=call, by=cast.bob, now=NOW)
    with pytest.raises(NotAllowed, match="for a lead"):
        accept(call=call, by=cast.ida, now=NOW)
    accept(call=call, by=cast.tom, now=NOW)
    with pytest.raises(Refused, match="accepted this already"):
        accept(call=call, by=cast.ruth, now=NOW)


def test_a_call_that_nobody_answers_goes_on_to_the_next_role_and_round_again(cast: Cast) -> None:
    case = a_plain_case(cast)
    escalate(case=case, by=cast.mia, now=NOW)
    assert pass_on_unanswered(now=NOW + ANSWER_WITHIN / 2) == 0
    heard = []
    for turn in range(1, 5):
        assert pass_on_unanswered(now=NOW + ANSWER_WITHIN * turn) == 1
        call = waiting(case)
        assert call
        heard.append(call.to_role)
    assert heard == ["manager", "advocate", "manager", "advocate"]
    assert Case.objects.get(pk=case.pk).owner == cast.mia


def test_one_call_at_a_time(cast: Cast) -> None:
    case = a_plain_case(cast)
    escalate(case=case, by=cast.mia, now=NOW)
    with pytest.raises(Refused, match="on its way"):
        escalate(case=case, by=cast.mia, now=NOW)


def test_the_advocate_can_be_called_by_anybody(cast: Cast) -> None:
    case = a_plain_case(cast)
    call = escalate(case=case, by=cast.mia, now=NOW, to=Role.ADVOCATE)
    assert accept(call=call, by=cast.ida, now=NOW).owner == cast.ida


def test_a_call_ends_with_its_case_but_the_advocates_keeps_it_open(cast: Cast) -> None:
    case, other = a_plain_case(cast), a_plain_case(cast)
    escalate(case=case, by=cast.mia, now=NOW)
    close_case(case=case, solved=True, cared_for=True, by=cast.mia, now=NOW)
    assert waiting(case) is None
    escalate(case=other, by=cast.mia, now=NOW, to=Role.ADVOCATE)
    with pytest.raises(Refused, match="stays open for her"):
        close_case(case=other, solved=True, cared_for=True, by=cast.bob, now=NOW)


def test_a_call_to_the_advocate_is_hers_and_nobody_answers_their_own(cast: Cast) -> None:
    call = escalate(case=a_plain_case(cast), by=cast.ruth, now=NOW)
    assert call.to_role == Role.ADVOCATE
    with pytest.raises(NotAllowed, match="somebody else answers"):
        accept(call=call, by=cast.ruth, now=NOW)
    other = escalate(case=a_plain_case(cast), by=cast.mia, now=NOW, to=Role.ADVOCATE)
    with pytest.raises(NotAllowed, match="for a customer advocate"):
        accept(call=other, by=cast.ruth, now=NOW)
