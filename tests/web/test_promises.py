"""Promises at the desk: started by one press, shown with their state, done or handed back, changed with the customer told."""

import re
from datetime import timedelta
from html import unescape
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from goodgrace.cases.afterwards import overrule
from goodgrace.cases.deciding import decide
from goodgrace.customers.actions import forget_customer
from goodgrace.customers.models import Customer
from goodgrace.people.models import Person
from goodgrace.promises.actions import lay_in_print_room, lay_task
from goodgrace.promises.keeping import Keeper
from goodgrace.promises.models import PrintItem, Promise, Step, Task
from goodgrace.promises.outside.channels import channels
from goodgrace.promises.outside.connections import connections_of
from goodgrace.promises.queries import pdf_of, reason_of_task
from goodgrace.promises.wording import own_words
from goodgrace.rulebook.playbooks import draft_playbook, publish_playbook
from tests.cases.stories import POLICIES, a_case, a_customer, a_wish, in_force
from tests.people import NOW, Cast
from tests.promises.keeping import begun, held_back
from tests.promises.test_keeping import until_idle
from tests.web.browsing import signed_in


@pytest.fixture
def bereavement(cast: Cast) -> Customer:
    """The playbook in force, and a customer whose family calls."""
    text = (POLICIES / "playbooks/bereavement-lease.yaml").read_text(encoding="utf-8")
    publish_playbook(version=draft_playbook(text=text, by=cast.olga, now=NOW), by=cast.olga, now=NOW)
    return a_customer("C-LEASE")


def page(person: Person, address: str) -> str:
    answer = signed_in(person).get(address)
    assert answer.status_code == 200, address
    return unescape(answer.content.decode())


def test_one_press_begins_everything_for_the_family(cast: Cast, bereavement: Customer) -> None:
    at = f"/customers/{bereavement.pk}/promises/new"
    assert "When a lessee has died" in page(cast.mia, at)
    assert "I am so sorry for your loss" in page(cast.mia, f"{at}/bereavement-lease")
    client = signed_in(cast.mia)
    sent = client.post(f"{at}/bereavement-lease", {"fact.lessee_died": "yes", "fact.transfer_fee": "595"})
    assert "Your next twenty minutes are yours; Repairs takes over." in unescape(
        client.get(sent["Location"]).content.decode()
    )
    promise = Promise.objects.get()
    assert sent["Location"] == f"/promises/{promise.pk}/"
    assert held_back(bereavement.reference, timezone.now()) == {"charge", "dunning", "marketing"}
    told = page(cast.mia, sent["Location"])
    assert "All fees rest" in told
    assert "What we promised her" in page(cast.mia, f"/customers/{bereavement.pk}/")


def test_what_hinders_is_said_in_words_and_what_was_typed_stays(cast: Cast, bereavement: Customer) -> None:
    at = f"/customers/{bereavement.pk}/promises/new/bereavement-lease"
    answer = signed_in(cast.mia).post(at, {"fact.lessee_died": "no", "fact.transfer_fee": "77"})
    assert answer.status_code == 409
    told = unescape(answer.content.decode())
    assert "ask the advocate to call" in told
    assert 'value="77"' in told
    assert not Promise.objects.exists()


def test_german_numbers_are_read_as_german(cast: Cast, bereavement: Customer) -> None:
    cast.mia.language = "de"
    cast.mia.save()
    at = f"/customers/{bereavement.pk}/promises/new/bereavement-lease"
    client = signed_in(cast.mia)
    assert client.post(at, {"fact.lessee_died": "yes", "fact.transfer_fee": "1.234"}).status_code == 422
    client.post(at, {"fact.lessee_died": "yes", "fact.transfer_fee": "595,50"})
    assert Step.objects.get(name="free_transfer").parameters["amount"]["minor"] == 59550


