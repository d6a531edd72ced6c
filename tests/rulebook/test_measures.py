"""What the reader lets through fits where the database keeps it: the longest names of everything, on every database."""

from decimal import Decimal

import pytest
from django.apps import apps
from django.db.models import CharField

from goodgrace.cases.actions import note_facts, open_case
from goodgrace.cases.deciding import Wish, decide
from goodgrace.cases.models import Tally
from goodgrace.playbook.reader import steps
from goodgrace.playbook.reading import fingerprint, read_text
from goodgrace.policy.reader import fields, remedies
from goodgrace.promises.links import choose
from goodgrace.promises.making import start
from goodgrace.promises.models import Promise
from goodgrace.rulebook.actions import draft, publish
from goodgrace.rulebook.models import Counter
from goodgrace.rulebook.playbooks import draft_playbook, publish_playbook
from tests.cases.stories import a_customer
from tests.people import NOW, Cast

LONGEST = "a" + "_b" * 29 + "c"
POOL = "the pool of " * 6 + "the desk"
POLICY = f"""
policy: {"p" * 50}
title: {"The title " * 20}
version: {"v" * 40}
roles: [{LONGEST}]
facts:
  {LONGEST}: {{type: key}}
  sad_{LONGEST[4:]}: {{type: yes_no}}
remedies:
  {LONGEST}:
    gives: money
    discretion: {{{LONGEST}: [{{when: sad_{LONGEST[4:]}, up_to: 5}}]}}
    caps: [{{pool: {POOL}, amount: 100}}, {{per: {LONGEST}, times: 9}}]
    promise: {"b" * 50}
  talk: {{gives: yes, standard: always}}
"""
PLAYBOOK = f"""
playbook: {"b" * 50}
title: {"The title " * 20}
version: {"v" * 40}
owner: {"o" * 60}
moment: {LONGEST}
may_start: [agent]
words: Come in.
steps:
  {LONGEST[:39]}c:
    ask: customer
    department: {"d" * 60}
    words: Which one?
    options: {{{LONGEST}: This., other: That.}}
    answer_within: 3 days
    without_an_answer: person
  tell: {{call: customer, after: {LONGEST[:39]}c}}
"""
KEPT = [
    # where a name ends, and how many characters of it the reader lets through
    ("cases.CaseFact.name", fields.LONGEST),
    ("cases.CountedKey.name", fields.LONGEST),
    ("cases.Decision.remedy", fields.LONGEST),
    ("cases.Decision.role", fields.LONGEST),
    ("cases.Tally.remedy", fields.LONGEST),
    ("cases.Tally.name", remedies.LONGEST_POOL),
    ("customers.KnownFact.name", fields.LONGEST),
    ("promises.Promise.moment", fields.LONGEST),
    ("promises.Step.department", fields.LONGEST),
    ("promises.Step.name", steps.LONGEST_NAME),
    ("promises.Step.outcome", fields.LONGEST),
    ("promises.Task.department", fields.LONGEST),
    ("rulebook.PlaybookVersion.moment", fields.LONGEST),
]


@pytest.mark.parametrize(("column", "most"), KEPT)
def test_a_column_holds_the_longest_name_that_ends_in_it(column: str, most: int) -> None:
    app, model, name = column.split(".")
    field = apps.get_model(app, model)._meta.get_field(name)
    assert isinstance(field, CharField)
    assert field.max_length is not None
    assert field.max_length >= most


@pytest.mark.django_db
def test_what_is_published_with_the_longest_names_is_decided_and_kept(cast: Cast) -> None:
    assert (len(LONGEST), len(POOL)) == (fields.LONGEST, remedies.LONGEST_POOL)
    Counter.objects.create(slug="repair", title="Repair")
    kept = draft_playbook(text=PLAYBOOK, by=cast.olga, now=NOW)
    publish_playbook(version=kept, by=cast.olga, now=NOW)
    publish(version=draft(text=POLICY, by=cast.olga, now=NOW), by=cast.olga, now=NOW, acting={"agent": LONGEST})
    case = open_case(customer=a_customer(), counter="repair", story=[], by=cast.mia, now=NOW)
    facts = {LONGEST: "V-1", f"sad_{LONGEST[4:]}": "yes"}
    note_facts(case=case, facts=facts, how={}, by=cast.mia, now=NOW)
    decide(case=case, wish=Wish("p" * 50, LONGEST, Decimal(5), "key-00001"), by=cast.mia, now=NOW)
    assert Promise.objects.get(playbook="b" * 50).moment == LONGEST
    assert Tally.objects.filter(name=POOL, cost=500).exists()


@pytest.mark.django_db
def test_what_is_begun_and_chosen_with_the_longest_names_is_kept(cast: Cast) -> None:
    playbook = read_text(PLAYBOOK)
    promise = start(
        playbook=playbook, digest=fingerprint(playbook), customer=a_customer(), facts={}, by=cast.mia, now=NOW
    )
    choose(step=promise.steps.get(kind="ask"), outcome=LONGEST, now=NOW)
    asked, told = promise.steps.order_by("position")
    assert asked.outcome == LONGEST
    assert (asked.department, told.department) == ("d" * 60, "o" * 60)
