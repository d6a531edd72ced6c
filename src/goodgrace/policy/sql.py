"""Meaning 2: a policy as SQL, for a whole history at once, in DuckDB, PostgreSQL and Spark.

Three-valued logic is SQL's own, so an unknown fact is NULL and stays NULL. Amounts are DECIMALs at their own places, so
that the text reads like the policy. GREATEST and LEAST skip NULL in all three engines, which the kindest rule wants
("a rule that does not hold says nothing") and the words `min` and `max` do not: those are guarded.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, assert_never

from sqlglot import ErrorLevel, exp

from goodgrace.errors import InputError
from goodgrace.money import as_text
from goodgrace.policy.expressions import (
    All,
    Among,
    Choose,
    Compare,
    Constant,
    DaysBetween,
    Either,
    Extreme,
    Known,
    Named,
    Node,
    Not,
    Op,
    Share,
    Sum,
    Times,
    Type,
    facts_in,
    parts_of,
    walk,
)
from goodgrace.policy.shape import LARGEST, STANDARD, Fact, Policy, Remedy, Rule
from goodgrace.policy.values import NO, YES

Dialect = Literal["duckdb", "postgres", "spark"]
DIALECTS: tuple[Dialect, ...] = ("duckdb", "postgres", "spark")
DIGITS = 18
WIDEST = 38
SPARE_PLACES = 3
"""A column is read with so many places more than its fact has, to see whether its value fits."""
MOST_WORDS = 200_000
LONGEST_NAME = {"duckdb": 255, "postgres": 63, "spark": 255}
ROW = "case__row"
"""The table's own row, carried through the statement as one value; no name of a policy has two underscores."""
AS_MUCH_AS_YOU_LIKE = 10**DIGITS - 1
"""Stands for an amount that a missing fact leaves open, in the smallest unit: more than any amount can be."""
_COMPARED: dict[Op, type[exp.Binary]] = {
    "==": exp.EQ, "!=": exp.NEQ, "<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE,
}  # fmt: skip


def condition_sql(node: Node, dialect: Dialect = "duckdb") -> str:
    """A condition as one SQL expression over columns named like the facts; NULL where it is unknown."""
    return _text(_Words(dialect).value(node), dialect)


def number_sql(node: Node, places: int, dialect: Dialect = "duckdb") -> str:
    """An amount or number as one SQL expression, a DECIMAL with so many places; NULL where it is unknown."""
    return _text(_decimal(_Words(dialect).number(node, places), places), dialect)


def limits_select(policy: Policy, source: str, dialect: Dialect = "duckdb", keep: Sequence[str] = ()) -> str:
    """What each case of a relation is sure to get: a SELECT for queries that we compose ourselves.

    `source` has typed columns named like the facts (`fact_column` says how each is typed). The answer has the `keep`
    columns, a DECIMAL `REMEDY__TARGET` for each remedy and target (never NULL: the amount that is sure already), and a
    boolean `decided`: whether the missing facts, if any, make no difference to any of them.
    """
    return _text(_Statement(policy, dialect, source).over_facts(keep), dialect)


def fact_column(fact: Fact, column: str | None, dialect: Dialect = "duckdb") -> str:
    """One fact read from a column of any fitting type, as one SQL expression; None where there is no such column."""
    return _text(_read(fact, column), dialect)


def facts_used(policy: Policy) -> tuple[str, ...]:
    """The facts that a policy's rules ask for, in the order in which the policy lists them."""
    found = {name for remedy in policy.remedies.values() for node in _nodes_of(remedy) for name in facts_in(node)}
    return tuple(name for name in policy.facts if name in found)


