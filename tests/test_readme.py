"""What the README shows is true: its policy reads, its Python runs, its commands exist, its links lead somewhere."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from goodgrace import decide, read_text

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("policies/*.md")]
)


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def test_the_policy_in_the_readme_reads_and_decides():
    policy = read_text(blocks("yaml")[0], "README.md")

    sheet = decide(policy, {"hours_late": 3, "late_fee": 60, "tenure_years": 7})

    assert str(sheet.may("waive_fee", "agent")) == "60.00"


@pytest.mark.slow
def test_the_policy_in_the_readme_goes_through_every_command(tmp_path):
    policy, cases = tmp_path / "policy.yaml", "docs/start/simulated-returns.csv"
    policy.write_text(blocks("yaml")[0], encoding="utf-8")

    for words in (["verify", policy], ["find", policy, cases], ["replay", policy, cases], ["sql", policy]):
        command = [sys.executable, "-m", "goodgrace.cli", *map(str, words)]
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert (ran.returncode, ran.stderr) == (0, ""), words


def test_the_python_in_the_readme_gives_what_its_comments_say():
    code = blocks("python")[0].replace(
        'sheet.may("waive_fee", "agent") ', 'print(repr(sheet.may("waive_fee", "agent")))'
    )

    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)

    assert ran.stderr == ""
    assert ran.stdout == "Decimal('60.00')\n"


def test_the_python_of_the_library_page_runs():
    page = (ROOT / "docs/reference/library.md").read_text(encoding="utf-8")
    code = re.findall(r"```python\n(.*?)```", page, flags=re.DOTALL)[0]

    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)

    assert ran.stderr == ""
    assert ran.stdout.startswith("0.00 {'agent': Decimal('25.00')")
    assert "hours_late <= 1 5.50" in ran.stdout


@pytest.mark.slow
def test_every_command_in_the_readme_runs(tmp_path):
    commands = re.findall(r"^\.venv/bin/goodgrace (.*?)(?:\s+#.*)?$", "\n".join(blocks("sh")), flags=re.MULTILINE)

    for command in commands:
        words = [str(tmp_path / word) if word.endswith(".html") else word for word in command.split()]
        ran = subprocess.run(
            [sys.executable, "-m", "goodgrace.cli", *words], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert (ran.returncode, ran.stderr) == (0, ""), command

    assert len(commands) >= 3


@pytest.mark.parametrize("page", PAGES)
def test_every_link_of_a_page_leads_somewhere(page):
    text = re.sub(r"```.*?```", "", (ROOT / page).read_text(encoding="utf-8"), flags=re.DOTALL)
    links = [
        link for link in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in link and not link.startswith("mailto:")
    ]

    missing = [link for link in links if not ((ROOT / page).parent / link).exists()]

    assert missing == []
