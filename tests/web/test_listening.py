"""Listening at the desk: her words are marked and stay hers, a mark is set aside, a reply is read back."""

import re
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from uuid import uuid4

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as some

from goodgrace.cases.models import Case, Dismissal, Kept, Noticed, Turn, Wording
from goodgrace.cases.words import turn_text
from goodgrace.ledger.models import Entry
from goodgrace.rulebook.playbooks import draft_playbook, publish_playbook
from goodgrace.web.hearing import listener
from goodgrace.web.hearing.marks import KINDS, Mark, Marked, pieces
from goodgrace.web.hearing.offers import GUIDANCE, QUESTIONS, every_offer
from tests.cases.stories import POLICIES, a_case, in_force
from tests.people import NOW, Cast
from tests.web.browsing import signed_in

GRIEF = "My husband died in March. I am so worried, I have to pay by Friday and I have three small children."
HOSTILE = some.text(
    alphabet=some.sampled_from("<>&\"'/a b\n\u202e\u05d0\u0627\U0001f469\u200d\U0001f467{}%=x\u0301"), max_size=60
)


@dataclass(frozen=True)
class APlace:
    turn: Turn
    marked: Marked


def desk(person: object, case: Case) -> str:
    answer = signed_in(person).get(f"/cases/{case.pk}/")  # type: ignore[arg-type]  # a person of the cast
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def values(html: str, name: str) -> list[str]:
    return re.findall(rf'name="{name}" value="([^"]*)"', html)


@pytest.fixture
def hers(cast: Cast) -> Case:
    in_force(cast)
    return a_case(cast.mia, story=GRIEF)


@given(
    HOSTILE, some.lists(some.tuples(some.integers(0, 60), some.integers(0, 60), some.sampled_from(KINDS)), max_size=6)
)
def test_whatever_she_writes_stays_text(text: str, places: list[tuple[int, int, str]]) -> None:
    marks = [
        Mark(number, kind, "illness", "x", "y", start, end)
        for number, (start, end, kind) in enumerate(places, 1)
        if start < end <= len(text)
    ]
    cut = tuple(pieces(text, marks))
    assert "".join(piece.text for piece in cut) == text
    turn = Turn(id=uuid4(), number=1)
    html = render_to_string(
        "cases/heard.html", {"told": APlace(turn, Marked(cut, (), (), "")), "desk": {"ended": True}}
    )
    quote = html[html.index('<blockquote class="words">') + 26 : html.index("</blockquote>")]
    bare = re.sub(r'<span class="heard \w+" title="[x; ]*">|</span>|<a class="noted"[^>]*>\d+</a>', "", quote)
    assert not set("<>") & set(bare)
    assert unescape(bare) == text


def test_a_bereaved_customers_words_are_marked_with_whose_it_is_and_how_sure(cast: Cast, hers: Case) -> None:
    html = desk(cast.mia, hers)
    assert re.search(r'<span class="heard moment"[^>]*>[^<]*died', html)
    assert "A death" in html
    assert "it happened to somebody close to her, right about" in html
    assert "may be wrong" in html
    assert re.sub(r"<a class=.noted.*?</a>|<[^>]*>", "", html).count(GRIEF) >= 1


def test_a_mark_set_aside_is_gone_from_this_case_and_counted_once(cast: Cast, hers: Case) -> None:
    client, html = signed_in(cast.mia), desk(cast.mia, hers)
    [mark] = [mark for mark in values(html, "mark") if mark.startswith("moment:bereavement")]
    sent = {"turn": values(html, "turn")[0], "mark": mark}
    for _ in range(2):
        assert client.post(f"/cases/{hers.pk}/not-so", sent).status_code == 302
    kept = values(desk(cast.mia, hers).partition("Set aside</summary>")[0], "mark")
    assert mark not in kept
    row = Noticed.objects.get(name="moment:bereavement")
    assert (row.raised, row.dismissed) == (1, 1)
    dismissal = Dismissal.objects.get()
    assert (dismissal.by, dismissal.noticed) == (cast.mia, "moment:bereavement")
    entry = Entry.objects.filter(what="mark set aside").get()
    assert "bereavement" not in str(entry.data)


def test_a_mark_that_was_set_aside_is_put_back_by_a_press_and_counts_as_before(cast: Cast, hers: Case) -> None:
    before = desk(cast.mia, hers)
    [mark] = [mark for mark in values(before, "mark") if mark.startswith("moment:bereavement")]
    sent = {"turn": values(before, "turn")[0], "mark": mark}
    signed_in(cast.mia).post(f"/cases/{hers.pk}/not-so", sent)
    html = desk(cast.bob, hers)
    assert mark in values(html[html.index("Set aside</summary>") :], "mark")
    for _ in range(2):
        assert signed_in(cast.bob).post(f"/cases/{hers.pk}/not-so", sent | {"back": "yes"}).status_code == 302
    assert "Set aside</summary>" not in desk(cast.mia, hers)
    assert mark in values(desk(cast.mia, hers), "mark")
    row = Noticed.objects.get(name="moment:bereavement")
    assert (row.raised, row.dismissed) == (1, 0)
    assert not Dismissal.objects.exists()
    assert Entry.objects.filter(what="mark put back").get().by == cast.bob.mark


