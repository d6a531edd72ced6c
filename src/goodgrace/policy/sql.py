"""Meaning 2: a policy as SQL, for a whole history at once, in DuckDB, PostgreSQL and Spark.

Three-valued logic is SQL's own, so an unknown fact is NULL and stays NULL. Amounts are DECIMALs at their own places, so
that the text reads like the policy. GREATEST and LEAST skip NULL in all three engines, which the kindest rule wants
("a rule that does not hold says nothing") and the words `min` and `max` do not: those are guarded.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, assert_never

from sqlglot import ErrorLevel, exp

from goodgrace.errors import InputError
from goodgrace.money import as_text
from goodgrace.policy.expressions import (
    LARGEST,
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
    walk,
)
from goodgrace.policy.naming import known_name
from goodgrace.policy.shape import Fact, Policy, facts_used
from goodgrace.policy.statement import Columns, Statement
from goodgrace.policy.values import NO, YES

Dialect = Literal["duckdb", "postgres", "spark"]
DIALECTS: tuple[Dialect, ...] = ("duckdb", "postgres", "spark")
DIGITS = 18
WIDEST = 30
SPARE_PLACES = 3
"""A column is read with so many places more than its fact has, to see whether its value fits."""
MOST_TWICE = 3_000
"""How many things a statement may have to say twice; each one inside another doubles what is inside it."""
LONGEST_NAME = {"duckdb": 255, "postgres": 63, "spark": 255}
ROW = "case___row"
"""The table's own row, carried through the statement as one value; no column of ours is called so."""
_ROWS: dict[Dialect, str] = {
    "duckdb": f'STRUCT_PACK(*COLUMNS("{ROW}".*))', "postgres": f'COALESCE("{ROW}".*)', "spark": f"STRUCT(`{ROW}`.*)",
}  # fmt: skip
"""A row as one value, even where the table has a column that is called like it."""
_ESCAPED = r"E' \t\n\x0B\f\r'"
_SPACES: dict[Dialect, str] = {"duckdb": _ESCAPED, "postgres": _ESCAPED, "spark": r"' \t\n\u000b\u000c\r'"}
"""The white space that is left out around a word: `SPACES`, written so that it can be seen."""
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

    `source` has typed columns named like the facts: BOOLEAN, DATE, text that is one of the choices, and for money and
    numbers any exact type of at most 18 digits, with no more places than the fact has (an INTEGER or a DECIMAL(8, 2)
    need not be widened, which costs). The answer has the `keep` columns, a DECIMAL `REMEDY__TARGET` for each remedy and
    target (never NULL: the amount that is sure already), and a boolean `decided`: whether the missing facts, if any,
    make no difference to any of them.
    """
    columns = [_named(_column(name), f"keep___{number}", dialect) for number, name in enumerate(keep)]
    columns += [_column(name) for name in facts_used(policy)]
    facts = exp.select(*columns or [_named(exp.true(), "keep___row", dialect)]).from_(_table(source))
    statement = Statement(policy, _Words(dialect, grounds=True))
    kept = [(name, _column(f"keep___{number}")) for number, name in enumerate(keep)]
    answer = [*kept, *statement.answer(only_decided=False), ("decided", statement.decided())]
    return _text(_chain(facts, statement.steps(opens=False), answer, source, dialect), dialect)


def sql(
    policy: Policy, dialect: Dialect = "duckdb", table: str = "cases", columns: Collection[str] | None = None
) -> str:
    """The policy as one statement: every row of a table of cases, with what each role may give in it.

    The table has a column for each fact, named like it; `columns` says which facts it has (None: all that the rules
    use), and the others are unknown or at their default. The answer has all the table's columns, then for each remedy
    `REMEDY__standard` and `REMEDY__ROLE`: the amount, 1 or 0 where the remedy is a yes, and NULL where a missing fact
    could still make it more. Caps are no part of it: they need the ledger of what was given before.
    """
    known_name(dialect, DIALECTS, "There is no SQL dialect")
    columns_there = set(policy.facts if columns is None else columns)
    read = [
        (name, _read(policy.facts[name], name if name in columns_there else None, dialect))
        for name in facts_used(policy)
    ]
    facts = exp.select(*(_named(value, name, dialect) for name, value in [(ROW, exp.Var(this=_ROWS[dialect])), *read]))
    facts = facts.from_(exp.alias_(_table(table), ROW, table=True, quoted=True))
    statement = Statement(policy, _Words(dialect, grounds=True, narrow=False))
    select = _chain(facts, statement.steps(opens=True), statement.answer(only_decided=True), table, dialect)
    select.set("expressions", [_columns_of_row(dialect), *select.expressions])
    title = " ".join(f"{policy.name}, version {policy.version}".split())
    return (
        f"-- {title}: what everybody gets and how far each role may go, before caps.\n"
        "-- NULL means: not decided, a missing fact could still make it more. Caps need the ledger and are not here.\n"
        f"{_text(select, dialect, pretty=True)}\n"
    )


def _columns_of_row(dialect: Dialect) -> exp.Expr:
    """The columns of that value; PostgreSQL wants brackets."""
    return exp.Var(this=f'("{ROW}").*') if dialect == "postgres" else exp.column(exp.Star(), table=ROW)


def _chain(
    facts: exp.Select,
    steps: Iterable[tuple[str, Columns[exp.Expr]]],
    answer: Columns[exp.Expr],
    table: str,
    dialect: Dialect,
) -> exp.Select:
    """The facts, then every step that adds columns, each a CTE over the one before it, then the answer."""
    taken = table.rpartition(".")[2].lower()
    before = exp.to_identifier("facts_" if taken == "facts" else "facts", quoted=True)
    ctes = [(before, facts)]
    for name, columns in steps:
        if columns:
            step = exp.select(exp.Star(), *(_named(value, alias, dialect) for alias, value in columns)).from_(before)
            before = exp.to_identifier(f"{name}_" if taken == name else name, quoted=True)
            ctes.append((before, step))
    select = exp.select(*(_named(value, alias, dialect) for alias, value in answer)).from_(before)
    for alias, step in ctes:
        select = select.with_(alias, as_=step, copy=False)
    return select


def _named(expression: exp.Expr, name: str, dialect: Dialect) -> exp.Expr:
    longest = LONGEST_NAME[dialect]
    if len(name.encode()) > longest:
        fix = "Give the remedy or the role a shorter name."
        raise InputError(f"The column `{name}` has {len(name)} letters; {dialect} takes {longest}. {fix}")
    return exp.alias_(expression, name, quoted=True, copy=False)


def _table(name: str) -> exp.Table:
    parts = [exp.to_identifier(part, quoted=True) for part in name.split(".")]
    if len(parts) > 3 or not all(name.split(".")):
        raise InputError(f"`{name}` is not the name of a table. Write it as cases or schema.cases.")
    return exp.Table(**dict(zip(("this", "db", "catalog"), reversed(parts), strict=False)))


def _text(expression: exp.Expr, dialect: Dialect, pretty: bool = False) -> str:
    return expression.sql(dialect, identify=True, pretty=pretty, unsupported_level=ErrorLevel.RAISE, max_text_width=100)


# ── words ───────────────────────────────────────────────────────────────────────────────────────


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


def _column(name: str) -> exp.Expr:
    return exp.column(name, quoted=True)


def _is_unknown(value: exp.Expr) -> exp.Expr:
    return exp.Is(this=value, expression=exp.null())


def _when(test: exp.Expr, then: exp.Expr, otherwise: exp.Expr | None = None) -> exp.Case:
    case = exp.Case().when(test, then, copy=False)
    return case.else_(otherwise, copy=False) if otherwise is not None else case


@dataclass(slots=True)
class _Words:
    """Says each word of the language in SQL.

    `grounds`: whether grounds are columns already. `narrow`: whether facts may be of narrower numeric types than a
    result needs, so that they are widened before they are reckoned with.
    """

    dialect: Dialect
    grounds: bool = False
    narrow: bool = True
    said_twice: int = 0

    def value(self, node: Node) -> exp.Expr:
        """A node of any type; a counting one at its own places."""
        match node:
            case Constant(value=value, type=type) if not type.counts:
                return _constant(value, type)
            case Known(name=name):
                return _column(name)
            case Named(name=name, condition=condition):
                return _column(name) if self.grounds else exp.paren(self.value(condition), copy=False)
            case Not(part=part):
                return exp.not_(self.value(part), copy=False)
            case All(parts=parts):
                return exp.and_(*(self.value(part) for part in parts), copy=False)
            case Either(parts=parts):
                return exp.or_(*(self.value(part) for part in parts), copy=False)
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
                return _decimal(kind(this=self._wide(left, places), expression=self._wide(right, places)), places)
            case Times(part=part, by=by, by_places=by_places):
                factor = _literal(by, by_places)
                return _decimal(self._times(part, factor), places)
            case Extreme():
                return self._extreme(node)
            case Share(part=part, percent=percent, percent_places=percent_places):
                hundredths = _literal(percent, percent_places + 2)
                return _decimal(self._half_even(lambda: self._times(part, hundredths), places), places)
            case DaysBetween(start=start, end=end):
                return _decimal(_days(self.value(start), self.value(end), self.dialect), 0)
            case _:
                raise AssertionError(node)

    def _times(self, part: Node, factor: exp.Expr) -> exp.Expr:
        return exp.Mul(this=self._wide(part, part.type.places), expression=factor.copy())

    def _half_even(self, say: Callable[[], exp.Expr], places: int) -> exp.Expr:
        """Round to so many places, a tie to the even neighbour.

        PostgreSQL takes a tie away from zero. There half a unit is taken off first where the even neighbour is nearer
        to zero, for which the value has to be said twice.
        """
        match self.dialect:
            case "duckdb":
                return exp.Anonymous(this="ROUND_EVEN", expressions=[say(), _literal(places, 0)])
            case "spark":
                return exp.Anonymous(this="BROUND", expressions=[say(), _literal(places, 0)])
            case "postgres":
                self._twice()
                half, less = _literal(5, places + 1), _literal(-5, places + 1)
                tie = exp.Case(this=exp.Mod(this=exp.paren(say(), copy=False), expression=_literal(20, places + 1)))
                tie = tie.when(half, half, copy=False).when(less, less, copy=False)
                tie = tie.else_(_literal(0, 0), copy=False)
                return exp.Anonymous(
                    this="ROUND", expressions=[exp.Sub(this=say(), expression=tie), _literal(places, 0)]
                )
            case _ as unreachable:
                assert_never(unreachable)

    def _wide(self, node: Node, places: int) -> exp.Expr:
        number = self.number(node, places)
        return _decimal(number, places) if self.narrow and isinstance(node, Known) else number

    def _at(self, node: Node, places: int) -> exp.Expr:
        return self.number(node, places) if node.type.counts else self.value(node)

    def _compare(self, node: Compare) -> exp.Expr:
        places = max(node.left.type.places, node.right.type.places)
        return _COMPARED[node.op](this=self._at(node.left, places), expression=self._at(node.right, places))

    def _choose(self, node: Choose) -> exp.Expr:
        """An unknown test chooses nothing: neither branch is taken."""
        case = exp.Case(this=self.value(node.test))
        case = case.when(exp.true(), self._at(node.then, node.type.places), copy=False)
        case = case.when(exp.false(), self._at(node.otherwise, node.type.places), copy=False)
        return _decimal(case, node.type.places) if node.type.counts else case

    def _extreme(self, node: Extreme) -> exp.Expr:
        places = node.type.places
        parts = [self.number(part, places) for part in node.parts]
        picked = self.least(parts) if node.which == "min" else self.most(parts)
        known = [exp.Not(this=_is_unknown(part)) for part in self._asked(node)]
        return _decimal(_when(self.every(known), picked) if known else picked, places)

    def _asked(self, node: Extreme) -> list[exp.Expr]:
        """What must be known for all the parts to be known; only a conditional part can do without a fact in it."""
        if any(isinstance(part, Choose) for part in walk(node)):
            self._twice()
            return [self.value(part) for part in node.parts if not isinstance(part, Constant)]
        return [_column(name) for name in facts_in(node)]

    def literal(self, scaled: int, places: int) -> exp.Expr:
        return _literal(scaled, places)

    def decimal(self, value: exp.Expr, places: int) -> exp.Expr:
        return _decimal(value, places)

    def column(self, name: str) -> exp.Expr:
        return _column(name)

    def opposite(self, condition: exp.Expr) -> exp.Expr:
        return exp.not_(condition, copy=False)

    def every(self, conditions: Sequence[exp.Expr]) -> exp.Expr:
        return exp.and_(*conditions, copy=False) if conditions else exp.true()

    def either(self, conditions: Sequence[exp.Expr]) -> exp.Expr:
        return exp.or_(*conditions, copy=False)

    def known(self, name: str) -> exp.Expr:
        return exp.Not(this=_is_unknown(_column(name)))

    def covers(self, larger: exp.Expr, smaller: exp.Expr) -> exp.Expr:
        return exp.LTE(this=smaller, expression=larger)

    def most(self, amounts: Sequence[exp.Expr]) -> exp.Expr:
        first, *rest = amounts
        return exp.Greatest(this=first, expressions=rest, ignore_nulls=True) if rest else first

    def least(self, amounts: Sequence[exp.Expr]) -> exp.Expr:
        first, *rest = amounts
        return exp.Least(this=first, expressions=rest, ignore_nulls=True) if rest else first

    def first(self, branches: Sequence[tuple[exp.Expr, exp.Expr]], otherwise: exp.Expr | None = None) -> exp.Expr:
        case = exp.Case()
        for condition, amount in branches:
            case = case.when(condition, amount, copy=False)
        return case if otherwise is None else case.else_(otherwise, copy=False)

    def known_or(self, value: exp.Expr, otherwise: exp.Expr) -> exp.Expr:
        return exp.Coalesce(this=value, expressions=[otherwise])

    def _twice(self) -> None:
        self.said_twice += 1
        if self.said_twice > MOST_TWICE:
            raise InputError(
                "The policy is too long to be said in SQL. Put fewer `share`, `min` and `max` inside each other."
            )


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


def _read(fact: Fact, name: str | None, dialect: Dialect) -> exp.Expr:
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
            return _read_yes_no(fact, _column(name), dialect)
        case "choice":
            return _read_choice(fact, _column(name), dialect)
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


def _read_number(fact: Fact, column: exp.Expr) -> exp.Expr:
    """A number that is out of bounds, or has more places than its fact, is unknown: nothing is rounded away.

    What is not finite, or too large for a DECIMAL, would stop the statement: it is left out before it is read as one.
    """
    places = fact.type.places
    least, most = (-LARGEST if fact.least is None else fact.least), (LARGEST if fact.most is None else fact.most)
    wide = _cast(column, "DECIMAL", WIDEST, places + SPARE_PLACES)
    fits = exp.and_(
        exp.Between(this=wide, low=_literal(least, places), high=_literal(most, places)),
        exp.EQ(
            this=wide.copy(), expression=exp.Anonymous(this="ROUND", expressions=[wide.copy(), _literal(places, 0)])
        ),
    )
    countable = exp.Between(this=_cast(column, "DOUBLE"), low=_literal(-LARGEST, 0), high=_literal(LARGEST, 0))
    return _when(countable, _when(fits, _decimal(column, places)))


def _read_date(fact: Fact, column: exp.Expr) -> exp.Expr:
    day = _cast(column, "DATE")
    bounds: list[exp.Expr] = []
    if fact.least is not None:
        bounds.append(exp.GTE(this=day, expression=_constant(fact.least, fact.type)))
    if fact.most is not None:
        bounds.append(exp.LTE(this=day, expression=_constant(fact.most, fact.type)))
    return _when(exp.and_(*bounds), day) if bounds else day


def _read_yes_no(fact: Fact, column: exp.Expr, dialect: Dialect) -> exp.Expr:
    default = "" if fact.default is None else "yes" if fact.default else "no"
    word = exp.Lower(this=_read_word(column, default, dialect))
    case = _when(exp.In(this=word, expressions=_words_of(YES)), exp.true())
    return case.when(exp.In(this=word, expressions=_words_of(NO)), exp.false(), copy=False)


def _read_choice(fact: Fact, column: exp.Expr, dialect: Dialect) -> exp.Expr:
    """A word that stands there as it is needs no trimming, which costs more than to look."""
    written, word = _cast(column, "TEXT"), _read_word(column, str(fact.default or ""), dialect)
    case = _when(exp.In(this=written, expressions=_words_of(fact.type.of)), written.copy())
    return case.when(exp.In(this=word, expressions=_words_of(fact.type.of)), word.copy(), copy=False)


def _read_word(column: exp.Expr, default: str, dialect: Dialect) -> exp.Expr:
    word = exp.Trim(this=_cast(column, "TEXT"), expression=exp.Var(this=_SPACES[dialect]))
    if not default:
        return word
    written = exp.Nullif(this=word, expression=exp.Literal.string(""))
    return exp.Coalesce(this=written, expressions=[exp.Literal.string(default)])


def _words_of(words: Iterable[str]) -> list[exp.Expr]:
    return [exp.Literal.string(word) for word in words]
