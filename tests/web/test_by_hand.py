"""What goes by hand at the desk: the words that a person sends, whom they are for, and how much is to be given."""

from datetime import timedelta
from html import unescape
from random import Random

import pytest
from django.utils import timezone

from goodgrace.cases.deciding import decide
from goodgrace.customers.actions import forget_customer
from goodgrace.people.models import Person
from goodgrace.promises.channels.fake import Fake
from goodgrace.promises.keeping import Keeper
from goodgrace.promises.models import Promise, Task
from goodgrace.promises.outside.channels import channels
from goodgrace.promises.outside.connections import connections_of
from goodgrace.web.days import in_words
from tests.cases.stories import a_case, a_wish, in_force
from tests.people import Cast
from tests.promises.keeping import BERLIN, begun
from tests.promises.test_keeping import until_idle
from tests.web.browsing import signed_in

pytestmark = pytest.mark.django_db
REFUND = (
    "money_back: {title: The fee goes back, refund: fee, what: the fee, within: 1 day}\n"
    "receipt: {title: A receipt for the refund, send: email, routine: yes, after: money_back, within: 4 hours,"
    ' subject: {en: Your refund}, words: {en: "{amount} went back to you today."}}\n'
)


def page(person: Person, address: str) -> str:
    answer = signed_in(person).get(address)
    assert answer.status_code == 200, address
    return unescape(answer.content.decode())


def worked() -> None:
    """A worker went by, and nothing is connected."""
    until_idle(Keeper("w", timezone.now, Random(1), channels(connections_of({}, {}), timezone.now)))


def test_without_a_mail_server_routine_words_are_there_to_be_sent_by_hand(cast: Cast) -> None:
    promise = begun(cast, REFUND, now=timezone.now())
    worked()
    signed_in(cast.mia).post(f"/tasks/{Task.objects.get(step__name='money_back').pk}/done")
    worked()
    at = f"/promises/{promise.pk}/#words-{promise.steps.get(name='receipt').pk}"
    for on_the_list in ("/", "/promises/"):
        assert f'<a href="{at}">The words to send</a>' in page(cast.mia, on_the_list)
    told = page(cast.mia, f"/promises/{promise.pk}/")
    assert "No mail server is connected here" in told
    assert "25.00 EUR went back to you today." in told
    assert "Subject: Your refund" in told


def test_a_letter_that_nothing_here_sets_is_written_by_hand_from_the_words_on_the_page(cast: Cast) -> None:
    letter = "told: {title: A letter, send: letter, words: {en: All is well.}, within: 1 day}\n"
    promise = begun(cast, letter, now=timezone.now())
    worked()
    told = page(cast.mia, f"/promises/{promise.pk}/")
    assert "No letters are set here" in told
    assert "All is well." in told


def test_routine_words_that_could_not_go_are_there_to_be_sent_by_hand(cast: Cast) -> None:
    mail = "told: {title: A line, send: email, routine: yes, words: {en: All is well.}, within: 1 day}\n"
    promise = begun(cast, mail, now=timezone.now())
    until_idle(Keeper("w", timezone.now, Random(1), {"email": Fake(["refuse"])}))
    told = page(cast.mia, f"/promises/{promise.pk}/")
    assert "These words could not go by themselves" in told
    assert "All is well." in told
    assert "The words to send" in page(cast.mia, "/")


def test_no_words_are_shown_of_a_customer_who_was_forgotten(cast: Cast) -> None:
    mail = "told: {title: A line, send: email, routine: yes, words: {en: All is well.}, within: 1 day}\n"
    promise = begun(cast, mail, now=timezone.now())
    worked()
    forget_customer(customer=promise.customer, by=cast.finn, now=timezone.now() + timedelta(minutes=1))
    assert "All is well." not in page(cast.mia, f"/promises/{promise.pk}/")
    assert "The words to send" not in page(cast.mia, "/promises/")


def test_a_task_says_what_is_given_and_how_much_of_it(cast: Cast) -> None:
    in_force(cast)
    case = a_case(cast.mia)
    decide(case=case, wish=a_wish("50"), by=cast.mia, now=timezone.now())
    begun(cast, REFUND, now=timezone.now())
    begun(
        cast, "find: {title: Find the money, do: Ask the bank where it is, within: 1 day}\n"
        "gift_it: {title: A box for her, gift: a box of pears, within: 1 day}\n"
        "longer: {title: She stays on, extend: 3, what: the voucher, unit: days, within: 1 day}\n", now=timezone.now(),
    )  # fmt: skip
    worked()
    for at in ("/", "/promises/"):
        told = page(cast.mia, at)
        assert f"<p>{Promise.objects.get(source__startswith='decision:').title}</p>" in told
        assert "<p>25.00 EUR: the fee</p>" in told
        assert "<p>Ask the bank where it is</p>" in told
        assert "<p>a box of pears</p>" in told
        assert "<p>3 days: the voucher</p>" in told
    cast.mia.language = "de"
    cast.mia.save()
    assert "<p>25,00 EUR: the fee</p>" in page(cast.mia, "/promises/")


def test_the_page_of_a_promise_leads_to_the_case_and_says_how_much(cast: Cast) -> None:
    in_force(cast)
    case = a_case(cast.mia)
    decide(case=case, wish=a_wish("50"), by=cast.mia, now=timezone.now())
    assert f'<a href="/cases/{case.pk}/">Case {case.pk}</a>' in page(cast.mia, f"/promises/{Promise.objects.get().pk}/")
    by_itself = begun(cast, REFUND, now=timezone.now())
    told = page(cast.mia, f"/promises/{by_itself.pk}/")
    assert "25.00 EUR: the fee" in told
    assert 'href="/cases/' not in told.split("</h1>")[1].split("</p>")[0]


def test_a_check_says_until_when_there_is_time_and_why_only_a_yes_can_be_noted(cast: Cast) -> None:
    arrived = "arrived: {title: Has it arrived?, check: paid, by: 10 days, without_an_answer: person}\n"
    promise = begun(cast, arrived, now=timezone.now())
    worked()
    until = timezone.localdate(timezone=BERLIN) + timedelta(days=10)
    for at in ("/", "/promises/", f"/promises/{promise.pk}/"):
        told = page(cast.mia, at)
        assert f"There is time until {in_words(until, 'l, j F')}" in told
        assert "so a no is noted only then" in told
    over = begun(cast, arrived, now=timezone.now() - timedelta(days=11))
    worked()
    assert "There is time until" not in page(cast.mia, f"/promises/{over.pk}/")
