"""A new snapshot from the one before it and what changed since: most of a directory stays as it was."""

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

CHUNK = 1 << 20
_HEAD = b'{"id":"'
_ID = slice(len(_HEAD), len(_HEAD) + 36)


class Unusable(Exception):
    """The file before is gone, or is not what its manifest says."""


def merge(before: Path, says: str, changed: Mapping[str, bytes | None], into: Path) -> tuple[int, str]:
    """Write the lines of `before`, those of `changed` in their place; rows of entries, and SHA-256.

    `says` is the SHA-256 that the manifest of `before` tells. A line of `changed` is None where an entry
    is gone and is not to be mentioned.
    """
    rows, digest = 0, sha256()
    with into.open("wb") as file:
        for lines in _chunks(_merged(_lines(before, says), changed)):
            rows += sum(not line.startswith(b'{"id": ') for line in lines)
            chunk = b"".join(lines)
            digest.update(chunk)
            file.write(chunk)
    return rows, digest.hexdigest()


def _lines(before: Path, says: str) -> Iterator[tuple[str, bytes]]:
    """(id, line) of a file, in order of ids; what is read is held against the manifest at its end."""
    digest = sha256()
    try:
        with before.open("rb") as file:
            for line in file:
                if line.startswith(b'{"manifest"'):
                    break
                digest.update(line)
                yield (line[_ID].decode() if line.startswith(_HEAD) else json.loads(line)["id"]), line
    except (OSError, ValueError, KeyError) as error:
        raise Unusable from error
    if digest.hexdigest() != says:
        raise Unusable


def _merged(lines: Iterator[tuple[str, bytes]], changed: Mapping[str, bytes | None]) -> Iterator[bytes]:
    waiting = sorted(changed, reverse=True)
    for entry_id, line in lines:
        while waiting and waiting[-1] < entry_id:
            if (added := changed[waiting.pop()]) is not None:
                yield added
        if waiting and waiting[-1] == entry_id:
            if (successor := changed[waiting.pop()]) is not None:
                yield successor
        else:
            yield line
    for entry_id in reversed(waiting):
        if (added := changed[entry_id]) is not None:
            yield added


def _chunks(lines: Iterator[bytes]) -> Iterator[list[bytes]]:
    chunk: list[bytes] = []
    size = 0
    for line in lines:
        chunk.append(line)
        size += len(line)
        if size >= CHUNK:
            yield chunk
            chunk, size = [], 0
    yield chunk
