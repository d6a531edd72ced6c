"""How we write, checked by a machine: each test is one rule, and names the file and line that breaks it."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FILE = 500
LONGEST_FUNCTION = 60
DEEPEST_NESTING = 3
LONGEST_FIRST_LINE = 120
VAGUE_NAMES = {"util", "utils", "helper", "helpers", "common", "base", "misc", "manager", "service", "handler"}
HEAVY = (
    "sqlglot",
    "z3",
    "duckdb",
    "django",
    "altair",
    "vl_convert",
    "typst",
    "typer",
    "rich",
    "onnxruntime",
    "numpy",
    "presidio_analyzer",
    "spacy",
    "faster_whisper",
)
ENGINES = {
    "sqlglot": "src/goodgrace/policy/sql.py",
    "z3": "src/goodgrace/policy/proof.py",
    "ruamel": "src/goodgrace/policy/reader/text.py",
    "duckdb": "src/goodgrace/insight/warehouse.py",
    "altair": "src/goodgrace/insight/charts.py",
    "vl_convert": "src/goodgrace/insight/charts.py",
    "onnxruntime": "src/goodgrace/listening/model.py",
    "presidio_analyzer": "src/goodgrace/listening/names.py",
    "faster_whisper": "src/goodgrace/listening/speech.py",
    "typst": "src/goodgrace/promises/channels/papers/typesetting.py",
}
CORE = {"policy", "playbook", "listening", "stats", "money.py", "errors.py", "sentences.py"}
FROM_OUTSIDE = {"now", "utcnow", "today", "environ", "getenv"}  # import-linter bans time, random and the network
DECISION_PARTS = ("Status", "Context", "Decision", "Consequences")

Function = ast.FunctionDef | ast.AsyncFunctionDef
# What counts as one level of nesting. `elif` is not a new level, nor are comprehensions, nor a function in a function.
BLOCKS = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.TryStar, ast.Match)

# An ignore, in the forms that ruff, mypy and coverage know, and the reason that has to follow it after a second #.
IGNORE = re.compile(r"#\s*(?:noqa\b|type:\s*ignore\b|mypy:\s*ignore|pragma:|ruff:\s*noqa)[^#]*(?P<reason>#.*)?")


def ours(*folders: str) -> list[Path]:
    """Our Python files in these folders, in order; migrations are Django's."""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return sorted(path for path in found if path.is_file() and path.parent.name != "migrations")


EVERYWHERE = ours("src", "tests", "bench", "chaos", "training")
PRODUCT = ours("src")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def place(path: Path, line: int = 1) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def functions(path: Path) -> Iterator[Function]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, Function))


def imported(path: Path) -> Iterator[tuple[str, int]]:
    """The top-level package of every import in a file, with its line; relative imports are ours and left out."""
    for node in ast.walk(tree(path)):
        match node:
            case ast.Import():
                yield from ((alias.name.partition(".")[0], node.lineno) for alias in node.names)
            case ast.ImportFrom(module=str() as module, level=0):
                yield module.partition(".")[0], node.lineno


def nesting(body: Iterable[ast.stmt], depth: int = 0) -> Iterator[tuple[int, int]]:
    """The depth and line of every block in a function's body."""
    for node in body:
        if isinstance(node, Function | ast.ClassDef):
            continue
        inside = depth + isinstance(node, BLOCKS)
        if isinstance(node, BLOCKS):
            yield inside, node.lineno
        yield from nested_in(node, inside)


def nested_in(node: ast.stmt, depth: int) -> Iterator[tuple[int, int]]:
    for name, statements in bodies(node):
        is_elif = isinstance(node, ast.If) and name == "orelse" and isinstance(statements[0], ast.If)
        yield from nesting(statements, depth - 1 if is_elif else depth)


def bodies(node: ast.stmt) -> Iterator[tuple[str, list[ast.stmt]]]:
    for name in ("body", "orelse", "finalbody"):
        if getattr(node, name, None):
            yield name, getattr(node, name)
    for branch in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
        yield "body", branch.body


def public(nodes: Iterable[ast.stmt], inside: str = "") -> Iterator[tuple[str, Function | ast.ClassDef]]:
    """Public functions, classes and methods; overloads are signatures and left out."""
    for node in nodes:
        if not isinstance(node, Function | ast.ClassDef) or node.name.startswith("_"):
            continue
        if any(ast.unparse(decorator).endswith("overload") for decorator in node.decorator_list):
            continue
        yield inside + node.name, node
        if isinstance(node, ast.ClassDef):
            yield from public(node.body, f"{inside}{node.name}.")


