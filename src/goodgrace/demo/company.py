"""A small believable company, simulated and said to be so: eighteen months of it, made by the actions that people use."""

from collections.abc import Callable, Iterator
from csv import DictReader
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from random import Random

from django.db import transaction

from goodgrace.cases.actions import close_case, note_facts, open_case
from goodgrace.cases.afterwards import overrule, tell_customer
from goodgrace.cases.deciding import Wish, decide, say_no
from goodgrace.cases.helping import accept, escalate
from goodgrace.cases.models import Case, Decision, Overrule, Turn
from goodgrace.cases.sheets import Open, sheets_of
from goodgrace.customers.actions import add_customer, note_fact
from goodgrace.customers.models import Customer
from goodgrace.demo.keeping import keep
from goodgrace.demo.people import Staff, hire
from goodgrace.demo.stories import ADA, HANNA, a_name, a_story
from goodgrace.people.models import Person, Role
from goodgrace.policy.shape import Remedy
from goodgrace.rulebook.actions import add_counter, draft, publish
from goodgrace.rulebook.playbooks import draft_playbook, publish_playbook

SEED = 1996
STORIES = 24
LATELY = timedelta(days=60)
OVERRULED = {
    "rental": "The late hours had been taken off already when the car came back.",
    "repair": "The maker pays for this repair: it is a known fault, and costs her nothing.",
    "leasing": "Billing had taken this fee off already.",
}
CUSTOMERS, CASES, DAYS = 3_000, 1_000, 548
COUNTERS = (("rental", "Car rental"), ("repair", "Appliance repair"), ("leasing", "Leasing"))
POLICIES: tuple[tuple[str, tuple[str, ...], dict[str, str]], ...] = (
    ("late-return", ("rental",), {}),
    ("warranty-tolerance", ("repair",), {}),
    ("bereavement-lease", ("leasing",), {}),
    ("right-thing-to-do", (), {"agent": "colleague"}),
)
PLAYBOOKS: tuple[tuple[str, dict[str, str]], ...] = (
    ("bereavement-lease", {}),
    ("callback", {}),
    ("disaster-area", {}),
    ("first-slip", {}),
    ("hardship-grace", {}),
    ("loan-interest-forgiven", {"agent": "officer", "lead": "committee", "manager": "programme"}),
    ("refund-fee", {}),
    ("repair-after-warranty", {}),
    ("serious-illness", {}),
)
NEW = timedelta(hours=6)
Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Company:
    """What was made: its people, Ada's case, which is open in front of Mia, and Hanna's in front of Lena."""

    staff: Staff
    adas_case: Case
    hannas_case: Case


def build(
    policies: Path, now: datetime, progress: Progress, *, customers: int = CUSTOMERS, cases: int = CASES
) -> Company:
    """Make the company, its customers and its history up to `now`. The same seed makes the same company."""
    chance = Random(SEED)  # noqa: S311  # a simulation, repeatable
    began = now - timedelta(days=DAYS)
    with transaction.atomic():
        staff = hire(began)
        for slug, title in COUNTERS:
            add_counter(slug=slug, title=title, by=staff.administrator, now=began)
        (owner,) = staff.of(Role.POLICY_OWNER)
        for name, counters, acting in POLICIES:
            text = (policies / f"{name}.yaml").read_text(encoding="utf-8")
            publish(
                version=draft(text=text, by=owner, now=began, name=f"{name}.yaml"),
                by=owner,
                now=began,
                counters=counters,
                acting=acting,
            )
    people = _customers(staff, chance, began, customers, progress)
    for number, moment in enumerate(_moments(chance, began, cases)):
        if number % 50 == 0:
            progress(0.2 + 0.75 * number / cases, "Eighteen months of cases")
        with transaction.atomic():
            _live_through(staff, chance, people[int(chance.random() ** 2 * len(people))], moment, now)
    progress(0.97, "Ada's case")
    with transaction.atomic():
        _publish_playbooks(policies, owner, now - NEW)
        hannas = _hanna(staff, now)
        return Company(staff, _ada(staff, now), hannas)


