"""From a document to its PDF and its pictures: the only place that typesets.

Every text is handed over as data and never as markup, so nothing that somebody wrote is evaluated. The PDF is tagged for
screen readers (PDF/UA-1) and made to last (PDF/A-2a), which also means that each character must have a shape in a font:
one that has none is refused, rather than printed as an empty box. The fonts come with typst (Libertinus Serif, under the
Open Font License); those of the machine step in for scripts that it lacks.
"""

import json
import re
import unicodedata
from dataclasses import asdict
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any

import typst

from goodgrace.errors import InputError
from goodgrace.promises.channels.papers.documents import Card, Document, Letter, Paper, TaskList

MOST_CHARACTERS = 20_000
MOST_TASKS = 60
MOST_ADDRESS_LINES = 9
MOST_ON_A_CARD = 420
NO_SHAPE = re.compile(r'the text `"(.{1,40}?)"` could not be displayed')
LANGUAGE = re.compile(r"[a-z]{2,3}")


def pdf(document: Document, *, on: datetime, paper: Paper = "a4", machine_fonts: bool = True) -> bytes:
    """The document as a PDF that says it was made `on` this moment; the same document gives the same bytes.

    Raises InputError where a text is too long, or has a character that no font here can show.
    """
    made = _typeset(
        document,
        paper,
        machine_fonts,
        format="pdf",
        pdf_standards=["a-2a", "ua-1"],
        timestamp=on.replace(microsecond=0),
    )
    assert isinstance(made, bytes)
    return made


def pictures(document: Document, *, paper: Paper = "a4", machine_fonts: bool = True, ppi: int = 110) -> list[bytes]:
    """Each page as a PNG, to look at on a screen before it is printed. Raises InputError as `pdf` does for length."""
    made = _typeset(document, paper, machine_fonts, format="png", ppi=float(ppi))
    return made if isinstance(made, list) else [made]


def _typeset(document: Document, paper: Paper, machine_fonts: bool, **how: Any) -> bytes | list[bytes]:
    inputs = {"said": json.dumps(_said(document)), "paper": paper}
    try:
        made: bytes | list[bytes] | None = typst.compile(
            _template(), root=_root(), font_paths=_fonts(machine_fonts), sys_inputs=inputs, **how
        )
    except typst.TypstError as error:
        raise InputError(_why(str(error.message))) from None
    assert made is not None
    return made


def _said(document: Document) -> dict[str, Any]:
    """The document's texts, clean and bounded, under the names that papers.typ knows."""
    said: dict[str, Any] = {name.replace("_", "-"): value for name, value in asdict(document).items()}
    if _length(said) > MOST_CHARACTERS:
        raise InputError(f"This is too long for paper: at most {MOST_CHARACTERS:,} characters. Make it shorter.")
    if why := _unfit(document):
        raise InputError(why)
    clean: dict[str, Any] = _clean(said)
    kinds = {Letter: "letter", Card: "card", TaskList: "tasks"}
    title = clean.get("title") or clean.get("subject") or clean["salutation"] or clean["company"]["name"]
    return clean | {"kind": kinds[type(document)], "title": title, "author": clean["company"]["name"]}


def _unfit(document: Document) -> str:
    """Why a document does not fit its paper, and what to do; empty where it does."""
    if not LANGUAGE.fullmatch(document.language):
        return f"`{document.language[:20]}` is no language. Write its code, such as en or de."
    match document:
        case Letter(to=to) if len(to) > MOST_ADDRESS_LINES:
            return f"An address has at most {MOST_ADDRESS_LINES} lines. Make it shorter."
        case Card(body=body) if len(body) > MOST_ON_A_CARD:
            return f"A card holds at most {MOST_ON_A_CARD} characters. Make it shorter, or send a letter."
        case TaskList(tasks=tasks) if len(tasks) > MOST_TASKS:
            return f"A list has at most {MOST_TASKS} tasks. Make two lists."
        case _:
            return ""


def _length(value: Any) -> int:
    if isinstance(value, dict):
        return sum(_length(each) for each in value.values())
    if isinstance(value, list | tuple):
        return sum(_length(each) + 1 for each in value)
    return len(value) if isinstance(value, str) else 0


def _clean(value: Any) -> Any:
    """Texts without what cannot be seen: control characters, halves of characters, marks that turn the reading around."""
    if isinstance(value, dict):
        return {name: _clean(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(each) for each in value]
    if not isinstance(value, str):
        return value
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    seen = "".join(each for each in text if each == "\n" or not _is_unseen(each))
    return re.sub(r"\n\s*\n+", "\n\n", seen).strip()


def _is_unseen(character: str) -> bool:
    joins = character in "\u200c\u200d\u00ad\u200e\u200f"
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn"} and not joins


def _why(message: str) -> str:
    found = NO_SHAPE.search(message)
    if found:
        return (
            f"“{found[1]}” cannot be printed with the fonts that are here. Leave it out, or install a font that has it."
        )
    return "This could not be set on paper. Look for unusual characters, and make it shorter."


@lru_cache(maxsize=1)
def _template() -> bytes:
    return files(__package__).joinpath("papers.typ").read_bytes()


@lru_cache(maxsize=1)
def _root() -> str:
    """The one folder that the template could read from: its own."""
    return str(files(__package__))


@lru_cache(maxsize=2)
def _fonts(machine_fonts: bool) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=machine_fonts)
