"""Text to Playbook, checked: every name exists, every length of time is bounded, every fault is reported at once."""

import hashlib
from pathlib import Path

from goodgrace.errors import PolicyError
from goodgrace.playbook.reader.examples import Examples
from goodgrace.playbook.reader.steps import Steps
from goodgrace.playbook.reader.texts import read_words
from goodgrace.playbook.shape import Playbook, Requirement
from goodgrace.policy.expressions import Node
from goodgrace.policy.reader.conditions import Names, read_condition
from goodgrace.policy.reader.declarations import Declarations
from goodgrace.policy.reader.fields import Fields
from goodgrace.policy.reader.sources import read_source, with_words
from goodgrace.policy.reader.text import A_PLAYBOOK, Part, Table, Word, parse

PLAYBOOK_KEYS = (
    "playbook", "title", "version", "owner", "serves", "mother", "moment", "currency", "language", "may_start",
    "facts", "grounds", "everyone_where", "requires", "words", "steps", "examples",
)  # fmt: skip
NEEDED = ("playbook", "owner", "moment", "may_start", "words", "steps")
REQUIREMENT_KEYS = ("that", "otherwise")


def read(source: str | Path) -> Playbook:
    """Read a playbook from its file. Raises PolicyError with every fault found, InputError where there is no such file."""
    return read_text(read_source(source, "a playbook"), str(Path(source)))


def read_text(text: str, file: str = "playbook.yaml") -> Playbook:
    """Read a playbook from its text; `file` is the name that faults are reported under. Raises PolicyError."""
    reader = _Reader(text, file)
    try:
        root, problems = parse(text, file, A_PLAYBOOK)
        reader.fields.problems.extend(problems)
        playbook = reader.playbook(root)
    except PolicyError as error:
        raise with_words(error.problems, text) from None
    if reader.fields.problems:
        raise with_words(reader.fields.problems, text)
    return playbook


def is_playbook(text: str) -> bool:
    """Whether a text says of itself that it is a playbook, not a policy."""
    return any(line.startswith("playbook:") for line in text.splitlines())


def fingerprint(playbook: Playbook) -> str:
    """What identifies a playbook's text: the SHA-256 of its source, in hexadecimal."""
    return hashlib.sha256(playbook.source.encode()).hexdigest()


class _Reader:
    """Reads the parts of one playbook in their order, so that each may name what stands before it."""

    def __init__(self, text: str, file: str) -> None:
        self.source, self.file = text, file
        self.fields = Fields()
        self.declared = Declarations(self.fields, file, "A playbook")

    def playbook(self, root: Part) -> Playbook:
        fields, declared = self.fields, self.declared
        table = fields.table(root, "A playbook", PLAYBOOK_KEYS, needed=NEEDED)
        get = table.entries.get
        name = fields.text(get("playbook"), "`playbook`")
        currency = declared.read_currency(get("currency"))
        language = fields.text(get("language"), "`language`", "en")
        owner = fields.short(get("owner"), "`owner`")
        may_start = self._may_start(get("may_start"))
        declared.read_facts(get("facts"))
        names = declared.read_grounds(get("grounds"))
        steps = Steps(fields, names, declared.facts, language, owner, declared.money)
        lines = steps.read(get("steps"))
        return Playbook(
            name=name,
            title=fields.text(get("title"), "`title`") or name.replace("-", " ").capitalize(),
            version=fields.text(get("version"), "`version`", "1"),
            owner=owner,
            serves=fields.text(get("serves"), "`serves`"),
            mother=fields.text(get("mother"), "`mother`"),
            moment=self._moment(get("moment")),
            currency=currency,
            may_start=may_start,
            facts=declared.facts,
            grounds=declared.grounds,
            everyone=self._everyone(get("everyone_where"), names),
            requires=self._requires(get("requires"), names),
            words=read_words(fields, get("words"), "The words to begin with", language),
            steps=lines,
            examples=Examples(fields, declared, steps, lines).read(get("examples")),
            place=table.place,
            source=self.source,
            file=self.file,
        )

    def _moment(self, part: Part | None) -> str:
        text = self.fields.text(part, "`moment`")
        return self.fields.name(text, part.place, "a moment") if isinstance(part, Word) and text else text

    def _may_start(self, part: Part | None) -> tuple[str, ...]:
        if part is None:
            return ()
        items = self.fields.items(part, "`may_start`", "Put it in [ ], as [agent, lead].")
        names = [self.fields.name(self.fields.text(item, "A role"), item.place, "a role") for item in items]
        if not items and not isinstance(part, Word | Table):
            self.fields.fail(part.place, "Nobody may start this.", fix="Write may_start: [agent, lead, manager].")
        return tuple(dict.fromkeys(names))

    def _everyone(self, part: Part | None, names: Names) -> Node | None:
        if part is None:
            return None
        return self.fields.expression(part, "`everyone_where`", lambda text: read_condition(text, names))

    def _requires(self, part: Part | None, names: Names) -> tuple[Requirement, ...]:
        found = []
        for item in self.fields.items(part, "`requires`", "Write each after a dash, as {that: …, otherwise: …}."):
            table = self.fields.table(item, "What is required", REQUIREMENT_KEYS, needed=REQUIREMENT_KEYS)
            that = table.entries.get("that")
            otherwise = self.fields.text(table.entries.get("otherwise"), "`otherwise`")
            node = that and self.fields.expression(that, "`that`", lambda text: read_condition(text, names))
            if node:
                found.append(Requirement(node, otherwise, table.place))
        return tuple(found)
