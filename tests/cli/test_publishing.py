"""`goodgrace publish`: a policy or a playbook goes to the rulebook, as its own text says."""

import pytest

from goodgrace.rulebook.models import PlaybookVersion, Version
from tests.cases.stories import POLICIES
from tests.people import Cast


@pytest.mark.parametrize("file", ["warranty-tolerance.yaml", "playbooks/callback.yaml"])
def test_what_is_published_holds_from_now_on(cast: Cast, run, file: str) -> None:
    status, out, err = run("publish", POLICIES / file)
    assert (status, err) == (0, "")
    assert "holds from now on" in out
    assert Version.objects.count() + PlaybookVersion.objects.count() == 1
    assert PlaybookVersion.objects.exists() is file.startswith("playbooks")


def test_a_playbook_takes_roles_and_no_counter(cast: Cast, run) -> None:
    file = POLICIES / "playbooks/loan-interest-forgiven.yaml"
    status, _, err = run("publish", file, "--counter", "leasing")
    assert (status, "for a moment, not for a counter" in err) == (2, True)
    status, _, err = run("publish", file)
    assert (status, "officer" in err) == (2, True)
    assert run("publish", file, "--acting", "agent=officer")[0] == 0


def test_a_remedy_that_names_no_playbook_in_force_is_told_when_its_policy_is_published(cast: Cast, run, write) -> None:
    status, out, _ = run("publish", POLICIES / "warranty-tolerance.yaml")
    told = " ".join(out.split())
    assert (status, told.count("Note:")) == (0, 1)
    assert "No playbook of the name `repair-after-warranty` is in force: a plain promise of one step is made." in told
    book = POLICIES / "playbooks/repair-after-warranty.yaml"
    assert run("publish", book)[0] == 0
    text = (POLICIES / "warranty-tolerance.yaml").read_text(encoding="utf-8").replace("version: 1", "version: 2")
    assert "Note:" not in run("publish", write("warranty-tolerance.yaml", text))[1]
