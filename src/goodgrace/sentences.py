"""Sentences that remember how they were put together, so that a door can say them in another language."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal


class Sentence(str):
    """A sentence in English for a person, and what it was made of: a template and the values filled in.

    It is a plain text to whoever does not care. A door that speaks another language translates the template, says each
    value its own way (one may be a sentence itself) and fills them in. Nothing here knows a language but English.
    """

    __slots__ = ("template", "values")
    template: str
    values: Mapping[str, object]


class Quantity(str):
    """A number with its unit, said in English; `places` is how many decimal places are written."""

    __slots__ = ("number", "places", "unit")
    number: Decimal
    places: int
    unit: str


class Moment(str):
    """A day and a time as a clock shows them, said in English; `at` is the same without a zone."""

    __slots__ = ("at",)
    at: datetime


class Listed(str):
    """Several sentences or words, one after the other, with the same between them."""

    __slots__ = ("between", "parts")
    parts: tuple[str, ...]
    between: str


def sentence(template: str, /, **values: object) -> Sentence:
    """A sentence: its template with `{names}`, and a value for each. Raises KeyError for a name without one."""
    said = Sentence(template.format(**values) if values else template)
    said.template, said.values = template, values
    return said


def quantity(text: str, number: Decimal, places: int, unit: str) -> Quantity:
    """A number with its unit, which in English is said as `text`."""
    said = Quantity(text)
    said.number, said.places, said.unit = number, places, unit
    return said


def moment(at: datetime) -> Moment:
    """A day and a time as the clock of `at` shows them: "1 December 2026, 09:00"."""
    said = Moment(f"{at.day} {at:%B %Y, %H:%M}")
    said.at = at.replace(tzinfo=None)
    return said


def listed(parts: Iterable[str], between: str = ", ") -> Listed:
    """Several sentences or words, one after the other."""
    found = tuple(parts)
    said = Listed(between.join(found))
    said.parts, said.between = found, between
    return said


def as_data(text: object) -> object:
    """A sentence as JSON keeps it, so that it can be said in another language later; what is none, as text."""
    match text:
        case Sentence():
            return {"template": text.template, "values": {name: as_data(value) for name, value in text.values.items()}}
        case Listed():
            return {"parts": [as_data(part) for part in text.parts], "between": text.between}
        case Moment():
            return {"moment": text.at.isoformat(timespec="minutes")}
        case _:
            return str(text)


def of_data(kept: object) -> str:
    """The sentence that `as_data` kept."""
    match kept:
        case {"template": str(template), "values": dict(values)}:
            return sentence(template, **{name: of_data(value) for name, value in values.items()})
        case {"parts": list(parts), "between": str(between)}:
            return listed([of_data(part) for part in parts], between)
        case {"moment": str(at)}:
            return moment(datetime.fromisoformat(at))
        case _:
            return str(kept)


def retold(text: str, change: Callable[[str], str]) -> str:
    """The same sentence with other words filled in: each of its values, or what is no sentence, as `change` makes it."""
    match text:
        case Sentence():
            return sentence(
                text.template, **{name: retold(_text(value), change) for name, value in text.values.items()}
            )
        case Listed():
            return listed([retold(part, change) for part in text.parts], text.between)
        case _:
            return change(text)


def cut(text: str, most: int) -> str:
    """A text with at most so many characters. Of a sentence its longest value gives way, so that it still can be said."""
    over = len(text) - most
    if over <= 0:
        return text
    if isinstance(text, Sentence) and text.values:
        name, value = max(text.values.items(), key=lambda each: len(str(each[1])))
        shorter = sentence(text.template, **{**text.values, name: cut(_text(value), max(len(str(value)) - over, 1))})
        return shorter if len(shorter) <= most else cut(str(shorter), most)
    return f"{str(text)[: most - 1].rstrip()}…"


def _text(value: object) -> str:
    """A value as a text, which may be a sentence still."""
    return value if isinstance(value, str) else str(value)
