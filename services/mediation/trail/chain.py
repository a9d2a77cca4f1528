"""The arithmetic of the trail: what a row's hash is made of, and the tree over the heads of all chains.

Pure, so that whoever holds an export can do it without the node.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

BEGINNING: Final = bytes(32)
# The fields of a row of an export, in the order in which they are hashed; `hash` is over the others.
HASHED: Final = (
    "case_id",
    "seq",
    "acted_at",
    "recorded_at",
    "act",
    "refs",
    "actor_hash",
    "content_hash",
    "previous",
)
FIELDS: Final = (*HASHED, "hash")
# A chain's head: the case's id, how many rows it has, and the hash of the last.
Leaf = tuple[UUID, int, bytes]


def row_hash(row: Mapping[str, Any]) -> bytes:
    """The hash of a row: SHA-256 of its fields, one a line, as an export writes them."""
    return sha256("\n".join(str(row[name]) for name in HASHED).encode()).digest()


def leaf_hash(leaf: Leaf) -> bytes:
    """SHA-256 of 0x00, the case's id (16 bytes), its number of rows (8, big-endian) and its head (32)."""
    case_id, seq, head = leaf
    return sha256(b"\0" + case_id.bytes + seq.to_bytes(8, "big") + head).digest()


def root_of(leaves: Sequence[Leaf]) -> bytes:
    """The Merkle root over leaves sorted by case (the shape of RFC 9162, section 2.1.1)."""
    return _root([leaf_hash(leaf) for leaf in sorted(leaves, key=lambda leaf: leaf[0].bytes)])


def _root(hashes: Sequence[bytes]) -> bytes:
    if not hashes:
        return sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    # The largest power of two below the number of leaves goes left.
    half = 1 << (len(hashes) - 1).bit_length() - 1
    return sha256(b"\1" + _root(hashes[:half]) + _root(hashes[half:])).digest()
