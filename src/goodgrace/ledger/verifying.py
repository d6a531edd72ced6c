"""Verifying: everything is computed again from the rows, a chunk at a time, and each difference said in a sentence."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError
from django.db.models import Max, Subquery, Value
from django.db.models.functions import Coalesce

from goodgrace.ledger.canonical import leaf_of, moment
from goodgrace.ledger.findings import Findings
from goodgrace.ledger.heads import SignedHead
from goodgrace.ledger.models import Entry, Head
from goodgrace.ledger.rows import CHUNK, UNREADABLE, Row, sealed
from goodgrace.ledger.sealing import kept_range, last_head, our_key, with_key
from goodgrace.ledger.tree import EMPTY, Range, grown

KEY = "Compare keys.json with its back-up."


@dataclass(frozen=True, slots=True)
class Report:
    """What verifying found: `findings` in sentences, `untold` more of them, and how much there is that is not sealed yet."""

    entries: int
    heads: int
    unsealed: int
    head: SignedHead | None
    findings: tuple[str, ...]
    untold: int

    @property
    def is_whole(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def as_json(self) -> dict[str, Any]:
        """Plain data for programs."""
        return {
            "ok": self.is_whole,
            "entries": self.entries,
            "heads": self.heads,
            "unsealed": self.unsealed,
            "head": self.head.as_json() if self.head else None,
            "findings": list(self.findings),
            "untold": self.untold,
        }


def verify(kept: SignedHead | None = None) -> Report:
    """Go through the whole ledger; with a head that an auditor kept, also see that it still begins with what that covers.

    Takes no lock: entries and heads up to the last head that is there now no longer change in an honest ledger.
    """
    found = Findings()
    size = Head.objects.aggregate(size=Max("size"))["size"] or 0
    walk = _Walk(found, _one_by_one(size))
    try:
        heads = _go_through(walk, size, kept)
        last = last_head()
    except UNREADABLE as error:
        if isinstance(error, DatabaseError):
            raise
        found.say("The heads cannot be read: somebody wrote into their table by hand. Put it right from a back-up.")
        return Report(walk.entries, 0, 0, None, tuple(found.told), found.untold)
    if kept:
        _look_at_kept(kept, size, found)
    _look_beyond_the_last_head(found)
    waiting = Entry.objects.filter(position=None).count()
    return Report(walk.entries, heads, waiting, last, tuple(found.told), found.untold)


def _go_through(walk: "_Walk", size: int, kept: SignedHead | None) -> int:
    """Compare the entries with every head up to this size, and on the way with the kept one; how many heads there are."""
    heads = 0
    for head in _heads(size):
        if kept and walk.covered < kept.size <= head.size:
            walk.to(kept.size)
            _compare_kept(walk, kept)
        walk.to(head.size)
        walk.meet(head)
        heads += 1
    return heads


@dataclass(slots=True)
class _Walk:
    """Where we are: the entries taken so far, and the tree over their stored leaves as far as it can be known."""

    found: Findings
    rows: Iterator[Row]
    entries: int = 0
    size: int = 0
    tree: Range | None = field(default_factory=Range)
    """None after a gap, until a genuine head says how the tree goes on."""
    root: bytes = EMPTY
    """The root that the next head has to follow on."""
    covered: int = 0
    """The size of the head before."""
    newest: int | None = None
    """The highest id since the head before: in one batch ids only rise."""
    ahead: Row | None = None

    def to(self, size: int) -> None:
        """Take all entries at positions below `size`."""
        leaves: list[bytes] = []
        self.ahead = self.ahead or next(self.rows, None)
        while self.ahead and _place(self.ahead) < size:
            self._take(self.ahead, leaves)
            if len(leaves) >= CHUNK:
                self._grow(leaves)
                leaves = []
            self.ahead = next(self.rows, None)
        self._grow(leaves)
        self._miss(size)

    def meet(self, head: Head) -> None:
        """Compare with a head, and go on from what it says where it is genuine."""
        stated, tree = with_key(head, self.root), kept_range(head)
        of = f"The head over {head.size} entries, of {moment(head.at)},"
        genuine = stated.is_genuine
        if not genuine:
            self.found.say(
                f"{of} is not as it was signed: it was edited, or the head before it was edited or taken out, "
                f"or it was signed with another key. {KEY}"
            )
        fits = tree.fits and tree.root == stated.root
        if genuine and not fits:
            self.found.say(f"{of} keeps a tree that is not the one it signs: its peaks were edited.")
        if genuine and self.tree and self.tree.root != stated.root:
            self.found.say(
                f"{of} does not have the root of the entries: at positions {self.covered} to {head.size - 1} entries "
                "were changed, exchanged or put in, and their leaves with them."
            )
        if genuine:
            self.root, self.tree = stated.root, tree if fits else self.tree
        elif self.tree:
            self.root = self.tree.root
        self.covered, self.newest = head.size, None

    def _take(self, row: Row, leaves: list[bytes]) -> None:
        self.entries += 1
        place = _place(row)
        self._miss(place)
        if place < self.size:
            self.found.say(f"Entry {row.id} stands at position {place}, where another entry stands already.")
            return
        self.size = place + 1
        if row.told is None:
            self.found.say(f"Entry {row.id}, at position {place}, cannot be read: it was altered after it was sealed.")
        elif row.leaf is None or _leaf(row) != row.leaf:
            self.found.say(
                f"Entry {row.id}, at position {place}, is not what was sealed: it was altered, or moved from another place."
            )
        if self.newest is not None and row.id < self.newest:
            self.found.say(
                f"Entry {row.id} stands at position {place}, after entry {self.newest}: they were reordered."
            )
        self.newest = max(row.id, self.newest or row.id)
        leaves.append(row.leaf or b"")

    def _miss(self, place: int) -> None:
        """Say that all between the last entry and this position is gone."""
        if place <= self.size:
            return
        many, last = place - self.size, place - 1
        where = f"position {last}" if many == 1 else f"positions {self.size} to {last}"
        self.found.say(f"{'An entry is' if many == 1 else f'{many} entries are'} missing, at {where}.")
        self.size, self.tree = place, None

    def _grow(self, leaves: list[bytes]) -> None:
        if self.tree:
            self.tree = grown(self.tree, leaves)


def _place(row: Row) -> int:
    return -1 if row.position is None else int(row.position)


def _leaf(row: Row) -> bytes | None:
    try:
        return leaf_of(row.told or {})
    except (TypeError, ValueError):
        return None


def _one_by_one(size: int) -> Iterator[Row]:
    for rows in sealed(size):
        yield from rows


def _heads(size: int) -> Iterator[Head]:
    """The heads up to this size, in order."""
    after = -1
    while heads := list(Head.objects.filter(size__gt=after, size__lte=size).order_by("size")[:CHUNK]):
        yield from heads
        after = heads[-1].size


def _compare_kept(walk: _Walk, kept: SignedHead) -> None:
    if walk.tree and walk.tree.root != kept.root:
        walk.found.say(
            f"The kept head over {kept.size} entries has another root: the entries that it covers were changed since, "
            "and the heads signed anew."
        )


def _look_at_kept(kept: SignedHead, have: int, found: Findings) -> None:
    if kept.key != our_key():
        found.say(f"The kept head was signed with another key than this installation's. {KEY}")
    elif not kept.is_genuine:
        found.say("The kept head is not as it was signed: the file was edited. Take it again from where it was kept.")
    if kept.size > have:
        found.say(
            f"The kept head covers {kept.size} entries, the heads here {have}: the end of the ledger was cut off, "
            "or an older back-up was put back."
        )


def _look_beyond_the_last_head(found: Findings) -> None:
    """One question, so that a sealer at work is seen before or after, never halfway."""
    size = Head.objects.order_by().values(one=Value(1)).annotate(size=Max("size")).values("size")
    beyond = Entry.objects.filter(position__gte=Coalesce(Subquery(size), 0)).count()
    if beyond:
        many = "One entry has a place" if beyond == 1 else f"{beyond} entries have places"
        found.say(f"{many} beyond the last head: the head that covered this was taken out, or it was never sealed.")
