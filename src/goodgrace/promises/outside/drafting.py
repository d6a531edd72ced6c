"""Words of a step, filled in for one customer: as a mail, or as a letter for a person to sign."""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime

from goodgrace.customers.queries import contact
from goodgrace.errors import Missing, Refused
from goodgrace.money import Money
from goodgrace.people.models import Person, Role
from goodgrace.playbook.clock import ends_at
from goodgrace.playbook.rows import step_of
from goodgrace.playbook.words import best, fill, placeholders_in
from goodgrace.promises import states
from goodgrace.promises.channels.email import Mail
from goodgrace.promises.channels.papers.documents import Card, Company, Document, Letter
from goodgrace.promises.channels.parameters import write_amount
from goodgrace.promises.channels.shape import Errand
from goodgrace.promises.models import Step
from goodgrace.promises.outside.speaking import (
    ADDRESSED,
    CLOSING,
    GREETING,
    GREETING_OF_FAMILY,
    GREETING_OF_NOBODY,
    GREETING_OF_SOME_FAMILY,
    SUBJECT,
    Parts,
    day_in_words,
    family_of,
    parted,
    said_in,
)
from goodgrace.promises.wording import own_words
from goodgrace.sentences import listed, sentence

Link = Callable[[Step], str]
OURS = ("colleague", "lead", "owner")
"""Readers of words who work here."""


def no_link(step: Step) -> str:  # noqa: ARG001  # as every Link is called
    """What stands for a link where there is no page to lead to: nothing goes out with an empty promise in it."""
    raise Refused(sentence("These words lead to a page, and no page is connected. Write to her yourself."))


def drafted_mail(
    company: Company | None, now: Callable[[], datetime], link: Link = no_link
) -> Callable[[Errand], Mail]:
    """What makes a mail of an errand. It raises Refused where there is no address, or a word cannot be filled in."""

    def draft(errand: Errand) -> Mail:
        step = step_with(errand.key)
        reader = reader_of(step)
        if not reader.email and step.parameters.get("to") in OURS:
            raise Refused(
                sentence("{name} does not work here any more. See to it, and let somebody else look after it.", name=reader.name)
            )  # fmt: skip
        if not reader.email:
            raise Refused(sentence("We know no email address of hers. Call her, or write a letter."))
        language, text = words_of(step, company, now(), link)
        routine = bool(step.parameters.get("routine"))
        return Mail(reader.email, subject_of(step, company, now()), text, reader.name, language, routine)

    return draft


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the words of a step: the customer, or one of ours."""

    email: str
    name: str
    language: str


def reader_of(step: Step) -> Reader:
    """Whom the words of a step reach; without an address where there is none, or they do not work here any more.

    What is for one of ours never goes to the customer.
    """
    if step.parameters.get("to") not in OURS:
        customer = step.promise.customer
        reached = contact(customer)
        return Reader(reached.email, reached.name, customer.language)
    person = _one_of_ours(step)
    return Reader(person.email if person.is_active else "", person.name, person.language)


def _one_of_ours(step: Step) -> Person:
    """Whoever looks after the promise, or the lead of their team."""
    owner: Person = step.promise.owner
    if step.parameters["to"] != Role.LEAD or owner.team_id is None:
        return owner
    leads = Person.objects.filter(team=owner.team_id, role=Role.LEAD, is_active=True, is_service=False)
    return leads.order_by("pk").first() or owner


def drafted_letter(company: Company, now: Callable[[], datetime], link: Link = no_link) -> Callable[[Errand], Document]:
    """What makes a letter or a note of an errand, unsigned: a person reads it, signs it and posts it."""

    def draft(errand: Errand) -> Document:
        return letter_of(step_with(errand.key), company, now(), link)

    return draft


def letter_of(step: Step, company: Company, now: datetime, link: Link, own: str | None = None) -> Document:
    """A step as a letter or a note. Raises Refused for a gap.

    What somebody has written (`own`; without it, what is kept of theirs) is taken as it stands, an empty text as none.
    Refused too for a customer who was forgotten.
    """
    if step.promise.customer.forgotten_at is not None:
        raise Refused(sentence("This customer was forgotten. Nothing goes out to them any more."))
    language, parts = _parts(step, company, now, link, own_words(step) if own is None else own)
    signer = step.promise.owner.name
    if step.parameters.get("form") == "note":
        by_hand = bool(step.parameters.get("signed_by_hand"))
        return Card(company, parts.salutation, parts.body, signer, by_hand, language=language)
    day = day_in_words(now.astimezone(step.promise.her_clock).date(), language)
    to = addressed(step)
    return Letter(
        company, to, day, parts.salutation, parts.body, parts.closing, signer, parts.signature, language=language
    )


def addressed(step: Step) -> tuple[str, ...]:
    """The lines in the letter's window: whom it is for, and where they live as far as we know it."""
    known = contact(step.promise.customer)
    name = family_of(known.name, template_of(step)[0], ADDRESSED) if _to_family(step) else known.name
    return tuple(line for line in (name, *known.address.splitlines()) if line)


