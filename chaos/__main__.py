"""`python -m chaos`: the run on SQLite and on PostgreSQL, each in a process of its own, and a report in build/chaos/."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from secrets import randbelow

from bench.lines import machine
from chaos.driver import TEMPER, Plan, run
from chaos.people import DEEDS
from chaos.world import SHARES
from tests import postgres

WHOLE = Plan(10_000, 50, 3, 3_600)
SHORT = Plan(48, 6, 2, 150)
DATABASES = ("sqlite", "postgresql")
REPORTS = Path("build/chaos")


def main() -> int:
    """Run on each database, write the report, say what came of it; 1 where something was lost, done twice or left standing."""
    parser = argparse.ArgumentParser(prog="python -m chaos", description="Promises under everything at once.")
    parser.add_argument("--short", action="store_true", help="few promises, in about a minute")
    parser.add_argument("--seed", type=int, default=randbelow(1_000_000), help="the same seed, the same misfortunes")
    parser.add_argument("--promises", type=int, help="how many promises, instead of 10,000")
    parser.add_argument("--on", choices=DATABASES, help="one of the databases only")
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    told = parser.parse_args()
    plan = SHORT if told.short else WHOLE
    if told.promises:
        plan = Plan(told.promises, plan.kills, plan.workers, plan.seconds)
    if told.alone:
        return _alone(told.on, plan, told.seed)
    print(f"Seed {told.seed}: {plan.promises:,} promises from {len(SHARES)} playbooks, {plan.kills} kills.", flush=True)
    return _each([told.on] if told.on else [*DATABASES], plan, told.seed, told.short)


def _each(databases: list[str], plan: Plan, seed: int, short: bool) -> int:
    """One database after the other, in a fresh process."""
    report: dict[str, object] = {
        "seed": seed, "promises": plan.promises, "of_each_hundred": dict(SHARES), "misfortunes": {**DEEDS, **TEMPER}, "machine": machine().splitlines(), "at": datetime.now(UTC).isoformat(timespec="seconds"),
    }  # fmt: skip
    fine = True
    for database in databases:
        words = ["--alone", "--on", database, "--seed", str(seed), "--promises", str(plan.promises)]
        command = [sys.executable, "-m", "chaos", *words, *(["--short"] if short else [])]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
        found = json.loads(done.stdout) if done.returncode in (0, 1) and done.stdout else {"holds": False}
        report[database] = found
        fine = fine and found["holds"]
        print(f"{database}: {json.dumps(found)}", flush=True)
    REPORTS.mkdir(parents=True, exist_ok=True)
    file = REPORTS / ("short.json" if short else "report.json")
    file.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    print(f"{'Nothing was lost, done twice or left standing' if fine else 'SOMETHING WENT WRONG'}: {file}")
    return 0 if fine else 1


def _alone(database: str, plan: Plan, seed: int) -> int:
    with tempfile.TemporaryDirectory(prefix="goodgrace-chaos-") as folder:
        home = Path(folder)
        if database == "sqlite":
            found = run(home, "", plan, seed)
        else:
            with postgres.running_server(postgres.find_programs()) as url:
                found = run(home, url, plan, seed)
        if not found.holds:
            sys.stderr.write((home / "workers.log").read_text(errors="replace")[-4000:])
    print(json.dumps(found.as_data()))
    return 0 if found.holds else 1


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main())
