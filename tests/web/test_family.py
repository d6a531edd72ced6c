"""The family's page: chosen by a link alone; whoever has none that holds is told kindly whom to call, and learns nothing."""

import logging
import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from goodgrace.customers.models import Customer
from goodgrace.errors import InputError
from goodgrace.ledger.models import Entry
from goodgrace.playbook.reading import fingerprint, read
from goodgrace.promises.actions import changing
from goodgrace.promises.changing import renegotiate
from goodgrace.promises.links import FamilyLink, make_link, revoke_link
from goodgrace.promises.making import start
from goodgrace.promises.models import Promise, Step, Task
from goodgrace.web import family
from goodgrace.web.days import in_words
from goodgrace.web.guesses import MOST, Guesses
from tests.cases.stories import POLICIES, a_customer
from tests.people import Cast
from tests.promises.keeping import BERLIN, begun
from tests.web.browsing import signed_in


@pytest.fixture(autouse=True)
def nobody_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test begins with no guess counted."""
    monkeypatch.setattr(family, "GUESSES", Guesses())


@pytest.fixture
def promise(cast: Cast) -> Promise:
    """What Mia began when a lessee had died."""
    playbook = read(POLICIES / "playbooks/bereavement-lease.yaml")
    facts = {"lessee_died": "yes", "transfer_fee": "595"}
    return start(
        playbook=playbook, digest=fingerprint(playbook), customer=a_customer(), facts=facts, by=cast.mia,
        now=timezone.now(), zone=BERLIN,
    )  # fmt: skip


@pytest.fixture
def at(promise: Promise, cast: Cast) -> str:
    """Where the family's page is."""
    return f"/family/{make_link(promise=promise, days=30, by=cast.mia, now=timezone.now())[1]}/"


def question() -> Step:
    return Step.objects.get(name="family_choice")


def test_a_colleague_makes_the_link_and_sees_it_once(promise: Promise, cast: Cast) -> None:
    html = signed_in(cast.mia).post(f"/promises/{promise.pk}/links", {"days": "30"}).content.decode()
    found = re.search(r'<code class="secret">http://testserver(/family/[^<]+)</code>', html)
    assert found
    link = FamilyLink.objects.get()
    assert found[1].split("/")[2] not in f"{link.digest}{Entry.objects.get(what='family link made').data}"
    assert Client().get(found[1]).status_code == 200
    assert found[1] not in signed_in(cast.mia).get(f"/promises/{promise.pk}/").content.decode()
    assert signed_in(cast.mia).post(f"/promises/{promise.pk}/links", {"days": "900"}).status_code == 422


def test_both_ways_stand_side_by_side_without_a_name_a_cookie_or_a_script(at: str, promise: Promise) -> None:
    answer = Client().get(at)
    told = unescape(answer.content.decode())
    assert "We collect the car where it stands" in told
    assert "Somebody in the family keeps the car" in told
    assert promise.customer.reference not in told
    assert "<script" not in told
    assert not answer.cookies
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "{" not in re.sub(r"<[^>]+>", "", told)


def test_choosing_says_first_what_it_means_and_then_begins(at: str) -> None:
    client, fields = Client(enforce_csrf_checks=True), {"step": question().pk, "choice": "keep_car"}
    told = unescape(client.post(at, fields).content.decode())
    assert "Is this how you would like it?" in told
    assert question().outcome == ""
    assert client.post(at, {**fields, "sure": "yes"}).status_code == 302
    assert (question().state, question().outcome) == ("kept", "keep_car")
    assert Step.objects.get(name="free_transfer").due_at is not None
    assert "How it goes on" in client.get(at).content.decode()
    again = client.post(at, {"step": question().pk, "choice": "return_car", "sure": "yes"})
    assert again.status_code == 409
    assert question().outcome == "keep_car"


def test_what_is_no_option_is_asked_back(at: str) -> None:
    for fields in (
        {},
        {"step": question().pk, "choice": "person", "sure": "yes"},
        {"step": "1\0", "choice": "keep_car"},
    ):
        assert Client().post(at, fields).status_code == 422
    assert question().outcome == ""


def test_it_speaks_german_with_a_german_family(at: str, promise: Promise) -> None:
    Customer.objects.update(language="de")
    told = unescape(Client().get(at).content.decode())
    assert '<html lang="de">' in told
    assert "Jemand aus der Familie behält das Auto." in told
    assert "Please call me" not in told
    assert "All fees rest" not in told


def test_they_are_called_when_it_suits_them(at: str, cast: Cast) -> None:
    day = timezone.now().date() + timedelta(days=8)
    day += timedelta(days=day.weekday() == 6)
    told = Client().post(f"{at}call", {"day": day.isoformat(), "time": "16:30"}).content.decode()
    assert "Mia calls you on" in told
    task = Task.objects.get(key__startswith="call:")
    assert task.person == cast.mia
    assert f"{task.due_at.astimezone(BERLIN):%Y-%m-%d %H:%M}" == f"{day} 16:30"
    assert Client().post(f"{at}call", {"day": "soon", "time": "16:30"}).status_code == 422
    assert Client().post(f"{at}call", {"day": "2020-01-01", "time": "16:30"}).status_code == 422


