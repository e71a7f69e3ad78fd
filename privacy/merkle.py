"""The Merkle tree of RFC 9162 section 2.1, as a log server keeps it: appends and proofs.

Checking proofs lives in :mod:`privacy.verify`, which an auditor runs without the hub.
"""

from __future__ import annotations

from collections.abc import Iterable

from privacy.verify import hash_leaf, hash_node, root_of


class MerkleTree:
    """A growing tree. ``_levels[k][i]`` is the hash of the complete subtree over leaves ``[i·2^k, (i+1)·2^k)``.

    Appending costs one hash amortised; a root or proof costs O(log² n) look-ups and hashes.
    """

    def __init__(self, leaf_hashes: Iterable[bytes] = ()) -> None:
        self._levels: list[list[bytes]] = [[]]
        self.extend(leaf_hashes)

    @classmethod
    def of_leaves(cls, leaves: Iterable[bytes]) -> MerkleTree:
        """The tree over the leaves' bytes."""
        return cls(hash_leaf(leaf) for leaf in leaves)

    def __len__(self) -> int:
        return len(self._levels[0])

    def extend(self, leaf_hashes: Iterable[bytes]) -> None:
        """Appends leaves, given by their hashes, and completes the subtrees above them."""
        self._levels[0].extend(leaf_hashes)
        height = 0
        while len(self._levels[height]) >= 2:
            below = self._levels[height]
            if len(self._levels) == height + 1:
                self._levels.append([])
            above = self._levels[height + 1]
            above.extend(hash_node(below[i], below[i + 1]) for i in range(2 * len(above), len(below) - 1, 2))
            height += 1

    def root(self, size: int | None = None) -> bytes:
        """Tree head over the first ``size`` leaves (all by default). ValueError if there are not so many."""
        size = len(self) if size is None else size
        self._check(0, size, len(self))
        return self._subtree(0, size) if size else root_of([])

    def inclusion_proof(self, index: int, size: int | None = None) -> list[bytes]:
        """Audit path of leaf ``index`` in the tree of ``size`` leaves (RFC 9162 section 2.1.3.1)."""
        size = len(self) if size is None else size
        self._check(0, size, len(self))
        self._check(index + 1, size, size)
        path: list[bytes] = []
        low, high = 0, size
        while high - low > 1:
            middle = low + _split(high - low)
            if index < middle:
                path.append(self._subtree(middle, high))
                high = middle
            else:
                path.append(self._subtree(low, middle))
                low = middle
        return path[::-1]

    def consistency_proof(self, old_size: int, size: int | None = None) -> list[bytes]:
        """Proof that the first ``old_size`` leaves begin the tree of ``size`` leaves (RFC 9162 section 2.1.4.1)."""
        size = len(self) if size is None else size
        self._check(old_size, size, len(self))
        if old_size in (0, size):
            return []
        path: list[bytes] = []
        low, high, whole = 0, size, True
        while old_size != high:
            middle = low + _split(high - low)
            if old_size <= middle:
                path.append(self._subtree(middle, high))
                high = middle
            else:
                path.append(self._subtree(low, middle))
                low, whole = middle, False
        return ([] if whole else [self._subtree(low, high)]) + path[::-1]

    def _subtree(self, low: int, high: int) -> bytes:
        width = high - low
        height = width.bit_length() - 1
        if width == 1 << height:
            return self._levels[height][low >> height]
        middle = low + _split(width)
        return hash_node(self._subtree(low, middle), self._subtree(middle, high))

    @staticmethod
    def _check(low: int, high: int, limit: int) -> None:
        if not 0 <= low <= high <= limit:
            raise ValueError(f"the tree has {limit} leaves: {low} of {high} is outside it")


def _split(width: int) -> int:
    """The largest power of two smaller than ``width``."""
    return 1 << (width - 1).bit_length() - 1
