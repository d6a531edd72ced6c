"""Words of a step, filled in for one customer: as a mail, or as a letter for a person to sign."""

from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from goodgrace.customers.queries import contact
from goodgrace.errors import Missing, Refused
from goodgrace.money import Money
from goodgrace.playbook.clock import ends_at
from goodgrace.playbook.rows import step_of
from goodgrace.playbook.words import best, fill, placeholders_in
from goodgrace.promises import states
from goodgrace.promises.channels.email import Mail
from goodgrace.promises.channels.papers.documents import Card, Company, Document, Letter
from goodgrace.promises.channels.parameters import write_amount
from goodgrace.promises.channels.shape import Errand
from goodgrace.promises.models import Step

Link = Callable[[Step], str]
GREETING: Mapping[str, str] = {"en": "Dear {name},", "de": "Guten Tag {name},"}
CLOSING: Mapping[str, str] = {"en": "Yours sincerely", "de": "Mit freundlichen Grüßen"}
FAMILY: Mapping[str, str] = {"en": "your family", "de": "Ihre Familie"}


def no_link(step: Step) -> str:  # noqa: ARG001  # as every Link is called
    """What stands for a link where there is no page to lead to: nothing goes out with an empty promise in it."""
    raise Refused("These words lead to a page, and no page is connected. Write to her yourself.")


def drafted_mail(
    company: Company | None, now: Callable[[], datetime], link: Link = no_link
) -> Callable[[Errand], Mail]:
    """What makes a mail of an errand. It raises Refused where there is no address, or a word cannot be filled in."""

    def draft(errand: Errand) -> Mail:
        step = step_with(errand.key)
        reached = contact(step.promise.customer)
        if not reached.email:
            raise Refused("We know no email address of hers. Call her, or write a letter.")
        language, text = words_of(step, company, now(), link)
        routine = bool(step.parameters.get("routine"))
        return Mail(reached.email, step.data["title"], text, reached.name, language, routine)

    return draft


def drafted_letter(company: Company, now: Callable[[], datetime], link: Link = no_link) -> Callable[[Errand], Document]:
    """What makes a letter or a note of an errand, unsigned: a person reads it, signs it and posts it."""

    def draft(errand: Errand) -> Document:
        step = step_with(errand.key)
        language, text = words_of(step, company, now(), link)
        name, signer = contact(step.promise.customer).name, step.promise.owner.name
        main = language.partition("-")[0]
        greeting = GREETING.get(main, GREETING["en"]).format(name=name).replace(" ,", ",")
        if step.parameters.get("form") == "note":
            return Card(company, greeting, text, signer, bool(step.parameters.get("signed_by_hand")), language=language)
        day = now().astimezone(ZoneInfo(step.promise.zone)).date()
        closing = CLOSING.get(main, CLOSING["en"])
        return Letter(company, (name,), f"{day:%Y-%m-%d}", greeting, text, closing, signer, language=language)

    return draft


def words_of(step: Step, company: Company | None, now: datetime, link: Link) -> tuple[str, str]:
    """The words of a step in the customer's language, filled in, with the language they are in. Raises Refused for a gap."""
    words = step.parameters.get("words") or {}
    text = best(words, step.promise.customer.language)
    language = next((name for name, each in words.items() if each == text), "en")
    wanted = placeholders_in(text)
    values = {name: value(step, company, now, link, language) for name, value in VALUES.items() if name in wanted}
    empty = [name for name in wanted if not values.get(name)]
    if not text or empty:
        raise Refused(
            f"The words leave {', '.join(empty) or 'everything'} open, which we do not know. Write to her yourself."
        )
    return language, fill(text, values)


def step_with(key: str) -> Step:
    """The step of a key, with its customer and whoever looks after it. Raises Missing."""
    found = Step.objects.select_related("promise__customer", "promise__owner__team").filter(key=key).first()
    if found is None:
        raise Missing("There is no step with this key.")
    return found


def _until(step: Step, _company: Company | None, now: datetime, _link: Link, _language: str) -> str:
    """The day on which what it speaks of ends."""
    over = over_at(step, now)
    return f"{over.astimezone(ZoneInfo(step.promise.zone)):%Y-%m-%d}" if over else ""


def over_at(step: Step, now: datetime) -> datetime | None:
    """When what a step speaks of ends: itself, the step it reminds of, or else what rests meanwhile; None where nothing does."""
    rows = list(step.promise.steps.order_by("position"))
    about = [row for row in rows if row.name == (step.parameters.get("of") or step.name)]
    rests = [row for row in rows if row.kind == "suspend" and row.state not in (states.SKIPPED, states.RELEASED)]
    zone, started = ZoneInfo(step.promise.zone), step.promise.started_at
    ends = (
        ends_at(step_of(row.data).ends, row.at or row.due_at or now, started=started, zone=zone)
        for row in (*about, *rests)
    )
    return next((end for end in ends if end is not None), None)


def _amount(step: Step, *_: object) -> str:
    paid = [
        each.parameters["amount"] for each in step.promise.steps.order_by("position") if each.parameters.get("amount")
    ]
    return write_amount(Money(paid[0]["minor"], paid[0]["currency"])) if paid else ""


VALUES: Mapping[str, Callable[[Step, Company | None, datetime, Link, str], str]] = {
    "customer": lambda step, *_: contact(step.promise.customer).name,
    "family": lambda _step, _company, _now, _link, language: FAMILY.get(language.partition("-")[0], FAMILY["en"]),
    "colleague": lambda step, *_: step.promise.owner.name,
    "company": lambda _step, company, *_: company.name if company else "",
    "team": lambda step, *_: step.promise.owner.team.name if step.promise.owner.team else "",
    "amount": _amount,
    "today": lambda step, _company, now, *_: f"{now.astimezone(ZoneInfo(step.promise.zone)):%Y-%m-%d}",
    "until": _until,
    "link": lambda step, _company, _now, link, _language: link(step),
    "phone": lambda _step, company, *_: company.contact if company else "",
    "title": lambda step, *_: step.promise.title,
}
"""What each placeholder is filled with."""
