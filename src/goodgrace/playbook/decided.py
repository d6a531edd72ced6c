"""What a decision hands to the playbook that its remedy names, and why a playbook cannot keep what was decided."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from goodgrace.errors import FactError
from goodgrace.money import places_of
from goodgrace.playbook.plan import asked_at_start
from goodgrace.playbook.shape import MONEY_KINDS, Line, Playbook
from goodgrace.policy.expressions import Among, Constant, Known, Node, facts_in, walk
from goodgrace.policy.naming import suggest
from goodgrace.policy.proving.findings import Finding
from goodgrace.policy.shape import Fact, Policy, Remedy
from goodgrace.sentences import Sentence, sentence

DECIDED = "decision"
"""Facts that a playbook declares `from: decision`: so much as was decided, and that it was agreed."""
AMOUNT, AGREED = "amount", "agreed"
"""What these are called by custom; one that has another name is known by its type and unit."""
KINDS = {"money": "money", "number": "number", "yes": "yes_no"}
"""The type of a fact that holds what a remedy gives."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How a playbook keeps a remedy: itself in the policy's currency, and which of its facts are told by whom.

    `amount` is the fact that holds so much as was decided ("": none does), `agreed` those that are yes because it was
    decided, `known` those that the case may tell, `lacks` those without which it is not begun and which nobody tells.
    """

    playbook: Playbook
    gives: str
    amount: str
    agreed: tuple[str, ...]
    known: frozenset[str]
    lacks: tuple[str, ...]

    @property
    def is_once(self) -> bool:
        """Whether it is begun once for a customer while it is on its way. What pays out an amount pays out each."""
        return self.gives != "money" or not self.amount

    def facts(self, amount: str, known: Mapping[str, object]) -> dict[str, object]:
        """What the playbook is begun with: what was decided, and what is known of the case by the same name."""
        told = {name: value for name, value in known.items() if name in self.known}
        settled = dict.fromkeys(self.agreed, "yes")
        if self.amount:
            settled[self.amount] = "yes" if self.gives == "yes" else amount
        return told | settled

    def unread(self, error: FactError) -> Sentence:
        """Why a playbook was not begun with facts that cannot be read. It repeats no fact: this is kept unlocked."""
        problem = error.problems.get(self.amount)
        if problem is not None:
            return not_begun(self.playbook, sentence("What was decided does not fit it: {why}", why=problem))
        what = ", ".join(
            self.playbook.facts[name].ask or name for name in error.problems if name in self.playbook.facts
        )
        return not_begun(self.playbook, sentence("What is noted cannot be read as it asks for it: {what}", what=what))


def not_begun(playbook: Playbook, why: str) -> Sentence:
    """That what was decided is kept by hand, and why."""
    return sentence("“{title}” was not begun. {why}", title=playbook.title, why=why)


@lru_cache(maxsize=1024)
def no_such(name: str, known: tuple[str, ...]) -> Sentence:
    """That no playbook has the name that a remedy promises by, with the likely right one."""
    told = sentence("No playbook of the name `{name}` is in force: a plain promise of one step is made.", name=name)
    fix = suggest(name, known)
    return sentence("{told} {fix}", told=told, fix=fix) if fix else told


@lru_cache(maxsize=1024)
def fit(policy: Policy, remedy: str, playbook: Playbook) -> Fit | Sentence:
    """How a playbook keeps a remedy of a policy, found once for the three; or why it cannot keep any."""
    gives = policy.remedies[remedy]
    amount = _amount(policy, gives, playbook)
    agreed = tuple(name for name in _decided(playbook, "yes_no") if name == AGREED)
    told = {*policy.facts, amount, *agreed}
    inside = in_currency(playbook, policy.currency, given=(amount,))
    if inside is None:
        return sentence(
            "“{title}” counts in {theirs} and not in {ours}, as this does. It is kept by hand.",
            title=playbook.title, theirs=playbook.currency, ours=policy.currency,
        )  # fmt: skip
    wanted = [*_decided(playbook), *_needed(playbook)]
    lacks = [name for name in wanted if name not in told and playbook.facts[name].default is None]
    known = frozenset(asked_at_start(playbook))
    return Fit(inside, gives.gives, amount, agreed, known, tuple(dict.fromkeys(lacks)))


def slips(policy: Policy, playbooks: Mapping[str, Playbook]) -> tuple[Finding, ...]:
    """What to know of the playbooks that a policy's remedies name: which of them are not there, or cannot keep them."""
    found = [(remedy, _slip(policy, remedy, playbooks)) for remedy in policy.remedies.values() if remedy.promise]
    return tuple(
        Finding("by_hand", remedy.name, remedy.place.line, sentence("{remedy}: {why}", remedy=remedy.title, why=why))
        for remedy, why in found
        if why
    )


