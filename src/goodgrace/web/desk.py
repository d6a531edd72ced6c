"""What the desk shows of one case: gathered here, so that the page has no rule in it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import uuid4

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodgrace.cases.actions import be_present
from goodgrace.cases.facts import known_of
from goodgrace.cases.helping import waiting
from goodgrace.cases.limits import Got, got_by, left_for
from goodgrace.cases.models import Case, Decision, Escalation
from goodgrace.cases.promising import source_of
from goodgrace.cases.queries import Alike, alike, decisions_of
from goodgrace.cases.sheets import Open, sheets_of
from goodgrace.cases.words import reason_text
from goodgrace.money import Money, as_decimal
from goodgrace.people.models import Person, Role
from goodgrace.people.places import day_of
from goodgrace.policy.expressions import facts_in
from goodgrace.policy.plan import grounds_used
from goodgrace.policy.reasons import SINGULAR, amount_text, caps_left, in_the_way, instead_of, words
from goodgrace.policy.shape import Policy, Remedy
from goodgrace.policy.sheet.offer import Offer
from goodgrace.promises.heard import heard_of
from goodgrace.promises.holding import SLIP
from goodgrace.rulebook.queries import policy_of
from goodgrace.web.hearing.presses import Press, presses_of
from goodgrace.web.hearing.story import Story, story_of
from goodgrace.web.pictures import RoomBar, Step, Whose, room_bar
from goodgrace.web.questions import Question, is_unsaid, known_in, questions_in, unsaid_in
from goodgrace.web.said import told, unit


@dataclass(frozen=True, slots=True)
class Ground:
    """A reason to tick: ticked already where the facts prove it.

    `unsaid` names the fact that could show it and was left open: until it is said, ticking changes no limit.
    """

    name: str
    label: str
    held: bool
    unsaid: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One remedy as the desk shows it."""

    key: str
    policy: str
    name: str
    title: str
    gives: str
    standard: str
    may: str
    left: Decimal
    unit: str
    cost: str
    grounds: tuple[Ground, ...]
    bar: RoomBar | None
    says: str
    left_by_caps: tuple[str, ...]
    in_the_way: tuple[str, ...]
    further: str
    because: str
    instead: str
    alike: str
    rival: str
    given: str


