"""How often one token may come: a minute's worth, then a 429 that says when to come again; each token for itself."""

import pytest
from django.test import override_settings

from goodgrace.api.pace import MOST_BUCKETS, Pace, TooMany
from tests.api.calling import Program, program_of
from tests.people import Cast


def test_a_token_that_comes_too_often_is_told_when_to_come_again(cast: Cast) -> None:
    mia: Program = program_of(cast.mia)
    bob: Program = program_of(cast.bob)
    with override_settings(API_PER_MINUTE=3):
        for _ in range(3):
            mia.get("/api/customers")
        refused = mia.get("/api/customers", status=429)
        assert refused["type"] == "urn:goodgrace:problem:too-many"
        assert "Come again in" in refused["detail"]
        assert mia.last is not None
        assert 1 <= int(mia.last["Retry-After"]) <= 20
        bob.get("/api/customers")


def test_a_bucket_fills_with_time() -> None:
    pace = Pace()
    for moment in (0.0, 0.0, 30.0):
        pace.take(1, 2, moment)
    with pytest.raises(TooMany) as refused:
        pace.take(1, 2, 31.0)
    assert refused.value.seconds == 29
    pace.take(1, 2, 60.0)


def test_no_bound_is_no_bound_and_buckets_do_not_grow_for_ever() -> None:
    pace = Pace()
    for _ in range(1000):
        pace.take(1, 0, 0.0)
    for token in range(MOST_BUCKETS + 5):
        pace.take(token, 5, float(token))
    assert len(pace._buckets) == MOST_BUCKETS
