"""Which of several media types a caller would rather have (RFC 9110, section 12.5.1)."""

from collections.abc import Sequence

from starlette.requests import Request


def preferred(request: Request, offered: Sequence[str]) -> str:
    """One of those offered. The first one where the caller does not care, or takes none of them."""
    header = request.headers.get("accept")
    if not header:
        return offered[0]
    wanted = [_parsed(part) for part in header.split(",")]
    # `max` keeps the first of equals.
    return max(offered, key=lambda media: _quality(media, wanted))


def _parsed(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            try:
                return name, float(value)
            except ValueError:
                return name, 0.0
    return name, 1.0


def _quality(media: str, wanted: Sequence[tuple[str, float]]) -> float:
    """The quality of the most specific range that covers a media type; 0 where none does."""
    kind = media.partition("/")[0]
    for covering in (media, f"{kind}/*", "*/*"):
        qualities = [quality for name, quality in wanted if name == covering]
        if qualities:
            return max(qualities)
    return 0.0
