"""Playbooks at the terminal: verified beside policies, and told day by day."""

import json
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BEREAVEMENT = ROOT / "policies/playbooks/bereavement-lease.yaml"
ENDLESS = """playbook: p
owner: care
moment: test
may_start: [agent]
words: We see to it.
steps:
  rest: {suspend: fees}
  a: {do: Look after it}
"""


def test_verify_takes_playbooks_and_policies_together(run) -> None:
    status, out, _ = run("verify", BEREAVEMENT, ROOT / "policies/right-thing-to-do.yaml")
    assert status == 0
    assert f"{BEREAVEMENT}: nothing to mend; followed on 30 ways; 6 examples run." in out
    assert "right-thing-to-do.yaml: nothing to mend;" in out


def test_verify_shows_the_way_on_which_something_never_ends(run, write) -> None:
    status, out, _ = run("verify", write("p.yaml", ENDLESS))
    assert status == 1
    assert "p.yaml:7: never resumed: `rest` suspends fees, and this way nothing ends it." in out


def test_verify_speaks_to_programs_about_playbooks_too(run, write) -> None:
    status, out, _ = run("verify", write("p.yaml", ENDLESS), BEREAVEMENT, "--json")
    answer = json.loads(out)
    assert (status, answer["ok"], answer["unproved"]) == (1, False, [])
    assert [(finding["kind"], finding["where"], finding["line"]) for finding in answer["findings"]] == [
        ("never_resumed", "rest", 7)
    ]


def test_a_playbook_that_cannot_be_read_is_told_with_its_place(run, write) -> None:
    status, _, err = run("verify", write("p.yaml", ENDLESS.replace("do:", "doo:")))
    assert status == 2
    assert "p.yaml:8:3: The step `a` needs to say what is done." in err


def test_versions_of_a_playbook_are_not_compared(run) -> None:
    status, _, err = run("verify", BEREAVEMENT, "--against", ROOT / "policies/bereavement-lease.yaml")
    assert status == 2
    assert "this is a playbook" in err


def test_show_tells_each_way_day_by_day(run) -> None:
    status, out, _ = run("playbook", "show", BEREAVEMENT, "--language", "de")
    assert status == 0
    assert "Started by agent, lead, manager; customer-care answers for it." in out
    assert "Sie müssen heute nichts entscheiden." in out
    assert "      All fees rest: let rest: fees (lease-accounts, within 4 hours)" in out
    assert (
        "   day 9\n      One day is left to choose: a reminder for the colleague (customer-care, within 1 day)" in out
    )
    assert "no answer yet, so a colleague of customer-care takes it on" in out


def test_show_speaks_to_programs(run) -> None:
    _, out, _ = run("playbook", "show", ROOT / "policies/playbooks/callback.yaml", "--json")
    told = json.loads(out)
    assert told["playbook"] == "callback"
    assert [way["because"] for way in told["ways"]] == [["with urgent yes"], ["with urgent no"]]
    assert list(told["ways"][1]["days"]) == ["0", "1"]


def test_the_schema_of_playbooks_is_printed(run) -> None:
    _, out, _ = run("schema", "--playbook")
    assert json.loads(out)["title"] == "Goodgrace playbook"
