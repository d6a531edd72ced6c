"""The shipped playbooks: each tells its source, speaks warmly in two languages, and has nothing to mend."""

import re
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from goodgrace.playbook.plan import hindrances, plan
from goodgrace.playbook.proving.examples import play
from goodgrace.playbook.reading import read
from goodgrace.playbook.shape import Playbook
from goodgrace.playbook.verify import verify

ROOT = Path(__file__).resolve().parents[2]
PLAYBOOKS = {path.stem: read(path) for path in sorted((ROOT / "policies/playbooks").glob("*.yaml"))}
COLD = re.compile(
    r"\b(errors?|invalid|denied|unfortunately|policy|account holder|leider|ungültig|abgelehnt)\b|!", re.IGNORECASE
)
every_playbook = pytest.mark.parametrize("playbook", PLAYBOOKS.values(), ids=PLAYBOOKS)


def test_the_promised_playbooks_are_there() -> None:
    promised = (
        "bereavement-lease goodwill-repair refund-fee hardship-grace loan-interest-forgiven first-slip serious-illness "
        "disaster-area callback repair-after-warranty"
    )
    assert set(promised.split()) <= set(PLAYBOOKS)


@every_playbook
def test_a_playbook_has_nothing_to_mend_on_any_way_it_can_go(playbook: Playbook) -> None:
    verdict = verify(playbook)
    assert verdict.findings == ()
    assert verdict.ok
    assert verdict.ways >= 2


@every_playbook
def test_a_playbook_tells_its_source_its_owner_its_strategy_and_its_mother(playbook: Playbook) -> None:
    assert playbook.source.startswith("# Source: ")
    assert "Ours: " in playbook.source
    assert playbook.name == Path(playbook.file).stem
    assert all((playbook.title, playbook.owner, playbook.serves, playbook.mother, playbook.moment))
    assert len(playbook.examples) >= 2
    assert all(fact.ask for fact in playbook.facts.values() if fact.name != "on")


@every_playbook
def test_the_words_are_calm_and_there_in_both_languages(playbook: Playbook) -> None:
    texts = [playbook.words, *(line.words for line in playbook.steps.values() if line.words)]
    texts += [option.words for line in playbook.steps.values() for option in line.options]
    assert all(set(words) == {"en", "de"} for words in texts)
    assert not [text for words in texts for text in words.values() if COLD.search(text)]
    assert not [requirement.otherwise for requirement in playbook.requires if COLD.search(requirement.otherwise)]


@every_playbook
def test_every_example_is_played_to_its_end(playbook: Playbook) -> None:
    for example in playbook.examples:
        assert play(playbook, example).done, example.name


@every_playbook
def test_what_goes_out_without_a_person_is_a_receipt_a_reminder_or_a_question_of_a_day_to_come(
    playbook: Playbook,
) -> None:
    routine = [line for line in playbook.steps.values() if line.routine]
    assert all(
        line.kind in ("send", "remind") or (line.kind == "ask" and line.due.day and line.to == "customer")
        for line in routine
    )
    assert not [line for line in routine if line.form == "letter" or line.signed_by_hand]


def test_the_bereaved_family_is_left_in_peace_until_it_has_chosen() -> None:
    playbook = PLAYBOOKS["bereavement-lease"]
    steps = {
        step.name: step
        for step in plan(
            playbook,
            started=datetime(2026, 11, 2, 15, tzinfo=UTC),
            zone=ZoneInfo("America/New_York"),
            facts={"lessee_died": "yes", "transfer_fee": "595"},
        )
    }
    assert steps["no_fees"].ends == {"in": {"count": 10, "unit": "day"}}
    assert (steps["no_fees"].channel, steps["no_fees"].parameters["what"]) == ("billing", "fees")
    assert set(steps["quiet"].parameters["against"]) == {"dunning", "marketing"}
    assert steps["condolences"].parameters["signed_by_hand"]
    assert not steps["condolences"].parameters["routine"]
    assert [option["name"] for option in steps["family_choice"].parameters["options"]] == ["return_car", "keep_car"]
    assert steps["free_transfer"].parameters["amount"] == {"minor": 59500, "currency": "USD"}
    assert hindrances(playbook, {"lessee_died": "no"}, role="agent", day=datetime(2026, 11, 2, tzinfo=UTC).date())