def test_the_desk_shows_what_a_decision_promised(cast: Cast) -> None:
    in_force(cast)
    case = a_case(cast.mia)
    decide(case=case, wish=a_wish("50"), by=cast.mia, now=timezone.now())
    told = page(cast.mia, f"/cases/{case.pk}/")
    assert f"/promises/{Promise.objects.get().pk}/" in told
    assert '<span class="mark open">promised</span>' in told
    assert "steps are kept" not in told, "a promise of one step says how it stands by its own word"


def test_what_was_let_go_counts_no_steps_and_explains_none(cast: Cast) -> None:
    in_force(cast)
    case = a_case(cast.mia)
    decision = decide(case=case, wish=a_wish("50"), by=cast.mia, now=timezone.now())
    promise, why = Promise.objects.get(), "a plain promise of one step is made"
    assert why in page(cast.mia, f"/promises/{promise.pk}/")
    overrule(decision=decision, by=cast.tom, reason="The maker pays for it.", now=timezone.now())
    for at in (f"/cases/{case.pk}/", f"/promises/{promise.pk}/", f"/customers/{case.customer_id}/"):
        told = page(cast.tom, at)
        assert "let go" in told, at
        assert "steps are kept" not in told, at
        assert why not in told, at


def test_how_many_steps_are_kept_is_said_as_people_say_it(cast: Cast) -> None:
    steps = "".join(
        f"{name}_it:\n  title: {name} it\n  do: {name} it\n  within: 2 days\n" for name in ("bring", "fetch")
    )
    promise = begun(cast, steps, now=timezone.now())
    at = f"/promises/{promise.pk}/"
    assert "0 of 2 steps are kept." in page(cast.mia, at)
    task = lay_task(step=promise.steps.get(name="bring_it"), now=timezone.now())
    signed_in(cast.mia).post(f"/tasks/{task.pk}/done")
    assert "1 of 2 steps is kept." in page(cast.mia, at)


def test_a_late_promise_comes_before_everything_else_today(cast: Cast) -> None:
    in_force(cast)
    a_case(cast.mia)
    begun(cast)
    until_idle(Keeper("w", timezone.now, Random(1), {}))
    told = page(cast.mia, "/")
    assert told.index("Late: what we said and have not done yet") < told.index("Your open cases")
    assert "The fee is not charged" in told
    assert "The fee is not charged" in page(cast.tom, "/promises/")


def a_task(cast: Cast) -> Task:
    """A step for a person, on Mia's list."""
    steps = "bring_it:\n  title: Bring it to her door\n  do: Bring it\n  within: 2 days\n"
    step = begun(cast, steps, now=timezone.now()).steps.get()
    return lay_task(step=step, now=timezone.now())


def test_a_task_is_done_from_the_first_page(cast: Cast) -> None:
    task = a_task(cast)
    assert "Bring it to her door" in page(cast.mia, "/")
    signed_in(cast.mia).post(f"/tasks/{task.pk}/done", {"from": "today"})
    assert Step.objects.get().state == "kept"
    assert signed_in(cast.bob).post(f"/tasks/{task.pk}/done").status_code == 409


def test_what_a_department_does_is_not_said_to_be_yours(cast: Cast, bereavement: Customer) -> None:
    at = f"/customers/{bereavement.pk}/promises/new/bereavement-lease"
    signed_in(cast.mia).post(at, {"fact.lessee_died": "yes", "fact.transfer_fee": "595"})
    until_idle(Keeper("w", timezone.now, Random(1), channels(connections_of({}, {}), timezone.now)))
    told = page(cast.mia, "/")
    mine, theirs = told.index("Yours to do"), told.index("With the departments")
    assert mine < told.index("Look at the words before they go out") < theirs
    assert theirs < told.index("All fees rest", theirs) < told.index("lease-accounts")
    assert "A letter of condolence" in told[mine:theirs], "what names no department is hers"
    assert not [name for name in ("lease-accounts", "post-room") if name in told[mine:theirs]]
    assert "Yours to do" not in page(cast.bob, "/")


