"""Mediation as a consumer of the registry's feed."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, or_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit.feed.follow import FeedChange
from services.mediation.reference.models import ReferenceCode, ReferenceForum, ReferenceRegion

_TABLES = (ReferenceCode, ReferenceRegion, ReferenceForum)


class ReferenceProjection:
    """Keeps what was told last of each; only a new epoch drops what it does not mention."""

    async def apply(self, session: AsyncSession, changes: Sequence[FeedChange], *, epoch: str) -> None:
        """Take a page of changes."""
        codes: dict[tuple[str, str], dict[str, Any]] = {}
        regions: dict[str, dict[str, Any]] = {}
        forums: dict[str, dict[str, Any]] = {}
        for change in changes:
            told = change.payload
            if told is None:
                continue
            if change.entity == "vocabulary":
                for term in told["terms"]:
                    codes[(told["code"], term["code"])] = _code(told["code"], term) | {"epoch": epoch}
            elif change.entity == "region":
                regions[told["code"]] = _region(told) | {"epoch": epoch}
            elif change.entity == "forum":
                forums[told["slug"]] = _forum(told, change.version) | {"epoch": epoch}
        if codes:
            statement = insert(ReferenceCode)
            given = {name: statement.excluded[name] for name in ("label_id", "label_en", "epoch")}
            await session.execute(
                statement.on_conflict_do_update(index_elements=["vocabulary", "code"], set_=given),
                list(codes.values()),
            )
        if regions:
            region = insert(ReferenceRegion)
            names = ("name", "level", "autonomous", "valid_to", "epoch")
            await session.execute(
                region.on_conflict_do_update(
                    index_elements=["code"], set_={name: region.excluded[name] for name in names}
                ),
                list(regions.values()),
            )
        if forums:
            forum = insert(ReferenceForum)
            held = ("slug", "version", "name", "status", "members", "clauses", "epoch")
            await session.execute(
                forum.on_conflict_do_update(
                    index_elements=["id"],
                    set_={name: forum.excluded[name] for name in held},
                    # Of one epoch never back to an older version; a new epoch counts anew.
                    where=or_(
                        col(ReferenceForum.epoch) != forum.excluded.epoch,
                        col(ReferenceForum.version) <= forum.excluded.version,
                    ),
                ),
                list(forums.values()),
            )

    async def prune(self, session: AsyncSession, *, epoch: str) -> None:
        """Drop what no change of this epoch mentioned."""
        for table in _TABLES:
            await session.execute(delete(table).where(col(table.epoch) != epoch))


def _code(vocabulary: str, term: Mapping[str, Any]) -> dict[str, Any]:
    label = term.get("label_id") or term["code"]
    return {
        "vocabulary": vocabulary,
        "code": term["code"],
        "label_id": label,
        "label_en": term.get("label_en") or label,
    }


def _region(told: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "code": told["code"],
        "name": told["name"],
        "level": told["level"],
        "autonomous": told.get("autonomous", True),
        "valid_to": told.get("valid_to"),
    }


def _forum(told: Mapping[str, Any], version: int) -> dict[str, Any]:
    members = [
        {
            "region_code": member["region_code"],
            "name": member["region_name"] or member["name"],
            "role": member["role"],
        }
        for member in told["members"]
        if member.get("member_to") is None
    ]
    clauses = [
        {
            "instrument_id": instrument["id"],
            "title": instrument["title"],
            "numbers": instrument["numbers"],
            "clause": instrument["dispute_clause"],
        }
        for instrument in sorted(
            told["instruments"], key=lambda one: one.get("signed_on") or "", reverse=True
        )
        if instrument.get("dispute_clause")
    ]
    return {
        "id": UUID(told["id"]),
        "slug": told["slug"],
        "version": version,
        "name": told["name"],
        "status": told["status"],
        "members": members,
        "clauses": clauses,
    }
