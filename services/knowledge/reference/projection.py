"""The codes as a consumer of the registry's feed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit.feed.follow import FeedChange
from services.knowledge.reference.models import ReferenceCode

REGION = "region"
# A term has none of these; a region told before there were any neither.
_OF_REGIONS: dict[str, Any] = {"valid_from": None, "valid_to": None, "successors": [], "decrees": []}


class ReferenceProjection:
    """Keeps every code that was ever told: entries refer to them. Only a new epoch drops some."""

    async def apply(self, session: AsyncSession, changes: Sequence[FeedChange], *, epoch: str) -> None:
        """Take a page of changes."""
        rows = {(row["vocabulary"], row["code"]): row for change in changes for row in _codes(change, epoch)}
        if rows:
            statement = insert(ReferenceCode)
            given = {name: statement.excluded[name] for name in (*_OF_REGIONS, "urusan", "epoch")}
            await session.execute(
                statement.on_conflict_do_update(index_elements=["vocabulary", "code"], set_=given),
                list(rows.values()),
            )

    async def prune(self, session: AsyncSession, *, epoch: str) -> None:
        """Drop codes that no change of this epoch mentioned."""
        await session.execute(delete(ReferenceCode).where(col(ReferenceCode.epoch) != epoch))


def _codes(change: FeedChange, epoch: str) -> Iterator[dict[str, Any]]:
    if change.payload is None:
        return
    if change.entity == REGION:
        told = {name: change.payload.get(name, missing) for name, missing in _OF_REGIONS.items()}
        yield {"vocabulary": REGION, "code": change.payload["code"], "epoch": epoch, "urusan": [], **told}
    elif change.entity == "vocabulary":
        for term in change.payload["terms"]:
            row = {"vocabulary": change.payload["code"], "code": term["code"], "epoch": epoch, **_OF_REGIONS}
            yield row | {"urusan": _told(term).get("urusan", [])}


def _told(term: Mapping[str, Any]) -> Mapping[str, Any]:
    """What only some vocabularies tell of a term."""
    attributes: Mapping[str, Any] = term.get("attributes", term)
    return attributes
