"""What is to be done, in German: what we say of a step in the page's language, its title as the company wrote it."""

from datetime import timedelta
from html import unescape

import pytest

from goodgrace.cases.deciding import decide
from goodgrace.errors import Refused
from goodgrace.people.models import Person
from goodgrace.promises.actions import cannot_do, confirm, do_task
from goodgrace.promises.changing import give_up, release
from goodgrace.promises.channels.fake import Fake
from goodgrace.promises.channels.reaching import Answer
from goodgrace.promises.channels.shape import Outcome
from goodgrace.promises.channels.webhook import read_answer
from goodgrace.promises.links import make_link, wish_a_call
from goodgrace.promises.models import Promise, Task
from goodgrace.promises.outside.reconciling import reconcile
from goodgrace.sentences import sentence
from tests.cases.stories import a_case, a_wish, in_force
from tests.people import NOW, Cast
from tests.promises.keeping import Watch, begun
from tests.promises.outside.test_reconciling import Books
from tests.promises.test_handed_back import a_fault
from tests.promises.test_keeping import a_keeper, step, until_idle
from tests.web.test_german import english_in, in_german

pytestmark = pytest.mark.django_db
WAIVED = "erlass: {title: Die Gebühr entfällt, waive: fee, what: x, within: 4 hours}\n"
RESTS = "ruhe: {title: Die Gebühren ruhen, suspend: fees, within: 4 hours}\nanruf: {title: Sie anrufen, do: it, on: day 3, within: 1 day}\n"
MAIL = "mail: {title: Ein Brief an sie, send: email, words: {en: Hello.}, within: 1 day}\n"
ASKED = (
    "wahl: {title: Was passt Ihnen?, ask: customer, channel: task, words: {en: Two ways.}, options: {a: {en: A}, b: {en: B}},"
    " answer_within: 3 days, without_an_answer: person, within: 1 day}\n"
)


def owed(person: Person) -> str:
    """The list of what is owed, as somebody who speaks German reads it."""
    html = in_german(person).get("/promises/").content.decode()
    assert '<html lang="de">' in html
    assert not english_in(html, shortest=2)
    return unescape(html)


def test_what_is_late_and_what_waits_to_be_read_are_told_in_german(cast: Cast) -> None:
    begun(cast, WAIVED + MAIL)
    watch = Watch()
    keeper = a_keeper(watch, billing=Fake(["later"]))
    until_idle(keeper)
    watch.pass_by(hours=5)
    until_idle(keeper)
    told = owed(cast.mia)
    assert "Das ist überfällig: Die Gebühr entfällt" in told
    assert "Lesen Sie die Worte, bevor sie hinausgehen: Ein Brief an sie" in told
    assert set(Task.objects.values_list("title", flat=True)) == {
        "This is late: Die Gebühr entfällt", "Look at the words before they go out: Ein Brief an sie",
    }  # fmt: skip


def test_what_is_broken_is_told_in_german(cast: Cast) -> None:
    begun(cast, WAIVED)
    give_up(step=step("erlass"), reason="Es geht nicht.", by=cast.tom, now=NOW)
    assert "Das wurde nicht gehalten: Die Gebühr entfällt. Sagen Sie es der Kundin" in owed(cast.mia)


def test_a_step_of_ours_that_ends_what_rests_is_named_in_german_also_where_it_is_late(cast: Cast) -> None:
    promise, watch = begun(cast, RESTS), Watch()
    keeper = a_keeper(watch)
    until_idle(keeper)
    release(promise=promise, reason="So besprochen.", by=cast.mia, now=watch())
    keeper = a_keeper(watch, "w2", billing=Fake(["later"]))
    until_idle(keeper)
    watch.pass_by(days=2)
    until_idle(keeper)
    assert "Das ist überfällig: Die Gebühren ruhen: das endet" in owed(cast.mia)
    assert "Die Gebühren ruhen: das endet" in page(cast, promise)


def test_a_question_that_nobody_answered_or_could_ask_is_told_in_german(cast: Cast) -> None:
    begun(cast, ASKED)
    second = begun(cast, ASKED)
    watch = Watch()
    until_idle(a_keeper(watch))
    unasked = Task.objects.get(step__promise=second)
    cannot_do(task=unasked, reason="Die Leitung ist tot.", by=cast.bob, now=watch())
    watch.pass_by(days=4)
    until_idle(a_keeper(watch))
    told = owed(cast.mia)
    assert "Es kam keine Antwort: Was passt Ihnen?" in told
    assert "Die Familie konnte nicht gefragt werden: Was passt Ihnen?. Klären Sie es gemeinsam mit ihr." in told


def test_what_cannot_be_done_is_told_in_german_and_so_is_who_could_not(cast: Cast) -> None:
    promise, watch = begun(cast, "anruf: {title: Sie anrufen, do: it, within: 4 hours}"), Watch()
    until_idle(a_keeper(watch))
    cannot_do(task=Task.objects.get(), reason="Keine Leitung.", by=cast.bob, now=watch())
    assert not Task.objects.filter(words__isnull=True).exists()
    assert "Es geht nicht wie zugesagt: Sie anrufen. Sagen Sie es der Kundin" in owed(cast.mia)
    assert "Bob konnte das am 24. November, 11:30 nicht wie zugesagt tun: Sie anrufen" in page(cast, promise)