def sql(
    policy: Policy, dialect: Dialect = "duckdb", table: str = "cases", columns: Collection[str] | None = None
) -> str:
    """The policy as one statement: every row of a table of cases, with what each role may give in it.

    The table has a column for each fact, named like it; `columns` says which facts it has (None: all that the rules
    use), and the others are unknown or at their default. The answer has all the table's columns, then for each remedy
    `REMEDY__standard` and `REMEDY__ROLE`: the amount, 1 or 0 where the remedy is a yes, and NULL where a missing fact
    could still make it more. Caps are no part of it: they need the ledger of what was given before.
    """
    statement = _Statement(policy, dialect, table).over_table(columns)
    title = " ".join(f"{policy.name}, version {policy.version}".split())
    return (
        f"-- {title}: what everybody gets and how far each role may go, before caps.\n"
        "-- NULL means: not decided, a missing fact could still make it more. Caps need the ledger and are not here.\n"
        f"{_text(statement, dialect, pretty=True)}\n"
    )


def _text(expression: exp.Expr, dialect: Dialect, pretty: bool = False) -> str:
    return expression.sql(dialect, identify=True, pretty=pretty, unsupported_level=ErrorLevel.RAISE, max_text_width=100)


# ── words ───────────────────────────────────────────────────────────────────────────────────────


def _column(name: str) -> exp.Column:
    return exp.column(name, quoted=True)


def _type(kind: str, *sizes: int) -> exp.DataType:
    return exp.DataType(
        this=exp.DType[kind], expressions=[exp.DataTypeParam(this=exp.Literal.number(size)) for size in sizes]
    )


def _cast(expression: exp.Expr, kind: str, *sizes: int) -> exp.Cast:
    return exp.Cast(this=expression, to=_type(kind, *sizes))


def _decimal(expression: exp.Expr, places: int) -> exp.Cast:
    to = _type("DECIMAL", DIGITS, places)
    return expression if isinstance(expression, exp.Cast) and expression.to == to else exp.Cast(this=expression, to=to)


def _literal(scaled: int, places: int) -> exp.Expr:
    number = exp.Literal.number(as_text(abs(scaled), places))
    return exp.Neg(this=number) if scaled < 0 else number


def _most(*parts: exp.Expr) -> exp.Expr:
    return exp.Greatest(this=parts[0], expressions=list(parts[1:]), ignore_nulls=True) if len(parts) > 1 else parts[0]


def _least(*parts: exp.Expr) -> exp.Expr:
    return exp.Least(this=parts[0], expressions=list(parts[1:]), ignore_nulls=True) if len(parts) > 1 else parts[0]


def _when(test: exp.Expr, then: exp.Expr, otherwise: exp.Expr | None = None) -> exp.Case:
    case = exp.Case().when(test, then)
    return case.else_(otherwise) if otherwise is not None else case


def _or_else(value: exp.Expr, other: exp.Expr) -> exp.Coalesce:
    return exp.Coalesce(this=value, expressions=[other])


