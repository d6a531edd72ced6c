"""Words are cut into the model's pieces as its makers cut them; the expected numbers come from their own tokenizer."""

import pytest

from goodgrace.listening.pieces import cut
from goodgrace.listening.wording import worded

KNOWN = {
    "": [101, 102],
    "My mother passed away on Sunday.": [101, 2026, 2388, 2979, 2185, 2006, 4465, 1012, 102],
    "I can't pay, it's due on 3/4!": [
        101,
        1045,
        2064,
        1005,
        1056,
        3477,
        1010,
        2009,
        1005,
        1055,
        2349,
        2006,
        1017,
        1013,
        1018,
        999,
        102,
    ],
    "\xdcberweisung f\xfcr 12,50 \u20ac an Zo\xeb \u2014 na\xefve caf\xe9": [
        101,
        19169,
        19845,
        19729,
        2290,
        6519,
        2260,
        1010,
        2753,
        1574,
        2019,
        11199,
        1517,
        15743,
        7668,
        102,
    ],
    "unbelievably antidisestablishmentarianism xqzzt": [
        101,
        4895,
        8671,
        2666,
        3567,
        6321,
        3424,
        10521,
        4355,
        7875,
        13602,
        3672,
        12199,
        2964,
        1060,
        4160,
        13213,
        2102,
        102,
    ],
    "\u5951\u7d04 is a contract": [101, 100, 100, 2003, 1037, 3206, 102],
    "a\x00b\u200bc\td\r\ne": [101, 5925, 1040, 1041, 102],
    "$1,000.00 {$500.00} XXXX/XXXX": [
        101,
        1002,
        1015,
        1010,
        2199,
        1012,
        4002,
        1063,
        1002,
        3156,
        1012,
        4002,
        1065,
        22038,
        20348,
        1013,
        22038,
        20348,
        102,
    ],
    "don\u2019t \u201cquote\u201d \u2026": [101, 2123, 1521, 1056, 1523, 14686, 1524, 1529, 102],
    "\U0001f602 ok": [101, 100, 7929, 102],
    "\u0130stanbul \u01c5 \xdf": [101, 9960, 100, 1096, 102],
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx": [
        101,
        100,
        102,
    ],
}


@pytest.mark.parametrize("text", KNOWN)
def test_a_text_is_cut_as_the_models_makers_cut_it(text):
    assert cut(text, 64) == KNOWN[text]


def test_what_is_too_long_is_cut_off_and_still_ends():
    numbers = cut("word " * 500, 64)

    assert len(numbers) == 64
    assert (numbers[0], numbers[-1]) == (101, 102)


def test_pictures_are_read_by_their_names():
    assert "tears of joy" in worded("so funny 😂")
    assert worded("plain words") == "plain words"
