"""The answer of an act on an item."""

import json

from fastapi import Request
from starlette.responses import Response

from services.kit.web.answers import answer_document
from services.knowledge.editing import policy
from services.knowledge.editing.models import Item


def answer_item(
    request: Request, item: Item, *, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    """The working copy, for one who keeps it."""
    return answer_document(
        request,
        json.dumps(item.document, ensure_ascii=False, separators=(",", ":")).encode(),
        version=item.version,
        audience=policy.KEEPER,
        status=status,
        headers=headers,
    )
