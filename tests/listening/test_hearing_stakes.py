"""What is at stake, by the words of a message, and how much."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodgrace.listening.stakes import _PATTERNS, beginnings, stakes


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("The rent is due by Friday.", "deadline", "by Friday"),
        ("I have three days to respond.", "deadline", "have three days to respond"),
        ("My flight is tomorrow.", "deadline", "flight is tomorrow"),
        ("We could lose our house.", "money", "lose our house"),
        ("They took {$1200.00} from me.", "money", "{$1200.00}"),
        ("That was £12,500 in all.", "money", "£12,500"),
        ("I cannot afford groceries.", "money", "cannot afford groceries"),
        ("This is the third time I ask.", "third contact", "third time"),
        ("I have called you five times.", "third contact", "called you five times"),
        ("I still have not heard from you.", "third contact", "still have not heard"),
        ("He threatened to kill me.", "safety", "threatened to kill"),
        ("We have no heat in the house.", "safety", "no heat in"),
        ("I have two small children.", "dependants", "two small children"),
        ("My elderly mother lives here.", "dependants", "My elderly mother"),
        ("I am a single mom.", "dependants", "single mom"),
        ("I take care of my elderly mother.", "dependants", "take care of my elderly mother"),
        ("She was taking care of our three kids.", "dependants", "taking care of our three kids"),
        ("I don't feel safe here.", "safety", "n't feel safe"),
        ("It is not only cold, there is a gas leak.", "safety", "gas leak"),
        ("I no longer sleep, we are homeless.", "safety", "homeless"),
    ],
)
def test_a_reason_is_told_with_its_words(text, name, words):
    assert (name, words) in {(reason.name, text[reason.start : reason.end]) for reason in stakes(text).reasons}


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("How do I reset my PIN?", "low"),
        ("Please answer by Friday.", "medium"),
        ("They will foreclose and I must answer by Friday.", "high"),
        ("I do not feel safe.", "high"),
        ("I called five times, I have two kids, and it cost me $4,000.", "high"),
        ("It cost $12.50 and I called twice.", "low"),
        ("I am ill and safe deposit boxes are full on Friday.", "low"),
    ],
)
def test_how_much_is_at_stake_follows_from_the_reasons(text, level):
    assert stakes(text).level == level


@pytest.mark.parametrize(
    "text",
    [
        "I am not in danger.",
        "There was no gas leak.",
        "He never threatened to kill me.",
        "Nobody is in danger here.",
        "I was never homeless.",
        "We are not living on the street.",
        "The stairs are not unsafe.",
        "I don't feel safe using your app.",
        "I am in danger of losing my discount.",
        "I am not pregnant.",
        "I live alone, with no kids.",
        "It is not about my children.",
        "Please take care of my garden.",
        "Please take care of my order.",
        "I have been caring for our plants.",
        "I take care of my bills myself.",
    ],
)
def test_what_is_denied_or_only_sounds_like_it_is_not_at_stake(text):
    assert stakes(text).reasons == ()


def test_words_of_abuse_or_self_harm_make_it_high():
    found = stakes("He hits me.", [(0, 11)])

    assert found.level == "high"
    assert [reason.name for reason in found.reasons] == ["safety"]


def test_safety_is_told_once_where_two_places_meet_and_not_where_it_is_denied():
    text = "He threatened to kill me."
    assert [reason.name for reason in stakes(text, [(0, 24), (3, 24)]).reasons] == ["safety"]
    assert stakes(text, [], [(3, 24)]).level == "low"


def test_the_same_reason_is_told_three_times_at_most():
    assert len(stakes("by Friday, " * 50).reasons) == 3


@pytest.mark.parametrize(("keys", "pattern"), [each for said in _PATTERNS.values() for each in said])
@settings(max_examples=20)
@given(data=st.data())
def test_a_pattern_is_tried_wherever_its_words_are(keys, pattern, data):
    text = data.draw(st.from_regex(pattern, alphabet=st.characters(min_codepoint=32, max_codepoint=126)))
    assert not keys.isdisjoint(beginnings(text))