def test_what_cannot_be_done_is_handed_back_with_a_reason(cast: Cast) -> None:
    task = a_task(cast)
    assert signed_in(cast.mia).post(f"/tasks/{task.pk}/cannot", {"reason": " "}).status_code == 409
    signed_in(cast.mia).post(f"/tasks/{task.pk}/cannot", {"reason": "No van today."})
    task.refresh_from_db()
    assert reason_of_task(task) == "No van today."
    assert Step.objects.get().state == "late"
    told = page(cast.tom, f"/promises/{task.step.promise_id}/")
    assert "Mia could not do this as promised" in told
    assert "No van today." in told


def test_a_letter_is_fetched_signed_and_posted(cast: Cast) -> None:
    step = begun(cast).steps.get(name="waive_it")
    item = lay_in_print_room(step=step, customer=step.promise.customer, pdf=b"%PDF-1.7", now=timezone.now())
    client: Client = signed_in(cast.bob)
    assert "The fee is not charged" in page(cast.bob, "/prints/")
    answer = client.get(f"/prints/{item.pk}.pdf")
    assert (answer.content, answer["Content-Type"]) == (b"%PDF-1.7", "application/pdf")
    other = client.post(f"/prints/{item.pk}/posted", {"paper": "another"})
    assert other.status_code == 409
    assert "Print it again, and post that one." in other.content.decode()
    client.post(f"/prints/{item.pk}/posted", {"paper": item.paper})
    assert "signed and posted by Bob" in page(cast.mia, "/prints/")
    assert client.post(f"/prints/{item.pk}/posted", {"paper": item.paper}).status_code == 409


def test_a_promise_is_made_anew_only_after_the_customer_was_told_and_the_old_one_stays(cast: Cast) -> None:
    task = a_task(cast)
    old = task.step.promise
    day = timezone.localtime(timezone.now() + timedelta(days=5))
    fields = {"step": task.step_id, "due_at": f"{day:%Y-%m-%dT%H:%M}", "reason": "The part comes on Monday."}
    answer = signed_in(cast.mia).post(f"/promises/{old.pk}/anew", fields)
    assert answer.status_code == 422
    assert "The part comes on Monday." in answer.content.decode()
    answer = signed_in(cast.mia).post(f"/promises/{old.pk}/anew", {**fields, "told": "on"})
    new = Promise.objects.get(replaces=old)
    assert answer["Location"] == f"/promises/{new.pk}/"
    assert "It was promised anew" in page(cast.mia, f"/promises/{old.pk}/")
    told = page(cast.mia, f"/customers/{old.customer_id}/")
    assert "promised anew" in told
    assert "The part comes on Monday." in told


def test_only_whoever_looks_after_it_or_a_lead_lets_a_promise_go(cast: Cast) -> None:
    promise = a_task(cast).step.promise
    at = f"/promises/{promise.pk}/release"
    assert signed_in(cast.bob).post(at, {"reason": "Not needed."}).status_code == 403
    assert signed_in(cast.tom).post(at, {"reason": ""}).status_code == 409
    signed_in(cast.tom).post(at, {"reason": "She has bought another."})
    promise.refresh_from_db()
    assert promise.state == "released"
    assert "let go" in page(cast.mia, f"/promises/{promise.pk}/")


LETTER = "letter:\n  title: A line to say so\n  send: letter\n  words: {en: 'Nothing is charged.'}\n"
MAIL = "mail:\n  title: A line to say so\n  send: email\n  words: {en: 'Hello {customer}, nothing is charged.'}\n"


def version_in(html: str) -> str:
    """The version of the words that a form has before it."""
    found = re.search(r'name="seen" value="([0-9a-f]*)"', html)
    assert found
    return found[1]


