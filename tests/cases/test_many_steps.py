"""What is decided in one go may promise many steps: that it is written by copying then changes nothing for anybody."""

import pytest

from goodgrace.cases.deciding import Made, Wanted, decide_together
from goodgrace.promises.models import Step
from tests.cases.stories import a_case, a_wish, in_force
from tests.cases.test_promising import a_playbook
from tests.people import NOW, Cast


@pytest.mark.django_db
@pytest.mark.parametrize("many", [1, 2, 4, 7, 8])
def test_a_few_decisions_with_many_steps_are_all_written(cast: Cast, many: int) -> None:
    in_force(cast)
    a_playbook(cast, "repair-after-warranty")
    asked = [Wanted(a_case(cast.mia).pk, a_wish(10), cast.mia) for _ in range(many)]
    answers = decide_together(asked=asked, now=NOW)
    assert all(isinstance(answer, Made) for answer in answers), answers
    assert Step.objects.values("promise").distinct().count() == many
