"""Playbooks in the rulebook: what may be started, since when, and who may say so."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from goodgrace.errors import InputError, Missing, NotAllowed, PolicyError, Refused
from goodgrace.ledger.models import Entry
from goodgrace.rulebook.models import PlaybookVersion
from goodgrace.rulebook.planned import (
    playbook_in_force,
    playbook_of,
    playbook_with_digest,
    playbooks_held_at,
    starting_role,
)
from goodgrace.rulebook.playbooks import draft_playbook, publish_playbook
from tests.people import NOW, Cast

PLAYBOOKS = Path(__file__).parents[2] / "policies/playbooks"
BEREAVEMENT = (PLAYBOOKS / "bereavement-lease.yaml").read_text(encoding="utf-8")
CALLBACK = (PLAYBOOKS / "callback.yaml").read_text(encoding="utf-8")
LOAN = (PLAYBOOKS / "loan-interest-forgiven.yaml").read_text(encoding="utf-8")
ENDLESS = """
playbook: endless
owner: leasing
moment: bereavement
may_start: [agent]
words: Come in.
steps:
  rest: {suspend: fees, for: 10 days}
"""


def published(text: str, cast: Cast, **more: object) -> PlaybookVersion:
    version = draft_playbook(text=text, by=cast.olga, now=NOW)
    return publish_playbook(version=version, by=cast.olga, now=NOW, **more)  # type: ignore[arg-type]  # a test's words


def test_a_published_playbook_holds_from_its_moment_on(cast: Cast) -> None:
    later = NOW + timedelta(days=7)
    first = published(CALLBACK, cast)
    second = published(CALLBACK + "\n# another\n", cast, in_force_from=later)
    assert playbook_in_force("callback", NOW) == first
    assert playbook_in_force("callback", later - timedelta(seconds=1)) == first
    assert playbook_in_force("callback", later) == second
    assert playbook_of(second).moment == "call_back"
    assert playbook_with_digest(second.digest) == second


def test_every_playbook_that_holds_says_which_moment_it_is_for(cast: Cast) -> None:
    for text in (BEREAVEMENT, CALLBACK):
        published(text, cast)
    assert {(each.playbook, each.moment) for each in playbooks_held_at(NOW)} == {
        ("bereavement-lease", "bereavement"),
        ("callback", "call_back"),
    }
    assert playbooks_held_at(NOW - timedelta(seconds=1)) == []


def test_before_anything_is_published_nothing_is_started(cast: Cast) -> None:
    draft_playbook(text=CALLBACK, by=cast.olga, now=NOW)
    with pytest.raises(Missing, match="`callback`"):
        playbook_in_force("callback", NOW)
    with pytest.raises(Missing):
        playbook_with_digest("0" * 64)


def test_the_same_playbook_is_the_same_draft(cast: Cast) -> None:
    first = draft_playbook(text=CALLBACK, by=cast.olga, now=NOW)
    assert draft_playbook(text=CALLBACK, by=cast.ruth, now=NOW) == first


def test_only_a_policy_owner_publishes_a_playbook(cast: Cast) -> None:
    version = draft_playbook(text=CALLBACK, by=cast.ruth, now=NOW)
    for person in cast.everybody:
        if person != cast.olga:
            with pytest.raises(NotAllowed, match="policy owner"):
                publish_playbook(version=version, by=person, now=NOW)
    with pytest.raises(NotAllowed):
        draft_playbook(text=BEREAVEMENT, by=cast.mia, now=NOW)


def test_a_playbook_whose_suspension_never_ends_well_is_not_published(cast: Cast) -> None:
    with pytest.raises(Refused, match="has a defect and cannot be published"):
        published(ENDLESS, cast)
    assert playbooks_held_at(NOW) == []


def test_a_playbook_that_cannot_be_read_is_told_with_its_place(cast: Cast) -> None:
    with pytest.raises(PolicyError, match=r"rest\.yaml:1"):
        draft_playbook(text="playbook: [", by=cast.olga, now=NOW, name="rest.yaml")


def test_a_playbook_is_not_published_again_nor_back_in_time_nor_too_far_ahead(cast: Cast) -> None:
    version = draft_playbook(text=CALLBACK, by=cast.olga, now=NOW)
    for away in (timedelta(days=-1), timedelta(days=3651)):
        with pytest.raises(Refused, match=r"from now|ten years"):
            publish_playbook(version=version, by=cast.olga, now=NOW, in_force_from=NOW + away)
    publish_playbook(version=version, by=cast.olga, now=NOW)
    with pytest.raises(Refused, match="published already"):
        publish_playbook(version=version, by=cast.olga, now=NOW)


def test_a_playbook_is_published_whole_or_not_at_all(cast: Cast) -> None:
    version = draft_playbook(text=CALLBACK, by=cast.olga, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlaybookVersion.objects.filter(pk=version.pk).update(published_at=NOW)


def test_a_playbook_that_nobody_here_could_start_asks_who_acts_as_whom(cast: Cast) -> None:
    with pytest.raises(Refused, match="officer, committee, programme"):
        published(LOAN, cast)
    with pytest.raises(InputError, match="no role “banker”"):
        published(LOAN, cast, acting={"agent": "banker"})
    version = published(LOAN, cast, acting={"agent": "officer"})
    assert [starting_role(each, version) for each in (cast.mia, cast.tom, cast.max)] == ["officer", "", ""]


def test_drafting_and_publishing_a_playbook_stand_in_the_ledger(cast: Cast) -> None:
    version = published(CALLBACK, cast)
    told = [(entry.what, entry.about, entry.policy) for entry in Entry.objects.order_by("id")]
    about = ("playbook:callback", version.mark)
    assert told == [("playbook drafted", *about), ("playbook published", *about)]


def test_a_playbooks_name_too_long_for_the_shelf_is_told_so(cast: Cast) -> None:
    with pytest.raises(InputError, match="at most 50 characters"):
        draft_playbook(text=CALLBACK.replace("playbook: callback", "playbook: " + "a" * 51), by=cast.olga, now=NOW)
