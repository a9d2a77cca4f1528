"""How aliases of a forum are kept."""

from services.registry.aliases import service
from services.registry.aliases.problems import AliasNotFound, AliasTaken
from services.registry.aliases.schemas import AliasIn, AliasPatch, AliasQuery
from services.registry.forums.documents.standing import ALIAS_FIELDS, alias_object
from services.registry.forums.models import Alias
from services.registry.forums.schemas.standing import AliasOut
from services.registry.rows.collection import Collection

ALIASES = Collection(
    name="aliases",
    model=Alias,
    fields=ALIAS_FIELDS,
    item=alias_object(),
    row_in=AliasIn,
    row_patch=AliasPatch,
    row_out=AliasOut,
    query=AliasQuery,
    not_found=AliasNotFound,
    judge=service.judge,
    problems=(AliasTaken,),
)
