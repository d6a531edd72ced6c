"""Words to a customer: filled in for her, in her language, and never sent with a gap in them."""

from dataclasses import replace
from pathlib import Path

import pytest

from goodgrace.customers.models import Customer
from goodgrace.customers.words import locked_contact
from goodgrace.errors import InputError, Refused
from goodgrace.playbook.reading import read
from goodgrace.promises.channels.papers.documents import Card, Company, Letter
from goodgrace.promises.errands import errand_of
from goodgrace.promises.links import FamilyLink, link_with, revoke_link
from goodgrace.promises.making import start
from goodgrace.promises.models import Promise, Step
from goodgrace.promises.outside.channels import family_page
from goodgrace.promises.outside.connections import connections_of
from goodgrace.promises.outside.drafting import (
    OURS,
    drafted_letter,
    drafted_mail,
    no_link,
    step_with,
    subject_of,
    words_of,
)
from goodgrace.promises.outside.speaking import parted
from tests.cases.stories import POLICIES, a_customer
from tests.people import NOW, Cast
from tests.promises.keeping import Watch, begun

COMPANY = Company("Northlight", ("1 Harbour Street",), "+49 40 555 0100")
STEPS = """
rest: {title: Nothing is charged, suspend: fees, for: 10 days}
tell:
  title: What we agreed
  send: email
  routine: yes
  words: {en: "{customer}, this is {colleague} of {company}, {phone}.", de: "{customer}, hier ist {colleague}."}
choose:
  title: A page for you
  send: email
  words: {en: "See {link}."}
post:
  title: A letter
  send: letter
  words: {en: "We are sorry, {customer}. Nothing is charged until {until}."}
pen:
  title: A note
  send: note
  signed_by_hand: yes
  words: {en: "With our warmest thoughts."}
call_her: {title: Call her, call: customer, between: 09:00 and 18:00, within: 2 days}
back: {title: Fees go on, resume: rest, after: call_her}
"""


@pytest.fixture
def promise(cast: Cast) -> Promise:
    found = begun(cast, STEPS)
    customer = Customer.objects.get(pk=found.customer_id)
    customer.name = locked_contact(customer, "name", "Ada Byron")
    customer.email = locked_contact(customer, "email", "ada@example.org")
    customer.language = "de"
    customer.save()
    return found


def errand(promise: Promise, name: str):
    return errand_of(Step.objects.select_related("promise__customer").get(promise=promise, name=name))


def test_a_mail_speaks_her_language_and_names_who_wrote(promise: Promise) -> None:
    mail = drafted_mail(COMPANY, Watch(NOW))(errand(promise, "tell"))
    assert (mail.to, mail.name, mail.subject) == ("ada@example.org", "Ada Byron", "Zu dem, was wir vereinbart haben")
    assert (mail.text, mail.language, mail.routine) == ("Ada Byron, hier ist Mia.", "de", True)


def test_where_a_word_is_not_known_nothing_goes_out(promise: Promise) -> None:
    Customer.objects.update(language="en")
    with pytest.raises(Refused, match="phone open"):
        drafted_mail(replace(COMPANY, contact=""), Watch(NOW))(errand(promise, "tell"))
    with pytest.raises(Refused, match="no page is connected"):
        drafted_mail(COMPANY, Watch(NOW))(errand(promise, "choose"))
    mail = drafted_mail(COMPANY, Watch(NOW), lambda step: f"https://example.org/{step.name}")(errand(promise, "choose"))
    assert mail.text == "See https://example.org/choose."


def test_without_an_address_a_person_is_asked(promise: Promise) -> None:
    Customer.objects.update(email=b"")
    with pytest.raises(Refused, match="no email address"):
        drafted_mail(COMPANY, Watch(NOW))(errand(promise, "tell"))


def test_a_letter_is_for_a_person_to_sign_and_a_note_for_a_pen(promise: Promise) -> None:
    draft = drafted_letter(COMPANY, Watch(NOW))
    letter, note = draft(errand(promise, "post")), draft(errand(promise, "pen"))
    assert isinstance(letter, Letter)
    assert (letter.salutation, letter.body, letter.signer) == (
        "Dear Ada Byron,",
        "We are sorry, Ada Byron. Nothing is charged until 4 December 2026.",
        "Mia",
    )
    assert isinstance(note, Card)
    assert note.by_hand