def makefile_targets() -> dict[str, int]:
    """The habits of the Makefile and their lines; rules that make a file do not count."""
    lines = (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
    starts = ((number, re.match(r"([a-z][a-z-]*):(?!=)", line)) for number, line in enumerate(lines, 1))
    return {start[1]: number for number, start in starts if start}


def none_of(findings: Iterable[str], rule: str) -> None:
    """Fail with every finding, one to a line."""
    if found := list(findings):
        pytest.fail("\n".join([rule, *found]), pytrace=False)


def test_no_file_is_longer_than_five_hundred_lines() -> None:
    lengths = ((path, len(path.read_text(encoding="utf-8").splitlines())) for path in EVERYWHERE)
    none_of(
        (f"{place(path, length)} has {length} lines" for path, length in lengths if length > LONGEST_FILE),
        f"A file has at most {LONGEST_FILE} lines: split it by subject.",
    )


def test_no_function_is_longer_than_sixty_lines() -> None:
    spans = (
        (place(path, node.lineno), node.name, (node.end_lineno or node.lineno) - node.lineno + 1)
        for path in EVERYWHERE
        for node in functions(path)
    )
    none_of(
        (f"{where} {name} has {length} lines" for where, name, length in spans if length > LONGEST_FUNCTION),
        f"A function has at most {LONGEST_FUNCTION} lines, and better 10.",
    )


def test_no_function_nests_deeper_than_three() -> None:
    none_of(
        (
            f"{place(path, line)} {node.name} nests {depth} deep"
            for path in EVERYWHERE
            for node in functions(path)
            for depth, line in nesting(node.body)
            if depth > DEEPEST_NESTING
        ),
        f"Blocks nest at most {DEEPEST_NESTING} deep: name the inner part.",
    )


def test_elif_and_inner_functions_do_not_count_as_nesting() -> None:
    text = "def f():\n  for a in b:\n    if a:\n      pass\n    elif b:\n      with c:\n        pass\n    def g():\n      if a: pass"
    (outer, _) = (node for node in ast.walk(ast.parse(text)) if isinstance(node, Function))
    assert list(nesting(outer.body)) == [(1, 2), (2, 3), (2, 5), (3, 6)]


def test_no_module_has_a_vague_name() -> None:
    none_of(
        (place(path) for path in EVERYWHERE if VAGUE_NAMES & {path.stem, path.parent.name, *path.stem.split("_")}),
        f"A file is named after what lives in it, never {', '.join(sorted(VAGUE_NAMES))}.",
    )


def test_every_module_opens_with_one_line_that_says_what_lives_here() -> None:
    none_of(
        (place(path) for path in EVERYWHERE if not opens_with_one_line(ast.get_docstring(tree(path), clean=False))),
        f"A module opens with one line of at most {LONGEST_FIRST_LINE} characters; more may follow after a blank line.",
    )


def opens_with_one_line(docstring: str | None) -> bool:
    first, _, rest = (docstring or "").partition("\n")
    return 0 < len(first.strip()) <= LONGEST_FIRST_LINE and not rest.partition("\n")[0].strip()


def test_every_public_function_and_class_says_what_it_means() -> None:
    none_of(
        (
            f"{place(path, node.lineno)} {name}"
            for path in PRODUCT
            for name, node in public(tree(path).body)
            if not ast.get_docstring(node)
        ),
        "A public name has a docstring: its first line says what it means to a person.",
    )


def test_every_test_is_named_as_a_sentence() -> None:
    none_of(
        (
            f"{place(path, node.lineno)} {node.name}"
            for path in ours("tests")
            for node in functions(path)
            if node.name.startswith("test_") and node.name.count("_") < 3
        ),
        "A test's name is a sentence of at least three words.",
    )


def test_no_drawn_example_is_measured_by_the_clock() -> None:
    assert settings().deadline is None
    none_of(
        (place(path, node.lineno) for path in ours("tests") for node in ast.walk(tree(path)) if sets_a_deadline(node)),
        "The profile in tests/conftest.py has no deadline: a busy machine is no fault of ours.",
    )


def sets_a_deadline(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Name(id="settings") | ast.Attribute(attr="register_profile"), keywords=words):
            return any(word.arg == "deadline" and ast.unparse(word.value) != "None" for word in words)
    return False


def test_each_engine_is_imported_by_one_file() -> None:
    none_of(
        (
            f"{place(path, line)} imports {package}; only {ENGINES[package]} may"
            for path in PRODUCT
            for package, line in imported(path)
            if package in ENGINES and place(path).partition(":")[0] != ENGINES[package]
        ),
        "One engine, one file.",
    )


def test_the_core_reads_no_clock_and_no_environment() -> None:
    none_of(
        (
            f"{place(path, node.lineno)} {ast.unparse(node)}"
            for path in PRODUCT
            if path.relative_to(ROOT / "src/goodgrace").parts[0] in CORE
            for node in ast.walk(tree(path))
            if isinstance(node, ast.Attribute) and node.attr in FROM_OUTSIDE
        ),
        "In the core the day, the time and the settings are arguments.",
    )


def test_ruff_bans_the_same_engines_in_the_same_files() -> None:
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["lint"]
    exempt = {name for name, rules in lint["per-file-ignores"].items() if "TID251" in rules}
    assert set(lint["flake8-tidy-imports"]["banned-api"]) == set(ENGINES), "pyproject.toml: banned-api"
    assert exempt == {*ENGINES.values(), "tests/**", "bench/**", "training/**"}, "pyproject.toml: per-file-ignores"


def test_every_ignore_carries_its_reason() -> None:
    none_of(
        (
            f"{place(path, number)} {line.strip()}"
            for path in EVERYWHERE
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
            if (ignore := IGNORE.search(line)) and path != Path(__file__) and not reason_in(ignore)
        ),
        "An ignore says why on the same line: `# noqa: S101  # the reason`.",
    )


def reason_in(ignore: re.Match[str]) -> bool:
    return len((ignore["reason"] or "").strip("# ")) >= len("a reason")


def test_an_ignore_without_a_reason_is_noticed() -> None:
    bare = (
        "x = 1  # noqa: S101",
        "x = 1  # type: ignore[misc]",
        "x = 1  # pragma: no cover",
        "x = 1  # noqa: S101  # why",
    )
    assert not any(reason_in(ignore) for line in bare if (ignore := IGNORE.search(line)))
    told = IGNORE.search("x = f()  # type: ignore[no-untyped-call]  # z3 ships no types")
    assert told
    assert reason_in(told)


def test_every_dependency_is_locked_and_explained() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lists = [project["dependencies"], *project["optional-dependencies"].values()]
    names = [re.split(r"[\[<>=~! ]", line)[0] for wanted in lists for line in wanted]
    locked = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "requirements").glob("*.txt"))
    reasons = (ROOT / "docs/decisions/0001-dependencies.md").read_text(encoding="utf-8")
    unlocked = [name for name in names if f"\n{name.replace('.', '-')}==" not in locked]
    unexplained = [name for name in names if not re.search(rf"^\|.*\b{re.escape(name)} \(", reasons, re.MULTILINE)]
    none_of(unlocked, "In pyproject.toml but not in requirements/*.txt: run `make lock`.")
    none_of(unexplained, "In pyproject.toml but without a line in docs/decisions/0001-dependencies.md:")
    assert "://" not in locked, "requirements/*.txt name the address of a registry"


