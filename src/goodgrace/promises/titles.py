"""What a task says: whole sentences of ours, kept with their parts so that a page says them in its own language."""

from typing import Any, Final

from goodgrace.promises.models import Step
from goodgrace.sentences import as_data, cut, sentence

GIVE: Final = sentence("Give what was decided")
"""The title of a plain promise's step, which no playbook wrote."""
LONGEST: Final = 300
"""So many characters of English a task says at most."""


def end_of(title: str) -> str:
    """The title of a step that we add ourselves to end what rests."""
    return sentence("{title}: this ends", title=title)


def title_of(step: Step) -> str:
    """A step's title: as the company wrote it, or a sentence where it is ours."""
    title: str = step.data["title"]
    if title == GIVE:
        return GIVE
    ended = title.removesuffix(str(end_of("")))
    return end_of(ended) if step.is_end_of_ours and ended != title else title


def to_read(step: Step) -> str:
    """That a step's words wait for somebody to read them."""
    return sentence("Look at the words before they go out: {title}", title=title_of(step))


def told_of(step: Step, said: str) -> str:
    """What was said of a step, such as by another system."""
    return sentence("{title}: {said}", title=title_of(step), said=said)


def written(says: str) -> dict[str, Any]:
    """What a task says as the columns of its row: in English, and with its parts."""
    short = cut(says, LONGEST)
    return {"title": str(short), "words": as_data(short)}
