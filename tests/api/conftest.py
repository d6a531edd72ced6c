"""What the tests of the API may ask for."""

import pytest

from tests.api.calling import Program, program_of
from tests.people import Cast


@pytest.fixture
def mia(cast: Cast) -> Program:
    """A program that acts as Mia, an agent."""
    return program_of(cast.mia)
