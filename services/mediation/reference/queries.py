"""Every SELECT on what the registry told. Each one starts from `visible_to`."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import Select, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit.actor import Actor
from services.mediation.reference.models import ReferenceCode, ReferenceForum, ReferenceRegion


def visible_to(actor: Actor) -> Select[ReferenceForum]:
    """Forums are public: all of them, for every actor."""
    return select(ReferenceForum)


def everything() -> Select[ReferenceForum]:
    """All forums, to judge what somebody writes."""
    return select(ReferenceForum)


async def forums(session: AsyncSession, slugs: Collection[str]) -> dict[str, ReferenceForum]:
    """Those of these forums that are in this simpul, by slug."""
    statement = everything().where(col(ReferenceForum.slug).in_(list(slugs)))
    return {forum.slug: forum for forum in await session.scalars(statement)}


async def regions(session: AsyncSession, codes: Collection[str]) -> dict[str, ReferenceRegion]:
    """Those of these regions that exist, by code."""
    statement = select(ReferenceRegion).where(col(ReferenceRegion.code).in_(list(codes)))
    return {region.code: region for region in await session.scalars(statement)}


# What an issue may be about: the codes of situations, and those of sectors.
CATEGORIES: Final = ("issue_category", "sector")


async def existing_categories(session: AsyncSession, codes: Collection[str]) -> set[str]:
    """Those of these codes that an issue may bear."""
    asked = [(vocabulary, code) for vocabulary in CATEGORIES for code in codes]
    return {code for _, code in await existing_codes(session, asked)}


async def existing_codes(session: AsyncSession, asked: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of these pairs (vocabulary, code) that exist."""
    pair = (col(ReferenceCode.vocabulary), col(ReferenceCode.code))
    statement = select(*pair).where(tuple_(*pair).in_(list(asked)))
    return {(vocabulary, code) for vocabulary, code in await session.execute(statement)}
