"""The channels a worker carries steps by: those that are connected, and tasks for people in place of the others."""

from collections.abc import Callable, Mapping
from datetime import datetime

from goodgrace.promises import ways
from goodgrace.promises.channels.billing import Billing
from goodgrace.promises.channels.email import Email
from goodgrace.promises.channels.reaching import Reach
from goodgrace.promises.channels.shape import Channel
from goodgrace.promises.channels.webhook import Webhook
from goodgrace.promises.outside.connections import Connections
from goodgrace.promises.outside.drafting import Link, drafted_letter, drafted_mail, no_link

Clock = Callable[[], datetime]


def channels(connected: Connections, clock: Clock, link: Link = no_link) -> Mapping[str, Channel]:
    """Each channel by its name. What is not connected is a task for the step's department, so that nothing is lost."""
    people = ways.tasks(clock)
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


def billing(connected: Connections, clock: Clock) -> Billing:
    """The billing system, which is connected."""
    assert connected.billing is not None
    system = connected.billing
    return Billing(system.address, system.secrets, reach=Reach(allowed=connected.allowed), now=clock)
