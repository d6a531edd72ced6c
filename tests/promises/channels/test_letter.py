"""Paper that a family keeps: set from data alone, whatever anybody wrote into it."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from goodgrace.errors import InputError, Missing
from goodgrace.promises.channels import Errand, Outcome
from goodgrace.promises.channels.letter import Letters
from goodgrace.promises.channels.papers import Card, Company, Document, Letter, Paper, Task, TaskList
from goodgrace.promises.channels.papers.typesetting import pdf

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
COMPANY = Company("Aldershof Leasing", ("Lindenallee 14", "20259 Hamburg"), "040 555 01 30")
LETTER = Letter(
    COMPANY,
    ("Mr Jonas Petersen", "Am Mühlenteich 7", "24103 Kiel"),
    "Hamburg, Tuesday, 24 November 2026",
    "Dear Mr Petersen,",
    "I am so sorry that your mother has died.\n\nNo fees are charged until Friday, 4 December.",
    "With heartfelt sympathy,",
    "Mia Sommer",
    "Customer care",
)
CARD = Card(COMPANY, "Dear Mr Petersen,", "We thought you might want somewhere to write things down.", "Mia Sommer")
TASKS = TaskList(
    COMPANY,
    "What lies ahead",
    "Nothing here is urgent except the first line.",
    (
        Task("Register the death", "Ask for six copies.", "within 3 days", "The undertaker can do this."),
        Task("The car"),
    ),
    "We call you whenever it suits you.",
)


def words(document: Document, **how: Any) -> str:
    """The text that a person could read or a screen reader speak, on all pages."""
    return " ".join(" ".join(page.extract_text().split()) for page in read(document, **how).pages)


def read(document: Document, **how: Any) -> PdfReader:
    return PdfReader(BytesIO(pdf(document, on=NOW, machine_fonts=False, **how)))


def test_a_letter_says_what_was_written_to_whom_and_from_whom() -> None:
    said = words(LETTER)
    for text in (
        *LETTER.to,
        LETTER.dated,
        LETTER.salutation,
        "sorry that your mother has died",
        "Mia Sommer",
        *COMPANY.address,
    ):
        assert text in said


@pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("letter", (612, 792))])
def test_paper_has_the_size_of_the_country(paper: Paper, size: tuple[int, int]) -> None:
    for document in (LETTER, TASKS):
        page = read(document, paper=paper).pages[0]
        assert (round(page.mediabox.width), round(page.mediabox.height)) == size


def test_a_pdf_speaks_to_screen_readers_and_is_made_to_last() -> None:
    for document in (LETTER, CARD, TASKS):
        made = read(replace(document, language="de"))
        catalog: Any = made.trailer["/Root"]
        meta = made.xmp_metadata
        assert catalog["/Lang"] == "de"
        assert catalog["/MarkInfo"]["/Marked"]
        assert meta
        assert b"pdfuaid" in meta.stream.get_data()
        assert b"pdfaid" in meta.stream.get_data()
        assert made.metadata
        assert made.metadata.author == "Aldershof Leasing"


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert pdf(LETTER, on=NOW) == pdf(LETTER, on=NOW)


def test_a_list_shows_each_task_with_its_time_and_who_helps() -> None:
    said = words(TASKS)
    for text in ("What lies ahead", "Register the death", "within 3 days", "The undertaker can do this.", "The car"):
        assert text in said


def test_a_long_letter_goes_on_with_numbered_pages_and_keeps_its_end_together() -> None:
    made = read(replace(LETTER, body="\n\n".join([LETTER.body] * 25)))
    assert len(made.pages) > 2
    last = made.pages[-1].extract_text()
    assert "With heartfelt sympathy" in last
    assert "Mia Sommer" in last
    assert f"{len(made.pages)} / {len(made.pages)}" in last


def test_a_card_to_write_by_hand_has_lines_and_the_words_on_a_page_of_their_own() -> None:
    made = read(replace(CARD, by_hand=True))
    first, second = (page.extract_text() for page in made.pages)
    assert "write things down" not in first
    assert "write things down" in second
    assert len(read(CARD).pages) == 1


HOSTILE = [
    '#read("/etc/passwd")',
    '#import "@preview/cetz:0.3.0"',
    '#include "papers.typ"',
    '#eval("sys.inputs")',
    "#{while true {}}",
    "$ integral_0^1 $ *bold* _slanted_ = Heading",
    "`raw` <label> @label \\ // comment /* more */",
    '"]) #panic("out")',
    "{{ 7 * 7 }} {% include x %} ${7*7} %s %n",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_looks_like_a_command_is_printed_as_it_stands(text: str) -> None:
    everywhere = Letter(Company(text, (text,), text), (text,), text, text, text, text, text, text, text)
    assert words(everywhere).count(" ".join(text.split())) >= 5
    assert "root:" not in words(everywhere)
    listed = TaskList(COMPANY, text, text, (Task(text, text, text, text),), text)
    assert " ".join(text.split()) in words(listed)
    assert " ".join(text.split()) in words(Card(COMPANY, text, text, text))


@settings(max_examples=60)
@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_is_printed_or_refused_with_what_to_do(first: str, second: str) -> None:
    told = ""
    try:
        made = pdf(replace(LETTER, body=first, salutation=second, to=(first[:40],)), on=NOW, machine_fonts=False)
    except InputError as refused:
        made, told = b"", str(refused)
    assert made.startswith(b"%PDF-") != ("cannot be printed" in told)


@settings(max_examples=30)
@given(st.text(st.characters(codec="latin-1", exclude_categories=["Cc", "Cf"]), max_size=300))
def test_every_word_in_a_european_alphabet_is_printed(text: str) -> None:
    assert pdf(replace(LETTER, body=text), on=NOW, machine_fonts=False)


def test_a_word_that_is_wider_than_the_page_is_broken_and_not_cut() -> None:
    text = "".join(chr(97 + number % 26) for number in range(600))
    shown = words(replace(LETTER, body=text)).replace(" ", "").replace("\u200b", "")
    assert text in shown


def test_writing_from_right_to_left_is_set() -> None:
    assert len(read(replace(LETTER, body="שלום רב, אנו משתתפים בצערך", language="he")).pages) == 1


def test_what_has_no_shape_in_any_font_is_named() -> None:
    with pytest.raises(InputError, match="“😀” cannot be printed"):
        pdf(replace(LETTER, body="so sorry 😀"), on=NOW, machine_fonts=False)


def test_what_cannot_be_seen_does_not_turn_the_words_around() -> None:
    assert "60 EUR" in words(replace(LETTER, body="\u202e60 \x1b\x00EUR\ud800\u2066"))


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (replace(LETTER, body="x" * 10_000_000), "too long for paper"),
        (replace(LETTER, to=("x",) * 10), "at most 9 lines"),
        (replace(LETTER, language="en; drop"), "no language"),
        (replace(CARD, body="x " * 300), "card holds at most"),
        (replace(TASKS, tasks=(Task("x"),) * 61), "at most 60 tasks"),
        (replace(TASKS, tasks=(Task("x" * 30_000),)), "too long for paper"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_to_do(document: Document, why: str) -> None:
    with pytest.raises(InputError, match=why):
        pdf(document, on=NOW, machine_fonts=False)


def test_a_long_address_pushes_the_letter_down_and_is_never_written_over() -> None:
    made = read(
        replace(
            LETTER, to=tuple(f"A rather long line of an address, number {number}, in a house" for number in range(9))
        )
    )
    said = " ".join(made.pages[0].extract_text().split())
    assert said.index("number 8") < said.index("Dear Mr Petersen")


class PrintRoom:
    """A print room in memory: what lies there, and who posted what."""

    def __init__(self) -> None:
        self.lies: dict[str, bytes] = {}
        self.posted: dict[str, str] = {}

    def queue(self, errand: Errand, made: bytes) -> str:
        self.lies.setdefault(errand.key, made)
        return f"P-{len(self.lies)}"

    def look(self, key: str) -> Outcome | None:
        if key in self.posted:
            return Outcome("kept", f"Signed and posted by {self.posted[key]}.", "P-1")
        return Outcome("unconfirmed", "It lies in the print room.", "P-1") if key in self.lies else None


def test_a_letter_waits_in_the_print_room_until_somebody_signs_and_posts_it() -> None:
    room, errand = PrintRoom(), Errand("31:letter", "send", "C-7", {})
    channel = Letters(draft=lambda errand: LETTER, queue=room.queue, look=room.look, now=lambda: NOW)
    asked = channel.ask(errand)
    assert asked
    assert asked.state == "again"
    assert [channel.carry(errand).state for _ in range(2)] == ["unconfirmed"] * 2
    assert list(room.lies) == ["31:letter"]
    room.posted["31:letter"] = "Mia Sommer"
    assert channel.ask(errand) == channel.carry(errand) == Outcome("kept", "Signed and posted by Mia Sommer.", "P-1")


def test_a_letter_that_cannot_be_set_is_for_a_person_to_look_at() -> None:
    def nothing(errand: Errand) -> Document:
        raise Missing("There are no words for this letter. Write them first.")

    room, errand = PrintRoom(), Errand("31:letter", "send", "C-7", {})
    for draft in (nothing, lambda errand: replace(LETTER, language="?")):
        outcome = Letters(draft=draft, queue=room.queue, look=room.look, now=lambda: NOW).carry(errand)
        assert outcome.state == "refused"
    assert room.lies == {}


def test_a_letter_is_set_at_any_moment_of_a_real_clock() -> None:
    assert pdf(LETTER, on=NOW.replace(microsecond=4567), machine_fonts=False) == pdf(
        LETTER, on=NOW, machine_fonts=False
    )
