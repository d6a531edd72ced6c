"""The administrator's pages: people, services with their caps, tokens, teams and sites."""

import re
from html import unescape

from django.http import HttpResponse
from django.test import Client

from goodgrace.ledger.models import Entry
from goodgrace.people.actions import add_person
from goodgrace.people.authority import DUTIES
from goodgrace.people.models import Person, Role, Site, Team, Token
from goodgrace.people.tokens import token_with
from goodgrace.rulebook.models import Counter
from goodgrace.web.duties import CALLED
from tests.people import NOW, Cast
from tests.web.browsing import signed_in


def told(answer: HttpResponse) -> str:
    return unescape(answer.content.decode())


def sent(person: Person, address: str, **fields: object) -> HttpResponse:
    return signed_in(person).post(address, fields)  # type: ignore[return-value]  # the client's answer is one


def secret_in(html: str) -> str:
    found = re.search(r'<code class="secret">([^<]+)</code>', html)
    assert found
    return found[1]


def test_somebody_is_let_in_with_a_password_that_is_shown_once(cast: Cast) -> None:
    assert cast.mia.team is not None
    fields = {"email": "New@example.org", "name": "Nora", "role": "lead", "team": cast.mia.team_id, "language": "de"}
    html = told(sent(cast.finn, "/people/new", **fields))
    nora = Person.objects.get(email="new@example.org")
    assert (nora.name, nora.role, nora.team, nora.language) == ("Nora", "lead", cast.mia.team, "de")
    assert nora.check_password(secret_in(html))
    assert secret_in(html) not in told(signed_in(cast.finn).get(f"/people/{nora.pk}/"))  # type: ignore[arg-type]  # an answer
    assert Entry.objects.filter(what="person let in", by=cast.finn.mark, about=nora.mark).exists()


def test_what_is_missing_is_said_and_what_was_typed_stays(cast: Cast) -> None:
    for fields, said in (
        ({"email": "mia@example.org", "name": "Mia 2", "role": "agent"}, "mia@example.org is here already"),
        ({"email": "not an address", "name": "Zoe", "role": "agent"}, "is no email address"),
        ({"email": "zoe@example.org", "name": "Zoe", "role": "queen"}, "There is no role `queen`"),
        ({"email": "zoe@example.org", "name": "  ", "role": "agent"}, "A name has 1 to 120 characters"),
    ):
        answer = sent(cast.finn, "/people/new", **fields)
        assert answer.status_code == 422
        assert said in told(answer)
        assert f'value="{fields["email"]}"' in told(answer)
    assert not Person.objects.filter(email="zoe@example.org").exists()


def test_a_service_cannot_be_the_only_one_left_who_lets_people_in(cast: Cast) -> None:
    program = {"email": "bot@example.org", "name": "Bot", "role": "administrator", "password": None, "is_service": True}
    add_person(**program, by=cast.finn, now=NOW)  # type: ignore[arg-type]  # what a service is let in with
    answer = sent(cast.finn, f"/people/{cast.finn.pk}/role", role="agent")
    assert "Make somebody else an administrator first" in told(answer)
    assert Person.objects.get(pk=cast.finn.pk).role == Role.ADMINISTRATOR


def test_an_address_that_no_database_holds_is_refused_like_any_other(cast: Cast) -> None:
    long = f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.org"
    answer = sent(cast.finn, "/people/new", email=long, name="Zoe", role="agent")
    assert "at most 254 characters" in told(answer)


def test_a_role_and_a_team_change_from_now_on(cast: Cast) -> None:
    team = Team.objects.create(name="Rental", site=Site.objects.get())
    assert sent(cast.finn, f"/people/{cast.mia.pk}/role", role="lead").status_code == 302
    assert sent(cast.finn, f"/people/{cast.mia.pk}/team", team=team.pk).status_code == 302
    cast.mia.refresh_from_db()
    assert (cast.mia.role, cast.mia.team) == (Role.LEAD, team)
    assert list(Entry.objects.filter(about=cast.mia.mark).values_list("what", flat=True)) == [
        "role changed",
        "team changed",
    ]


