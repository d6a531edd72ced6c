"""Drafting and publishing: what holds, since when, and who may say so."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from goodgrace.errors import InputError, NotAllowed, PolicyError, Refused
from goodgrace.ledger.models import Entry
from goodgrace.rulebook.actions import draft, publish
from goodgrace.rulebook.models import Counter, Version
from goodgrace.rulebook.planned import notes_on
from goodgrace.rulebook.queries import acting_role, held_at, policy_of
from tests.makers import policy_text
from tests.people import NOW, Cast, a_cast

GIFT = policy_text("gift: {gives: money, standard: [{give: 5}], discretion: {agent: [{up_to: 20}]}}")
MORE = policy_text("gift: {gives: money, standard: [{give: 5}], discretion: {agent: [{up_to: 30}]}}")
DAYS = policy_text("gift: {gives: number, unit: days, standard: [{give: 5}]}")
TALK = policy_text("talk: {gives: yes, standard: always}")
POOLED = policy_text(
    "gift: {gives: money, discretion: {agent: [{up_to: 9}]}, caps: [{pool: p, amount: 9}]}\ntalk: {gives: yes, standard: always}"
)
EUROS = POOLED.replace("policy: made", "policy: euros")
YEN = POOLED.replace("policy: made", "policy: yen\ncurrency: JPY")
BLOCKED = policy_text(
    "gift: {gives: money, discretion: {agent: [{when: sad, up_to: 20}]}}", facts="sad: {type: yes_no}"
)


def test_a_published_version_holds_from_its_moment_on(cast: Cast) -> None:
    first = publish(version=draft(text=GIFT, by=cast.olga, now=NOW), by=cast.olga, now=NOW)
    later = NOW + timedelta(days=7)
    second = publish(version=draft(text=MORE, by=cast.olga, now=NOW), by=cast.olga, now=NOW, in_force_from=later)
    assert held_at(NOW) == held_at(later - timedelta(seconds=1)) == [first]
    assert held_at(later) == [second]
    assert policy_of(second).name == "made"


def test_before_anything_is_published_nothing_holds(cast: Cast) -> None:
    draft(text=GIFT, by=cast.olga, now=NOW)
    assert held_at(NOW) == []


def test_the_same_text_is_the_same_draft(cast: Cast) -> None:
    assert draft(text=GIFT, by=cast.olga, now=NOW) == draft(text=GIFT, by=cast.ruth, now=NOW)
    assert Version.objects.count() == 1


def test_only_a_policy_owner_publishes(cast: Cast) -> None:
    version = draft(text=GIFT, by=cast.ruth, now=NOW)
    for person in cast.everybody:
        if person != cast.olga:
            with pytest.raises(NotAllowed, match="policy owner"):
                publish(version=version, by=person, now=NOW)


def test_a_policy_with_a_dead_end_is_not_published(cast: Cast) -> None:
    with pytest.raises(Refused, match="defect"):
        publish(version=draft(text=BLOCKED, by=cast.olga, now=NOW), by=cast.olga, now=NOW)


def test_a_text_that_cannot_be_read_is_told_with_its_place(cast: Cast) -> None:
    with pytest.raises(PolicyError, match=r"gift\.yaml:1"):
        draft(text="policy: [", by=cast.olga, now=NOW, name="gift.yaml")


def test_what_is_published_is_not_published_again_nor_back_in_time(cast: Cast) -> None:
    version = draft(text=GIFT, by=cast.olga, now=NOW)
    with pytest.raises(Refused, match="from now"):
        publish(version=version, by=cast.olga, now=NOW, in_force_from=NOW - timedelta(days=1))
    publish(version=version, by=cast.olga, now=NOW)
    with pytest.raises(Refused, match="published already"):
        publish(version=version, by=cast.olga, now=NOW)


def test_a_version_is_published_whole_or_not_at_all(cast: Cast) -> None:
    version = draft(text=GIFT, by=cast.olga, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(published_at=NOW)


def test_a_counter_sees_its_own_policies_and_those_of_everybody(cast: Cast) -> None:
    Counter.objects.create(slug="rental", title="Car rental")
    publish(version=draft(text=GIFT, by=cast.olga, now=NOW), by=cast.olga, now=NOW, counters=["rental"])
    everywhere = GIFT.replace("policy: made", "policy: anywhere")
    publish(version=draft(text=everywhere, by=cast.olga, now=NOW), by=cast.olga, now=NOW)
    assert [version.policy for version in held_at(NOW, "rental")] == ["made", "anywhere"]
    assert [version.policy for version in held_at(NOW, "leasing")] == ["anywhere"]


def test_a_role_acts_as_the_one_the_policy_names(cast: Cast) -> None:
    text = policy_text("gift: {gives: yes, standard: always}", roles="colleague, lead")
    version = publish(
        version=draft(text=text, by=cast.olga, now=NOW), by=cast.olga, now=NOW, acting={"agent": "colleague"}
    )
    roles = [acting_role(person, version) for person in (cast.mia, cast.tom, cast.ruth, cast.max)]
    assert roles == ["colleague", "lead", "", ""]


def test_a_policy_that_nobody_here_could_give_anything_by_is_not_published(cast: Cast) -> None:
    text = policy_text("gift: {gives: yes, standard: always}", roles="packer, owner")
    version = draft(text=text, by=cast.olga, now=NOW)
    with pytest.raises(Refused, match=r"its roles are packer, owner\. Say which of them our roles act as"):
        publish(version=version, by=cast.olga, now=NOW)
    version = publish(version=version, by=cast.olga, now=NOW, acting={"agent": "packer"})
    assert [str(note) for note in notes_on(version, NOW)] == [
        "Nobody here acts as owner: what only they may give, nobody can give."
    ]
    assert Entry.objects.get(what="policy published").data["acting"] == {"agent": "packer"}


def test_a_number_that_another_text_has_already_is_noted(cast: Cast) -> None:
    publish(version=draft(text=GIFT, by=cast.olga, now=NOW), by=cast.olga, now=NOW)
    again = publish(version=draft(text=MORE, by=cast.olga, now=NOW), by=cast.olga, now=NOW)
    assert "There is a version 1 of it already, with another text." in notes_on(again, NOW)[0]


@pytest.mark.parametrize(
    ("acting", "told"),
    [
        ({"agent": "coleague"}, r"no role “coleague”\. Its roles are colleague, boss\."),
        ({"agent": "colleague", "leed": "boss"}, r"no role `leed`\. It is one of agent, lead, manager,"),
    ],
)
def test_who_acts_as_whom_names_roles_that_are_there(acting: dict[str, str], told: str, cast: Cast) -> None:
    text = policy_text("gift: {gives: yes, standard: always}", roles="colleague, boss")
    version = draft(text=text, by=cast.olga, now=NOW)
    with pytest.raises(InputError, match=told):
        publish(version=version, by=cast.olga, now=NOW, acting=acting)


def test_drafting_and_publishing_stand_in_the_ledger(cast: Cast) -> None:
    publish(version=draft(text=GIFT, by=cast.ruth, now=NOW), by=cast.olga, now=NOW)
    told = [(entry.what, entry.by) for entry in Entry.objects.order_by("id")]
    assert told == [("policy drafted", cast.ruth.mark), ("policy published", cast.olga.mark)]


def test_a_place_that_is_no_counter_is_told_so(cast: Cast) -> None:
    with pytest.raises(InputError, match="no counter `nowhere`"):
        publish(version=draft(text=GIFT, by=cast.olga, now=NOW), by=cast.olga, now=NOW, counters=["nowhere"])


def published(text: str, cast: Cast, *, after_days: int = 0) -> Version:
    version, begins = draft(text=text, by=cast.olga, now=NOW), NOW + timedelta(days=after_days)
    return publish(version=version, by=cast.olga, now=NOW, in_force_from=begins)


def test_a_remedy_keeps_its_unit_and_a_pool_its_currency(cast: Cast) -> None:
    for text in (GIFT, EUROS):
        published(text, cast)
    for text, why in ((DAYS, "`gift` is given in another unit in version 1"), (YEN, "The pool `p` is in EUR")):
        with pytest.raises(Refused, match=why):
            published(text, cast)


def test_a_remedy_that_was_away_for_a_version_comes_back_in_its_unit(cast: Cast) -> None:
    published(GIFT, cast)
    published(TALK, cast, after_days=1)
    with pytest.raises(Refused, match="in another unit"):
        published(DAYS, cast, after_days=2)
    published(MORE, cast, after_days=2)


def test_what_is_published_first_for_later_keeps_its_unit_and_its_currency_too(cast: Cast) -> None:
    for text in (DAYS, YEN):
        published(text, cast, after_days=10)
    for text, why in ((GIFT, "`gift` is given in another unit"), (EUROS, "The pool `p` is in JPY")):
        with pytest.raises(Refused, match=why):
            published(text, cast)


def test_a_pool_that_rested_for_a_version_comes_back_in_its_currency(cast: Cast) -> None:
    published(EUROS, cast)
    published(TALK.replace("policy: made", "policy: euros"), cast, after_days=1)
    with pytest.raises(Refused, match="The pool `p` is in EUR"):
        published(YEN, cast, after_days=2)


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_in_the_same_moment_are_compared_with_each_other() -> None:
    cast = a_cast()
    money, days = (draft(text=text, by=cast.olga, now=NOW) for text in (GIFT, DAYS))

    def second() -> str:
        try:
            return publish(version=days, by=cast.olga, now=NOW).policy
        except Refused as refused:
            return str(refused)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as beside:
        with transaction.atomic():
            publish(version=money, by=cast.olga, now=NOW)
            other = beside.submit(second)
            wait([other], timeout=0.5)
        assert "in another unit" in other.result()


def test_a_name_too_long_for_the_shelf_is_told_so(cast: Cast) -> None:
    with pytest.raises(InputError, match="at most 50 characters"):
        draft(text=GIFT.replace("policy: made", "policy: m" + "a" * 50), by=cast.olga, now=NOW)
