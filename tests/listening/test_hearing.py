"""What is heard in a message: feelings, stakes and moments, each with its words; and when nothing is said."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodgrace import Heard, hear, hear_many
from goodgrace.listening.hearing import EMOTIONS, IN_PART, OTHER_LANGUAGE, TOO_SHORT
from goodgrace.listening.model import FILE

BEREAVED = "My mother died on Sunday. I am so worried about the lease. Thank you for listening."


def names(heard: Heard) -> set[str]:
    return {emotion.name for emotion in heard.emotions}


def test_each_feeling_is_shown_by_its_own_sentence():
    heard = hear(BEREAVED)

    shown = {emotion.name: BEREAVED[emotion.start : emotion.end] for emotion in heard.emotions}
    assert shown == {
        "sadness": "My mother died on Sunday.",
        "worry": "I am so worried about the lease.",
        "gratitude": "Thank you for listening.",
    }


def test_a_death_in_the_family_is_a_moment_to_act_on_with_its_words():
    [found] = hear(BEREAVED).moments_to_act_on

    assert (found.moment, found.who, found.whether) == ("bereavement", "relative", "happened")
    assert "mother died" in BEREAVED[found.start : found.end]


@pytest.mark.parametrize(
    ("said", "feeling"),
    [
        ("This is outrageous, you have lied to me again and again!", "frustration"),
        ("I cry every night since he is gone.", "sadness"),
        ("I am scared of what will happen next.", "worry"),
        ("I don't understand what this letter wants from me.", "confusion"),
        ("I feel let down, I had hoped for so much more.", "disappointment"),
        ("I am so ashamed to ask.", "embarrassment"),
        ("Thank you so much for your kindness!", "gratitude"),
        ("What a relief, I am so happy that it is over!", "relief"),
    ],
)
def test_each_of_the_eight_feelings_is_heard(said, feeling):
    assert feeling in names(hear(said))


@pytest.mark.parametrize(
    "calm",
    ["Please send me a copy of my contract.", "When does the store open on Sundays?", "I paid on the 4th of March."],
)
def test_a_calm_message_is_neutral_and_nothing_is_at_stake(calm):
    heard = hear(calm)

    assert names(heard) == {"neutral"}
    assert heard.stakes.level == "low"
    assert not heard.moments


def test_a_phone_that_died_is_no_bereavement():
    assert not hear("My phone died, so I could not call.").moments_to_act_on


@pytest.mark.parametrize(
    "foreign",
    [
        "Meine Mutter ist am Sonntag gestorben und ich weiß nicht, was ich tun soll.",
        "Ma mère est morte dimanche et je ne sais pas quoi faire avec son contrat.",
        "Mi madre murió el domingo y no sé qué hacer con su cuenta.",
        "Äitini kuoli sunnuntaina enkä tiedä mitä tehdä hänen sopimukselleen.",
        "母は日曜日に亡くなりました。契約をどうすればいいですか。",
        "Моя мама умерла в воскресенье, и я не знаю, что делать с договором.",
        "توفيت والدتي يوم الأحد ولا أعرف ماذا أفعل بعقدها.",
    ],
)
def test_another_language_is_not_guessed_at(foreign):
    heard = hear(foreign)

    assert heard.abstained
    assert heard.why == OTHER_LANGUAGE
    assert (heard.emotions, heard.moments, heard.stakes.reasons) == ((), (), ())


@pytest.mark.parametrize(
    "english", ["Ok", "Thanks!", "my acct 4471 declined??", "pls cancel order #3302 asap", BEREAVED]
)
def test_short_and_careless_english_is_taken_as_english(english):
    assert hear(english).why != OTHER_LANGUAGE


@pytest.mark.parametrize(
    "nothing",
    ["", "   \n\t ", "12345 67", "...!?", "\u200b", "\ufeff\u2060", "a" * 100_000, "aaaaaa", "XXXX XXXX", "xyz" * 99],
)
def test_where_there_are_no_words_nothing_is_said(nothing):
    heard = hear(nothing)

    assert heard.abstained
    assert heard.why == TOO_SHORT


def test_a_word_among_noise_is_still_heard():
    assert hear("aaaaaaaa help").why != TOO_SHORT
    assert hear("hmm ok").why != TOO_SHORT
    assert hear("\U0001f62d").why != TOO_SHORT


def test_an_abstention_says_why_to_programs_too():
    assert hear("").as_json()["why"] == TOO_SHORT
    assert hear("Meine Mutter ist am Sonntag gestorben.").as_json()["why"] == OTHER_LANGUAGE
    assert hear(BEREAVED).as_json()["why"] == ""


@pytest.mark.parametrize("unseen", ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u200e\u200b"])
def test_marks_that_nobody_sees_hide_no_word(unseen):
    text = unseen.join("My mother died on Sunday, and they threatened to kill me.")

    heard = hear(text)

    assert heard.why != OTHER_LANGUAGE
    [found] = [one for one in heard.moments_to_act_on if one.moment == "bereavement"]
    assert text[found.start : found.end] == unseen.join("mother died")
    assert unseen.join("threatened to kill") in {text[one.start : one.end] for one in heard.stakes.reasons}


def test_a_denied_thought_of_harm_is_not_at_stake():
    assert hear("I'm not suicidal, I just want my refund.").stakes.level == "low"
    assert hear("This rebrand is commercial suicide.").stakes.level == "low"
    assert hear("I am suicidal.").stakes.level == "high"


def test_what_endangers_somebody_is_told_once():
    heard = hear("I want to kill myself.")

    assert [reason.name for reason in heard.stakes.reasons] == ["safety"]


def test_many_messages_are_heard_as_each_alone():
    texts = [BEREAVED, "", "ok", "Where is my parcel? I have called four times.", "Das ist leider nicht gut für mich."]

    together = hear_many(texts * 20)

    for text, heard in zip(texts * 20, together, strict=True):
        alone = hear(text)
        assert (heard.stakes, heard.abstained, names(heard)) == (alone.stakes, alone.abstained, names(alone))
        assert [each.confidence for each in heard.emotions] == pytest.approx(
            [e.confidence for e in alone.emotions], abs=2e-3
        )


def test_who_waits_is_told_how_far_it_is():
    told: list[int] = []

    hear_many(["ok"] * 100, told.append)

    assert told[-1] == 100


WORDS = st.sampled_from(
    "my mother died worried thank 😂 é ﷽ \u0000 \u202e . ! \n 母 \u200b\ufeff mo\u00adther died\u200d suicidal deadline lose house 👩‍👩‍👧 \ufffd".split(
        " "
    )
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=40).map(" ".join))


@given(TEXTS)
@settings(max_examples=150)
def test_whatever_is_written_every_place_lies_in_the_message(text):
    heard = hear(text)

    assert heard.abstained == bool(heard.why)
    for place in (*heard.emotions, *heard.stakes.reasons, *heard.moments):
        assert 0 <= place.start < place.end <= len(text)
        assert text[place.start : place.end].strip()
    for shown in (*heard.emotions, *heard.moments):
        assert 0 <= shown.confidence <= 1
    assert names(heard) <= {*EMOTIONS, "neutral"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "large",
    [
        "x" * 100_000,
        "a " * 50_000,
        "I am worried. " * 7_000,
        "😂" * 25_000,
        "母" * 33_000,
        "my " * 33_000,
        "(" * 100_000,
    ],
    ids=["one word", "short words", "sentences", "emoji", "Chinese", "the same word", "brackets"],
)
def test_a_hundred_kilobytes_are_heard_in_a_known_time(large):
    began = time.process_time()

    hear(large)

    assert time.process_time() - began < 15


def test_of_a_very_long_message_it_is_said_that_it_was_heard_in_part():
    text = "I opened the account. " * 400 + "My husband died."

    heard = hear(text)

    assert heard.why == IN_PART
    assert "bereavement" in {found.moment for found in heard.moments_to_act_on}


def test_the_model_is_small_enough_to_come_along():
    assert FILE.stat().st_size <= 35_000_000


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells a process's own peak")
def test_hearing_takes_little_memory():
    program = (
        "import re, sys, goodgrace\n"
        "assert not {'onnxruntime', 'numpy'} & set(sys.modules)\n"
        "goodgrace.hear_many(['I am worried about the lease. ' * 20] * 200)\n"
        "print(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert int(done.stdout) / 1024 <= 200
