"""Text to Policy, checked: every name exists, every type and unit fits, every fault is reported at once."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from pathlib import Path

from goodgrace.errors import InputError, Place, PolicyError, Problem
from goodgrace.money import places_of
from goodgrace.policy.expressions import YES_NO, Constant, Kind, Known, Node, Type
from goodgrace.policy.reader.conditions import MOST_PLACES, Names, read_condition
from goodgrace.policy.reader.fields import Fields, canonical_unit
from goodgrace.policy.reader.ledger_lines import GIVEN_KEYS, NO_KEYS, read_given
from goodgrace.policy.reader.remedies import Remedies
from goodgrace.policy.reader.text import Listing, Part, Table, parse
from goodgrace.policy.shape import (
    DAY,
    IDENTITIES,
    LARGEST,
    STANDARD,
    Example,
    Fact,
    Given,
    Policy,
    Remedy,
    expressions_of,
    keys_in,
)
from goodgrace.policy.sizes import measure
from goodgrace.policy.values import read_fact, read_value

POLICY_KEYS = (
    "policy", "title", "version", "owner", "serves", "mother", "currency", "roles",
    "facts", "grounds", "remedies", "one_of", "examples",
)  # fmt: skip
FACT_KEYS = ("type", "places", "unit", "of", "ask", "from", "kinder", "default", "least", "most")
KINDS: dict[str, Kind] = {
    "money": "money", "number": "number", "yes_no": "yes_no", "choice": "choice", "date": "date", "key": "key",
}  # fmt: skip
EXAMPLE_KEYS = ("name", "facts", "expect", "given")
MOST_BYTES = 1_000_000
MOST_PARTS_IN_ALL = 50_000
LONGEST_CHOICE = 100


def read(source: str | Path) -> Policy:
    """Read a policy from its file. Raises PolicyError with every fault found, InputError where there is no such file."""
    path = Path(source)
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: {getattr(error, 'strerror', None) or error}.") from None
    if len(raw) > MOST_BYTES:
        fault = f"The file has more than {MOST_BYTES:,} bytes, and a policy never has."
        raise PolicyError([Problem(Place(str(path), 1, 1), fault, path.name, "Is it the right file?")])
    try:
        return read_text(raw.decode(), str(path))
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode()
        place = Place(str(path), before.count("\n") + 1, len(before) - before.rfind("\n"))
        fault = f"The file is not UTF-8 text: the byte 0x{raw[error.start]:02X} does not fit."
        raise PolicyError([Problem(place, fault, f"0x{raw[error.start]:02X}", "Save it as UTF-8.")]) from None


def read_text(text: str, file: str = "policy.yaml") -> Policy:
    """Read a policy from its text; `file` is the name that faults are reported under. Raises PolicyError."""
    reader = _Reader(text, file)
    try:
        root, problems = parse(text, file)
        reader.fields.problems.extend(problems)
        policy = reader.policy(root)
    except PolicyError as error:
        raise _with_words(error.problems, text) from None
    if reader.fields.problems:
        raise _with_words(reader.fields.problems, text)
    return policy


def _with_words(problems: Iterable[Problem], text: str) -> PolicyError:
    """The error with all faults, each once, and each with the words that stand at its place."""
    lines = text.removeprefix("\ufeff").split("\n") if len(text) <= MOST_BYTES else [""]
    return PolicyError(
        {problem if problem.text else replace(problem, text=_words_at(problem.place, lines)) for problem in problems}
    )


def _words_at(place: Place, lines: list[str]) -> str:
    """What stands at a place: a word or sentence up to its end, or the start of a list, a table or a quotation."""
    rest = lines[place.line - 1][place.column - 1 :] if place.line <= len(lines) else ""
    found = re.match(r"""[\[{"'|>].*|[^,\]}]*""", rest)
    return found[0].strip()[:40] if found else ""


class _Reader:
    """Reads the parts of one policy in their order, so that each may name what stands before it."""

    def __init__(self, text: str, file: str) -> None:
        self.source, self.file = text, file
        self.fields = Fields()
        self.facts: dict[str, Fact] = {}
        self.grounds: dict[str, Node] = {}
        self.doubtful: set[str] = set()
        self.all_facts = True
        self.currency, self.money = "EUR", Type("money", 2)

    def policy(self, root: Part) -> Policy:
        table = self.fields.table(root, "A policy", POLICY_KEYS, needed=("policy", "roles", "remedies"))
        get = table.entries.get
        currency = self.currency = self._currency(get("currency"))
        self.money = Type("money", places_of(currency))
        roles = self._roles(get("roles"))
        self._facts(get("facts"))
        names = self._grounds(get("grounds"))
        reader = Remedies(self.fields, names, roles, self.facts)
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
            facts=self.facts,
            grounds=self.grounds,
            remedies=remedies,
            one_of=self._one_of(get("one_of"), remedies),
            examples=self._examples(get("examples"), remedies, (STANDARD, *roles) if roles else (), reader.faulty),
            source=self.source,
            file=self.file,
        )

    def _currency(self, part: Part | None) -> str:
        code = self.fields.text(part, "`currency`", "EUR")
        if part is not None and not (len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()):
            self.fields.fail(
                part.place, f"`{code[:20]}` is not a currency.", code[:20], "Write its ISO code, as EUR or USD."
            )
        return code

    def _roles(self, part: Part | None) -> tuple[str, ...]:
        roles: list[str] = []
        for item in self.fields.items(part, "`roles`"):
            name = self.fields.name(self.fields.text(item, "A role"), item.place, "a role")
            if name in roles:
                fault = f"The role `{name}` stands twice on the ladder."
                self.fields.fail(item.place, fault, name, "Keep one of the two.")
            roles.append(name)
        if isinstance(part, Listing) and not roles:
            self.fields.fail(
                part.place, "A policy needs at least one role.", fix="Write roles: [agent, lead, manager]."
            )
        return tuple(dict.fromkeys(roles))

    def _facts(self, part: Part | None) -> None:
        if part is None:
            part = Table({}, {}, Place(self.file, 1, 1))
        table = self.fields.table(part, "`facts`")
        self.all_facts = isinstance(part, Table)
        for name, value in table.entries.items():
            before = self.fields.count()
            self.fields.name(name, table.keys[name], "a fact")
            self.facts[name] = self._fact(name, value, table.keys[name])
            self._check_name(self.facts[name])
            if self.fields.count() > before:
                self.doubtful.add(name)
        if DAY not in self.facts:
            self.facts[DAY] = Fact(DAY, Type("date"), table.place, ask="On which day is this decided?")

    def _check_name(self, fact: Fact) -> None:
        """The names that have a meaning in every policy."""
        name, kind = fact.name, fact.type.kind
        if name in IDENTITIES:
            fix = "Use it in caps as it is; it needs no declaration."
            self.fields.fail(fact.place, f"`{name}` is a key that every case has.", name, fix)
        elif name == DAY and kind != "date":
            self.fields.fail(fact.place, f"`{DAY}` is the day of the decision: a date.", DAY, "Write {type: date}.")
        elif kind == "key" and name in GIVEN_KEYS:
            fault = f"A key cannot be named `{name}`: a line of `given` says something else by it."
            self.fields.fail(fact.place, fault, name, "Choose another name.")

    def _fact(self, name: str, part: Part, place: Place) -> Fact:
        table = self.fields.table(part, f"The fact `{name}`", FACT_KEYS, needed=("type",))
        get = table.entries.get
        kind = KINDS[self.fields.one_of(get("type"), f"The type of `{name}`", KINDS, "number")]
        type = self._type(name, kind, table)
        fact = Fact(
            name,
            type,
            place,
            ask=self.fields.text(get("ask"), "`ask`"),
            origin=self.fields.text(get("from"), "`from`"),
            kinder=self._kinder(get("kinder"), type),  # type: ignore[arg-type]  # one_of returns one of its words
            default=self._default(name, get("default"), type),
            least=self._bound(get("least"), "`least`", type),
            most=self._bound(get("most"), "`most`", type),
            currency=self.currency if kind == "money" else "",
        )
        if fact.least is not None and fact.most is not None and fact.least > fact.most:
            fault = f"The `most` of `{name}` is less than its `least`."
            self.fields.fail(get("most", part).place, fault, fix="Exchange the two.")
        elif fact.default is not None:
            self._fits(fact, get("default", part), "`default`")
        return fact

    def _type(self, name: str, kind: Kind, table: Table) -> Type:
        get = table.entries.get
        if (places := get("places")) is not None and kind != "number":
            self.fields.fail(
                places.place, f"Only a number has `places`; `{name}` is of type {kind}.", fix="Leave it out."
            )
        if (of := get("of")) is not None and kind != "choice":
            self.fields.fail(of.place, f"Only a choice has `of`; `{name}` is of type {kind}.", fix="Leave it out.")
        if kind == "money":
            return self.money
        if kind == "number":
            count = self.fields.decimal(places, "`places`", 0) if places is not None else 0
            if places is not None and count > MOST_PLACES:
                fault = f"A number has at most {MOST_PLACES} places."
                self.fields.fail(places.place, fault, fix=f"Write {MOST_PLACES} or fewer.")
            return Type("number", min(count, MOST_PLACES), canonical_unit(self.fields.text(get("unit"), "`unit`")))
        if kind == "choice":
            words = self._choices(name, of, table.place)
            return Type("choice", of=words)
        return Type(kind)

    def _choices(self, name: str, of: Part | None, place: Place) -> tuple[str, ...]:
        words: dict[str, Place] = {}
        for item in self.fields.items(of, "`of`", "Write it as [this, that]."):
            word = self.fields.text(item, "A choice")
            if word in words:
                fault = f"`{word}` stands twice among the choices of `{name}`."
                self.fields.fail(item.place, fault, word, "Keep one of the two.")
            if not word or word != word.strip() or '"' in word or "\\n" in word or len(word) > LONGEST_CHOICE:
                fix = f"Write 1 to {LONGEST_CHOICE} characters, without double quotation marks and spaces at the ends."
                self.fields.fail(item.place, f"`{word[:40]}` cannot be a choice.", word[:40], fix)
            words[word] = item.place
        if not words and (of is None or isinstance(of, Listing)):
            self.fields.fail(place, f"The choice `{name}` needs `of:`.", fix="Add `of: [this, that]`.")
        return tuple(words)

    def _kinder(self, part: Part | None, type: Type) -> str | None:
        if part is None:
            return None
        words = ("more", "less") if type.ordered else ("yes", "no") if type.kind == "yes_no" else ()
        if not words:
            self.fields.fail(part.place, f"`kinder` makes no sense for a {type.kind}.", fix="Leave it out.")
            return None
        return self.fields.one_of(part, "`kinder`", words, words[0])

    def _value(self, part: Part | None, what: str, type: Type) -> int | str | None:
        try:
            return None if part is None else read_value(type, self.fields.text(part, what))
        except ValueError as error:
            assert part is not None
            self.fields.misfit(part, what, error)
            return None

    def _default(self, name: str, part: Part | None, type: Type) -> int | str | None:
        if part is not None and type.kind == "key":
            fault = f"A key has no `default`: `{name}` says who or which, and nobody is meant by nothing."
            self.fields.fail(
                part.place, fault, fix="Leave it out; without it, caps per this key wait until it is known."
            )
            return None
        return self._value(part, "`default`", type)

    def _fits(self, fact: Fact, part: Part, what: str) -> None:
        """A value of a fact, within the fact's bounds."""
        try:
            read_fact(fact, self.fields.text(part, what))
        except ValueError as error:
            self.fields.misfit(part, what, error)

    def _bound(self, part: Part | None, what: str, type: Type) -> int | None:
        if part is not None and not type.ordered:
            self.fields.fail(part.place, f"A {type.kind} has no {what}.", fix="Leave it out.")
            return None
        value = self._value(part, what, type)
        return value if isinstance(value, int) and abs(value) <= LARGEST else None

    def _grounds(self, part: Part | None) -> Names:
        facts = {name: _known(fact) for name, fact in self.facts.items()}
        complete = self.all_facts and isinstance(part, Table | None)
        names = Names(facts, self.grounds, self.money, self.doubtful, complete)
        if part is None:
            return names
        table = self.fields.table(part, "`grounds`")
        for name, value in table.entries.items():
            before = self.fields.count()
            self.fields.name(name, table.keys[name], "a ground")
            if name in self.facts or name in IDENTITIES:
                what = "a fact" if name in self.facts else "a key that every case has"
                self.fields.fail(table.keys[name], f"`{name}` is already {what}.", name, "Choose another name.")
            node = self.fields.expression(value, f"The ground `{name}`", lambda text: read_condition(text, names))
            self.grounds[name] = node or Constant(True, YES_NO)
            if node is None or self.fields.count() > before:
                self.doubtful.add(name)
        return names

    def _check_size(self, remedies: Mapping[str, Remedy], place: Place) -> None:
        nodes = [*self.grounds.values(), *(node for remedy in remedies.values() for node in expressions_of(remedy))]
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
        known = (*self.facts, *IDENTITIES) if self.all_facts else ()
        facts = self.fields.table(get("facts") or Table({}, {}, table.place), "`facts`", known)
        for name, value in facts.entries.items():
            if name in self.facts and name not in self.doubtful:
                self._fits(self.facts[name], value, f"`{name}`")
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
        keys = (*NO_KEYS, *keys_in(self.facts))
        lines = []
        for item in self.fields.items(part, "`given`"):
            table = self.fields.table(item, "A line of `given`", keys)
            line = {key: self.fields.text(value, f"`{key}`") for key, value in table.entries.items()}
            try:
                lines.append(read_given(line, remedies, self.money.places))
            except ValueError as error:
                self.fields.misfit(item, "A line of `given`", error)
        return tuple(lines)


def fingerprint(policy: Policy) -> str:
    """What identifies a policy's text: the SHA-256 of its source, in hexadecimal."""
    return hashlib.sha256(policy.source.encode()).hexdigest()


def _known(fact: Fact) -> Known:
    if fact.least is None or fact.most is None:
        return Known(fact.name, fact.type)
    return Known(fact.name, fact.type, max(abs(fact.least), abs(fact.most)))


def _words(name: str) -> str:
    return name.replace("-", " ").replace("_", " ").capitalize()