@dataclass(frozen=True, slots=True)
class Told:
    """A decision as the desk shows it."""

    decision: Decision
    title: str
    amount: str
    reason: str
    can_undo: bool
    heard: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything the page of a case says. `next` is what most likely comes next: `tell`, `ask` or `decide`."""

    case: Case
    story: Story
    presses: tuple[Press, ...]
    open: tuple[Choice, ...]
    shut: tuple[Choice, ...]
    questions: tuple[Question, ...]
    known: tuple[Question, ...]
    unsaid: tuple[Question, ...]
    told: tuple[Told, ...]
    call: Escalation | None
    others: tuple[str, ...]
    versions: tuple[str, ...]
    choose: tuple[str, ...]
    next: str

    @property
    def ended(self) -> bool:
        """Whether nothing more can be written."""
        return _ended(self.case)

    @property
    def amounts(self) -> list[Choice]:
        """What can be given in an amount."""
        return [choice for choice in self.open if choice.gives != "yes"]

    @property
    def gifts(self) -> list[Choice]:
        """What is given or not, as a whole."""
        return [choice for choice in self.open if choice.gives == "yes"]


def _ended(case: Case) -> bool:
    """The case is closed, or she asked to be forgotten."""
    return case.closed_at is not None or case.customer.forgotten_at is not None


def desk_of(case: Case, by: Person, now: datetime) -> Desk:
    """Gather a case for the person in front of it."""
    known = known_of(case, day_of(by, now))
    opened, story = sheets_of(case, by, now, known), story_of(case, now)
    got = got_by(opened[0].counts, case) if opened else {}
    choices = [choice for each in opened for choice in _choices(each, case, got, now)]
    questions = {question.name: question for each in opened for question in questions_in(each)}
    decided = tuple(_told(case, by, now))
    return Desk(
        case=case,
        story=story,
        presses=presses_of(story.offers, case, known, by, ended=_ended(case)),
        open=tuple(choice for choice in choices if choice.left),
        shut=tuple(choice for choice in choices if not choice.left),
        questions=tuple(questions.values()),
        known=tuple(known_in(opened, known)),
        unsaid=tuple(unsaid_in(opened, known, asked=questions)),
        told=decided,
        call=waiting(case),
        others=tuple(be_present(case=case, person=by, now=now)),
        versions=tuple(
            _("%(title)s, version %(version)s") % {"title": each.version.title, "version": each.version.version}
            for each in opened
        ),
        choose=tuple(
            ", ".join(each.policy.remedies[name].title for name in group)
            for each in opened
            for group in each.policy.one_of
            if any(each.sheet.remedies[name].standard or max(each.sheet.remedies[name].may.values()) for name in group)
        ),
        next=_next(decided, questions.values()),
    )


def _next(decided: tuple[Told, ...], questions: Iterable[Question]) -> str:
    """What most likely comes next, so that one button stands out: to tell her, to ask what opens more, or to decide."""
    last = decided[-1].decision if decided else None
    if last is not None and last.stands and last.told_at is None:
        return "tell"
    return "ask" if any(question.opens for question in questions) else "decide"


def _choices(opened: Open, case: Case, got: Got, now: datetime) -> Iterator[Choice]:
    role = opened.role or opened.policy.roles[0]
    for remedy in opened.policy.remedies.values():
        yield _choice(opened, remedy, case, role, got, now)


def _choice(opened: Open, remedy: Remedy, case: Case, role: str, got: Got, now: datetime) -> Choice:
    offer, policy = opened.sheet.remedies[remedy.name], opened.policy
    room = {each: left_for(opened, remedy, got, each) for each in policy.roles}
    left = room.get(opened.role, Decimal(0))
    already = as_decimal(got.get((opened.version.policy, remedy.name), 0), remedy.places)
    given = {name for (of, name), amount in got.items() if of == opened.version.policy and amount}
    rivals = {name for group in policy.one_of if remedy.name in group for name in group} & given - {remedy.name}
    grounds = tuple(_grounds(opened, offer))
    like = alike(opened.version.policy, remedy, offer.grounds, case, now) if left and remedy.gives != "yes" else None
    bar = _bar(opened, offer, room)
    return Choice(
        key=uuid4().hex,
        policy=opened.version.policy,
        name=remedy.name,
        title=remedy.title,
        gives=remedy.gives,
        standard=_amount(policy, remedy, offer.standard) if offer.standard else "",
        may=_amount(policy, remedy, left),
        left=Decimal(0) if rivals else left,
        unit=policy.currency if remedy.gives == "money" else unit(remedy.unit),
        cost=_cost(policy, remedy),
        grounds=grounds,
        bar=bar,
        says="; ".join(f"{step.who}: {step.words}" for step in bar.steps) if bar else "",
        left_by_caps=tuple(map(told, caps_left(opened.sheet, remedy.name, role))),
        in_the_way=tuple(map(told, in_the_way(opened.sheet, remedy.name, role))),
        further=_further(opened, offer, room),
        because=offer.never.because if offer.never else "",
        instead=told(instead_of(opened.sheet, remedy.name)),
        alike=_alike(policy, remedy, like),
        given=_amount(policy, remedy, already) if already and remedy.gives != "yes" else "",
        rival=", ".join(policy.remedies[name].title for name in sorted(rivals)),
    )


def _amount(policy: Policy, remedy: Remedy, amount: Decimal) -> str:
    """An amount in the page's language, with its unit."""
    return told(amount_text(policy, remedy, amount))


def _grounds(opened: Open, offer: Offer) -> Iterator[Ground]:
    """The grounds that the remedy's own rules name."""
    for name in grounds_used(offer.remedy):
        held = name in offer.grounds
        asked = () if held else facts_in(opened.policy.grounds[name])
        unsaid = next((fact for fact in asked if is_unsaid(opened.policy.facts[fact], opened.facts)), "")
        yield Ground(name, words(name), held, unsaid)