def test_words_lead_to_the_familys_page_and_drafting_them_again_makes_no_second_link(promise: Promise) -> None:
    Customer.objects.update(language="en")
    way, step = family_page("https://grace.example.org", Watch(NOW)), "choose"
    first, again = (drafted_mail(COMPANY, Watch(NOW), way)(errand(promise, step)).text for _ in range(2))
    secret = first.removeprefix("See https://grace.example.org/family/").removesuffix("/.")
    assert first == again
    assert link_with(secret, NOW) == FamilyLink.objects.get()


SUMS = """
late: {title: The late fee, refund: 300, when: paid}
back: {title: A part goes back, refund: 50, when: not paid}
call_her: {title: Call her, call: customer, after: back, within: 2 days}
tell: {title: What went back, send: email, after: call_her, words: {en: "{amount} goes back to you."}}
other: {title: What went back, send: email, words: {en: "{amount} goes back to you."}}
"""


@pytest.mark.parametrize("name", ["tell", "other"])
def test_words_speak_of_the_sum_that_is_really_paid(cast: Cast, name: str) -> None:
    step = begun(cast, SUMS, paid="no").steps.get(name=name)
    assert words_of(step, COMPANY, NOW, no_link) == ("en", "50.00 EUR goes back to you.")


def test_words_speak_of_the_sum_of_what_they_come_after(cast: Cast) -> None:
    step = begun(cast, SUMS.replace("when: not paid", "when: paid"), paid="yes").steps.get(name="tell")
    assert words_of(step, COMPANY, NOW, no_link) == ("en", "50.00 EUR goes back to you.")


def test_where_two_sums_could_be_meant_none_is_said(cast: Cast) -> None:
    step = begun(cast, SUMS.replace("when: not paid", "when: paid"), paid="yes").steps.get(name="other")
    with pytest.raises(Refused, match="leave amount open"):
        words_of(step, COMPANY, NOW, no_link)


def test_a_link_that_was_revoked_goes_out_no_more(cast: Cast, promise: Promise) -> None:
    way, asked = family_page("https://grace.example.org", Watch(NOW)), errand(promise, "choose")
    drafted_mail(COMPANY, Watch(NOW), way)(asked)
    revoke_link(link=FamilyLink.objects.get(), by=cast.mia, now=NOW)
    with pytest.raises(Refused, match="link in these words is over"):
        drafted_mail(COMPANY, Watch(NOW), way)(asked)


@pytest.mark.parametrize(("language", "closing"), [("en", "With our sympathy,"), ("de", "In aufrichtiger Anteilnahme")])
def test_the_shipped_letter_of_condolence_closes_once_and_as_it_is_written(language: str, closing: str) -> None:
    words = read(POLICIES / "playbooks" / "bereavement-lease.yaml").steps["condolences"].words[language]
    parts = parted(words, language)
    assert (parts.closing, parts.signature, closing in parts.body) == (closing, "{company}", False)


@pytest.mark.parametrize("written", ["grace.example.org", "https://a b", "javascript:alert(1)", "https://x/y"])
def test_an_address_that_leads_nowhere_is_refused(written: str) -> None:
    with pytest.raises(InputError, match="GOODGRACE_ADDRESS"):
        connections_of({"GOODGRACE_ADDRESS": written}, {})


@pytest.mark.parametrize("file", sorted((POLICIES / "playbooks").glob("*.yaml")), ids=lambda file: file.stem)
def test_every_word_of_the_shipped_playbooks_can_be_filled_in(cast: Cast, file: Path) -> None:
    playbook = read(file)
    for example in playbook.examples:
        for language in ("en", "de"):
            customer = a_customer()
            customer.name = locked_contact(customer, "name", "Hanna Brandes")
            customer.language = language
            customer.save()
            promise = start(
                playbook=playbook, digest="", customer=customer, facts=dict(example.facts), by=cast.mia, now=NOW,
                role=playbook.may_start[0],
            )  # fmt: skip
            for row in promise.steps.filter(kind__in=("send", "remind", "ask")).exclude(state="skipped"):
                found = step_with(row.key)
                told, words = words_of(found, COMPANY, NOW, lambda _: "https://example.org/f")
                assert "{" not in words + subject_of(found, COMPANY, NOW)
                assert told == (language if found.parameters.get("to") not in OURS else "en")
