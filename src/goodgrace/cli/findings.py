"""What `replay` and `find` say at a terminal: sentences and tables for the person who asked."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, localcontext
from pathlib import Path
from typing import Any

from rich.console import Console

from goodgrace.cli.screen import line, plain, table
from goodgrace.insight.finding import Finding, NearMisses, Stranded
from goodgrace.insight.replay import Amount, Group, Replay
from goodgrace.insight.story import edge_story, so_many_cases, stranded_stories
from goodgrace.insight.unread import Unread
from goodgrace.money import REPORTED, as_text
from goodgrace.policy.expressions import write_value
from goodgrace.policy.reasons import words
from goodgrace.policy.shape import STANDARD, Fact, Policy, Remedy

MOST_EDGES = 5
MOST_KINDS = 3
WRITTEN = {
    "money": "Write 12.50, with a point and no unit.",
    "number": "Write digits, with a point before decimals, no unit, and no more places than the fact has.",
    "date": "Write 2026-11-22.",
    "yes_no": "Write yes or no.",
}
"""How a cell of each type is written."""
NOT_BEFORE = "Nothing can be said before the table has what the policy asks for."
MEND = "Fill these columns, or give a fact to every case with --set FACT=VALUE."


def print_replay(policy: Policy, found: Replay, out: Path | None) -> None:
    """Say what past cases would have got."""
    console = Console()
    if not found.decided:
        _print_nothing(console, policy, found)
    else:
        line(console, f"{policy.title}: {found.decided:,} of {so_many_cases(found.rows)} decided.")
        _print_assumed(console, found)
        _print_undecided(console, policy, found)
        line(console, "What they would have got, before caps and pools:")
        _print_amounts(console, policy, found.whole)
        _print_groups(console, policy, found)
    if found.changed:
        _print_changed(console, found.changed)
    if out is not None:
        line(console, f"Each case with its amounts, before caps and pools: {out}")


def print_finding(policy: Policy, found: Finding, html: Path | None) -> None:
    """Say where grace is missing."""
    console = Console()
    if not found.decided:
        _print_nothing(console, policy, found)
    else:
        line(
            console, f"{so_many_cases(found.rows)} read, {found.decided:,} of them decided; all before caps and pools."
        )
        _print_assumed(console, found)
        _print_undecided(console, policy, found)
        with localcontext(REPORTED):
            _print_edges(console, policy, found.edges)
            _print_stranded(console, policy, found)
    if html is not None:
        line(console, f"The report: {html.resolve()}")


def _print_nothing(console: Console, policy: Policy, found: Replay | Finding) -> None:
    if not found.rows:
        line(console, f"{policy.title}: the table has no rows. Below the header there is no case.")
        return
    line(console, f"{policy.title}: none of {so_many_cases(found.rows)} could be decided.")
    _print_assumed(console, found)
    _print_undecided(console, policy, found)
    line(console, f"{NOT_BEFORE} {MEND}")


def _print_assumed(console: Console, found: Replay | Finding) -> None:
    if found.settings:
        told = "; ".join(f"{words(name)} is {words(value)}" for name, value in found.settings.items())
        line(console, f"For every case we assumed: {told}.")


def _print_undecided(console: Console, policy: Policy, found: Replay | Finding) -> None:
    """What kept cases from being decided, and what to do about it."""
    for name, near in found.absent.items():
        for text in _absent(policy.facts.get(name), name, near):
            line(console, f"  {text}")
    for name, count in found.unreadable.items():
        cells, count_as = ("cell", "counts") if count == 1 else ("cells", "count")
        told = f"{count:,} {cells} of `{name}` could not be read and {count_as} as missing."
        line(console, f"  {told} {_written(policy.facts[name])}")
        line(console, f"    {_shown(found.unread.get(name, ()), count)}")
    for name, count in found.undecidable.items():
        line(console, f"  {count:,} could not be decided because `{name}` is missing.")


def _absent(fact: Fact | None, name: str, near: str | None) -> Iterator[str]:
    if fact is not None and fact.default is not None:
        yield f"The table has no column `{name}`: its default, {_value(fact, fact.default)}, is taken for all."
    else:
        yield f"The table has no column `{name}`: add it, or set it for all with --set {name}=…"
    if near:
        yield f"  The column `{near}` looks like it: rename that one `{name}`, if it is the same."


def _value(fact: Fact, value: int | str) -> str:
    return as_text(int(value), fact.type.places) if fact.type.counts else write_value(value, fact.type).strip('"')


def _written(fact: Fact) -> str:
    """How a cell of a fact is written, and between which bounds."""
    if fact.type.kind == "choice":
        return f"Write one of these: {', '.join(fact.type.of)}."
    least, most = (None if bound is None else _value(fact, bound) for bound in (fact.least, fact.most))
    if least is not None and most is not None:
        bounds = f" It lies from {least} to {most}."
    elif least is not None:
        bounds = f" It is {least} or more."
    else:
        bounds = "" if most is None else f" It is {most} or less."
    return f"{WRITTEN.get(fact.type.kind, '')}{bounds}"


def _shown(cells: Sequence[Unread], count: int) -> str:
    """A few of the cells, each with its place."""
    places = (f"line {cell.line}" if cell.line else f"row {cell.row}" for cell in cells)
    told = ", ".join(f"“{cell.text}” ({place})" for cell, place in zip(cells, places, strict=True))
    return f"There stands {told}{' …' if count > len(cells) else '.'}"


def _print_amounts(console: Console, policy: Policy, group: Group) -> None:
    heads = ["everybody" if target == STANDARD else f"{words(target)} may" for target in policy.targets]
    rows = []
    for name, amounts in group.remedies.items():
        remedy = policy.remedies[name]
        unit = policy.currency if remedy.gives == "money" else remedy.unit
        title = f"{remedy.title}, {unit}" if unit else remedy.title
        rows.append((title, [_amount(remedy, amounts[target]) for target in policy.targets]))
    table(console, "in all (cases)", heads, rows)


def _amount(remedy: Remedy, amount: Amount) -> str:
    return f"{amount.cases:,}" if remedy.gives == "yes" else f"{amount.total:,f} ({amount.cases:,})"


def _print_groups(console: Console, policy: Policy, found: Replay) -> None:
    for column, groups in found.by.items():
        for value, group in groups.items():
            named = f"\n{column}: {value or '(blank)'}"
            if group.decided:
                line(console, f"{named} ({so_many_cases(group.decided)})")
                _print_amounts(console, policy, group)
            else:
                line(console, f"{named}: none of {so_many_cases(group.rows)} could be decided.")


def _print_changed(console: Console, changed: Mapping[str, int]) -> None:
    told = [_does(changed[kind], verb) for kind, verb in (("gain", "gain"), ("lose", "lose"), ("same", "stay"))]
    left = changed["undecided"]
    unknown = f" {so_many_cases(left)} could not be decided under both." if left else ""
    line(console, f"Against the older version: {', '.join(told)}.{unknown}")


def _does(count: int, verb: str) -> str:
    """So many do it: "1 gains", "2 gain"."""
    return f"{count:,} {verb}{'s' if count == 1 else ''}"


def _print_edges(console: Console, policy: Policy, edges: Sequence[NearMisses]) -> None:
    for found in edges[:MOST_EDGES]:
        story, edge = edge_story(policy, found), found.as_json()
        line(console, plain(f"\n{story.remedy}", "bold"), f"  {edge['edge']}  ", plain(edge["rule"], "dim"))
        line(console, f"  {story.missed} {story.cost}")
        for point in edge["curve"]:
            line(console, f"  moved to {point['to']}: {_helps(policy, point)}")
        line(console, f"  The cliff: {story.cliff}")
    line(console, "" if edges else "Nobody just missed a limit in these cases.")
    if len(edges) > MOST_EDGES:
        more = len(edges) - MOST_EDGES
        line(console, f"… and {more} more limit{'' if more == 1 else 's'}; --json or --html shows all.")


def _helps(policy: Policy, point: Mapping[str, Any]) -> str:
    cost = "" if point["cost"] is None else f" and costs {Decimal(point['cost']):,f} {policy.currency}"
    return f"helps {point['cases']:,}{cost}"


def _print_stranded(console: Console, policy: Policy, found: Finding) -> None:
    dead, rest = (sum(kind.cases for kind in kinds) for kinds in (found.dead_ends, found.last_resort))
    if dead:
        line(console, f"Dead ends: {so_many_cases(dead)} in which nothing at all could be offered.")
    else:
        line(console, f"Dead ends: none in the {found.decided:,} decided.")
    _print_kinds(console, policy, found.dead_ends)
    if rest:
        always = " and ".join(policy.remedies[name].title for name in found.last_resort[0].remedies)
        told = f"In {so_many_cases(rest)} all that was left is what everybody always gets"
        line(console, f"{told} ({always}): nobody could give more, or anything else.")
    _print_kinds(console, policy, found.last_resort)


def _print_kinds(console: Console, policy: Policy, kinds: Sequence[Stranded]) -> None:
    for story in stranded_stories(policy, kinds)[:MOST_KINDS]:
        line(console, f"  {story.cases}: {story.kind}")
    if len(kinds) > MOST_KINDS:
        more = len(kinds) - MOST_KINDS
        line(console, f"  … and {more} more kind{'' if more == 1 else 's'}; --json or --html shows all.")
