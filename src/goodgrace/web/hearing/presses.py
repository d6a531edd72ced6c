"""What one press begins from the desk: the playbook of a moment, with what is known of the case already filled in."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from goodgrace.cases.facts import Known
from goodgrace.cases.models import Case
from goodgrace.people.authority import may
from goodgrace.people.models import Person
from goodgrace.playbook.plan import asked_at_start
from goodgrace.promises.making import WITHDRAWN
from goodgrace.promises.models import Promise
from goodgrace.rulebook.models import PlaybookVersion
from goodgrace.rulebook.planned import playbook_of, starting_role
from goodgrace.web.hearing.offers import Offers


@dataclass(frozen=True, slots=True)
class Press:
    """A playbook that this person may begin now. `fields` are its facts as the page that begins it reads them.

    `is_ready` says whether all it asks for is known; where it is not, that page asks first.
    """

    moment: str
    version: PlaybookVersion
    fields: tuple[tuple[str, str], ...]
    is_ready: bool


def presses_of(
    offers: Iterable[Offers], case: Case, known: Mapping[str, Known], by: Person, *, ended: bool
) -> tuple[Press, ...]:
    """What a person may begin for a case's customer, but what has begun for her already and goes on.

    What was begun for her before, and is over, does not begin by one press: the page that begins it asks first.
    """
    found = () if ended or not may(by, "start_promise") else tuple(_presses(offers, known, by))
    if not found:
        return ()
    before = Promise.objects.filter(customer=case.customer).exclude(playbook="").exclude(state__in=WITHDRAWN)
    begun = set(before.values_list("playbook", "ended_at"))
    going_on, over = ({name for name, ended in begun if (ended is None) is goes_on} for goes_on in (True, False))
    return tuple(
        replace(press, is_ready=press.is_ready and press.version.playbook not in over)
        for press in found
        if press.version.playbook not in going_on
    )


def _presses(offers: Iterable[Offers], known: Mapping[str, Known], by: Person) -> Iterator[Press]:
    for offer in offers:
        for version in offer.playbooks:
            playbook = playbook_of(version)
            if playbook.everyone is not None or not starting_role(by, version):
                continue
            asked = asked_at_start(playbook)
            fields = tuple((f"fact.{name}", known[name].value) for name in asked if name in known)
            wanted = {name for name, fact in asked.items() if fact.default is None and name != "on"}
            yield Press(offer.moment, version, fields, wanted <= set(known))
