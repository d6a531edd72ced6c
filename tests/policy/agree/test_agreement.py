"""One line of truth, three meanings: drawn policies and cases come to the same in Python, DuckDB and PostgreSQL."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.drawing import draws
from tests.policy.agree.comparing import decided_in, decided_in_python, sure_in, sure_in_python
from tests.policy.agree.engines import EXACT, STYLES, Engine
from tests.policy.strategies import Batch, batches


@draws(30, derandomize=True)
@given(batch=batches(), style=st.sampled_from(STYLES))
def test_every_amount_of_every_case_is_the_same_to_the_cent(
    in_duckdb: Engine, in_postgres: Engine, batch: Batch, style: str
) -> None:
    expected = decided_in_python(batch)
    assert decided_in(in_duckdb, batch, style) == expected
    assert decided_in(in_postgres, batch, style) == expected


@pytest.mark.slow
@draws(30, derandomize=True)
@given(batch=batches(), style=st.sampled_from(EXACT))
def test_what_is_sure_and_whether_that_is_all_are_the_same(in_duckdb: Engine, batch: Batch, style: str) -> None:
    assert sure_in(in_duckdb, batch, style) == sure_in_python(batch)
