"""The aggregate as JSON, built by PostgreSQL in one statement."""

from functools import cache
from hashlib import sha256
from typing import Any

from sqlalchemy import Select, Uuid, bindparam, literal, select
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from services.kit.reads import compile_read, json_object
from services.kit.simpul import Simpul
from services.registry.forums.documents.activities import activity_object, report_object
from services.registry.forums.documents.admissions import admission_object
from services.registry.forums.documents.funding import commitment_object, funding_object
from services.registry.forums.documents.guidance import guidance_object
from services.registry.forums.documents.instruments import instrument_analysis, instrument_object
from services.registry.forums.documents.members import member_object
from services.registry.forums.documents.organs import officer_object, organ_object, statute_object
from services.registry.forums.documents.rows import columns, rows_of_forum
from services.registry.forums.documents.standing import (
    alias_object,
    link_object,
    linked_from,
    urusan_of_sectors,
)
from services.registry.forums.models import (
    Activity,
    Alias,
    Commitment,
    Forum,
    Funding,
    Guidance,
    Instrument,
    Link,
    Member,
    Officer,
    Organ,
    Report,
    Statute,
)

_HEAD = ("id", "version", "slug", "name", "short_name")
_BODY = (
    "entity_kind",
    "status",
    "branch",
    "scope",
    "orientation",
    "institutional_format",
    "network_types",
    "management",
    "basis",
    "sectors",
    "stage",
    "founded_on",
    "secretariat",
    "purpose",
)
_TAIL = (
    "initiators",
    "notes",
    "source",
    "as_of",
    "inferred",
    "irregular",
    "provenance",
    "last_verified_at",
    "last_verified_by",
    "share_limit_percent",
    "created_at",
    "updated_at",
)


def document(simpul: Simpul) -> ColumnElement[dict[str, Any]]:
    """The whole forum as one JSON object, in the shape of `ForumOut`: an expression over `forums`."""
    return json_object(
        **columns(Forum, _HEAD),
        simpul=literal(simpul, literal_execute=True),
        **columns(Forum, _BODY),
        urusan=urusan_of_sectors(),
        aliases=rows_of_forum(Alias, alias_object()),
        links=rows_of_forum(Link, link_object()),
        linked_from=linked_from(),
        members=rows_of_forum(Member, member_object()),
        instruments=rows_of_forum(Instrument, instrument_object()),
        analysis=rows_of_forum(Instrument, instrument_analysis()),
        organs=rows_of_forum(Organ, organ_object()),
        officers=rows_of_forum(Officer, officer_object()),
        statutes=rows_of_forum(Statute, statute_object()),
        funding=rows_of_forum(Funding, funding_object()),
        commitments=rows_of_forum(Commitment, commitment_object()),
        activities=rows_of_forum(Activity, activity_object()),
        reports=rows_of_forum(Report, report_object()),
        guidance=rows_of_forum(Guidance, guidance_object()),
        admission=admission_object(),
        **columns(Forum, _TAIL),
    )


@cache
def rendering(simpul: Simpul) -> Select[dict[str, Any]]:
    """One forum's document, of parameter `forum_id`.

    Built once: building and hashing so large an expression takes longer than the database needs for it.
    """
    return select(document(simpul)).where(col(Forum.id) == bindparam("forum_id", type_=Uuid))


@cache
def shape(simpul: Simpul) -> str:
    """What the expression above is, in 16 characters: another expression renders another shape."""
    return sha256(compile_read(select(document(simpul))).sql.encode()).hexdigest()[:16]
