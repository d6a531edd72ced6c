"""`goodgrace decide`: the sheet of one case, as a table and in sentences."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table

from goodgrace.cli import write_json
from goodgrace.errors import FactError, InputError, PolicyError, Problem
from goodgrace.policy.conditions import suggest
from goodgrace.policy.decision import DecisionSheet
from goodgrace.policy.decision import decide as decide_case
from goodgrace.policy.exchange import as_data
from goodgrace.policy.reading import read
from goodgrace.policy.reasons import amount_text, explain, words
from goodgrace.policy.records import Facts, read_facts_file, read_ledger_file
from goodgrace.policy.shape import Policy


def run(policy_file: Path, facts_file: Path, role: str | None, given: Path | None, today: date, as_json: bool) -> None:
    """Decide the case in a file and print its sheet. `today` is the day of the decision where the facts name none."""
    policy = read(policy_file)
    if role is not None and role not in policy.roles:
        fix = suggest(role, policy.roles) or f"It has {', '.join(policy.roles)}."
        raise InputError(f"The policy `{policy.name}` has no role `{role}`. {fix}")
    sheet = _decide(policy, read_facts_file(facts_file), None if given is None else read_ledger_file(given), today)
    if as_json:
        write_json(_of_role(as_data(sheet), role))
    else:
        _print(sheet, role)


def _decide(policy: Policy, facts: Facts, given: list[dict[str, str]] | None, today: date) -> DecisionSheet:
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
    return data


def _print(sheet: DecisionSheet, role: str | None) -> None:
    console, policy = Console(), sheet.policy
    console.print(f"[bold]{policy.title}[/bold]  [dim]{policy.name}, version {policy.version}[/dim]\n")
    roles = policy.roles if role is None else (role,)
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0))
    for heading in ("", "everybody", *(f"{words(name)} may" for name in roles)):
        table.add_column(heading, justify="left" if not heading else "right")
    for offer in sheet.remedies.values():
        amounts = (offer.standard, *(offer.may[name] for name in roles))
        table.add_row(offer.remedy.title, *(amount_text(policy, offer.remedy, amount) for amount in amounts))
    console.print(table)
    explanation = explain(sheet, role)
    for title, lines in (("For you", explanation.colleague), ("For the customer", explanation.customer)):
        console.print(f"\n[bold]{title}[/bold]")
        for line in lines:
            console.print(f"  {line}", markup=False, highlight=False, soft_wrap=True)
