"""Each decision is a promise, made in the same transaction: by the playbook its remedy names, or a plain one."""

import re
from html import unescape
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goodgrace.cases.deciding import decide, say_no
from goodgrace.cases.models import Case
from goodgrace.cases.promising import ALREADY
from goodgrace.customers.models import Customer
from goodgrace.playbook.decided import in_currency
from goodgrace.playbook.reading import read, read_text
from goodgrace.policy.reading import read as read_policy
from goodgrace.promises.models import Promise, Step, Task
from goodgrace.promises.queries import for_source
from goodgrace.rulebook.models import PlaybookVersion
from goodgrace.rulebook.planned import kept_by_hand
from goodgrace.rulebook.playbooks import draft_playbook, publish_playbook
from goodgrace.rulebook.queries import policy_of
from goodgrace.sentences import of_data
from tests.cases.stories import FACTS, POLICIES, a_case, a_wish, in_force
from tests.people import NOW, Cast
from tests.web.browsing import signed_in

pytestmark = pytest.mark.django_db
PLAYBOOKS = Path(__file__).parents[2] / "policies" / "playbooks"


def a_playbook(cast: Cast, name: str, currency: str = "") -> str:
    text = (PLAYBOOKS / f"{name}.yaml").read_text(encoding="utf-8")
    text = re.sub(r"^currency: \w+$", f"currency: {currency}", text, flags=re.MULTILINE) if currency else text
    version = draft_playbook(text=text, by=cast.olga, now=NOW, name=f"{name}.yaml")
    return publish_playbook(version=version, by=cast.olga, now=NOW, acting=CALLED.get(name, {})).digest


def test_a_decision_is_a_promise_to_do_it_within_a_day(cast: Cast) -> None:
    in_force(cast)
    decision = decide(case=a_case(cast.mia), wish=a_wish(3, remedy="loan_appliance"), by=cast.mia, now=NOW)
    (promise,) = for_source(f"decision:{decision.pk}")
    assert (promise.title, promise.owner, promise.playbook) == ("An appliance to use meanwhile: 3 days", cast.mia, "")
    assert [(step.kind, step.channel) for step in promise.steps.all()] == [("do", "task")]


def test_a_remedy_that_names_a_playbook_promises_its_steps(cast: Cast) -> None:
    in_force(cast)
    digest = a_playbook(cast, "repair-after-warranty", currency="USD")
    decision = decide(case=a_case(cast.mia), wish=a_wish(50), by=cast.mia, now=NOW)
    (promise,) = for_source(f"decision:{decision.pk}")
    assert (promise.playbook, promise.digest) == ("repair-after-warranty", digest)
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
    assert in_currency(read_text(text), "GBP", given=("amount",)) is not None


def test_where_the_playbook_is_not_in_force_it_is_promised_plainly(cast: Cast) -> None:
    in_force(cast)
    decide(case=a_case(cast.mia), wish=a_wish(50), by=cast.mia, now=NOW)
    assert [step.name for step in Step.objects.all()] == ["give"]


def test_a_reasoned_no_promises_nothing(cast: Cast) -> None:
    in_force(cast)
    say_no(case=a_case(cast.mia), wish=a_wish(0, reason="It runs."), by=cast.mia, now=NOW)
    assert not Promise.objects.exists()


