"""Sealing: entries get their place in the tree, and the tree a signed head. By one sealer at a time, never in a request."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max

from goodgrace.errors import Refused
from goodgrace.ledger.canonical import leaf_of
from goodgrace.ledger.heads import SignedHead, public_key, signature
from goodgrace.ledger.models import Entry, Head
from goodgrace.ledger.rows import Row, unsealed
from goodgrace.ledger.tree import EMPTY, WIDTH, Range, grown

LARGEST_BATCH = 50_000
"""Entries sealed in one transaction: about a second, so that nobody who writes has to wait for long."""
LOCK = 0x6C6564676572
"""PostgreSQL's lock of the sealer: the letters of `ledger`."""
PLACE = "UPDATE ledger_entry SET position = %s, leaf = %s WHERE id = %s"
PLACE_MANY = """
UPDATE ledger_entry SET position = placed.position, leaf = placed.leaf
FROM unnest(%s::bigint[], %s::bytea[], %s::bigint[]) AS placed (position, leaf, id) WHERE ledger_entry.id = placed.id
"""


def seal_all(clock: Callable[[], datetime]) -> None:
    """Seal batch after batch until nothing waits. Raises as `seal` does."""
    while seal(clock()) is not None:
        pass


def seal(now: datetime, most: int = LARGEST_BATCH) -> SignedHead | None:
    """Seal the entries that wait, at most so many; the new head, or None where nothing waits.

    Raises Refused where the ledger does not fit its last head: what is broken must not be signed as if it were whole.
    """
    with transaction.atomic(durable=True):
        _wait_for_other_sealers()
        last, before = _standing()
        tree = before
        for rows in unsealed(most):
            tree = grown(tree, _place(rows, tree.size))
        if tree.size == before.size:
            return None
        head = _signed(tree, now, last.root if last else EMPTY)
        Head.objects.create(
            size=head.size, root=head.root, at=head.at, peaks=b"".join(tree.peaks), signature=head.signature
        )
        return head


def batches_waiting() -> int:
    """How often `seal` has to be called until all that waits now is sealed."""
    return -(-Entry.objects.filter(position=None).count() // LARGEST_BATCH)


def last_head() -> SignedHead | None:
    """The newest head as it stands in the database, with the installation's public key; not verified."""
    found = list(Head.objects.order_by("-size")[:2])
    if not found:
        return None
    head, previous = found[0], bytes(found[1].root) if len(found) > 1 else EMPTY
    return with_key(head, previous)


def with_key(head: Head, previous: bytes) -> SignedHead:
    """A stored head as a statement of this installation's, following on the head with the root `previous`."""
    return SignedHead(head.size, bytes(head.root), head.at, previous, bytes(head.signature), our_key())


def kept_range(head: Head) -> Range:
    """What a stored head keeps of its tree so that it can grow."""
    peaks = bytes(head.peaks)
    return Range(head.size, tuple(peaks[at : at + WIDTH] for at in range(0, len(peaks), WIDTH)))


def our_key() -> bytes:
    """The public key of this installation: what auditors are given."""
    return public_key(settings.KEYS.seal)


def _wait_for_other_sealers() -> None:
    if connection.vendor == "postgresql":  # on SQLite, whoever writes is alone already
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _standing() -> tuple[SignedHead | None, Range]:
    """The last head, found genuine, and its tree."""
    last, stored = last_head(), Head.objects.order_by("-size").first()
    tree = kept_range(stored) if stored else Range()
    placed = Entry.objects.aggregate(last=Max("position"))["last"]
    genuine = last is None or (last.is_genuine and tree.fits and tree.root == last.root)
    if not genuine or (-1 if placed is None else placed) != tree.size - 1:
        raise Refused(
            "The ledger does not fit its last head, so nothing was sealed. `goodgrace ledger verify` says what is amiss; "
            "put back the keys.json and the database that belong together."
        )
    return last, tree


def _place(rows: Sequence[Row], size: int) -> list[bytes]:
    """Give each entry its position, from `size` on, and its leaf; the leaves."""
    leaves = []
    for position, row in enumerate(rows, size):
        if row.told is None:
            raise Refused(
                f"Entry {row.id} cannot be read, so nothing was sealed: somebody wrote into the database by hand. "
                "Put the entry right from a back-up."
            )
        leaves.append(leaf_of({**row.told, "position": position}))
    _write(range(size, size + len(rows)), leaves, [row.id for row in rows])
    return leaves


def _write(positions: Sequence[int], leaves: Sequence[bytes], ids: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(PLACE_MANY, [list(positions), list(leaves), list(ids)])
        else:
            cursor.executemany(PLACE, list(zip(positions, leaves, ids, strict=True)))


def _signed(tree: Range, now: datetime, previous: bytes) -> SignedHead:
    head = SignedHead(tree.size, tree.root, now, previous, b"", our_key())
    return replace(head, signature=signature(head, settings.KEYS.seal))
