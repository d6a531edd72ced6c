"""Words that a colleague made her own: what goes is what she wrote, and the ledger never says what."""

from datetime import timedelta
from random import Random

import pytest

from goodgrace.customers.models import Customer
from goodgrace.customers.words import locked_contact
from goodgrace.errors import InputError, Refused
from goodgrace.ledger.models import Entry
from goodgrace.promises.actions import approve, sign_and_post
from goodgrace.promises.changing import renegotiate
from goodgrace.promises.channels.papers.documents import Letter
from goodgrace.promises.channels.shape import Errand, Outcome
from goodgrace.promises.errands import errand_of
from goodgrace.promises.keeping import Keeper
from goodgrace.promises.models import PrintItem, Promise, Step
from goodgrace.promises.outside.channels import channels
from goodgrace.promises.outside.connections import Connections
from goodgrace.promises.outside.drafting import drafted_mail, letter_of, no_link, step_with, words_to_change
from goodgrace.promises.outside.rewording import address_anew, print_anew
from goodgrace.promises.queries import pdf_of
from goodgrace.promises.wording import OwnWords, change_words, let_go, own_words, words_again, written
from tests.people import NOW, Cast
from tests.promises.keeping import Watch, begun
from tests.promises.outside.test_drafting import COMPANY
from tests.promises.test_keeping import until_idle

STEPS = """
tell:
  title: What we agreed
  send: email
  words: {en: "Dear {customer}, nothing is charged. See {link}."}
receipt:
  title: A receipt
  send: email
  routine: yes
  words: {en: "Received."}
post:
  title: A letter
  send: letter
  to: family
  words:
    en: |
      Dear {family},
      we were sad to hear of your loss. There is nothing that you need to do now, and nobody will ask you for it. When you
      are ready, {colleague} is there.
      With our sympathy,
      {company}
"""
LINKED = Connections(company=COMPANY, address="https://grace.example")
OWN = "I am sorry about Karl. See {link} whenever you like."


@pytest.fixture
def promise(cast: Cast) -> Promise:
    found = begun(cast, STEPS)
    customer = Customer.objects.get(pk=found.customer_id)
    customer.name = locked_contact(customer, "name", "Karl Brandes")
    customer.email = locked_contact(customer, "email", "hanna@example.org")
    customer.save()
    return found


def step(name: str) -> Step:
    return Step.objects.select_related("promise__customer", "promise__owner__team").get(name=name, state="promised")


def ledger() -> str:
    return " ".join(f"{entry.what} {entry.data}" for entry in Entry.objects.all())


def mailed(name: str) -> str:
    return drafted_mail(COMPANY, Watch(NOW), lambda _: "https://example.org/f")(errand_of(step(name))).text


def laid(promise: Promise) -> PrintItem:
    """The letter, in the print room."""
    ways = channels(Connections(company=COMPANY), Watch(NOW))
    until_idle(Keeper("w", Watch(NOW), Random(1), ways))
    return PrintItem.objects.select_related("step", "customer").get(step__promise=promise)


def test_what_goes_is_what_she_wrote(cast: Cast, promise: Promise) -> None:
    assert words_to_change(step("tell"), COMPANY, NOW) == "Dear Karl Brandes, nothing is charged. See {link}."
    let_go(step=step("tell"), text=OWN, drafted="", seen="", by=cast.mia, now=NOW)
    assert step("tell").approved_by == cast.mia
    assert mailed("tell") == "I am sorry about Karl. See https://example.org/f whenever you like."
    assert "words changed" in ledger()
    assert "sorry" not in ledger()
    assert b"sorry" not in bytes(OwnWords.objects.get().text)


def test_words_left_as_they_were_drafted_are_nobodys_own(cast: Cast, promise: Promise) -> None:
    drafted = words_to_change(step("tell"), COMPANY, NOW)
    let_go(step=step("tell"), text=drafted.replace("\n", "\r\n"), drafted=drafted, seen="", by=cast.mia, now=NOW)
    assert own_words(step("tell")) == ""
    assert "words approved" in ledger()


def test_one_press_brings_the_drafted_words_back(cast: Cast, promise: Promise) -> None:
    change_words(step=step("tell"), text=OWN, seen="", by=cast.mia, now=NOW)
    words_again(step=step("tell"), seen=written(step("tell")).version, by=cast.bob, now=NOW)
    assert mailed("tell").startswith("Dear Karl Brandes")
    assert "words as drafted again" in ledger()


