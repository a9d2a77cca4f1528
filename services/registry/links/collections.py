"""How links of a forum are kept."""

from sqlalchemy import Text, bindparam
from sqlmodel import col

from services.registry.forums.documents.standing import link_object
from services.registry.forums.models import Link
from services.registry.forums.schemas.standing import LinkOut
from services.registry.links import service
from services.registry.links.problems import LinkNotFound, LinkTaken
from services.registry.links.schemas import LinkIn, LinkPatch, LinkQuery
from services.registry.rows.collection import Collection

LINKS = Collection(
    name="links",
    model=Link,
    fields=("kind", "to_forum_id", "name", "url", "linked_from", "linked_to", "note"),
    item=link_object(),
    row_in=LinkIn,
    row_patch=LinkPatch,
    row_out=LinkOut,
    query=LinkQuery,
    filters={"kind": col(Link.kind) == bindparam("kind", type_=Text)},
    not_found=LinkNotFound,
    judge=service.judge,
    problems=(LinkTaken,),
    shown_at=service.shown_at,
)
