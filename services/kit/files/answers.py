"""The bytes of a file as an answer."""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from services.kit.files.problems import BytesMissing
from services.kit.files.store import FileStore
from services.kit.web.answers import FOR_ONE_READER
from services.kit.web.etag import etag, is_unmodified


async def answer_file(
    request: Request,
    files: FileStore,
    key: str,
    *,
    name: str,
    content_type: str,
    size: int,
    sha256: str,
    is_public: bool,
) -> Response:
    """The bytes under a key, to be saved under a name; 304 where the reader has them already.

    The `ETag` is their SHA-256.
    """
    headers = {"ETag": etag(sha256), "X-Content-Type-Options": "nosniff"}
    if not is_public:
        headers |= FOR_ONE_READER
    if is_unmodified(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    content = await files.get(key)
    if content is None:
        raise BytesMissing()
    headers |= {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Length": str(size),
    }
    return StreamingResponse(content, headers=headers, media_type=content_type)