def test_importing_goodgrace_loads_nothing_heavy() -> None:
    program = f"import goodgrace, sys; print(*(name for name in {HEAVY!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT / "src")
    assert done.returncode == 0, done.stderr
    assert not done.stdout.split(), f"src/goodgrace/__init__.py:1 `import goodgrace` loads {done.stdout.strip()}"


def test_decisions_are_numbered_without_gaps() -> None:
    names = sorted(path.name for path in (ROOT / "docs/decisions").glob("*.md"))
    numbers = [int(name[:4]) for name in names if re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", name)]
    assert names, "docs/decisions has no decision"
    assert numbers == list(range(1, len(names) + 1)), f"docs/decisions: named NNNN-title.md from 0001 on: {names}"


def test_every_decision_has_status_context_decision_and_consequences() -> None:
    none_of(
        (
            f"{place(path)} lacks '## {part}'"
            for path in sorted((ROOT / "docs/decisions").glob("*.md"))
            for part in DECISION_PARTS
            if not re.search(rf"^## {part}$", path.read_text(encoding="utf-8"), re.MULTILINE)
        ),
        "A decision has four parts.",
    )


def test_every_habit_has_a_line_in_the_list_of_make() -> None:
    lines = (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
    none_of(
        (
            f"Makefile:{number} {name}"
            for name, number in makefile_targets().items()
            if "  ## " not in lines[number - 1]
        ),
        "Each target says what it does after ##.",
    )


def test_every_habit_is_told_in_the_documents() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    told = "\n".join(path.read_text(encoding="utf-8") for path in pages)
    none_of(
        (
            f"Makefile:{number} make {name}"
            for name, number in makefile_targets().items()
            if not re.search(rf"\bmake {name}(?![\w-])", told)
        ),
        "Each target is mentioned in README.md, CONTRIBUTING.md or docs/.",
    )


def test_the_changelog_has_a_place_for_what_is_not_released_yet() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## \[?Unreleased\]?$", text, re.MULTILINE), "CHANGELOG.md:1 has no '## Unreleased'"
