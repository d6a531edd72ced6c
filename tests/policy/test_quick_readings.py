"""The plan reads common kinds of values quickly, and reads them as `read_fact` does."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from goodgrace import read_text
from goodgrace.policy.plan import plan_of
from goodgrace.policy.values import read_fact

POLICY = read_text("""
policy: numbers
roles: [agent]
facts:
  fee: {type: money}
  hours: {type: number, places: 4}
  tiny: {type: number, places: 5}
  visits: {type: number}
  bounded: {type: number, places: 1, least: -3, most: 7.5}
remedies:
  waive: {gives: money, at_most: fee, standard: [{when: hours <= 9 and tiny <= 9 and visits <= 9 and bounded <= 9, give: fee}]}
""")
NUMBERS = st.integers() | st.floats() | st.integers(-99_999, 99_999).map(lambda cents: cents / 100) | st.booleans()


@pytest.mark.parametrize("name", ["fee", "hours", "tiny", "visits", "bounded"])
@given(raw=NUMBERS)
@example(raw=float("nan"))
@example(raw=float("inf"))
@example(raw=-0.0)
@example(raw=0.285)
@example(raw=1e-05)
@example(raw=7.5)
@example(raw=7.6)
@example(raw=-3.1)
@example(raw=1e10)
@example(raw=1.15)
def test_quick_and_careful_reading_agree(name: str, raw: object) -> None:
    plan = plan_of(POLICY)
    case: dict[str, object] = dict.fromkeys(plan.used, 1)
    try:
        careful = read_fact(POLICY.facts[name], raw)
    except ValueError:
        with pytest.raises(ValueError, match=r".+"):
            plan.answer({**case, name: raw})
        return
    quick = plan.answer({**case, name: raw})[0][plan.used.index(name)]
    assert (quick, type(quick)) == (careful, type(careful))