def _to_family(step: Step) -> bool:
    return step.parameters.get("to") == "family"


def _parts(step: Step, company: Company | None, now: datetime, link: Link, own: str) -> tuple[str, Parts]:
    """What a letter says, filled in, with its language. Raises Refused for a gap."""
    if own:
        return template_of(step)[0], Parts("", _linked(step, own, link), "", "")
    language, words = template_of(step)
    parts = _whole(step, words, language)
    values = _values(step, "".join((parts.whole, parts.signature)), company, now, link, language)
    return language, Parts(
        *(fill(each, values) for each in (parts.salutation, parts.body, parts.closing, parts.signature))
    )


def _whole(step: Step, words: str, language: str) -> Parts:
    """The parts of a letter's words, greeted and closed as usual where they do not do so themselves, or know no name."""
    parts, greeting = parted(words, language), said_in(_greetings(step), language)
    if parts.salutation and (contact(step.promise.customer).name or not placeholders_in(parts.salutation)):
        greeting = parts.salutation
    if step.parameters.get("form") == "note":
        body = parts.body.removesuffix("{colleague}").rstrip()  # who signs stands under it
        return Parts(greeting, body, "", "")
    return Parts(greeting, parts.body, parts.closing or said_in(CLOSING, language), parts.signature)


def _greetings(step: Step) -> Mapping[str, str]:
    """How whoever it is for is greeted; without a name where we know none."""
    if contact(step.promise.customer).name:
        return GREETING_OF_FAMILY if _to_family(step) else GREETING
    return GREETING_OF_SOME_FAMILY if _to_family(step) else GREETING_OF_NOBODY


def words_of(step: Step, company: Company | None, now: datetime, link: Link) -> tuple[str, str]:
    """The words of a step in the customer's language, filled in, with the language they are in. Raises Refused for a gap."""
    language, text = template_of(step)
    if own := own_words(step):
        return language, _linked(step, own, link)
    return language, fill(text, _values(step, text, company, now, link, language))


def subject_of(step: Step, company: Company | None, now: datetime) -> str:
    """What stands above a mail: what the playbook says; else, for one of ours, the step's title, and for her a plain line.

    A step's title is for colleagues and in one language, so it never goes to a customer. Raises Refused for a gap.
    """
    language, said = _subject(step)
    return fill(said, _values(step, said, company, now, no_link, language))


def subject_to_read(step: Step, company: Company | None, now: datetime) -> str:
    """The same as somebody reads it before it goes; what is not known stays open."""
    language, said = _subject(step)
    return _as_known(said, step, company, now, language)


def _subject(step: Step) -> tuple[str, str]:
    language = reader_of(step).language
    usual = str(step.data["title"]) if step.parameters.get("to") in OURS else said_in(SUBJECT, language)
    return language, best(step.parameters.get("subject") or {}, language) or usual


def words_to_change(step: Step, company: Company | None, now: datetime) -> str:
    """The words of a step as somebody reads and changes them before they go, as they are drafted.

    The link to the family's page stays open as `{link}`, and so does what is not known.
    """
    language, text = template_of(step)
    whole = _whole(step, text, language).whole if step.channel == "letter" else text
    return _as_known(whole, step, company, now, language)


def _as_known(text: str, step: Step, company: Company | None, now: datetime, language: str) -> str:
    values = {name: value(step, company, now, no_link, language) for name, value in VALUES.items() if name != "link"}
    return fill(text, {name: value for name, value in values.items() if value})


