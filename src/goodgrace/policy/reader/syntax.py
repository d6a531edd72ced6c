"""The text of a condition to Python's syntax tree: short, flat and plain text only; what it means comes later."""

import ast
import re
from collections.abc import Iterator

MOST_CHARACTERS = 2_000
DEEPEST = 30
_SAID_HERE = {
    "&&": "and", "||": "or", "<>": "!=", "≤": "<=", "≥": ">=", "≠": "!=", "\N{MULTIPLICATION SIGN}": "*",
    "\N{MINUS SIGN}": "-", "\N{EN DASH}": "-", "÷": "share(x, 50)", **dict.fromkeys("“”„«»", '"'), **dict.fromkeys("‘’‚", "'"),
}  # fmt: skip
_CURRENCIES = "€£¥"
_QUOTED = re.compile(r"""("[^"]*")|('[^']*')""")
_PREFIXED = re.compile(r"""\b[rbfu]{1,2}(?=["'])""", re.IGNORECASE)
_SIDE_BY_SIDE = re.compile(r"""(?:"[^"]*"|'[^']*')\s*(?=["'])""")
_WITH_UNIT = re.compile(r"(?<![\w.])[0-9][0-9_.]*[A-Za-z_]\w*")


class Fault(Exception):
    """What is wrong with a condition, at which character of it, with which words, and what would likely mend it.

    `follows` tells that it only comes from a fault that is told elsewhere.
    """

    def __init__(self, message: str, start: int = 0, text: str = "", fix: str = "", *, follows: bool = False) -> None:
        super().__init__(message)
        self.message, self.start, self.text, self.fix, self.follows = message, start, text[:40], fix, follows


def parse(text: str) -> ast.expr:
    """The syntax tree of a condition or an amount; its columns are those of `one_line(text)`. Raises Fault."""
    if len(text) > MOST_CHARACTERS:
        long = f"This has {len(text):,} characters; at most {MOST_CHARACTERS:,} fit."
        raise Fault(long, 0, text, "Name parts of it as grounds.")
    if not text.strip():
        raise Fault("Nothing stands here.", 0, text, "Write a condition or an amount, or leave the key out.")
    for fault in _foreign(text):
        raise fault
    try:
        tree = ast.parse(one_line(text).strip(), mode="eval").body
    except SyntaxError as error:
        start = min(max((error.offset or 1) - 1, 0) + indent_of(text), max(len(text.rstrip()) - 1, 0))
        raise Fault("This cannot be read as a condition.", start, text[start:], _syntax_fix(text)) from None
    except (ValueError, MemoryError, RecursionError):
        raise Fault("This cannot be read as a condition.", 0, text, "Name parts of it as grounds.") from None
    if _too_deep(tree):
        raise Fault(f"This is nested more than {DEEPEST} deep.", 0, text, "Name parts of it as grounds.")
    return tree


def one_line(text: str) -> str:
    """The text with a space for each line break and tab, so that every character keeps its number."""
    return re.sub(r"[\n\r\t]", " ", text)


def indent_of(text: str) -> int:
    """How many characters of space a text begins with."""
    line = one_line(text)
    return len(line) - len(line.lstrip())


def _foreign(text: str) -> Iterator[Fault]:
    """What Python would read and this language does not, or would read as something else."""
    bare = _QUOTED.sub(lambda quoted: quoted[0][0] + "_" * (len(quoted[0]) - 2) + quoted[0][0], text)
    if (deep := _bracket_too_deep(bare)) is not None:
        yield Fault(f"Brackets are nested more than {DEEPEST} deep.", deep, text[deep:], "Name parts as grounds.")
    for foreign, ours in _SAID_HERE.items():
        if foreign in bare:
            yield Fault(f"`{foreign}` is not a word of the language.", bare.index(foreign), foreign, f"Write `{ours}`.")
    if "\\" in text:
        yield Fault("A backslash has no meaning here.", text.index("\\"), "\\", "Leave it out.")
    if "#" in bare:
        what = "A comment cannot stand inside a condition: what follows it would be lost."
        yield Fault(what, bare.index("#"), "#", "Put the comment on a line of its own, outside of it.")
    for start, character in enumerate(bare):
        if not (character.isascii() and character.isprintable()) and character not in "\n\r\t":
            fix = "Type it anew as a plain character."
            if character in _CURRENCIES:
                fix = "Write the number alone, without a unit."
            sign = f"`{character}` " if character.isprintable() else ""
            what = f"{sign}(U+{ord(character):04X}) is not a sign of the language."
            yield Fault(what, start, character, fix)
    if found := _PREFIXED.search(bare):
        yield Fault(f"`{found[0]}` stands before a quotation mark.", found.start(), found[0], "Leave it out.")
    if found := _SIDE_BY_SIDE.search(text):
        yield Fault(
            "Two words stand side by side.", found.start(), text[found.start() :], "Put both in a list: in [ ]."
        )
    if found := _WITH_UNIT.search(bare):
        what = f"`{found[0][:30]}` is neither a number nor a name."
        yield Fault(what, found.start(), found[0], "Write the number alone, without a unit.")


def _bracket_too_deep(text: str) -> int | None:
    depth = 0
    for position, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if depth > DEEPEST:
            return position
    return None


def _too_deep(tree: ast.expr) -> bool:
    level: list[ast.AST] = [tree]
    for _ in range(2 * DEEPEST):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    return bool(level)


def _syntax_fix(text: str) -> str:
    if found := re.search(r"(?<![=!<>])=([<>])", text):
        return f"Write `{found[1]}=`."
    if re.search(r"(?<![=!<>])=(?!=)", text):
        return "To compare, write `==`."
    if text.count("(") != text.count(")"):
        return 'Close the bracket. Inside { }, quote what holds a comma: "share(fee, 50)".'
    if re.search(r"\b(AND|OR|NOT|IN)\b", text):
        return "Write and, or, not, in with small letters."
    if re.search(r"\b\d{4}-\d\d-\d\d\b", text):
        return 'Put the date in quotation marks, as in `"2026-11-22"`.'
    if "!" in text.replace("!=", ""):
        return "Write `not`."
    if re.search(r"\d\s*%", text):
        return "For a part of an amount write `share(fee, 20)`, in quotation marks inside { }."
    if re.search(r"\d\s*\$|\$\s*\d|\d\s+[A-Za-z]", text):
        return "Write the number alone, without a unit."
    return "Write it as in `hours_late <= 4 and long_standing`."
