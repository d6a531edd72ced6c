"""Moments are found with their words, whose they are and whether they are so; what only sounds like one is not raised."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodgrace import hear
from goodgrace.listening.moments.finding import MOMENTS, SHIPPED_THRESHOLD, Found, find, sentences, to_act_on

PAIRS = Path(__file__).parent / "labelled/pairs.jsonl"
WORDS = (
    "my mother died",
    "I lost my job",
    "can't pay the rent",
    "was stolen",
    "hospital",
    "not",
    "if",
    "fire",
    "“",
    "”",
    "\U0001f62d",
    "ß",
    "İ",
    "ﬁ",
    "é",
    "死",
    "مرحبا",
    "\u2028",
    "\u200b",
    "\u00ad",
    "my mo\u200dther di\ufeffed",
    "\u0000",
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    ".",
    "\n",
    "’",
)


def raised(text: str) -> set[str]:
    return {found.moment for found in find(text) if to_act_on(found)}


def only(text: str, moment: str) -> Found:
    (found,) = [one for one in find(text) if one.moment == moment]
    return found


def words(text: str) -> list[str]:
    return [text[found.start : found.end] for found in find(text)]


def test_a_death_in_the_family_is_shown_with_its_words() -> None:
    text = "Hello, I have to close the account: my mother died in March."

    found = only(text, "bereavement")

    assert (found.who, found.whether) == ("relative", "happened")
    assert text[found.start : found.end] == "mother died"
    assert found.confidence >= SHIPPED_THRESHOLD


@pytest.mark.parametrize(
    ("text", "moment", "who"),
    [
        ("My husband lost his job.", "job_loss", "relative"),
        ("My husband and I lost our jobs.", "job_loss", "self"),
        ("Someone stole my mother's purse.", "fraud", "relative"),
        ("My son is in hospital, he was diagnosed with leukaemia.", "illness", "relative"),
        ("The driver was taken ill.", "illness", "other"),
        ("Your colleague was laid off.", "job_loss", "other"),
    ],
)
def test_whose_it_is_is_told(text: str, moment: str, who: str) -> None:
    assert {found.who for found in find(text) if found.moment == moment} == {who}


@pytest.mark.parametrize(
    ("text", "moment", "whether"),
    [
        ("I think my card was stolen.", "fraud", "feared"),
        ("If I don't get paid I will lose my home.", "hardship", "feared"),
        ("What if I lost my job?", "job_loss", "hypothetical"),
        ("My phone died.", "bereavement", "figurative"),
        ("I'm dying to get my refund.", "bereavement", "figurative"),
        ("I have not lost my job.", "job_loss", "denied"),
        ("Your records say I am deceased.", "bereavement", "denied"),
        ('The letter says "I lost my job and cannot pay".', "job_loss", "hypothetical"),
    ],
)
def test_whether_it_is_so_is_told_and_only_what_is_so_or_feared_is_raised(text: str, moment: str, whether: str) -> None:
    told = {found.whether for found in find(text) if found.moment == moment} or {"denied"}

    assert told == {whether}
    assert (moment in raised(text)) == (whether in ("happened", "feared"))


@pytest.mark.parametrize(
    "text",
    [
        "I lost my card.",
        "This is killing me.",
        "My account is dead.",
        "Please put me through to the fraud department.",
        "I give to a cancer research charity.",
        "I bank with Hope Bank.",
        "There is a medical bill on my report that is not mine.",
        "I dispute this charge.",
        "We are sorry for your loss, said your colleague.",
        "The ATM stole my card!",
        "> my father passed away on Monday",
        "Meine Mutter ist gestern gestorben.",
        "Mi madre murió ayer.",
        "",
        "   \n\t ",
        "\U0001f62d\U0001f62d\U0001f62d",
    ],
)
def test_what_only_sounds_like_a_moment_or_is_not_english_is_not_raised(text: str) -> None:
    assert raised(text) == set()


def test_a_thought_of_ending_it_is_raised_for_the_writer() -> None:
    assert "distress" in raised("I don't want to live any more.")
    assert "distress" not in raised("I want to die of embarrassment, ha.")


def test_at_least_nine_of_ten_minimal_pairs_are_right() -> None:
    pairs = [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]
    wrong = [pair for pair in pairs if not (right(pair, "first") and right(pair, "second"))]

    assert len(pairs) >= 200
    assert len(wrong) <= len(pairs) / 10, wrong


def right(pair: dict[str, list[str]], half: str) -> bool:
    found, wanted = raised(str(pair[half])), set(pair[f"{half}_raises"])
    return wanted <= found if wanted else not found


@given(
    st.one_of(st.text(), st.lists(st.sampled_from(WORDS)).map(" ".join), st.lists(st.sampled_from(WORDS)).map("".join))
)
def test_every_place_is_in_the_message_as_it_was_given(text: str) -> None:
    for found in find(text):
        assert 0 <= found.start < found.end <= len(text)
        assert text[found.start : found.end].strip()
        assert found.moment in MOMENTS
        assert 0 <= found.confidence <= 1
    ends = [0]
    for start, end in sentences(text):
        assert ends[-1] <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        ends.append(end)


@given(st.text())
def test_sentences_lose_nothing_but_space(text: str) -> None:
    assert "".join("".join(text[start:end].split()) for start, end in sentences(text)) == "".join(text.split())


def test_curly_apostrophes_are_read_like_straight_ones() -> None:
    assert raised("I can’t pay my rent") == {"hardship"}
    assert words("I can’t pay my rent") == ["can’t pay my rent"]


def test_mixed_scripts_and_emoji_do_not_move_the_places() -> None:
    text = "\U0001f62d\U0001f62d привет, my mother died \U0001f54a\ufe0f and 私は I lost my job"
    assert words(text) == ["mother died", "lost my job"]


@pytest.mark.parametrize(
    "text",
    [
        "my mother died and I cannot pay my rent because I lost my job, " * 1_600,
        "my " * 34_000,
        "not " * 25_000,
        "I was " * 17_000,
        "a" * 100_000,
        '"' * 100_000,
        "someone somebody " * 6_000,
        "." * 100_000,
        " " * 100_000,
    ],
)
def test_a_message_of_a_hundred_kilobytes_is_read_in_seconds(text: str) -> None:
    started = time.perf_counter()

    find(text)

    assert time.perf_counter() - started < 20


def test_a_score_of_meaning_is_weighed_with_the_words() -> None:
    text = "I lost my job."

    alone = only(text, "job_loss").confidence
    agreed = {find(text, lambda sentence, moment: 0.97)[0].confidence for _ in range(2)}
    doubted = find(text, lambda sentence, moment: 0.02)[0].confidence
    silent = find(text, lambda sentence, moment: None)[0].confidence

    assert agreed.pop() > alone == silent > doubted


def test_the_score_is_asked_with_the_sentence_and_the_moment() -> None:
    asked: list[tuple[str, str]] = []

    find("Hello there. My mother died. Bye.", lambda sentence, moment: asked.append((sentence, moment)))

    assert set(asked) == {("My mother died.", "bereavement")}


def test_a_message_between_quotation_marks_as_a_whole_is_her_own() -> None:
    assert raised('"My mother died last week, and I need to end her contract."') == {"bereavement"}
    assert raised('They wrote: "My mother died last week." I never said so.') == set()


@pytest.mark.parametrize("what", ["a message", "the receipt", "the car"])
def test_a_husband_who_left_something_has_not_left(what: str) -> None:
    assert raised(f"My husband left me {what} and asked you to call.") == set()
    assert raised("My husband left me last month.") == {"separation"}


@pytest.mark.parametrize("unseen", ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u200b\u200b"])
def test_marks_that_nobody_sees_hide_nothing_and_stay_in_the_words(unseen: str) -> None:
    text = f"I am{unseen} sorry: my mo{unseen}ther {unseen} di{unseen}ed."
    found = only(text, "bereavement")
    assert text[found.start : found.end] == f"mo{unseen}ther {unseen} di{unseen}ed"


@pytest.mark.parametrize("space", ["  ", "\t ", "    ", "\u00a0 "])
def test_blanks_hide_nothing_and_the_words_are_told_as_they_stand(space: str) -> None:
    text = f"Hello.{space}I am sorry:{space}my mother{space}died in{space}March."
    found = only(text, "bereavement")
    assert text[found.start : found.end] == f"mother{space}died"


@pytest.mark.parametrize(
    "said",
    [
        "My laptop is broken and I want to kill myself.",
        "I don't want to live anymore since the divorce.",
        "The bill came and I just want to end it all.",
        "There is no point in living and you charge me a fee.",
    ],
)
def test_who_says_that_they_want_to_die_is_shown_whatever_else_the_sentence_is_about(said: str) -> None:
    assert "distress" in [found.moment for found in hear(said).moments_to_act_on]
