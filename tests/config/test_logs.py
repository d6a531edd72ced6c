"""What a line of the log may hold: no reference, no search, no word of a customer."""

import logging
import logging.config
from collections.abc import Iterator
from io import StringIO

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from goodgrace.config.logs import Routes
from goodgrace.config.urls import urlpatterns as site
from goodgrace.web.rooms import open_door
from tests.people import Cast
from tests.web.browsing import signed_in

SECRET = "She said her father died"


@open_door
def broken(request: HttpRequest, reference: str) -> HttpResponse:
    """A fault of ours whose message quotes a customer."""
    raise ValueError(SECRET)


urlpatterns = [*site, path("broken/<str:reference>/", broken)]


@pytest.fixture
def log() -> Iterator[StringIO]:
    """The log as the site writes it."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(Routes())
    handler.setFormatter(logging.Formatter(settings.LOGGING["formatters"]["plain"]["format"]))
    logging.getLogger("django").addHandler(handler)
    yield written
    logging.getLogger("django").removeHandler(handler)


def test_every_handler_of_the_site_writes_through_the_filter() -> None:
    assert all(handler["filters"] == ["routes"] for handler in settings.LOGGING["handlers"].values())


def test_an_address_is_logged_as_its_route(cast: Cast, log: StringIO) -> None:
    client = signed_in(cast.mia)
    client.get("/api/customers/C-17?q=ada")
    client.get("/ledger/?about=customer:17")
    client.get("/nowhere/C-17/")
    written = log.getvalue()
    assert "api/customers/<path:reference>" in written
    assert "ledger/" in written
    assert "(no such address)" in written
    assert not [word for word in ("C-17", "ada", "customer:17") if word in written]


@pytest.mark.urls("tests.config.test_logs")
def test_a_fault_is_logged_by_place_and_kind_without_its_message(db: None, log: StringIO) -> None:
    client = Client(raise_request_exception=False)
    assert client.get("/broken/C-17/").status_code == 500
    written = log.getvalue()
    assert "broken/<str:reference>/" in written
    assert "ValueError" in written
    assert "in broken" in written
    assert SECRET not in written
    assert "C-17" not in written


def test_a_line_of_the_server_on_the_screen_has_no_address() -> None:
    record = logging.LogRecord(
        "django.server", 20, "", 0, '"%s" %s %s', ("GET /search/?q=ada HTTP/1.1", "200", "5"), None
    )
    assert Routes().filter(record)
    assert record.getMessage() == '"GET … HTTP/1.1" 200 5'


def test_a_number_that_found_its_way_into_a_line_is_put_out_of_it() -> None:
    written = StringIO()
    plain = settings.LOGGING["formatters"]["plain"]
    handler = logging.StreamHandler(written)
    handler.setFormatter(logging.config.DictConfigurator({"version": 1}).configure_formatter(plain))
    record = logging.LogRecord(
        "x", 20, "", 0, "refused for %s, card %s", ("ada@example.org", "4111 1111 1111 1111"), None
    )
    handler.emit(record)
    assert written.getvalue().rstrip().endswith("INFO x refused for [email], card [card number]")
    assert written.getvalue().startswith("20"), "the time of a line is no number of a customer"
