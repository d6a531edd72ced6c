"""Text to Policy, checked: every name exists, every type and unit fits, every fault is reported at once."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from goodgrace.errors import InputError, Place, PolicyError, Problem
from goodgrace.money import places_of
from goodgrace.policy.conditions import Names, read_condition
from goodgrace.policy.expressions import YES_NO, Constant, Kind, Known, Node, Type
from goodgrace.policy.fields import Fields, canonical_unit
from goodgrace.policy.ledger_lines import GIVEN_KEYS, read_given
from goodgrace.policy.remedies import Remedies
from goodgrace.policy.shape import DAY, IDENTITIES, LARGEST, STANDARD, Example, Fact, Given, Policy, Remedy
from goodgrace.policy.text import Part, Table, parse
from goodgrace.policy.values import read_fact, read_value

POLICY_KEYS = (
    "policy", "title", "version", "owner", "serves", "mother", "currency", "roles",
    "facts", "grounds", "remedies", "one_of", "examples",
)  # fmt: skip
FACT_KEYS = ("type", "places", "unit", "of", "ask", "from", "kinder", "default", "least", "most")
KINDS: dict[str, Kind] = {
    "money": "money", "number": "number", "yes_no": "yes_no", "choice": "choice", "date": "date", "key": "key",
}  # fmt: skip
MOST_BYTES = 1_000_000


def read(source: str | Path) -> Policy:
    """Read a policy from its file. Raises PolicyError with every fault found, InputError where there is no such file."""
    path = Path(source)
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            fault = f"The file has {size:,} bytes; a policy has at most {MOST_BYTES:,}."
            raise PolicyError([Problem(Place(str(path), 1, 1), fault, fix="Is it the right file?")])
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        fault = f"The file is not UTF-8 text: byte {error.start:,} does not fit."
        raise PolicyError([Problem(Place(str(path), 1, 1), fault, fix="Save it as UTF-8.")]) from None
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}.") from None
    return read_text(text, str(path))


def read_text(text: str, file: str = "policy.yaml") -> Policy:
    """Read a policy from its text; `file` is the name that faults are reported under. Raises PolicyError."""
    root, problems = parse(text, file)
    reader = _Reader(text, file)
    reader.fields.problems.extend(problems)
    policy = reader.policy(root)
    if reader.fields.problems:
        raise PolicyError(reader.fields.problems)
    return policy


class _Reader:
    """Reads the parts of one policy in their order, so that each may name what stands before it."""

    def __init__(self, text: str, file: str) -> None:
        self.source, self.file = text, file
        self.fields = Fields()
        self.facts: dict[str, Fact] = {}
        self.grounds: dict[str, Node] = {}
        self.money = Type("money", 2)

    def policy(self, root: Part) -> Policy:
        table = self.fields.table(root, "A policy", POLICY_KEYS, needed=("policy", "roles", "remedies"))
        get = table.entries.get
        currency = self._currency(get("currency"))
        self.money = Type("money", places_of(currency))
        roles = self._roles(get("roles"))
        self._facts(get("facts"))
        names = self._grounds(get("grounds"))
        remedies = Remedies(self.fields, names, roles, self.facts).read(get("remedies"))
        return Policy(
            name=self.fields.text(get("policy"), "`policy`"),
            title=self.fields.text(get("title"), "`title`") or _words(self.fields.text(get("policy"), "`policy`")),
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
            examples=self._examples(get("examples"), remedies, (STANDARD, *roles)),
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
                self.fields.fail(item.place, f"The role `{name}` stands twice on the ladder.", name)
            roles.append(name)
        if part is not None and not roles:
            self.fields.fail(
                part.place, "A policy needs at least one role.", fix="Write roles: [agent, lead, manager]."
            )
        return tuple(dict.fromkeys(roles))

    def _facts(self, part: Part | None) -> None:
        if part is None:
            part = Table({}, {}, Place(self.file, 1, 1))
        table = self.fields.table(part, "`facts`")
        for name, value in table.entries.items():
            self.fields.name(name, table.keys[name], "a fact")
            if name in IDENTITIES:
                fix = "Use it in caps as it is; it needs no declaration."
                self.fields.fail(table.keys[name], f"`{name}` is a key that every case has.", name, fix)
            self.facts[name] = self._fact(name, value, table.keys[name])
        if DAY not in self.facts:
            self.facts[DAY] = Fact(DAY, Type("date"), table.place, ask="On which day is this decided?")
        elif self.facts[DAY].type.kind != "date":
            self.fields.fail(table.keys[DAY], f"`{DAY}` is the day of the decision: a date.", DAY)

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
            default=self._value(get("default"), "`default`", type),
            least=self._bound(get("least"), "`least`", type),
            most=self._bound(get("most"), "`most`", type),
        )
        if fact.least is not None and fact.most is not None and fact.least > fact.most:
            self.fields.fail(get("most", part).place, f"The `most` of `{name}` is less than its `least`.")
        elif fact.default is not None:
            self._fits(fact, get("default", part), "`default`")
        return fact

    def _type(self, name: str, kind: Kind, table: Table) -> Type:
        get = table.entries.get
        if (places := get("places")) is not None and kind != "number":
            self.fields.fail(places.place, f"Only a number has `places`; `{name}` is {kind}.", fix="Leave it out.")
        if (of := get("of")) is not None and kind != "choice":
            self.fields.fail(of.place, f"Only a choice has `of`; `{name}` is {kind}.", fix="Leave it out.")
        if kind == "money":
            return self.money
        if kind == "number":
            count = self.fields.decimal(places, "`places`", 0) if places is not None else 0
            if places is not None and count > 6:
                self.fields.fail(places.place, "A number has at most 6 places.")
            return Type("number", min(count, 6), canonical_unit(self.fields.text(get("unit"), "`unit`")))
        if kind == "choice":
            words = tuple(self.fields.text(item, "A choice") for item in self.fields.items(of, "`of`"))
            if not words:
                self.fields.fail(table.place, f"The choice `{name}` needs `of:`.", fix="Add `of: [this, that]`.")
            if len(set(words)) < len(words) and of is not None:
                self.fields.fail(of.place, f"A word stands twice among the choices of `{name}`.")
            return Type("choice", of=words)
        return Type(kind)

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
            self.fields.fail(part.place, f"{what} does not fit: {error}")
            return None

    def _fits(self, fact: Fact, part: Part, what: str) -> None:
        """A value of a fact, within the fact's bounds."""
        try:
            read_fact(fact, self.fields.text(part, what))
        except ValueError as error:
            self.fields.fail(part.place, f"{what} does not fit: {error}")

    def _bound(self, part: Part | None, what: str, type: Type) -> int | None:
        if part is not None and not type.ordered:
            self.fields.fail(part.place, f"A {type.kind} has no {what}.", fix="Leave it out.")
            return None
        value = self._value(part, what, type)
        return value if isinstance(value, int) and abs(value) <= LARGEST else None

    def _grounds(self, part: Part | None) -> Names:
        names = Names({name: _known(fact) for name, fact in self.facts.items()}, self.grounds, self.money)
        if part is None:
            return names
        table = self.fields.table(part, "`grounds`")
        for name, value in table.entries.items():
            self.fields.name(name, table.keys[name], "a ground")
            if name in self.facts:
                self.fields.fail(table.keys[name], f"`{name}` is already a fact.", name, "Choose another name.")
            node = self.fields.expression(value, f"The ground `{name}`", lambda text: read_condition(text, names))
            self.grounds[name] = node or Constant(True, YES_NO)
        return names

    def _one_of(self, part: Part | None, remedies: Mapping[str, Remedy]) -> tuple[tuple[str, ...], ...]:
        groups = []
        for group in self.fields.items(part, "`one_of`"):
            names = tuple(
                self.fields.one_of(item, "A remedy in `one_of`", remedies, "")
                for item in self.fields.items(group, "A group")
            )
            if len(set(names)) < max(len(names), 2):
                self.fields.fail(group.place, "A group in `one_of` is at least two remedies, each once.")
            groups.append(names)
        return tuple(groups)

    def _examples(
        self, part: Part | None, remedies: Mapping[str, Remedy], targets: tuple[str, ...]
    ) -> tuple[Example, ...]:
        return tuple(self._example(item, remedies, targets) for item in self.fields.items(part, "`examples`"))

    def _example(self, part: Part, remedies: Mapping[str, Remedy], targets: tuple[str, ...]) -> Example:
        table = self.fields.table(
            part, "An example", ("name", "facts", "expect", "given"), needed=("name", "facts", "expect")
        )
        get = table.entries.get
        facts = self.fields.table(get("facts") or Table({}, {}, table.place), "`facts`", (*self.facts, *IDENTITIES))
        for name, value in facts.entries.items():
            if name in self.facts:
                self._fits(self.facts[name], value, f"`{name}`")
        expect = self.fields.table(get("expect") or Table({}, {}, table.place), "`expect`", remedies or ("",))
        return Example(
            self.fields.text(get("name"), "`name`"),
            {name: self.fields.text(value, f"`{name}`") for name, value in facts.entries.items()},
            {
                name: self._expected(remedies[name], value, targets)
                for name, value in expect.entries.items()
                if name in remedies
            },
            self._given(get("given"), remedies),
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
        keys = (*GIVEN_KEYS, *(name for name, fact in self.facts.items() if fact.type.kind == "key"))
        lines = []
        for item in self.fields.items(part, "`given`"):
            table = self.fields.table(item, "A line of `given`", keys)
            line = {key: self.fields.text(value, f"`{key}`") for key, value in table.entries.items()}
            try:
                lines.append(read_given(line, remedies, self.money.places))
            except ValueError as error:
                self.fields.fail(item.place, f"A line of `given` does not fit: {error}")
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
