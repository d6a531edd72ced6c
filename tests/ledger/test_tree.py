"""The tree against its definition, on trees of every shape."""

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from goodgrace.ledger.tree import (
    EMPTY,
    Range,
    consistency,
    grown,
    inclusion,
    is_consistent,
    is_included,
    leaf_hash,
    levels,
    node_hash,
    top,
)

LEAVES = [leaf_hash(bytes([at])) for at in range(70)]
SIZES = st.integers(0, 70)


def defined(leaves: list[bytes]) -> bytes:
    """The root as RFC 6962, section 2.1, defines it."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(defined(leaves[:half]), defined(leaves[half:]))


def test_hashes_are_those_of_the_rfc() -> None:
    # the test vectors of Certificate Transparency's reference implementation
    data = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    tree = grown(Range(), [leaf_hash(bytes.fromhex(part)) for part in data])
    assert tree.root.hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


@given(SIZES, SIZES)
def test_a_tree_grown_in_steps_has_the_defined_root(one: int, other: int) -> None:
    first, size = sorted((one, other))
    tree = grown(grown(Range(), LEAVES[:first]), LEAVES[first:size])
    assert tree.root == defined(LEAVES[:size]) == top(levels(b"".join(LEAVES[:size])))
    assert tree.fits
    assert tree.size == size


@given(st.data(), st.integers(1, 70))
def test_a_proof_leads_each_leaf_to_the_root_and_no_other(data: st.DataObject, size: int) -> None:
    index, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(-1, size))
    proof, root = inclusion(levels(b"".join(LEAVES[:size])), index), defined(LEAVES[:size])
    assert is_included(LEAVES[index], index, size, proof, root)
    assert is_included(LEAVES[index], other, size, proof, root) == (other == index)
    assert not is_included(leaf_hash(b"another"), index, size, proof, root)
    assert not is_included(LEAVES[index], index, size, [*proof, EMPTY], root)
    assert not proof or not is_included(LEAVES[index], index, size, proof[:-1], root)


@given(st.integers(1, 70), st.integers(1, 70))
def test_a_proof_shows_that_a_tree_begins_with_an_older_one(one: int, other: int) -> None:
    old, size = sorted((one, other))
    proof = consistency(levels(b"".join(LEAVES[:size])), old)
    before, after = defined(LEAVES[:old]), defined(LEAVES[:size])
    assert is_consistent(old, before, size, after, proof)
    assert not is_consistent(old, EMPTY, size, after, proof)
    assert not is_consistent(old, before, size, EMPTY, proof)
    assert not is_consistent(old, before, size, after, [*proof, EMPTY])
    assert old == size or not is_consistent(old, before, size, after, proof[:-1])


@given(st.integers(2, 70), st.data())
def test_no_proof_shows_that_a_tree_follows_on_a_changed_one(size: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, size - 1))
    changed = [leaf_hash(b"changed"), *LEAVES[1:old]]
    proof = consistency(levels(b"".join(LEAVES[:size])), old)
    assert not is_consistent(old, defined(changed), size, defined(LEAVES[:size]), proof)


def test_every_tree_follows_on_the_empty_one() -> None:
    assert is_consistent(0, EMPTY, 3, defined(LEAVES[:3]), [])
    assert not is_consistent(4, defined(LEAVES[:4]), 3, defined(LEAVES[:3]), [])
