"""Policies and cases for hypothesis: each policy is drawn as text, so that the reader takes part in every test.

The facts always have the same names; what they are like, and all else, is drawn. Constants come from a few, so that
cases meet the edges and `share` meets its ties.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import strategies as st

from goodgrace.errors import PolicyError
from goodgrace.policy.expressions import LARGEST
from goodgrace.policy.reading import read_text
from goodgrace.policy.shape import Policy
from goodgrace.policy.values import Value, read_facts

Draw = Callable[[st.SearchStrategy[Any]], Any]
Raw = dict[str, str | None]
"""A case as people write it: a text for each fact, None where it is missing."""

MONEY, NUMBERS, DATES = ("fee", "price"), ("months", "hours", "years"), ("since", "until", "on")
YES_NO, CHOICES = ("vip", "sorry"), ("cause", "mood")
CAUSES = ("traffic", "it's", "ours", "back\\slash", "grün")
MOODS = ("calm", "ours", "it's")
CONSTANTS = ("0", "1", "2", "3", "10", "25", "100")
DECIMALS = {0: CONSTANTS, 1: ("0.5", "2.5", "7.5"), 2: ("0.05", "1.25", "33.33"), 3: ("0.125", "1.005")}
PERCENTS = ("0", "1", "10", "12.5", "33", "50", "0.5", "99.99", "100", "150")
DAYS = ("2026-11-22", "2026-11-21", "2026-01-01", "2024-02-29", "2025-03-01")
ROLES, REMEDIES = ("agent", "lead", "boss"), ("waive", "gift", "call")
GROUNDS = ("known_well", "hard_time", "our_fault")
COMPARED = ("==", "!=", "<", "<=", ">", ">=")
DEEPEST = 3


BELOW = tuple(st.integers(0, most) for most in range(32))
"""Made once: a strategy that is made anew for each pick costs ten times what the pick does."""


WORDS = st.lists(st.sampled_from(("traffic", "it's", "ours", "grün")), min_size=1, max_size=3)
LISTED = st.lists(st.sampled_from((*CONSTANTS, "2.5")), min_size=1, max_size=3)
BOUNDED = st.sets(st.sampled_from((*MONEY, *NUMBERS)), max_size=2)


def pick(draw: Draw, options: Any) -> Any:
    """One of a few, as `sampled_from` would."""
    return options[draw(BELOW[len(options) - 1])]


@dataclass(frozen=True)
class Batch:
    """A policy and some cases for it, as people write them and as the policy reads them."""

    policy: Policy
    raw: tuple[Raw, ...]

    @property
    def cases(self) -> tuple[dict[str, Value | None], ...]:
        """The cases, read."""
        return tuple(read_facts(self.policy, raw) for raw in self.raw)

    def __repr__(self) -> str:
        """What a person needs to try it again."""
        return f"{self.policy.source}\n{json.dumps(self.raw, ensure_ascii=False)}"


@dataclass(frozen=True)
class Words:
    """Draws expressions as text. `places` are those of each number fact, `grounds` the names defined so far."""

    draw: Draw
    places: dict[str, int]
    grounds: tuple[str, ...] = ()

    def pick(self, options: Any) -> Any:
        return pick(self.draw, options)

    def condition(self, depth: int = 0) -> str:
        ways = [self.compared, self.bare, self.listed, self.dated, self.chained]
        if depth < DEEPEST:
            ways += [self.joined, self.joined, self.denied, self.chosen]
        return str(self.pick(ways)(depth))

    def compared(self, depth: int) -> str:
        op = self.pick(COMPARED)
        if self.pick((True, False)):
            return f"{self.money(depth + 1)} {op} {self.money(depth + 1)}"
        return f"{self.number(depth + 1)} {op} {self.number(depth + 1)}"

    def chained(self, depth: int) -> str:
        low, high = self.pick(CONSTANTS), self.pick(CONSTANTS)
        return f"{low} {self.pick(('<', '<='))} {self.pick((self.money, self.number))(depth + 1)} {self.pick(COMPARED)} {high}"

    def bare(self, depth: int) -> str:
        a, b = YES_NO
        return str(
            self.pick((a, b, f"{a} == no", f"{a} != {b}", f"yes == {b}", "yes", "no", *self.grounds, *self.grounds))
        )

    def listed(self, depth: int) -> str:
        words, numbers = self.draw(WORDS), self.draw(LISTED)
        way = self.pick(("in", "not in"))
        return str(
            self.pick((
                f"cause {way} {json.dumps(words, ensure_ascii=False)}",
                f"cause {self.pick(('==', '!='))} mood",
                f'mood {self.pick(("==", "!="))} "{self.pick(MOODS)}"',
                f"{self.number(depth + 1)} {way} [{', '.join(numbers)}]",
                f"fee {way} [{', '.join(numbers)}]",
                f'since {way} ["{self.pick(DAYS)}", "{self.pick(DAYS)}"]',
            ))
        )  # fmt: skip

    def dated(self, depth: int) -> str:
        return f"{self.pick(DATES)} {self.pick(COMPARED)} {self.day()}"

    def day(self) -> str:
        return str(self.pick((*DATES, f'"{self.pick(DAYS)}"')))

    def joined(self, depth: int) -> str:
        count = self.pick((2, 2, 3))
        word = self.pick((" and ", " or "))
        return word.join(f"({self.condition(depth + 1)})" for _ in range(count))

    def denied(self, depth: int) -> str:
        return f"not ({self.condition(depth + 1)})"

    def chosen(self, depth: int) -> str:
        return f"(({self.condition(depth + 1)}) if ({self.condition(depth + 1)}) else ({self.condition(depth + 1)}))"

    def money(self, depth: int = 0) -> str:
        rate = f"months * {self.pick(('2.5', '0.05', '7', '-3'))}"
        plain = (*MONEY, *MONEY, self.pick((*CONSTANTS, "12.5", "0.01", "-3.33")), f"({rate})")
        return self.counted(plain, depth, self.money, ("2", "3", "-1", "0"))

    def number(self, depth: int = 0, places: int = 3) -> str:
        facts = [name for name, has in self.places.items() if has <= places]
        constants = [text for has, texts in DECIMALS.items() if has <= places for text in texts]
        plain = (*facts, *facts, self.pick(constants), f"days_between({self.pick(DATES)}, {self.day()})")
        factors = ("2", "-1", "-3") + (("0.5",) if places > 0 else ())
        inner = lambda deeper: self.number(deeper, places)  # noqa: E731  # the same, at the same places
        times = self.pick(factors)
        if "." in times:
            inner_times = lambda deeper: self.number(deeper, places - 1)  # noqa: E731  # leaves room for the factor's
            return self.counted(
                plain, depth, inner, factors[:3], f"({inner_times(depth + 1)}) * {times}" if depth < 2 else ""
            )
        return self.counted(plain, depth, inner, factors[:3])

    def counted(
        self, plain: Any, depth: int, inner: Callable[[int], str], factors: tuple[str, ...], more: str = ""
    ) -> str:
        if depth >= DEEPEST:
            return str(self.pick(plain))
        way = self.pick(("plain", "plain", "sum", "times", "minus", "share", "extreme", "choose", "more"))
        match way:
            case "sum":
                return f"({inner(depth + 1)} {self.pick(('+', '-'))} {inner(depth + 1)})"
            case "times":
                return f"({inner(depth + 1)}) * {self.pick(factors)}"
            case "minus":
                return f"-({inner(depth + 1)})"
            case "share":
                return f"share({inner(depth + 1)}, {self.pick(PERCENTS)})"
            case "extreme":
                parts = ", ".join(inner(depth + 1) for _ in range(self.pick((2, 2, 3))))
                return f"{self.pick(('min', 'max'))}({parts})"
            case "choose":
                return f"({inner(depth + 1)} if ({self.condition(depth + 2)}) else {inner(depth + 1)})"
            case "more" if more:
                return more
        return str(self.pick(plain))


@st.composite
def policy_texts(draw: Draw) -> str:
    """The text of a policy, which may still be refused as too large."""
    facts = _facts(draw)
    words = Words(draw, {name: facts[name]["places"] for name in NUMBERS})
    grounds: dict[str, str] = {}
    for name in GROUNDS[: draw(BELOW[3])]:
        grounds[name] = words.condition()
        words = Words(draw, words.places, tuple(grounds))
    roles = ROLES[: draw(st.integers(1, 3))]
    names = REMEDIES[: draw(st.integers(1, 3))]
    policy = {
        "policy": "drawn",
        "currency": words.pick(("EUR", "EUR", "EUR", "KWD")),
        "roles": roles,
        "facts": facts,
        "grounds": grounds,
        "remedies": {name: _remedy(words, name, names, roles) for name in names},
    }
    return json.dumps(policy, indent=1, ensure_ascii=False)


def _facts(draw: Draw) -> dict[str, dict[str, Any]]:
    facts: dict[str, dict[str, Any]] = {name: {"type": "money"} for name in MONEY}
    facts |= {
        name: {"type": "number", "places": draw(st.integers(low, 3))}
        for name, low in zip(NUMBERS, (0, 0, 1), strict=True)
    }
    facts["months"]["places"] = 0
    facts |= {name: {"type": "yes_no"} for name in YES_NO} | {name: {"type": "date"} for name in DATES}
    facts |= {"cause": {"type": "choice", "of": CAUSES}, "mood": {"type": "choice", "of": MOODS}}
    defaults = {
        "fee": "12.5",
        "months": "2",
        "hours": "3",
        "vip": "no",
        "sorry": "yes",
        "cause": "it's",
        "since": "2026-01-01",
    }
    for name, default in defaults.items():
        if draw(BELOW[3]) == 0:
            facts[name]["default"] = default
    for name in draw(BOUNDED):
        facts[name] |= pick(draw, ({"least": "0"}, {"most": "100"}, {"least": "-1", "most": "30"}))
    return facts


def _remedy(words: Words, name: str, names: tuple[str, ...], roles: tuple[str, ...]) -> dict[str, Any]:
    gives = words.pick(("money", "money", "number", "yes"))
    places = words.pick((0, 1, 2))
    amount = {
        "money": words.money,
        "number": lambda: words.number(0, places),
        "yes": lambda: "yes",
    }[gives]
    remedy: dict[str, Any] = {"gives": gives} | ({"places": places} if gives == "number" else {})
    if gives != "yes" and words.pick((True, False)):
        remedy["at_most"] = amount()
    remedy["standard"] = _rules(words, "give", amount)
    remedy["discretion"] = {role: _rules(words, "up_to", amount) for role in roles if words.pick((True, True, False))}
    others = [other for other in names if other != name]
    if others and words.pick((True, False)):
        never = {"because": "it is so", "instead": others[0]}
        remedy["never"] = [{"when": words.condition(), **never} for _ in range(words.pick((1, 1, 2)))]
    return remedy


def _rules(words: Words, key: str, amount: Callable[[], str]) -> list[dict[str, str]]:
    rules = []
    for _ in range(words.pick((0, 1, 1, 2))):
        rule = {key: amount()}
        if words.pick((True, True, True, False)):
            rule["when"] = words.condition()
        rules.append(rule)
    return rules


def _readable(text: str) -> Policy | None:
    """The policy, or None where its numbers could become too large; any other fault is a fault of ours."""
    try:
        return read_text(text)
    except PolicyError as error:
        if all("too large" in problem.message for problem in error.problems):
            return None
        raise AssertionError(f"{text}\n{error}") from error


def policies() -> st.SearchStrategy[Policy]:
    """Policies with every word of the language."""
    return policy_texts().map(_readable).filter(lambda policy: policy is not None)  # type: ignore[return-value]  # none is left


@st.composite
def cases(draw: Draw, policy: Policy) -> Raw:
    """A case of a policy, with facts missing."""
    missing = pick(draw, (0, 0, 1, 3))
    return {name: None if missing and draw(BELOW[9]) < missing else _raw(draw, policy, name) for name in policy.facts}


def _raw(draw: Draw, policy: Policy, name: str) -> str:
    fact = policy.facts[name]
    match fact.type.kind:
        case "yes_no":
            return str(pick(draw, ("yes", "no")))
        case "choice":
            return str(pick(draw, fact.type.of))
        case "date":
            return str(pick(draw, (*DAYS, "0001-01-01", "9999-12-31")))
    value = draw(_counts(10**fact.type.places))
    least, most = (-LARGEST if fact.least is None else fact.least), (LARGEST if fact.most is None else fact.most)
    return f"{Decimal(min(max(value, least), most)).scaleb(-fact.type.places):f}"


@cache
def _counts(one: int) -> st.SearchStrategy[int]:
    """How many of a fact's smallest parts, where so many make one: at the edges of the constants, near nothing, anywhere."""
    edges = [int(text) * one + step for text in CONSTANTS for step in (0, -1, 1)]
    return st.one_of(
        st.sampled_from(edges), st.integers(-200, 200), st.integers(0, 100 * one), st.sampled_from((-LARGEST, LARGEST))
    )


@st.composite
def batches(draw: Draw, size: int = 20) -> Batch:
    """A policy and some cases for it."""
    policy = draw(policies())
    return Batch(policy, tuple(draw(st.lists(cases(policy), min_size=size, max_size=size))))
