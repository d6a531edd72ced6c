"""The text after `if:` to a condition on what has happened: `family_choice is return or keep and repaid is not yes`."""

import re
from collections.abc import Mapping
from typing import Any

from goodgrace.policy.naming import suggest
from goodgrace.policy.reader.syntax import Fault

OPEN = "open"
LONGEST = 500
_TOKEN = re.compile(r"\s*(\w+|\S)")
WRITE = "Write it as in `family_choice is keep or return and repaid is not yes`, or `family_choice is open`."


def read_outcomes(text: str, questions: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """A condition as data; `questions` holds what each question of the playbook can come to. Raises Fault."""
    if len(text) > LONGEST:
        raise Fault(f"This has more than {LONGEST} characters.", 0, text, "Split the step into two.")
    reader = _Reader(text, questions)
    condition = reader.any()
    if reader.at < len(reader.tokens):
        reader.fail("This goes on in a way that cannot be read.", WRITE)
    return condition


class _Reader:
    """Goes through the words of one condition: any of (all of (step is outcome or outcome))."""

    def __init__(self, text: str, questions: Mapping[str, tuple[str, ...]]) -> None:
        self.text, self.questions = text, questions
        self.tokens = [(found[1], found.start(1)) for found in _TOKEN.finditer(text)]
        self.at = 0

    def word(self, ahead: int = 0) -> str:
        place = self.at + ahead
        return self.tokens[place][0] if place < len(self.tokens) else ""

    def fail(self, message: str, fix: str) -> None:
        start = self.tokens[self.at][1] if self.at < len(self.tokens) else max(len(self.text.rstrip()) - 1, 0)
        raise Fault(message, start, self.word(), fix)

    def take(self, word: str) -> bool:
        if self.word() != word:
            return False
        self.at += 1
        return True

    def any(self) -> dict[str, Any]:
        parts = [self.all()]
        while self.take("or"):
            parts.append(self.all())
        return parts[0] if len(parts) == 1 else {"any": parts}

    def all(self) -> dict[str, Any]:
        parts = [self.clause()]
        while self.take("and"):
            parts.append(self.clause())
        return parts[0] if len(parts) == 1 else {"all": parts}

    def clause(self) -> dict[str, Any]:
        name = self.word()
        if name not in self.questions:
            known = suggest(name, self.questions) or (
                f"There are {', '.join(self.questions)}."
                if self.questions
                else "Only `ask` and `check` come to something."
            )
            self.fail(
                f"`{name[:40]}` is not a question of this playbook." if name else "A question is missing here.", known
            )
        self.at += 1
        if not self.take("is"):
            self.fail("`is` is missing here.", WRITE)
        negated = self.take("not")
        if self.take(OPEN):
            everything = self.questions[name]
            return {"step": name, "is": list(everything)} if negated else {"open": name}
        found = [self.outcome(name)]
        while self.word() == "or" and self.word(2) != "is":
            self.at += 1
            found.append(self.outcome(name))
        chosen = [word for word in self.questions[name] if (word in found) != negated]
        return {"step": name, "is": chosen}

    def outcome(self, name: str) -> str:
        word, known = self.word(), self.questions[name]
        if word not in known:
            fix = suggest(word, known) or f"It can be {', '.join(known)}, or open."
            self.fail(f"`{name}` never is `{word[:40]}`." if word else "What it is, is missing here.", fix)
        self.at += 1
        return word