def template_of(step: Step) -> tuple[str, str]:
    """The words of a step with their places open, in the language of whoever reads them, and the language they are in."""
    words = step.parameters.get("words") or {}
    text = best(words, reader_of(step).language)
    return next((name for name, each in words.items() if each == text), "en"), text


def _values(step: Step, text: str, company: Company | None, now: datetime, link: Link, language: str) -> dict[str, str]:
    wanted = placeholders_in(text)
    values = {name: value(step, company, now, link, language) for name, value in VALUES.items() if name in wanted}
    empty = [name for name in wanted if not values.get(name)]
    if not text or empty:
        raise Refused(
            sentence("The words leave {names} open, which we do not know. Write to her yourself.",
                     names=listed(empty) if empty else sentence("everything"))
        )  # fmt: skip
    return values


def _linked(step: Step, own: str, link: Link) -> str:
    """Words that somebody wrote, as they stand but for the link, which is made when they go."""
    return fill(own, {"link": link(step)}) if "link" in placeholders_in(own) else own


def step_with(key: str) -> Step:
    """The step of a key, with its customer and whoever looks after it. Raises Missing."""
    found = Step.objects.select_related("promise__customer", "promise__owner__team").filter(key=key).first()
    if found is None:
        raise Missing("There is no step with this key.")
    return found


def _until(step: Step, _company: Company | None, now: datetime, _link: Link, language: str) -> str:
    """The day on which what it speaks of ends."""
    over = over_at(step, now)
    return day_in_words(over.astimezone(step.promise.her_clock).date(), language) if over else ""


def over_at(step: Step, now: datetime) -> datetime | None:
    """When what a step speaks of ends: itself, the step it reminds of, or else what rests meanwhile; None where nothing does."""
    rows = sorted(step.promise.steps.all(), key=lambda row: row.position)
    about = [row for row in rows if row.name == (step.parameters.get("of") or step.name)]
    rests = [row for row in rows if row.kind == "suspend" and row.state not in (states.SKIPPED, states.RELEASED)]
    zone, started = step.promise.clock, step.promise.started_at
    ends = (
        ends_at(step_of(row.data).ends, row.at or row.due_at or now, started=started, zone=zone)
        for row in (*about, *rests)
    )
    return next((end for end in ends if end is not None), None)


def _amount(step: Step, *_: object) -> str:
    """The sum that a step speaks of: its own, that of what it comes after, or the only one there is; nothing where it could be two."""
    rows = {row.name: row for row in step.promise.steps.all()}
    sums = {
        name: Money(paid["minor"], paid["currency"])
        for name, row in rows.items()
        if row.state not in states.NEVER_DONE and (paid := row.parameters.get("amount"))
    }
    spoken = {step.name} & sums.keys() or _before(step, rows, sums.keys()) or sums.keys()
    return write_amount(*(sums[name] for name in spoken)) if len(spoken) == 1 else ""


def _before(step: Step, rows: Mapping[str, Step], among: Set[str]) -> Set[str]:
    """The nearest steps among some that a step comes after, however many lie between."""
    names = {*step_of(step.data).after}
    while names and not names & among:
        names = {before for name in names for before in step_of(rows[name].data).after}
    return names & among


VALUES: Mapping[str, Callable[[Step, Company | None, datetime, Link, str], str]] = {
    "customer": lambda step, *_: contact(step.promise.customer).name,
    "family": lambda step, _company, _now, _link, language: family_of(contact(step.promise.customer).name, language),
    "colleague": lambda step, *_: step.promise.owner.name,
    "company": lambda _step, company, *_: company.name if company else "",
    "team": lambda step, *_: step.promise.owner.team.name if step.promise.owner.team else "",
    "amount": _amount,
    "today": lambda step, _company, now, _link, language: day_in_words(
        now.astimezone(step.promise.her_clock).date(), language
    ),
    "until": _until,
    "link": lambda step, _company, _now, link, _language: link(step),
    "phone": lambda _step, company, *_: company.contact if company else "",
    "title": lambda step, *_: step.promise.title,
}
"""What each placeholder is filled with."""