CALLED = {
    "loan-interest-forgiven": {"agent": "officer", "lead": "committee", "manager": "programme"},
    "goodwill-repair": {"lead": "responsible_manager", "manager": "area_manager"},
}
LADDERS = {
    "goodwill-repair": {"agent": "responsible_manager", "manager": "area_manager"},
    "small-business-loan": {"agent": "officer", "lead": "committee", "manager": "programme"},
    "right-thing-to-do": {"agent": "colleague"},
}
LEASE = {
    "lessee_died": "yes",
    "account_up_to_date": "yes",
    "heir": "qualifying_family",
    "transfer_fee": "595",
    "return_charges": "300",
}
LOAN = {
    "approved_group": "yes", "months_of_income": "20", "loan": "6000000", "months_to_repay": "12", "moment": "none",
    "community_project": "no",
}  # fmt: skip
RETURN = {"hours_late": "3", "late_fee": "60", "tenure_years": "9", "cause": "traffic", "moment": "none"}
KEEPSAKE = {
    "level": "gold", "days_since_purchase": "20", "receipt": "yes", "original_packaging": "yes", "reason": "size",
    "price": "80", "moment": "none",
}  # fmt: skip
CREDIT = {"credit": "80", "days_until_due": "2", "tenure_years": "9", "account_closing": "no", "moment": "none"}
CAR = {
    "repair_cost": "800", "covered_when_new": "yes", "covered_elsewhere": "no", "asked_by_customer": "yes",
    "already_repaired": "no", "holder": "retail", "moment": "illness", "vehicle": "V1",
}  # fmt: skip
FLIGHT = {
    "reservation_id": "R1", "user_id": "U1", "membership": "gold", "cabin": "business", "insurance": "yes", "passengers": "1",
    "amount_usd": "400", "hours_since_booking": "3", "airline_cancelled": "yes", "delayed": "no", "flown": "no", "reason": "health",
}  # fmt: skip
WASHER = {"days_out": "1", "repair_cost": "186.50", "own_fault": "no", "depends_on_it": "yes", "appliance": "WM-1"}
REMEDIES: list[tuple[str, str, int, str, dict[str, str]]] = [
    ("airline-cancellation", "refund", 400, "", FLIGHT),
    ("airline-cancellation", "certificate", 100, "", FLIGHT),
    ("airline-cancellation", "talk_to_a_person", 1, "", FLIGHT),
    ("bereavement-lease", "suspend_fees", 14, "bereavement-lease", LEASE),
    ("bereavement-lease", "return_vehicle", 1, "", LEASE),
    ("bereavement-lease", "waive_return_charges", 300, "", LEASE),
    ("bereavement-lease", "waive_transfer_fee", 595, "", LEASE),
    ("bereavement-lease", "condolence_letter", 1, "", LEASE),
    ("bereavement-lease", "journal_and_pen", 1, "", LEASE),
    ("bereavement-lease", "advocate", 1, "", LEASE),
    ("goodwill-repair", "goodwill", 800, "goodwill-repair", CAR),
    ("goodwill-repair", "loan_car", 1, "", CAR),
    ("goodwill-repair", "claim_the_contract", 1, "", CAR | {"covered_elsewhere": "yes"}),
    ("goodwill-repair", "ring_the_customer", 1, "", CAR | {"asked_by_customer": "no"}),
    ("goodwill-repair", "talk_to_area_office", 1, "callback", CAR),
    ("late-return", "waive_fee", 60, "refund-fee", RETURN),
    ("late-return", "pay_later", 14, "", RETURN),
    ("late-return", "replacement_car", 2, "", RETURN | {"cause": "our_fault"}),
    ("late-return", "speak_to_manager", 1, "", RETURN),
    ("loyalty-credit-early", "credit_now", 80, "", CREDIT),
    ("loyalty-credit-early", "remind_on_the_day", 1, "", CREDIT),
    ("loyalty-credit-early", "talk_it_over", 1, "callback", CREDIT),
    ("returns-by-tenure", "refund", 80, "", KEEPSAKE),
    ("returns-by-tenure", "store_credit", 20, "", KEEPSAKE),
    ("returns-by-tenure", "speak_to_manager", 1, "callback", KEEPSAKE),
    ("right-thing-to-do", "right_thing", 30, "", {"recipient": "customer"}),
    ("right-thing-to-do", "handwritten_note", 1, "", {"recipient": "customer"}),
    ("right-thing-to-do", "ask_a_colleague", 1, "", {"recipient": "customer"}),
    ("small-business-loan", "lend", 11_000_000, "", LOAN),
    ("small-business-loan", "no_interest_in_a_year", 1, "loan-interest-forgiven", LOAN),
    ("small-business-loan", "waive_interest", 300_000, "", LOAN),
    ("small-business-loan", "extended_grace", 2, "", LOAN),
    ("small-business-loan", "training_place", 1, "", LOAN | {"approved_group": "no"}),
    ("small-business-loan", "talk_to_coordinator", 1, "callback", LOAN),
    ("warranty-tolerance", "free_repair", 150, "repair-after-warranty", WASHER),
    ("warranty-tolerance", "loan_appliance", 3, "", WASHER),
    ("warranty-tolerance", "help_with_insurance", 1, "", WASHER),
    ("warranty-tolerance", "call_an_advocate", 1, "", WASHER),
]  # fmt: skip


