"""Who may enter which room, and what is on every answer."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from goodgrace.config.urls import urlpatterns as site
from goodgrace.people.models import Person
from goodgrace.web.frame import WAYS, frame
from goodgrace.web.rooms import open_door, room
from goodgrace.web.urls import urlpatterns as pages
from tests.people import Cast


@room("publish")
def for_the_owner(request: HttpRequest) -> HttpResponse:
    """A room behind a duty."""
    return HttpResponse("in")


@open_door
def for_everybody(request: HttpRequest) -> HttpResponse:
    """A room with an open door."""
    return HttpResponse("in")


@open_door
def broken(request: HttpRequest) -> HttpResponse:
    """A room with a fault of ours."""
    raise ZeroDivisionError


urlpatterns = [*site, path("owner/", for_the_owner), path("all/", for_everybody), path("broken/", broken)]


def entering(person: Person | None, address: str, client: Client) -> HttpResponse:
    """Come to an address, signed in or not."""
    if person:
        client.force_login(person)
    return client.get(address)  # type: ignore[return-value]  # the client's answer is one


def test_a_room_behind_a_duty_nobody_has_heard_of_cannot_be_built() -> None:
    with pytest.raises(KeyError):
        room("dance")


def test_every_page_has_a_duty_or_an_open_door() -> None:
    bare = [at.name for at in pages if not (hasattr(at.callback, "duty") or hasattr(at.callback, "open_door"))]
    assert not bare


@pytest.mark.urls("tests.web.test_rooms")
def test_whoever_has_the_duty_comes_in_and_others_hear_who_has_it(cast: Cast, client: Client) -> None:
    assert entering(cast.olga, "/owner/", client).content == b"in"
    refused = entering(cast.mia, "/owner/", client)
    assert refused.status_code == 403
    assert "This is for the policy owner. You are signed in as agent." in refused.content.decode()


@pytest.mark.urls("tests.web.test_rooms")
def test_whoever_has_not_signed_in_comes_only_through_open_doors(db: None, client: Client) -> None:
    assert entering(None, "/owner/", client).status_code == 302
    assert entering(None, "/all/", client).content == b"in"


@pytest.mark.urls("tests.web.test_rooms")
def test_the_walls_are_around_every_answer_even_a_broken_one(cast: Cast, client: Client) -> None:
    client.raise_request_exception = False
    for address, status in {"/": 200, "/owner/": 403, "/nowhere/": 404, "/broken/": 500}.items():
        answer = entering(cast.mia, address, client)
        assert answer.status_code == status, address
        assert "script-src 'self'" in answer["Content-Security-Policy"]
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert answer["Cache-Control"] == "private, no-store"


def test_the_first_page_greets_by_name_and_says_that_nothing_waits(cast: Cast, client: Client) -> None:
    told = entering(cast.mia, "/", client).content.decode()
    assert "Hello, Mia" in told
    assert "Nothing is waiting for you" in told


@pytest.mark.urls("tests.browser.specimen_urls")
def test_the_top_bar_shows_only_rooms_that_one_may_enter(cast: Cast) -> None:
    def letters(person: Person) -> str:
        request = HttpRequest()
        request.user = person
        return "".join(way["letter"] for way in frame(request)["ways"])  # type: ignore[attr-defined, index]  # a list of ways

    assert letters(cast.mia) == "tmocrh"
    assert letters(cast.max) == "trhl"


def test_no_two_ways_have_the_same_letter() -> None:
    assert len({way.letter for way in WAYS}) == len(WAYS)


def test_leaving_takes_a_form_and_no_mere_link(cast: Cast, client: Client) -> None:
    entering(cast.mia, "/account/logout/", client)
    assert entering(None, "/", client).status_code == 200
    client.post("/account/logout/")
    assert entering(None, "/", client).status_code == 302