def test_what_another_system_will_not_do_is_told_with_what_it_said(cast: Cast) -> None:
    begun(cast, WAIVED)
    until_idle(a_keeper(Watch(), billing=Fake(["refuse"])))
    assert "Die Gebühr entfällt: The fake will not do this." in owed(cast.mia)


def test_why_something_was_refused_is_told_in_german_where_we_say_it_and_as_it_was_said_where_they_do(
    cast: Cast,
) -> None:
    mail, waive = begun(cast, MAIL), begun(cast, WAIVED)
    no = Answer(422, {}, b'{"state": "refused", "reason": "Fee 7 is\\nunknown."}')
    until_idle(a_keeper(Watch()))
    for promise, outcome in (
        (
            mail,
            Outcome(
                "refused", Refused(sentence("We know no email address of hers. Call her, or write a letter.")).says
            ),
        ),
        (waive, read_answer(no, "the billing system", NOW)),
    ):
        row = promise.steps.get()
        row.state, row.intent_at, row.at = "promised", NOW, None
        row.save()
        confirm(key=row.key, outcome=outcome, now=NOW)
    told = owed(cast.mia)
    assert "Ein Brief an sie: Wir kennen keine E-Mail-Adresse von ihr. Rufen Sie sie an" in told
    assert "Die Gebühr entfällt: Das Abrechnungssystem führt das nicht aus (422): „Fee 7 is unknown.“" in told
    assert step("erlass").said == "The billing system will not do this (422): “Fee 7 is unknown.”"


def test_what_stands_otherwise_elsewhere_is_told_in_german_and_still_is_when_it_comes_again(cast: Cast) -> None:
    begun(cast, WAIVED)
    watch = Watch()
    until_idle(a_keeper(watch))
    reconcile(Books(), now=watch.pass_by(days=1))
    key = step("erlass").key
    missing = f"„waive“ über 25.00 EUR ({key}) als getan, und das Abrechnungssystem hat es nicht."
    assert f"Die Gebühr entfällt: Bei uns gilt {missing}" in owed(cast.mia)
    do_task(task=Task.objects.get(), by=cast.mia, now=watch())
    reconcile(Books(), now=watch.pass_by(days=1))
    once_more = "Das war abgehakt und ist noch so; noch einmal abgehakt, darf es so bleiben."
    assert f"Die Gebühr entfällt: {once_more} Bei uns gilt {missing}" in owed(cast.mia)


def test_that_a_fault_of_ours_holds_something_up_and_that_they_wish_a_call_are_told_in_german(cast: Cast) -> None:
    a_fault(cast, Watch())
    promise = begun(cast, ASKED)
    link, _ = make_link(promise=promise, days=3, by=cast.mia, now=NOW)
    wish_a_call(link=link, promise=promise, at=NOW + timedelta(days=1), now=NOW, otherwise=step("wahl"))
    told = owed(cast.mia)
    assert "Ein Versehen von uns hält dies auf: A small playbook." in told
    assert "Bitte rufen Sie an: 25. November 2026, 11:30 (Europe/Berlin). Die Familie möchte es anders" in told


def test_a_decision_to_be_given_is_named_in_german_when_it_is_done_and_when_it_is_not_after_all(cast: Cast) -> None:
    in_force(cast)
    decide(case=a_case(cast.mia), wish=a_wish("50"), by=cast.mia, now=NOW)
    task = Task.objects.get()
    assert (task.title, task.words) == ("Give what was decided", {"template": "Give what was decided", "values": {}})
    assert "Geben, was entschieden wurde" in owed(cast.mia)
    client = in_german(cast.mia)
    done = unescape(client.post(f"/tasks/{task.pk}/done", follow=True).content.decode())
    assert "Erledigt: Geben, was entschieden wurde" in done
    assert "Doch nicht getan: Geben, was entschieden wurde" in done
    assert "Geben, was entschieden wurde" in unescape(
        client.post(f"/tasks/{task.pk}/undo", follow=True).content.decode()
    )


def test_a_task_of_an_older_release_is_shown_as_it_was_written(cast: Cast) -> None:
    begun(cast, "anruf: {title: Sie anrufen, do: it, within: 4 hours}")
    until_idle(a_keeper(Watch()))
    Task.objects.update(title="This is late: Sie anrufen", words=None)
    assert "This is late: Sie anrufen" in owed(cast.mia)


def test_a_long_title_is_cut_and_told_in_german_all_the_same(cast: Cast) -> None:
    begun(cast, WAIVED.replace("Die Gebühr entfällt", "Die Gebühr entfällt " + "ganz " * 70))
    give_up(step=step("erlass"), reason="Es geht nicht.", by=cast.tom, now=NOW)
    task = Task.objects.get()
    assert len(task.title) <= 300
    assert task.title.endswith("until you say here that it is done.")
    told = owed(cast.mia)
    assert "Das wurde nicht gehalten: Die Gebühr entfällt ganz" in told
    assert "bis Sie hier sagen, dass das getan ist." in told


def page(cast: Cast, promise: Promise) -> str:
    """A promise's page, as somebody who speaks German reads it."""
    return unescape(in_german(cast.mia).get(f"/promises/{promise.pk}/").content.decode())