def a_promise(cast: Cast, case: Case, policy: str, remedy: str, amount: object) -> Promise:
    """Decide it, and show what was promised by it."""
    decision = decide(
        case=case, wish=a_wish(amount, policy=policy, remedy=remedy, reason="As she wished."), by=cast.mia, now=NOW
    )
    (promise,) = for_source(f"decision:{decision.pk}")
    return promise


def a_case_of(cast: Cast, facts: dict[str, str], customer: Customer | None = None) -> Case:
    blank = dict.fromkeys((*FACTS, "appliance"), "")
    return a_case(cast.mia, customer, **{**blank, **facts})


@pytest.mark.parametrize(
    ("policy", "remedy", "amount", "playbook", "facts"), REMEDIES, ids=[f"{each[0]}: {each[1]}" for each in REMEDIES]
)
def test_each_shipped_remedy_is_kept_by_the_playbook_it_names_or_plainly_where_it_names_none(
    cast: Cast, policy: str, remedy: str, amount: int, playbook: str, facts: dict[str, str]
) -> None:
    in_force(cast, policy, counters=(), acting=LADDERS.get(policy, {}))
    if playbook:
        a_playbook(cast, playbook)
    promise = a_promise(cast, a_case_of(cast, facts), policy, remedy, amount)
    assert promise.playbook == playbook
    assert because_of(promise) == ""


def test_every_shipped_remedy_is_tried() -> None:
    shipped = {(path.stem, remedy) for path in POLICIES.glob("*.yaml") for remedy in read_policy(path).remedies}
    assert {each[:2] for each in REMEDIES} == shipped


def because_of(promise: Promise) -> str:
    """Why the promise is kept by hand, as it stands on its first step."""
    step = promise.steps.order_by("position")[0]
    return str(of_data(step.parameters.get("because", "")))


def test_the_days_that_were_decided_are_the_days_that_fees_rest(cast: Cast) -> None:
    in_force(cast, "bereavement-lease", counters=())
    a_playbook(cast, "bereavement-lease")
    promise = a_promise(cast, a_case_of(cast, LEASE), "bereavement-lease", "suspend_fees", 14)
    fees = promise.steps.get(name="no_fees")
    assert fees.data["ends"] == {"in": {"count": 14, "unit": "day"}}


def test_interest_is_forgiven_by_a_look_after_twelve_months(cast: Cast) -> None:
    in_force(cast, "small-business-loan", counters=(), acting=LADDERS["small-business-loan"])
    a_playbook(cast, "loan-interest-forgiven")
    promise = a_promise(cast, a_case_of(cast, LOAN), "small-business-loan", "no_interest_in_a_year", 1)
    assert promise.steps.filter(kind="check", name="repaid").exists()
    assert promise.steps.filter(kind="remind").count() >= 2


def test_a_name_that_is_no_playbook_is_told_with_the_near_one(cast: Cast) -> None:
    in_force(cast)
    a_playbook(cast, "refund-fee")
    promise = a_promise(cast, a_case(cast.mia), "warranty-tolerance", "free_repair", 50)
    told = "No playbook of the name `repair-after-warranty` is in force: a plain promise of one step is made."
    assert because_of(promise) == told
    step = promise.steps.get()
    assert (step.name, step.state, step.said) == ("give", "unconfirmed", told)
    assert Task.objects.get(step=step).person == cast.mia


ASKS = """
playbook: repair-after-warranty
owner: customer-care
serves: a-purpose
moment: complaint
may_start: [agent]
currency: EUR
facts:
  {facts}
{more}
words: {{en: Hello.}}
steps:
  look: {{do: Look at it, within: 1 day}}
"""


