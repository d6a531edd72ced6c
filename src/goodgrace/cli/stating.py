"""`goodgrace sql`: the policy as one statement, with the columns that it needs."""

from dataclasses import replace
from pathlib import Path

from goodgrace.cli.settings import read_words
from goodgrace.insight.facts import read_settings
from goodgrace.policy.reading import read
from goodgrace.policy.shape import facts_used
from goodgrace.policy.sql import Dialect, sql


def statement(policy_file: Path, dialect: Dialect, table: str, words: list[str]) -> str:
    """The statement; a fact that is set becomes a constant: its default, in a table that has no column for it."""
    policy, settings = read(policy_file), read_words(words)
    values = read_settings(policy, settings)
    given = {name: replace(policy.facts[name], default=value) for name, value in values.items()}
    told = replace(policy, facts={**policy.facts, **given})
    needed = [name for name in facts_used(policy) if name not in given]
    lines = [f"-- Columns that the table needs: {', '.join(needed) or 'none'}."]
    if settings:
        assumed = "; ".join(f"{name} is {value}" for name, value in settings.items())
        lines.append(f"-- For every row: {' '.join(assumed.split())}.")
    return "\n".join((*lines, sql(told, dialect, table, columns=[name for name in policy.facts if name not in given])))