def test_the_last_administrator_stays_and_the_page_says_why(cast: Cast) -> None:
    for address, fields in ((f"/people/{cast.finn.pk}/out", {}), (f"/people/{cast.finn.pk}/role", {"role": "agent"})):
        answer = sent(cast.finn, address, **fields)
        assert answer.status_code == 409
        assert "Make somebody else an administrator first" in told(answer)
    cast.finn.refresh_from_db()
    assert (cast.finn.role, cast.finn.is_active) == (Role.ADMINISTRATOR, True)


def test_whoever_is_let_out_can_be_let_in_again(cast: Cast) -> None:
    mias = signed_in(cast.mia)
    assert sent(cast.finn, f"/people/{cast.mia.pk}/out").status_code == 302
    assert mias.get("/").status_code == 302
    assert "Mia" in told(signed_in(cast.finn).get("/people/?stand=out"))  # type: ignore[arg-type]  # an answer
    assert sent(cast.finn, f"/people/{cast.mia.pk}/in").status_code == 302
    assert signed_in(cast.mia).get("/").status_code == 200


def test_a_new_password_ends_the_old_one_and_open_sessions(cast: Cast) -> None:
    mias = signed_in(cast.mia)
    secret = secret_in(told(sent(cast.finn, f"/people/{cast.mia.pk}/password")))
    cast.mia.refresh_from_db()
    assert cast.mia.check_password(secret)
    assert mias.get("/").status_code == 302


def test_people_are_found_by_name_and_further_names_follow(cast: Cast) -> None:
    for number in range(60):
        Person.objects.create_user(f"p{number}@example.org", None, name=f"P{number:02}", role="agent", joined_at=NOW)
    client = signed_in(cast.finn)
    first = unescape(client.get("/people/?q=example").content.decode())
    onward = re.search(r'href="(\?[^"]*after=[^"]+)"', first)
    assert onward
    second = unescape(client.get(f"/people/{onward[1]}").content.decode())
    names = re.findall(r"data-line>([^<]+)<", first + second)
    assert len(names) == len(set(names)) == 68
    assert re.findall(r"data-line>([^<]+)<", client.get("/people/?q=olga").content.decode()) == ["Olga"]


def test_a_service_gets_caps_and_a_token_that_is_shown_once(cast: Cast) -> None:
    fields = {
        "email": "bot@example.org",
        "name": "Bot",
        "role": "agent",
        "most_per_decision": "50",
        "most_per_day": "1000,50",
    }
    assert sent(cast.finn, "/services/new", **fields).status_code == 302
    bot = Person.objects.get(email="bot@example.org")
    assert (bot.is_service, bot.most_per_decision, bot.most_per_day) == (True, 5_000, 100_050)
    html = told(sent(cast.finn, f"/services/{bot.pk}/tokens", name="prod", days="30", scope=["decide", "see_cases"]))
    assert token_with(secret_in(html), NOW) is None or Token.objects.get().person == bot
    assert Token.objects.get().scopes == ["decide", "see_cases"]
    page = told(signed_in(cast.finn).get(f"/services/{bot.pk}/"))  # type: ignore[arg-type]  # an answer
    assert secret_in(html) not in page
    assert sent(cast.finn, f"/services/{bot.pk}/caps", most_per_decision="", most_per_day="20").status_code == 302
    bot.refresh_from_db()
    assert (bot.most_per_decision, bot.most_per_day) == (None, 2_000)


def test_a_cap_that_is_no_amount_is_asked_back(cast: Cast) -> None:
    fields = {"email": "bot@example.org", "name": "Bot", "role": "agent"}
    for cap in ("much", "-5", "1.234", "1e9", "²"):
        answer = sent(cast.finn, "/services/new", **fields, most_per_decision=cap)
        assert answer.status_code == 422
        assert f"“{cap}” is no amount" in told(answer)
        assert f'value="{cap}"' in told(answer)
    assert not Person.objects.filter(is_service=True).exists()


