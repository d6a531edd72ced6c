"""The channels a worker carries steps by: those that are connected, and tasks for people in place of the others."""

from collections.abc import Callable, Mapping
from datetime import datetime

from goodgrace.promises import ways
from goodgrace.promises.channels.billing import Billing
from goodgrace.promises.channels.email import Email
from goodgrace.promises.channels.reaching import Reach
from goodgrace.promises.channels.shape import Channel
from goodgrace.promises.channels.webhook import Webhook
from goodgrace.promises.links import link_for
from goodgrace.promises.models import Step
from goodgrace.promises.outside.connections import Connections
from goodgrace.promises.outside.drafting import Link, drafted_letter, drafted_mail, no_link, over_at

Clock = Callable[[], datetime]


def channels(connected: Connections, clock: Clock) -> Mapping[str, Channel]:
    """Each channel by its name. What is not connected is a task for the step's department, so that nothing is lost."""
    people, link = ways.tasks(clock), family_page(connected.address, clock) if connected.address else no_link
    found: dict[str, Channel] = dict.fromkeys(("task", "letter", "email", "billing", "webhook"), people)
    if connected.billing:
        found["billing"] = billing(connected, clock)
    if connected.webhook:
        system, reach = connected.webhook, Reach(allowed=connected.allowed)
        found["webhook"] = Webhook(system.address, system.secrets, reach=reach, now=clock)
    if connected.mail:
        draft, name = drafted_mail(connected.company, clock, link), connected.company.name if connected.company else ""
        found["email"] = Email(connected.mail, connected.sender, draft=draft, now=clock, sender_name=name)
    if connected.company:
        found["letter"] = ways.letters(clock, drafted_letter(connected.company, clock, link), connected.paper)
    return found


def family_page(address: str, clock: Clock) -> Link:
    """What leads a family from the words of a step to its page at this address."""

    def link(step: Step) -> str:
        now = clock()
        return f"{address}/family/{link_for(step, until=over_at(step, now), now=now)}/"

    return link


def billing(connected: Connections, clock: Clock) -> Billing:
    """The billing system, which is connected."""
    assert connected.billing is not None
    system = connected.billing
    return Billing(system.address, system.secrets, reach=Reach(allowed=connected.allowed), now=clock)
