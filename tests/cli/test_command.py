"""The command as a person at a terminal meets it: what it prints, where, and with which status it ends."""

import json
import re
from importlib.metadata import version
from pathlib import Path

import duckdb
import pytest

ROOT = Path(__file__).parents[2]
POLICY = str(ROOT / "tests/policy/late-return.yaml")
EXAMPLE = (ROOT / "policies/late-return.yaml", ROOT / "docs/start/case.yaml")


def test_help_lists_every_command(run):
    status, out, _ = run("--help")

    assert status == 0
    for command in ("verify", "decide", "replay", "find", "sql", "schema", "demo"):
        assert command in out


def test_the_version_is_told(run):
    assert run("--version") == (0, f"goodgrace {version('goodgrace')}\n", "")


def test_the_sheet_in_the_reference_is_what_decide_prints(run):
    page = (ROOT / "docs/reference/command.md").read_text(encoding="utf-8")
    sheet = re.findall(r"```text\n(.*?)```", page, flags=re.DOTALL)[0]
    data = json.loads(re.findall(r"```json\n(.*?)```", page, flags=re.DOTALL)[0])

    _, out, _ = run("decide", *EXAMPLE)
    _, found, _ = run("decide", *EXAMPLE, "--json")

    answer = json.loads(found)
    assert out == sheet
    assert data == {**answer, "remedies": {name: answer["remedies"][name] for name in data["remedies"]}}
    assert list(data["remedies"]) == ["waive_fee"]


def test_what_the_reference_of_verify_shows_is_what_it_prints(run, write, monkeypatch):
    page = (ROOT / "docs/reference/verify.md").read_text(encoding="utf-8")
    data = json.loads(re.findall(r"```json\n(.*?)```", page, flags=re.DOTALL)[0])
    example = EXAMPLE[0].read_text(encoding="utf-8")
    stricter = write("stricter.yaml", example.replace("hours_late <= 4", "hours_late <= 3"))
    monkeypatch.chdir(stricter.parent)

    _, found, _ = run("verify", "stricter.yaml", "--against", EXAMPLE[0], "--json")
    monkeypatch.chdir(ROOT)
    _, out, _ = run("verify", "policies/late-return.yaml")

    answer = json.loads(found)
    assert data == {**answer, "findings": answer["findings"][1:2]}
    assert set(re.findall(r"^ +(policies/.*: note, .*)$", page, flags=re.MULTILINE)) <= {
        line.strip() for line in out.splitlines()
    }


