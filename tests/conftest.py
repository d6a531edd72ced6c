"""What every test may ask for."""

import gc
import os
from collections.abc import Iterator

import dj_database_url
import pytest
from hypothesis import settings

from tests.people import Cast, a_cast
from tests.postgres import NoServer, find_programs, running_server

settings.register_profile("goodgrace", deadline=None)  # a busy machine is no fault of ours: nothing drawn is timed
settings.load_profile("goodgrace")


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


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request: pytest.FixtureRequest) -> None:
    """Where the site's tests run: on a file of SQLite's, or on the real PostgreSQL server."""
    from django.conf import settings
    from django.db import connections

    if settings.ON_POSTGRES:
        found = dj_database_url.parse(request.getfixturevalue("postgres"))
        connections["default"].settings_dict.update(
            {name: found[name] for name in ("HOST", "PORT", "USER", "PASSWORD")}
        )


@pytest.fixture
def cast(db: None) -> Cast:
    """The people of the tests."""
    return a_cast()


@pytest.fixture(autouse=True)
def emptied_ledger(request: pytest.FixtureRequest) -> Iterator[None]:
    """After a test with real transactions Django deletes all rows, which the ledger's guards refuse on SQLite: empty it first."""
    marker = request.node.get_closest_marker("django_db")
    real = {"transactional_db", "live_server"} & set(request.fixturenames)
    if not real and not (marker and marker.kwargs.get("transaction")):
        yield
        return
    request.getfixturevalue("transactional_db")  # so that ours ends before Django's
    yield
    from django.db import connection

    from goodgrace.ledger import guards
    from goodgrace.ledger.models import Entry, Head

    guards.remove(connection)
    Entry.objects.all().delete()
    Head.objects.all().delete()
    guards.install(connection)


def pytest_collection_finish() -> None:
    """What thousands of tests are made of stays to the end: rubbish is not looked for in it again and again."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    """At the end all is rubbish."""
    gc.unfreeze()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that asks for the server is a `postgres` test, without having to say so twice."""
    for item in items:
        if "postgres" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.postgres)
