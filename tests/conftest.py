"""What every test may ask for."""

import os
from collections.abc import Iterator

import pytest

from tests.postgres import NoServer, find_programs, running_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The connection string of a real, empty PostgreSQL server; one for each worker that asks (about a second)."""
    try:
        with running_server(find_programs()) as url:
            yield url
    except NoServer as reason:
        if os.environ.get("CI"):
            pytest.fail(str(reason))
        pytest.skip(str(reason))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that asks for the server is a `postgres` test, without having to say so twice."""
    for item in items:
        if "postgres" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.postgres)
