"""Texts that mean harm, or that went through the wrong programs: each is refused clearly, and soon.

The texts are read in a process of their own, so that a text on which the reader hangs fails its test and not the run.
"""

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from goodgrace import InputError, PolicyError, read, read_text
from goodgrace.errors import Problem
from tests.makers import policy_text

DEEP = 10_000
MUCH = 10 * 1024 * 1024
SOON = 90
"""Seconds for all texts together on a busy machine; each takes well below one by itself."""

FACTS = "x: {type: number, places: 2}\nb: {type: yes_no}"
PROGRAM = """
import json, resource, sys
from goodgrace import PolicyError, read
resource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31))
for path in sys.argv[1:]:
    print(path, flush=True)
    try:
        read(path)
    except PolicyError as error:
        print(json.dumps(str(error)), flush=True)
"""


def bomb() -> str:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [
        f"{name}: &{name} [{', '.join(['*' + before] * 9)}]"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    return "\n".join(lines)


def ruled(when: str, up_to: str = "5") -> str:
    """A policy with one rule; its condition stands in single quotation marks."""
    when = "'" + when.replace("'", "''") + "'"
    return policy_text(f"r: {{gives: money, discretion: {{agent: [{{when: {when}, up_to: {up_to}}}]}}}}", facts=FACTS)


def grounded(*grounds: str) -> str:
    return policy_text(
        f"r: {{gives: yes, standard: [{{when: g{len(grounds)}}}]}}",
        facts=FACTS,
        grounds="\n".join(["g0: b", *(f"g{number}: {text}" for number, text in enumerate(grounds, 1))]),
    )


def given_fact(fact: str) -> str:
    return policy_text("r: {gives: yes, standard: always}", facts=fact)


TEXTS = {
    "a bomb of aliases": (bomb(), "no anchors"),
    "an alias of itself": ("a: &a [*a]", "no anchors"),
    "an alias alone": ("policy: *a", "no aliases"),
    "a merge key": (
        "policy: p\nroles: [a]\n<<: {title: t}\nremedies: {r: {gives: yes, standard: always}}",
        "has no `<<`",
    ),
    "a tag that would make an object": ("policy: !!python/object/apply:os.system ['x']", "no tags"),
    "a plain tag": ("policy: !!str p", "no tags"),
    "two documents": ("policy: p\n---\npolicy: q", "A file holds one policy"),
    "ten megabytes in many lines": ("# a b c\n" * (MUCH // 8), "more than 1,000,000 bytes"),
    "ten megabytes in one line": ("policy: " + "x" * MUCH, "more than 1,000,000 bytes"),
    "a hundred thousand keys": ("facts: {" + ", ".join(f"a{n}: 1" for n in range(100_000)) + "}", "bytes"),
    "many keys in little text": (
        "facts: {" + ", ".join(f"a{n}: 1" for n in range(9_000)) + "}",
        "more than 6,000 parts",
    ),
    "nested lists": ("policy: " + "[" * DEEP, "nested more than 12 levels"),
    "nested lists that end": ("policy: " + "[" * DEEP + "]" * DEEP, "nested more than 12 levels"),
    "nested tables": ("policy: " + "{" * DEEP, "nested more than 12 levels"),
    "nested tables with keys": ("policy: " + "{a: " * DEEP, "nested more than 12 levels"),
    "nested dashes": ("policy:\n" + "- " * DEEP + "x", "nested more than 12 levels"),
    "nested question marks": ("? " * DEEP, "nested more than 12 levels"),
    "nested indentation": ("".join(" " * n + "a:\n" for n in range(400)), "nested more than 12 levels"),
    "nested brackets": (ruled("(" * DEEP + "x" + ")" * DEEP), "at most 2,000 fit"),
    "brackets nested as deep as there is room": (ruled("(" * 900 + "b" + ")" * 900), "nested more than 30 deep"),
    "not upon not": (ruled("not " * DEEP + "b"), "at most 2,000 fit"),
    "not as often as there is room": (ruled("not " * 490 + "b"), "nested more than 30 deep"),
    "minus upon minus": (ruled("x > " + "-" * 1_900 + "1"), "nested more than 30 deep"),
    "plus upon plus": (ruled("x > " + "+".join(["x"] * 900)), "nested more than 30 deep"),
    "else upon else": (ruled("x > (" + " if b else ".join(["1"] * 150) + ")"), "nested more than 30 deep"),
    "a long chain": (ruled("1" + "<x" * 900), "has more than 2,000 parts"),
    "grounds that double": (grounded(*[f"g{n} and g{n}" for n in range(60)]), "has more than 2,000 parts"),
    "grounds upon grounds": (grounded(*[f"not g{n}" for n in range(1_500)]), "nested more than 60 deep"),
    "a call of the importer": (ruled("__import__('os').system('x')"), "There is no function"),
    "a name with underscores": (ruled("__class__ > 1"), "There is no fact or ground `__class__`"),
    "a fact with underscores": (given_fact("__class__: {type: money}"), "cannot name a fact"),
    "an attribute": (ruled("x.__class__.__bases__ == 1"), "is not part of the language"),
    "a subscript": (ruled("x[0] > 1"), "is not part of the language"),
    "a lambda": (ruled("(lambda: x)() > 1"), "There is no function"),
    "a walrus": (ruled("(y := x) > 1"), "is not part of the language"),
    "a text with code in it": (ruled("""f"{x}" == "a\""""), "stands before a quotation mark"),
    "bytes": (ruled("""b"a" == b"""), "stands before a quotation mark"),
    "a comprehension": (ruled("[y for y in b] == 1"), "is not part of the language"),
    "an await": (ruled("await b"), "is not part of the language"),
    "a yield": (ruled("(yield b)"), "is not part of the language"),
    "a star": (ruled("min(*x, *x) > 1"), "is not part of the language"),
    "a named value": (ruled("min(x, x, key=x) > 1"), "takes values only"),
    "a power": (ruled("x > 9**9**9**9"), "is not part of the language"),
    "a shift": (ruled("x > 1 << 999999999"), "is not part of the language"),
    "a word times a number": (ruled('"a" * 999999999 == "b"'), "is a word"),
    "two statements": (ruled("b; b"), "cannot be read as a condition"),
    "a number of a hundred thousand digits": (ruled("x > 1", "9" * 10**5), "at most 100,000"),
    "a number of two thousand digits": (ruled("x > " + "9" * 1_990), "count exactly"),
    "a default of fifty thousand digits": (
        given_fact("y: {type: number, default: " + "9" * 50_000 + "}"),
        "not a plain number",
    ),
    "places without end": (given_fact("y: {type: number, places: 999999999999}"), "at most 6 places"),
    "an exponent without end": (given_fact("y: {type: number, default: 1e999999999}"), "not a plain number"),
    "a number in hexadecimal": (ruled("x > 0xff"), "neither a number nor a name"),
    "a name without end": (given_fact("? " + "a" * 50_000 + "\n: {type: money}"), "cannot name a fact"),
    "a null character": ("policy: p\0\nroles: [a]", "U+0000"),
    "a null character written as such": ('policy: "p\\0"', "U+0000"),
    "half a character written as such": ('policy: "p\\ud800"', "U+D800"),
    "a character that turns the line around": ("policy: p\u202ep", "U+202E"),
    "a bell": ("policy: p\a", "U+0007"),
    "tabs for indentation": ("facts:\n\tx: {type: money}", "Indent with spaces, not tabs."),
    "nothing": ("", "The file is empty."),
    "comments alone": ("# nothing\n" * 9_000, "The file is empty."),
    "spaces alone": (" " * 90_000, "The file is empty."),
    "a sentence": ("hello", "A policy is a table of keys and values"),
    "a list": ("- a\n- b", "A policy is a table of keys and values"),
    "a key that is a list": ("? [a, b]\n: 1", "A key is one word"),
    "quotation marks alone": ('"' * 90_000, "This is not YAML"),
    "exclamation marks alone": ("!" * 90_000, "no tags"),
    "a quotation mark that is never closed": ('policy: "' + "x " * 45_000, "Close the quotation mark."),
    "a list that is never closed": ("policy: [" + "x, " * 30_000, "more than 6,000 parts"),
    "a page of colons": (": " * 45_000, "nested more than 12 levels"),
    "five thousand wrong keys": ("policy: p\n" + "\n".join(f"polic{n}: 1" for n in range(2_900)), "reading stops here"),
    "a thousand names that nearly exist": (
        policy_text(
            "r: {gives: yes, standard: always}",
            facts="\n".join(f"fact_number_{n}: {{type: money}}" for n in range(1_000)),
            grounds="\n".join(f"g{n}: fact_numbre_{n} > 1" for n in range(500)),
        ),
        "reading stops here",
    ),
}
BYTES = {
    "bytes that are no UTF-8": (b"policy: p\ntitle: caf\xe9\n", "2:11", "0xE9"),
    "an overlong null": (b"policy: \xc0\x80", "1:9", "0xC0"),
    "half a surrogate": (b"policy: \xed\xa0\x80", "1:9", "0xED"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "1:1", "0x89"),
    "UTF-16": ("policy: p".encode("utf-16"), "1:1", "0xFF"),
    "a zip file": (b"PK\x03\x04" + bytes(3_000), "1:3", "U+0003"),
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the reader says to each text; a text that is not answered in time is the last that was begun."""
    paths = {name: tmp_path_factory.mktemp("hostile") / "policy.yaml" for name in TEXTS}
    for name, (text, _) in TEXTS.items():
        paths[name].write_bytes(text.encode())
    command = [sys.executable, "-W", "error", "-c", PROGRAM, *map(str, paths.values())]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SOON, check=False)
    except subprocess.TimeoutExpired as late:
        begun = (late.stdout or b"").decode().split()[-1]
        pytest.fail(f"not answered in time: {next(name for name, path in paths.items() if str(path) == begun)}")
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    said = {path: answer for path, answer in pairwise(lines) if answer.startswith('"')}
    return {name: json.loads(said.get(str(path), '""')) for name, path in paths.items()}


@pytest.mark.parametrize("name", TEXTS)
def test_a_hostile_text_is_refused_clearly_and_soon(name: str, answers: dict[str, str]) -> None:
    assert TEXTS[name][1] in answers[name]
    assert len(answers[name]) < 20_000


@pytest.mark.parametrize("name", BYTES)
def test_a_file_that_is_no_text_is_refused_at_its_byte(name: str, tmp_path: Path) -> None:
    raw, place, said = BYTES[name]
    path = tmp_path / "hostile.yaml"
    path.write_bytes(raw)
    problem = refused(path)
    assert f"{problem.place.line}:{problem.place.column}" == place
    assert said in problem.message


def refused(path: Path) -> Problem:
    with pytest.raises(PolicyError) as caught:
        read(path)
    (problem,) = caught.value.problems
    return problem


GOOD = ruled("x > 1 and b")


@pytest.mark.parametrize(
    "text",
    [GOOD, "\ufeff" + GOOD, GOOD.replace("\n", "\r\n"), "---\n" + GOOD, GOOD + "\n...\n", "%YAML 1.2\n---\n" + GOOD],
    ids=["plain", "byte order mark", "carriage returns", "start mark", "end mark", "version mark"],
)
def test_the_marks_that_other_programs_leave_do_no_harm(text: str, tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_bytes(text.encode())
    assert read(path).remedies.keys() == {"r"}


@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_columns_are_right_also_after_such_marks(start: str, end: str) -> None:
    with pytest.raises(PolicyError) as caught:
        read_text(start + ruled("x > 1 and c").replace("\n", end))
    (problem,) = caught.value.problems
    line = ruled("x > 1 and c").splitlines()[problem.place.line - 1]
    assert line[problem.place.column - 1 :].startswith("c'")
    with pytest.raises(PolicyError) as caught:
        read_text(start + f"policys: p{end}roles: [a]{end}remedies: {{r: {{gives: yes, standard: always}}}}")
    assert (caught.value.problems[0].place.column, caught.value.problems[0].text) == (1, "policys")


@pytest.mark.parametrize("name", ["missing.yaml", ".", "nul\0l.yaml"])
def test_a_file_that_cannot_be_opened_is_named(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read(f"{tmp_path}/{name}")
    assert str(tmp_path) in str(caught.value)


def test_no_more_is_read_than_a_policy_can_have() -> None:
    assert "more than 1,000,000 bytes" in refused(Path("/dev/zero")).message


def test_half_characters_from_python_are_refused_at_their_place() -> None:
    with pytest.raises(PolicyError) as caught:
        read_text("policy: p\ntitle: caf\ud800")
    (problem,) = caught.value.problems
    assert (problem.place.line, problem.place.column, problem.text) == (2, 11, "U+D800")