def in_place(cast: Cast, facts: str, more: str = "") -> None:
    """A playbook that the warranty policy names, published."""
    text = ASKS.format(facts=facts, more=more)
    version = draft_playbook(text=text, by=cast.olga, now=NOW, name="repair-after-warranty.yaml")
    PlaybookVersion.objects.filter(pk=version.pk).update(published_at=NOW, published_by=cast.olga, in_force_from=NOW)


def test_what_a_playbook_requires_is_looked_at_and_what_to_do_otherwise_is_told(cast: Cast) -> None:
    in_force(cast)
    in_place(cast, "days_out: {type: number}", "requires: [{that: days_out > 30, otherwise: Send her to the counter.}]")
    promise = a_promise(cast, a_case(cast.mia), "warranty-tolerance", "free_repair", 50)
    assert promise.playbook == ""
    assert because_of(promise) == "“Repair after warranty” was not begun. Send her to the counter."


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ("amount: {type: money, most: 20, from: decision}", "What was decided does not fit it: it is at most 20."),
        ("own_fault: {type: number, ask: How bad?}", "What is noted cannot be read as it asks for it: How bad?"),
    ],
)
def test_what_cannot_be_read_is_told_and_no_fact_is_repeated(cast: Cast, facts: str, why: str) -> None:
    in_force(cast)
    in_place(cast, facts)
    promise = a_promise(cast, a_case(cast.mia), "warranty-tolerance", "free_repair", 50)
    assert because_of(promise) == f"“Repair after warranty” was not begun. {why}"


def test_what_has_to_be_known_first_is_told(cast: Cast) -> None:
    in_force(cast)
    in_place(cast, "colour: {type: yes_no, ask: Is it blue?}", "requires: [{that: colour, otherwise: No.}]")
    promise = a_promise(cast, a_case(cast.mia), "warranty-tolerance", "free_repair", 50)
    assert because_of(promise).endswith("was not begun. One thing is needed first: colour (Is it blue?).")


def test_what_is_begun_for_her_already_is_not_begun_again_by_more_of_it(cast: Cast) -> None:
    in_force(cast, "bereavement-lease", counters=())
    a_playbook(cast, "bereavement-lease")
    case = a_case_of(cast, LEASE)
    a_promise(cast, case, "bereavement-lease", "suspend_fees", 10)
    more = a_promise(cast, case, "bereavement-lease", "suspend_fees", 4)
    assert more.playbook == ""
    assert because_of(more) == f"“When a lessee has died” was not begun. {ALREADY}"


def test_an_amount_is_paid_out_each_time(cast: Cast) -> None:
    in_force(cast)
    a_playbook(cast, "repair-after-warranty")
    case = a_case(cast.mia)
    two = [a_promise(cast, case, "warranty-tolerance", "free_repair", amount) for amount in (50, 20)]
    assert [promise.playbook for promise in two] == ["repair-after-warranty", "repair-after-warranty"]


def test_a_plain_promise_costs_no_question_about_playbooks(cast: Cast) -> None:
    in_force(cast)
    case = a_case(cast.mia)
    with CaptureQueriesContext(connection) as asked:
        a_promise(cast, case, "warranty-tolerance", "free_repair", 50)
    about = [each["sql"] for each in asked if "promises_promise" in each["sql"] and '."playbook" IN' in each["sql"]]
    assert about == []


def test_publishing_tells_what_no_playbook_keeps(cast: Cast) -> None:
    version = in_force(cast)
    (note,) = kept_by_hand(policy_of(version), NOW)
    assert note.message.endswith("a plain promise of one step is made.")
    assert not note.is_defect
    a_playbook(cast, "repair-after-warranty")
    assert kept_by_hand(policy_of(version), NOW) == ()


def test_the_promise_and_the_list_say_why_it_is_kept_by_hand(cast: Cast) -> None:
    in_force(cast)
    promise = a_promise(cast, a_case(cast.mia), "warranty-tolerance", "free_repair", 50)
    for at in (f"/promises/{promise.pk}/", "/promises/"):
        html = unescape(signed_in(cast.mia).get(at).content.decode())
        assert "No playbook of the name `repair-after-warranty` is in force" in html
