"""Whether nobody is left alone: after every answer, and on every way, a word or a person comes."""

from collections.abc import Iterator, Mapping

from goodgrace.playbook.proving.findings import Finding
from goodgrace.playbook.proving.paths import Path
from goodgrace.playbook.shape import OUTSIDE, Line, Playbook

Ancestors = Mapping[str, frozenset[str]]


def reaches_someone(line: Line) -> bool:
    """Whether a step brings the customer a word, or a person who looks after the matter; a reminder alone does not."""
    return line.kind in ("call", "ask", "do") or (line.kind == "send" and line.to in OUTSIDE)


def left_alone(playbook: Playbook, path: Path, before: Ancestors) -> Iterator[Finding]:
    """Answers after which nothing reaches anybody, and ways on which nothing does at all."""
    reached = [line for line in playbook.steps.values() if reaches_someone(line) and path.happens(line.name)]
    if not reached:
        message = "On this way the customer gets no word and no person. Add a `send`, a `call` or something to `do`."
        yield Finding("left_alone", "steps", playbook.place.line, message, path.in_words())
    for name, outcome in path.outcomes().items():
        if not any(name in before[line.name] for line in reached):
            line = playbook.steps[name]
            message = (
                f"When `{name}` comes to {outcome}, the customer gets no word and no person afterwards. "
                f"Add a `send`, a `call` or something to `do` with `if: {name} is {outcome}`."
            )
            yield Finding("left_alone", name, line.place.line, message, path.in_words())


def missing_words(playbook: Playbook) -> Iterator[Finding]:
    """Texts that lack a language which another text of the playbook has."""
    texts = [("words", playbook.place.line, playbook.words)]
    for line in playbook.steps.values():
        texts.append((line.name, line.place.line, line.words))
        texts.extend((f"{line.name}.{option.name}", line.place.line, option.words) for option in line.options)
    spoken = tuple(dict.fromkeys(language for _, _, words in texts for language in words))
    for where, line_number, words in texts:
        missing = [language for language in spoken if words and language not in words]
        if missing:
            message = f"`{where}` is not said in {' and '.join(missing)}, and other texts here are. Add it."
            yield Finding("missing_words", where, line_number, message)