@dataclass(slots=True)
class _Words:
    """Says each word of the language in SQL. `grounds`: whether grounds are columns already."""

    dialect: Dialect
    grounds: bool = False
    said: int = 0

    def value(self, node: Node) -> exp.Expr:
        """A node of any type; a counting one at its own places."""
        self._count()
        match node:
            case Constant(value=value, type=type) if not type.counts:
                return _constant(value, type)
            case Known(name=name):
                return _column(name)
            case Named(name=name, condition=condition):
                return _column(name) if self.grounds else exp.paren(self.value(condition))
            case Not(part=part):
                return exp.not_(self.value(part))
            case All(parts=parts):
                return exp.and_(*(self.value(part) for part in parts))
            case Either(parts=parts):
                return exp.or_(*(self.value(part) for part in parts))
            case Compare():
                return self._compare(node)
            case Among(part=part, values=values):
                places = max(part.type.places, *(value.type.places for value in values))
                listed = [self._at(value, places) for value in values]
                return exp.In(this=self._at(part, places), expressions=listed)
            case Choose():
                return self._choose(node)
            case _:
                return self._count_up(node)

    def number(self, node: Node, places: int) -> exp.Expr:
        """A counting node, as a DECIMAL with so many places (at least its own)."""
        if isinstance(node, Constant):
            return _literal(int(node.value) * 10 ** (places - node.type.places), places)
        value = self.value(node)
        return value if places == node.type.places else _decimal(value, places)

    def _count_up(self, node: Node) -> exp.Expr:
        places = node.type.places
        match node:
            case Constant():
                return self.number(node, places)
            case Sum(left=left, right=right, sign=sign):
                kind = exp.Add if sign == 1 else exp.Sub
                return _decimal(kind(this=self.number(left, places), expression=self.number(right, places)), places)
            case Times(part=part, by=by, by_places=by_places):
                factor = _literal(by, by_places)
                return _decimal(exp.Mul(this=self.number(part, part.type.places), expression=factor), places)
            case Extreme():
                return self._extreme(node)
            case Share(part=part, percent=percent, percent_places=percent_places):
                hundredths = _literal(percent, percent_places + 2)
                product = exp.Mul(this=self.number(part, places), expression=hundredths)
                return _decimal(_half_even(product, places, self.dialect), places)
            case DaysBetween(start=start, end=end):
                return _decimal(_days(self.value(start), self.value(end), self.dialect), 0)
            case _:
                raise AssertionError(node)

    def _at(self, node: Node, places: int) -> exp.Expr:
        return self.number(node, places) if node.type.counts else self.value(node)

    def _compare(self, node: Compare) -> exp.Expr:
        places = max(node.left.type.places, node.right.type.places)
        return _COMPARED[node.op](this=self._at(node.left, places), expression=self._at(node.right, places))

    def _choose(self, node: Choose) -> exp.Expr:
        """An unknown test chooses nothing: neither branch is taken."""
        case = exp.Case(this=self.value(node.test))
        case = case.when(exp.true(), self._at(node.then, node.type.places))
        case = case.when(exp.false(), self._at(node.otherwise, node.type.places))
        return _decimal(case, node.type.places) if node.type.counts else case

    def _extreme(self, node: Extreme) -> exp.Expr:
        places = node.type.places
        parts = [self.number(part, places) for part in node.parts]
        picked = _least(*parts) if node.which == "min" else _most(*parts)
        known = [exp.Not(this=exp.Is(this=part, expression=exp.null())) for part in self._asked(node)]
        return _decimal(_when(exp.and_(*known), picked) if known else picked, places)

    def _asked(self, node: Extreme) -> list[exp.Expr]:
        """What must be known for all the parts to be known; only a conditional part can do without a fact in it."""
        if any(isinstance(part, Choose) for part in walk(node)):
            return [self.value(part) for part in node.parts if not isinstance(part, Constant)]
        return [_column(name) for name in facts_in(node)]

    def _count(self) -> None:
        self.said += 1
        if self.said > MOST_WORDS:
            raise InputError("The policy is too long to be said in SQL. Name fewer things inside each other.")


def _constant(value: int | str, type: Type) -> exp.Expr:
    match type.kind:
        case "yes_no":
            return exp.Boolean(this=bool(value))
        case "date":
            return _cast(exp.Literal.string(date.fromordinal(int(value)).isoformat()), "DATE")
        case _:
            return exp.Literal.string(str(value))


def _days(start: exp.Expr, end: exp.Expr, dialect: Dialect) -> exp.Expr:
    match dialect:
        case "duckdb" | "postgres":
            return exp.Sub(this=end, expression=start)
        case "spark":
            return exp.func("DATEDIFF", end, start, dialect="spark")
        case _ as unreachable:
            assert_never(unreachable)


def _half_even(value: exp.Expr, places: int, dialect: Dialect) -> exp.Expr:
    """Round to so many places, a tie to the even neighbour. PostgreSQL rounds a tie away from zero, so ties go first."""
    match dialect:
        case "duckdb":
            return exp.Anonymous(this="ROUND_EVEN", expressions=[value, _literal(places, 0)])
        case "spark":
            return exp.Anonymous(this="BROUND", expressions=[value, _literal(places, 0)])
        case "postgres":
            half = 5
            tie = exp.Case(this=exp.Mod(this=exp.paren(value.copy()), expression=_literal(20, places + 1)))
            tie = tie.when(_literal(half, places + 1), _literal(half, places + 1))
            tie = tie.when(_literal(-half, places + 1), _literal(-half, places + 1)).else_(_literal(0, 0))
            return exp.Round(this=exp.Sub(this=value, expression=tie), decimals=_literal(places, 0))
        case _ as unreachable:
            assert_never(unreachable)


