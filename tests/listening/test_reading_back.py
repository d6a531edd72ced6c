"""A draft is read back: gentle notes with their words, why, and two other ways to say it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodgrace.listening.moments.finding import MOMENTS
from goodgrace.listening.reading_back.book import BOOK
from goodgrace.listening.reading_back.phrases import JARGON, PHRASES
from goodgrace.listening.reading_back.reading import Note, read_back
from goodgrace.listening.reading_back.shape import KINDS

DEATH = "My mother died in May and I need to close her account."
WARM = (
    "Dear Mr. Hale,\n\nI am so sorry that your mother has died. I have closed her account, and nothing more will be "
    "charged. I will write to you on Thursday to tell you that it is done.\n\nWarm regards, Ines"
)
ROOT = Path(__file__).resolve().parents[2]


def kinds(customer: str, draft: str) -> list[str]:
    return [note.kind for note in read_back(customer, draft)]


def noted(kind: str, customer: str, draft: str) -> list[str]:
    return [draft[note.start : note.end] for note in read_back(customer, draft) if note.kind == kind]


def the(kind: str, notes: tuple[Note, ...]) -> Note:
    return next(note for note in notes if note.kind == kind)


def test_a_warm_and_clear_draft_gets_no_note() -> None:
    assert read_back(DEATH, WARM) == ()


@pytest.mark.parametrize(
    ("kind", "draft", "words"),
    [
        ("policy_speak", "As per our policy we need a form.", "As per our policy"),
        ("policy_speak", "Unfortunately, we are unable to help.", "Unfortunately, we are unable to"),
        ("policy_speak", "Please be advised that it is late.", "Please be advised that"),
        ("policy_speak", "We apologise for any inconvenience caused.", "any inconvenience caused"),
        ("blame", "You failed to send the form.", "You failed to"),
        ("blame", "You should have called us.", "You should have"),
        ("blame", "As previously stated, the form is missing.", "As previously stated"),
        ("passive_refusal", "The fee cannot be refunded.", "cannot be refunded"),
        ("passive_refusal", "Your request has been declined.", "has been declined"),
        ("passive_refusal", "This is not eligible.", "is not eligible"),
        ("jargon", "The remittance is late.", "remittance"),
        ("acronym", "Please complete the KYC form.", "KYC"),
    ],
)
def test_what_keeps_a_customer_at_a_distance_is_noted_at_its_place(kind: str, draft: str, words: str) -> None:
    assert noted(kind, "Hello.", draft) == [words]


@pytest.mark.parametrize(
    "draft",
    [
        "This was not your mistake.",
        "You did not do anything wrong.",
        "It is not that you failed to send it; we lost it.",
        "I have refunded the fee, and I will call you on Thursday.",
        "Your annual percentage rate (APR) is 4 percent. The APR stays the same.",
        "See the PDF, OK?",
        "You will not be charged.",
        "The card was declined at the till, and I have unblocked it.",
    ],
)
def test_what_only_looks_alike_is_left_alone(draft: str) -> None:
    assert kinds("Hello.", draft) == []


def test_a_word_that_the_customer_used_herself_is_no_jargon() -> None:
    assert noted("acronym", "What is my APR?", "Your APR is 4 percent.") == []
    assert noted("jargon", "Where is my remittance?", "Your remittance is here.") == []


def test_the_companys_glossary_says_its_terms_in_plain_words() -> None:
    notes = read_back("Hello.", "We closed your SCRA case.", glossary={"SCRA": "protection for people in the forces"})

    assert [note.kind for note in notes] == ["jargon"]
    assert notes[0].alternatives == (
        "protection for people in the forces",
        "protection for people in the forces (SCRA)",
    )


def test_what_the_customer_told_and_the_draft_leaves_out_is_noted_with_her_words() -> None:
    note = the("not_mentioned", read_back(DEATH, "Dear Mr Hale,\n\nPlease send the certificate."))

    assert "mother died" in note.why
    assert note.start == note.end == len("Dear Mr Hale,\n\n")
    assert note.alternatives == BOOK["bereavement"]["not_mentioned"]


@pytest.mark.parametrize("draft", ["Your late fee remains due.", "The date for the form has passed."])
def test_a_fee_that_is_late_is_no_word_about_who_has_died(draft: str) -> None:
    assert "not_mentioned" in kinds("My mother died in May.", draft)


@pytest.mark.parametrize("draft", ["We close the account of your late mother.", "We heard that she has passed."])
def test_who_has_died_can_be_mentioned_in_more_than_one_way(draft: str) -> None:
    assert "not_mentioned" not in kinds("My mother died in May.", draft)


def test_what_the_customer_only_wondered_about_need_not_be_mentioned() -> None:
    assert "not_mentioned" not in kinds("What if I lost my job?", "Then you can pause the payments.")
    assert "not_mentioned" not in kinds("My phone died.", "You can send it in.")


def test_a_feeling_that_was_stated_wants_to_be_taken_up() -> None:
    assert "not_mentioned" in kinds("I am really frustrated.", "Here is the link.")
    assert "not_mentioned" not in kinds(
        "I am really frustrated.", "I can see how frustrating this is. Here is the link."
    )
    assert "not_mentioned" not in kinds("I am not angry, only curious.", "Here is the link.")
    assert "not_mentioned" not in kinds("As far as I'm concerned it fits.", "Here is the link.")


def test_who_is_not_safe_at_home_is_asked_how_to_be_reached() -> None:
    told = "My husband hits me, please change my number."

    note = the("not_mentioned", read_back(told, "We are sorry about your husband. The number is changed."))

    assert "safe" in note.alternatives[0]
    assert "not_mentioned" not in kinds(told, "Thank you for telling me. Is it safe to reach you here?")


def test_an_answer_before_a_word_of_understanding_is_noted_once() -> None:
    draft = "I have closed the account. Please send the certificate. I am sorry for your loss."

    assert noted("solution_first", DEATH, draft) == ["I have closed the account."]
    assert noted("solution_first", "Where is my parcel?", draft) == []


def test_hard_news_wants_a_warning_and_a_next_step() -> None:
    bare = the("hard_news", read_back("May I have it back?", "We cannot pay this back."))
    assert "prepares" in bare.why
    assert "possible" in bare.why

    soft = "I know this is not the answer you hoped for: I cannot pay this back. What I can do is waive the next one."
    assert kinds("May I have it back?", soft) == []


def test_a_long_sentence_is_noted_and_a_short_one_is_not() -> None:
    long = "We looked at the account and " + "we looked at it again and " * 6 + "then we wrote to you."

    assert noted("reading_level", "Hello.", long + " It is done.") == [long]


def test_the_companys_own_wording_wins_by_moment_and_in_general() -> None:
    own = {"bereavement": {"not_mentioned": ["Our hearts are with you."]}, "any": {"blame": ["One.", "Two."]}}

    notes = read_back(DEATH, "Hello,\n\nYou failed to send it.", book=own)

    assert the("not_mentioned", notes).alternatives == ("Our hearts are with you.", "Our hearts are with you.")
    assert the("blame", notes).alternatives == ("One.", "Two.")


def test_the_phrase_book_knows_each_moment_and_kind() -> None:
    assert set(BOOK) == {"any", *MOMENTS}
    for moment in MOMENTS:
        assert {"not_mentioned", "solution_first", "hard_news"} <= set(BOOK[moment])
    assert {phrase.kind for phrase in PHRASES} | set(BOOK["any"]) == set(KINDS)


def test_our_own_suggestions_need_no_note_themselves() -> None:
    lines = [line for kinds_of in BOOK.values() for lines in kinds_of.values() for line in lines]
    lines += [line for phrase in PHRASES for line in phrase.alternatives]
    lines += [line for pair in JARGON.values() for line in pair]

    distant = {"policy_speak", "blame", "passive_refusal", "jargon", "acronym", "reading_level"}
    assert {line: found for line in lines if (found := distant & set(kinds("Hello.", line)))} == {}
    assert not [line for line in lines if "!" in line]


@given(st.text(), st.text())
def test_every_note_is_in_the_draft_and_offers_two_ways(customer: str, draft: str) -> None:
    for note in read_back(customer, draft):
        assert 0 <= note.start <= note.end <= len(draft)
        assert note.why
        assert all(note.alternatives)


def test_empty_and_very_long_drafts_are_read() -> None:
    assert read_back("", "") == ()
    assert read_back("My mother died.", "   ") == ()
    assert read_back("I lost my job. " * 1_000, "You failed to pay. " * 5_000)


def test_nobody_is_scored() -> None:
    assert set(Note.__dataclass_fields__) == {"kind", "start", "end", "why", "alternatives"}
