"""`replay`, `find` and `demo` at a terminal: nothing is overwritten or misread, and what stands in a table is printed."""

import fcntl
import json

import pytest

POLICY = """
policy: p
title: "Late [/bold] [red]returns"
currency: EUR
roles: [agent]
facts:
  hours: {type: number, places: 2, unit: h, least: 0}
  fee: {type: money}
  gold: {type: yes_no}
remedies:
  waive:
    title: "Waive [/x] it"
    gives: money
    standard: [{when: hours <= 4, give: fee}]
    discretion: {agent: [{when: gold, up_to: fee}]}
"""
CASES = "hours,fee,gold,branch\n3,60,no,[/x]\n6,60,no,b\n7,60,yes,\n"


@pytest.fixture
def policy(write):
    return write("policy.yaml", POLICY)


@pytest.fixture
def cases(write):
    return write("cases.csv", CASES)


def test_what_is_read_is_never_written_over(run, write, policy, cases):
    older = write("older.yaml", POLICY)
    for words, what in (
        (("find", policy, cases, "--html", cases), "the cases"),
        (("find", policy, cases, "--html", policy), "the policy"),
        (("replay", policy, cases, "--out", cases), "the cases"),
        (("replay", policy, cases, "--out", policy), "the policy"),
        (("replay", policy, cases, "--against", older, "--out", older), "the older policy"),
    ):
        status, out, err = run(*words)

        assert (status, out) == (2, "")
        assert f"this would be written over {what}" in err
    assert (policy.read_text(), older.read_text(), cases.read_text()) == (POLICY, POLICY, CASES)


def test_another_name_of_the_same_file_is_the_same_file(run, policy, cases, tmp_path):
    (tmp_path / "link.html").symlink_to(cases)

    status, _, err = run("find", policy, cases, "--html", tmp_path / "link.html")

    assert status == 2
    assert "written over the cases" in err


def test_cells_and_titles_are_printed_as_they_stand(run, policy, write):
    cases = write("cases.csv", CASES + "9,60,no,\x1b[31mred\n")

    status, out, _ = run("replay", policy, cases, "--by", "branch")

    assert status == 0
    assert "Late [/bold] [red]returns: 4 of 4 cases decided." in out
    assert "branch: [/x] (1 case)" in out
    assert "Waive [/x] it, EUR" in out
    assert "branch: \\x1b[31mred (1 case)" in out


def test_a_finding_is_printed_as_it_stands(run, policy, cases):
    status, out, _ = run("find", policy, cases)

    assert status == 0
    assert "Waive [/x] it  hours <= 4  waive.standard.1" in out


def test_one_is_told_in_the_singular(run, policy, write):
    cases = write("cases.csv", "hours,fee,gold\nx,60,no\n9,60,no\n")
    kinder = write("kinder.yaml", POLICY.replace("<= 4", "<= 9"))

    _, out, _ = run("find", policy, cases)
    _, against, _ = run("replay", kinder, cases, "--against", policy)

    assert "Dead ends: 1 case in which" in out
    assert "1 cell of `hours` could not be read and counts as missing." in against
    assert "Against the older version: 1 gains, 0 lose, 0 stay." in against


def test_amounts_and_names_are_never_cut(run, policy, write, monkeypatch):
    cases = write("cases.csv", "hours,fee,gold\n" + "3,9876543210.25,no\n" * 3)

    _, wide, _ = run("replay", policy, cases)
    monkeypatch.setenv("COLUMNS", "40")
    _, narrow, _ = run("replay", policy, cases)

    assert "Waive [/x] it, EUR   29,629,629,630.75 (3)   29,629,629,630.75 (3)\n" in wide
    assert "Waive [/x] it, EUR\n  everybody   29,629,629,630.75 (3)\n  agent may   29,629,629,630.75 (3)\n" in narrow


def test_replay_says_what_it_leaves_out_and_what_it_assumes(run, policy, cases):
    _, out, _ = run("replay", policy, cases, "--set", "gold=no")
    _, told, _ = run("replay", "--help")

    assert "What they would have got, before caps and pools:" in out
    assert "For every case we assumed: gold is no." in out
    assert "before caps and pools" in told


@pytest.mark.parametrize("command", ["replay", "find"])
def test_an_absent_column_is_named_with_the_one_that_looks_like_it(run, policy, write, command):
    cases = write("cases.csv", "hours_late,fee,gold\n3,60,no\n")

    _, out, _ = run(command, policy, cases)
    _, data, _ = run(command, policy, cases, "--json")

    assert "none of 1 case could be decided." in out
    assert "The table has no column `hours`: add it, or set it for all with --set hours=…" in out
    assert "The column `hours_late` looks like it: rename that one `hours`" in out
    assert "Fill these columns, or give a fact to every case with --set FACT=VALUE." in out
    assert "everybody" not in out
    assert json.loads(data)["absent"] == ["hours"]


def test_an_absent_column_with_a_default_needs_nothing(run, write, cases):
    policy = write("default.yaml", POLICY.replace("{type: yes_no}", "{type: yes_no, default: no}"))
    rows = write("cases.csv", "hours,fee\n3,60\n")

    _, out, _ = run("replay", policy, rows)

    assert "The table has no column `gold`: its default, no, is taken for all." in out


