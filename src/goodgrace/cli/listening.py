"""`goodgrace listen`: a table of messages, heard and counted; or one message a line from a pipe, answered at once."""

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from rich.console import Console

from goodgrace.cli import write_json
from goodgrace.cli.screen import line, plain, progress
from goodgrace.errors import InputError
from goodgrace.insight.heard import Listened, Redacting, listen
from goodgrace.insight.heard_report import EMOTION_WORDS, HIDES, HIDES_NAMES, MOMENT_WORDS, report
from goodgrace.insight.warehouse import is_among
from goodgrace.listening.hearing import hear
from goodgrace.listening.redacting import redact

PIPE = Path("-")
MOST_BYTES = 1_000_000
"""Of one line; what is longer is read up to here, so that a line without an end cannot fill the memory."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to listen to, and where to put what was heard. `names`: put names out of what is quoted, too."""

    file: Path | None
    column: str | None
    html: Path | None
    out: Path | None
    as_json: bool
    names: bool


def run(wanted: Wanted, audio: Path | None, model: Path | None) -> None:
    """Listen to a file, to a pipe, or to a recording."""
    if audio is not None or model is not None:
        _run_audio(wanted, audio, model)
        return
    if wanted.file is None:
        raise InputError("Say what to listen to: a file, - for a pipe, or --audio with --model.")
    if wanted.file == PIPE:
        _refuse_for_pipe(wanted)
        answer(sys.stdin.buffer)
        return
    _run_file(wanted.file, wanted)


def _run_file(file: Path, wanted: Wanted) -> None:
    html, out = wanted.html, wanted.out
    if wanted.column is None:
        raise InputError(f'{file}: say which column holds the messages, for example --text "Message".')
    _refuse_places(file, html, out)
    redacting, hides = _redacting(wanted.names)
    with progress() as tell:
        found = listen(file, wanted.column, out=out, progress=tell, redacting=redacting)
        if html is not None:
            tell(None, "Writing the report")
            _write(html, report(found, file.name, wanted.column, hides))
    if wanted.as_json:
        write_json(found.as_json())
    else:
        print_heard(found, html, out)


def _run_audio(wanted: Wanted, audio: Path | None, model: Path | None) -> None:
    from goodgrace.cli import speech

    if audio is None or model is None:
        raise InputError("--audio SOUND and --model FOLDER belong together.")
    given = {"FILE": wanted.file, "--text": wanted.column, "--html": wanted.html, "--out": wanted.out}
    if unused := [name for name, value in given.items() if value is not None]:
        raise InputError(f"{unused[0]} is for messages. A recording is heard by itself.")
    speech.run(audio, model, _redacting(wanted.names)[0], wanted.as_json)


def _redacting(names: bool) -> tuple[Redacting, str]:
    """How to redact, and what the report says of it; by forms alone where the extra is not there, which is said."""
    from goodgrace.listening.names import is_here, redact_names

    if not names:
        return redact, HIDES
    if not is_here():
        line(Console(stderr=True), 'Names stay: the extra `pii` is not here (pip install "goodgrace[pii]").')
        return redact, HIDES
    return redact_names, HIDES_NAMES


def answer(stream: BinaryIO) -> None:
    """For each line, one JSON object in a line, at once."""
    ascii_only = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    for text in _lines(stream):
        sys.stdout.write(json.dumps(hear(text).as_json(), ensure_ascii=ascii_only) + "\n")
        sys.stdout.flush()


def print_heard(found: Listened, html: Path | None, out: Path | None) -> None:
    """Say what was heard, in counts."""
    console = Console()
    line(console, f"{found.rows:,} rows read, {found.rows - found.blank:,} of them with words.")
    if not found.rows - found.blank:
        line(console, "There is nothing to hear in this column.")
        return
    line(console, plain("\nMoments to act on", "bold"), f": in {found.touched:,} messages")
    _print_counts(console, {MOMENT_WORDS[name]: count for name, count in found.moments.most_common()})
    kept = sum(found.not_raised.values())
    if kept:
        line(
            console,
            f"  {kept:,} more were noticed and not raised: denied, imagined, figurative, someone else's, or not sure enough.",
        )
    line(console, plain("\nAt stake", "bold"))
    _print_counts(console, {level: found.stakes[level] for level in ("high", "medium", "low")})
    _print_counts(console, {f"because of: {name}": count for name, count in found.reasons.most_common()})
    line(console, plain("\nFeelings", "bold"))
    _print_counts(console, {EMOTION_WORDS[name]: count for name, count in found.emotions.most_common()})
    line(console, plain("\nNot said", "bold"), f": {sum(found.abstained.values()):,} messages")
    _print_counts(console, dict(found.abstained.most_common()))
    line(console, "\nThis is for people to read. Nothing is decided by it.")
    if html is not None:
        line(console, f"The report: {html.resolve()}")
    if out is not None:
        line(console, f"Each message's row, without its text: {out}")


def _print_counts(console: Console, counts: Mapping[str, int]) -> None:
    for name, count in counts.items():
        line(console, f"{count:>7,}  {name}")


def _lines(stream: BinaryIO) -> Iterator[str]:
    """The lines of a pipe; of one that is too long its beginning."""
    while raw := stream.readline(MOST_BYTES):
        rest = raw
        while rest and not rest.endswith(b"\n") and len(rest) == MOST_BYTES:
            rest = stream.readline(MOST_BYTES)
        yield raw.decode("utf-8", errors="replace").rstrip("\r\n")


def _refuse_for_pipe(wanted: Wanted) -> None:
    given = {"--text": wanted.column, "--html": wanted.html, "--out": wanted.out}
    if unused := [name for name, value in given.items() if value is not None]:
        raise InputError(f"{unused[0]} is for a file. From a pipe each line is one message, answered with --json.")
    if not wanted.as_json:
        raise InputError("From a pipe each line is one message, and is answered in JSON: add --json.")


def _refuse_places(file: Path, html: Path | None, out: Path | None) -> None:
    """Raise InputError before the work begins, where a file could not be written after it."""
    for wanted in (html, out):
        if wanted is None:
            continue
        if is_among(wanted, file) or (wanted.exists() and file.exists() and wanted.samefile(file)):
            raise InputError(f"{wanted}: this would be written over the messages. Name another file.")
        if not wanted.parent.is_dir():
            raise InputError(f"{wanted}: there is no folder {wanted.parent}. Make it first, or name another place.")
        if wanted.is_dir():
            raise InputError(f"{wanted}: this is a folder. Name a file.")
    if out is not None and out.suffix.lower() not in {".parquet", ".csv"}:
        raise InputError(f"{out}: rows are written as .parquet or .csv; choose one of these endings.")


def _write(html: Path, text: str) -> None:
    try:
        html.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{html}: the report cannot be written: {error.strerror or error}.") from None
