"""Each decision is a promise, made in the same transaction: by the playbook its remedy names, or a plain one."""

from pathlib import Path

import pytest

from goodgrace.cases.deciding import decide, say_no
from goodgrace.cases.promising import in_currency
from goodgrace.playbook.reading import read, read_text
from goodgrace.promises.models import Promise, Step
from goodgrace.promises.queries import for_source
from goodgrace.rulebook.playbooks import draft_playbook, publish_playbook
from tests.cases.stories import a_case, a_wish, in_force
from tests.people import NOW, Cast

pytestmark = pytest.mark.django_db
PLAYBOOKS = Path(__file__).parents[2] / "policies" / "playbooks"


def a_playbook(cast: Cast, name: str) -> str:
    text = (PLAYBOOKS / f"{name}.yaml").read_text(encoding="utf-8")
    version = draft_playbook(text=text, by=cast.olga, now=NOW, name=f"{name}.yaml")
    roles = {"lead": "responsible_manager", "manager": "area_manager"}
    return publish_playbook(version=version, by=cast.olga, now=NOW, acting=roles).digest


def test_a_decision_is_a_promise_to_do_it_within_a_day(cast: Cast) -> None:
    in_force(cast)
    decision = decide(case=a_case(cast.mia), wish=a_wish(3, remedy="loan_appliance"), by=cast.mia, now=NOW)
    (promise,) = for_source(f"decision:{decision.pk}")
    assert (promise.title, promise.owner, promise.playbook) == ("An appliance to use meanwhile: 3 days", cast.mia, "")
    assert [(step.kind, step.channel) for step in promise.steps.all()] == [("do", "task")]


def test_a_remedy_that_names_a_playbook_promises_its_steps(cast: Cast) -> None:
    in_force(cast)
    digest = a_playbook(cast, "goodwill-repair")
    decision = decide(case=a_case(cast.mia), wish=a_wish(50), by=cast.mia, now=NOW)
    (promise,) = for_source(f"decision:{decision.pk}")
    assert (promise.playbook, promise.digest) == ("goodwill-repair", digest)
    assert promise.steps.count() > 2
    waived = promise.steps.get(name="off_the_bill")
    assert waived.parameters["amount"] == {"minor": 5000, "currency": "EUR"}, (
        "the decision's currency, not the playbook's"
    )


@pytest.mark.parametrize(("currency", "goes"), [("EUR", True), ("USD", True), ("JPY", False)])
def test_a_playbook_is_kept_in_the_currency_of_the_decision_or_not_at_all(currency: str, *, goes: bool) -> None:
    book = read(PLAYBOOKS / "goodwill-repair.yaml")
    found = in_currency(book, currency)
    assert (found.currency if found else None) == (currency if goes else None)


def test_a_playbook_with_amounts_of_its_own_keeps_its_currency() -> None:
    book = read(PLAYBOOKS / "bereavement-lease.yaml")
    assert in_currency(book, "EUR") is None
    assert in_currency(book, "USD") is book


IN_EUROS = """
playbook: small
owner: customer-care
serves: a-purpose
moment: complaint
may_start: [agent]
currency: EUR
facts: {{fee: {{type: money, least: 0{default}}}}}
{more}
words: {{en: Hello.}}
steps:
  waive_it: {{waive: fee, what: the fee{when}}}
"""


@pytest.mark.parametrize(
    ("default", "more", "when", "goes"),
    [
        ("", "", "", True),
        (", default: 0", "", ", when: fee > 0", True),
        (", default: 25", "", "", False),
        ("", "", ", when: fee > 20", False),
        ("", "", ", when: 'max(fee, 20) > fee'", False),
        ("", "requires: [{that: fee < 500, otherwise: Ask a lead.}]", "", False),
        ("", "grounds: {small: fee < 50}", "", False),
        ("", "everyone_where: fee == 0 or fee == 30", "", False),
    ],
)
def test_an_amount_that_a_playbook_takes_for_granted_is_none_in_another_currency(
    default: str, more: str, when: str, *, goes: bool
) -> None:
    book = read_text(IN_EUROS.format(default=default, more=more, when=when))
    assert (in_currency(book, "GBP") is not None, in_currency(book, "EUR")) == (goes, book)


def test_the_amount_that_was_decided_needs_no_default_of_the_playbook() -> None:
    text = IN_EUROS.format(default=", default: 25, from: decision", more="", when="").replace("fee", "amount")
    assert in_currency(read_text(text), "GBP") is not None


def test_where_the_playbook_is_not_in_force_it_is_promised_plainly(cast: Cast) -> None:
    in_force(cast)
    decide(case=a_case(cast.mia), wish=a_wish(50), by=cast.mia, now=NOW)
    assert [step.name for step in Step.objects.all()] == ["give"]


def test_a_reasoned_no_promises_nothing(cast: Cast) -> None:
    in_force(cast)
    say_no(case=a_case(cast.mia), wish=a_wish(0, reason="It runs."), by=cast.mia, now=NOW)
    assert not Promise.objects.exists()