# ── facts ───────────────────────────────────────────────────────────────────────────────────────


def _fact_type(type: Type) -> exp.DataType:
    match type.kind:
        case "money" | "number":
            return _type("DECIMAL", DIGITS, type.places)
        case "yes_no":
            return _type("BOOLEAN")
        case "date":
            return _type("DATE")
        case "choice" | "key":
            return _type("TEXT")
        case _ as unreachable:
            assert_never(unreachable)


def _read(fact: Fact, name: str | None) -> exp.Expr:
    """A fact from its column: typed, its default where it is absent, NULL where it does not fit."""
    default = None if fact.default is None else _default(fact)
    if name is None:
        return exp.Cast(this=exp.null() if default is None else default, to=_fact_type(fact.type))
    match fact.type.kind:
        case "money" | "number":
            return _absent(_column(name), default, _read_number(fact, _column(name)))
        case "date":
            return _absent(_column(name), default, _read_date(fact, _column(name)))
        case "yes_no":
            return _read_yes_no(fact, _column(name))
        case "choice":
            return _read_choice(fact, _column(name))
        case "key":
            return _cast(_column(name), "TEXT")
        case _ as unreachable:
            assert_never(unreachable)


def _default(fact: Fact) -> exp.Expr:
    assert fact.default is not None
    if fact.type.counts:
        return _literal(int(fact.default), fact.type.places)
    return _constant(fact.default, fact.type)


def _absent(column: exp.Expr, default: exp.Expr | None, read: exp.Expr) -> exp.Expr:
    return read if default is None else _when(_is_unknown(column), default, read)


def _is_unknown(value: exp.Expr) -> exp.Expr:
    return exp.Is(this=value, expression=exp.null())


def _is_known(value: exp.Expr) -> exp.Expr:
    return exp.Not(this=_is_unknown(value))


def _read_number(fact: Fact, column: exp.Expr) -> exp.Expr:
    """A number that is out of bounds, or has more places than its fact, is unknown: nothing is rounded away."""
    places = fact.type.places
    least, most = (-LARGEST if fact.least is None else fact.least), (LARGEST if fact.most is None else fact.most)
    wide = _cast(column, "DECIMAL", WIDEST, places + SPARE_PLACES)
    fits = exp.and_(
        exp.Between(this=wide, low=_literal(least, places), high=_literal(most, places)),
        exp.EQ(this=wide.copy(), expression=exp.Round(this=wide.copy(), decimals=_literal(places, 0))),
    )
    return _when(fits, _decimal(column, places))


def _read_date(fact: Fact, column: exp.Expr) -> exp.Expr:
    day = _cast(column, "DATE")
    bounds: list[exp.Expr] = []
    if fact.least is not None:
        bounds.append(exp.GTE(this=day, expression=_constant(fact.least, fact.type)))
    if fact.most is not None:
        bounds.append(exp.LTE(this=day, expression=_constant(fact.most, fact.type)))
    return _when(exp.and_(*bounds), day) if bounds else day


def _read_yes_no(fact: Fact, column: exp.Expr) -> exp.Expr:
    default = "" if fact.default is None else "yes" if fact.default else "no"
    word = exp.Lower(this=_read_word(column, default))
    case = _when(exp.In(this=word, expressions=_words_of(YES)), exp.true())
    return case.when(exp.In(this=word, expressions=_words_of(NO)), exp.false())


def _read_choice(fact: Fact, column: exp.Expr) -> exp.Expr:
    word = _read_word(column, str(fact.default or ""))
    return _when(exp.In(this=word, expressions=_words_of(fact.type.of)), word)


