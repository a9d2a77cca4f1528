"""The two partitions of the node. Each has databases of its own; nothing reads across."""

from typing import Literal, TypeGuard, get_args

Simpul = Literal["provinsi", "kabkota"]
SIMPUL: tuple[Simpul, ...] = get_args(Simpul)


def is_simpul(value: object) -> TypeGuard[Simpul]:
    """Whether a value read from a path or a token names one of the two simpul."""
    return value in SIMPUL
