"""Acts on items: each has the item locked, raises its version, and is one transaction with its record."""

from services.knowledge.editing.service.finding import (
    published_copy,
    require,
    require_comment,
    require_locked,
    require_published,
)
from services.knowledge.editing.service.publishing import publish, withdraw
from services.knowledge.editing.service.reviewing import ask_reviewers, comment, resolve_comment, review
from services.knowledge.editing.service.shelving import (
    attachment_out,
    following,
    put_on_shelf,
    record,
    refresh,
)
from services.knowledge.editing.service.writing import RequireVersion, amend, rewrite, submit, take, write

__all__ = [
    "RequireVersion",
    "amend",
    "ask_reviewers",
    "attachment_out",
    "comment",
    "following",
    "publish",
    "published_copy",
    "put_on_shelf",
    "record",
    "refresh",
    "require",
    "require_comment",
    "require_locked",
    "require_published",
    "resolve_comment",
    "review",
    "rewrite",
    "submit",
    "take",
    "withdraw",
    "write",
]