def test_marks_set_aside_go_when_a_customer_is_forgotten(cast: Cast, hers: Case) -> None:
    other, html = a_case(cast.mia, story=GRIEF), desk(cast.mia, hers)
    desk(cast.mia, other)
    mark = next(mark for mark in values(html, "mark") if mark.startswith("moment:bereavement"))
    for case in (hers, other):
        turn = str(case.turns.get().pk)
        signed_in(cast.mia).post(f"/cases/{case.pk}/not-so", {"turn": turn, "mark": mark})
    assert Dismissal.objects.count() == 2
    assert signed_in(cast.ida).post(f"/customers/{hers.customer_id}/forget").status_code == 302
    assert [left.case for left in Dismissal.objects.all()] == ([other] if other.customer_id != hers.customer_id else [])
    assert Noticed.objects.get(name="moment:bereavement").dismissed == 2


@pytest.mark.parametrize(
    ("text", "words", "cut"),
    [
        ("My baby's birthday.", "baby", ["My ", "baby", "'s", " birthday."]),
        ("My baby’s birthday.", "baby", ["My ", "baby", "’s", " birthday."]),
        ("The babysitter's ill.", "baby", ["The ", "baby", "sitter's", " ill."]),
        ("My 'baby' sleeps.", "baby", ["My '", "baby", "' sleeps."]),
        ("My baby.", "baby.", ["My ", "baby."]),
    ],
)
def test_the_number_of_a_mark_splits_no_word(text: str, words: str, cut: list[str]) -> None:
    start = text.index(words)
    mark = Mark(1, "moment", "caring", "x", "y", start, start + len(words))
    found = list(pieces(text, [mark]))
    assert [piece.text for piece in found] == cut
    assert [piece.text for piece in found if piece.kind] == [words]
    [numbered] = [place for place, piece in enumerate(found) if piece.ends]
    assert numbered == (2 if cut[2:] and cut[2][-1:].isalpha() and len(cut) == 4 else 1)


def test_looking_again_counts_nothing_twice_and_a_new_turn_counts_once(cast: Cast, hers: Case) -> None:
    for _ in range(3):
        desk(cast.mia, hers)
    signed_in(cast.mia).post(f"/cases/{hers.pk}/story", {"text": "My father died too.", "speaker": "customer"})
    for _ in range(2):
        desk(cast.bob, hers)
    assert Noticed.objects.get(name="moment:bereavement").raised == 2


def test_what_was_not_marked_cannot_be_set_aside(cast: Cast, hers: Case) -> None:
    client, other = signed_in(cast.mia), a_case(cast.mia)
    turn = str(hers.turns.get().pk)
    client.post(f"/cases/{hers.pk}/not-so", {"turn": turn, "mark": "moment:fraud:0:5"})
    assert client.post(f"/cases/{other.pk}/not-so", {"turn": turn, "mark": "x"}).status_code == 404
    assert client.post(f"/cases/{hers.pk}/not-so", {"turn": "nobody", "mark": "x"}).status_code == 404
    assert not Dismissal.objects.exists()


def test_only_the_customers_turns_are_heard(cast: Cast) -> None:
    in_force(cast)
    case = a_case(cast.mia)
    signed_in(cast.mia).post(
        f"/cases/{case.pk}/story", {"text": "I am sorry that your mother died.", "speaker": "colleague"}
    )
    assert "A death" not in desk(cast.mia, case)


def test_another_language_is_said_to_be_beyond_the_listener(cast: Cast) -> None:
    in_force(cast)
    case = a_case(cast.mia, story="Mein Mann ist im März gestorben und ich weiß nicht, wie es weitergehen soll.")
    html = desk(cast.mia, case)
    assert "understands only English" in html
    assert 'class="heard' not in html


def test_without_the_models_file_nothing_is_heard_and_nothing_breaks(tmp_path: Path) -> None:
    assert listener.hear_turns([("1", GRIEF)], tmp_path / "none.onnx") == {}
    assert not listener.is_here(tmp_path / "none.onnx")


def test_what_was_heard_is_remembered_within_a_bound_and_by_its_words() -> None:
    first = listener.hear_turns([("a", GRIEF)])["a"]
    assert listener.hear_turns([("a", GRIEF)])["a"] is first
    assert listener.hear_turns([("a", "All is well.")])["a"] is not first
    listener.hear_turns((f"n{number}", "Hello.") for number in range(listener.MOST + 5))
    assert len(listener._kept) == listener.MOST


