"""The scan hook: a command that looks at each file before it is kept."""

import asyncio
import shlex
from typing import IO

from services.kit import telemetry
from services.knowledge.editing.problems import FileRefused, ScannerAway

SECONDS = 60.0
log = telemetry.get_logger(__name__)


class Scanner:
    """Runs the operator's command with the file's bytes on its standard input.

    It answers by its exit status: 0 lets the file pass, 1 refuses it, anything else is a scanner that
    cannot tell, and then no file is taken. Without a command every file passes, unscanned.
    """

    def __init__(self, command: str | None) -> None:
        self._words = shlex.split(command) if command else []

    @property
    def is_there(self) -> bool:
        """Whether files are looked at."""
        return bool(self._words)

    async def look_at(self, file: IO[bytes]) -> None:
        """Raises `FileRefused` or `ScannerAway`."""
        if not self._words:
            return
        file.seek(0)
        # A spooled file may have no descriptor of its own yet.
        content = await asyncio.to_thread(file.read)
        try:
            process = await asyncio.create_subprocess_exec(
                *self._words,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
            )
        except OSError as error:
            log.warning("scanner_away", error=type(error).__name__)
            raise ScannerAway() from error
        try:
            async with asyncio.timeout(SECONDS):
                await process.communicate(content)
        except TimeoutError as error:
            process.kill()
            await process.wait()
            log.warning("scanner_away", error="timeout")
            raise ScannerAway() from error
        if process.returncode == 1:
            raise FileRefused()
        if process.returncode != 0:
            log.warning("scanner_away", status=process.returncode)
            raise ScannerAway()
