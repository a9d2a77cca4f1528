"""Files that hold secrets or that must be whole after a crash."""

import os
from pathlib import Path
from typing import BinaryIO


def write_private(file: Path, text: str) -> None:
    """Write a file of mode 0600 that is there whole or not at all, also after a crash."""
    partial = file.with_name(f"{file.name}.partial")
    partial.unlink(missing_ok=True)  # one of a crash might have another mode
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    partial.rename(file)
    sync_folder(file.parent)


def append_private(file: Path) -> BinaryIO:
    """Open a file for appending, made with mode 0600 if it is not there. Unbuffered."""
    return os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab", buffering=0)


def sync_folder(folder: Path) -> None:
    """Make renames inside a folder survive a crash of the machine."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
