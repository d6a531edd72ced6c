"""A hash tree as RFC 6962 describes it: its root, and proofs that a leaf is in it and that it only grew."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

WIDTH = 32
"""Bytes of a hash."""
EMPTY = sha256(b"").digest()
"""The root of a tree without leaves."""

Levels = tuple[bytes, ...]
"""All nodes of a tree, from the leaves up; each level is its hashes in one row of bytes."""


def leaf_hash(data: bytes) -> bytes:
    """The hash of what a leaf says; never that of a node, which begins otherwise."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two neighbours."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Range:
    """What is kept of a tree so that it can grow: its size, and the roots of its full subtrees from left to right."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    @property
    def root(self) -> bytes:
        """The hash that stands for the whole tree."""
        if not self.peaks:
            return EMPTY
        *lefts, node = self.peaks
        for left in reversed(lefts):
            node = node_hash(left, node)
        return node

    @property
    def fits(self) -> bool:
        """Whether there are as many peaks as a tree of this size has."""
        return len(self.peaks) == self.size.bit_count()


def grown(before: Range, leaves: Iterable[bytes]) -> Range:
    """The tree with these leaves' hashes added at its end: about two hashes for each leaf, however large the tree is."""
    size, peaks = before.size, list(before.peaks)
    for node in leaves:
        rest = size
        while rest & 1:
            node = node_hash(peaks.pop(), node)
            rest >>= 1
        peaks.append(node)
        size += 1
    return Range(size, tuple(peaks))


def levels(leaves: bytes) -> Levels:
    """Every node over a row of leaves' hashes; one that has no neighbour to its right goes up as it is."""
    rows = [leaves]
    while len(rows[-1]) > WIDTH:
        rows.append(_above(rows[-1]))
    return tuple(rows)


def top(nodes: Levels) -> bytes:
    """The root of a tree of which all nodes are known."""
    return nodes[-1] or EMPTY


def inclusion(nodes: Levels, index: int) -> list[bytes]:
    """The hashes that lead from the leaf at this index to the root: its neighbour on each level, where it has one."""
    proof = []
    for row in nodes[:-1]:
        beside = (index ^ 1) * WIDTH
        if beside < len(row):
            proof.append(row[beside : beside + WIDTH])
        index >>= 1
    return proof


def consistency(nodes: Levels, old: int) -> list[bytes]:
    """The hashes that show that this tree begins with the tree of its first `old` leaves."""
    size = len(nodes[0]) // WIDTH
    if not 0 < old < size:
        return []
    proof: list[bytes] = []
    start, width, within_old = 0, size, True
    while start + width != old:
        half = 1 << (width - 1).bit_length() - 1
        if old <= start + half:
            proof.append(_node(nodes, start + half, width - half))
            width = half
        else:
            proof.append(_node(nodes, start, half))
            start, width, within_old = start + half, width - half, False
    if not within_old:
        proof.append(_node(nodes, start, width))
    return proof[::-1]


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether a proof leads from a leaf at this index to the root of a tree of this size."""
    if not 0 <= index < size:
        return False
    here, last, node = index, size - 1, leaf
    for beside in proof:
        if last == 0:
            return False
        if here & 1 or here == last:
            node = node_hash(beside, node)
            here, last = _up_to_a_right_one(here, last)
        else:
            node = node_hash(node, beside)
        here, last = here >> 1, last >> 1
    return last == 0 and node == root


def is_consistent(old: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether a proof shows that a tree of `size` leaves begins with an older one of `old` leaves."""
    if old == size:
        return old_root == root and not proof
    if old == 0:
        return old_root == EMPTY and not proof
    if not 0 < old < size or not proof:
        return False
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    here, last = old - 1, size - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    before = after = path[0]
    for beside in path[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            before, after = node_hash(beside, before), node_hash(beside, after)
            here, last = _up_to_a_right_one(here, last)
        else:
            after = node_hash(after, beside)
        here, last = here >> 1, last >> 1
    return last == 0 and before == old_root and after == root


def _above(row: bytes) -> bytes:
    pairs, lone = divmod(len(row), 2 * WIDTH)
    joined = b"".join(sha256(b"\x01" + row[at : at + 2 * WIDTH]).digest() for at in range(0, pairs * 64, 64))
    return joined + row[len(row) - lone :]


def _node(nodes: Levels, start: int, width: int) -> bytes:
    height = (width - 1).bit_length()
    at = (start >> height) * WIDTH
    return nodes[height][at : at + WIDTH]


def _up_to_a_right_one(here: int, last: int) -> tuple[int, int]:
    """Past the levels on which the last node has no neighbour."""
    while here and not here & 1:
        here, last = here >> 1, last >> 1
    return here, last
