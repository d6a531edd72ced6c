"""What is published of moments holds on the frozen complaints and on calm messages; needs ../shared/data."""

import pytest

from training.listening.draw import COMPLAINTS
from training.listening.measure import BANKING, calm, heldout

MEASURED = ("bereavement", "illness", "job_loss", "hardship", "disaster", "fraud")
MOST_FALSE_ALARMS = 20 / 10_000


@pytest.mark.slow
@pytest.mark.skipif(not COMPLAINTS.exists(), reason="needs the complaints in ../shared/data/cfpb")
def test_eight_of_ten_moments_that_are_raised_are_right() -> None:
    reached = {one.moment: one for one in heldout()}

    for moment in MEASURED:
        assert reached[moment].precision.share >= 0.8, reached[moment]


@pytest.mark.slow
@pytest.mark.skipif(not BANKING.exists(), reason="needs the messages in ../shared/data/banking77")
@pytest.mark.parametrize("part", ["train", "test"])
def test_calm_messages_raise_hardly_any_alarm(part: str) -> None:
    false, of = calm(part)

    assert false / of <= MOST_FALSE_ALARMS