def test_words_that_have_gone_or_are_routine_are_not_changed(cast: Cast, promise: Promise) -> None:
    with pytest.raises(Refused, match="do not wait for anybody"):
        change_words(step=step("receipt"), text=OWN, seen="", by=cast.mia, now=NOW)
    approve(step=step("tell"), by=cast.mia, now=NOW)
    with pytest.raises(Refused, match="do not wait for anybody"):
        change_words(step=step("tell"), text=OWN, seen="", by=cast.mia, now=NOW)


@pytest.mark.parametrize("text", ["  ", "x" * 5000, "It ends on {until}."])
def test_words_that_say_nothing_too_much_or_leave_a_gap_are_not_kept(cast: Cast, promise: Promise, text: str) -> None:
    with pytest.raises(InputError):
        change_words(step=step("tell"), text=text, seen="", by=cast.mia, now=NOW)


def test_other_braces_are_text_and_nothing_is_filled_in_twice(cast: Cast, promise: Promise) -> None:
    change_words(step=step("tell"), text="A {heart} and {0.__class__} for you.", seen="", by=cast.mia, now=NOW)
    assert mailed("tell") == "A {heart} and {0.__class__} for you."


def test_words_go_along_where_a_step_is_promised_anew(cast: Cast, promise: Promise) -> None:
    change_words(step=step("tell"), text=OWN, seen="", by=cast.mia, now=NOW)
    later = NOW + timedelta(days=2)
    renegotiate(step=step("tell"), due_at=later, reason="On Thursday.", told_at=NOW, by=cast.mia, now=NOW)
    assert own_words(step("tell")) == OWN


def test_a_letter_greets_once_and_closes_once(promise: Promise) -> None:
    letter = letter_of(step("post"), COMPANY, NOW, no_link)
    assert isinstance(letter, Letter)
    assert (letter.salutation, letter.closing, letter.signer, letter.role) == (
        "Dear Brandes family,", "With our sympathy,", "Mia", "Northlight"
    )  # fmt: skip
    assert letter.to == ("The Brandes family",)
    assert letter.body == (
        "We were sad to hear of your loss. There is nothing that you need to do now, and nobody will ask you for it. When "
        "you are ready, Mia is there."
    )


def test_a_letter_that_waits_is_set_anew_with_her_words_and_back(cast: Cast, promise: Promise) -> None:
    item, connected = laid(promise), Connections(company=COMPANY)
    drafted = pdf_of(item)
    print_anew(
        item=item, text="Dear Hanna,\n\nI am sorry.", seen="", connected=connected, by=cast.mia, clock=Watch(NOW)
    )
    item.refresh_from_db()
    assert pdf_of(item) != drafted
    assert own_words(item.step) == "Dear Hanna,\n\nI am sorry."
    again = {"text": "", "seen": written(item.step).version}
    print_anew(item=item, **again, connected=connected, by=cast.mia, clock=Watch(NOW))
    item.refresh_from_db()
    assert (pdf_of(item), own_words(item.step)) == (drafted, "")


def test_a_letter_that_was_posted_stays_what_it_was(cast: Cast, promise: Promise) -> None:
    item = laid(promise)
    sign_and_post(item=item, paper=item.paper, by=cast.mia, now=NOW)
    with pytest.raises(Refused):
        print_anew(item=item, text=OWN, seen="", connected=Connections(company=COMPANY), by=cast.mia, clock=Watch(NOW))
    assert not OwnWords.objects.exists()


def test_a_letter_goes_where_she_lives_and_is_set_anew_once_that_is_known(cast: Cast, promise: Promise) -> None:
    item, connected = laid(promise), Connections(company=COMPANY)
    print_anew(item=item, text="I am sorry.", seen="", connected=connected, by=cast.mia, clock=Watch(NOW))
    item.refresh_from_db()
    before = pdf_of(item)
    there = "Lindenweg 4; 22085 Hamburg"
    address_anew(customer=promise.customer, address=there, connected=connected, by=cast.mia, clock=Watch(NOW))
    letter = letter_of(step_with(item.key), COMPANY, NOW, no_link)
    assert isinstance(letter, Letter)
    assert (letter.to, letter.body) == (("The Brandes family", "Lindenweg 4", "22085 Hamburg"), "I am sorry.")
    item.refresh_from_db()
    assert pdf_of(item) != before
    assert "address noted" in ledger()
    assert "Lindenweg" not in ledger()
    with pytest.raises(InputError):
        address_anew(
            customer=promise.customer, address="1;2;3;4;5;6", connected=connected, by=cast.mia, clock=Watch(NOW)
        )