def test_everybody_makes_and_revokes_her_own_tokens(cast: Cast) -> None:
    html = told(sent(cast.mia, "/tokens/", name="my script", days="7", scope=["see_cases"]))
    token = Token.objects.get()
    assert (token.person, token.made_by, token.name) == (cast.mia, cast.mia, "my script")
    assert secret_in(html) not in told(signed_in(cast.mia).get("/tokens/"))  # type: ignore[arg-type]  # an answer
    assert "my script" not in told(signed_in(cast.bob).get("/tokens/"))  # type: ignore[arg-type]  # an answer
    assert sent(cast.bob, f"/tokens/{token.pk}/revoke").status_code == 404
    assert sent(cast.mia, f"/tokens/{token.pk}/revoke").status_code == 302
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_a_token_has_no_more_scopes_than_its_owner_has_duties(cast: Cast) -> None:
    for fields, said in (
        ({"name": "x", "days": "7", "scope": ["publish"]}, "has no duty `publish`"),
        ({"name": "x", "days": "7"}, "A token is for something"),
        ({"name": "x", "days": "9000", "scope": ["decide"]}, "A token lives for 1 to 366 days"),
        ({"name": "", "days": "7", "scope": ["decide"]}, "Name the token"),
    ):
        answer = sent(cast.mia, "/tokens/", **fields)
        assert answer.status_code == 422
        assert said in told(answer)
    assert not Token.objects.exists()


def test_an_administrator_revokes_anybodys_token_but_makes_none_for_a_colleague(cast: Cast) -> None:
    sent(cast.mia, "/tokens/", name="lost", days="7", scope=["see_cases"])
    assert sent(cast.finn, f"/tokens/{Token.objects.get().pk}/revoke").status_code == 302
    assert Token.objects.get().revoked_at is not None
    assert sent(cast.finn, f"/services/{cast.mia.pk}/tokens", name="x", days="7", scope=["decide"]).status_code == 404


def test_teams_sites_and_counters_are_made_and_changed(cast: Cast) -> None:
    Counter.objects.create(slug="repair", title="Repairs")
    assert sent(cast.finn, "/counters/new", slug="rental", title="Car rental").status_code == 302
    fields = {"name": "Rental", "new_site": "Hamburg", "time_zone": "Europe/Berlin", "counter": "rental"}
    assert sent(cast.finn, "/teams/new", **fields).status_code == 302
    team = Team.objects.get(name="Rental")
    assert (team.site.name, team.site.time_zone, team.counter) == ("Hamburg", "Europe/Berlin", "rental")
    assert sent(cast.finn, f"/teams/{team.pk}/counter", counter="repair").status_code == 302
    assert sent(cast.finn, f"/sites/{team.site_id}/", time_zone="Europe/Paris").status_code == 302
    team.refresh_from_db()
    assert (team.counter, team.site.time_zone) == ("repair", "Europe/Paris")


def test_a_place_that_cannot_be_says_what_to_write(cast: Cast) -> None:
    for address, fields, said in (
        ("/teams/new", {"name": "Repairs", "site": "Lisbon"}, "Repairs is there already"),
        ("/teams/new", {"name": "T", "new_site": "Rom", "time_zone": "Rome"}, "There is no time zone `Rome`"),
        ("/teams/new", {"name": "T", "site": "Lisbon", "counter": "nope"}, "There is no such counter"),
        ("/counters/new", {"slug": "Car Rental", "title": "x"}, "small letters, digits and hyphens"),
    ):
        answer = sent(cast.finn, address, **fields)
        assert answer.status_code == 422, address
        assert said in told(answer)
    assert Team.objects.count() == 1
    assert Site.objects.count() == 1


def test_every_duty_is_called_by_a_name_that_people_understand() -> None:
    assert set(CALLED) == set(DUTIES)


def test_a_password_is_no_part_of_what_somebody_else_may_see(cast: Cast) -> None:
    for person in cast.everybody:
        if person != cast.finn:
            assert Client().get("/people/").status_code == 302
            assert signed_in(person).post(f"/people/{cast.mia.pk}/password").status_code == 403
