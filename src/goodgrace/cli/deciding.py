"""`goodgrace decide`: the sheet of one case, as a table and in sentences."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from goodgrace.cli import write_json
from goodgrace.errors import FactError, PolicyError, Problem
from goodgrace.policy.decision import DecisionSheet
from goodgrace.policy.decision import decide as decide_case
from goodgrace.policy.exchange import as_data
from goodgrace.policy.naming import known_name
from goodgrace.policy.reader.ledger_lines import read_line
from goodgrace.policy.reader.records import Facts, read_facts_file, read_ledger_file
from goodgrace.policy.reading import read
from goodgrace.policy.reasons import amount_text, explain, words
from goodgrace.policy.shape import Given, Policy


def run(policy_file: Path, facts_file: Path, role: str | None, given: Path | None, today: date, as_json: bool) -> None:
    """Decide the case in a file and print its sheet. `today` is the day of the decision where the facts name none."""
    policy = read(policy_file)
    if role is not None:
        known_name(role, policy.roles, f"The policy `{policy.name}` has no role")
    sheet = _decide(
        policy, read_facts_file(facts_file), None if given is None else _ledger(policy, read_ledger_file(given)), today
    )
    if as_json:
        write_json(_of_role(as_data(sheet), role))
    else:
        _print(sheet, role)


def _ledger(policy: Policy, lines: list[Facts]) -> list[Given]:
    """What was given before; every line that cannot be read is told with its place."""
    read, problems = [], []
    for line in lines:
        try:
            read.append(read_line(line.values, policy))
        except ValueError as error:
            problems.append(Problem(line.place, f"A line of what was given: {error}"))
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
    about = f"{policy.name}, version {policy.version}"
    console.print(f"[bold]{escape(policy.title)}[/bold]  [dim]{escape(about)}[/dim]\n")
    roles = policy.roles if role is None else (role,)
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0))
    for heading in ("", "everybody", *(f"{words(name)} may" for name in roles)):
        table.add_column(heading, justify="left" if not heading else "right")
    for offer in sheet.remedies.values():
        amounts = (offer.standard, *(offer.may[name] for name in roles))
        table.add_row(escape(offer.remedy.title), *(amount_text(policy, offer.remedy, amount) for amount in amounts))
    console.print(table)
    explanation = explain(sheet, role)
    for title, lines in (
        (f"For you, as {words(role or policy.roles[0])}", explanation.colleague),
        ("For the customer", explanation.customer),
    ):
        console.print(f"\n[bold]{title}[/bold]")
        for line in lines:
            console.print(f"  {line}", markup=False, highlight=False, soft_wrap=True)
