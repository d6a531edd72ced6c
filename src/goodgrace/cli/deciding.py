"""`goodgrace decide`: the sheet of one case, as a table and in sentences."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from rich.console import Console

from goodgrace.cli import write_json
from goodgrace.cli.screen import line, plain, table
from goodgrace.errors import FactError, GraceError, InputError, PolicyError, Problem
from goodgrace.policy.decision import DecisionSheet
from goodgrace.policy.decision import decide as decide_case
from goodgrace.policy.exchange import as_data
from goodgrace.policy.naming import known_name
from goodgrace.policy.reader.ledger_lines import read_line
from goodgrace.policy.reader.records import Facts, read_facts_file, read_ledger_file
from goodgrace.policy.reading import read
from goodgrace.policy.reasons import amount_text, explain, words
from goodgrace.policy.shape import Given, Policy

TABLES = (".csv", ".tsv", ".parquet", ".xlsx", ".xls", ".ods")
"""How files end that hold many cases, and are for `find` and `replay`."""


def run(policy_file: Path, facts_file: Path, role: str | None, given: Path | None, today: date, as_json: bool) -> None:
    """Decide the case in a file and print its sheet. `today` is the day of the decision where the facts name none."""
    policy = read(policy_file)
    if role is not None:
        known_name(role, policy.roles, f"The policy `{policy.name}` has no role")
    sheet = _decide(
        policy, _facts(facts_file), None if given is None else _ledger(policy, read_ledger_file(given)), today
    )
    if as_json:
        write_json(_of_role(as_data(sheet), role))
    else:
        _print(sheet, role)


def _facts(file: Path) -> Facts:
    try:
        return read_facts_file(file)
    except GraceError:
        if file.exists() and (file.is_dir() or file.suffix.lower() in TABLES):
            hint = "Tables of past cases are for `goodgrace find` and `goodgrace replay`."
            raise InputError(f"{file}: `decide` takes one case, written as `name: value` lines. {hint}") from None
        raise


def _ledger(policy: Policy, lines: list[Facts]) -> list[Given]:
    """What was given before; every line that cannot be read is told with its place."""
    read, problems = [], []
    for told in lines:
        try:
            read.append(read_line(told.values, policy))
        except ValueError as error:
            problems.append(Problem(told.place, f"A line of what was given: {error}"))
    if problems:
        raise PolicyError(problems)
    return read


def _decide(policy: Policy, facts: Facts, given: list[Given] | None, today: date) -> DecisionSheet:
    try:
        return decide_case(policy, facts.values, given=given, on=today)
    except FactError as error:
        problems = [Problem(facts.places[name], f"{name}: {what}", name) for name, what in error.problems.items()]
        raise PolicyError(problems) from None


def _of_role(data: dict[str, object], role: str | None) -> Mapping[str, object]:
    """With a role, only that role's amounts: an agent's screen need not show the manager's."""
    remedies = data["remedies"]
    if role is not None and isinstance(remedies, dict):
        for offer in remedies.values():
            offer["may"] = {role: offer["may"][role]}
            offer["limits"] = {role: offer["limits"][role]}
    asks = data["ask_next"]
    if role is not None and isinstance(asks, list):
        for ask in asks:
            ask["opens"] = {name: {role: by[role]} for name, by in ask["opens"].items() if role in by}
    return data


def _print(sheet: DecisionSheet, role: str | None) -> None:
    console, policy = Console(), sheet.policy
    line(console, plain(policy.title, "bold"), plain(f"  {policy.name}, version {policy.version}\n", "dim"))
    roles = policy.roles if role is None else (role,)
    rows = []
    for offer in sheet.remedies.values():
        amounts = (offer.standard, *(offer.may[name] for name in roles))
        rows.append((offer.remedy.title, [amount_text(policy, offer.remedy, amount) for amount in amounts]))
    table(console, "", ["everybody", *(f"{words(name)} may" for name in roles)], rows)
    line(console, plain(f"\nFor you, as {words(role or policy.roles[0])}", "bold"))
    explanation = explain(sheet, role)
    for text in _grouped(sheet, role, explanation.colleague):
        line(console, f"  {text}")
    line(console, plain("\nFor the customer", "bold"))
    for text in explanation.customer:
        line(console, f"  {text}")


def _grouped(sheet: DecisionSheet, role: str | None, said: Sequence[str]) -> Iterator[str]:
    """The sentences for a colleague; what did not apply is gathered below its remedy, lest it reads as so many duties."""
    bare = sheet._replace(offers={name: offer._replace(failed=()) for name, offer in sheet.remedies.items()})
    others = [*explain(bare, role).colleague, ""]
    titles = sorted((remedy.title for remedy in sheet.policy.remedies.values()), key=len, reverse=True)
    title, inside = "", False
    for text in said:
        if text == others[0]:
            others.pop(0)
            title = next((title for title in titles if text.startswith(f"{title}: ")), "")
            inside = False
            yield text
            continue
        if not inside:
            yield f"{title}: what did not apply here (any one of them could open more):"
        inside = True
        yield f"  - {text.removeprefix(f'{title}: ')}"
