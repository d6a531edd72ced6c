"""What is put out of a message before it is stored, sent or logged."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodgrace.listening.redacting import Hidden, redact


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("My card 4111 1111 1111 1111 was declined.", "My card [card number] was declined."),
        ("Card 5500-0000-0000-0004, please.", "Card [card number], please."),
        ("Pay to DE89 3704 0044 0532 0130 00 today.", "Pay to [account number] today."),
        ("Sort code 12-34-56, account 12345678.", "Sort code [sort code], account [account number]."),
        ("My ssn is 078-05-1120.", "My ssn is [social security number]."),
        ("Write to ada.l+bank@example.co.uk.", "Write to [email]."),
        ("Call +44 20 7946 0958 or (555) 010-9999.", "Call [phone number] or [phone number]."),
        ("It is order number AB-30412.", "It is order number [order number]."),
        ("Booking ref: QX7T2P, thanks.", "Booking ref: [order number], thanks."),
        ("I live at 12 Old Mill Road, Apt 4B now.", "I live at [address] now."),
        ("Ich wohne in der Lindenstraße 12a.", "Ich wohne in der [address]."),
    ],
)
def test_what_must_not_travel_is_put_out(text, left):
    assert redact(text).text == left


@pytest.mark.parametrize(
    "text",
    [
        "I paid $1,200.50 on 2026-03-04 and 04/05/2026.",
        "The request came from 192.168.100.117 and was refused.",
        "It took 3 weeks and 45 minutes, in order to get 2 answers.",
        "The number 1234 5678 9012 3456 is no card.",
        "I broke down 3 times on the road and it took 2 hours to find a place.",
        "In case you ask: 7 of 10 left this month.",
        "",
    ],
)
def test_what_is_no_secret_stays(text):
    kinds = {each.kind for each in redact(text).hidden}
    assert kinds <= {"phone number"} if "1234 5678" in text else not kinds


@given(st.text(alphabet="0123456789 -+@.aZ#:st,\n", max_size=200))
def test_places_are_those_of_the_text_as_it_came(text):
    found = redact(text)

    ends = [0, *(each.end for each in found.hidden)]
    assert all(each.start >= end for each, end in zip(found.hidden, ends, strict=False))
    assert all(text[each.start : each.end].strip() for each in found.hidden)


@pytest.mark.parametrize(
    "large", ["1" * 100_000, "1 " * 50_000, "a@" * 50_000, "A " * 50_000, "12 A " * 20_000, "order " * 17_000]
)
def test_a_hundred_kilobytes_are_read_in_a_moment(large):
    began = time.process_time()

    redact(large)

    assert time.process_time() - began < 5


@given(st.text(alphabet="0123456789 -+@.aZ#:st,\n", max_size=120), st.lists(st.integers(0, 120), max_size=6))
def test_a_text_in_parts_is_the_whole_text_and_shows_nothing_that_was_put_out(text, cuts):
    found = redact(text)
    places = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]

    parts = [found.part(start, end) for start, end in pairwise(places)]

    assert "".join(parts) == found.text


def test_what_another_tool_found_is_put_out_too():
    text = "I am Ada Byron, at ada@example.org."

    assert redact(text, [Hidden("name", 5, 14)]).text == "I am [name], at [email]."
    assert redact(text, [Hidden("name", 5, 24)]).text == "I am [name]."


def test_a_long_account_of_numbers_is_put_out_in_parts_as_one():
    text = "Please. Card 4111 1111 1111 1111. Thanks."
    found = redact(text)

    assert found.part(8, 20) == "Card [card number]"
    assert found.part(20, len(text)) == ". Thanks."


@pytest.mark.parametrize("mark", ["\u200b", "\u00ad", "\u2060", "\ufeff"])
def test_marks_that_nobody_sees_hide_no_number(mark: str) -> None:
    told = redact(f"My card is 4111 1111{mark} 1111 1{mark}111, thanks.").text
    assert told == "My card is [card number], thanks."
