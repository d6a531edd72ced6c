"""A person's own language and time: kept for them, and followed by every page."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone, translation

from goodgrace.people.models import Person
from tests.cases.stories import a_case, in_force
from tests.people import PASSWORD, Cast
from tests.web.browsing import signed_in

COOKIE = settings.LANGUAGE_COOKIE_NAME


@pytest.fixture(autouse=True)
def speaking() -> Iterator[None]:
    """Leave the language of other tests as it was."""
    with translation.override("en"):
        yield


def language_of(client: Client) -> str:
    html = client.get("/", follow=True).content.decode()
    return html.partition('<html lang="')[2][:2]


def sign_in(client: Client, person: Person) -> None:
    assert client.post("/account/login/", {"login": person.email, "password": PASSWORD}).status_code == 302


def test_a_language_chosen_by_somebody_signed_in_is_theirs_in_every_browser(cast: Cast) -> None:
    client = signed_in(cast.mia)
    assert language_of(client) == "en"
    client.post("/language/", {"language": "de", "next": "/"})
    cast.mia.refresh_from_db()
    assert cast.mia.language == "de"
    assert language_of(client) == "de"
    assert language_of(signed_in(cast.mia)) == "de"


def test_a_language_chosen_before_signing_in_is_kept_as_theirs(cast: Cast, client: Client) -> None:
    client.post("/language/", {"language": "de", "next": "/account/login/"})
    assert language_of(client) == "de"
    sign_in(client, cast.mia)
    cast.mia.refresh_from_db()
    assert cast.mia.language == "de"
    assert language_of(client) == "de"


def test_whoever_sits_there_next_has_their_own_language(cast: Cast, client: Client) -> None:
    client.post("/language/", {"language": "de"})
    sign_in(client, cast.mia)
    client.post("/account/logout/")
    assert not client.cookies[COOKIE].value
    sign_in(client, cast.bob)
    cast.bob.refresh_from_db()
    assert cast.bob.language == "en"
    assert language_of(client) == "en"


def test_their_language_goes_before_the_browsers(cast: Cast, client: Client) -> None:
    cast.mia.language = "de"
    cast.mia.save()
    sign_in(client, cast.mia)
    answer = client.get("/", headers={"Accept-Language": "en"})
    assert '<html lang="de">' in answer.content.decode()
    assert answer["Content-Language"] == "de"


@pytest.mark.parametrize("chosen", ["fr", "xx", ""])
def test_a_language_that_no_page_speaks_changes_nothing(chosen: str, cast: Cast) -> None:
    client = signed_in(cast.mia)
    client.post("/language/", {"language": chosen})
    cast.mia.refresh_from_db()
    assert cast.mia.language == "en"
    assert language_of(client) == "en"


def test_looking_changes_no_language(cast: Cast) -> None:
    signed_in(cast.mia).get("/language/?language=de")
    cast.mia.refresh_from_db()
    assert cast.mia.language == "en"


def test_times_are_those_of_the_persons_site(cast: Cast) -> None:
    in_force(cast)
    case, site = a_case(cast.mia), cast.mia.team.site  # type: ignore[union-attr]  # the cast has a team
    for zone, told in {"Asia/Tokyo": "24 November, 19:30", "America/New_York": "24 November, 05:30"}.items():
        site.time_zone = zone
        site.save()
        assert told in signed_in(cast.mia).get(f"/cases/{case.pk}/").content.decode()
    assert timezone.get_current_timezone_name() == settings.TIME_ZONE


def test_a_time_zone_that_nobody_knows_shuts_nobody_out(cast: Cast) -> None:
    site = cast.mia.team.site  # type: ignore[union-attr]  # the cast has a team
    site.time_zone = "Europe/Nowhere"
    site.save()
    assert signed_in(cast.mia).get("/").status_code == 200
