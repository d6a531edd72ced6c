"""A table of messages, heard: what is told in how many, and of each kind a few sentences that show it."""

import csv
import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache, partial
from pathlib import Path
from typing import Any, TextIO

from goodgrace.errors import InputError
from goodgrace.insight.cells import literal, quoted, select
from goodgrace.insight.warehouse import ROWS, Column, Progress, Warehouse, opened
from goodgrace.listening.hearing import MESSAGES_AT_ONCE, Emotion, Heard, hear_many
from goodgrace.listening.moments.finding import Found, sentences, to_act_on
from goodgrace.listening.redacting import Redacted, redact
from goodgrace.listening.stakes import Reason

MOST_SHOWN = 100
"""So many places of each kind are kept to be shown; all of them are counted."""
LONGEST_QUOTE = 320
"""Characters of one sentence that are shown; a neighbour gets half of it."""
AT_ONCE = MESSAGES_AT_ONCE * 8
TABLE = "messages"
WHOSE = {"self": "the customer", "relative": "someone close", "other": "somebody else"}
Redacting = Callable[[str], Redacted]
COLUMNS = ("row", "abstained", "why", "stakes", "reasons", "emotions", "moments_to_act_on", "moments")
"""What is written of each message: never its text."""


@dataclass(frozen=True, slots=True)
class Quote:
    """The sentence that is evidence, its words marked, and a little of its neighbours, redacted; `row` counts from 1."""

    row: int
    before: str
    lead: str
    words: str
    rest: str
    after: str
    told: str
    """What is said about it: whose it is and whether it is so, or how likely."""


@dataclass(slots=True)
class Listened:
    """What was heard in a table of messages. `blank` messages have no text; they are not counted as abstained from."""

    rows: int = 0
    blank: int = 0
    abstained: Counter[str] = field(default_factory=Counter)
    emotions: Counter[str] = field(default_factory=Counter)
    stakes: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    moments: Counter[str] = field(default_factory=Counter)
    """Messages in which a moment is to be acted on."""
    touched: int = 0
    """Messages with any moment to act on."""
    not_raised: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Moments that were noticed and not raised, by moment and why: denied, figurative, someone else's, unsure …"""
    quotes: dict[tuple[str, str], list[Quote]] = field(default_factory=dict)
    """By kind (`moment`, `not raised`, `reason`, `emotion`) and name."""

    @property
    def heard(self) -> int:
        """Messages about which something is said."""
        return self.rows - self.blank - sum(self.abstained.values())

    def as_json(self) -> dict[str, Any]:
        """The counts as plain data; no words of a customer."""
        return {
            "rows": self.rows,
            "blank": self.blank,
            "heard": self.heard,
            "abstained": dict(self.abstained.most_common()),
            "emotions": dict(self.emotions.most_common()),
            "stakes": {level: self.stakes[level] for level in ("low", "medium", "high")},
            "reasons": dict(self.reasons.most_common()),
            "moments": dict(self.moments.most_common()),
            "not_raised": [
                {"moment": moment, "why": why, "count": count} for (moment, why), count in self.not_raised.most_common()
            ],
        }


def listen(
    messages: str | Path,
    column: str,
    *,
    out: Path | None = None,
    progress: Progress | None = None,
    redacting: Redacting = redact,
) -> Listened:
    """Hear every message in one column of a CSV or Parquet table; `out` takes what was heard of each, without its text.

    Messages are heard as they are, in memory; what is quoted of them is redacted by `redacting`. Raises InputError that names what cannot be read.
    """
    with opened(messages, progress) as warehouse, tempfile.TemporaryDirectory(prefix="goodgrace-") as folder:
        _keep(warehouse, _column(warehouse, column))
        written = Path(folder) / "heard.csv"
        with written.open("w", encoding="utf-8", newline="") as file:
            found = _listened(warehouse, file, progress, redacting)
        if out is not None:
            types = ", ".join(f"'{name}': '{_type(name)}'" for name in COLUMNS)
            relation = f"read_csv({literal(str(written))}, header = true, auto_detect = false, columns = {{{types}}})"
            warehouse.write(select("*", relation), out, "Writing the rows")
    return found


def _column(warehouse: Warehouse, name: str) -> Column:
    if found := warehouse.column(name):
        return found
    names = [column.name for column in warehouse.columns]
    near = get_close_matches(name, names, 1)
    hint = f"Did you mean `{near[0]}`?" if near else f"It has {', '.join(f'`{each}`' for each in names[:12])}."
    raise InputError(f"{warehouse.file}: there is no column `{name}`. {hint}")


def _keep(warehouse: Warehouse, column: Column) -> None:
    text = f"CAST({column.sql} AS VARCHAR)"
    columns = ("row_number() OVER () AS row", f"{text} AS text")
    warehouse.keep(TABLE, select(columns, quoted(ROWS)), "Reading the messages")


def _listened(warehouse: Warehouse, file: TextIO, progress: Progress | None, redacting: Redacting) -> Listened:
    found, writer = Listened(), csv.writer(file)
    writer.writerow(COLUMNS)
    [[total]] = warehouse.rows(select(("count(*)",), TABLE), "Counting the messages")
    for rows in _chunks(warehouse, total):
        told = [(row, text) for row, text in rows if text and text.strip()]
        found.blank += len(rows) - len(told)
        for (row, text), heard in zip(told, hear_many([text for _, text in told]), strict=True):
            _count(found, row, text, heard, cache(partial(redacting, text)))
            writer.writerow(_cells(row, heard))
        found.rows += len(rows)
        if progress:
            progress(found.rows / total, f"Listening: {found.rows:,} of {total:,}")
    return found


