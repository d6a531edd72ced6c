"""`goodgrace listen`: a table of messages and a pipe, as a person and as a program use them."""

import io
import json
from types import SimpleNamespace

import duckdb
import pytest

CASES = (
    'id,Message,date\n1,"My mother died on Sunday. The lease is in her name. What do I do now?",x\n'
    "2,How do I reset my PIN?,x\n"
    "3,,x\n"
    '4,"Meine Karte ist weg und ich weiß nicht, was ich jetzt machen soll.",x\n'
    '5,"This is killing me, I just want my refund. <b>Now</b>.",x\n'
    "6,123,x\n"
)


@pytest.fixture
def messages(write):
    return write("messages.csv", CASES)


@pytest.fixture
def pipe(run, monkeypatch):
    """Run the command with bytes coming through a pipe; each line of the answer, read."""

    def _pipe(raw: bytes, *words: str) -> list[dict]:
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
        status, out, err = run("listen", "-", "--json", *words)
        assert (status, err) == (0, "")
        return [json.loads(line) for line in out.splitlines()]

    return _pipe


def test_a_table_is_heard_and_counted(run, messages):
    status, out, err = run("listen", messages, "--text", "Message")

    assert (status, err) == (0, "")
    assert "6 rows read, 5 of them with words." in out
    assert "1  Bereavement" in out
    assert "Not said: 2 messages" in out
    assert "Nothing is decided by it." in out


def test_for_programs_there_are_counts_and_no_words_of_a_customer(run, messages):
    _, out, _ = run("listen", messages, "--text", "message", "--json")

    told = json.loads(out)
    assert (told["rows"], told["blank"], told["heard"]) == (6, 1, 3)
    assert told["moments"] == {"bereavement": 1}
    assert sum(told["abstained"].values()) == 2
    assert "mother" not in out


def test_the_report_shows_the_sentence_and_its_neighbours_only(run, write, tmp_path):
    filler = " ".join(f"Filler number {count} stands here." for count in range(40))
    file = write("long.csv", f'Message\n"{filler} A neighbour before. My mother died. A neighbour after. {filler}"\n')

    run("listen", file, "--text", "Message", "--html", tmp_path / "report.html")

    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "mother died" in page
    assert "A neighbour before." in page
    assert "A neighbour after." in page
    assert "Filler number 20" not in page
    assert "://" not in page


def test_what_customers_write_is_text_in_the_report(run, messages, tmp_path):
    run("listen", messages, "--text", "Message", "--html", tmp_path / "report.html")

    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<b>Now</b>" not in page
    assert "&lt;b&gt;Now" in page


def test_numbers_and_addresses_are_put_out_of_the_report_and_heard_all_the_same(run, write, tmp_path):
    told = "Write to ada@example.org. My mother died on 4 May and left the flat at 12 Old Mill Road; her card is 4111 1111 1111 1111. Call 020 7946 0958."
    file = write("secrets.csv", f'Message\n"{told}"\n')

    _, out, _ = run(
        "listen", file, "--text", "Message", "--html", tmp_path / "report.html", "--out", tmp_path / "r.csv"
    )

    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "1  Bereavement" in out
    assert "[card number]" in page
    assert "at [address]" in page
    assert "put out of the sentences" in page
    secrets = ("4111", "ada@", "Old Mill", "7946")
    assert not [secret for secret in secrets if secret in page + out + (tmp_path / "r.csv").read_text(encoding="utf-8")]


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_rows_are_written_without_their_text(run, messages, tmp_path, ending):
    out = tmp_path / f"rows.{ending}"

    run("listen", messages, "--text", "Message", "--out", out)

    rows = duckdb.sql(f"SELECT row, abstained, stakes, moments_to_act_on, moments FROM '{out}' ORDER BY row").fetchall()
    assert [row[0] for row in rows] == [1, 2, 4, 5, 6]
    assert [bool(row[1]) for row in rows] == [False, False, True, False, True]
    assert rows[0][3] == "bereavement"
    assert json.loads(rows[0][4])[0]["whether"] == "happened"
    assert "lease" not in out.read_bytes().decode("latin-1")


def test_one_line_in_is_one_object_out(pipe):
    text = "My mother died on Sunday. I am worried, the lease ends by Friday."

    first, empty, odd = pipe(f"{text}\n\nok \xff".encode("latin-1"))

    assert set(first) == {"emotions", "stakes", "moments", "abstained", "why"}
    assert (first["abstained"], first["why"]) == (False, "")
    assert {"name": "worry", "confidence": first["emotions"][0]["confidence"]} in first["emotions"]
    assert first["stakes"]["level"] == "medium"
    [reason] = first["stakes"]["reasons"]
    assert (reason["name"], text[reason["start"] : reason["end"]]) == ("deadline", "by Friday")
    [moment] = first["moments"]
    assert set(moment) == {"moment", "who", "whether", "start", "end", "confidence"}
    assert (moment["moment"], moment["who"], moment["whether"]) == ("bereavement", "relative", "happened")
    assert empty == {
        "emotions": [],
        "stakes": {"level": "low", "reasons": []},
        "moments": [],
        "abstained": True,
        "why": "There are no words to hear.",
    }
    assert odd["abstained"] in {True, False}


def test_a_figure_of_speech_is_listed_and_not_raised(pipe):
    [heard] = pipe(b"This is killing me, I just want my refund.")

    assert {moment["whether"] for moment in heard["moments"]} <= {"figurative"}


def test_a_line_without_an_end_is_read_up_to_a_bound(pipe):
    assert len(pipe(b"worried " * 300_000 + b"\nok\n")) == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("nowhere.csv", "--text", "Message"), "there is no such file"),
        (("{messages}",), "say which column holds the messages"),
        (("{messages}", "--text", "Massage"), "Did you mean `Message`?"),
        (("{messages}", "--text", "Message", "--html", "{messages}"), "written over the messages"),
        (("{messages}", "--text", "Message", "--html", "nowhere/at/all.html"), "there is no folder"),
        (("{messages}", "--text", "Message", "--out", "rows.txt"), ".parquet or .csv"),
        (("-",), "add --json"),
        (("-", "--json", "--text", "Message"), "--text is for a file"),
    ],
)
def test_what_cannot_be_done_is_said_plainly(run, messages, words, told):
    status, out, err = run("listen", *(word.replace("{messages}", str(messages)) for word in words))

    assert (status, out) == (2, "")
    assert told in err


def test_a_table_without_rows_is_no_fault(run, write, tmp_path):
    status, out, _ = run("listen", write("empty.csv", "Message\n"), "--text", "Message", "--html", tmp_path / "r.html")

    assert status == 0
    assert "There is nothing to hear" in out