def test_words_are_made_ones_own_before_they_go(cast: Cast) -> None:
    step = begun(cast, MAIL, now=timezone.now()).steps.get()
    at = f"/promises/{step.promise_id}/"
    assert "Make it your own." in page(cast.mia, at)
    client = signed_in(cast.mia)
    answer = client.post(f"{at}words", {"step": step.pk, "words": "Until {until}."})
    assert answer.status_code == 422
    assert "Until {until}." in unescape(answer.content.decode())
    client.post(f"{at}words", {"step": step.pk, "words": "I am sorry."})
    told = page(cast.mia, at)
    assert ">I am sorry.</textarea>" in told
    assert "As it was drafted" in told
    meanwhile = client.post(f"{at}words", {"step": step.pk, "seen": "", "words": "Mine, typed for long."})
    told = unescape(meanwhile.content.decode())
    assert meanwhile.status_code == 409
    assert "Mine, typed for long.</textarea>" in told
    assert re.search(r"What Mia wrote on .*<blockquote class=.letter.>I am sorry\.</blockquote>", told, re.DOTALL)
    seen = version_in(told)
    client.post(f"{at}words", {"step": step.pk, "seen": seen, "words": "I am sorry.", "again": "yes"})
    assert "nothing is charged.</textarea>" in page(cast.mia, at)
    client.post(f"{at}approve", {"step": step.pk, "words": "All is well."})
    assert own_words(step) == "All is well."
    assert "Make it your own." not in page(cast.mia, at)


def test_a_letters_words_are_changed_in_the_print_room(cast: Cast, settings: Any) -> None:
    settings.CONNECTED = connections_of({"GOODGRACE_COMPANY": "Northlight"}, {})
    step = begun(cast, LETTER, now=timezone.now()).steps.get()
    until_idle(Keeper("w", timezone.now, Random(1), channels(settings.CONNECTED, timezone.now)))
    item = PrintItem.objects.get()
    before = pdf_of(item)
    assert "A letter waits in the print room." in page(cast.mia, f"/promises/{step.promise_id}/")
    assert "Hello,\n\nNothing is charged.\n\nYours sincerely</textarea>" in page(cast.bob, "/prints/")
    client = signed_in(cast.bob)
    answer = client.post(f"/prints/{item.pk}/words", {"step": step.pk, "words": ""})
    assert answer.status_code == 422
    assert "Write what it shall say" in answer.content.decode()
    client.post(f"/prints/{item.pk}/words", {"step": step.pk, "words": "All is well, Ada."})
    item.refresh_from_db()
    assert pdf_of(item) != before
    assert ">All is well, Ada.</textarea>" in page(cast.mia, "/prints/")
    seen = version_in(page(cast.bob, "/prints/"))
    assert client.post(f"/prints/{item.pk}/words", {"step": step.pk, "words": "Other."}).status_code == 409
    assert "All is well, Ada." in page(cast.mia, "/prints/")
    assert "The paper was set anew on" in page(cast.mia, "/prints/")
    client.post(f"/prints/{item.pk}/words", {"step": step.pk, "seen": seen, "again": "yes"})
    assert "All is well" not in page(cast.mia, "/prints/")


def test_the_print_room_asks_for_an_address_that_is_not_known(cast: Cast, settings: Any) -> None:
    settings.CONNECTED = connections_of({"GOODGRACE_COMPANY": "Northlight"}, {})
    begun(cast, LETTER, now=timezone.now())
    until_idle(Keeper("w", timezone.now, Random(1), channels(settings.CONNECTED, timezone.now)))
    item = PrintItem.objects.select_related("customer").get()
    assert "We know no postal address." in page(cast.mia, "/prints/")
    client, at = signed_in(cast.mia), f"/prints/{item.pk}/address"
    answer = client.post(at, {"address": "1\n2\n3\n4\n5\n6"})
    assert answer.status_code == 422
    assert "1\n2\n3\n4\n5\n6</textarea>" in answer.content.decode()
    client.post(at, {"address": "Lindenweg 4\r\n22085 Hamburg"})
    told = page(cast.mia, "/prints/")
    assert "Lindenweg 4<br>22085 Hamburg" in told
    assert "We know no postal address." not in told
    assert "Lindenweg 4<br>22085 Hamburg" in page(cast.mia, f"/customers/{item.customer_id}/")


