"""`replay`, `find` and `demo` at a terminal: nothing is overwritten or misread, and what stands in a table is printed."""

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