def test_words_that_could_not_go_for_a_gap_are_written_by_hand_and_go(cast: Cast, promise: Promise) -> None:
    Customer.objects.update(name=b"")
    approve(step=step("tell"), by=cast.mia, now=NOW)
    sent: list[str] = []
    draft = drafted_mail(COMPANY, Watch(NOW), lambda _: "https://example.org/f")

    class Post:
        """Hands on what is drafted, or says why not."""

        def carry(self, errand: Errand) -> Outcome:
            sent.append(draft(errand).text)
            return Outcome("kept", "It is on its way.")

        def ask(self, errand: Errand) -> Outcome | None:
            return None

    keeper = Keeper("w", Watch(NOW), Random(1), {"email": Post()})
    until_idle(keeper)
    row = Step.objects.select_related("promise__customer").get(name="tell")
    assert (row.state, row.refused, sent) == ("late", True, ["Received."])
    let_go(step=row, text="Nothing is charged.", drafted="", seen="", by=cast.mia, now=NOW)
    until_idle(keeper)
    assert Step.objects.get(name="tell").state == "kept"
    assert sent == ["Received.", "Nothing is charged."]


def test_a_family_whose_name_is_not_known_is_greeted_all_the_same(promise: Promise) -> None:
    Customer.objects.update(name=b"")
    letter = letter_of(step("post"), COMPANY, NOW, no_link)
    assert isinstance(letter, Letter)
    assert (letter.salutation, letter.to) == ("Dear family,", ())


def test_who_read_the_draft_does_not_send_or_undo_what_a_colleague_wrote_meanwhile(
    cast: Cast, promise: Promise
) -> None:
    drafted = words_to_change(step("tell"), COMPANY, NOW)
    change_words(step=step("tell"), text=OWN, seen="", by=cast.bob, now=NOW)
    with pytest.raises(Refused, match="A colleague has changed these words"):
        let_go(step=step("tell"), text=drafted, drafted=drafted, seen="", by=cast.mia, now=NOW)
    with pytest.raises(Refused, match="A colleague has changed these words"):
        change_words(step=step("tell"), text="Mine.", seen="", by=cast.mia, now=NOW)
    with pytest.raises(Refused, match="A colleague has changed these words"):
        words_again(step=step("tell"), seen="", by=cast.mia, now=NOW)
    assert (own_words(step("tell")), step("tell").approved_at) == (OWN, None)
    stands = written(step("tell"))
    assert stands.by == "Bob"
    change_words(step=step("tell"), text="Mine.", seen=stands.version, by=cast.mia, now=NOW)
    assert written(step("tell")).version != stands.version
    assert own_words(step("tell")) == "Mine."


def test_a_letter_whose_paper_was_set_anew_is_posted_only_as_it_is_now(cast: Cast, promise: Promise) -> None:
    item = laid(promise)
    printed, watch = item.paper, Watch(NOW + timedelta(minutes=1))
    print_anew(item=item, text=OWN, seen="", connected=LINKED, by=cast.bob, clock=watch)
    with pytest.raises(Refused, match="Print it again"):
        sign_and_post(item=item, paper=printed, by=cast.mia, now=watch())
    there = {"customer": promise.customer, "address": "Lindenweg 4; 22085 Hamburg"}
    item.refresh_from_db()
    printed, watch = item.paper, Watch(NOW + timedelta(minutes=2))
    address_anew(**there, connected=LINKED, by=cast.bob, clock=watch)
    with pytest.raises(Refused, match="Print it again"):
        sign_and_post(item=item, paper=printed, by=cast.mia, now=watch())
    item.refresh_from_db()
    sign_and_post(item=item, paper=item.paper, by=cast.mia, now=watch())
    assert Step.objects.get(name="post").state == "kept"


def test_the_words_of_a_letter_change_only_with_its_paper(cast: Cast, promise: Promise) -> None:
    item = laid(promise)
    for act in (
        lambda: change_words(step=item.step, text=OWN, seen="", by=cast.mia, now=NOW),
        lambda: let_go(step=item.step, text=OWN, drafted="", seen="", by=cast.mia, now=NOW),
        lambda: words_again(step=item.step, seen="", by=cast.mia, now=NOW),
    ):
        with pytest.raises(Refused, match="in the print room"):
            act()
    assert not OwnWords.objects.exists()
