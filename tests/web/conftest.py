"""What every test of the pages may count on."""

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def speaking() -> Iterator[None]:
    """Leave the language of other tests as it was: a page in German leaves German behind in this thread."""
    with translation.override("en"):
        yield
