"""What differs between two documents: pure."""

from collections.abc import Iterator
from typing import Any

# What every write changes, and says nothing about the content.
BOOKKEEPING = frozenset({"version", "updated_at", "content_sha256"})


def differences(before: Any, after: Any) -> list[dict[str, Any]]:
    """`{pointer, before, after}` for each place that differs, by JSON pointer (RFC 6901) in order.

    Objects are compared key by key, lists place by place; what is on one side only is null on the other.
    """
    return list(_walk("", before, after))


def _walk(pointer: str, before: Any, after: Any) -> Iterator[dict[str, Any]]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted(before.keys() | after.keys()):
            if pointer or key not in BOOKKEEPING:
                escaped = key.replace("~", "~0").replace("/", "~1")
                yield from _walk(f"{pointer}/{escaped}", before.get(key), after.get(key))
    elif isinstance(before, list) and isinstance(after, list):
        for place in range(max(len(before), len(after))):
            yield from _walk(f"{pointer}/{place}", _at(before, place), _at(after, place))
    elif before != after:
        yield {"pointer": pointer, "before": before, "after": after}


def _at(values: list[Any], place: int) -> Any:
    return values[place] if place < len(values) else None