def _publish_playbooks(policies: Path, owner: Person, now: datetime) -> None:
    """The company has worked with playbooks for a few hours only: what was promised before was promised plainly."""
    for name, acting in PLAYBOOKS:
        text = (policies / f"playbooks/{name}.yaml").read_text(encoding="utf-8")
        book = draft_playbook(text=text, by=owner, now=now, name=f"{name}.yaml")
        publish_playbook(version=book, by=owner, now=now, acting=acting)


def _customers(staff: Staff, chance: Random, began: datetime, count: int, progress: Progress) -> list[Customer]:
    made: list[Customer] = []
    for start in range(0, count, 250):
        progress(0.2 * start / count, "Customers")
        with transaction.atomic():
            for number in range(start, min(start + 250, count)):
                since = began.date() - timedelta(days=int(chance.expovariate(1 / 1400)))
                made.append(
                    add_customer(
                        reference=f"S-{number:05}", name=a_name(chance), email=f"s{number}@demo.example",
                        phone=f"+49 40 555 {number:05}", since=since, by=staff.administrator, now=began,
                    )
                )  # fmt: skip
    return made


def _moments(chance: Random, began: datetime, count: int) -> list[datetime]:
    """When cases came in: in working hours, in their order, none in the last day."""
    days = [began + timedelta(days=chance.uniform(1, DAYS - 1.5)) for _ in range(count)]
    return sorted(day.replace(hour=chance.randrange(8, 17), minute=chance.randrange(60)) for day in days)


def _live_through(staff: Staff, chance: Random, customer: Customer, now: datetime, ends: datetime) -> None:
    """One case from its story to its end."""
    told = a_story(chance)
    agent = chance.choice(staff.of(Role.AGENT, told.counter))
    case = open_case(
        customer=customer, counter=told.counter, story=[(Turn.Speaker.CUSTOMER, told.story)], by=agent, now=now
    )
    how = {name: chance.choice(("told", "told", "asked", "guessed")) for name in told.facts}
    note_facts(case=case, facts=told.facts, how=how, by=agent, now=now)
    decider = agent
    if chance.random() < 0.08:
        later = now + timedelta(minutes=chance.randrange(2, 15))
        decider = chance.choice(staff.of(Role.LEAD, told.counter))
        accept(call=escalate(case=case, by=agent, now=now), by=decider, now=later)
        now = later
    _decide(staff, chance, case, told.policy, told.remedy, decider, now, ends)
    if chance.random() < 0.985 or now < ends - timedelta(days=9):
        close_case(
            case=case,
            solved=chance.random() < 0.87,
            cared_for=chance.random() < 0.82,
            by=decider,
            now=now + timedelta(minutes=30),
        )


def _decide(
    staff: Staff, chance: Random, case: Case, policy: str, remedy: str, by: Person, now: datetime, ends: datetime
) -> None:
    opened = next(each for each in sheets_of(case, by, now) if each.version.policy == policy)
    wish = Wish(
        policy,
        remedy,
        _fitting(chance, opened, opened.policy.remedies[remedy]),
        f"demo-{case.pk:08}",
        grounds=opened.sheet.remedies[remedy].grounds,
    )
    if wish.amount:
        decision = decide(case=case, wish=wish, by=by, now=now)
        if chance.random() < (0.02 if now > ends - LATELY else 0.004) and by.role == Role.AGENT:
            _overrule(decision, chance.choice(staff.of(Role.LEAD, case.counter)), now + timedelta(minutes=9), ends)
        elif chance.random() < 0.95:
            tell_customer(decision=decision, by=by, now=now + timedelta(minutes=2))
        if Decision.objects.filter(pk=decision.pk, stands=True).exists():
            keep(decision, by, now, chance)
    elif chance.random() < 0.5:
        say_no(
            case=case,
            wish=Wish(
                policy, remedy, Decimal(0), wish.key, reason="Nothing was open, and she agreed to the other way."
            ),
            by=by,
            now=now,
        )


