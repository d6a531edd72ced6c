"""A letter in the print room set anew: with words that somebody wrote, as it was drafted, or to another address."""

from collections.abc import Callable
from datetime import datetime

from goodgrace.customers.actions import note_address
from goodgrace.customers.models import Customer
from goodgrace.errors import GraceError, Refused
from goodgrace.people.models import Person
from goodgrace.promises.actions import locked_pdf
from goodgrace.promises.models import PrintItem, Step
from goodgrace.promises.outside.channels import family_page
from goodgrace.promises.outside.connections import Connections
from goodgrace.promises.outside.drafting import letter_of, no_link, step_with
from goodgrace.promises.queries import print_room
from goodgrace.promises.wording import checked, drop_words, keep_words, own_words, rewording
from goodgrace.sentences import sentence


def print_anew(
    *, item: PrintItem, text: str, seen: str, connected: Connections, by: Person, clock: Callable[[], datetime]
) -> None:
    """Put other words on a letter that waits to be signed; without a text, those that were drafted.

    The paper is set first; then words and paper change in one step, so that what is posted is what was written. `seen` is
    the version of the words that she had before her. Raises Refused where it was posted or a colleague changed the words
    meanwhile, or nothing can be set, InputError for words that leave something open.
    """
    own = checked(text) if text else ""
    step, now = step_with(item.key), clock()
    made = _set(step, own, connected, now, clock)
    with rewording(step, seen, by, now) as (held, row):
        if own:
            keep_words(held, row, own)
        else:
            drop_words(held, row)
        locked = locked_pdf(held.promise.customer, item.key, made)
        if not PrintItem.objects.filter(pk=item.pk, signed_and_posted_at=None).update(pdf=locked, set_at=now):
            raise Refused(sentence("This letter was signed and posted already."))


def address_anew(
    *, customer: Customer, address: str, connected: Connections, by: Person, clock: Callable[[], datetime]
) -> None:
    """Note where a customer's letters go, and set those that wait to be posted anew with it.

    One that cannot be set has no paper from then on: what was printed before goes to the old address. Raises InputError, or
    Refused with why, after all others were set.
    """
    note_address(customer=customer, address=address, by=by, now=clock())
    problems = []
    for item in print_room().filter(customer=customer):
        step, now = step_with(item.key), clock()
        try:
            locked = locked_pdf(step.promise.customer, item.key, _set(step, own_words(step), connected, now, clock))
        except GraceError as error:
            locked = b""
            problems.append(f"{step.data['title']}: {error}")
        as_it_was = PrintItem.objects.filter(pk=item.pk, signed_and_posted_at=None, pdf=item.pdf)
        as_it_was.update(pdf=locked, set_at=now)
    if problems:
        raise Refused(
            sentence("The address is noted, but the paper could not be set with it. {why}", why=" ".join(problems))
        )


def _set(step: Step, own: str, connected: Connections, now: datetime, clock: Callable[[], datetime]) -> bytes:
    from goodgrace.promises.channels.papers.typesetting import pdf  # typst is loaded where it is used

    if connected.company is None:
        raise Refused(sentence("No letterhead is set up here any more. Write to her yourself."))
    link = family_page(connected.address, clock) if connected.address else no_link
    return pdf(letter_of(step, connected.company, now, link, own), on=now, paper=connected.paper)
