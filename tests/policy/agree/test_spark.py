"""The same agreement on Spark: a fixed set of drawn policies, because each question costs half a second."""

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.policy.agree.comparing import decided_in, decided_in_python, sure_in, sure_in_python
from tests.policy.agree.engines import STYLES, Engine
from tests.policy.strategies import Batch, batches

pytestmark = pytest.mark.spark
_COUNT = 25


def drawn(count: int) -> list[Batch]:
    """The same policies and cases in every run."""
    found: list[Batch] = []

    @seed(20_261_122)
    @settings(
        max_examples=count,
        phases=[Phase.generate],
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(batches())
    def draw(batch: Batch) -> None:
        found.append(batch)

    draw()
    return found[-count:]


def test_spark_gives_every_amount_of_every_case_to_the_cent(in_spark: Engine) -> None:
    for number, batch in enumerate(drawn(_COUNT)):
        style = STYLES[number % len(STYLES)]
        assert decided_in(in_spark, batch, style) == decided_in_python(batch), f"{style}\n{batch!r}"


def test_spark_says_the_same_of_what_is_sure(in_spark: Engine) -> None:
    for batch in drawn(_COUNT)[:5]:
        assert sure_in(in_spark, batch) == sure_in_python(batch), repr(batch)
