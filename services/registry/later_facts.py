"""Later facts about the forums of the sources, beside what the import says: each forum's once.

A value of a field becomes a fact with its own `as_of`, source and mark; a row tells its provenance.
They go through the services as a write does, so history, version and feed tell of them.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock, telemetry
from services.kit.actor import Actor
from services.kit.problems import Problem
from services.registry.activities.collections import ACTIVITIES
from services.registry.aliases.collections import ALIASES
from services.registry.facts import service as facts
from services.registry.forums import queries
from services.registry.forums.models import Forum, ImportedRecord
from services.registry.instruments.collections import INSTRUMENTS
from services.registry.members.collections import MEMBERS
from services.registry.rows import service as rows
from services.registry.rows.collection import Collection

COLLECTIONS: dict[str, Collection[Any]] = {
    collection.name: collection for collection in (ACTIVITIES, ALIASES, INSTRUMENTS, MEMBERS)
}
log = telemetry.get_logger(__name__)
REASON = "Fakta kemudian, di samping catatan impor"


async def take_later_facts(
    session: AsyncSession, actor: Actor, *, record: Mapping[str, Any], source: Mapping[str, Any]
) -> bool:
    """Take what one record tells of its forum, if it was not taken before; True if it was taken now."""
    key = f"later:{record['forum']}"
    if await queries.is_imported(session, key):
        return False
    forum = await queries.lock(session, actor, record["forum"])
    if forum is None:
        return False
    for fact in record.get("facts", ()):
        await facts.add(
            session,
            actor,
            forum,
            field=fact["field"],
            value=_value(forum, fact),
            as_of=fact["as_of"],
            source=source,
            mark=fact["mark"],
            reason=REASON,
        )
    for row in record.get("rows", ()):
        collection = COLLECTIONS[row["collection"]]
        provenance = {"source": source, "mark": row["mark"]}
        said = collection.row_in.model_validate({**row["values"], "provenance": provenance})
        values = said.model_dump(mode="json")
        try:
            async with session.begin_nested():
                await rows.add(session, actor, forum, collection, values=values, reason=REASON)
        except (IntegrityError, Problem) as error:
            # Somebody recorded it first; theirs stands.
            log.info("later_fact_stands", forum=forum.slug, row=row["values"], error=type(error).__name__)
    session.add(ImportedRecord(key=key, forum_id=forum.id, imported_at=clock.now()))
    return True


def _value(forum: Forum, fact: Mapping[str, Any]) -> Any:
    """The value told; what is appended stands after what the field said, so that nothing is lost."""
    if "append" not in fact:
        return fact["value"]
    before = getattr(forum, fact["field"])
    return f"{before} {fact['append']}" if before else fact["append"]
