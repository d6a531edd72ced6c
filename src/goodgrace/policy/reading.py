"""Text to Policy, checked: every name exists, every type and unit fits, every fault is reported at once."""

import hashlib
from collections.abc import Mapping, Set
from pathlib import Path

from goodgrace.errors import Place, PolicyError
from goodgrace.policy.reader.declarations import Declarations
from goodgrace.policy.reader.fields import Fields
from goodgrace.policy.reader.ledger_lines import NO_KEYS, read_given
from goodgrace.policy.reader.remedies import Remedies
from goodgrace.policy.reader.sources import read_source, with_words
from goodgrace.policy.reader.text import Listing, Part, Table, parse
from goodgrace.policy.shape import (
    IDENTITIES,
    STANDARD,
    Example,
    Given,
    Policy,
    Remedy,
    expressions_of,
    keys_in,
)
from goodgrace.policy.sizes import measure

POLICY_KEYS = (
    "policy", "title", "version", "owner", "serves", "mother", "currency", "roles",
    "facts", "grounds", "remedies", "one_of", "examples",
)  # fmt: skip
EXAMPLE_KEYS = ("name", "facts", "expect", "given")
MOST_PARTS_IN_ALL = 50_000


def read(source: str | Path) -> Policy:
    """Read a policy from its file. Raises PolicyError with every fault found, InputError where there is no such file."""
    return read_text(read_source(source), str(Path(source)))


def read_text(text: str, file: str = "policy.yaml") -> Policy:
    """Read a policy from its text; `file` is the name that faults are reported under. Raises PolicyError."""
    reader = _Reader(text, file)
    try:
        root, problems = parse(text, file)
        reader.fields.problems.extend(problems)
        policy = reader.policy(root)
    except PolicyError as error:
        raise with_words(error.problems, text) from None
    if reader.fields.problems:
        raise with_words(reader.fields.problems, text)
    return policy


class _Reader:
    """Reads the parts of one policy in their order, so that each may name what stands before it."""

    def __init__(self, text: str, file: str) -> None:
        self.source, self.file = text, file
        self.fields = Fields()
        self.declared = Declarations(self.fields, file)

    def policy(self, root: Part) -> Policy:
        table = self.fields.table(root, "A policy", POLICY_KEYS, needed=("policy", "roles", "remedies"))
        get = table.entries.get
        declared = self.declared
        currency = declared.read_currency(get("currency"))
        roles = declared.read_roles(get("roles"))
        declared.read_facts(get("facts"))
        names = declared.read_grounds(get("grounds"))
        reader = Remedies(self.fields, names, roles, declared.facts)
        remedies = reader.read(get("remedies"))
        self._check_size(remedies, table.place)
        name = self.fields.text(get("policy"), "`policy`")
        return Policy(
            name=name,
            title=self.fields.text(get("title"), "`title`") or _words(name),
            version=self.fields.text(get("version"), "`version`", "1"),
            owner=self.fields.text(get("owner"), "`owner`"),
            serves=self.fields.text(get("serves"), "`serves`"),
            mother=self.fields.text(get("mother"), "`mother`"),
            currency=currency,
            roles=roles,
            facts=declared.facts,
            grounds=declared.grounds,
            remedies=remedies,
            one_of=self._one_of(get("one_of"), remedies),
            examples=self._examples(get("examples"), remedies, (STANDARD, *roles) if roles else (), reader.faulty),
            source=self.source,
            file=self.file,
        )

    def _check_size(self, remedies: Mapping[str, Remedy], place: Place) -> None:
        nodes = [
            *self.declared.grounds.values(),
            *(node for remedy in remedies.values() for node in expressions_of(remedy)),
        ]
        if (parts := sum(measure(node)[0] for node in nodes)) > MOST_PARTS_IN_ALL:
            fault = f"With all grounds spelt out the policy has {parts:,} parts; {MOST_PARTS_IN_ALL:,} fit."
            self.fields.fail(place, fault, fix="Split it into several policies.")

    def _one_of(self, part: Part | None, remedies: Mapping[str, Remedy]) -> tuple[tuple[str, ...], ...]:
        groups: list[tuple[str, ...]] = []
        if not remedies:
            return ()
        for group in self.fields.items(part, "`one_of`"):
            names = tuple(
                self.fields.one_of(item, "A remedy in `one_of`", remedies, "")
                for item in self.fields.items(group, "A group")
            )
            if isinstance(group, Listing) and all(names) and len(set(names)) < max(len(names), 2):
                fault = "A group in `one_of` is at least two remedies, each once."
                self.fields.fail(group.place, fault, fix="Write it as [[this, that]].")
            groups.append(names)
        return tuple(groups)

    def _examples(
        self, part: Part | None, remedies: Mapping[str, Remedy], targets: tuple[str, ...], faulty: Set[str]
    ) -> tuple[Example, ...]:
        items = self.fields.items(part, "`examples`", "Write each after a dash.")
        return tuple(self._example(item, remedies, targets, faulty) for item in items)

    def _example(
        self, part: Part, remedies: Mapping[str, Remedy], targets: tuple[str, ...], faulty: Set[str]
    ) -> Example:
        table = self.fields.table(part, "An example", EXAMPLE_KEYS, needed=EXAMPLE_KEYS[:3])
        get = table.entries.get
        known = (*self.declared.facts, *IDENTITIES) if self.declared.all_facts else ()
        facts = self.fields.table(get("facts") or Table({}, {}, table.place), "`facts`", known)
        for name, value in facts.entries.items():
            if name in self.declared.facts and name not in self.declared.doubtful:
                self.declared.fits(self.declared.facts[name], value, f"`{name}`")
        expect = self.fields.table(get("expect") or Table({}, {}, table.place), "`expect`", remedies)
        return Example(
            self.fields.text(get("name"), "`name`"),
            {name: self.fields.text(value, f"`{name}`") for name, value in facts.entries.items()},
            {
                name: self._expected(remedies[name], value, targets)
                for name, value in expect.entries.items()
                if name in remedies and name not in faulty
            },
            None if faulty or not remedies else self._given(get("given"), remedies),
            table.place,
        )

    def _expected(self, remedy: Remedy, part: Part, targets: tuple[str, ...]) -> dict[str, int]:
        table = self.fields.table(part, f"What is expected of `{remedy.name}`", targets)
        yes_no = {"yes": 1, "no": 0}
        return {
            target: yes_no[text]
            if remedy.gives == "yes" and (text := self.fields.text(value, "An amount")) in yes_no
            else self.fields.decimal(value, f"What {target} may give", remedy.places)
            for target, value in table.entries.items()
        }

    def _given(self, part: Part | None, remedies: Mapping[str, Remedy]) -> tuple[Given, ...] | None:
        if part is None:
            return None
        keys = (*NO_KEYS, *keys_in(self.declared.facts))
        lines = []
        for item in self.fields.items(part, "`given`"):
            table = self.fields.table(item, "A line of `given`", keys)
            line = {key: self.fields.text(value, f"`{key}`") for key, value in table.entries.items()}
            try:
                lines.append(read_given(line, remedies, self.declared.money.places))
            except ValueError as error:
                self.fields.misfit(item, "A line of `given`", error)
        return tuple(lines)


def fingerprint(policy: Policy) -> str:
    """What identifies a policy's text: the SHA-256 of its source, in hexadecimal."""
    return hashlib.sha256(policy.source.encode()).hexdigest()


def _words(name: str) -> str:
    return name.replace("-", " ").replace("_", " ").capitalize()