def test_what_the_older_version_asks_for_is_named_too(run, write, policy, cases):
    older = write(
        "older.yaml",
        POLICY.replace("gold: {", "silver: {type: yes_no}\n  gold: {").replace("when: gold", "when: silver"),
    )

    _, out, _ = run("replay", policy, cases, "--against", older)

    assert "The table has no column `silver`" in out
    assert "2 cases could not be decided under both." in out


@pytest.mark.parametrize("command", ["replay", "find"])
def test_a_table_without_rows_is_told(run, policy, write, command):
    status, out, _ = run(command, policy, write("cases.csv", "hours,fee,gold\n"))

    assert status == 0
    assert "the table has no rows" in out
    assert "Dead ends" not in out


@pytest.mark.parametrize("command", ["replay", "find"])
def test_cells_that_cannot_be_read_are_shown_with_their_lines(run, write, command):
    policy = write("bounds.yaml", POLICY.replace("least: 0}", "least: 0, most: 99}"))
    rows = 'hours,fee,gold,note\n3,60,no,"two\nlines"\n"3,5",60,no,\n\n100,60,no,\n1h,60,no,\n2h,60,no,\n'

    _, out, _ = run(command, policy, write("cases.csv", rows))

    assert "4 cells of `hours` could not be read and count as missing." in out
    assert "It lies from 0.00 to 99.00." in out
    assert "There stands “3,5” (line 4), “100” (line 6), “1h” (line 7) …" in out


def test_what_cannot_be_read_never_stands_in_the_report_or_the_json(run, policy, write, tmp_path):
    cases = write("cases.csv", "hours,fee,gold\nMrs Novak,60,no\n3,60,no\n")

    _, out, _ = run("find", policy, cases, "--html", tmp_path / "report.html")
    _, data, _ = run("find", policy, cases, "--json")

    assert "“Mrs Novak” (line 2)" in out
    assert "Novak" not in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "Novak" not in data


def test_the_words_of_a_choice_are_told(run, write):
    text = POLICY.replace("gold: {type: yes_no}", "gold: {type: choice, of: [full, part]}").replace(
        "when: gold", 'when: gold == "full"'
    )
    policy = write(
        "choice.yaml",
        text.replace(
            '{agent: [{when: gold == "full", up_to: fee}]}', "{agent: [{when: 'gold == \"full\"', up_to: fee}]}"
        ),
    )

    _, out, _ = run("find", policy, write("cases.csv", "hours,fee,gold\n6,60,fool\n"))

    assert "Write one of these: full, part." in out
    assert "There stands “fool” (line 2)." in out


def test_find_says_who_may_help_already_and_where_the_cliffs_are(run, policy, write):
    cases = write("cases.csv", "hours,fee,gold\n5,60,yes\n6,60,yes\n5,60,no\n")

    _, out, _ = run("find", policy, cases)

    assert "In 2 of them a colleague may already give as much; in 1 nobody may." in out
    assert "The cliff: 3 cases met every other condition and failed at this limit." in out


def test_what_everybody_always_gets_is_named_with_the_kinds_of_cases(run, write, cases):
    policy = write("always.yaml", POLICY + "  talk: {title: A talk, gives: yes, standard: always}\n")

    _, out, _ = run("find", policy, cases)

    assert "Dead ends: none in the 3 decided." in out
    assert (
        "In 1 case all that was left is what everybody always gets (A talk): nobody could give more, or anything else."
        in out
    )
    assert "  1 case, 33.33 % of all: no gold" in out


def test_a_report_is_written_only_into_a_folder_that_is_there(run, policy, cases, tmp_path):
    status, out, err = run("find", policy, cases, "--html", tmp_path / "nowhere" / "report.html")

    assert (status, out) == (2, "")
    assert "there is no folder" in err
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("name", ["cases.xlsx", "cases.csv"])
def test_a_spreadsheet_is_to_be_exported(run, policy, tmp_path, name):
    (tmp_path / name).write_bytes(b"PK\x03\x04\x14\x00\x06\x00\x08")

    status, _, err = run("find", policy, tmp_path / name)

    assert status == 2
    assert "this is a spreadsheet or an archive, not a table of text. Export it as CSV" in err


@pytest.mark.parametrize("words", [["hours="], ["=3"], ["hours"], ["gold=yes", "gold=no"]])
def test_a_setting_names_one_fact_and_one_value(run, policy, cases, words):
    status, out, err = run("find", policy, cases, *(part for word in words for part in ("--set", word)))

    assert (status, out) == (2, "")
    assert err.startswith("--set ")


@pytest.mark.parametrize("places", ["", "NaN", "Infinity", "1e999999", "1e30", "1_000", "6,", "six"])
def test_a_place_to_move_to_is_a_plain_number(run, policy, cases, places):
    status, out, err = run("find", policy, cases, "--at", places)

    assert (status, out) == (2, "")
    assert "write plain numbers" in err


def test_a_folder_for_the_demo_must_be_one(run, cases):
    status, _, err = run("demo", "--no-open", "--folder", cases)

    assert status == 2
    assert "this cannot be a folder" in err


def test_a_running_demo_keeps_its_folder(run, tmp_path):
    kept = tmp_path / "site" / "books.sqlite3"
    kept.parent.mkdir()
    kept.touch()
    with (tmp_path / "running").open("w") as running:
        fcntl.flock(running, fcntl.LOCK_EX)
        status, _, err = run("demo", "--folder", tmp_path)

    assert status == 2
    assert "a demo runs here already" in err
    assert kept.exists()
