"""A counter from the command: whoever sets up a site by its guide can open a case."""

import pytest

from goodgrace.cli.site import findings
from goodgrace.rulebook.models import Counter
from tests.people import Cast


def test_a_counter_is_made_and_one_that_is_there_is_told(cast: Cast, run) -> None:
    status, out, _ = run("add-counter", "repair", "--title", "Appliance repair")
    assert (status, Counter.objects.get().title) == (0, "Appliance repair")
    assert out.startswith("Appliance repair is there: cases can begin at it.")
    status, _, told = run("add-counter", "repair", "--title", "Again")
    assert (status, told) == (2, "repair is there already. Choose another name.\n")


@pytest.mark.parametrize("there", [False, True])
def test_check_says_where_no_case_could_begin(cast: Cast, there: bool) -> None:
    if there:
        Counter.objects.create(slug="repair", title="Repair")
    said = [each.says for each in findings("127.0.0.1", 0) if each.says.startswith("counters:")]
    assert said == ([] if there else ["counters: there is none, and every case begins at one. Make it with `goodgrace add-counter`."])  # fmt: skip