def test_a_narrow_terminal_gets_a_block_for_each_remedy_and_nothing_is_cut(run, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")

    _, out, _ = run("decide", *EXAMPLE)

    assert "A replacement car, at no charge\n  everybody        0 days\n  agent may        0 days\n" in out
    assert "…" not in out


def test_what_did_not_apply_is_gathered_below_its_remedy(run):
    _, out, _ = run("decide", *EXAMPLE)

    lines = out.splitlines()
    start = lines.index("  Waive the late fee: what did not apply here (any one of them could open more):")
    assert lines[start + 1] == "    - hours late is 5.5 hours over the limit of 1 hour."
    assert sum(line.endswith("(any one of them could open more):") for line in lines) == 2
    assert lines[start + 5] == "  Pay the late fee later: Everybody gets 14 days; nobody has to ask."


@pytest.mark.parametrize("name", ["cases.csv", "cases.xlsx"])
def test_decide_handed_a_table_says_what_tables_are_for(run, tmp_path, name):
    (tmp_path / name).write_bytes(b"hours_late,late_fee\n3,60\n" if name.endswith("csv") else b"PK\x03\x04\xff")

    status, out, err = run("decide", POLICY, tmp_path / name)

    assert (status, out) == (2, "")
    assert "`decide` takes one case, written as `name: value` lines" in err
    assert "`goodgrace find`" in err


def test_decide_prints_what_each_role_may_give_as_decimal_strings(run, write):
    facts = write("facts.yaml", "hours_late: 3\nlate_fee: 60\ntenure_years: 7\ncause: traffic\nmoment: none\n")

    status, out, _ = run("decide", POLICY, facts, "--json")

    offer = json.loads(out)["remedies"]["waive_fee"]
    assert status == 0
    assert (offer["standard"], offer["may"]) == ("0.00", {"agent": "60.00", "lead": "60.00", "manager": "60.00"})


def test_decide_with_a_role_shows_only_that_role(run, write):
    facts = write("facts.yaml", "hours_late: 6\nlate_fee: 60\ntenure_years: 1\ncause: traffic\nmoment: none\n")

    _, out, _ = run("decide", POLICY, facts, "--role", "agent", "--json")

    assert json.loads(out)["remedies"]["waive_fee"]["may"] == {"agent": "25.00"}


def test_decide_speaks_to_the_colleague_and_to_the_customer_apart(run, write):
    facts = write("facts.yaml", "{hours_late: 6.5, late_fee: 60, tenure_years: 1, cause: traffic, moment: none}")

    _, out, _ = run("decide", POLICY, facts)

    colleague, customer = out.split("For the customer")
    assert "hours late is 2.5 hours over the limit of 4 hours" in " ".join(colleague.split())
    assert "2.5" not in customer
    assert "25.00" not in customer


def test_decide_counts_what_was_given_before(run, write):
    facts = write(
        "facts.yaml",
        "{hours_late: 3, late_fee: 60, tenure_years: 7, cause: traffic, moment: none, customer: c1, decider: ada, on: 2026-11-22}",
    )
    given = write("given.yaml", "- {remedy: waive_fee, amount: 380, on: 2026-11-02, customer: c9, decider: ada}\n")

    _, out, _ = run("decide", POLICY, facts, "--given", given, "--json")

    assert json.loads(out)["remedies"]["waive_fee"]["may"]["agent"] == "20.00"


def test_a_wrong_fact_is_named_with_its_line_on_stderr_and_status_2(run, write):
    facts = write("facts.yaml", "hours_late: 3\ncause: trafic\ntenure: 4\n")

    status, out, err = run("decide", POLICY, facts)

    assert (status, out) == (2, "")
    assert "facts.yaml:2:1: cause:" in err
    assert "Did you mean `traffic`?" in err
    assert "facts.yaml:3:1: tenure:" in err


@pytest.mark.parametrize(
    "words", [("decide", "no-such.yaml", "facts.yaml"), ("verify", "no-such.yaml"), ("sql", "no-such.yaml")]
)
def test_a_missing_file_ends_with_status_2_and_a_sentence(run, words):
    status, out, err = run(*words)

    assert (status, out) == (2, "")
    assert err.startswith("no-such.yaml: No such file")


def test_an_unknown_role_is_answered_with_those_there_are(run, write):
    status, _, err = run("decide", POLICY, write("facts.yaml", "late_fee: 3\n"), "--role", "managr")

    assert status == 2
    assert "Did you mean `manager`?" in err


def test_verify_ends_with_0_for_a_sound_policy_and_cliffs_are_notes(run):
    status, out, _ = run("verify", POLICY, "--json")

    answer = json.loads(out)
    assert (status, answer["ok"]) == (0, True)
    assert {finding["kind"] for finding in answer["findings"]} == {"cliff"}


def test_verify_notes_a_name_that_no_playbook_beside_the_policy_has(run, write):
    text = (ROOT / "policies/late-return.yaml").read_text(encoding="utf-8")
    policy = write("late-return.yaml", text.replace("promise: refund-fee", "promise: refund-fees"))
    assert "by hand" not in run("verify", policy)[1], "without any playbook nothing is said of them"
    folder = policy.parent / "playbooks"
    folder.mkdir()
    (folder / "refund-fee.yaml").write_bytes((ROOT / "policies/playbooks/refund-fee.yaml").read_bytes())

    status, out, _ = run("verify", policy)

    assert status == 0
    assert "note, by hand: Waive the late fee: No playbook of the name `refund-fees`" in " ".join(out.split())
    assert "Did you mean `refund-fee`?" in " ".join(out.split())


def test_verify_ends_with_1_for_a_defect_and_says_where(run, write):
    text = Path(POLICY).read_text(encoding="utf-8").replace("agent: 60, lead: 60", "agent: 61, lead: 60")

    status, out, _ = run("verify", write("wrong.yaml", text))

    assert status == 1
    assert "example failed" in out


def test_verify_against_an_older_version_says_who_loses(run, write):
    stricter = write("new.yaml", Path(POLICY).read_text(encoding="utf-8").replace("hours_late <= 4", "hours_late <= 3"))

    status, out, _ = run("verify", stricter, "--against", POLICY, "--json")

    answer = json.loads(out)
    assert status == 0
    assert [(change["remedy"], change["to"]) for change in answer["loses"]] == [("waive_fee", "agent")]
    assert answer["gains"] == []


def test_verify_tells_every_fault_of_every_file_and_still_verifies_the_others(run, write):
    bad = write("bad.yaml", "policy: x\nroles: [a]\nremedies: {r: {gives: maney, standard: [{when: foo, give: 1}]}}\n")

    status, out, err = run("verify", bad, POLICY)

    assert status == 2
    assert "bad.yaml:3:" in err
    assert "nothing to mend" in out


def test_sql_prints_one_statement(run):
    status, out, _ = run("sql", POLICY, "--dialect", "postgres")

    assert status == 0
    assert '"waive_fee__agent"' in out
    assert out.count(";") <= 1


def test_sql_says_which_columns_it_needs(run):
    _, out, _ = run("sql", POLICY)

    assert "-- Columns that the table needs: hours_late, late_fee, tenure_years, cause, moment.\n" in out


def test_sql_gives_a_fact_to_every_row_without_a_column_for_it(run):
    _, out, _ = run("sql", POLICY, "--set", "moment=bereavement", "--set", "tenure_years=0.5")

    rows = "(SELECT 6.5 AS hours_late, 60 AS late_fee, 'traffic' AS cause)"
    with duckdb.connect() as connection:
        connection.execute(out.replace('FROM "cases"', f"FROM {rows}"))
        [answer] = connection.fetchall()
        row = dict(zip([column[0] for column in connection.description], answer, strict=True))
    assert row["waive_fee__agent"] == 60
    assert "-- Columns that the table needs: hours_late, late_fee, cause.\n" in out
    assert "-- For every row: moment is bereavement; tenure_years is 0.5.\n" in out


@pytest.mark.parametrize("setting", ["moment=sad", "momnt=none", "moment"])
def test_a_setting_of_sql_is_a_fact_and_a_value_of_it(run, setting):
    status, out, err = run("sql", POLICY, "--set", setting)

    assert (status, out) == (2, "")
    assert setting.partition("=")[0] in err


def test_an_unknown_dialect_ends_with_status_2(run):
    status, _, err = run("sql", POLICY, "--dialect", "mysql")

    assert status == 2
    assert "duckdb" in err


def test_schema_prints_a_json_schema(run):
    status, out, _ = run("schema")

    assert status == 0
    assert "remedies" in json.loads(out)["properties"]


def test_a_wrong_line_of_the_ledger_is_named_with_its_place(run, write):
    facts = write("facts.yaml", "{hours_late: 3, late_fee: 60}")
    given = write("given.yaml", "- {remedy: waive_fee, amount: 1, on: 2026-11-02}\n- {remedy: waive_fe, amount: 1}\n")

    status, out, err = run("decide", POLICY, facts, "--given", given)

    assert (status, out) == (2, "")
    assert "given.yaml:2:3: A line of what was given: there is no remedy `waive_fe`" in err


def test_brackets_in_a_title_are_printed_as_they_are(run, write):
    text = Path(POLICY).read_text(encoding="utf-8").replace("Late returns of a rental car", '"Late [/bold] returns"')
    facts = write("facts.yaml", "{hours_late: 3, late_fee: 60}")

    status, out, _ = run("decide", write("odd.yaml", text), facts)

    assert status == 0
    assert "Late [/bold] returns" in out


def test_find_says_what_kept_cases_from_being_decided_and_how_to_write_it(run, write):
    cases = write("cases.csv", 'hours_late,late_fee,tenure_years,cause,moment\n3,"12,50",7,traffic,none\n')

    status, out, _ = run("find", POLICY, cases)

    assert status == 0
    assert "1 cell of `late_fee` could not be read and counts as missing. Write 12.50, with a point" in out
    assert "Nothing can be said" in out
    assert "Dead ends" not in out


def test_find_names_the_column_that_a_table_lacks(run, write):
    cases = write("cases.csv", "hours_late,late_fee,tenure_years,cause\n3,60,1,traffic\n")

    _, out, _ = run("find", POLICY, cases)

    assert "The table has no column `moment`" in out