def test_wishes_for_a_call_do_not_pile_up(at: str) -> None:
    day = (timezone.now() + timedelta(days=8)).date().isoformat()
    answers = [Client().post(f"{at}call", {"day": day, "time": "16:30"}).status_code for _ in range(13)]
    assert answers == [200] * 12 + [409]
    assert Task.objects.filter(key__startswith="call:", done_at=None).count() == 1


def test_a_link_that_was_changed_is_not_found(at: str) -> None:
    secret = at.split("/")[2]
    for changed in (secret[1:], secret[:-1], secret + "x", secret.partition(":")[0], "x", "x" * 5000, "☃", "a%00b"):
        answer = Client().get(f"/family/{changed}/")
        assert answer.status_code == 404, changed[:40]
    assert "Ask whoever gave you the link" in answer.content.decode()


def test_a_link_that_is_over_says_who_goes_on(at: str, cast: Cast) -> None:
    FamilyLink.objects.update(made_at=timezone.now() - timedelta(days=9), expires_at=timezone.now() - timedelta(days=1))
    for answer in (Client().get(at), Client().post(at, {"step": question().pk, "choice": "keep_car", "sure": "yes"})):
        assert answer.status_code == 410
        assert "Mia is there for you" in answer.content.decode()
    assert question().outcome == ""


def test_a_revoked_link_opens_nothing(at: str, promise: Promise, cast: Cast) -> None:
    link = FamilyLink.objects.get()
    signed_in(cast.mia).post(f"/promises/{promise.pk}/links/{link.pk}/revoke")
    assert Client().get(at).status_code == 410
    revoke_link(link=link, by=cast.mia, now=timezone.now())
    assert Entry.objects.filter(what="family link revoked").count() == 1


def test_whoever_guesses_is_slowed_down(at: str) -> None:
    answers = [Client().get(f"/family/guess-{number}/").status_code for number in range(MOST + 2)]
    assert answers == [404] * MOST + [429] * 2
    assert Client().get("/family/guess/", REMOTE_ADDR="198.51.100.7").status_code == 404


def test_who_has_a_link_gets_in_whatever_others_at_the_same_address_have_tried(at: str) -> None:
    for number in range(MOST + 2):
        Client().get(f"/family/guess-{number}/")
    assert Client().get(at).status_code == 200


def test_a_link_is_revoked_on_the_page_of_the_promise_that_it_leads_to(at: str, promise: Promise, cast: Cast) -> None:
    row = (
        promise.steps.exclude(due_at=None).filter(channel="letter").first()
        or promise.steps.exclude(due_at=None).first()
    )
    assert row is not None
    told = {"reason": "x", "told_at": timezone.now(), "by": cast.mia, "now": timezone.now()}
    fresh = renegotiate(step=row, due_at=timezone.now() + timedelta(days=3), **told)
    client = signed_in(cast.mia)
    html = client.get(f"/promises/{fresh.pk}/").content.decode()
    revoke = re.search(r'action="(/promises/[^"]+/revoke)"', html)
    assert revoke
    assert Client().get(at).status_code == 200
    client.post(revoke[1])
    assert Client().get(at).status_code == 410


def test_ten_megabytes_are_not_even_read(at: str) -> None:
    answer = Client().post(at, {"choice": "x" * 10_000_000})
    assert answer.status_code == 413
    assert "a person is there for you" in answer.content.decode()


def test_nothing_of_it_is_logged(at: str, caplog: pytest.LogCaptureFixture) -> None:
    from goodgrace.config.logs import Routes

    caplog.handler.addFilter(Routes())
    with caplog.at_level(logging.DEBUG):
        Client().post(at, {"step": "x"})
        Client().get(at + "nowhere")
        Client().get(at[:-2] + "/")
    assert at.split("/")[2][:20] not in "".join(
        record.getMessage() for record in caplog.records if record.name != "django.db.backends"
    )


def test_nobody_makes_a_link_for_longer_than_ninety_days(promise: Promise, cast: Cast) -> None:
    for days in (0, 91):
        with pytest.raises(InputError):
            make_link(promise=promise, days=days, by=cast.mia, now=timezone.now())


def test_the_list_to_tick_is_there_on_paper_without_a_name(at: str, promise: Promise) -> None:
    client = Client()
    assert f'href="{at}list.pdf"' in client.get(at).content.decode()
    answer = client.get(f"{at}list.pdf")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF-")
    assert promise.customer.reference.encode() not in answer.content
    assert "noindex" in answer["X-Robots-Tag"]
    assert client.get(f"{at.rstrip('/')}x/list.pdf").status_code == 404
    Promise.objects.update(moment="illness")
    assert "list.pdf" not in client.get(at).content.decode()
    assert client.get(f"{at}list.pdf").status_code == 404


