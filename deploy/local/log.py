"""One readable log of all processes: to the terminal, and to a file in the home."""

import contextlib
import sys
import threading
from pathlib import Path
from typing import Self, TextIO

from deploy.local import files

_FILE_BYTES = 20_000_000
_NAME_WIDTH = 17


class Log:
    """Lines with the name of the process that said them, in the order they came.

    The file is set aside as `<name>.1` when it has grown to 20 MB. Safe to use from threads.
    """

    def __init__(self, file: Path, terminal: TextIO = sys.stdout) -> None:
        self._path = file
        self._file = files.append_private(file)
        self._terminal: TextIO | None = terminal
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()

    def line(self, name: str, text: str) -> None:
        """Write one line that `name` said."""
        self._write(f"{name:<{_NAME_WIDTH}} | {text}\n", terminal=True)

    def keep(self, text: str) -> None:
        """Write something long, such as a traceback, to the file only."""
        self._write(text if text.endswith("\n") else f"{text}\n", terminal=False)

    def _write(self, text: str, *, terminal: bool) -> None:
        with self._lock:
            with contextlib.suppress(OSError):  # a full disk is the database's to report
                self._file.write(text.encode())
            if self._file.tell() > _FILE_BYTES:
                self._file.close()
                self._path.rename(self._path.with_name(f"{self._path.name}.1"))
                self._file = files.append_private(self._path)
            if terminal and self._terminal is not None:
                try:
                    self._terminal.write(text)
                    self._terminal.flush()
                except OSError:  # the terminal is gone; the node goes on, and so does the file
                    self._terminal = None
