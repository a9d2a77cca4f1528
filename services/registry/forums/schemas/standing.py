"""What the API gives for other names, links, and what became of a forum."""

from uuid import UUID

from services.kit.words import Out
from services.registry.forums.schemas.words import RowOut


class AliasOut(RowOut):
    """Another name of a forum."""

    name: str
    used_from: str | None
    used_to: str | None
    note: str | None


class ForumReference(Out):
    """A forum by id, slug and name."""

    id: UUID
    slug: str
    name: str


class LinkOut(RowOut):
    """A link that this forum made: to a forum of this simpul, or to a body elsewhere."""

    kind: str
    forum: ForumReference | None
    name: str | None
    url: str | None
    linked_from: str | None
    linked_to: str | None
    note: str | None


class LinkedOut(Out):
    """A link that another forum made, seen from this end."""

    link_id: UUID
    kind: str
    forum: ForumReference
    linked_from: str | None
    linked_to: str | None
    note: str | None