def _chunks(warehouse: Warehouse, total: int) -> Iterator[list[tuple[int, str | None]]]:
    """A few hundred messages at a time, so that a long table takes no more memory than a short one."""
    for start in range(1, total + 1, AT_ONCE):
        query = select(("row", "text"), TABLE) + f" WHERE row BETWEEN {start} AND {start + AT_ONCE - 1} ORDER BY row"
        yield [(row, text) for row, text in warehouse.rows(query, f"Listening: {start - 1:,} of {total:,}")]


def _type(name: str) -> str:
    return {"row": "BIGINT", "abstained": "BOOLEAN"}.get(name, "VARCHAR")


def _cells(row: int, heard: Heard) -> list[object]:
    told = heard.as_json()
    acted = dict.fromkeys(each.moment for each in heard.moments_to_act_on)
    return [
        row,
        str(heard.abstained).lower(),
        heard.why,
        heard.stakes.level,
        json.dumps(told["stakes"]["reasons"]),
        json.dumps(told["emotions"]),
        " ".join(acted),
        json.dumps(told["moments"]),
    ]


def _count(found: Listened, row: int, text: str, heard: Heard, safe: Callable[[], Redacted]) -> None:
    if heard.abstained:
        found.abstained[heard.why] += 1
        return
    spans = sentences(text)
    found.stakes[heard.stakes.level] += 1
    found.touched += bool(heard.moments_to_act_on)
    for name in {reason.name for reason in heard.stakes.reasons}:
        found.reasons[name] += 1
    for name in {moment.moment for moment in heard.moments_to_act_on}:
        found.moments[name] += 1
    for emotion in heard.emotions:
        found.emotions[emotion.name] += 1
        _quote(found, ("emotion", emotion.name), row, safe, spans, emotion, f"{emotion.confidence:.0%} likely")
    for reason in heard.stakes.reasons:
        _quote(found, ("reason", reason.name), row, safe, spans, reason, f"{heard.stakes.level} stakes")
    for moment in heard.moments:
        _count_moment(found, row, safe, spans, moment)


def _count_moment(
    found: Listened, row: int, safe: Callable[[], Redacted], spans: Sequence[tuple[int, int]], moment: Found
) -> None:
    told = f"{WHOSE[moment.who]}, {moment.whether}, {moment.confidence:.0%} likely"
    if to_act_on(moment):
        _quote(found, ("moment", moment.moment), row, safe, spans, moment, told)
        return
    found.not_raised[moment.moment, _why_not(moment)] += 1
    _quote(found, ("not raised", moment.moment), row, safe, spans, moment, told)


def _why_not(moment: Found) -> str:
    """Why a moment is not to be acted on: what it is instead, or whose, or that the listener is not sure enough."""
    if moment.whether not in {"happened", "feared"}:
        return moment.whether
    return "someone else" if moment.who == "other" else "unsure"


def _quote(
    found: Listened,
    kind: tuple[str, str],
    row: int,
    safe: Callable[[], Redacted],
    spans: Sequence[tuple[int, int]],
    place: Found | Reason | Emotion,
    told: str,
) -> None:
    kept = found.quotes.setdefault(kind, [])
    if len(kept) >= MOST_SHOWN:
        return
    shown = quote(row, safe(), spans, (place.start, place.end), told)
    if all(_sentence(shown) != _sentence(each) for each in kept):
        kept.append(shown)


def _sentence(shown: Quote) -> tuple[str, str, str]:
    """What two quotes have in common when they are of the same letter, sent by many."""
    return shown.lead, shown.words, shown.rest


def quote(row: int, text: Redacted, spans: Sequence[tuple[int, int]], place: tuple[int, int], told: str) -> Quote:
    """The sentence around a place, its words told apart, with a little of the sentence before and the one after."""
    start, end = place
    inside = [number for number, (begins, ends) in enumerate(spans) if begins < end and ends > start]
    first, last = (inside[0], inside[-1]) if inside else (0, 0)
    begins, ends = min(spans[first][0], start), max(spans[last][1], end)
    before = text.part(*spans[first - 1]) if inside and first else ""
    after = text.part(*spans[last + 1]) if inside and last + 1 < len(spans) else ""
    room = LONGEST_QUOTE // 2
    lead, rest = text.part(begins, start), text.part(end, ends)
    return Quote(
        row,
        _shortened(before, room // 2, from_end=True),
        _shortened(lead, room, from_end=True) + " " * lead[-1:].isspace(),
        _shortened(text.part(start, end), LONGEST_QUOTE),
        " " * rest[:1].isspace() + _shortened(rest, room),
        _shortened(after, room // 2),
        told,
    )


def _shortened(text: str, most: int, *, from_end: bool = False) -> str:
    """At most so many characters, cut between words, with an ellipsis where some are left out."""
    plain = " ".join(text.split())
    if len(plain) <= most:
        return plain
    if from_end:
        return "… " + plain[-most:].partition(" ")[2]
    return plain[:most].rpartition(" ")[0] + " …"
