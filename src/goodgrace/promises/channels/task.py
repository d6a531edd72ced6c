"""The task for a person: laid on somebody's list, and unconfirmed until she says that it is done."""

from collections.abc import Callable

from goodgrace.errors import GraceError
from goodgrace.promises.channels.shape import Errand, Outcome

ON_A_LIST = "It is on somebody's list, and waits to be done."
Create = Callable[[Errand], str]
Look = Callable[[str], Outcome | None]


class Tasks:
    """Tasks inside the house: a call, a gift to choose, a thing to check.

    `create` makes the row, once for each key, and returns its reference; what it refuses (a GraceError) is for a person
    to look at. `look` tells what became of a key, and None where there is no such task.
    """

    def __init__(self, *, create: Create, look: Look) -> None:
        self._create, self._look = create, look

    def carry(self, errand: Errand) -> Outcome:
        """Lay it on somebody's list, unless it is there already."""
        if already := self._look(errand.key):
            return already
        try:
            reference = self._create(errand)
        except GraceError as error:
            return Outcome("refused", error.says)
        return Outcome("unconfirmed", ON_A_LIST, reference)

    def ask(self, errand: Errand) -> Outcome | None:
        """What became of it; where there is no such task it can be laid down again."""
        return self._look(errand.key) or Outcome("again", "It is on nobody's list yet.")
