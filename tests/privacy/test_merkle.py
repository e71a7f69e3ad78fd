"""The Merkle tree gives the published roots, and its proofs hold for true trees only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy.merkle import MerkleTree
from privacy.verify import VerifyError, hash_leaf, root_of, verify_consistency, verify_inclusion

# Leaves and roots of the Certificate Transparency reference tree (the test vectors published with RFC 6962).
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
sizes = st.integers(1, 200)


def tree_of(size: int) -> MerkleTree:
    return MerkleTree.of_leaves(b"%d" % n for n in range(size))


@pytest.mark.parametrize("size", range(9))
def test_published_roots(size: int) -> None:
    tree = MerkleTree.of_leaves(LEAVES)
    assert tree.root(size).hex() == ROOTS[size]
    assert root_of([hash_leaf(leaf) for leaf in LEAVES[:size]]).hex() == ROOTS[size]


def test_published_inclusion_path() -> None:
    path = [node.hex() for node in MerkleTree.of_leaves(LEAVES).inclusion_proof(5)]
    assert path == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


@given(sizes, st.data())
def test_every_leaf_is_proved(size: int, data: st.DataObject) -> None:
    tree = tree_of(size)
    index = data.draw(st.integers(0, size - 1))
    verify_inclusion(hash_leaf(b"%d" % index), index, size, tree.inclusion_proof(index), tree.root())


@given(sizes, st.data())
def test_another_leaf_or_place_is_refused(size: int, data: st.DataObject) -> None:
    tree = tree_of(size)
    index, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(-1, size + 1))
    proof = tree.inclusion_proof(index)
    with pytest.raises(VerifyError):
        verify_inclusion(hash_leaf(b"x"), index, size, proof, tree.root())
    if other != index:
        with pytest.raises(VerifyError):
            verify_inclusion(hash_leaf(b"%d" % index), other, size, proof, tree.root())


@given(sizes, st.data())
def test_growth_is_consistent(size: int, data: st.DataObject) -> None:
    tree = tree_of(size)
    old = data.draw(st.integers(0, size))
    verify_consistency(old, tree.root(old), size, tree.root(), tree.consistency_proof(old))


@given(st.integers(2, 100), st.data())
def test_no_proof_joins_a_forked_tree(size: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, size - 1))
    changed = data.draw(st.integers(0, old - 1))
    fork = MerkleTree.of_leaves(b"forged" if n == changed else b"%d" % n for n in range(size))
    proofs = [fork.consistency_proof(old), tree_of(size).consistency_proof(old), []]
    for proof in [*proofs, data.draw(st.lists(st.binary(min_size=32, max_size=32), max_size=8))]:
        with pytest.raises(VerifyError):
            verify_consistency(old, tree_of(size).root(old), size, fork.root(), proof)


@given(st.lists(st.integers(0, 20), max_size=10))
def test_growing_in_steps_equals_building_at_once(steps: list[int]) -> None:
    tree = MerkleTree()
    for step in steps:
        tree.extend(hash_leaf(b"%d" % n) for n in range(len(tree), len(tree) + step))
    assert tree.root() == tree_of(sum(steps)).root()


def test_proofs_outside_the_tree_are_refused() -> None:
    with pytest.raises(ValueError, match="outside"):
        tree_of(3).root(4)
    with pytest.raises(ValueError, match="outside"):
        tree_of(3).inclusion_proof(3)
    with pytest.raises(ValueError, match="outside"):
        tree_of(3).consistency_proof(4)
