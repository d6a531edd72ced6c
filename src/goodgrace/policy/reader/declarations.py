"""What a policy and a playbook declare alike: the currency, the roles, the facts and the grounds."""

from goodgrace.errors import Place
from goodgrace.money import places_of
from goodgrace.policy.expressions import LARGEST, YES_NO, Constant, Kind, Known, Node, Type
from goodgrace.policy.reader.conditions import MOST_PLACES, Names, read_condition
from goodgrace.policy.reader.fields import Fields, canonical_unit
from goodgrace.policy.reader.ledger_lines import GIVEN_KEYS
from goodgrace.policy.reader.text import Listing, Part, Table
from goodgrace.policy.shape import DAY, IDENTITIES, Fact
from goodgrace.policy.values import read_fact, read_value

FACT_KEYS = ("type", "places", "unit", "of", "ask", "from", "kinder", "default", "least", "most")
KINDS: dict[str, Kind] = {
    "money": "money", "number": "number", "yes_no": "yes_no", "choice": "choice", "date": "date", "key": "key",
}  # fmt: skip
LONGEST_CHOICE = 100


class Declarations:
    """Reads the declarations of one file in their order, so that each may name what stands before it."""

    def __init__(self, fields: Fields, file: str, what: str = "A policy") -> None:
        self.fields, self.file, self.what = fields, file, what
        self.facts: dict[str, Fact] = {}
        self.grounds: dict[str, Node] = {}
        self.doubtful: set[str] = set()
        self.all_facts = True
        self.currency, self.money = "EUR", Type("money", 2)

    def read_currency(self, part: Part | None) -> str:
        """The currency of all money in the file; EUR where it is left out."""
        code = self.fields.text(part, "`currency`", "EUR")
        if part is not None and not (len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()):
            self.fields.fail(
                part.place, f"`{code[:20]}` is not a currency.", code[:20], "Write its ISO code, as EUR or USD."
            )
        self.currency, self.money = code, Type("money", places_of(code))
        return code

    def read_roles(self, part: Part | None) -> tuple[str, ...]:
        """The ladder of roles, each once."""
        roles: list[str] = []
        for item in self.fields.items(part, "`roles`"):
            name = self.fields.name(self.fields.text(item, "A role"), item.place, "a role")
            if name in roles:
                fault = f"The role `{name}` stands twice on the ladder."
                self.fields.fail(item.place, fault, name, "Keep one of the two.")
            roles.append(name)
        if isinstance(part, Listing) and not roles:
            self.fields.fail(
                part.place, f"{self.what} needs at least one role.", fix="Write roles: [agent, lead, manager]."
            )
        return tuple(dict.fromkeys(roles))

    def read_facts(self, part: Part | None) -> None:
        """The facts, kept in `facts`; those with a fault of their own in `doubtful` too."""
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
            self.fits(fact, get("default", part), "`default`")
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

    def fits(self, fact: Fact, part: Part, what: str) -> None:
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

    def read_grounds(self, part: Part | None) -> Names:
        """The named reasons, kept in `grounds`; gives what a condition may name."""
        facts = {name: known_of(fact) for name, fact in self.facts.items()}
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


def known_of(fact: Fact) -> Known:
    """The node that names a fact, with the largest magnitude that its bounds allow."""
    if fact.least is None or fact.most is None:
        return Known(fact.name, fact.type)
    return Known(fact.name, fact.type, max(abs(fact.least), abs(fact.most)))