def test_a_task_is_taken_back_with_one_press(cast: Cast) -> None:
    task = a_task(cast)
    client = signed_in(cast.mia)
    client.post(f"/tasks/{task.pk}/done", {"from": "today"})
    assert "Not done after all" in page(cast.mia, "/")
    assert "Not done after all" in page(cast.mia, "/promises/")
    assert "Not done after all" not in page(cast.bob, "/promises/")
    told = unescape(client.post(f"/tasks/{task.pk}/undo", {"from": "today"}, follow=True).content.decode())
    assert "Taken back. It is on the list again: Bring it to her door" in told
    assert Step.objects.get().state in ("promised", "unconfirmed")
    assert client.post(f"/tasks/{task.pk}/undo").status_code == 409


def test_the_print_room_and_a_promise_open_where_a_customer_was_forgotten(cast: Cast, settings: Any) -> None:
    settings.CONNECTED = connections_of({"GOODGRACE_COMPANY": "Northlight"}, {})
    step = begun(cast, LETTER + MAIL, now=timezone.now()).steps.get(name="mail")
    until_idle(Keeper("w", timezone.now, Random(1), channels(settings.CONNECTED, timezone.now)))
    signed_in(cast.mia).post(f"/promises/{step.promise_id}/words", {"step": step.pk, "words": "I am sorry."})
    forget_customer(
        customer=step.promise.customer, by=cast.finn, now=timezone.now()
    )  # as before promises were asked about
    assert "A line to say so" in page(cast.mia, "/prints/")
    assert "A line to say so" in page(cast.mia, f"/promises/{step.promise_id}/")


def test_the_same_playbook_is_not_begun_twice_by_two_presses(cast: Cast, bereavement: Customer) -> None:
    client, at = signed_in(cast.mia), f"/customers/{bereavement.pk}/promises/new/bereavement-lease"
    form = {"fact.lessee_died": "yes", "fact.transfer_fee": "595"}
    assert client.post(at, form).status_code == 302
    again = client.post(at, form)
    told, promise = unescape(again.content.decode()), Promise.objects.get()
    assert (again.status_code, Promise.objects.count()) == (409, 1)
    assert "Mia began this for C-LEASE on" in told
    assert f'name="beside" value="{promise.pk}"' in told
    twice = [client.post(at, form | {"beside": str(promise.pk)}).status_code for _ in range(2)]
    assert (twice, Promise.objects.count()) == ([302, 409], 2)


def test_what_an_open_case_knows_is_filled_in_where_a_playbook_asks_for_it(cast: Cast, bereavement: Customer) -> None:
    at = f"/customers/{bereavement.pk}/promises/new/bereavement-lease"
    assert "What is filled in is known" not in page(cast.mia, at)
    in_force(cast, "bereavement-lease", acting={role: role for role in ("agent", "lead", "manager")})
    others = dict.fromkeys(("days_out", "repair_cost", "own_fault", "appliance"), "")
    a_case(cast.mia, bereavement, **others, lessee_died="yes", transfer_fee="595")
    told = page(cast.mia, at)
    assert 'name="fact.transfer_fee" value="595"' in told
    assert '<option value="yes" selected>' in told
    assert "left open: 10" in told
    assert "What is filled in is known from the open case." in told


def test_a_letter_that_was_let_go_is_not_handed_out_any_more(cast: Cast) -> None:
    step = begun(cast, LETTER).steps.get()
    item = lay_in_print_room(step=step, customer=step.promise.customer, pdf=b"%PDF-1.7", now=timezone.now())
    signed_in(cast.mia).post(f"/promises/{step.promise_id}/release", {"reason": "A mistake."})
    assert "A line to say so" not in page(cast.mia, "/prints/")
    answer = signed_in(cast.mia).get(f"/prints/{item.pk}.pdf")
    assert (answer.status_code, "not to be posted any more" in answer.content.decode()) == (409, True)