def _read_word(column: exp.Expr, default: str) -> exp.Expr:
    word = exp.Trim(this=_cast(column, "TEXT"))
    if not default:
        return word
    return _or_else(exp.Nullif(this=word, expression=exp.Literal.string("")), exp.Literal.string(default))


def _words_of(words: Iterable[str]) -> list[exp.Expr]:
    return [exp.Literal.string(word) for word in words]


# ── statements ──────────────────────────────────────────────────────────────────────────────────

Columns = list[exp.Expr]


def _nodes_of(remedy: Remedy) -> Iterator[Node]:
    """Every condition and amount that a remedy is made of."""
    rules = [*remedy.standard, *(rule for rules in remedy.discretion.values() for rule in rules)]
    nodes = [*(rule.when for rule in rules), *(rule.amount for rule in rules), *(never.when for never in remedy.never)]
    yield from (node for node in (*nodes, remedy.at_most) if node is not None)


def _rules_of(remedy: Remedy, target: str) -> tuple[Rule, ...]:
    return remedy.standard if target == STANDARD else remedy.discretion.get(target, ())


def _grounds_in(node: Node) -> Iterator[Named]:
    """The grounds that a node names itself, not those inside them."""
    if isinstance(node, Named):
        yield node
        return
    for part in parts_of(node):
        yield from _grounds_in(part)


