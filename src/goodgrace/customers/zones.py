"""Time zones by name: which there are, which one somebody may have meant, and what the place is called."""

from difflib import get_close_matches
from functools import cache, lru_cache
from typing import Final
from zoneinfo import available_timezones

COMMON: Final = (
    "Africa/Cairo", "Africa/Johannesburg", "Africa/Kampala", "Africa/Lagos", "Africa/Nairobi",
    "America/Anchorage", "America/Argentina/Buenos_Aires", "America/Bogota", "America/Chicago", "America/Denver",
    "America/Halifax", "America/Lima", "America/Los_Angeles", "America/Mexico_City", "America/New_York",
    "America/Phoenix", "America/Santiago", "America/Sao_Paulo", "America/Toronto", "America/Vancouver",
    "Asia/Bangkok", "Asia/Dhaka", "Asia/Dubai", "Asia/Hong_Kong", "Asia/Jakarta", "Asia/Karachi", "Asia/Kolkata",
    "Asia/Manila", "Asia/Seoul", "Asia/Shanghai", "Asia/Singapore", "Asia/Tokyo",
    "Australia/Adelaide", "Australia/Brisbane", "Australia/Perth", "Australia/Sydney",
    "Europe/Athens", "Europe/Berlin", "Europe/Dublin", "Europe/Istanbul", "Europe/Lisbon", "Europe/London",
    "Europe/Madrid", "Europe/Paris", "Europe/Rome", "Europe/Vienna", "Europe/Warsaw", "Europe/Zurich",
    "Pacific/Auckland", "Pacific/Honolulu",
)  # fmt: skip
"""Those that a page offers; every other one may be written."""
LIKENESS: Final = 0.7
NOWHERE: Final = {"localtime", "posixrules", "posix", "right", "Factory", "Etc/Unknown"}
"""What stands among the zones of a machine and is no place: the server's own clock, its rules, and what is not set."""


def is_zone(name: str) -> bool:
    """Whether this machine knows a time zone by a name; its own clock is none of a customer."""
    return name in _zones()


@lru_cache(maxsize=1024)
def nearest(text: str) -> str:
    """The zone that a text comes nearest to, by its whole name or its city; empty where none is near."""
    named = _by_name()
    asked = text.strip().lower().replace(" ", "_")
    if asked in named:
        return named[asked]
    alike = [name for name in named if name[0] == asked[:1]]
    return next((named[name] for name in get_close_matches(asked, alike, 1, LIKENESS)), "")


def place_of(name: str) -> str:
    """What the place of a zone is called: `America/New_York` is New York."""
    return name.rpartition("/")[2].replace("_", " ")


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones()) - NOWHERE


@cache
def _by_name() -> dict[str, str]:
    """Zones of places by their names and by their cities, in small letters; those that are common before all others."""
    places = sorted(name for name in _zones() if "/" in name and not name.startswith("Etc/"))
    ordered = [*places, *(name for name in COMMON if is_zone(name))]
    cities = {name.rpartition("/")[2].lower(): name for name in ordered}
    return cities | {name.lower(): name for name in ordered}
