"""How statutes of a forum are kept."""

from services.registry.forums.documents.organs import STATUTE_FIELDS, statute_object
from services.registry.forums.models import Statute
from services.registry.forums.schemas.organs import StatuteOut
from services.registry.rows.collection import Collection
from services.registry.statutes import service
from services.registry.statutes.problems import EditionTaken, StatuteNotFound
from services.registry.statutes.schemas import StatuteIn, StatutePatch, StatuteQuery

STATUTES = Collection(
    name="statutes",
    model=Statute,
    fields=STATUTE_FIELDS,
    item=statute_object(),
    row_in=StatuteIn,
    row_patch=StatutePatch,
    row_out=StatuteOut,
    query=StatuteQuery,
    not_found=StatuteNotFound,
    judge=service.judge,
    problems=(EditionTaken,),
)
