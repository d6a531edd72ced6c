"""The letter: set on paper, laid in the print room, and unconfirmed until a person has signed and posted it."""

from collections.abc import Callable
from datetime import datetime

from goodgrace.errors import GraceError
from goodgrace.promises.channels.papers.documents import Document, Paper
from goodgrace.promises.channels.shape import Errand, Outcome

Draft = Callable[[Errand], Document]
Queue = Callable[[Errand, bytes], str]
Look = Callable[[str], Outcome | None]


class Letters:
    """Letters, cards and lists on paper.

    `draft` finds the words of an errand; what it refuses (a GraceError) is for a person to look at. `queue` lays the PDF
    in the print room, once for each key, and returns the place's reference. `look` tells what became of a key: kept
    once somebody has signed and posted it, None where it is not there.
    """

    def __init__(
        self,
        *,
        draft: Draft,
        queue: Queue,
        look: Look,
        now: Callable[[], datetime],
        paper: Paper = "a4",
        machine_fonts: bool = True,
    ) -> None:
        self._draft, self._queue, self._look, self._now = draft, queue, look, now
        self._paper, self._machine_fonts = paper, machine_fonts

    def carry(self, errand: Errand) -> Outcome:
        """Set it on paper and lay it in the print room, unless it is there already."""
        if already := self._look(errand.key):
            return already
        from goodgrace.promises.channels.papers.typesetting import pdf  # typst is loaded where it is used

        try:
            made = pdf(self._draft(errand), on=self._now(), paper=self._paper, machine_fonts=self._machine_fonts)
        except GraceError as error:
            return Outcome("refused", error.says)
        reference = self._queue(errand, made)
        return Outcome("unconfirmed", "It lies in the print room, for a person to sign and post.", reference)

    def ask(self, errand: Errand) -> Outcome | None:
        """What became of it in the print room; where it never got there it can be set again."""
        return self._look(errand.key) or Outcome("again", "The print room does not have it yet.")