def _overrule(decision: Decision, by: Person, now: datetime, ends: datetime) -> None:
    """A lead sets it aside; its decider has read why on the next day, but for what was lately."""
    found = overrule(decision=decision, by=by, reason=OVERRULED[decision.case.counter], now=now)
    if now < ends - LATELY:
        Overrule.objects.filter(pk=found.pk).update(seen_at=now + timedelta(days=1))


def _fitting(chance: Random, opened: Open, remedy: Remedy) -> Decimal:
    """An amount as colleagues choose it: often the whole, sometimes a part, in whole units where it can be; what everybody gets at least."""
    most, least = opened.sheet.may(remedy.name, opened.role), opened.sheet.remedies[remedy.name].standard
    if remedy.gives == "yes" or chance.random() < 0.7:
        return most
    part = (most * chance.choice((25, 50, 60, 75)) / 100).quantize(Decimal(1))
    return max(min(part, most), least) or most


def _ada(staff: Staff, now: datetime) -> Case:
    """Three days out of warranty, nine years with us, and a baby: what the serial number and the repair are is known."""
    opened = now - timedelta(minutes=4)
    since = now.date() - timedelta(days=9 * 365 + 40)
    ada = add_customer(
        reference="S-ADA",
        name="Ada Lindqvist",
        email="ada@demo.example",
        phone="+49 40 555 0100",
        since=since,
        by=staff.administrator,
        now=opened,
    )
    (mia, *_) = staff.of(Role.AGENT, "repair")
    case = open_case(customer=ada, counter="repair", story=[(Turn.Speaker.CUSTOMER, ADA)], by=mia, now=opened)
    asked = {"appliance": "SN-ADA-1", "repair_cost": "186.50"}
    note_facts(case=case, facts=asked, how=dict.fromkeys(asked, "asked"), by=mia, now=opened)
    return case


def _hanna(staff: Staff, now: datetime) -> Case:
    """A daughter tells that her father has died, who leased a car; her case waits at the leasing desk."""
    opened = now - timedelta(minutes=6)
    father = add_customer(
        reference="S-HANNA", name="Karl Brandes", email="brandes@demo.example", phone="+49 40 555 0101",
        address="Lindenweg 4; 22085 Hamburg", since=now.date() - timedelta(days=3 * 365), by=staff.administrator, now=opened,
    )  # fmt: skip
    (lena, *_) = staff.of(Role.AGENT, "leasing")
    story = [(Turn.Speaker.CUSTOMER, HANNA)]
    case = open_case(customer=father, counter="leasing", story=story, by=lena, now=opened)
    note_facts(case=case, facts={"lessee_died": "yes"}, how={"lessee_died": "told"}, by=lena, now=opened)
    note_fact(
        customer=case.customer, name="transfer_fee", value="250", source="billing", by=staff.administrator, now=opened
    )
    return case


def bring_stories(file: Path, staff: Staff, now: datetime) -> int:
    """Open cases with real stories from the CFPB's public complaints, in the words of those who sent them; how many.

    They came within the last minutes: Hanna, who called before them, stands first on her colleague's day.
    """
    agents = staff.of(Role.AGENT, "leasing")
    made = 0
    for number, words in islice(_narratives(file), STORIES):
        with transaction.atomic():
            opened = now - timedelta(seconds=9 * (STORIES - made))
            customer = add_customer(reference=f"CFPB-{number}", by=staff.administrator, now=opened)
            story = [(Turn.Speaker.CUSTOMER, words)]
            open_case(
                customer=customer,
                counter="leasing",
                story=story,
                by=agents[made % len(agents)],
                now=opened,
                channel="cfpb",
            )
        made += 1
    return made


def _narratives(file: Path) -> Iterator[tuple[str, str]]:
    """The number and the words of each complaint that has words of moderate length."""
    with file.open(encoding="utf-8", newline="") as lines:
        for row in DictReader(lines):
            words = (row.get("Consumer complaint narrative") or "").strip()
            if 200 <= len(words) <= 2500:
                yield row["Complaint ID"], words
