"""Playbooks and how they go, for hypothesis: each playbook is drawn as text, so that the reader takes part in every test."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from goodgrace.playbook.reading import read_text
from goodgrace.playbook.shape import Playbook
from tests.playbook.small_playbook import HEAD

Draw = Callable[[st.SearchStrategy[Any]], Any]
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Kampala")
KINDS = (
    "send",
    "send",
    "do",
    "call",
    "wait",
    "waive",
    "suspend",
    "suspend",
    "resume",
    "close",
    "guard",
    "ask",
    "check",
    "remind",
)
SPANS = ("1 hour", "1 day", "3 days", "1 week", "1 month")
WHENS = ("vip", "not vip", "fee > 0", "fee > 100")
OUTCOMES = {"ask": ("keep", "give"), "check": ("yes", "no")}
MOST_STEPS = 7


@dataclass(frozen=True)
class Going:
    """A playbook and one way it goes: the case, when it starts and where, answers, and how long everybody takes."""

    playbook: Playbook
    facts: Mapping[str, str]
    started: datetime
    zone: ZoneInfo
    answers: Mapping[str, tuple[str, datetime]]
    takes: Mapping[str, timedelta]

    def __repr__(self) -> str:
        """What a person needs to try it again."""
        return f"{self.playbook.source}\n{dict(self.facts)} {self.started} {self.zone} {self.answers} {self.takes}"


@dataclass(frozen=True)
class Steps:
    """Draws steps as text. `kinds` says what each step is, so that one may name another of the right kind."""

    draw: Draw
    kinds: Mapping[str, str]
    persons: Mapping[str, bool]

    def of(self, *kinds: str) -> list[str]:
        return [name for name, kind in self.kinds.items() if kind in kinds]

    def maybe(self, key: str, values: st.SearchStrategy[str], often: int = 3) -> str:
        return f", {key}: {self.draw(values)}" if self.draw(st.integers(0, often)) == 0 else ""

    def others(self, name: str) -> st.SearchStrategy[str]:
        """Steps to follow; mostly earlier ones, so that few playbooks run in a circle."""
        names = list(self.kinds)
        known = [other for other in names if other != name]
        earlier = names[: names.index(name)] or known
        wanted = earlier if self.draw(st.integers(0, 19)) else known
        return st.lists(st.sampled_from(wanted), min_size=1, max_size=2, unique=True).map(
            lambda chosen: f"[{', '.join(chosen)}]"
        )

    def questions_before(self, name: str) -> list[str]:
        names = list(self.kinds)
        return [question for question in self.of("ask", "check") if names.index(question) < names.index(name)]

    def condition(self, name: str) -> st.SearchStrategy[str]:
        clauses = st.sampled_from([
            f"{question} is {word}"
            for question in self.questions_before(name)
            for word in (*OUTCOMES[self.kinds[question]], "not open", "open", *(["person"] if self.persons[question] else []))
        ])  # fmt: skip
        joined = st.tuples(clauses, st.sampled_from([" and ", " or "]), clauses).map("".join)
        return st.one_of(clauses, clauses, joined)

    def text(self, name: str) -> str:
        kind = self.kinds[name]
        said = self.said(name, kind)
        if len(self.kinds) > 1:
            said += self.maybe("after", self.others(name), 1)
        if self.questions_before(name):
            said += self.maybe("if", self.condition(name), 1)
        said += self.maybe("when", st.sampled_from(WHENS), 5)
        if kind != "wait":
            said += self.draw(
                st.sampled_from(["", "", ", in: 3 days", ", in: 2 hours", ", on: day 9", ", on: day 2 at 02:30"])
            )
        return f"  {name}: {{{said}}}\n"

    def said(self, name: str, kind: str) -> str:
        silence = "person" if self.persons[name] else self.draw(st.sampled_from(OUTCOMES.get(kind, ("",))))
        span = self.draw(st.sampled_from(SPANS))
        if kind in ("suspend", "guard"):
            none = [""] * 3 if kind == "suspend" else []
            others = [f", until: {other}" for other in self.kinds if other != name]
            end = st.sampled_from([*none, f", for: {span}", ", until: the end", *others[:1]])
            return f"{kind}: {'fees' if kind == 'suspend' else 'dunning'}{self.draw(end)}"
        if kind in ("resume", "close"):
            return f"{kind}: {self.draw(st.sampled_from(self.of('suspend')))}"
        if kind == "ask":
            options = "{keep: Keep it., give: Give it.}"
            return (
                f"ask: customer, words: Which?, options: {options}, answer_within: {span}, without_an_answer: {silence}"
            )
        if kind == "remind":
            of = self.of("ask", "check")
            return "remind: customer, words: Soon." + (f", of: {self.draw(st.sampled_from(of))}" if of else "")
        return {
            "send": "send: letter, words: Dear you.", "do": "do: This", "call": "call: customer", "wait": f"wait: {span}",
            "waive": "waive: fee", "check": f"check: owed == 0, by: {span}, without_an_answer: {silence}",
        }[kind]  # fmt: skip


@st.composite
def playbooks(draw: Draw) -> Playbook:
    """A playbook of a few steps that wait for each other, for answers and for days."""
    kinds = [draw(st.sampled_from(KINDS)) for _ in range(draw(st.integers(1, MOST_STEPS)))]
    if "suspend" not in kinds:
        kinds = ["do" if kind in ("resume", "close") else kind for kind in kinds]
    named = {f"s{number}": kind for number, kind in enumerate(kinds)}
    persons = {name: kind in OUTCOMES and draw(st.booleans()) for name, kind in named.items()}
    steps = Steps(draw, named, persons)
    text = "".join(steps.text(name) for name in named)
    for name in steps.of("suspend"):
        if draw(st.booleans()):
            after = steps.maybe("after", steps.others(name)) if len(named) > 1 else ""
            text += f"  end_{name}: {{resume: {name}{after}}}\n"
    return read_text(f"{HEAD}steps:\n{text}", "drawn.yaml")


@st.composite
def goings(draw: Draw) -> Going:
    """A drawn playbook and one way it goes: whoever is asked answers at some time, or not at all where a default is given."""
    playbook = draw(playbooks())
    second = draw(st.integers(1_767_225_600, 1_830_297_600))  # 2026 and 2027
    started = datetime.fromtimestamp(second, UTC)
    answers = {}
    for name, line in playbook.steps.items():
        if line.outcomes and (line.without_an_answer == "person" or draw(st.booleans())):
            after = timedelta(hours=draw(st.integers(0, 24 * 40)))
            answers[name] = (draw(st.sampled_from(line.outcomes)), started + after)
    takes = {name: timedelta(hours=draw(st.sampled_from([0, 0, 1, 30, 24 * 12]))) for name in playbook.steps}
    facts = {"vip": draw(st.sampled_from(["yes", "no"])), "fee": draw(st.sampled_from(["0", "60", "250"]))}
    return Going(playbook, facts, started, ZoneInfo(draw(st.sampled_from(ZONES))), answers, takes)