def _cost(policy: Policy, remedy: Remedy) -> str:
    if remedy.costs is None or remedy.gives == "money":
        return ""
    each = told(Money(remedy.costs, policy.currency))
    if remedy.gives == "yes" or not remedy.unit:
        return each
    if one := SINGULAR.get(remedy.unit):
        return _("%(amount)s for 1 %(unit)s") % {"amount": each, "unit": unit(one)}
    return _("%(amount)s for each of the %(unit)s") % {"amount": each, "unit": unit(remedy.unit)}


def _reach(opened: Open) -> int:
    """How far up the policy's ladder the person in front of the page stands; below it for somebody on none."""
    return opened.policy.roles.index(opened.role) if opened.role else -1


def _bar(opened: Open, offer: Offer, room: Mapping[str, Decimal]) -> RoomBar | None:
    """The remedy drawn as a room: how far everybody gets, and how far each role may still go."""
    remedy, policy = offer.remedy, opened.policy
    if remedy.gives == "yes" or not max(room.values()):
        return None
    reach = _reach(opened)
    everybody = min(offer.standard, min(room.values()))
    steps = [Step("everybody", _("everybody"), everybody, _amount(policy, remedy, everybody))]
    for place, (role, amount) in enumerate(room.items()):
        whose: Whose = "above" if place > reach else "you"
        who = _("you") if role == opened.role else called(role)
        if place >= reach:
            steps.append(Step(whose, who, amount, _amount(policy, remedy, amount)))
    return room_bar(steps)


def _further(opened: Open, offer: Offer, room: Mapping[str, Decimal]) -> str:
    """Who may go further than the person in front of the page; for somebody on no ladder, who may give it at all."""
    policy = opened.policy
    reach = _reach(opened)
    mine = room.get(opened.role, Decimal(0))
    for other in policy.roles[reach + 1 :]:
        if room[other] > mine:
            what = _amount(policy, offer.remedy, room[other])
            if offer.remedy.gives == "yes":
                return _("The %(role)s may give this.") % {"role": called(other)}
            return _("The %(role)s may go up to %(amount)s.") % {"role": called(other), "amount": what}
    return ""


def called(role: str) -> str:
    """A role of a policy's ladder: in the page's language where it is one of the house's, else in the policy's words."""
    return str(Role(role).label) if role in Role.values else words(role)


def _alike(policy: Policy, remedy: Remedy, like: Alike | None) -> str:
    if like is None:
        return ""
    low, middle, high = (_amount(policy, remedy, amount) for amount in (like.low, like.middle, like.high))
    return ngettext(
        "In %(n)d like case within a year a colleague gave %(middle)s.",
        "In %(n)d like cases within a year colleagues gave from %(low)s to %(high)s, half of them %(middle)s or more.",
        like.cases,
    ) % {"n": like.cases, "low": low, "middle": middle, "high": high}


def given_by(decision: Decision) -> tuple[str, str]:
    """What a decision gives, and how much of it in the page's language: nothing where it is given as a whole, or not at all."""
    policy = policy_of(decision.version)
    remedy = policy.remedies[decision.remedy]
    if remedy.gives == "yes" or not decision.amount:
        return remedy.title, ""
    return remedy.title, _amount(policy, remedy, as_decimal(decision.amount, remedy.places))


def _told(case: Case, by: Person, now: datetime) -> Iterator[Told]:
    """What was decided, in its order; nobody is offered to take back what she has heard of."""
    decisions = list(decisions_of(case))
    open_yet = [source_of(each.pk) for each in decisions if each.stands and each.told_at is None]
    heard = heard_of(open_yet) if open_yet else set()
    for decision in decisions:
        title, amount = given_by(decision)
        knows = decision.told_at is not None or source_of(decision.pk) in heard
        fresh = decision.by_id == by.pk and now - decision.at <= SLIP
        can_undo = fresh and decision.stands and not knows
        yield Told(decision, title, amount, reason_text(decision, case.customer), can_undo, knows)
