"""What was begun for a customer: it stands on her case for every colleague, and the same is not begun again by mistake."""

import re
from html import unescape
from typing import Any

import pytest
from django.utils import timezone

from goodgrace.cases.models import Case
from goodgrace.people.models import Person
from goodgrace.promises.actions import do_task, lay_task
from goodgrace.promises.changing import release
from goodgrace.promises.models import Promise
from goodgrace.rulebook.playbooks import draft_playbook, publish_playbook
from tests.cases.stories import a_case, in_force
from tests.people import NOW, Cast
from tests.web.browsing import signed_in

pytestmark = pytest.mark.django_db
GRIEF = "My husband died in March."
PLAYBOOK = """
playbook: condolence
title: A word of condolence
version: 1
owner: customer-care
serves: a-purpose
moment: bereavement
currency: EUR
may_start: [agent, lead]
words: {en: I am so sorry.}
steps:
  write: {title: Write to them, do: Write to them, within: 2 days}
"""


@pytest.fixture
def case(cast: Cast) -> Case:
    """A case in whose story a death was noticed, and the playbook of that moment in force."""
    in_force(cast)
    publish_playbook(version=draft_playbook(text=PLAYBOOK.strip(), by=cast.olga, now=NOW), by=cast.olga, now=NOW)
    return a_case(cast.mia, story=GRIEF)


def desk(person: Person, case: Case) -> str:
    answer = signed_in(person).get(f"/cases/{case.pk}/")
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def begin(person: Person, case: Case, **form: str) -> int:
    """Press; the status that comes back."""
    return signed_in(person).post(f"/customers/{case.customer_id}/promises/new/condolence", form).status_code


def keep(person: Person) -> None:
    """All of it is done."""
    task = lay_task(step=Promise.objects.get().steps.get(), now=timezone.now())
    do_task(task=task, by=person, now=timezone.now())


def test_what_was_begun_on_a_case_stands_there_for_every_colleague(cast: Cast, case: Case) -> None:
    assert "Begin it now" in desk(cast.mia, case)
    assert begin(cast.mia, case) == 302
    promise = Promise.objects.get()
    for colleague in (cast.mia, cast.tom):
        html = desk(colleague, case)
        offer = html[
            html.index('id="offer-bereavement"') : html.index("</section>", html.index('id="offer-bereavement"'))
        ]
        assert f'<a href="/promises/{promise.pk}/">A word of condolence</a>' in offer
        assert "Begin it now" not in offer


def test_what_was_begun_for_a_moment_that_nobody_noticed_stands_beside_who_she_is(cast: Cast, case: Case) -> None:
    begin(cast.mia, case)
    quiet = a_case(cast.mia, case.customer)
    html = desk(cast.tom, quiet)
    assert "What was begun for her" in html
    assert f'<a href="/promises/{Promise.objects.get().pk}/">A word of condolence</a>' in html
    release(promise=Promise.objects.get(), reason="It was another customer.", by=cast.mia, now=timezone.now())
    assert "What was begun for her" not in desk(cast.tom, quiet)


def test_what_was_kept_is_begun_again_only_by_a_deliberate_yes(cast: Cast, case: Case) -> None:
    begin(cast.mia, case)
    keep(cast.mia)
    html = desk(cast.tom, case)
    assert '<span class="mark kept">kept</span>' in html
    assert "Begin it now" not in html, "what is over does not begin by one press"
    at = f"/customers/{case.customer_id}/promises/new/condolence"
    assert f'href="{at}"' in html
    told = unescape(signed_in(cast.tom).get(at).content.decode())
    assert re.search(r"Mia began this for \S+ on \d+ \w+ \d{4}, \d\d:\d\d already, and it is over", told)
    assert begin(cast.tom, case) == 409
    assert begin(cast.tom, case, beside=str(Promise.objects.get().pk)) == 302
    assert Promise.objects.count() == 2


def test_the_desk_asks_few_times_also_with_much_that_was_begun(
    cast: Cast, case: Case, django_assert_max_num_queries: Any
) -> None:
    begin(cast.mia, case)
    for _ in range(5):
        begin(cast.mia, case, beside=str(Promise.objects.order_by("-made_at")[0].pk))
    assert Promise.objects.count() == 6
    client = signed_in(cast.tom)
    with django_assert_max_num_queries(30):
        client.get(f"/cases/{case.pk}/")


def test_what_was_let_go_may_begin_again_without_a_question(cast: Cast, case: Case) -> None:
    begin(cast.mia, case)
    release(promise=Promise.objects.get(), reason="It was another customer.", by=cast.mia, now=timezone.now())
    assert "Begin it now" in desk(cast.mia, case)
    assert begin(cast.mia, case) == 302