def test_a_moment_offers_questions_guidance_and_its_playbook(cast: Cast, hers: Case) -> None:
    text = (POLICIES / "playbooks/bereavement-lease.yaml").read_text(encoding="utf-8")
    book = publish_playbook(version=draft_playbook(text=text, by=cast.olga, now=NOW), by=cast.olga, now=NOW)
    (offered,) = every_offer(["bereavement"], NOW)
    assert [version.digest for version in offered.playbooks] == [book.digest]
    assert set(GUIDANCE) == {"distress", "domestic_abuse"}
    assert all(2 <= len(questions) <= 3 for questions in QUESTIONS.values())
    html = desk(cast.mia, hers)
    assert f"/rulebook/playbooks/{book.digest}/" in html
    assert "before the funeral" in html


def test_somebody_not_safe_brings_guidance_and_the_advocate(cast: Cast) -> None:
    in_force(cast)
    html = desk(
        cast.mia, a_case(cast.mia, story="My husband beats me and I am afraid of him. Please do not write to my home.")
    )
    offer = html[html.index('id="offer-domestic_abuse"') :]
    assert offer.index("whether it is safe") < offer.index('name="advocate"') < offer.index("Worth asking")


def test_a_summary_is_made_of_what_was_heard_and_kept_as_confirmed(cast: Cast, hers: Case) -> None:
    html = desk(cast.mia, hers)
    made = html[html.index('<textarea id="summary"') : html.index("and it may be wrong")]
    assert "Somebody close to her has died." in made
    assert "186.50" in made
    sent = {"text": "Her husband died in March. <b>She fears Friday.</b>", "confirmed": "yes"}
    assert signed_in(cast.mia).post(f"/cases/{hers.pk}/summary", sent).status_code == 302
    kept = Kept.objects.select_related("turn__case__customer").get()
    assert kept.confirmed
    assert b"husband" not in bytes(kept.turn.text)
    assert turn_text(kept.turn, kept.turn.case.customer) == sent["text"]
    assert Entry.objects.get(what="summary kept").data["confirmed"] is True
    assert "she confirmed it" in desk(cast.mia, hers)
    assert "<b>" not in desk(cast.mia, hers).replace("&lt;b&gt;", "") or "She fears Friday" in desk(cast.mia, hers)


def test_a_draft_is_read_back_and_nothing_of_it_is_kept(cast: Cast, hers: Case) -> None:
    before = Turn.objects.count(), Entry.objects.count()
    sent = {"draft": "As per our policy, you failed to send the form.", "look": "yes"}
    html = unescape(signed_in(cast.mia).post(f"/cases/{hers.pk}/reply", sent).content.decode())
    assert re.search(r'<span class="heard note"[^>]*>As per our policy</span>', html)
    assert "Not taken up" in html
    assert "Other ways to say it:" in html
    assert (Turn.objects.count(), Entry.objects.count()) == before


def test_a_draft_is_kept_only_where_somebody_asks(cast: Cast, hers: Case) -> None:
    client = signed_in(cast.mia)
    assert client.post(f"/cases/{hers.pk}/reply", {"draft": " ", "keep": "yes"}).status_code == 409
    assert client.post(f"/cases/{hers.pk}/reply", {"draft": "I am so sorry.", "keep": "yes"}).status_code == 302
    assert "a reply that was kept" in desk(cast.mia, hers)


def test_a_draft_in_another_language_is_not_judged(cast: Cast, hers: Case) -> None:
    sent = {"draft": "Es tut mir leid, dass Ihr Mann gestorben ist. Wir melden uns bei Ihnen.", "look": "yes"}
    html = signed_in(cast.mia).post(f"/cases/{hers.pk}/reply", sent).content.decode()
    assert "does not read as English" in html


def test_the_companys_own_wording_wins(cast: Cast, hers: Case) -> None:
    book = '{"bereavement": {"not_mentioned": ["Our hearts are with you."]}}'
    client = signed_in(cast.olga)
    assert client.post("/rulebook/words", {"glossary": '{"LSE-4": "the lease form"}', "book": book}).status_code == 302
    html = (
        signed_in(cast.mia)
        .post(f"/cases/{hers.pk}/reply", {"draft": "Please send the LSE-4.", "look": "y"})
        .content.decode()
    )
    assert "Our hearts are with you." in html
    assert Wording.objects.get().by == cast.olga


@pytest.mark.parametrize(
    ("glossary", "book"),
    [("{", "{}"), ("[]", "{}"), ('{"a": 1}', "{}"), ("{}", '{"b": {}}'), ("{}", '{"any": {"x": ["y"]}}'), ("{}", '{"any": {"blame": []}}'), ("[" * 9999, "{}")],
)  # fmt: skip
def test_words_that_cannot_be_read_are_said_and_kept_in_the_form(glossary: str, book: str, cast: Cast) -> None:
    answer = signed_in(cast.olga).post("/rulebook/words", {"glossary": glossary, "book": book})
    assert answer.status_code == 422
    assert glossary in unescape(answer.content.decode())
    assert not Wording.objects.exists()


def test_how_well_we_listen_is_counted_and_names_nobody(cast: Cast, hers: Case) -> None:
    desk(cast.mia, hers)
    html = signed_in(cast.max).get("/listening/").content.decode()
    assert "a death" in html
    assert "100 %, likely 21 to 100 %" in html
    assert "Mia" not in html
