"""Bytes that have arrived, as a file to be."""

import asyncio
from dataclasses import dataclass
from typing import IO
from uuid import UUID

from services.kit.files.kinds import is_as_said
from services.kit.files.problems import FileEmpty, FileNotAsSaid
from services.kit.ids import new_id
from services.kit.web.spool import Spooled

# What the contract allows a document, in bytes.
LIMIT = 25 * 1024 * 1024


@dataclass(frozen=True)
class Received:
    """Bytes that have arrived whole and are what they say."""

    id: UUID
    file: IO[bytes]
    content_type: str
    size: int
    sha256: str


async def judge(body: Spooled) -> Received:
    """What was sent, as a file to be; raises `FileEmpty` and `FileNotAsSaid`."""
    if not body.size:
        raise FileEmpty()
    if not await asyncio.to_thread(is_as_said, body.file, body.format):
        raise FileNotAsSaid(body.format)
    return Received(new_id(), body.file, body.format, body.size, body.sha256)