def _slip(policy: Policy, remedy: Remedy, playbooks: Mapping[str, Playbook]) -> str:
    playbook = playbooks.get(remedy.promise)
    if playbook is None:
        return no_such(remedy.promise, tuple(playbooks))
    found = fit(policy, remedy.name, playbook)
    if isinstance(found, Sentence) or not found.lacks:
        return found if isinstance(found, Sentence) else ""
    return sentence(
        "“{title}” asks for `{names}`, which neither the decision nor the policy's facts tell.",
        title=playbook.title, names="`, `".join(found.lacks),
    )  # fmt: skip


def _amount(policy: Policy, remedy: Remedy, playbook: Playbook) -> str:
    """The fact of a playbook that holds so much as was decided: by its name, or the only one of its type and unit."""
    fitting = [name for name in _decided(playbook, KINDS[remedy.gives]) if _counts(playbook.facts[name], remedy)]
    for name in (AMOUNT, AGREED):
        if name in fitting:
            return name
    open_yet = [name for name in fitting if name not in policy.facts]
    asked = [name for name in open_yet if playbook.facts[name].default is None]
    return next((one[0] for one in (open_yet, asked) if len(one) == 1), "")


def _decided(playbook: Playbook, kind: str = "") -> Iterator[str]:
    facts = playbook.facts.values()
    yield from (fact.name for fact in facts if fact.origin == DECIDED and kind in ("", fact.type.kind))


def _counts(fact: Fact, remedy: Remedy) -> bool:
    return remedy.gives != "number" or fact.type.unit in ("", remedy.unit)


def _needed(playbook: Playbook) -> Iterator[str]:
    """The facts that a playbook is planned by, or that what it requires hangs on."""
    for line in playbook.steps.values():
        nodes = (line.when, None if line.kind == "check" else line.amount)
        yield from (name for node in nodes if node is not None for name in facts_in(node))
        if line.ends is not None and line.ends.fact:
            yield line.ends.fact
    yield from (name for each in playbook.requires for name in facts_in(each.that))


def in_currency(playbook: Playbook, currency: str, given: Collection[str] = ()) -> Playbook | None:
    """The playbook in the currency of a decision; None where it names amounts of its own, or counts money otherwise.

    `given` are facts that the decision tells, whatever the playbook would have taken.
    """
    if playbook.currency == currency:
        return playbook
    own = any(_names_money(line) for line in playbook.steps.values())
    own = own or any(map(_weighs_money, _conditions(playbook)))
    own = own or any(_assumes_money(fact) for name, fact in playbook.facts.items() if name not in given)
    counts = any(fact.type.kind == "money" for fact in playbook.facts.values())
    own = own or (counts and places_of(playbook.currency) != places_of(currency))
    return None if own else replace(playbook, currency=currency)


def _names_money(line: Line) -> bool:
    """Whether a step has an amount of its own, beside what was decided."""
    worked_out = line.kind in (*MONEY_KINDS, "check") and not isinstance(line.amount, Known)
    return line.costs is not None or worked_out


def _conditions(playbook: Playbook) -> Iterator[Node]:
    """Whatever a playbook decides by: what it requires and who may begin it, and when each of its steps applies."""
    yield from playbook.grounds.values()
    yield from (each.that for each in playbook.requires)
    lines = playbook.steps.values()
    nodes = (playbook.everyone, *(line.when for line in lines), *(line.amount for line in lines))
    yield from (node for node in nodes if node is not None)


def _weighs_money(condition: Node) -> bool:
    """Whether a condition names an amount of its own. Nothing is nothing in every currency."""
    written = [part for part in walk(condition) if isinstance(part, Constant)]
    among = [value for part in walk(condition) if isinstance(part, Among) for value in part.values]
    return any(each.type.kind == "money" and each.value != 0 for each in (*written, *among))


def _assumes_money(fact: Fact) -> bool:
    """Whether an amount is taken as the playbook has it, where nobody says another."""
    return fact.type.kind == "money" and bool(fact.default)
