"""Where people work: sites with the time they live by, and teams with the counter they work at."""

from datetime import date, datetime
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.db import transaction

from goodgrace.errors import InputError
from goodgrace.ledger.actions import record
from goodgrace.people.authority import must
from goodgrace.people.models import Person, Site, Team
from goodgrace.playbook.clock import zone_named
from goodgrace.sentences import sentence

LONGEST_NAME = 120


def zone_of(person: Person) -> ZoneInfo:
    """The zone somebody works in: that of their team's site, or the house's (GOODGRACE_TIME_ZONE) for who belongs to no team."""
    return zone_named(person.team.site.time_zone if person.team else settings.TIME_ZONE)


def day_of(person: Person, now: datetime) -> date:
    """The day it is where somebody works."""
    return now.astimezone(zone_of(person)).date()


def add_team(*, name: str, site: str, time_zone: str, counter: str, by: Person, now: datetime) -> Team:
    """A team at a site, and the counter it works at; the site is made where it is new."""
    must(by, "keep_people")
    _check_name(name, Team.objects.filter(name=name.strip()).exists())
    place = Site.objects.filter(name=site.strip()).first() or _new_site(site, time_zone)
    with transaction.atomic():
        place.save()
        team = Team.objects.create(name=name.strip(), site=place, counter=counter)
        record(by=by.mark, role=by.role, what="team made", about=f"team:{team.pk}", now=now, data={"counter": counter})
    return team


def _new_site(name: str, time_zone: str) -> Site:
    _check_name(name, False)
    _check_zone(time_zone)
    return Site(name=name.strip(), time_zone=time_zone)


def _check_name(name: str, taken: bool) -> None:
    if not 1 <= len(name.strip()) <= LONGEST_NAME:
        raise InputError(sentence("A name has 1 to {most} characters.", most=LONGEST_NAME))
    if taken:
        raise InputError(sentence("{name} is there already. Choose another name.", name=name.strip()))


def _check_zone(time_zone: str) -> None:
    if time_zone not in available_timezones():
        raise InputError(sentence("There is no time zone `{zone}`. Write it as Europe/Berlin.", zone=time_zone[:60]))


def change_site(*, site: Site, time_zone: str, by: Person, now: datetime) -> Site:
    """A site lives by another time from now on."""
    must(by, "keep_people")
    _check_zone(time_zone)
    with transaction.atomic():
        before, site.time_zone = site.time_zone, time_zone
        site.save(update_fields=["time_zone"])
        data = {"from": before, "to": time_zone}
        record(by=by.mark, role=by.role, what="site changed", about=f"site:{site.pk}", now=now, data=data)
    return site


def change_counter(*, team: Team, counter: str, by: Person, now: datetime) -> Team:
    """A team works at another counter from now on, or at none."""
    must(by, "keep_people")
    with transaction.atomic():
        before, team.counter = team.counter, counter
        team.save(update_fields=["counter"])
        data = {"from": before, "to": counter}
        record(by=by.mark, role=by.role, what="team changed", about=f"team:{team.pk}", now=now, data=data)
    return team