def test_a_lead_says_that_a_step_cannot_be_kept_and_an_agent_cannot(cast: Cast) -> None:
    step = begun(cast, MAIL, now=timezone.now()).steps.get()
    at, form = f"/promises/{step.promise_id}/", {"step": step.pk, "reason": "The server is gone."}
    assert "It cannot be kept at all" not in page(cast.mia, at)
    assert signed_in(cast.mia).post(f"{at}broken", form).status_code == 403
    assert "It cannot be kept at all" in page(cast.tom, at)
    assert signed_in(cast.tom).post(f"{at}broken", form | {"reason": " "}).status_code == 409
    signed_in(cast.tom).post(f"{at}broken", form)
    assert Step.objects.get().state == "broken"
    assert "This is broken: A line to say so." in page(cast.mia, "/")


def test_words_on_a_list_are_read_before_they_go(cast: Cast) -> None:
    begun(cast, MAIL, now=timezone.now())
    task = Task.objects.get(what="approve")
    told = page(cast.mia, "/promises/")
    assert "Read the words" in told
    assert f"/tasks/{task.pk}/done" not in told
    assert signed_in(cast.mia).post(f"/tasks/{task.pk}/done").status_code == 409


def test_a_letter_that_could_not_be_set_for_a_new_address_is_not_posted_on_the_old_paper(
    cast: Cast, settings: Any
) -> None:
    settings.CONNECTED = connections_of({"GOODGRACE_COMPANY": "Northlight"}, {})
    promise = begun(cast, LETTER + LETTER.replace("letter:", "other:", 1), now=timezone.now())
    until_idle(Keeper("w", timezone.now, Random(1), channels(settings.CONNECTED, timezone.now)))
    first = PrintItem.objects.select_related("step").get(step__name="letter")
    Step.objects.filter(pk=first.step_id).update(
        data=first.step.data | {"parameters": first.step.parameters | {"words": {"en": "See {link}."}}}
    )
    client = signed_in(cast.mia)
    answer = client.post(f"/prints/{first.pk}/address", {"address": "Lindenweg 4\n22085 Hamburg"})
    told = unescape(answer.content.decode())
    assert answer.status_code == 409
    assert "could not be set with it. A line to say so" in told
    assert "It has no paper" in told
    first.refresh_from_db()
    assert client.post(f"/prints/{first.pk}/posted", {"paper": first.paper}).status_code == 409
    assert client.get(f"/prints/{first.pk}.pdf").status_code == 404
    other = PrintItem.objects.get(step__promise=promise, step__name="other")
    assert other.set_at is not None
    client.post(f"/prints/{first.pk}/words", {"step": first.step_id, "words": "All is well."})
    assert "It has no paper" not in page(cast.mia, "/prints/")


def test_without_a_mail_server_words_are_sent_by_hand_and_a_choice_is_never_preselected(cast: Cast) -> None:
    asks = (
        'choose:\n  title: What suits you?\n  ask: customer\n  words: {en: "See {link}."}\n'
        "  options: {a: {en: The first way}, b: {en: The second way}}\n  answer_within: 3 days\n  without_an_answer: person\n"
    )
    step = begun(cast, asks, now=timezone.now()).steps.get()
    at, client = f"/promises/{step.promise_id}/", signed_in(cast.mia)
    sent = client.post(f"{at}approve", {"step": step.pk, "words": "Two ways: {link}"}, follow=True)
    assert "No mail server is connected: the words come on your list" in sent.content.decode()
    until_idle(Keeper("w", timezone.now, Random(1), channels(connections_of({}, {}), timezone.now)))
    told = unescape(page(cast.mia, at))
    assert "wait to be sent by hand" in told
    assert "Two ways: {link}" in told
    assert "What did it come to?" not in page(cast.mia, "/promises/"), "what is done is the sending"
    client.post(f"/tasks/{Task.objects.get(what='do').pk}/done")
    assert Step.objects.get().state == "open"
    assert '<input type="radio" name="outcome" value="a" required> The first way' in unescape(page(cast.mia, at))