@dataclass(slots=True)
class _Statement:
    """Builds one policy's statement, a step at a time: facts, grounds, rules, what each gives, limits."""

    policy: Policy
    dialect: Dialect
    table: str
    words: _Words = field(init=False)

    def __post_init__(self) -> None:
        self.words = _Words(self.dialect, grounds=True)

    def over_table(self, columns: Collection[str] | None) -> exp.Select:
        """Every row of a table of cases, with its limits."""
        facts: Columns = [_named(_column(ROW), ROW)]
        for name in facts_used(self.policy):
            there = columns is None or name in columns
            facts.append(self._named(_read(self.policy.facts[name], name if there else None), name))
        source = exp.alias_(_table(self.table), ROW, table=True)
        gives = [*self._gives(False), *self._gives(True)]
        limits = [*self._limits(False), *self._limits(True)]
        steps = [*self._grounds(), ("rules", self._rules()), ("gives", gives), ("limits", limits)]
        every = exp.Var(this=f'("{ROW}").*') if self.dialect == "postgres" else exp.column(exp.Star(), table=ROW)
        answer = [_named(self._cell(remedy, target, True), name) for name, remedy, target in self._cells()]
        return self._chain(exp.select(*facts).from_(source), steps, [every, *answer])

    def over_facts(self, keep: Sequence[str]) -> exp.Select:
        """Every row of a relation of typed facts, with what is sure and whether that is all."""
        kept = [_named(_column(name), f"keep__{number}") for number, name in enumerate(keep)]
        used = facts_used(self.policy)
        one = [] if kept or used else [_named(exp.true(), "keep__row")]
        facts = exp.select(*kept, *(_column(name) for name in used), *one).from_(_table(self.table))
        gives, limits = self._gives(False), self._limits(False)
        steps = [*self._grounds(), ("rules", self._rules()), ("gives", gives), ("limits", limits)]
        answer = [_named(_column(f"keep__{number}"), name) for number, name in enumerate(keep)]
        answer += [_named(self._cell(remedy, target, False), name) for name, remedy, target in self._cells()]
        return self._chain(facts, steps, [*answer, _named(self._decided(), "decided")])

    def _chain(self, facts: exp.Select, steps: Iterable[tuple[str, Columns]], answer: Columns) -> exp.Select:
        """The facts, then each step over the one before it: all that has columns to add, as a CTE of its own."""
        before = self._cte("facts")
        ctes = [(before, facts)]
        for name, columns in steps:
            if columns:
                ctes.append((self._cte(name), exp.select(exp.Star(), *columns, copy=False).from_(before)))
                before = ctes[-1][0]
        select = exp.select(*answer).from_(before)
        for alias, step in ctes:
            select = select.with_(alias, as_=step, copy=False)
        return select

    def _cte(self, name: str) -> exp.Identifier:
        """A step's name, which is never the table's own."""
        return exp.to_identifier(f"{name}_" if name == self.table.rpartition(".")[2] else name, quoted=True)

    def _named(self, expression: exp.Expr, name: str) -> exp.Expr:
        longest = LONGEST_NAME[self.dialect]
        if len(name) > longest:
            fix = "Give the remedy or the role a shorter name."
            raise InputError(f"The column `{name}` has {len(name)} letters; {self.dialect} takes {longest}. {fix}")
        return _named(expression, name)

    def _grounds(self) -> Iterator[tuple[str, Columns]]:
        """The grounds that the rules name, those within others first: one step for each layer."""
        layers: dict[str, int] = {}
        for remedy in self.policy.remedies.values():
            for node in _nodes_of(remedy):
                _layer(node, layers)
        for layer in range(1, max(layers.values(), default=0) + 1):
            names = [name for name in self.policy.grounds if layers.get(name) == layer]
            columns = [self._named(self.words.value(self.policy.grounds[name]), name) for name in names]
            yield ("grounds" if layer == 1 else f"grounds_{layer}"), columns

    def _rules(self) -> Columns:
        """One boolean for each rule with a condition and each remedy with a `never`, and the amounts worked out."""
        return [column for remedy in self.policy.remedies.values() for column in self._rules_of(remedy)]

    def _rules_of(self, remedy: Remedy) -> Iterator[exp.Expr]:
        for target in self.policy.targets:
            for number, rule in enumerate(_rules_of(remedy, target), 1):
                name = f"{remedy.name}__{target}__{number}"
                if rule.when is not None:
                    yield self._named(self.words.value(rule.when), name)
                if not _plain(rule.amount):
                    yield self._named(self.words.number(rule.amount, remedy.places), f"{name}__amount")
        if remedy.never:
            nevers = [exp.true() if never.when is None else self.words.value(never.when) for never in remedy.never]
            yield self._named(exp.or_(*nevers), f"{remedy.name}__never")
        if remedy.at_most is not None and not _plain(remedy.at_most):
            yield self._named(self.words.number(remedy.at_most, remedy.places), f"{remedy.name}__at_most")

    def _amount(self, node: Node, places: int, name: str) -> exp.Expr:
        return self.words.number(node, places) if _plain(node) else _column(name)

    def _cells(self) -> Iterator[tuple[str, Remedy, str]]:
        """The name, remedy and target of every amount in the answer."""
        for remedy in self.policy.remedies.values():
            for target in self.policy.targets:
                yield f"{remedy.name}__{target}", remedy, target

    def _ruled(self, opens: bool) -> Iterator[tuple[str, Remedy, str]]:
        """The cells that have rules of their own; where `opens`, only those that a missing fact can touch."""
        for name, remedy, target in self._cells():
            if _rules_of(remedy, target) and (_asks(remedy) or not opens):
                yield name, remedy, target

    def _gives(self, opens: bool) -> Columns:
        """What each target's own rules give: surely, or (`opens`) at most once the missing facts are known."""
        word = "opens" if opens else "gives"
        return [self._named(self._own(remedy, target, opens), f"{name}__{word}") for name, remedy, target in self._ruled(opens)]

    def _own(self, remedy: Remedy, target: str, opens: bool) -> exp.Expr:
        zero = _literal(0, remedy.places)
        rules = enumerate(_rules_of(remedy, target), 1)
        branches = [self._branch(remedy, rule, f"{remedy.name}__{target}__{number}", opens) for number, rule in rules]
        kindest = _most(zero, *branches)
        if target == STANDARD or not remedy.never:
            return kindest
        never = _column(f"{remedy.name}__never")
        return _when(_or_else(never, exp.false()), zero, kindest) if opens else _when(exp.not_(never), kindest, zero)

    def _branch(self, remedy: Remedy, rule: Rule, name: str, opens: bool) -> exp.Expr:
        """What one rule gives; NULL, which GREATEST skips, where it gives nothing."""
        amount = self._amount(rule.amount, remedy.places, f"{name}__amount")
        if opens and not isinstance(rule.amount, Constant):
            amount = _or_else(amount, _literal(AS_MUCH_AS_YOU_LIKE, remedy.places))
        if rule.when is None:
            return amount
        return _when(_or_else(_column(name), exp.true()) if opens else _column(name), amount)

    def _limits(self, opens: bool) -> Columns:
        """What each target may give: the kindest of its own rules and those before it on the ladder."""
        word, end = ("opens", "__open") if opens else ("gives", "")
        columns = []
        for name, remedy, target in self._ruled(opens):
            ladder = self.policy.targets[: self.policy.targets.index(target) + 1]
            own = [_column(f"{remedy.name}__{role}__{word}") for role in ladder if _rules_of(remedy, role)]
            limit = _decimal(self._at_most(remedy, own, opens), remedy.places)
            columns.append(self._named(limit, f"{name}{end}"))
        return columns

    def _cell(self, remedy: Remedy, target: str, only_decided: bool) -> exp.Expr:
        """One amount of the answer: what the nearest target below with rules of its own may give."""
        ladder = self.policy.targets[: self.policy.targets.index(target) + 1]
        ruled = [role for role in ladder if _rules_of(remedy, role)]
        if not ruled:
            return _decimal(_literal(0, remedy.places), remedy.places)
        sure = _column(f"{remedy.name}__{ruled[-1]}")
        if not (only_decided and _asks(remedy)):
            return sure
        return _when(exp.LTE(this=_column(f"{remedy.name}__{ruled[-1]}__open"), expression=sure), sure.copy())

    def _at_most(self, remedy: Remedy, own: list[exp.Expr], opens: bool) -> exp.Expr:
        if remedy.at_most is None:
            return _most(*own)
        most = self._amount(remedy.at_most, remedy.places, f"{remedy.name}__at_most")
        if opens and not isinstance(remedy.at_most, Constant):
            most = _or_else(most, _literal(AS_MUCH_AS_YOU_LIKE, remedy.places))
        return _least(_most(*own), _most(most, _literal(0, remedy.places)))

    def _decided(self) -> exp.Expr:
        """Whether a row is decided. Where every fact is known it is, and the engine looks no further."""
        known = [_is_known(_column(name)) for name in facts_used(self.policy)]
        if not known:
            return exp.true()
        cells = [
            exp.LTE(this=self._at_most(remedy, [self._own(remedy, target, True)], True), expression=_column(name))
            for name, remedy, target in self._ruled(True)
        ]
        return _when(exp.and_(*known), exp.true(), exp.and_(*cells) if cells else exp.true())


def _named(expression: exp.Expr, name: str) -> exp.Expr:
    return exp.alias_(expression, name, quoted=True, copy=False)


def _table(name: str) -> exp.Table:
    parts = [exp.to_identifier(part, quoted=True) for part in name.split(".")]
    if not 1 <= len(parts) <= 3 or not all(name.split(".")):
        raise InputError(f"`{name}` is not the name of a table. Write it as cases or schema.cases.")
    return exp.Table(**dict(zip(("this", "db", "catalog"), reversed(parts), strict=False)))


def _asks(remedy: Remedy) -> bool:
    """Whether any fact matters to a remedy."""
    return any(facts_in(node) for node in _nodes_of(remedy))


def _plain(node: Node) -> bool:
    """Whether an amount is so short that it is written where it is needed."""
    return isinstance(node, Constant | Known)


def _layer(node: Node, layers: dict[str, int]) -> int:
    """How deep grounds stand inside each other in a node; notes the layer of each by its name."""
    deepest = 0
    for ground in _grounds_in(node):
        if ground.name not in layers:
            layers[ground.name] = 1 + _layer(ground.condition, layers)
        deepest = max(deepest, layers[ground.name])
    return deepest
