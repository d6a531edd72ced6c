"""The reader of remedies: rules, what is never given, and caps."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from goodgrace.errors import Place
from goodgrace.policy.expressions import Constant, Node, Type
from goodgrace.policy.reader.conditions import MOST_PLACES, SMALLER, Names, read_amount, read_condition
from goodgrace.policy.reader.fields import Fields, canonical_unit
from goodgrace.policy.reader.text import Part, Table, Word
from goodgrace.policy.shape import IDENTITIES, Cap, Fact, Gives, Never, Period, Remedy, Rule, Unit, keys_in
from goodgrace.policy.sizes import LARGEST_VALUE, at_places

REMEDY_KEYS = (
    "title", "gives", "unit", "places", "costs", "at_most", "standard", "discretion", "never", "caps", "promise",
)  # fmt: skip
GIVES = ("money", "number", "yes")
STANDARD_KEYS, DISCRETION_KEYS, NEVER_KEYS = ("when", "give"), ("when", "up_to"), ("when", "because", "instead")
PERIOD = "([1-9][0-9]{0,3}) (day|week|month|year)s?"
LONGEST_POOL = 80
CAP_KEYS = ("per", "pool", "times", "amount", "within", "binds")


class Remedies:
    """Reads the remedies of one policy, whose facts and grounds are read already."""

    def __init__(self, fields: Fields, names: Names, roles: tuple[str, ...], facts: Mapping[str, Fact]) -> None:
        self.fields, self.names, self.roles, self.facts = fields, names, roles, facts
        self.instead: list[tuple[Word, str]] = []
        self.faulty: set[str] = set()
        self.priced = True

    def read(self, part: Part | None) -> dict[str, Remedy]:
        """All remedies by name, in their order."""
        if part is None:
            return {}
        table = self.fields.table(part, "`remedies`")
        if not table.entries:
            fix = "Write `speak_to_manager: {gives: yes, standard: always}`."
            self.fields.fail(part.place, "A policy needs at least one remedy.", fix=fix)
        remedies = {}
        for name, value in table.entries.items():
            before = self.fields.count()
            remedies[name] = self._remedy(name, value, table.keys[name])
            if self.fields.count() > before:
                self.faulty.add(name)
        for word, name in self.instead:
            self._check_instead(word, name, remedies)
        return remedies

    def _check_instead(self, word: Word, name: str, remedies: Mapping[str, Remedy]) -> None:
        if word.text == name:
            fix = "Name another remedy; there can be one that gives yes, as `speak_to_manager`."
            self.fields.fail(word.place, f"`{name}` cannot be offered instead of itself.", word.text, fix)
        elif word.text.strip():
            self.fields.one_of(word, "`instead`", remedies, "")

    def _remedy(self, name: str, part: Part, place: Place) -> Remedy:
        self.fields.name(name, place, "a remedy")
        table = self.fields.table(part, f"The remedy `{name}`", REMEDY_KEYS, needed=("gives",))
        get = table.entries.get
        said = self.fields.one_of(get("gives"), "`gives`", GIVES, "")
        gives = cast(Gives, said) if said in GIVES else None
        self.priced = gives is None or gives == "money" or "costs" in table.entries
        amount = self._amount_type(gives, table)
        remedy = Remedy(
            name=name,
            title=self.fields.text(get("title"), "`title`") or name.replace("_", " ").capitalize(),
            gives=gives or "yes",
            unit=amount.unit,
            places=amount.places,
            costs=self._costs(get("costs"), gives),
            at_most=self._node(get("at_most"), "`at_most`", amount) if gives else None,
            standard=self._standard(get("standard"), gives, amount),
            discretion=self._discretion(get("discretion"), gives, amount),
            never=tuple(self._never(item, name) for item in self.fields.items(get("never"), "`never`")),
            caps=(),
            promise=self.fields.text(get("promise"), "`promise`"),
            place=place,
        )
        understood = isinstance(part, Table) and set(table.entries) <= set(REMEDY_KEYS)
        if understood and not any((get("standard"), get("discretion"))):
            fix = "Write standard: always." if gives == "yes" else "Write standard: [{give: …}]."
            self.fields.fail(
                place, f"Nobody is ever given `{name}`: it has no `standard` and no `discretion`.", name, fix
            )
        caps = tuple(self._cap(item, remedy) for item in self.fields.items(get("caps"), "`caps`"))
        return replace(remedy, caps=caps)

    def _amount_type(self, gives: Gives | None, table: Table) -> Type:
        get = table.entries.get
        for key in ("unit", "places"):
            if gives in ("money", "yes") and key in table.entries:
                fault = f"Only a remedy that gives a number has `{key}`; this one gives {gives}."
                self.fields.fail(table.keys[key], fault, key, "Leave it out.")
        if gives == "money":
            return self.names.money
        if gives != "number":
            return Type("number")
        places = get("places")
        count = self.fields.decimal(places, "`places`", 0) if places else 0
        if places and count > MOST_PLACES:
            fault = f"A number has at most {MOST_PLACES} places."
            self.fields.fail(places.place, fault, str(count), f"Write {MOST_PLACES} or fewer.")
        return Type("number", min(count, MOST_PLACES), canonical_unit(self.fields.text(get("unit"), "`unit`")))

    def _costs(self, part: Part | None, gives: Gives | None) -> int | None:
        if part is None or gives is None:
            return None
        if gives == "money":
            self.fields.fail(part.place, "Money costs what it is.", fix="Leave `costs` out.")
            return None
        return self.fields.decimal(part, "`costs`", self.names.money.places)

    def _standard(self, part: Part | None, gives: Gives | None, amount: Type) -> tuple[Rule, ...]:
        if isinstance(part, Word) and part.text == "always":
            if gives in ("yes", None):
                return (Rule(None, Constant(1, amount), part.place),)
            fix = "Write standard: [{give: …}]."
            self.fields.fail(part.place, "`always` alone fits only a remedy that gives yes.", part.text, fix)
            return ()
        rules = self.fields.items(part, "`standard`", "Write a list of rules, as in [{when: …, give: 20}].")
        return tuple(self._rule(item, STANDARD_KEYS, gives, amount) for item in rules)

    def _discretion(self, part: Part | None, gives: Gives | None, amount: Type) -> dict[str, tuple[Rule, ...]]:
        if part is None:
            return {}
        table = self.fields.table(part, "`discretion`", self.roles)
        fix = "Write a list of rules, as in [{when: …, up_to: 20}]."
        return {
            role: tuple(
                self._rule(item, DISCRETION_KEYS, gives, amount) for item in self.fields.items(rules, f"`{role}`", fix)
            )
            for role, rules in table.entries.items()
            if role in self.roles
        }

    def _rule(self, part: Part, keys: tuple[str, str], gives: Gives | None, amount: Type) -> Rule:
        key = keys[1]
        needed = () if gives in ("yes", None) else (key,)
        table = self.fields.table(part, "A rule", keys, needed)
        value = table.entries.get(key)
        node = Constant(1, amount) if gives == "yes" else Constant(0, amount)
        if gives == "yes" and value is not None:
            self.fields.one_of(value, f"`{key}`", ("yes",), "yes")
        elif gives is not None and value is not None:
            node = self._node(value, f"`{key}`", amount) or node  # type: ignore[assignment]  # any node serves
        return Rule(self._when(table), node, table.place)

    def _when(self, table: Table) -> Node | None:
        part = table.entries.get("when")
        if part is None or (isinstance(part, Word) and part.text == "always"):
            return None
        return self.fields.expression(part, "`when`", lambda text: read_condition(text, self.names))

    def _node(self, part: Part | None, what: str, amount: Type) -> Node | None:
        if part is None:
            return None
        node = self.fields.expression(part, what, lambda text: read_amount(text, self.names, amount))
        if node is not None and at_places(node, amount.places) > LARGEST_VALUE:
            self.fields.fail(part.place, f"{what} could become too large to be counted exactly.", fix=SMALLER)
        return node

    def _never(self, part: Part, name: str) -> Never:
        table = self.fields.table(part, "A `never`", NEVER_KEYS, needed=("because", "instead"))
        get = table.entries.get
        instead = get("instead")
        if isinstance(instead, Word):
            self.instead.append((instead, name))
        return Never(
            self._when(table),
            self.fields.text(get("because"), "`because`"),
            self.fields.text(instead, "`instead`"),
            table.place,
        )

    def _cap(self, part: Part, remedy: Remedy) -> Cap:
        table = self.fields.table(part, "A cap", CAP_KEYS)
        get = table.entries.get
        per, pool = get("per"), get("pool")
        times, amount, binds = get("times"), get("amount"), get("binds")
        if isinstance(part, Table) and set(table.entries) <= set(CAP_KEYS):
            self._check_cap(table)
        places = self.names.money.places if pool is not None else remedy.places
        return Cap(
            per=self.fields.one_of(per, "`per`", keys_in(self.facts), IDENTITIES[0]) if per else None,
            pool=self.fields.short(pool, "`pool`", most=LONGEST_POOL) if pool else None,
            times=self.fields.decimal(times, "`times`", 0) if times else None,
            amount=self.fields.decimal(amount, "`amount`", places) if amount else None,
            within=self._period(get("within")),
            binds=self.fields.one_of(binds, "`binds`", self.roles, self.roles[-1]) if binds and self.roles else None,
            place=table.place,
        )

    def _check_cap(self, table: Table) -> None:
        pool = table.entries.get("pool")
        if ("per" in table.entries) == (pool is not None):
            fault = "A cap counts either `per` an identity or from a `pool`."
            self.fields.fail(table.place, fault, fix="Write one of the two, as in {per: customer, times: 3}.")
        if ("times" in table.entries) == ("amount" in table.entries):
            fault = "A cap bounds either `times` or `amount`."
            self.fields.fail(table.place, fault, fix="Write one of the two, as in {per: customer, times: 3}.")
        if isinstance(pool, Word) and not pool.text.strip():
            self.fields.fail(pool.place, "A pool has a name.", fix="Write it, as in {pool: rental-desk, amount: 5000}.")
        if pool is not None and not self.priced:
            fault = "A pool holds money, and this remedy has no price."
            self.fields.fail(pool.place, fault, fix="Add `costs:` to the remedy, the price of one unit.")

    def _period(self, part: Part | None) -> Period | None:
        text = self.fields.text(part, "`within`", "ever")
        if text == "ever" or not isinstance(part, Word):
            return None
        match = re.fullmatch(PERIOD, text)
        if match is None:
            self.fields.fail(
                part.place, f"`{text[:40]}` is not a period.", text[:40], 'Write "12 months", "30 days" or "ever".'
            )
            return None
        return Period(int(match[1]), cast(Unit, match[2]))
