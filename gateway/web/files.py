"""Files held in memory and served with a strong ETag."""

import hashlib
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

WEB = Path(__file__).resolve().parent


class File:
    """One file: its bytes, read once, and the headers it always goes out with."""

    def __init__(self, content: bytes, media_type: str, *, headers: dict[str, str]) -> None:
        self._content = content
        self._headers = {
            "ETag": f'"{hashlib.sha256(content).hexdigest()[:32]}"',
            "Content-Type": media_type,
            "X-Content-Type-Options": "nosniff",
            **headers,
        }

    async def answer(self, request: Request) -> Response:
        """The file, or 304 where the reader has it."""
        known = request.headers.get("if-none-match", "")
        tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
        if self._headers["ETag"] in tags or known.strip() == "*":
            kept = {k: v for k, v in self._headers.items() if k != "Content-Type"}
            return Response(status_code=304, headers=kept)
        return Response(self._content, headers=self._headers)