def test_whoever_would_rather_have_it_otherwise_is_called_about_just_that(at: str) -> None:
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    assert "What is it about?" not in Client().get(at).content.decode()
    choice = {"step": question().pk, "choice": "keep_car", "sure": "yes"}
    Client().post(at, choice)
    told = unescape(Client().get(at).content.decode())
    assert "Mia changes it together with you" in told
    assert 'value="otherwise" checked' in told
    assert Client().post(at, {**choice, "choice": "return_car"}).status_code == 409
    assert question().outcome == "keep_car"
    said = unescape(Client().post(f"{at}call", {"day": day, "time": "11:00", "about": "otherwise"}).content.decode())
    assert "You will speak about having it otherwise." in said
    assert Task.objects.get(key__startswith="call:").title.endswith(
        "They would like it otherwise than they chose: Return the car, or keep it in the family"
    )


def test_a_call_about_something_else_says_no_more(at: str) -> None:
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    Client().post(f"{at}call", {"day": day, "time": "11:00", "about": "otherwise"})
    assert "otherwise" not in Task.objects.get(key__startswith="call:").title, "nothing was chosen yet"


def test_a_planned_call_is_moved_by_the_family_at_no_cost(cast: Cast) -> None:
    steps = "talk:\n  title: A call\n  call: family\n  between: 10:00 and 17:00\n  in: 2 days\n  within: 1 day\n"
    promise = begun(cast, steps, now=timezone.now() - timedelta(days=4))
    with changing(promise.pk, timezone.now(), None):
        """Its time has come."""
    before = promise.steps.get()
    assert before.due_at is not None
    at = f"/family/{make_link(promise=promise, days=30, by=cast.mia, now=timezone.now())[1]}/"
    day = timezone.localdate() + timedelta(days=(7 - timezone.localdate().weekday()) + 2)
    told = unescape(Client().post(f"{at}call", {"day": day.isoformat(), "time": "11:30"}).content.decode())
    assert "Mia calls you on" in told
    assert "11:30" in told
    after = promise.steps.get()
    assert after.due_at is not None
    assert after.due_at.astimezone(BERLIN).date() == day
    assert after.state == "promised"
    assert "We call you on" in Client().get(at).content.decode()
    assert not Task.objects.filter(key__startswith="call:").exists()
    for _ in range(5):
        assert Client().post(f"{at}call", {"day": day.isoformat(), "time": "12:00"}).status_code == 200


def coming(weekday: int) -> date:
    """The next such day of the week that is at least eight days away."""
    soonest = timezone.localdate() + timedelta(days=8)
    return soonest + timedelta(days=(weekday - soonest.weekday()) % 7)


def asked_for(at: str, day: date, time: str, **more: str) -> str:
    """What they read who ask to be called on a day."""
    return unescape(Client().post(f"{at}call", {"day": day.isoformat(), "time": time, **more}).content.decode())


def test_the_call_they_asked_for_is_found_again_and_can_be_moved(at: str, promise: Promise, cast: Cast) -> None:
    asked_for(at, coming(2), "10:00")
    other = f"/family/{make_link(promise=promise, days=30, by=cast.mia, now=timezone.now())[1]}/"
    for theirs in (at, other):
        told = unescape(Client().get(theirs).content.decode())
        assert f"We call you on {in_words(coming(2), 'l, j F')}, 10:00" in told
        assert "Please call me" not in told
    asked_for(other, coming(3), "11:30")
    told = unescape(Client().get(at).content.decode())
    assert f"We call you on {in_words(coming(3), 'l, j F')}, 11:30" in told
    assert "10:00</h2>" not in told
    signed_in(cast.mia).post(f"/tasks/{Task.objects.get(key__startswith='call:', done_at=None).pk}/done")
    assert "Please call me" in Client().get(at).content.decode(), "once they were called, they may ask again"


def test_a_call_about_having_it_otherwise_stands_there_with_what_it_is_about(at: str) -> None:
    Client().post(at, {"step": question().pk, "choice": "keep_car", "sure": "yes"})
    asked_for(at, coming(2), "10:00", about="otherwise")
    assert "You will speak about having it otherwise" in Client().get(at).content.decode()


def test_a_wish_that_was_moved_says_so_and_why(at: str) -> None:
    told = asked_for(at, coming(6), "10:00")
    assert f"You wished for {in_words(coming(6), 'l, j F')}, 10:00. On that day we call nobody" in told
    told = asked_for(at, coming(3), "21:00")
    assert "21:00. We call between 9:00 and 18:00, so it is the next time at which we do." in told
    assert "You wished for" not in asked_for(at, coming(3), "17:00")


def test_the_hours_on_the_page_are_those_of_the_planned_call(cast: Cast) -> None:
    steps = "talk:\n  title: A call\n  call: family\n  between: 10:00 and 17:00\n  in: 2 days\n  within: 1 day\n"
    promise = begun(cast, steps, now=timezone.now() - timedelta(days=1))
    at = f"/family/{make_link(promise=promise, days=30, by=cast.mia, now=timezone.now())[1]}/"
    assert "We call between 10:00 and 17:00, not on Sundays." in Client().get(at).content.decode()
