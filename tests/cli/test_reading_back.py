"""`goodgrace read-back`: notes on a draft, for people and for programs."""

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DRAFT = "Hello,\n\nYou failed to send it."


def test_each_note_shows_its_words_why_and_two_other_ways(run):
    status, out, _ = run("read-back", "--customer", "My mother died.", "--draft", DRAFT)

    assert status == 0
    assert "Blame: “You failed to”" in out
    assert "The customer wrote “mother died”." in out
    assert out.count("\n  - ") == 4


def test_the_json_slices_back_to_the_words(run):
    _, out, _ = run("read-back", "--customer", "My mother died.", "--draft", DRAFT, "--json")

    notes = json.loads(out)["notes"]
    assert {note["kind"] for note in notes} == {"not_mentioned", "blame"}
    assert all(DRAFT[note["start"] : note["end"]] == note["text"] for note in notes)
    assert all(len(note["alternatives"]) == 2 for note in notes)


def test_texts_glossary_and_own_wording_come_from_files(run, write):
    told = write("told.txt", "Hello.")
    draft = write("draft.txt", "You failed to send the ZQX.")
    glossary = write("glossary.json", '{"ZQX": "the form"}')
    book = write("book.json", '{"any": {"blame": ["It has not come yet.", "We wait for it."]}}')

    _, out, _ = run(
        "read-back", "--customer", f"@{told}", "--draft", f"@{draft}", "--glossary", glossary, "--book", book
    )

    assert "the form (ZQX)" in out
    assert "It has not come yet." in out


def test_a_draft_without_anything_to_note_says_so(run):
    assert (
        run("read-back", "--customer", "Hello.", "--draft", "I will call you on Thursday.")[1] == "Nothing to note.\n"
    )


def test_what_cannot_be_read_is_told_with_what_to_give_instead(run, write):
    wrong = write("book.json", '{"any": {"blame": "no list"}}')

    for words in (
        ("--customer", "-", "--draft", "-"),
        ("--customer", "@nowhere.txt", "--draft", "Hello."),
        ("--customer", "Hello.", "--draft", "Hello.", "--book", wrong),
        ("--customer", "Hello.", "--draft", "Hello.", "--glossary", write("glossary.json", "[]")),
        ("--customer", "Hello.", "--draft", "Hello.", "--glossary", write("broken.json", "{")),
    ):
        status, out, objection = run("read-back", *words)
        assert (status, out) == (2, "")
        assert objection


def test_the_notes_in_the_reference_are_what_the_command_prints(run):
    page = (ROOT / "docs/reference/reading-back.md").read_text(encoding="utf-8")
    shown = re.findall(r"```text\n(.*?)```", page, flags=re.DOTALL)[0]
    told, draft = re.findall(r'--customer "(.*?)" --draft "(.*?)"', page)[0]

    assert run("read-back", "--customer", told, "--draft", draft)[1] == shown
