"""Sentences that are kept, cut to a length and told with other words: each can still be said in another language."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from goodgrace.sentences import Sentence, as_data, cut, listed, moment, of_data, retold, sentence
from goodgrace.web.said import told

INNER = sentence("{who} will not do this: {reason}", who="Billing", reason="x" * 200)


@pytest.mark.parametrize(
    "text",
    [
        "y" * 90,
        sentence("This is late: {title}", title="y" * 90),
        sentence("{title}: {said}", title="Nothing is charged", said=INNER),
        sentence("{title}: {said}", title="y" * 70, said=sentence("All {n} of it.", n=7)),
        sentence("{title}, {title}", title="y" * 70),
        listed(["y" * 30, "z" * 40]),
    ],
)
def test_a_text_that_is_too_long_is_cut_and_says_so(text: str) -> None:
    short = cut(text, 60)
    assert len(short) <= 60
    assert "…" in short
    assert isinstance(short, Sentence) == isinstance(text, Sentence)
    assert of_data(as_data(short)) == short
    assert cut(text, 1_000) is text


def test_where_a_sentence_leaves_no_room_for_its_values_it_is_cut_as_a_plain_text() -> None:
    assert cut(sentence("It was {what}, and was done all the same.", what="broken"), 12) == "It was …, a…"


def test_other_words_are_filled_in_and_the_sentence_stays() -> None:
    text = sentence("{title}: {said}", title="title", said=listed([sentence("{n} title", n=1), "a title"]))
    other = retold(text, lambda value: value.replace("title", "…"))
    assert other == "…: 1 title, a …"
    assert isinstance(other, Sentence)
    assert other.template == "{title}: {said}"


def test_a_moment_is_kept_with_its_sentence_and_said_in_another_language() -> None:
    says = sentence("Please call: {moment} ({zone})", moment=moment(datetime(2026, 12, 1, 9, tzinfo=UTC)), zone="UTC")
    assert says == "Please call: 1 December 2026, 09:00 (UTC)"
    again = of_data(as_data(says))
    assert again == says
    with translation.override("de"):
        assert told(again) == "Bitte rufen Sie an: 1. Dezember 2026, 09:00 (UTC)"
